"""Choose the lines of a paragraph by total fit: the whole paragraph is weighed, not line after line.

After Donald E. Knuth and Michael F. Plass, "Breaking Paragraphs into Lines", Software: Practice and
Experience 11 (1981), with the horizontal scaling and the hanging punctuation of Hàn Thế Thành,
"Micro-typographic extensions to the TeX typesetting system" (2000). Pure arithmetic over breakpoints with
widths in CSS pixels: this module knows no font and no text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

STRETCH = 0.5  # of the ideal word space that a line may give without demur: TeX's text fonts
SHRINK = 1 / 3
EXPAND = 0.02  # of the line's width that letters may be scaled by: the default of microtype
TIGHTEST = -1.0  # stretch ratio; below it the line is overfull
HOPELESS = 7.0  # beyond this ratio (word spaces of four and a half times the ideal) a line is left ragged
RAGGED_SLACK = 0.14  # of the measure that a ragged line may be short before it looks torn
SHORT_LINE = 0.08  # of the measure that a line ending inside a web address may be short

LINE_PENALTY = 10.0
UNEVEN = 3e3  # a tight line beside a loose one
DOUBLE_HYPHEN = 2e5
HYPHEN_BEFORE_LAST = 5e4
STUB = 1e5  # a last line shorter than STUB_WIDTH
STUB_WIDTH = 0.16  # of the measure


class Breakpoint(NamedTuple):
    """A place where a line may end, with the sums up to it.

    A line from breakpoint `a` to breakpoint `b` is `b.end_width - a.start_width` wide (hyphen included) and
    holds `b.end_glue - a.start_glue` of word spaces; `hang_end` and `hang_start` are what punctuation at
    either edge may hang out of the measure. Offsets are those of the text: the line ends before `end`, the
    next begins at `start`.
    """

    end: int
    start: int
    end_width: float
    end_glue: float
    start_width: float
    start_glue: float
    penalty: float = 0.0
    hyphen: bool = False
    forced: bool = False
    may_end_short: bool = False
    hang_end: float = 0.0
    hang_start: float = 0.0


class BrokenLine(NamedTuple):
    """One chosen line: the breakpoints it runs between and its stretch ratio (0 is ideal).

    `natural` lines keep ideal word spaces: the last line, one before a forced break, one left short.
    """

    start: Breakpoint
    end: Breakpoint
    ratio: float
    natural: bool


@dataclass(slots=True)
class _Node:
    """The best way to one breakpoint within a fitness class."""

    index: int
    fitness: int
    demerits: float
    previous: "_Node | None"
    ratio: float
    lines: int
    short: bool


class _Candidate(NamedTuple):
    ratio: float
    short: bool
    room: float


def choose_lines(
    points: Sequence[Breakpoint], measure: float, tolerance: float, *, ragged: bool = False
) -> tuple[BrokenLine, ...] | None:
    """Give the lines with the fewest demerits, or None when no way keeps within the tolerance.

    Args:
        points: breakpoints in order; the first is the start of the paragraph, the last its forced end.
        measure: width of the lines, in the unit of the breakpoints.
        tolerance: greatest stretch ratio a line may have.
        ragged: lines keep their natural spaces and end where they end.
    """
    active = [_Node(0, 2, 0.0, None, 0.0, 0, False)]
    last = len(points) - 1
    for index in range(1, last + 1):
        active = _step(points, index, active, measure, tolerance, ragged)
        if not active:
            return None
    ends = [node for node in active if node.index == last]
    return _trace(points, min(ends, key=lambda node: node.demerits)) if ends else None


def _step(
    points: Sequence[Breakpoint],
    index: int,
    active: list[_Node],
    measure: float,
    tolerance: float,
    ragged: bool,  # noqa: FBT001
) -> list[_Node]:
    """Try to end a line at one breakpoint from every open node; give the nodes open after it."""
    point = points[index]
    is_last = index == len(points) - 1
    best: dict[int, _Node] = {}
    still_open = []
    for node in active:
        candidate = _fit(points[node.index], point, measure, ragged)
        if candidate is None:
            continue  # too much for one line, and so is all that follows
        if not point.forced:
            still_open.append(node)
        if candidate.ratio > tolerance:
            continue
        fitness = _fitness(candidate.ratio)
        demerits = node.demerits + _demerits(points, node, point, candidate, fitness, measure, is_last)
        if fitness not in best or demerits < best[fitness].demerits:
            best[fitness] = _Node(
                index, fitness, demerits, node, candidate.ratio, node.lines + 1, candidate.short
            )
    return still_open + list(best.values())


def _fit(start: Breakpoint, end: Breakpoint, measure: float, ragged: bool) -> _Candidate | None:  # noqa: FBT001
    width = end.end_width - start.start_width - end.hang_end - start.hang_start
    glue = end.end_glue - start.start_glue
    room = measure - width
    if ragged:
        if room < -0.005:
            return None
        return _Candidate(0.0 if end.forced else room / (measure * RAGGED_SLACK), False, room)
    if room >= 0:
        give = glue * STRETCH + width * EXPAND
        ratio = 0.0 if end.forced else room / give if give else 1e3 if room > 0.01 else 0.0
        short = end.may_end_short and ratio > 0.8 and room < measure * SHORT_LINE
        return _Candidate(0.8 if short else ratio, short, room)
    give = glue * SHRINK + width * EXPAND
    ratio = room / give if give else -1e3
    if ratio < TIGHTEST:
        if room < -0.005:
            return None
        ratio = TIGHTEST
    return _Candidate(ratio, False, room)


def _fitness(ratio: float) -> int:
    """Class of a line: 1 tight, 2 decent, 3 loose, 4 very loose."""
    if ratio < -0.5:
        return 1
    if ratio <= 0.5:
        return 2
    return 3 if ratio <= 1 else 4


def _demerits(
    points: Sequence[Breakpoint],
    node: _Node,
    point: Breakpoint,
    candidate: _Candidate,
    fitness: int,
    measure: float,
    is_last: bool,  # noqa: FBT001
) -> float:
    start = points[node.index]
    badness = LINE_PENALTY + 100 * abs(candidate.ratio) ** 3
    demerits = badness * badness + point.penalty * point.penalty
    if abs(fitness - node.fitness) > 1:
        demerits += UNEVEN
    if start.hyphen:
        demerits += DOUBLE_HYPHEN if point.hyphen else HYPHEN_BEFORE_LAST if is_last else 0
    if point.forced and node.lines and measure - candidate.room < STUB_WIDTH * measure:
        demerits += STUB
    return demerits


def _trace(points: Sequence[Breakpoint], node: _Node) -> tuple[BrokenLine, ...]:
    lines = []
    while node.previous is not None:
        start, end = points[node.previous.index], points[node.index]
        natural = (end.forced and node.ratio == 0) or node.short or node.ratio > HOPELESS
        lines.append(BrokenLine(start, end, node.ratio, natural))
        node = node.previous
    return tuple(reversed(lines))
