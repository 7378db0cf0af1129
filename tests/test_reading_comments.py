"""Comments are left out, and said to be."""

import pytest

from letterpress.diagnostics import Code, Severity
from letterpress.letter import Paragraph, plain_text
from letterpress.reading import read_letter
from letterpress.source import Source

LETTER = "Dear Ada,\n\n{}\n\nSincerely,\n\nBo Lee\n"


def body_of(text: str) -> list[str]:
    body = read_letter(Source("a.md", text)).letter.body
    return [plain_text(block.children) for block in body if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("It <!-- does it? --> runs.", ["It runs."]),
        ("It runs.<!-- a -->\nAnd on.", ["It runs. And on."]),
        ("<!-- alone -->\n\nIt runs.", ["It runs."]),
        ("It runs.\n\n<!-- over\n\nlines\n-->\n\nOn.", ["It runs.", "On."]),
        ("It<!-- a --><!-- b --> runs.", ["It runs."]),
        ("It <!--> runs.", ["It runs."]),
        ("It <!-- runs.", ["It <!-- runs."]),
        (r"It \<!-- runs. -->", ["It <!-- runs. -->"]),
        ("It -- runs. -->", ["It -- runs. -->"]),
        ("It runs.[^1]\n\n<!-- [^1]: no note -->\n\n[^1]: A note.", ["It runs."]),
    ],
)
def test_comments_are_left_out(text: str, body: list[str]) -> None:
    assert body_of(LETTER.format(text)) == body


def test_a_note_tells_what_was_left_out() -> None:
    text = LETTER.format("It <!-- first --> runs.\n\n<!-- second -->")

    (note,) = read_letter(Source("a.md", text)).diagnostics

    assert (note.code, note.severity) == (Code.COMMENTS, Severity.NOTE)
    assert note.place is not None
    assert (note.place.line, note.place.column) == (3, 4)
    assert '"first", and 1 more' in note.message


def test_places_behind_a_comment_are_those_of_the_file() -> None:
    text = LETTER.format("<!-- a comment --> It runs.[^1]")

    (error,) = (d for d in read_letter(Source("a.md", text)).diagnostics if d.severity is Severity.ERROR)

    assert error.place is not None
    assert text.splitlines()[2][error.place.column - 1 :].startswith("[^1]")


def test_on_printed_pages_nothing_is_a_comment() -> None:
    text = "---\ntext: printed\n---\n" + LETTER.format("It <!-- really --> runs.")

    assert body_of(text) == ["It <!-- really --> runs."]
