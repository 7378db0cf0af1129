"""Wide tables on turned pages: which are turned, what goes with them, and that nothing is lost on the way."""

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from letterpress.composing import compose_flow
from letterpress.diagnostics import Code, LetterError, StationeryError
from letterpress.letter import Layout, Letter
from letterpress.preflight import inspect_pdf, structure_outline
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.stationery import Stationery, load_stationery
from letterpress.typesetting import Engine, TypesetLetter, typeset_letter
from letterpress.typesetting.tables import TABLE_STYLES, FittedTable
from letters_in_type import OPTIONS, SOURCE, engine_of, line, squeeze, text_in_browser, typeset

STATIONERY = ("us-block", "din-5008-b")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LONG = "Xxxxxxxxxxx"  # no language divides it


def table(rows: int, calls: dict[int, str] | None = None) -> str:
    """Write a table of 14 columns, too wide for an upright page; `calls` are notes by their row."""
    head = f"| Station | {' | '.join(MONTHS)} | State |\n|:--|{'--:|' * 12}:--|"
    called = calls or {}
    body = []
    for row in range(1, rows + 1):
        figures = " | ".join(f"{row},{month:02},000" for month in range(12))
        body.append(f"| Station{row}{called.get(row, '')} | {figures} | sound |")
    return "\n".join((head, *body))


def written(*blocks: str) -> str:
    return "\n\n".join(("9 June 2026", "Dear Ada,", *blocks, "Yours faithfully,", "Bo Lee")) + "\n"


def letter_of(*blocks: str) -> Letter:
    return read_letter(Source("letter.md", written(*blocks))).letter


BEFORE, AFTER = "This is what was pumped.", "And that is all there is."
NESTED = "[^b]: A note of the note.\n\n[^c]: Another."
LETTERS = {
    "six rows": (BEFORE, table(6), AFTER),
    "sixty rows and a caption": (BEFORE, "Table: What was pumped", table(60), AFTER),
    "a heading and notes": (
        BEFORE,
        "## All stations",
        f"{table(30, {3: '[^a]', 29: '[^c]'})}",
        f"{AFTER}[^d]",
        f"[^a]: {'A long note that goes on and on, as notes do. ' * 120}[^b]\n\n{NESTED}\n\n[^d]: Upright.",
    ),
    "a note before the table that goes on": (
        f"{BEFORE}[^a]",
        table(4),
        f"[^a]: {'A long note that goes on and on, as notes do. ' * 200}",
    ),
    "two tables": (BEFORE, table(3), table(4), AFTER, table(5)),
}


@cache
def set_on(stationery: str, name: str) -> TypesetLetter:
    return typeset(letter_of(*LETTERS[name]), stationery)


def kinds(typeset_letter: TypesetLetter) -> list[str]:
    return ["turned" if page.turned else "upright" for page in typeset_letter.plan.pages]


@pytest.mark.parametrize("stationery", STATIONERY)
@pytest.mark.parametrize("name", LETTERS)
def test_preflight_has_nothing_to_say_of_turned_pages(stationery: str, name: str) -> None:
    letter = set_on(stationery, name)

    assert inspect_pdf(letter.pdf, letter.proof).diagnostics == ()
    assert Code.TABLE_WORDS_CUT not in {one.code for one in letter.diagnostics}


@pytest.mark.parametrize("stationery", STATIONERY)
@pytest.mark.parametrize("name", LETTERS)
def test_turned_pages_are_the_paper_lying_on_its_long_side(stationery: str, name: str) -> None:
    letter = set_on(stationery, name)

    boxes = [page.mediabox for page in PdfReader(BytesIO(letter.pdf)).pages]
    assert ["turned" if box.width > box.height else "upright" for box in boxes] == kinds(letter)
    assert {(min(box.width, box.height), max(box.width, box.height)) for box in boxes} == {
        (min(boxes[0][2:]), max(boxes[0][2:]))
    }


@pytest.mark.parametrize("stationery", STATIONERY)
def test_every_row_is_copied_once_and_the_head_once_a_page(stationery: str) -> None:
    letter = set_on(stationery, "sixty rows and a caption")

    pages = text_in_browser(letter.pdf)
    table_pages = [page for page, kind in zip(pages, kinds(letter), strict=True) if kind == "turned"]
    assert re.findall(r"Station\d+", "".join(pages)) == [f"Station{row}" for row in range(1, 61)]
    assert len(table_pages) > 1
    assert all(page.count("September") == 1 for page in table_pages)
    assert kinds(letter) == ["upright", *["turned"] * len(table_pages), "upright"]


