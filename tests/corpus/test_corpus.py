"""The corpus: small letters, each with the outline of its tree and its diagnostics.

A file is a topic; a case is its name between hyphens, the letter, then what is expected of it.
`make bless` rewrites what is expected; read the diff afterwards.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from letterpress.checking import check_letter
from letterpress.outline import outline
from letterpress.reading import read_letter
from letterpress.source import Source

FOLDER = Path(__file__).parent
HEADING = re.compile(r"^--- ([a-z0-9-]+)( tree| diagnostics)? ---\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    topic: Path
    name: str
    letter: str
    tree: str = ""
    diagnostics: str = ""


def read_cases(topic: Path) -> list[Case]:
    parts = HEADING.split(topic.read_text(encoding="utf-8"))[1:]
    found: dict[str, dict[str, str]] = {}
    for name, kind, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        section = (kind or " letter").strip()
        assert section not in found.setdefault(name, {}), f"{topic.name} has {name} twice"
        found[name][section] = text.strip("\n") + "\n"
    return [Case(topic, name, **sections) for name, sections in found.items()]


def examine(case: Case) -> Case:
    source = Source(case.name, case.letter)
    reading = read_letter(source)
    complaints = [
        f"{d.place.line}:{d.place.column} {d.severity} {d.code}\n"
        for d in (*reading.diagnostics, *check_letter(reading.letter, source))
        if d.place
    ]
    return Case(case.topic, case.name, case.letter, outline(reading.letter), "".join(complaints) or "\n")


def write_cases(cases: list[Case]) -> str:
    return "\n".join(
        f"--- {case.name} ---\n{case.letter}--- {case.name} tree ---\n{case.tree}"
        + (f"--- {case.name} diagnostics ---\n{case.diagnostics}" if case.diagnostics.strip() else "")
        for case in cases
    )


TOPICS = sorted(FOLDER.glob("*.txt"))
CASES = [case for topic in TOPICS for case in read_cases(topic)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_letter_is_read_as_expected(case: Case, *, bless: bool) -> None:
    if bless:
        case.topic.write_text(write_cases([examine(c) for c in read_cases(case.topic)]), encoding="utf-8")
        return

    actual = examine(case)

    assert (actual.tree, actual.diagnostics.strip()) == (case.tree, case.diagnostics.strip())


def test_names_of_cases_are_unique() -> None:
    names = [case.name for case in CASES]

    assert sorted(set(names)) == sorted(names)
