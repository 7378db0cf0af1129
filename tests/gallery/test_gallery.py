"""The gallery: its structure as a listener hears it, its text as it is copied, its lines as they are set.

`make bless` rewrites the trees; read the diff as someone would who hears the letter and does not see it.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pytest
from gallery_letters import NAMES, SEED, letter_of, stationery_of, typeset_of
from pypdf import PdfReader
from words_of_letters import Reader, printed_words

from ink import TOLERANCE, differences, ink_maps
from letterpress.composing.pages import addressee_of
from letterpress.preflight import inspect_pdf, structure_outline
from letterpress.typesetting import TypesetLetter, evenness_of
from letterpress.typesetting.lines import SetLine
from letterpress.typesetting.setting import SetPassage
from letters_in_type import engine_of, squeeze, text_in_browser, text_of

TREES = Path(__file__).parent
NARROW_NO_BREAK_SPACE = "\u202f"
NARROWEST, WIDEST = 0.75, 1.6  # word spaces of justified lines, of the ideal
HYPHENS_IN_A_ROW = 2


@pytest.mark.parametrize("name", NAMES)
def test_the_structure_is_read_as_recorded(name: str, *, bless: bool) -> None:
    path = TREES / f"{name}.tree.txt"

    actual = structure_outline(typeset_of(name).pdf)
    if bless:
        path.write_text(actual, encoding="utf-8")

    assert actual == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_preflight_has_nothing_to_say(name: str) -> None:
    letter = typeset_of(name)

    assert inspect_pdf(letter.pdf, letter.proof).diagnostics == ()


@pytest.mark.parametrize("name", ["figures", "tables", "turned"])
def test_tables_and_figures_lie_on_their_pages_as_mapped(name: str, tmp_path: Path, *, bless: bool) -> None:
    path = TREES / f"{name}.ink.txt"

    actual = ink_maps(typeset_of(name).pdf, tmp_path)
    if bless:
        path.write_text(actual, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")

    assert actual == expected or differences(actual, expected) <= TOLERANCE, f"\n{actual}"


def by_poppler(pdf: bytes, folder: Path) -> list[str]:
    return text_of(pdf, folder)


def by_pypdf(pdf: bytes, _folder: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def by_pdfium(pdf: bytes, _folder: Path) -> list[str]:
    return text_in_browser(pdf)


def without_furniture(page: str, number: int, name: str) -> str:
    """Take the folio, the header and the line above the address off a page; they must be there."""
    letter, count = letter_of(name), typeset_of(name).page_count
    stationery = engine_of(stationery_of(name)).stationery
    labels = stationery.labels_for(letter.language)
    lines = page.splitlines()
    folio = f"{labels['page']} {number} {labels['of']} {count}"
    if number == 1:
        sender = " · ".join([letter.letterhead.name, *letter.letterhead.lines[:1]])
        if "return_address" in stationery.boxes_mm and sender:
            lines.remove(sender)
        if count > 1:
            lines.remove(folio)
        return "\n".join(lines)
    header = squeeze(f"{addressee_of(letter)}{folio}{letter.dateline.line if letter.dateline else ''}")
    read = ""
    while len(read) < len(header):
        read += squeeze(lines.pop(0))
    assert sorted(read) == sorted(header)  # a reader that goes by sight reads it from left to right
    return "\n".join(lines)


@pytest.mark.parametrize("extract", [by_poppler, by_pypdf, by_pdfium])
@pytest.mark.parametrize("name", [*NAMES, SEED.stem])
def test_every_word_comes_out_once_whole_and_in_order(
    name: str, extract: Callable[[bytes, Path], list[str]], tmp_path: Path
) -> None:
    printed = printed_words(letter_of(name), engine_of(stationery_of(name)).stationery)
    reader = Reader(printed)

    pages = extract(typeset_of(name).pdf, tmp_path)
    faults = [reader.read(without_furniture(page, n, name)) for n, page in enumerate(pages, start=1)]

    assert faults == [""] * len(pages)
    assert reader.left_over() == []


def test_a_narrow_space_is_copied_as_one() -> None:
    pages = PdfReader(BytesIO(typeset_of("lettre").pdf)).pages

    text = pages[0].extract_text().replace(NARROW_NO_BREAK_SPACE, "~")

    assert [piece in text for piece in ("automne~; la", "«~la vieille dame~»", "1~340~kg~:")] == [True] * 3


def lines_in(letter: TypesetLetter) -> Iterator[tuple[SetPassage, tuple[SetLine, ...]]]:
    for passage in letter.plan.passages:
        for cell in passage.cells:
            yield passage, cell.lines


@pytest.mark.parametrize("name", NAMES)
def test_word_spaces_keep_their_limits(name: str) -> None:
    evenness = evenness_of(typeset_of(name).plan.passages)

    assert (evenness["narrowest"] >= NARROWEST, evenness["widest"] <= WIDEST) == (True, True)


@pytest.mark.parametrize("name", NAMES)
def test_no_more_than_two_lines_in_a_row_end_in_hyphens(name: str) -> None:
    runs = [
        len(list(lines))
        for _, cell in lines_in(typeset_of(name))
        for hyphen, lines in groupby(cell, key=lambda line: line.hyphen)
        if hyphen
    ]

    assert [run for run in runs if run > HYPHENS_IN_A_ROW] == []


@pytest.mark.parametrize("name", NAMES)
def test_headings_and_names_are_not_divided(name: str) -> None:
    whole = {"heading-1", "heading-2", "heading-3", "signature", "subject_line"}

    divided = [
        line.text
        for passage, cell in lines_in(typeset_of(name))
        if passage.passage.style in whole
        for line in cell
        if line.hyphen
    ]

    assert divided == []


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_divided_before_the_last_line(name: str) -> None:
    divided = [cell[-2].text for _, cell in lines_in(typeset_of(name)) if len(cell) > 1 and cell[-2].hyphen]

    assert divided == []