@pytest.mark.parametrize("stationery", STATIONERY)
def test_a_table_over_many_turned_pages_is_one_table_to_a_listener(stationery: str) -> None:
    outline = structure_outline(set_on(stationery, "sixty rows and a caption").pdf)

    assert re.findall(r"^  (\w+)", outline, re.MULTILINE) == ["P", "P", "P", "Table", "P", "P", "P"]
    assert outline.count("    TR\n") == 61
    assert outline.count('"September"') == 1


def test_the_heading_and_the_notes_of_a_table_go_with_it() -> None:
    letter = set_on("us-block", "a heading and notes")

    pages = [squeeze(page) for page in text_in_browser(letter.pdf)]
    on = {
        words: {kind for page, kind in zip(pages, kinds(letter), strict=True) if squeeze(words) in page}
        for words in (BEFORE, "All stations", "goes on and on", "A note of the note", "Another.", "Upright.")
    }
    assert on.pop(BEFORE) == on.pop("Upright.") == {"upright"}
    assert set(map(frozenset, on.values())) == {frozenset({"turned"})}


def test_a_note_that_goes_on_is_finished_before_the_page_is_turned() -> None:
    letter = set_on("us-block", "a note before the table that goes on")

    with_notes = [kind for page, kind in zip(letter.plan.pages, kinds(letter), strict=True) if page.notes]
    assert len(with_notes) > 1
    assert set(with_notes) == {"upright"}


def test_tables_that_follow_one_another_share_their_turned_pages() -> None:
    assert kinds(set_on("us-block", "two tables")) == ["upright", "turned", "upright", "turned", "upright"]


UPRIGHT = {
    "it is no wider than its page": (BEFORE, "| a | b |\n|---|---|\n| 1 | 2 |"),
    "the letter begins with it": (table(3),),
    "it stands in a list": (f"{BEFORE}\n\n- See:\n\n  " + table(3).replace("\n", "\n  "),),
    "it is quoted": ("> " + table(3).replace("\n", "\n> "),),
    "it would be hyphenated in the smallest type on either page": (
        BEFORE,
        f"{'| a ' * 18}|\n{'|---' * 18}|\n{'| individual ' * 18}|",
    ),
}


@pytest.mark.parametrize("reason", UPRIGHT)
def test_a_table_stays_upright_where(reason: str) -> None:
    text = written(*UPRIGHT[reason])
    if reason == "the letter begins with it":
        text = text.removeprefix("9 June 2026\n\nDear Ada,\n\n")

    letter = typeset(read_letter(Source("letter.md", text)).letter)

    assert set(kinds(letter)) == {"upright"}
    assert inspect_pdf(letter.pdf, letter.proof).diagnostics == ()


def test_a_table_stays_upright_where_the_author_asks_for_that() -> None:
    letter = replace(letter_of(*LETTERS["six rows"]), layout=Layout(wide_tables="upright"))

    assert kinds(typeset(letter)) == ["upright"]


