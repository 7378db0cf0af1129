"""Notes in the ways people mark them: all are notes, at the place they were written."""

import pytest

from letterpress.outline import letter_json
from letterpress.reading import read_letter
from letterpress.source import Source

END = "\n\nYours,\nBo Lee\n"


def read(text: str) -> tuple[str, dict[str, str], list[str]]:
    """Give the words of the body, the notes by label, and the codes of the diagnostics."""
    source = Source("a.txt", text)
    reading = read_letter(source)
    facts = letter_json(reading.letter, source, reading.diagnostics)
    body = " ".join(block.get("text", block["type"]) for block in facts["body"])
    return (
        body,
        {n["label"]: n["text"] for n in facts["footnotes"]},
        [d["code"] for d in facts["diagnostics"]],
    )


@pytest.mark.parametrize(
    "heading", ["Notes", "## References", "**Anmerkungen**", "Referencias:", "Footnotes"]
)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("¹", "²"),
        ("<sup>1</sup>", "<sup>2</sup>"),
        ("[1]", "[2]"),
        (" \\[1\\]", " \\[2\\]"),
        ("{1}", " *{2}*"),
        (" (1)", " (2)"),
    ],
)
def test_notes_below_a_heading_are_called_in_any_one_style(heading: str, first: str, second: str) -> None:
    body = f"Dear Ada,\n\nIt runs{first} and turns.{second} So there.{END}"
    text = f"{body}\n{heading}\n\n1. One\n   goes on.\n2. Two.\n"

    assert read(text) == ("It runs[^1] and turns.[^2] So there.", {"1": "One goes on.", "2": "Two."}, [])


@pytest.mark.parametrize(
    "text",
    [
        f"Dear Ada,\n\nIt runs.{END}\nNotes\n\n1. Buy milk.\n2. Sing.\n",
        f"Dear Ada,\n\nIt runs (1) well.{END}\nNotes\n\n1. Buy milk.\n2. Sing.\n",
        f"Dear Ada,\n\nIn 2009,4 it ran, and 3 mm3 of it.\n\n4 It ran again.{END}",
        f"Dear Ada,\n\n1 Introduction\n\nIt runs at 10 m2.{END}",
    ],
)
def test_numbers_that_nothing_calls_are_no_notes(text: str) -> None:
    assert read(text)[1] == {}


def test_bare_numbers_call_the_notes_below_them() -> None:
    text = f"Dear Ada,1\n\nOur students.2 Black wheels.\n\n1 For the engine.\n2 See there.\n\nIt turns.{END}"

    assert read(text) == (
        "Our students.[^2] Black wheels. It turns.",
        {"1": "For the engine.", "2": "See there."},
        [],
    )


def test_a_note_is_written_where_it_is_called() -> None:
    text = f"Dear Ada,\n\nIt runs.^[With [brackets],\nand *stress*.] It turns.^[Twice.]{END}"

    body, notes, codes = read(text)

    assert body == "It runs.[^note-1] It turns.[^note-2]"
    assert notes == {"note-1": "With [brackets], and *stress*.", "note-2": "Twice."}
    assert codes == []


@pytest.mark.parametrize("words", ["x^[2 + y", "a \\^[b]", "^[ ]"])
def test_brackets_behind_a_caret_that_are_no_note_are_text(words: str) -> None:
    assert read(f"Dear Ada,\n\nIt runs {words} so.{END}")[1] == {}


def test_labels_of_inline_notes_are_free() -> None:
    text = f"Dear Ada,\n\nIt runs.[^note-1] It turns.^[Twice.]{END}\n[^note-1]: Once.\n"

    assert read(text)[1] == {"note-1": "Once.", "note-2": "Twice."}


def test_notes_keep_their_places() -> None:
    text = f"Dear Ada,\n\nIt runs.¹ So² there.{END}\nNotes\n\n1. One.\n2. Two.\n"

    notes = read_letter(Source("a.txt", text)).letter.footnotes

    assert [text[note.span.start : note.span.end] for note in notes] == ["1. One.", "2. Two."]
