"""What holds of the pages of every letter, whatever its units and notes."""

from dataclasses import replace
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from letterpress.typesetting.pagination import (
    FORBID,
    LEAST_LINES,
    NO_TEXT,
    PAGE,
    Frame,
    NoPagesError,
    NoteLine,
    PlannedPage,
    Unit,
    paginate,
)

LINE = 10.0
ROUNDING = 1e-6
FRAMES = st.builds(
    Frame,
    first_depth=st.integers(6, 14).map(lambda n: n * LINE),
    depth=st.integers(8, 16).map(lambda n: n * LINE),
    note_lead=st.sampled_from([0.0, 7.0]),
    note_gap=st.sampled_from([0.0, 3.0]),
    leading=st.just(LINE),
)


class Column(NamedTuple):
    units: list[Unit]
    notes: list[list[NoteLine]]
    frame: Frame


@st.composite
def columns(draw: st.DrawFn, most_units: int = 40, most_notes: int = 8) -> Column:
    """Draw units of one to three lines and notes, some called in notes, each called once."""
    heights = draw(st.lists(st.integers(1, 3), min_size=1, max_size=most_units))
    sizes = draw(st.lists(st.integers(1, 20), max_size=most_notes))
    calls: dict[tuple[int, int], list[int]] = {}
    for note in range(len(sizes)):
        owner = draw(st.integers(-1, note - 1)) if draw(st.booleans()) else -1
        lines = len(heights) if owner < 0 else sizes[owner]
        calls.setdefault((owner, draw(st.integers(0, lines - 1))), []).append(note)
    units, top = [], 0.0
    for index, height in enumerate(heights):
        top += draw(st.sampled_from([0.0, 0.0, 5.0])) if index else 0.0
        penalty = draw(st.sampled_from([0.0, 0.0, 2.0, FORBID]))
        called = tuple(calls.get((-1, index), ()))
        units.append(Unit(top, top + height * LINE, called, penalty, is_text=draw(st.integers(0, 5)) > 0))
        top += height * LINE
    notes = [
        [NoteLine(n * LINE, (n + 1) * LINE, tuple(calls.get((note, n), ()))) for n in range(size)]
        for note, size in enumerate(sizes)
    ]
    return Column(units, notes, draw(FRAMES))


@st.composite
def turning_columns(draw: st.DrawFn) -> Column:
    """Draw units of which some stretches, but not the first unit, stand on turned pages."""
    units, notes, frame = draw(columns(most_units=20))
    kinds = [False, *draw(st.lists(st.booleans(), min_size=len(units) - 1, max_size=len(units) - 1))]
    begins = [False, *(one != other for one, other in pairwise(kinds))]
    units = [
        unit._replace(turned=turned, begins_page=begin)
        for unit, turned, begin in zip(units, kinds, begins, strict=True)
    ]
    return Column(units, notes, replace(frame, turned_depth=draw(st.integers(8, 12)) * LINE))


def pages_of(column: Column) -> tuple[PlannedPage, ...]:
    """Give the pages, or none when the column has a unit that fits on no page."""
    try:
        return paginate(*column)
    except NoPagesError:
        return ()


@given(columns())
def test_every_unit_stands_on_one_page_in_order(column: Column) -> None:
    pages = pages_of(column)

    assert all(one.last == other.first for one, other in pairwise(pages))
    assert not pages or (pages[0].first, pages[-1].last) == (0, len(column.units))


@given(columns())
def test_notes_come_out_whole_in_pieces_that_follow_one_another(column: Column) -> None:
    pages = pages_of(column)

    for note, lines in enumerate(column.notes):
        found = [(n, p) for n, page in enumerate(pages) for p in page.notes if p.note == note]
        numbers = [number for number, _ in found]
        pieces = [piece for _, piece in found]
        assert all(one.end == other.start for one, other in pairwise(pieces))
        assert numbers == sorted(set(numbers))
        assert not pages or (pieces[0].start, pieces[-1].end) == (0, len(lines))


@given(columns())
def test_a_note_begins_on_the_page_of_its_call(column: Column) -> None:
    for page in pages_of(column):
        called = [note for unit in column.units[page.first : page.last] for note in unit.calls]
        for note, start, end in page.notes:
            called += [inner for line in column.notes[note][start:end] for inner in line.calls]

        assert sorted(piece.note for piece in page.notes if piece.start == 0) == sorted(called)


@given(columns())
def test_no_line_of_a_note_stands_alone_beside_a_break(column: Column) -> None:
    for page in pages_of(column):
        for note, start, end in page.notes:
            size = len(column.notes[note])
            assert end - start >= min(LEAST_LINES, size)
            assert end == size or size - end >= LEAST_LINES


@given(columns())
def test_notes_continued_stand_before_those_the_text_calls(column: Column) -> None:
    of_text = {note for unit in column.units for note in unit.calls}
    for page in pages_of(column):
        begins = [piece.start == 0 for piece in page.notes if piece.note in of_text]
        assert begins == sorted(begins)


