"""Characters of a page to lines of text that look like it, those below the close in the order of reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from letterpress.importing.pages.columns import find_places, stack_columns
from letterpress.importing.pages.glyphs import Glyph
from letterpress.importing.pages.grid import Line, Measure
from letterpress.reading.formulas import close_language

WIDTH = 0.5  # of the size: the width of a column of text, that of most letters
SAME_SIZE = 0.93  # of the size: notes are smaller
DOUBLE = 2.2  # sizes: what is further apart is no line of a paragraph, even in double spacing
USUAL = 1.2  # sizes: the distance of lines where there is one alone
FAR = 4.0  # sizes: what stands so far below is the foot of the page
LOOKED_AT = 3  # lines a character may belong to, from the last one back


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known of pages before that have the close: where the columns below it began."""

    places: tuple[float, ...] = ()


def write_page(glyphs: Iterable[Glyph], ending: Ending | None) -> tuple[str, Ending | None]:
    """Write the characters of a page as text, as wide and as high as it looks.

    Below the close, signatories that stand in columns are written one below the other.

    Args:
        glyphs: the characters of the page.
        ending: what the page before handed on; none where the close does not stand above.
    """
    lines = sorted(_lines(glyphs), key=lambda line: -line.baseline)
    if not lines:
        return "", ending
    measure = Measure(
        min(glyph.left for line in lines for glyph in line.glyphs),
        median(line.size for line in lines) * WIDTH,
        _usual_distance(lines),
    )
    start = 0 if ending else _line_below_close(lines, measure)
    end = _end_of_signatories(lines, start)
    below = lines[start:end]
    places = find_places(below) if below else []
    if ending and places[:1] and places[1:] == [] and ending.places:
        places = list(ending.places)  # one column is left of those that stood on the page before
    above, after = (measure.write_all(part) if part else "" for part in (lines[:start], lines[end:]))
    right = max((line.right for line in lines[:start]), default=0.0)
    text = "\n\n".join(part for part in (above, *stack_columns(below, places, right, measure), after) if part)
    return text, Ending(tuple(places)) if ending or start < len(lines) else None


def _line_below_close(lines: Sequence[Line], measure: Measure) -> int:
    """Give the number of the line below the close; without a close, of the last line and one more."""
    closes = (n for n in range(len(lines) - 1, -1, -1) if close_language(measure.write(lines[n]).strip()))
    return next((n + 1 for n in closes), len(lines))


def _end_of_signatories(lines: Sequence[Line], start: int) -> int:
    """Give the number of the line at which smaller notes begin, or that stands alone at the foot."""
    size = max((line.size for line in lines[start:]), default=0.0) * SAME_SIZE
    end = next((n for n in range(start, len(lines)) if lines[n].size < size), len(lines))
    if end - start > 1 and lines[end - 2].distance(lines[end - 1]) > FAR:
        end -= 1
    return end


def _lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Gather characters into lines, from the top of the page down."""
    lines: list[Line] = []
    for glyph in sorted(glyphs, key=lambda one: (-one.baseline, one.left)):
        if glyph.size <= 0:
            continue
        line = next((one for one in reversed(lines[-LOOKED_AT:]) if one.takes(glyph)), None)
        if line is None and not glyph.text.strip():
            continue
        if line is None:
            line = Line(glyph.size, glyph.baseline)
            lines.append(line)
        line.add(glyph)
    return lines


def _usual_distance(lines: Sequence[Line]) -> float:
    """Give the distance of most lines from the one above, in sizes."""
    ratios = [one.distance(other) for one, other in pairwise(lines)]
    near = sorted(ratio for ratio in ratios if ratio < DOUBLE)
    return near[len(near) // 3] if near else USUAL
