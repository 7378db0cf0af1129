"""Texts out of printed pages: what paper added is taken off, what it parted is joined, no word changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpress.diagnostics import Code
from letterpress.letter import (
    BulletList,
    FootnoteCall,
    Heading,
    NumberedList,
    Paragraph,
    Text,
    plain_text,
)
from letterpress.outline import letter_json
from letterpress.reading import Reading, read_letter
from letterpress.reading.calls import calls_of_letter
from letterpress.source import Source

PAGES = (
    """HARBOUR 77
Harbour Society
Attention: Ada Roe
12 Quay Street
Dear Ms. Roe:1
Please refer to your plan for the new quay dated August 18, 2025, and to the papers you
sent with it under section 505(b)(2) of the Harbour Act, in which you ask for a depth of
12 m (see sheet 3).
We have read them all and cannot agree to the plan as it stands. Our reasons are given
below, together with what would help.
DEPTH OF THE BASIN
The soundings of 2019,2 which you quote, were taken at spring tide, and the harbour mas-
ter of the day has noted a well-known fault of the lead. A well-known remedy is to sound
1 This letter replaces the one of May 3.

Harbour Office, 1 Pier Head
Our file 4576
""",
    """HARBOUR 77
Page 2
again at neap tide, as the Guide to Soundings3 has it.
When you send the plan again, add the following:
1. The soundings, with the hour of each.
2. Sheets of the basin, on which you mark:

\uf0b7

the old wall and the new one, as far as they are known to you from the papers of
the society;

\uf0b7

the mooring rings.

3. The names of all who sounded.
OTHER
You may ask for a meeting.
2 See https://harbour.example/papers/a-very-long-address-of-soundings-2019-and-before/part

7.pdf
3 Guide to Soundings, third edition.

Harbour Office, 1 Pier Head
Our file 4576
""",
    """HARBOUR 77
Page 3
If you have any questions, call the office.

Sincerely,
{See appended electronic signature page}
Bo Lee, M.D., Ph.D.
Harbour Master
Office of Basins

Harbour Office, 1 Pier Head
Our file 4576
""",
    """This is a representation of an electronic record that was signed
electronically.
/s/
BO LEE
11/14/2025 04:31:36 PM

