"""Rows of tables that are taller than a page: divided between lines, one row to a listener all the same."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from pypdf import PdfReader

from letterpress.letter import (
    Alignment,
    Emphasis,
    Footnote,
    FootnoteCall,
    Inline,
    Letter,
    Link,
    Table,
    TableCell,
    Text,
    nodes_in,
    plain_text,
)
from letterpress.preflight import inspect_pdf, structure_outline
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, TypesetLetter, typeset_letter
from letterpress.typesetting.audit import audit_plan
from letterpress.typesetting.emission import Scribe
from letterpress.typesetting.galley import Slice
from letterpress.typesetting.makeup import make_pages
from letterpress.typesetting.setting import SetPassage
from letters_in_type import LETTER, OPTIONS, SOURCE, engine_of, line, squeeze, text_in_browser

A5 = """\
base = "us-block"
title = "A5"
[paper]
name = "A5"
width_mm = 148.0
height_mm = 210.0
[boxes_mm]
letterhead = { left_mm = 15.0, top_mm = 8.0, width_mm = 118.0, height_mm = 26.0 }
first = { left_mm = 15.0, top_mm = 38.0, width_mm = 118.0, height_mm = 152.0 }
first_plain = { left_mm = 15.0, top_mm = 22.0, width_mm = 118.0, height_mm = 168.0 }
following = { left_mm = 15.0, top_mm = 22.0, width_mm = 118.0, height_mm = 168.0 }
continuation = { left_mm = 15.0, top_mm = 8.0, width_mm = 118.0, height_mm = 12.0 }
turned = { left_mm = 20.0, top_mm = 22.0, width_mm = 170.0, height_mm = 108.0 }
turned_continuation = { left_mm = 20.0, top_mm = 8.0, width_mm = 170.0, height_mm = 12.0 }
folio = { left_mm = 15.0, top_mm = 196.0, width_mm = 118.0, height_mm = 6.0 }
"""
ROLES = re.compile(r"( *)(\w+)(?: .*)?$")
CONTENT = re.compile(r' *\[\d+\] "(.*)"$')


@cache
def small_engine(folder: Path) -> Engine:
    """Make US stationery on A5."""
    (folder / "stationery.toml").write_text(A5, encoding="utf-8")
    return Engine(load_stationery(str(folder)))


@pytest.fixture(scope="module", params=["us-block", "din-5008-b", "a5"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return small_engine(tmp_path_factory.mktemp("a5")) if request.param == "a5" else engine_of(request.param)


def cell(name: str, words: int, *more: Inline) -> TableCell:
    """Make a cell of so many words, each unlike any other, some stressed and some a link."""
    third = [" ".join(f"{name}{number}" for number in range(part, words, 3)) for part in range(3)]
    shown = (
        Text(third[0] + " "),
        Emphasis((Text(third[1] + " "),)),
        Link((Text(third[2]),), "https://a.example"),
    )
    return TableCell((*shown, *more))


def called(name: str, words: int, *numbers: int) -> TableCell:
    """Make a cell that calls notes, evenly apart."""
    parts = [
        (Text(f"{name} " * (words // len(numbers))), FootnoteCall(str(number), number)) for number in numbers
    ]
    return TableCell(tuple(chain.from_iterable(parts)))


def letter_of(*rows: tuple[TableCell, ...], notes: int = 0) -> Letter:
    """Make a letter of a paragraph and a table with a head; its notes are of two lines and more."""
    head = tuple(TableCell((Text(f"Head{number}"),)) for number in range(len(rows[0])))
    left: Alignment = "left"
    table = Table(head, rows, (left,) * len(head))
    body = (line("Of these the council has heard. " * 12), table, line("And that is all."))
    footnotes = tuple(
        Footnote(str(number), number, (line(f"note{number} " * 30 * number),))
        for number in range(1, notes + 1)
    )
    return replace(LETTER, body=body, footnotes=footnotes)


def short(name: str) -> tuple[TableCell, ...]:
    return cell(f"{name}x", 3), cell(f"{name}y", 3)


LETTERS = {
    "one long cell": letter_of(short("p"), (cell("a", 4), cell("b", 700)), short("q")),
    "two long cells of unequal length": letter_of((cell("a", 800), cell("b", 500)), short("p")),
    "a row of more than three pages": letter_of((cell("a", 2600), cell("b", 30)), short("p")),
    "a long cell with notes": letter_of((called("a", 800, 1, 2, 3), called("b", 300, 4, 5)), notes=5),
    "a short row with many notes": letter_of((called("a", 60, *range(1, 25)), cell("b", 4)), notes=24),
    "the last row, and a head": letter_of((cell("a", 3), cell("b", 1200))),
}


def set_on(engine: Engine, letter: Letter) -> TypesetLetter:
    return typeset_letter(letter, SOURCE, engine.stationery, OPTIONS, engine)


def cells_heard(outline: str) -> Iterator[str]:
    """Give the words of each cell as the structure tree has them, without calls' own elements lost."""
    words: list[str] | None = None
    depth = 0
    for text in outline.splitlines():
        role = ROLES.match(text)
        if role and (words is None or len(role[1]) <= depth):
            if words is not None:
                yield "".join(words)
            words, depth = ([], len(role[1])) if role[2] in {"TH", "TD"} else (None, 0)
        content = CONTENT.match(text)
        if content and words is not None:
            words.append(content[1])


