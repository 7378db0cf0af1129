"""`merge --preview N`: the letters that show most, why each was chosen, and their bytes in the run."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterpress.cli.program import program
from letterpress.mailing import Version, Versions, pick_for_preview
from letterpress.merging import Recipient
from letterpress.source import Source

LETTER = """\
{{ name }}
{{ city }}

May 4, 2026

Dear {{ name }},

Thank you{% if gift %} for {{ gift }}{% endif %}.

Sincerely,

Bob Roe
"""
NAMES = ("name", "city", "gift")


def picked(rows: Sequence[tuple[str, str, str]], count: int) -> list[tuple[int, str]]:
    recipients = [Recipient(number, number + 1, NAMES, row) for number, row in enumerate(rows, start=1)]
    letter = Versions(Version(Source("letter.md", LETTER)))
    return [(one.recipient.row, one.reason) for one in pick_for_preview(letter, recipients, count, {})]


PLAIN = ("Ada Roe", "Bath", "")
ROWS = [PLAIN] * 20
ROWS[4] = ("Ada Roe", "Bath", "tea")
ROWS[7] = ("Ada Roe", "Bath", "a book")
ROWS[9] = ("A" * 60, "Bath", "")
ROWS[12] = ("Ada Roe", "Yo", "")


def test_the_ends_the_longest_another_branch_and_the_most_unlike_are_picked_in_this_order() -> None:
    reasons = {
        1: "the first",
        20: "the last",
        10: "the longest, 183 characters",
        5: "another course of the text (branches, language), taken by 2 of 20",
        13: "unlike the others: city has 2 characters",
    }
    for count in (1, 2, 3, 4):
        assert [row for row, _ in picked(ROWS, count)] == sorted(list(reasons)[:count])
    most = picked(ROWS, 6)
    assert [row for row, _ in most] == [1, 5, 8, 10, 13, 20]
    assert {row: reason for row, reason in most if row in reasons} == reasons


def test_letters_that_are_all_alike_are_not_picked_twice() -> None:
    assert picked([PLAIN] * 9, 5) == [(1, "the first, the longest, 77 characters"), (9, "the last")]


@pytest.mark.parametrize(("rows", "expected"), [([], []), ([PLAIN], [1]), ([PLAIN] * 2, [1, 2])])
def test_small_lists_give_what_they_have(rows: list[tuple[str, str, str]], expected: list[int]) -> None:
    assert [row for row, _ in picked(rows, 5)] == expected


@pytest.fixture
def office(desk: Path) -> Path:
    (desk / "letter.md").write_text(LETTER)
    people = "".join(f"{','.join(row)}\n" for row in ROWS)
    (desk / "people.csv").write_text("Name,City,Gift\n" + people)
    return desk


def _merge(*arguments: str) -> Result:
    return CliRunner().invoke(program, ("merge", "letter.md", "people.csv", *arguments))


def test_a_preview_is_a_small_run_of_letters_as_they_will_be(office: Path) -> None:
    preview = _merge("-o", "look", "--preview", "4")

    assert (preview.exit_code, preview.stdout) == (0, "look\n")
    assert "row 1, 01.pdf: the first\n" in preview.stderr
    letters = sorted(path.name for path in (office / "look").glob("*.pdf"))
    assert letters == ["01.pdf", "05.pdf", "10.pdf", "20.pdf"]
    _merge("-o", "some", "--rows", "5,20")
    assert (office / "look/05.pdf").read_bytes() == (office / "some/05.pdf").read_bytes()


def test_a_preview_can_be_asked_for_without_setting_it(office: Path) -> None:
    preview = _merge("-o", "look", "--preview", "2", "--dry-run", "--quiet")

    assert (preview.stdout, preview.stderr) == ("1\t01.pdf\n20\t20.pdf\n", "")
    assert not (office / "look").exists()
