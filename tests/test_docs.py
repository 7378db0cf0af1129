"""The documents say what the code does, and the code does what they say."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image

from letterpress.cli.program import program
from letterpress.diagnostics import Code, ExitCode
from letterpress.press import RenderOptions, render_source
from letterpress.source import decode_source
from letterpress.stationery import Box, Fitting, FootnoteArea, Mark, Paper, SignatureGrid

PROJECT = Path(__file__).parents[1]
DOCUMENTS = sorted({*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("fonts/*.md")})
README = (PROJECT / "README.md").read_text()
COMMAND_LINE = (PROJECT / "docs/command-line.md").read_text()


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(_commands(program))


def _sections(text: str) -> dict[str, str]:
    """Give the sections under second-level headings by their heading."""
    parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _console(text: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented_in_its_section(name: str) -> None:
    section = _sections(COMMAND_LINE)[f"letterpress {name.partition(' ')[0]}"]
    options = [
        option
        for parameter in COMMANDS[name].params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ]

    assert [option for option in options if f"`{option}" not in section] == []


def test_every_section_of_the_command_line_is_a_command() -> None:
    sections = [name for name in _sections(COMMAND_LINE) if name.startswith("letterpress ")]

    assert sorted(sections) == sorted(f"letterpress {name}" for name in program.commands)


def test_options_in_the_documents_exist() -> None:
    known = {option for command in COMMANDS.values() for p in command.params for option in p.opts}
    documented = set(re.findall(r"(?<![\w`-])--[a-z][a-z0-9-]*", re.sub(r"`", " ", COMMAND_LINE)))

    assert documented - known == {"--version", "--help"}


def test_every_exit_code_that_a_command_leaves_with_is_documented() -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", COMMAND_LINE, flags=re.MULTILINE)}

    assert documented == set(ExitCode)


def test_every_code_has_its_paragraph_in_errors_and_no_other_has() -> None:
    errors = (PROJECT / "docs/errors.md").read_text()
    paragraphs = re.findall(r"^### (\S+)\n\n\S", errors, flags=re.MULTILINE)

    assert sorted(paragraphs) == sorted(Code)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_to_files_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(), flags=re.DOTALL)  # examples lead nowhere
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)

    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", ["README.md", "docs/tutorial.md", "docs/merge.md"])
def test_the_commands_a_document_shows_run_in_their_order(path: str, desk: Path) -> None:
    merge = (PROJECT / "docs/merge.md").read_text()
    for kind, name in (("markdown", "letter.md"), ("csv", "people.csv")):
        (desk / name).write_text(re.findall(rf"```{kind}\n(.*?)```", merge, flags=re.DOTALL)[0])
    shown = [line for line in _console((PROJECT / path).read_text()) if line.startswith("letterpress ")]

    outcomes = {line: CliRunner().invoke(program, shlex.split(line)[1:]).exit_code for line in shown}

    assert outcomes == dict.fromkeys(shown, 0)
    assert len(shown) > 2


def test_the_letter_with_table_and_figure_of_the_tutorial_is_set(tmp_path: Path) -> None:
    examples = re.findall(r"```text\n(.*?)```", (PROJECT / "docs/tutorial.md").read_text(), flags=re.DOTALL)
    (text,) = [example for example in examples if "engine.png" in example]
    Image.new("RGB", (300, 200), "tan").save(tmp_path / "engine.png")

    rendered = render_source(decode_source(text.encode(), "letter.txt"), RenderOptions(folder=tmp_path))

    assert (rendered.page_count, rendered.diagnostics) == (1, ())


def test_documents_the_code_sends_its_users_to_are_there() -> None:
    sources = (path.read_text() for path in PROJECT.glob("src/**/*.py"))
    named = {name for text in sources for name in re.findall(r"docs/[a-z-]+\.md", text)}

    assert [name for name in named if not (PROJECT / name).exists()] == []


def test_every_value_of_a_stationery_is_documented() -> None:
    documented = set(re.findall(r"`\[*([a-z_]+)", (PROJECT / "docs/stationery.md").read_text()))
    types = (Paper, Box, Fitting, FootnoteArea, SignatureGrid, Mark)
    values = {field.name for kind in types for field in fields(kind)}
    keys = set(tomllib.loads((PROJECT / "templates/din-5008-b/stationery.toml").read_text()))

    assert (values | keys) - documented == set()


def test_the_makefile_has_every_target_the_documents_name() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {name for path in DOCUMENTS for name in re.findall(r"(?:`|\$ )make ([a-z-]+)", path.read_text())}

    assert named - targets == set()


def test_the_readme_shows_the_letter_and_the_two_commands() -> None:
    assert re.search(r"^!\[[^]]+\]\(docs/images/letter\.png\)$", README, flags=re.MULTILINE)
    assert _console(README)[:2] == ["make letter", "make check"]


def test_constraints_have_names_and_versions_only() -> None:
    lines = (PROJECT / "constraints.txt").read_text().splitlines()

    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", line)] == []
    assert "weasyprint==70.0" in lines
