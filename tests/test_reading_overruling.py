"""The front matter overrules what a line is read as, by the number it has in the file."""

import pytest
from click.testing import CliRunner

from letterpress.cli.program import program
from letterpress.diagnostics import Code
from letterpress.letter import Letter, Paragraph, plain_text
from letterpress.merging import FieldText
from letterpress.outline import letter_json
from letterpress.reading import explain_lines, read_letter
from letterpress.reading.overruling import PARTS_BY_KEY
from letterpress.source import Source

TEXT = """Hello all you
of the old harbour

Ada Roe
Member

To my friends at the bar,

It runs. See [1] and 4².

[1] One.

Godspeed to you

Bo Lee
Cy Dee

plan of the harbour
"""
PRINTED = (
    "July 1, 2026\n\nAhoy Ada,\n\nThe basin is to be\nsounded again.1\n\n1 At neap tide.\n"
    "\fOLD HARBOUR\nIt goes on.\n\fOLD HARBOUR\nIt ends.\n\nGodspeed,\nBo Lee        Cy Dee\n"
)


def read(text: str, **overrides: str) -> Letter:
    return read_letter(Source("a.txt", text), overrides).letter


def facts(text: str, **overrides: str) -> dict[str, object]:
    source = Source("a.txt", text)
    reading = read_letter(source, overrides)
    assert reading.diagnostics == ()
    return {key: value for key, value in letter_json(reading.letter, source, ()).items() if value}


def body_of(letter: Letter) -> list[str]:
    return [plain_text(block.children) for block in letter.body if isinstance(block, Paragraph)]


def complaints(text: str, **overrides: str) -> list[tuple[Code, str, int | None]]:
    found = read_letter(Source("a.txt", text), overrides).diagnostics
    return [(d.code, d.message, d.place.line if d.place else None) for d in found]


def test_every_part_can_be_named_by_its_lines() -> None:
    found = facts(
        TEXT,
        letterhead_lines="1-2",
        inside_address_lines="4-5",
        salutation_line="7",
        closing_line="13",
        signature_lines="15, 16",
        enclosure_lines="18",
    )

    assert found["letterhead"] == {"name": "Hello all you", "lines": ["of the old harbour"]}
    assert found["inside_address"] == ["Ada Roe", "Member"]
    assert (found["salutation"], found["complimentary_close"]) == (
        "To my friends at the bar,",
        "Godspeed to you",
    )
    assert [block["text"] for block in found["body"]] == ["It runs. See[^1] and 4²."]  # type: ignore[attr-defined]
    assert [s["name"] for s in found["signature_block"]] == ["Bo Lee", "Cy Dee"]  # type: ignore[attr-defined]
    assert found["enclosures"] == ["plan of the harbour"]


def test_lines_named_in_front_matter_are_those_of_the_file() -> None:
    letter = read("---\nsalutation_line: 10\n---\n" + TEXT)

    assert letter.salutation is not None
    assert plain_text(letter.salutation.children) == "To my friends at the bar,"


@pytest.mark.parametrize(
    ("key", "value"),
    [("date_line", "4"), ("mailing_notation_line", "4"), ("attention_lines", "4"), ("subject_lines", "4"),
     ("reference_lines", "4"), ("copy_lines", "4"), ("postscript_lines", "4")],
)  # fmt: skip
def test_a_line_becomes_the_part_it_is_said_to_be(key: str, value: str) -> None:
    letter = read(TEXT, **{key: value})

    assert "Ada Roe" in str(letter_json(letter, Source("a.txt", TEXT), ()))
    assert "Ada Roe" not in " ".join(body_of(letter))
    (line,) = [n for n in explain_lines(Source("a.txt", TEXT), read_letter(Source("a", TEXT), {key: value}))
               if n.number == 4]  # fmt: skip
    assert [(taken.part, taken.rule) for taken in line.taken] == [(PARTS_BY_KEY[key], "stated")]


def test_a_part_can_be_said_not_to_be_there() -> None:
    text = "July 1, 2026\n\nDear Ada,\n\nIt runs.\n\nYours,\n\nBo Lee\n\ncc: Cy\n"

    letter = read(text, salutation_line="none", closing_line="none", date_line="none", copy_lines="none")

    assert (letter.salutation, letter.complimentary_close, letter.dateline) == (None, None, None)
    assert body_of(letter) == ["July 1, 2026", "Dear Ada,", "It runs.", "Yours,", "Bo Lee", "cc: Cy"]


