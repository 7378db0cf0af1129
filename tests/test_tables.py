"""Tables set in type: which are too wide, and what is said of them."""

import pytest

from letterpress.composing import Arrangement
from letterpress.diagnostics import Code, LetterError, Severity
from letterpress.press import RenderOptions, render_source
from letterpress.source import decode_source
from letterpress.typesetting import TypesetLetter
from letterpress.typesetting.setting import SetPassage
from letters_in_type import typeset_text

LONG = "Xxxxxxxxxxx"  # no language divides it
ADDRESS = "https://example.org/minutes/of/the/council/and/of/its/committees"
SOFT = "in\u00adcom\u00adpre\u00adhen\u00adsi\u00adbil\u00adi\u00adties"
COMPOUND = "well-known-self-governing-non-commissioned-all-encompassing"


def letter_with(*rows: list[str]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|---" * len(rows[0]) + "|")
    table = "\n".join(lines)
    return f"July 1, 2026\n\nDear Ada,\n\nHere it is:\n\n{table}\n\nSincerely,\n\nBob\n"


def warned(letter: TypesetLetter) -> list[tuple[Code, Severity, int]]:
    return [(one.code, one.severity, one.place.line) for one in letter.diagnostics if one.place]


def test_a_table_whose_words_are_cut_is_reported_once_at_the_first_row_with_such_a_word() -> None:
    narrow, wide = ["a"] * 20, [LONG] * 20

    letter = typeset_text(letter_with(narrow, narrow, wide, wide))

    assert warned(letter) == [(Code.TABLE_WORDS_CUT, Severity.WARNING, 10)]
    assert letter.diagnostics[0].message.startswith("a table of 20 columns is too wide")


def test_each_table_is_reported_for_itself_in_notes_too() -> None:
    table = f"| {' | '.join([LONG] * 20)} |\n{'|---' * 20}|\n| {' | '.join(['a'] * 20)} |\n"
    note = "\n".join(f"    {row}" for row in table.splitlines())
    text = f"July 1, 2026\n\nDear Ada,\n\nHere:[^1]\n\n{table}\nSincerely,\n\nBob\n\n[^1]: See:\n\n{note}\n"

    letter = typeset_text(text)

    assert [code for code, *_ in warned(letter)] == [Code.TABLE_WORDS_CUT] * 2


@pytest.mark.parametrize(("word", "columns"), [(LONG, 4), (ADDRESS, 4), (COMPOUND, 5), (SOFT, 8)])
def test_a_word_that_a_rule_divides_is_not_cut(word: str, columns: int) -> None:
    letter = typeset_text(letter_with(["a"] * columns, [word] * columns))

    assert letter.diagnostics == ()


def rows_of(letter: TypesetLetter) -> list[SetPassage]:
    return [row for row in letter.plan.text if row.passage.arrangement is Arrangement.TABLE]


@pytest.mark.parametrize(
    ("columns", "style"),
    [
        (5, "table-row, whole"),
        (7, "table-row, divided"),
        (8, "table-row-small, divided"),
        (14, "table-row-smaller, divided"),
    ],
)
def test_a_table_that_is_too_wide_is_first_hyphenated_and_then_set_smaller(columns: int, style: str) -> None:
    letter = typeset_text(letter_with(["a"] * columns, ["considerations"] * columns))

    row = rows_of(letter)[-1]
    words = "divided" if any(line.hyphen for cell in row.cells for line in cell.lines) else "whole"
    assert (f"{row.passage.style}, {words}", letter.diagnostics) == (style, ())


def test_words_are_divided_in_the_language_of_the_letter() -> None:
    word = "Donaudampfschifffahrtsgesellschaft"
    text = f"---\nlanguage: de\n---\n{letter_with(['a'] * 4, [word] * 4)}"

    row = rows_of(typeset_text(text))[-1]

    joined = "".join(line.text for line in row.cells[0].lines).replace("\u2010", "")
    assert (row.passage.style, joined) == ("table-row", word)


def test_the_warning_reaches_whoever_renders_and_fails_a_strict_run() -> None:
    source = decode_source(letter_with(["a"] * 20, [LONG] * 20).encode(), "letter.txt")

    rendered = render_source(source)
    with pytest.raises(LetterError) as refused:
        render_source(source, RenderOptions(strict=True))

    assert [one.code for one in rendered.diagnostics] == [Code.TABLE_WORDS_CUT]
    assert refused.value.diagnostics == rendered.diagnostics
