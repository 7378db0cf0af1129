"""A property of explanations: every line with words has one, whatever the text is."""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from test_reading_properties import ANY_TEXT, FRAGMENTS

from letterpress.reading import explain_lines, read_letter
from letterpress.source import Source

PROJECT = Path(__file__).parents[2]
LETTERS = sorted((*PROJECT.glob("seeds/*"), *PROJECT.glob("tests/gallery/letters/*")))
PAGES = st.lists(
    st.lists(
        st.sampled_from((*FRAGMENTS, "1 note\n", "word.1\n", "A HEADING\n", "• item\n", "        far\n"))
    ).map("".join),
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
