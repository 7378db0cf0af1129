"""The document that says how to write a letter, held against the reader."""

import re
from pathlib import Path

from letterpress.checking import check_letter
from letterpress.reading import known_keys, read_letter
from letterpress.source import MAX_CHARACTERS, Source


def document(project: Path) -> str:
    return (project / "docs" / "source-format.md").read_text(encoding="utf-8")


def test_the_example_is_a_letter_without_a_fault(project: Path) -> None:
    example = re.search(r"```text\n(.*?)```", document(project), re.DOTALL)
    assert example
    source = Source("example.txt", example[1])

    reading = read_letter(source)

    assert (*reading.diagnostics, *check_letter(reading.letter, source)) == ()
    assert len(reading.letter.signature_block) == len(reading.letter.footnotes) == 1
    assert reading.letter.enclosures
    assert reading.letter.copies


def test_every_key_of_front_matter_is_documented(project: Path) -> None:
    section = document(project).split("## Front matter")[1].split("## Limits")[0]

    keys = re.findall(r"^\| `(\w+)`", section, re.MULTILINE)

    assert tuple(keys) == known_keys()


def test_the_example_of_front_matter_is_accepted(project: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", document(project), re.DOTALL)
    assert example

    reading = read_letter(Source("example.txt", example[1] + "Dear Ada,\n\nIt runs."))

    assert reading.diagnostics == ()
    assert reading.letter.letterhead.name == "Roe & Sons"


def test_the_limit_is_the_one_in_force(project: Path) -> None:
    assert f"{MAX_CHARACTERS:,} characters" in document(project)
