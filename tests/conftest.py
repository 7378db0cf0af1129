"""What every test may ask for: blessing, a fixed environment, letters to begin with."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = [
    "archived_run",
    "certificate_makers",
    "mail_server",
    "object_storage",
    "sftp_server",
    "token_makers",
    "webdav_server",
]
PROJECT = Path(__file__).parents[1]
LETTER = """\
November 24, 2026

Dear Ada,

Thank you for the *engine*. We shall run it on Monday.

Sincerely,

Charles Babbage, Professor, University of Cambridge
"""

settings.register_profile("letterpress", deadline=None)  # a busy machine is no failure
settings.load_profile("letterpress")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bless", action="store_true", help="rewrite expected results; read the diff afterwards"
    )


def pytest_configure() -> None:
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR"):
        os.environ.pop(name, None)


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected results are to be rewritten (`make bless`)."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture
def project() -> Path:
    """Give the folder of the project."""
    return PROJECT


@pytest.fixture
def seed(project: Path) -> Path:
    """Give the first real letter."""
    return project / "seeds" / "000_bb1200c619942f5d.txt"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to work in, with one small letter in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter.txt").write_text(LETTER)
    return tmp_path