Our file 4576
""",
)
PRINTED = "\f".join(PAGES)


def read(text: str) -> Reading:
    return read_letter(Source("a.txt", text))


def body_of(text: str) -> list[str]:
    facts = letter_json(read(text).letter, Source("a.txt", text), ())
    return [block.get("text", block["type"]) for block in facts["body"]]


def test_the_parts_of_a_printed_letter_are_found() -> None:
    letter = read(PRINTED).letter

    assert letter.salutation is not None
    assert plain_text(letter.salutation.children) == "Dear Ms. Roe:"
    assert letter.dateline is not None
    assert letter.dateline.text == "11/14/2025"
    assert letter.attention_line == "Ada Roe"
    assert letter.complimentary_close is not None
    assert plain_text(letter.complimentary_close.children) == "Sincerely,"
    assert letter.signature_mark is not None
    (signatory,) = letter.signature_block
    assert (signatory.name, signatory.post_nominals) == ("Bo Lee", "M.D., Ph.D.")
    assert (signatory.title, signatory.organisation) == ("Harbour Master", "Office of Basins")


def test_paragraphs_that_paper_ran_together_are_parted_and_those_it_cut_are_joined() -> None:
    assert [words.split()[0] for words in body_of(PRINTED)] == [
        "Please", "We", "DEPTH", "The", "When", "list", "OTHER", "You", "If",
    ]  # fmt: skip
    soundings = body_of(PRINTED)[3]
    assert "the harbour master of the day has noted a well-known fault" in soundings
    assert soundings.endswith(
        "A well-known remedy is to sound again at neap tide, as the Guide to Soundings[^3] has it."
    )


def test_headings_and_lists_are_seen() -> None:
    body = read(PRINTED).letter.body

    assert sum(isinstance(block, Heading) for block in body) == 2
    (numbers,) = (block for block in body if isinstance(block, NumberedList))
    assert len(numbers.items) == 3
    (bullets,) = (block for block in numbers.items[1].blocks if isinstance(block, BulletList))
    assert len(bullets.items) == 2


def test_bare_numbers_call_the_notes_at_the_feet_of_their_pages() -> None:
    letter = read(PRINTED).letter

    assert [note.label for note in letter.footnotes] == ["1", "2", "3"]
    assert [call.number for call in calls_of_letter(letter)] == [1, 2, 3]


def test_an_address_cut_at_the_end_of_its_line_is_whole_again() -> None:
    facts = letter_json(read(PRINTED).letter, Source("a.txt", PRINTED), ())

    assert facts["footnotes"][1]["text"].endswith("-2019-and-before/part7.pdf")


def test_what_is_left_out_is_named() -> None:
    diagnostics = read(PRINTED).diagnostics

    assert [d.code for d in diagnostics] == [Code.RUNNING_HEADS, Code.SIGNATURE_PAGE]
    assert '"Harbour Office, 1 Pier Head"' in diagnostics[0].message
    assert "11/14/2025" in diagnostics[1].message


def test_places_are_those_of_the_file() -> None:
    letter = read(PRINTED).letter

    assert [PRINTED[note.span.start : note.span.end].split()[0] for note in letter.footnotes] == [
        "1",
        "2",
        "3",
    ]
    assert PRINTED[letter.body[4].span.start :].startswith("When you send")
    assert PRINTED.count("\n", 0, letter.signature_block[0].span.start) == PRINTED.split("Bo Lee")[0].count(
        "\n"
    )


def test_typed_text_is_read_as_it_stands() -> None:
    typed = read("---\ntext: typed\n---\n" + PRINTED)

    assert Code.RUNNING_HEADS not in [d.code for d in typed.diagnostics]
    assert typed.letter.footnotes == ()


def test_a_layout_with_indents_reads_the_same() -> None:
    layout = "\f".join(
        re.sub(r"\uf0b7\n\n(.*)\n(?=the society)", "      \uf0b7 \\1\n               ", page)
        for page in PAGES
    )
    layout = re.sub(r"^(?=.)", " " * 12, layout, flags=re.MULTILINE)

    assert body_of(layout) == body_of(PRINTED)


def test_markup_in_printed_text_is_text() -> None:
    text = PRINTED.replace("The soundings of", "The *soundings* of `a_b_` [all](https://a.example) of")

    paragraph = read(text).letter.body[3]
    assert isinstance(paragraph, Paragraph)
    assert {type(inline) for inline in paragraph.children} == {Text, FootnoteCall}
    assert "The *soundings* of `a_b_` [all](https://a.example) of" in plain_text(paragraph.children)


LETTER = (
    "Dear Ada,\n\nThe basin of the harbour is to be sounded again at neap tide this year, and all\n"
    "who sounded before are asked to come. It is the rule.{call} Bring your lead.\n"
    "\nThe rings of the old wall are to be kept, and {more} the society pays for the\nnew ones.\n"
    "\nYours,\nBo Lee\n"
)


@pytest.mark.parametrize(
    ("call", "more"),
    [
        ("", "in 2009,4 of the years"),
        ("", "21 CFR 314.50(l)(1)(i)"),
        ("", "4 mm3 of rust"),
        ("", "H2O and"),
        ("3", ""),
    ],
)
def test_a_number_without_its_note_is_a_number(call: str, more: str) -> None:
    text = LETTER.format(call=call, more=more)

    assert read("---\ntext: printed\n---\n" + text).letter.footnotes == ()


def test_a_text_without_empty_lines_is_parted_by_its_short_lines() -> None:
    prose = [
        "The basin of the harbour is to be sounded again at neap tide this year, and all who",
        "sounded before are asked to come to the quay with their leads and their books.",
        "It ends here.",
        "The rings of the old wall are to be kept wherever they can be kept, and the society",
        "pays for the new ones, as it has done since the storm of the year before the last.",
        "That was the rule.",
        "We hope to see you there, with all who have sounded the basin in the years before it",
        "was made as deep as it is.",
    ]
    letter = "Dear Ada,\n" + "\n".join(prose * 2) + "\nYours,\nBo Lee\n"

    assert [words.split()[0] for words in body_of(letter)] == ["The", "The", "We"] * 2


@given(st.lists(st.text(alphabet="ab cd.\n,1\uf0b7-()A", max_size=200), min_size=1, max_size=5))
def test_every_character_of_a_printed_text_is_read_or_named(pages: list[str]) -> None:
    text = "\f".join(pages)
    reading = read(text)
    facts = str(letter_json(reading.letter, Source("a.txt", text), ()))
    named = any(d.code in (Code.RUNNING_HEADS, Code.SIGNATURE_PAGE) for d in reading.diagnostics)

    assert named or sum(map(facts.count, "bcd")) >= sum(map(text.count, "bcd"))


NUMBERS_APART = """Dear Ada,
The engine of 1822 ran on steam,1 and the one of 20202 runs on whatever the Thames will give.
It was shown at OX1 4BG in the spring, and the address is https://engine.example/the-analytical-
engine/plan.3 All who saw it were silent.
Sincerely,
Bo Lee

1

Of the Severn.
A guess.
3
See the plan, p. 3.
2