@given(columns())
def test_text_and_notes_fit_their_page(column: Column) -> None:
    frame = column.frame
    for number, page in enumerate(pages_of(column)):
        rows, notes = column.units[page.first : page.last], page.notes
        text = rows[-1].bottom - rows[0].top if rows else 0.0
        foot = sum((end - start) * LINE for _, start, end in notes)
        foot += frame.note_lead + frame.note_gap * (len(notes) - 1) if notes else 0.0

        assert (page.text_height, page.notes_height) == pytest.approx((text, foot))
        assert text + foot <= (frame.depth if number else frame.first_depth) + ROUNDING
        assert rows or notes


@given(turning_columns())
def test_a_page_is_turned_as_all_its_units_are_and_those_that_call_its_notes(column: Column) -> None:
    kinds = {note: unit.turned for unit in column.units for note in unit.calls}
    for note, lines in enumerate(column.notes):  # a note calls only notes after it
        for line in lines:
            kinds.update(dict.fromkeys(line.calls, kinds[note]))

    for page in pages_of(column):
        own = [unit.turned for unit in column.units[page.first : page.last]]
        assert {*own, *(kinds[piece.note] for piece in page.notes)} == {page.turned}


@given(turning_columns())
def test_turned_pages_hold_no_more_than_their_own_depth(column: Column) -> None:
    frame = column.frame
    depths = {False: max(frame.depth, frame.first_depth), True: frame.turned_depth}

    for page in pages_of(column):
        assert page.text_height + page.notes_height <= depths[page.turned] + ROUNDING


@given(turning_columns())
def test_every_unit_and_every_note_stands_on_some_page_turned_or_not(column: Column) -> None:
    pages = pages_of(column)

    assert all(one.last == other.first for one, other in pairwise(pages))
    assert not pages or (pages[0].first, pages[-1].last) == (0, len(column.units))
    ends = [
        piece.note for page in pages for piece in page.notes if piece.end == len(column.notes[piece.note])
    ]
    assert not pages or sorted(ends) == list(range(len(column.notes)))


@given(columns())
def test_a_column_is_refused_only_when_a_unit_with_the_least_of_its_notes_is_too_tall(column: Column) -> None:
    frame = column.frame
    depth = min(frame.first_depth, frame.depth)

    def least(note: int, start: int = 0) -> float:
        lines = column.notes[note][start:]
        kept = len(lines) if len(lines) < 2 * LEAST_LINES else LEAST_LINES
        inner = sum(least(called) for line in lines[:kept] for called in line.calls)
        return kept * LINE + frame.note_gap + inner

    needed = [
        unit.bottom - unit.top + sum(map(least, unit.calls)) + (frame.note_lead if unit.calls else 0.0)
        for unit in column.units
    ]
    pieces = (least(note, start) for note, lines in enumerate(column.notes) for start in range(len(lines)))
    lines = max(pieces, default=0.0)

    if max(needed) <= depth and lines + frame.note_lead + 2 * LINE <= depth:
        assert paginate(*column)


@given(columns())
def test_a_forbidden_break_is_made_only_where_no_other_pages_exist(column: Column) -> None:
    joined: list[Unit] = []
    for unit in column.units:
        if joined and unit.penalty >= FORBID:
            last = joined.pop()
            joined.append(last._replace(bottom=unit.bottom, calls=last.calls + unit.calls))
        else:
            joined.append(unit)
    without = pages_of(Column(joined, column.notes, column.frame))
    notes_only = sum(page.first == page.last for page in without)

    if without and not notes_only and all(unit.is_text for unit in column.units):
        broken = [page.first for page in pages_of(column)[1:] if page.first < len(column.units)]
        assert [first for first in broken if column.units[first].penalty >= FORBID] == []


def price(column: Column, pages: tuple[tuple[int, int], ...]) -> float:
    """Price pages without notes as the module documents it; infinite when one is too tall."""
    units, frame = column.units, column.frame
    total = 0.0
    for number, (first, last) in enumerate(pages):
        depth = frame.depth if number else frame.first_depth
        height = units[last - 1].bottom - units[first].top
        if height > depth + ROUNDING:
            return float("inf")
        total += PAGE
        if last < len(units):
            total += ((depth - height) / LINE) ** 2 + units[last].penalty
        if number and not any(unit.is_text for unit in units[first:last]):
            begin = first
            while begin and not units[begin - 1].is_text:
                begin -= 1
            all_fit = units[-1].bottom - units[begin].top <= depth
            total += NO_TEXT if begin == first or all_fit else 0.0
    return total


# Signatories that begin on the first page, below its letterhead, and go on over a page of their own.
OVER_A_PAGE = Column(
    [
        Unit(top, bottom, is_text=top == 90.0)
        for top, bottom in pairwise((0.0, 10.0, 20.0, 30.0, 40.0, 70.0, 80.0, 90.0, 100.0, 130.0))
    ],
    [],
    Frame(first_depth=60.0, depth=80.0, note_lead=0.0, note_gap=0.0, leading=LINE),
)


@settings(max_examples=60)
@example(OVER_A_PAGE)
@given(columns(most_units=12, most_notes=0))
def test_without_notes_the_pages_are_the_cheapest_of_all(column: Column) -> None:
    size = len(column.units)
    every = (
        tuple(pairwise((0, *cuts, size)))
        for count in range(size)
        for cuts in combinations(range(1, size), count)
    )
    best = min(price(column, pages) for pages in every)

    pages = tuple((page.first, page.last) for page in pages_of(column))

    assert (price(column, pages) if pages else float("inf")) == pytest.approx(best)