def test_the_body_parts_what_is_above_it_from_what_is_below() -> None:
    letter = read(TEXT, body_lines="9", calls="none")

    assert body_of(letter)[0] == "It runs. See [1] and 4²."
    assert [plain_text(line.children) for line in letter.inside_address][-1] == "To my friends at the bar,"
    assert [signatory.name for signatory in letter.signature_block][-1] == "plan of the harbour"


def test_lines_outside_the_letter_are_left_out() -> None:
    letter = read(TEXT, outside_lines="1-5, 18")

    assert body_of(letter)[0] == "To my friends at the bar,"
    assert "plan" not in " ".join(body_of(letter))


@pytest.mark.parametrize(
    ("calls", "labels", "notes"),
    [("auto", ["1"], ["1"]), ("none", [], []), ("brackets", ["1"], ["1"]), ("superscript", [], [])],
)
def test_the_style_of_calls_can_be_named(calls: str, labels: list[str], notes: list[str]) -> None:
    letter = read(TEXT, calls=calls)

    assert [note.label for note in letter.footnotes] == notes
    assert str(letter).count("FootnoteCall(") == len(labels)


def test_a_caret_is_text_where_nothing_is_a_call() -> None:
    letter = read("Dear Ada,\n\nIt runs.[^1]\n\n[^1]: Fast.\n", calls="none")

    assert body_of(letter) == ["It runs.[^1]", "[^1]: Fast."]


def test_a_style_that_calls_too_few_notes_is_believed_when_it_is_named() -> None:
    text = "Dear Ada,\n\nIt runs.[1]\n\nYours,\n\nBo Lee\n\nWhat else\n\n1. Fast.\n\n2. Slow.\n"

    assert read(text, notes_heading_line="9").footnotes == ()
    assert [n.label for n in read(text, notes_heading_line="9", calls="brackets").footnotes] == ["1", "2"]


def test_a_printed_text_is_overruled_by_the_lines_of_the_file() -> None:
    letter = read(PRINTED, salutation_line="3", closing_line="14", running_head_lines="11", calls="none")

    assert letter.salutation is not None
    assert plain_text(letter.salutation.children) == "Ahoy Ada,"
    assert letter.footnotes == ()
    assert "OLD HARBOUR" in str(letter.body)
    assert str(letter.body).count("OLD HARBOUR") == 1
    assert [signatory.name for signatory in letter.signature_block] == ["Bo Lee", "Cy Dee"]


def test_signatories_are_found_in_columns_without_a_close() -> None:
    letter = read(PRINTED, salutation_line="3", closing_line="none", signature_lines="15")

    assert [signatory.name for signatory in letter.signature_block] == ["Bo Lee", "Cy Dee"]
    assert "Godspeed," in str(letter.body)


def test_a_page_that_was_taken_for_one_of_signatures_can_be_kept() -> None:
    text = "Dear Ada,\n\nIt runs.\n\nYours,\n\nBo Lee\n\f/s/ Bo Lee\nelectronic signature, 1 May 2026\n"

    assert "electronic" not in str(read(text))
    assert "electronic" in str(read(text, postscript_lines="9").postscript)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("99", "there is no line 99: the letter has 24"),
        ("6", "line 6 is empty"),
        ("1", "line 1 is above the letter, which begins on line 5"),
        ("7-5", "7-5 ends before it begins"),
    ],
)
def test_a_line_that_cannot_be_meant_is_an_error_at_its_key(value: str, message: str) -> None:
    text = f"---\ntitle: x\nsalutation_line: {value}\n---\nAda\n\n{TEXT}"

    assert complaints(text) == [(Code.LINE_NUMBER, f'"salutation_line": {message}', 3)]


def test_a_line_that_two_keys_name_is_an_error_but_inside_the_body() -> None:
    assert complaints(TEXT, salutation_line="7", subject_lines="7") == [
        (Code.LINE_NUMBER, '"salutation_line": "subject_lines" names line 7 too', None)
    ]
    assert complaints(TEXT, body_lines="7-11", outside_lines="7") == []


def test_lines_of_letters_with_fields_are_those_of_the_authors_text() -> None:
    text = "{% if far %}\nFrom afar\n{% endif %}\nAhoy {{ name }}\n\nIt runs.\n"
    fields = FieldText(Source("a.txt", text), {})

    letter = read_letter(fields.fill({"name": "Ada", "far": ""}).source, {"salutation_line": "4"}).letter

    assert letter.salutation is not None
    assert plain_text(letter.salutation.children).startswith("Ahoy ")


def test_a_line_is_named_on_the_command_line_like_every_other_key(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("letter") / "a.txt"
    path.write_text(TEXT)

    run = CliRunner().invoke(program, ["parse", str(path), "--explain", "--set", "salutation_line=7"])

    assert "    7   salutation                 stated " in run.stdout