def wanted_cells(letter: Letter) -> list[str]:
    (table,) = nodes_in(letter, Table)
    return [
        squeeze("".join(str(getattr(node, "number", "")) or plain_text((node,)) for node in cell.children))
        for row in (table.header, *table.rows)
        for cell in row
    ]


@pytest.mark.parametrize("name", LETTERS)
def test_a_row_taller_than_a_page_is_divided_and_stays_one_row(engine: Engine, name: str) -> None:
    letter = LETTERS[name]

    typeset = set_on(engine, letter)

    outline = structure_outline(typeset.pdf)
    (table,) = nodes_in(letter, Table)
    assert inspect_pdf(typeset.pdf, typeset.proof).diagnostics == ()
    assert outline.count("    TR\n") == 1 + len(table.rows)
    assert [squeeze(words) for words in cells_heard(outline)] == wanted_cells(letter)


def test_a_link_that_goes_on_overleaf_is_one_link_with_a_place_to_click_on_each_page() -> None:
    letter = LETTERS["a row of more than three pages"]

    pdf = set_on(engine_of("us-block"), letter).pdf

    links = len(list(nodes_in(letter, Link)))
    areas = [len(page.get("/Annots", ())) for page in PdfReader(BytesIO(pdf)).pages]
    assert len(re.findall("^ *Link$", structure_outline(pdf), re.MULTILINE)) == links == 4
    assert sum(count > 0 for count in areas) > 2


@pytest.mark.parametrize("name", ["one long cell", "two long cells of unequal length"])
def test_the_words_of_a_divided_cell_are_copied_in_order(name: str) -> None:
    letter = LETTERS[name]

    copied = squeeze("".join(text_in_browser(set_on(engine_of("din-5008-b"), letter).pdf)))

    wanted = next(words for words in wanted_cells(letter) if words.startswith("b"))
    assert re.findall(r"b\d+", copied) == re.findall(r"b\d+", wanted)


def test_the_head_stands_again_above_each_piece_of_a_row() -> None:
    typeset = set_on(engine_of("us-block"), LETTERS["a row of more than three pages"])

    heads = [page.count("Head0") for page in text_in_browser(typeset.pdf)]

    assert typeset.page_count > 4
    assert heads == [1] * typeset.page_count


def rows_by_page(typeset: TypesetLetter) -> list[list[int]]:
    """List, for each page, the numbers of the rows of the table that stand on it."""
    pages = []
    for page in typeset.plan.pages:
        slots = typeset.plan.galley.slots[page.first : page.last]
        passages = dict.fromkeys(slot.passage for slot in slots)
        pages.append([n for n in passages if typeset.plan.text[n].passage.role == "TD"])
    return pages


def test_a_row_of_less_than_half_a_page_stays_whole() -> None:
    rows = ((cell("a", 130), cell("b", 90)) for _ in range(4))
    letter = letter_of(short("p"), short("q"), *rows, short("r"), short("s"))

    pages = rows_by_page(set_on(engine_of("us-block"), letter))

    assert len(pages) > 1
    assert sorted(chain.from_iterable(pages)) == sorted(set(chain.from_iterable(pages)))


def test_notes_of_a_divided_row_stand_by_number_on_the_page_of_their_call() -> None:
    typeset = set_on(engine_of("us-block"), LETTERS["a long cell with notes"])

    plan = typeset.plan
    begun = [
        [plan.notes[piece.note].number for piece in page.notes if not piece.start] for page in plan.pages
    ]
    assert begun == [[1, 2, 4, 5], [3]]  # the second cell calls 4 on a line above that of 2
    assert [sorted(page.calls) for page in typeset.proof.pages] == begun


def test_a_line_of_a_divided_row_that_is_lost_is_found_by_the_audit() -> None:
    engine = engine_of("us-block")
    plan = set_on(engine, LETTERS["one long cell"]).plan
    _, sheets = make_pages(plan, engine.stationery, Scribe(engine.stationery.labels_for("en"), ()))
    lost = next(one for one in sheets[1].lines if not one.repeated)
    shorter = replace(sheets[1], lines=tuple(one for one in sheets[1].lines if one is not lost))

    assert audit_plan(plan, sheets) == ()
    assert len(audit_plan(plan, (sheets[0], shorter, *sheets[2:]))) == 1


def divided_row() -> SetPassage:
    plan = set_on(engine_of("us-block"), LETTERS["one long cell"]).plan
    return next(passage for passage in plan.text if passage.divided)


def test_only_the_last_piece_of_a_row_has_a_rule_below_it() -> None:
    row = divided_row()
    pieces = Slice(row, 0, 10, 0.0), Slice(row, 10, row.line_count, 0.0)

    rules = [Scribe({}, ()).column((piece,)).count("table-row-rule") for piece in pieces]

    assert rules == [0, 1]