1
\f"""


def test_numbers_apart_from_their_notes_are_put_to_them() -> None:
    letter = read(NUMBERS_APART).letter

    notes = {
        note.label: plain_text(block.children)
        for note in letter.footnotes
        for block in note.blocks
        if isinstance(block, Paragraph)
    }

    assert notes == {"1": "Of the Severn.", "2": "A guess.", "3": "See the plan, p. 3."}


def test_a_number_glued_to_a_year_calls_a_note_and_a_postcode_calls_none() -> None:
    calls = [call.label for call in calls_of_letter(read(NUMBERS_APART).letter)]

    assert calls == ["1", "2", "3"]


def test_the_hyphen_of_a_divided_address_is_its_own() -> None:
    assert "https://engine.example/the-analytical-engine/plan." in body_of(NUMBERS_APART)[0]


HEADLINE = """Dear Ada,

The engine is to be built anew in the spring of next year, in the yard behind the mill and
nowhere else.
What it costs
The wheels are of brass, and there are more of them than anybody has counted, so that the
cost is not known.1
  (a) brass, by the pound, for the wheels and
      for the axles;
  (b) time.

Sincerely,

Ada Roe                                    Bo Lee
University of Bath                         Society of Inks

1 In pounds.
\f"""


def test_a_short_line_above_prose_is_a_heading() -> None:
    headings = [
        plain_text(block.children) for block in read(HEADLINE).letter.body if isinstance(block, Heading)
    ]

    assert headings == ["What it costs"]


def test_lettered_items_keep_their_letters() -> None:
    lists = [block for block in read(HEADLINE).letter.body if isinstance(block, NumberedList)]

    assert [(block.style, len(block.items)) for block in lists] == [("(a)", 2)]


def test_signatories_side_by_side_on_a_page_are_two() -> None:
    assert [s.name for s in read(HEADLINE).letter.signature_block] == ["Ada Roe", "Bo Lee"]


SIGNED_BELOW = """Dear Ada,

It runs.

Sincerely,

Bo Lee

-----------------------
This is a representation of an electronic record that was signed electronically.
-----------------------
/s/
BO LEE
08/28/2019
"""


def test_a_record_of_signatures_below_the_letter_is_left_out_and_dates_it() -> None:
    reading = read(SIGNED_BELOW)

    assert [s.name for s in reading.letter.signature_block] == ["Bo Lee"]
    assert reading.letter.dateline
    assert reading.letter.dateline.text == "08/28/2019"
    assert [d.code for d in reading.diagnostics] == [Code.SIGNATURE_PAGE]


def test_a_word_that_ends_like_an_abbreviation_can_be_followed_by_a_call() -> None:
    text = "Dear Ada,\n\nIt was no small part.1 Thank you.\n\nYours,\n\nBo\n\n1 See above.\n\f"

    letter = read_letter(Source("letter", text)).letter

    assert [note.label for note in letter.footnotes] == ["1"]


def test_raised_numbers_at_the_foot_of_a_page_are_the_notes_it_cuts_a_paragraph_for() -> None:
    text = (
        "Dear Ada,\n\nWe agreed.¹ Then we went\n\n¹ In May, and\n  in June.\n\fon and on.\n\nYours,\n\nBo\n\f"
    )

    letter = read_letter(Source("letter", text)).letter

    assert len(letter.body) == 1
    assert [note.label for note in letter.footnotes] == ["1"]


def test_a_foot_above_the_record_and_below_it_is_no_signatory() -> None:
    text = SIGNED_BELOW.replace("Bo Lee\n\n---", "Bo Lee\n\nReference ID: 12\n\n---") + "\nReference ID: 12\n"

    reading = read(text)

    assert [s.name for s in reading.letter.signature_block] == ["Bo Lee"]
    assert reading.letter.identification == ()


LOST_CALL = """Dear Ada,

It runs.1 It ran%s and it will.3

Yours,

Bo

1 See above.
2 See below.
3 See all.
\f"""


@pytest.mark.parametrize(("call", "faults"), [(".2", []), ("", [Code.FOOTNOTE_UNCALLED])])
def test_a_note_whose_call_is_lost_leaves_the_others_theirs(call: str, faults: list[Code]) -> None:
    reading = read(LOST_CALL % call)

    assert [note.label for note in reading.letter.footnotes] == ["1", "2", "3"]
    assert [d.code for d in reading.diagnostics] == faults


def test_a_number_at_the_end_of_a_sentence_carries_the_call_nothing_else_is() -> None:
    reading = read("Dear Ada,\n\nSee Study 88.1 It ran.\n\nYours,\n\nBo\n\n1 See above.\n\f")

    assert [note.label for note in reading.letter.footnotes] == ["1"]
    assert reading.diagnostics == ()