def stationery_without(pattern: str, folder: Path) -> Stationery:
    """Make plain stationery in whose files all that matches is left out."""
    for path in load_stationery("plain").folder.iterdir():
        text = re.sub(pattern, "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (folder / path.name).write_text(text, encoding="utf-8")
    return load_stationery(str(folder))


def test_a_table_stays_upright_on_stationery_without_turned_pages(tmp_path: Path) -> None:
    stationery = stationery_without("^turned.*\n", tmp_path)

    letter = typeset_letter(letter_of(*LETTERS["six rows"]), SOURCE, stationery, OPTIONS, Engine(stationery))

    assert kinds(letter) == ["upright"]


def test_a_template_that_does_not_turn_its_sheets_is_told_so(tmp_path: Path) -> None:
    stationery = stationery_without(" turned-sheet", tmp_path)

    with pytest.raises(StationeryError) as refused:
        typeset_letter(letter_of(*LETTERS["six rows"]), SOURCE, stationery, OPTIONS, Engine(stationery))

    (found,) = refused.value.diagnostics
    assert found.code == Code.STATIONERY_INVALID
    assert found.message.startswith("page 2: ")
    assert "turned-sheet" in found.hint


def test_a_letter_that_may_not_take_so_many_pages_is_told_of_upright_tables() -> None:
    one_page = replace(letter_of(*LETTERS["six rows"]), layout=Layout(fit_pages=1))

    with pytest.raises(LetterError) as refused:
        typeset(one_page)

    assert [one.code for one in refused.value.diagnostics] == [Code.PAGES_EXCEEDED]
    assert "wide_tables: upright" in refused.value.diagnostics[0].hint
    assert kinds(typeset(replace(one_page, layout=Layout(fit_pages=1, wide_tables="upright")))) == ["upright"]


def test_a_row_with_too_many_notes_for_a_turned_page_is_told_of_upright_tables() -> None:
    labels = [f"[^{number}]" for number in range(20)]
    notes = (f"{label}: {'and so it goes on ' * 50}" for label in labels)
    letter = letter_of(BEFORE, table(3, {2: "".join(labels)}), *notes)

    with pytest.raises(LetterError) as refused:
        typeset(letter)

    assert [one.code for one in refused.value.diagnostics] == [Code.TYPESETTING_FAILED]
    assert "wide_tables: upright" in refused.value.diagnostics[0].hint
    assert set(kinds(typeset(replace(letter, layout=Layout(wide_tables="upright"))))) == {"upright"}


def test_a_table_whose_words_are_cut_on_either_page_is_turned() -> None:
    letter = typeset(letter_of(BEFORE, f"{'| a ' * 24}|\n{'|---' * 24}|\n{f'| {LONG} ' * 24}|"))

    assert kinds(letter)[1] == "turned"
    assert Code.TABLE_WORDS_CUT in {one.code for one in letter.diagnostics}


@pytest.mark.parametrize(("place", "expected"), [(0, False), (3, False), (4, True)])
def test_a_table_is_cramped_in_the_last_style_of_all(place: int, *, expected: bool) -> None:
    assert FittedTable(TABLE_STYLES[place], (), 1.0).is_cramped is expected


def test_whole_words_are_easier_read_than_small_ones_and_these_than_cut_ones() -> None:
    eases = [FittedTable(style, (), 0.9).ease for style in TABLE_STYLES]
    eases += [FittedTable(TABLE_STYLES[-1], (), crowding).ease for crowding in (1.1, 1.6)]

    assert all(one < other for one, other in pairwise(eases))


def test_room_to_spare_makes_no_table_easier_read() -> None:
    roomy, full = (FittedTable(TABLE_STYLES[-1], (), crowding).ease for crowding in (0.6, 1.0))

    assert roomy == full


def test_passages_name_the_table_they_would_be_turned_with() -> None:
    letter = letter_of(
        "# Above",
        "Words.",
        "# One",
        "## Two",
        "| a |\n|---|\n| 1[^a] |",
        "Table: Caption[^b]",
        "[^a]: First[^c].\n\n[^b]: Second.\n\n[^c]: Third.",
        "Last.[^d]",
        "[^d]: Fourth.",
    )

    flow = compose_flow(letter, load_stationery("us-block"))

    named = [passage.style for passage in flow.text if passage.turned_with]
    notes = [(note.label, bool(note.passages[0].turned_with)) for note in flow.notes]
    assert named == ["heading-1", "heading-2", "caption", "table-head", "table-row"]
    assert sorted(notes) == [("a", True), ("b", True), ("c", True), ("d", False)]
    assert len({passage.turned_with for passage in flow.text} - {""}) == 1


def test_a_heading_stays_where_the_author_has_a_page_begin_below_it() -> None:
    flow = compose_flow(letter_of("Words.", "# One", "\\newpage", table(1)), load_stationery("us-block"))

    assert [passage.style for passage in flow.text if passage.turned_with] == ["table-head", "table-row"]


def test_an_addressee_too_long_for_the_header_is_shortened_on_turned_pages_too() -> None:
    name = "The Honourable Society for the Preservation of Bridges, Weirs, Towpaths, Locks and Lower Reaches"
    letter = typeset(replace(letter_of(*LETTERS["six rows"]), inside_address=(line(name), line("Bath"))))

    headers = [squeeze(page)[:100] for page in text_in_browser(letter.pdf)[1:]]
    assert kinds(letter)[1:] == ["turned", "upright"]
    assert all("…" in header for header in headers)
    assert inspect_pdf(letter.pdf, letter.proof).diagnostics == ()


def test_the_boxes_of_turned_pages_are_held_against_the_turned_sheet() -> None:
    for name in STATIONERY:
        stationery = engine_of(name).stationery
        width, height = stationery.paper.size_mm(turned=True)
        for box in stationery.boxes_on(turned=True).values():
            assert box.left_mm + box.width_mm <= width
            assert box.top_mm + box.height_mm <= height
