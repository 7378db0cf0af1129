"""A property of explanations: every line with words has one, whatever the text is."""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from test_reading_properties import ANY_TEXT
from test_reading_properties import LETTERS as LETTERS_IN_PIECES

from letterpress.reading import explain_lines, read_letter
from letterpress.reading.overruling import PARTS_BY_KEY
from letterpress.source import Source
from letters_in_pieces import PIECES, PRINTED_PIECES, lost_characters

PROJECT = Path(__file__).parents[2]
LETTERS = sorted((*PROJECT.glob("seeds/*"), *PROJECT.glob("tests/gallery/letters/*")))
LINES = ("none", "1", "2", "3", "5", "1-2", "2-4", "3, 5-6", "9-1")
OF_ONE_LINE = {"date_line", "mailing_notation_line"}
KEPT = sorted(set(PARTS_BY_KEY) - {"outside_lines", "running_head_lines"})
PAGES = st.lists(
    st.lists(st.sampled_from((*PIECES, *PRINTED_PIECES, "1 note\n", "word.1\n"))).map("".join),
    min_size=1,
    max_size=4,
).map("\n\f".join)


def unexplained(text: str) -> list[tuple[int, str]]:
    source = Source("any.txt", text)
    lines = explain_lines(source, read_letter(source))
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    return [(line.number, line.text) for line in lines if line.text.strip() and not line.taken]


@given(ANY_TEXT)
def test_every_line_of_any_text_is_explained(text: str) -> None:
    assert unexplained(text) == []


@given(PAGES)
@example(
    "Dear Ada,\n\nIt runs.1\n\n1 It ran.\n\fBo Lee - Page 2\nIt goes.\n\nSincerely,\n\nBo Lee        Cy Dee\n"
)
def test_every_line_of_any_printed_text_is_explained(text: str) -> None:
    assert unexplained(f"---\ntext: printed\n---\n{text}") == []


def test_every_line_of_real_letters_is_explained() -> None:
    assert {path.name: found for path in LETTERS if (found := unexplained(path.read_text()))} == {}
    assert len(LETTERS) > 10


@given(ANY_TEXT, st.dictionaries(st.sampled_from(sorted(PARTS_BY_KEY)), st.sampled_from(LINES), max_size=4))
def test_whatever_lines_are_named_every_line_is_explained(text: str, named: dict[str, str]) -> None:
    source = Source("any.txt", text)
    named = {key: "none" if key in OF_ONE_LINE and len(said) > 1 else said for key, said in named.items()}

    reading = read_letter(source, named)

    lines = explain_lines(source, reading)
    assert [line for line in lines if line.text.strip() and not line.taken] == []


@given(LETTERS_IN_PIECES, st.sampled_from(KEPT), st.integers(1, 9), st.integers(0, 2))
def test_no_letter_or_digit_is_lost_of_lines_that_are_named(
    text: str, key: str, number: int, length: int
) -> None:
    source = Source("any.txt", text)
    lines = str(number) if key in OF_ONE_LINE else f"{number}-{number + length}"

    assert lost_characters(text, read_letter(source, {key: lines})) == []
