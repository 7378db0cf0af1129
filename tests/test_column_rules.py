"""`recipients:` in the front matter: what a letter asks of the columns of its recipients."""

import pytest

from letterpress.diagnostics import Code
from letterpress.letter import ColumnRule
from letterpress.reading import read_letter
from letterpress.source import Source


def _rules(front: str) -> tuple[tuple[ColumnRule, ...], list[Code]]:
    reading = read_letter(Source("letter.txt", f"---\nrecipients:{front}\n---\nDear Ada,\n\nHello.\n"))
    found = [d.code for d in reading.diagnostics]
    return reading.letter.recipients, found


def test_the_front_matter_renames_types_and_requires_columns() -> None:
    rules, found = _rules(
        """
  first_name: Vorname
  amount: {column: Betrag, type: number, decimal: ",", required: true}
  joined: {type: date}
"""
    )

    assert [(r.name, r.column, r.kind, r.required, r.decimal) for r in rules] == [
        ("first_name", "Vorname", "", False, ""),
        ("amount", "Betrag", "number", True, ","),
        ("joined", "joined", "date", False, ""),
    ]
    assert found == []


@pytest.mark.parametrize(
    "front",
    [
        " Vorname",
        " {2nd: x}",
        " {a: {type: money}}",
        " {a: {typ: text}}",
        " {a: x, a: y}",
        " {a: [x]}",
        " {__a: x}",
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(front: str) -> None:
    assert _rules(front) == ((), [Code.FRONT_MATTER_VALUE])
