"""Signatories side by side put one below the other, by what their places say.

In a grid, whose rows begin at one height, row by row; else column by column. A line that ends because its
column does goes on in the next.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from letterpress.importing.pages.grid import WORD_GAP, Line, Measure

GUTTER = 0.4  # of the size: white before a column, where a line has some; a space between words is narrower
ALIGNED = 1.5  # points: how far apart words begin that begin at one place

Column = tuple[list[Line], float]  # lines, and the place where the column ends


def stack_columns(
    lines: Sequence[Line], places: Sequence[float], right: float, measure: Measure
) -> list[str]:
    """Write lines with their columns one below the other.

    Args:
        lines: those below the close.
        places: where columns begin, from the left.
        right: where the text of the page ends.
        measure: that of the page.
    """
    if not lines:
        return []
    rows = list(_rows(lines, measure))
    is_grid = all(
        not measure.has_white(above, below)
        for row in rows
        for column, _ in _columns(row, places, right)
        for above, below in pairwise(column)
    )
    stretches = rows if is_grid else [list(lines)]
    return [
        measure.write_all(_joined(column, end, measure))
        for stretch in stretches
        for column, end in _columns(stretch, places, right)
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
    for start in begins:
        count = sum(abs(other - start) <= ALIGNED for other in begins)
        if start > places[-1] + ALIGNED and count > 1 and not any(_crosses(line, start) for line in lines):
            places.append(start)
    return places


def _crosses(line: Line, place: float) -> bool:
    """Tell whether a word of a line reaches over a place, or right up to it."""
    gutter = place - WORD_GAP * line.size
    return any(glyph.left < place - ALIGNED and glyph.right > gutter for glyph in line.glyphs)


def _columns(lines: Sequence[Line], places: Sequence[float], right: float) -> Iterator[Column]:
    """Yield what stands in each column, and where that ends."""
    for start, end in pairwise((*places, right + ALIGNED)):
        column = []
        for line in lines:
            glyphs = [one for one in line.glyphs if start - ALIGNED <= one.left < end - ALIGNED]
            if any(one.text.strip() for one in glyphs):
                column.append(Line(line.size, line.baseline, glyphs))
        if column:
            yield column, end - (GUTTER * column[0].size if end <= right else 0.0)


def _rows(lines: Sequence[Line], measure: Measure) -> Iterator[list[Line]]:
    """Yield lines between which there is no white."""
    number = 0
    numbered = [(0, lines[0])]
    for above, line in pairwise(lines):
        number += measure.has_white(above, line)
        numbered.append((number, line))
    for _, row in groupby(numbered, key=lambda pair: pair[0]):
        yield [line for _, line in row]


def _joined(lines: Sequence[Line], right: float, measure: Measure) -> list[Line]:
    """Join lines that end only because their column does: they list things, and the next word had no room."""
    joined = [lines[0]]
    for above, line in pairwise(lines):
        last = joined[-1]
        text = measure.write(line).strip()
        width = (line.right - line.left) * len(text.split()[0]) / len(text)
        is_full = above.right + width + WORD_GAP * line.size > right
        if is_full and "," in measure.write(last) and not measure.has_white(above, line):
            shift = last.right + GUTTER * line.size - line.left
            moved = [one._replace(left=one.left + shift, right=one.right + shift) for one in line.glyphs]
            level = [one._replace(baseline=one.baseline + last.baseline - line.baseline) for one in moved]
            joined[-1] = Line(last.size, last.baseline, [*last.glyphs, *level])
        else:
            joined.append(line)
    return joined
