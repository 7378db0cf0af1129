"""A letter as passages, and pages on their stationery."""

from dataclasses import replace

import pytest

from letterpress.composing import Page, Passage, compose_flow, compose_pages
from letterpress.composing.pages import addressee_of
from letterpress.letter import (
    BulletList,
    Dateline,
    Footnote,
    Heading,
    Letter,
    Letterhead,
    LineBreak,
    ListItem,
    NumberedList,
    Paragraph,
    Quotation,
    Reference,
    Signatory,
    SignatureStyle,
    Text,
    plain_text,
)
from letterpress.stationery import load_stationery
from letters_in_type import LETTER, line

US, DIN = load_stationery("us-block"), load_stationery("din-5008-b")


def words(passage: Passage) -> list[str]:
    return [plain_text(cell) for cell in passage.cells]


def passages_of(letter: Letter) -> list[tuple[str, list[str]]]:
    return [(passage.style, words(passage)) for passage in compose_flow(letter, US).text]


FULL = replace(
    LETTER,
    letterhead=Letterhead("Office", ("Street", "Town")),
    dateline=Dateline("July 22, 2021"),
    mailing_notation="By hand",
    references=(Reference("Our reference", "B 12"),),
    inside_address=(line("Ada Roe"), line("Bath")),
    attention_line="Ada Roe",
    subject_line=line("The engine"),
    enclosures=(line("Plan"), line("List")),
    copies=(line("Archive"),),
    postscript=(line("One more thing."), line("And another.")),
)


def test_the_parts_stand_in_the_order_of_the_stationery_with_its_labels() -> None:
    assert passages_of(FULL) == [
        ("dateline", ["July 22, 2021"]),
        ("mailing_notation", ["By hand"]),
        ("inside_address", ["Ada Roe\nBath"]),
        ("attention_line", ["Attention: Ada Roe"]),
        ("references", ["Our reference: B 12"]),
        ("subject_line", ["Re: The engine"]),
        ("salutation", ["Dear Ada,"]),
        ("paragraph", ["Thank you for the engine."]),
        ("complimentary_close", ["Sincerely,"]),
        ("signature", ["Charles Babbage\nProfessor"]),
        ("enclosures", ["Enclosures: Plan\nList"]),
        ("copies", ["cc: Archive"]),
        ("postscript", ["P.S. One more thing."]),
        ("postscript", ["And another."]),
    ]


def test_one_enclosure_is_labelled_as_one() -> None:
    letter = replace(LETTER, enclosures=(line("Plan"),))

    assert passages_of(letter)[-1] == ("enclosures", ["Enclosure: Plan"])


def test_zones_take_their_parts_out_of_the_running_text() -> None:
    flow = compose_flow(replace(FULL, language="de-AT"), DIN)

    assert [p.style for p in flow.zones["address"]] == [
        "mailing_notation",
        "inside_address",
        "attention_line",
    ]
    assert words(flow.zones["address"][2]) == ["z. Hd. Ada Roe"]
    assert [p.style for p in flow.text][:2] == ["subject_line", "salutation"]


def test_equal_lines_of_an_address_stay_lines() -> None:
    same = line("Bath")
    (address,) = compose_flow(replace(LETTER, inside_address=(same, same)), DIN).zones["address"]

    assert [part for part in address.cells[0] if isinstance(part, LineBreak)] != []
    assert words(address) == ["Bath\nBath"]


def test_signatories_fill_rows_and_the_last_may_be_short() -> None:
    letter = replace(LETTER, signature_block=tuple(Signatory(name) for name in "ABCDE"))

    rows = [one for one in compose_flow(letter, US).text if one.style == "signature"]

    assert [(words(row), row.columns, row.role) for row in rows] == [
        (["A", "B", "C"], 3, "LI LBody"),
        (["D", "E"], 3, "LI LBody"),
    ]


@pytest.mark.parametrize(("asked", "names", "expected"), [(2, 5, [2, 2, 1]), (None, 2, [2]), (4, 3, [3])])
def test_a_letter_may_ask_for_columns(asked: int | None, names: int, expected: list[int]) -> None:
    signatories = tuple(Signatory(str(number)) for number in range(names))
    letter = replace(LETTER, signature_block=signatories, signature_style=SignatureStyle(columns=asked))

    rows = [one for one in compose_flow(letter, US).text if one.style == "signature"]

    assert [len(row.cells) for row in rows] == expected


def test_headings_part_the_signatories_into_lists() -> None:
    names = (("Ada", "Europe"), ("Bo", "Europe"), ("Cy", "Asia"))
    signatories = tuple(Signatory(name, group=(Text(group),)) for name, group in names)

    found = compose_flow(replace(LETTER, signature_block=signatories), US).text[-4:]

    assert [words(one) for one in found] == [["Europe"], ["Ada", "Bo"], ["Asia"], ["Cy"]]
    assert [[container.part for container in one.path] for one in found] == [
        [],
        ["signatures"],
        [],
        ["signatures-1"],
    ]


def test_initials_stand_above_the_enclosures() -> None:
    letter = replace(LETTER, identification=(line("AR:cy"),), enclosures=(line("plan"),))

    found = compose_flow(letter, US).text[-2:]

    assert [(one.part, words(one)) for one in found] == [
        ("identification", ["AR:cy"]),
        ("enclosures", ["Enclosure: plan"]),
    ]


@pytest.mark.parametrize(
    ("signatory", "expected"),
    [
        (Signatory("Ada"), "Ada"),
        (Signatory("Ada", procuration="i. A."), "i. A. Ada"),
        (Signatory("Ada", "Mayor", "City of Bath"), "Ada\nMayor, City of Bath"),
        (Signatory("Ada", "Mayor", "Bath", " of "), "Ada\nMayor of Bath"),
        (Signatory("Ada", "", "City of Bath"), "Ada\nCity of Bath"),
    ],
)
def test_office_and_body_stand_below_the_name(signatory: Signatory, expected: str) -> None:
    assert passages_of(replace(LETTER, signature_block=(signatory,)))[-1] == ("signature", [expected])


