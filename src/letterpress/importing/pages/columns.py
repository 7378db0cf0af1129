"""Signatories side by side put one below the other, by what their places say.

In a grid, whose rows begin at one height, row by row; else column by column. A line that ends because its
column does goes on in the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from math import inf
from typing import NamedTuple

from letterpress.importing.pages.grid import WORD_GAP, Line, Measure

GUTTER = 0.4  # of the size: white before a column, where a line has some; a space between words is narrower
MOST_BEGINS = 500  # of words behind white, on a page that may have columns of signatories
GUTTER_SHARE = 0.08  # of the distance of columns: white between them where their lines are full
ALIGNED = 1.5  # points: how far apart words begin that begin at one place


class Column(NamedTuple):
    """Lines of a column, the place where it begins, and the one where its words have no more room."""

    lines: list[Line]
    left: float
    edge: float


def stack_columns(
    lines: Sequence[Line], places: Sequence[float], right: float, measure: Measure
) -> list[str]:
    """Write lines with their columns one below the other.

    Args:
        lines: those below the close.
        places: where columns begin, from the left.
        right: where the text above them ends, as far as there is some on their page.
        measure: that of the page.
    """
    if not lines:
        return []
    rows = list(_rows(lines, measure))
    is_grid = all(
        not measure.has_white(above, below)
        for row in rows
        for column in _columns(row, places, right)
        for above, below in pairwise(column.lines)
    )
    stretches = rows if is_grid else [list(lines)]
    return [
        replace(measure, left=column.left).write_all(_joined(column, measure))
        for stretch in stretches
        for column in _columns(stretch, places, right)
    ]


def find_places(lines: Sequence[Line]) -> list[float]:
    """Find the places columns begin at: words do in several lines, and none crosses them."""
    begins = sorted(
        glyph.left
        for line in lines
        for before, glyph in pairwise((None, *sorted(line.glyphs, key=lambda one: one.left)))
        if glyph and (before is None or glyph.left - before.right > GUTTER * line.size)
    )
    places = begins[:1]
    for start in begins if len(begins) <= MOST_BEGINS else ():
        count = sum(abs(other - start) <= ALIGNED for other in begins)
        if start > places[-1] + ALIGNED and count > 1 and not any(_crosses(line, start) for line in lines):
            places.append(start)
    return places


def _crosses(line: Line, place: float) -> bool:
    """Tell whether a word of a line reaches over a place, or right up to it."""
    gutter = place - WORD_GAP * line.size
    return any(glyph.left < place - ALIGNED and glyph.right > gutter for glyph in line.glyphs)


def _columns(lines: Sequence[Line], places: Sequence[float], right: float) -> Iterator[Column]:
    """Yield what stands in each column; the last is as wide as the one before, if nothing tells."""
    starts = [-inf, *(place - ALIGNED for place in places[1:]), inf]
    pitch = places[-1] - places[-2] if places[1:] else inf
    edges = [*places[1:], max(right, places[-1] + pitch)]
    gutter = GUTTER_SHARE * pitch if places[1:] else 0.0
    for (start, end), left, edge in zip(pairwise(starts), places, edges, strict=True):
        column = [
            Line(line.size, line.baseline, kept)
            for line in lines
            if (kept := [glyph for glyph in line.glyphs if start <= glyph.left < end])
        ]
        if column:
            yield Column(column, left, edge - gutter)


def _rows(lines: Sequence[Line], measure: Measure) -> Iterator[list[Line]]:
    """Yield lines between which there is no white."""
    number = 0
    numbered = [(0, lines[0])]
    for above, line in pairwise(lines):
        number += measure.has_white(above, line)
        numbered.append((number, line))
    for _, row in groupby(numbered, key=lambda pair: pair[0]):
        yield [line for _, line in row]


def _joined(column: Column, measure: Measure) -> list[Line]:
    """Join lines that end only because their column does: they list things, and the next word had no room."""
    joined = column.lines[:1]
    for above, line in pairwise(column.lines):
        last = joined[-1]
        text = measure.write(line).strip()
        width = (line.right - line.left) * len(text.split()[0]) / len(text)
        is_full = above.right + width + WORD_GAP * line.size > column.edge
        if is_full and "," in measure.write(last) and not measure.has_white(above, line):
            shift = last.right + GUTTER * line.size - line.left
            moved = [one._replace(left=one.left + shift, right=one.right + shift) for one in line.glyphs]
            level = [one._replace(baseline=one.baseline + last.baseline - line.baseline) for one in moved]
            joined[-1] = Line(last.size, last.baseline, [*last.glyphs, *level])
        else:
            joined.append(line)
    return joined
