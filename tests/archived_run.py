"""A run of three letters and its bag, made once, for tests that put runs into bags and look at bags."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterpress.cli.program import program

LETTER = """\
{{ name }}
{{ city }}

May 4, 2026

Dear {{ name }},

Thank you for the engine.

Sincerely,

Bob Roe
"""
PEOPLE = "Name,City\nAda,London\nGrace,New York\nZoë,Göttingen\n"


def run_program(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with `letter.md`, `people.csv`, `run` and its bag `bag`; to be left as it is."""
    office = tmp_path_factory.mktemp("archived")
    (office / "letter.md").write_text(LETTER)
    (office / "people.csv").write_text(PEOPLE)
    merge = ("merge", office / "letter.md", office / "people.csv", "-o", office / "run")
    merged = run_program(*merge, "--name", "{{ name }}.pdf", "--folders")
    assert merged.exit_code == 0, merged.output
    bagged = run_program("archive", office / "run", "-o", office / "bag")
    assert bagged.exit_code == 0, bagged.output
    return office


@pytest.fixture
def bag(archived: Path, tmp_path: Path) -> Path:
    """Give a copy of the bag, as a folder, to be spoilt."""
    return shutil.copytree(archived / "bag", tmp_path / "bag")


@pytest.fixture
def office(archived: Path, tmp_path: Path) -> Path:
    """Give a copy of the run, and a folder to work in."""
    shutil.copytree(archived / "run", tmp_path / "run")
    return tmp_path