def test_items_carry_their_markers_and_the_structure_around_them() -> None:
    inner = BulletList((ListItem((line("b"),)),))
    letter = replace(
        LETTER, body=(NumberedList(4, (ListItem((line("a"), inner, line("c"))), ListItem((line("d"),)))),)
    )

    items = [one for one in compose_flow(letter, US).text if one.style == "item"]

    assert [(words(one), one.marker) for one in items] == [
        (["a"], "4."),
        (["b"], "•"),
        (["c"], ""),
        (["d"], "5."),
    ]
    assert [box.role for box in items[1].path] == ["L", "LI", "LBody", "L", "LI", "LBody"]


@pytest.mark.parametrize(
    ("style", "start", "marks", "numbering"),
    [
        ("", 9, ["9.", "10."], "Decimal"),
        ("(1)", 1, ["(1)", "(2)"], "Decimal"),
        ("a)", 26, ["z)", "aa)"], "LowerAlpha"),
        ("A)", 1, ["A)", "B)"], "UpperAlpha"),
        ("(i)", 9, ["(ix)", "(x)"], "LowerRoman"),
        ("I.", 3, ["III.", "IV."], "UpperRoman"),
    ],
)
def test_items_have_the_marks_of_their_author(
    style: str, start: int, marks: list[str], numbering: str
) -> None:
    items = (ListItem((line("a"),)), ListItem((line("b"),)))
    letter = replace(LETTER, body=(NumberedList(start, items, style=style),))

    passages = [passage for passage in compose_flow(letter, US).text if passage.marker]

    assert [passage.marker for passage in passages] == marks
    assert [passage.path[0].numbering for passage in passages] == [numbering] * 2


def test_an_item_that_begins_with_a_list_has_both_markers() -> None:
    letter = replace(LETTER, body=(NumberedList(1, (ListItem((BulletList((ListItem((line("a"),)),)),)),)),))

    (item,) = [one for one in compose_flow(letter, US).text if one.style == "item"]

    assert item.marker == "1. •"


def test_headings_keep_their_level_in_the_structure_and_their_style_to_three() -> None:
    letter = replace(LETTER, body=tuple(Heading(level, line("h").children) for level in (1, 2, 3, 4)))

    headings = [one for one in compose_flow(letter, US).text if one.style.startswith("heading")]

    assert [(one.style, one.role) for one in headings] == [
        ("heading-1", "H1"), ("heading-2", "H2"), ("heading-3", "H3"), ("heading-3", "H4"),
    ]  # fmt: skip


def test_quotations_nest() -> None:
    letter = replace(LETTER, body=(Quotation((line("a"), Quotation((line("b"),)))),))

    inner = [one for one in compose_flow(letter, US).text if one.style == "paragraph"]

    assert [[box.role for box in one.path] for one in inner] == [["BlockQuote"], ["BlockQuote"] * 2]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((line("a"), line("b")), [("1", "a"), ("", "b")]),
        ((BulletList((ListItem((line("a"),)),)),), [("1", ""), ("•", "a")]),
        ((), [("1", "")]),
    ],
)
def test_the_number_of_a_note_stands_with_its_first_passage(
    blocks: tuple[Paragraph | BulletList, ...], expected: list[tuple[str, str]]
) -> None:
    (note,) = compose_flow(replace(LETTER, footnotes=(Footnote("1", 1, blocks),)), US).notes

    assert [(one.marker, *words(one)) for one in note.passages] == expected


def test_every_part_of_the_structure_has_a_name_of_its_own() -> None:
    letter = replace(
        FULL, body=(Quotation((line("a"), line("b"))), line("c"), Heading(1, line("d").children))
    )

    names = [passage.part for passage in compose_flow(letter, US).text]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("address", "salutation", "expected"),
    [
        (("Ada Roe", "Bath"), "Dear Ada,", "Ada Roe"),
        (("Frau", "Dr. Ada Roe", "Bath"), "Dear Ada,", "Frau Dr. Ada Roe"),
        ((), "Dear Secretary Mayorkas:", "Secretary Mayorkas"),
        ((), "Sehr geehrte Frau Roe,", "Frau Roe"),
        ((), "Liebe Ada!", "Ada"),
        ((), "To whom it may concern:", "To whom it may concern"),
        ((), "", ""),
    ],
)
def test_the_continuation_header_names_the_addressee(
    address: tuple[str, ...], salutation: str, expected: str
) -> None:
    lines = tuple(line(text) for text in address)
    letter = Letter(inside_address=lines, salutation=line(salutation) if salutation else None)

    assert addressee_of(letter) == expected


def test_values_are_escaped_and_markup_of_typesetting_is_not() -> None:
    letter = replace(LETTER, letterhead=Letterhead("<b>A & B</b>"))

    html = compose_pages(letter, US, (Page(1, "first", "<p>x</p>", "", {}),))

    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html
    assert "<p>x</p>" in html


@pytest.mark.parametrize(("count", "expected"), [(1, []), (2, ["1", "2"])])
def test_pages_are_numbered_from_two_on(count: int, expected: list[str]) -> None:
    pages = tuple(
        Page(n, "first" if n == 1 else "following", f"text {n}", "", {}) for n in range(1, count + 1)
    )

    html = compose_pages(LETTER, US, pages)

    assert [str(n) for n in range(1, 3) if f"Page {n} of {count}" in html] == expected
