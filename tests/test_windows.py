"""Window envelopes: what shows of finished sheets, measured by the characters in the file."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pypdfium2.raw as pdfium
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from letterpress.diagnostics import StationeryError
from letterpress.letter import Letterhead, Paragraph, Reference
from letterpress.press import RenderOptions, render_source
from letterpress.source import Source
from letterpress.stationery import Box, Stationery, Window, list_stationery, load_stationery
from letters_in_type import LETTER, line, typeset

MM_PER_POINT = 25.4 / 72
WINDOWED = [name for name in list_stationery() if load_stationery(name).window]
ADDRESS = ("Mx Gideon Quill", "Harbour Board", "Quay Street 1", "Porthaven")
SOURCE = """---
letterhead:
  name: The Wenlow Almanack
  lines: [Printers' Court 4, Wenlow WN1 2AB, office@wenlow.example]
---
28 November 2026

{}

Re: The tide tables for 2027

Dear Mx Quill,

The tables were set from the readings your own board gave us.

Yours sincerely,

Ada Lovell
Editor
"""
HEAD = Letterhead("The Wenlow Almanack", ("Printers' Court 4", "Wenlow WN1 2AB"))
DOCUMENT = (Path(__file__).parents[1] / "docs/stationery.md").read_text(encoding="utf-8")


class Sign(NamedTuple):
    """A character as it is drawn, in millimetres from the top left corner of the sheet."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def signs_of(pdf: bytes) -> list[Sign]:
    """Measure every character of the first page, as another program than ours reads it."""
    with PdfDocument(pdf) as document:
        page = document[0]
        height = page.get_height()
        text = page.get_textpage()
        edges = [ctypes.c_double() for _ in range(4)]
        found = []
        for index in range(text.count_chars()):
            pdfium.FPDFText_GetCharBox(text.raw, index, *edges)
            left, right, bottom, top = (edge.value for edge in edges)
            word = text.get_text_range(index, 1)
            if word.strip() and right > left:
                inch = (left, height - top, right, height - bottom)
                found.append(Sign(word, *(value * MM_PER_POINT for value in inch)))
        return found


def is_in(sign: Sign, box: Box) -> bool:
    across = box.left_mm <= sign.left and sign.right <= box.left_mm + box.width_mm
    return across and box.top_mm <= sign.top and sign.bottom <= box.top_mm + box.height_mm


def touches(sign: Sign, box: Box) -> bool:
    across = box.left_mm < sign.right and sign.left < box.left_mm + box.width_mm
    return across and box.top_mm < sign.bottom and sign.top < box.top_mm + box.height_mm


def windows_over(stationery: Stationery) -> Iterator[Box]:
    """Give where the window lies when the sheet is pushed into each corner of the envelope."""
    window = stationery.window
    assert window
    for x, y in product((-window.play_x_mm, window.play_x_mm), (-window.play_y_mm, window.play_y_mm)):
        yield Box(window.left_mm - x, window.top_mm - y, window.width_mm, window.height_mm)


@cache
def rendered(name: str) -> tuple[tuple[str, ...], list[Sign]]:
    letter = render_source(
        Source("letter.txt", SOURCE.format("\n".join(ADDRESS))), RenderOptions(stationery=name)
    )
    return letter.standards, signs_of(letter.pdf)


def address_in(signs: list[Sign], stationery: Stationery) -> list[Sign]:
    return [sign for sign in signs if touches(sign, stationery.boxes_mm["address"])]


@pytest.mark.parametrize("name", WINDOWED)
def test_the_address_shows_however_the_folded_sheet_lies(name: str) -> None:
    stationery = load_stationery(name)
    standards, signs = rendered(name)

    address = address_in(signs, stationery)

    assert standards == ("pdf/a-2a", "pdf/ua-1")
    assert "".join(sign.text for sign in address) == re.sub(r"\s", "", "".join(ADDRESS))
    for window in windows_over(stationery):
        assert [sign for sign in address if not is_in(sign, window)] == []


@pytest.mark.parametrize("name", WINDOWED)
def test_nothing_else_shows_but_the_return_address(name: str) -> None:
    stationery = load_stationery(name)
    _, signs = rendered(name)
    ours = [stationery.boxes_mm["address"]]
    ours += [box for name, box in stationery.boxes_mm.items() if name == "return_address"]

    others = [sign for sign in signs if not any(touches(sign, box) for box in ours)]

    for window in windows_over(stationery):
        assert [sign for sign in others if touches(sign, window)] == []


@pytest.mark.parametrize("name", WINDOWED)
def test_the_address_begins_where_the_stationery_says(name: str) -> None:
    stationery = load_stationery(name)
    box = stationery.boxes_mm["address"]
    _, signs = rendered(name)

    address = address_in(signs, stationery)

    assert min(sign.left for sign in address) == pytest.approx(box.left_mm, abs=0.5)
    assert box.top_mm <= min(sign.top for sign in address) < box.top_mm + 2.5


WORDS = st.text(st.characters(codec="latin-1", categories=["L", "N"]), min_size=1, max_size=30)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=9)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.sampled_from(WINDOWED), st.lists(WORDS, max_size=6))
def test_any_address_shows_whole_or_is_refused(lines: list[str], name: str, references: list[str]) -> None:
    stationery = load_stationery(name)
    address: tuple[Paragraph, ...] = tuple(line(text) for text in lines)
    letter = replace(
        LETTER,
        letterhead=HEAD,
        inside_address=address,
        references=tuple(Reference(text, "1") for text in references),
    )

    try:
        signs = signs_of(typeset(letter, name).pdf)
    except StationeryError as error:
        refused = re.findall(r"box '(\w+)' of [\w-]+ by [\d.]+ mm", str(error))
        event("refused" if refused else "refused without saying why")
        return
    event("set")

    found = address_in(signs, stationery)
    wanted = re.sub(r"\s", "", "".join(lines))
    assert sum(len(sign.text) for sign in found) >= len(wanted)
    for window in windows_over(stationery):
        assert [sign for sign in found if not is_in(sign, window)] == []


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("width_mm = 60.0", "box 'address' leaves what always shows in the window by 30.0 mm"),
        ("play_y_mm = 4.0", "box 'address' leaves what always shows in the window by 1.5 mm"),
        ("height_mm = 53.0", "box 'first' may show in the window, 4.5 mm of it"),
    ],
)
def test_stationery_whose_window_hides_or_shows_too_much_is_refused(
    tmp_path: Path, window: str, expected: str
) -> None:
    text = f'base = "din-5008-b"\ntitle = "Ours"\n[window]\n{window}\n'
    (tmp_path / "stationery.toml").write_text(text)

    with pytest.raises(StationeryError, match=re.escape(expected)):
        load_stationery(f"{tmp_path}")


def test_the_play_of_a_sheet_takes_from_what_always_shows() -> None:
    window = Window(15.0, 47.5, 90.0, 45.0, 5.0, 2.5)

    assert (window.always, window.ever) == (Box(20.0, 50.0, 80.0, 40.0), Box(10.0, 45.0, 100.0, 50.0))


@pytest.mark.parametrize("name", WINDOWED)
def test_the_numbers_of_every_window_are_documented(name: str) -> None:
    stationery = load_stationery(name)
    assert stationery.window
    boxes = (stationery.window.always, stationery.window.ever, stationery.boxes_mm["address"])
    cells = [_spelt(box) for box in boxes]
    folds = ", ".join(f"{mark.top_mm:g}" for mark in stationery.marks if mark.name == "fold")
    row = " | ".join([f"`{name}`", *cells, f"{stationery.boxes_mm['first'].top_mm:g}", folds])

    assert f"| {row} |" in DOCUMENT


def _spelt(box: Box) -> str:
    right, bottom = box.left_mm + box.width_mm, box.top_mm + box.height_mm
    return f"{box.left_mm:.1f} to {right:.1f}, {box.top_mm:.1f} to {bottom:.1f}"
