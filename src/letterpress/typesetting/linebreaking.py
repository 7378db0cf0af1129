"""Choose the lines of a paragraph by total fit: the whole paragraph is weighed, not line after line.

After Donald E. Knuth and Michael F. Plass, "Breaking Paragraphs into Lines", Software: Practice and
Experience 11 (1981), with the horizontal scaling and the hanging punctuation of Hàn Thế Thành,
"Micro-typographic extensions to the TeX typesetting system" (2000). Pure arithmetic over breakpoints with
widths in CSS pixels: this module knows no font and no text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

STRETCH, SHRINK = 0.3, 0.22  # of the ideal word space: what a line gives at ratio 1 or -1
EXPAND = 0.02  # of the line's width, given likewise by scaling its letters: the default of microtype
HOPELESS = 15.0  # beyond this ratio (word spaces of four times the ideal) a line is left ragged
RAGGED_SLACK = 0.14  # of the measure that a ragged line may be short before it looks torn
SHORT_LINE = 0.08  # of the measure that a line ending inside a web address may be short
SHORT_RATIO = 1.0  # what such a line counts as: rather full and a little loose than short
NO_GIVE = 1e3  # ratio of a line without spaces to stretch
ROUNDING = 0.005  # px by which a line may be too wide

TIGHT, DECENT, LOOSE, VERY_LOOSE = 1, 2, 3, 4  # fitness classes, divided at -HALF, HALF and 1
HALF = 0.5

LINE_PENALTY = 10.0
UNEVEN = 3e3  # a tight line beside a loose one
DOUBLE_HYPHEN = 4e6
LONGEST_LADDER = 2  # lines in a row that end in hyphens
HYPHEN_BEFORE_LAST = 5e4
STUB = 4e6  # a last line shorter than STUB_WIDTH
STUB_WIDTH = 0.12  # of the measure: less than two indents


class Breakpoint(NamedTuple):
    """A place where a line may end, with the sums up to it.

    A line from breakpoint `a` to breakpoint `b` is `b.end_width - a.start_width` wide (hyphen included) and
    holds `b.end_glue - a.start_glue` of word spaces; `hang_end` and `hang_start` are what punctuation at
    either edge may hang out of the measure. Offsets are those of the text: the line ends before `end`, the
    next begins at `start`. `hyphen` asks for one at the break; `own_hyphen`: the author's stands there.
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
    own_hyphen: bool = False
    may_end_short: bool = False
    hang_end: float = 0.0
    hang_start: float = 0.0

    @property
    def ends_in_hyphen(self) -> bool:
        """Tell whether a line that ends here shows a hyphen."""
        return self.hyphen or self.own_hyphen


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
    fit: "_Fit"
    lines: int
    ladder: int = 0  # lines in a row up to here that end in hyphens


class Tolerance(NamedTuple):
    """Ratios a line may have: from `tightest`, at which it is full, to `loosest`."""

    tightest: float
    loosest: float


@dataclass(frozen=True, slots=True)
class LineRules:
    """Width of the lines, the ratios they may have, whether they keep their natural spaces.

    `may_have_faults` permits, at a price, a last line shorter than `STUB_WIDTH` of the measure and two lines
    in a row that end in hyphens; only the last resort may have more of these, or divide a word before the
    last line.
    """

    measure: float
    tolerance: Tolerance
    ragged: bool = False
    may_have_faults: bool = True
    is_last_resort: bool = True


class _Fit(NamedTuple):
    """How a line would fit: its ratio, whether it is left short, the room it leaves with natural spaces."""

    ratio: float
    short: bool
    room: float


TOO_LOOSE = _Fit(inf, short=False, room=0.0)


def choose_lines(points: Sequence[Breakpoint], rules: LineRules) -> tuple[BrokenLine, ...] | None:
    """Give the lines with the fewest demerits, or None when no way keeps within the tolerance.

    Args:
        points: breakpoints in order; the first is the start of the paragraph, the last its forced end.
        rules: what the lines must keep, in the unit of the breakpoints.
    """
    last = len(points) - 1
    active = [_Node(0, DECENT, 0.0, None, _Fit(0.0, short=False, room=0.0), 0)]
    for index in range(1, last + 1):
        active = _step(points, index, active, rules)
        if not active:
            return None
    ends = [node for node in active if node.index == last]
    return _trace(points, min(ends, key=lambda node: node.demerits)) if ends else None


def _step(points: Sequence[Breakpoint], index: int, active: list[_Node], rules: LineRules) -> list[_Node]:
    """Try to end a line at one breakpoint from every open node; give the nodes open after it."""
    point = points[index]
    is_last = index == len(points) - 1
    best: dict[int, _Node] = {}
    still_open = []
    for node in active:
        start = points[node.index]
        fit = _fit_ragged(start, point, rules) if rules.ragged else _fit_justified(start, point, rules)
        if fit is None:
            continue  # too much for one line, and so is all that follows
        if not point.forced:
            still_open.append(node)
        if fit.ratio > rules.tolerance.loosest:
            continue
        ladder = node.ladder + 1 if point.ends_in_hyphen else 0
        if not rules.is_last_resort and (ladder > LONGEST_LADDER or (start.hyphen and is_last)):
            continue
        faults = _price_faults(start, point, fit, rules) if node.lines else 0.0
        if faults and not rules.may_have_faults:
            continue
        fitness = _fitness(fit.ratio)
        demerits = node.demerits + _demerits(point, fit) + faults
        demerits += UNEVEN if abs(fitness - node.fitness) > 1 else 0
        demerits += HYPHEN_BEFORE_LAST if start.ends_in_hyphen and is_last else 0
        if fitness not in best or demerits < best[fitness].demerits:
            best[fitness] = _Node(index, fitness, demerits, node, fit, node.lines + 1, ladder)
    return still_open + list(best.values())


def _price_faults(start: Breakpoint, end: Breakpoint, fit: _Fit, rules: LineRules) -> float:
    """Price a line that is not the first: a second hyphen in a row, a stub."""
    price = DOUBLE_HYPHEN if start.ends_in_hyphen and end.ends_in_hyphen else 0.0
    is_stub = end.forced and rules.measure - fit.room < STUB_WIDTH * rules.measure
    return price + (STUB if is_stub else 0.0)


def _fit_ragged(start: Breakpoint, end: Breakpoint, rules: LineRules) -> _Fit | None:
    room = rules.measure - _width(start, end)
    if room < -ROUNDING:
        return None
    ratio = 0.0 if end.forced else room / (rules.measure * RAGGED_SLACK)
    return _Fit(ratio, short=False, room=room)


def _fit_justified(start: Breakpoint, end: Breakpoint, rules: LineRules) -> _Fit | None:
    width = _width(start, end)
    glue = end.end_glue - start.start_glue
    room = rules.measure - width
    if room >= 0:
        give = glue * STRETCH + width * EXPAND
        ratio = 0.0 if end.forced else room / give if give else NO_GIVE
        short = end.may_end_short and ratio > SHORT_RATIO and room < rules.measure * SHORT_LINE
        if ratio > rules.tolerance.loosest and not short:
            return TOO_LOOSE  # as most are
        return _Fit(SHORT_RATIO if short else ratio, short, room)
    give = glue * SHRINK + width * EXPAND
    ratio = room / give if give else -NO_GIVE
    if ratio < rules.tolerance.tightest and room < -ROUNDING:
        return None
    return _Fit(max(ratio, rules.tolerance.tightest), short=False, room=room)


def _width(start: Breakpoint, end: Breakpoint) -> float:
    return end.end_width - start.start_width - end.hang_end - start.hang_start


def _fitness(ratio: float) -> int:
    if ratio < -HALF:
        return TIGHT
    if ratio <= HALF:
        return DECENT
    return LOOSE if ratio <= 1 else VERY_LOOSE


def _demerits(point: Breakpoint, fit: _Fit) -> float:
    badness = LINE_PENALTY + 100 * abs(fit.ratio) ** 3
    return badness * badness + point.penalty * point.penalty


def _trace(points: Sequence[Breakpoint], node: _Node) -> tuple[BrokenLine, ...]:
    lines = []
    while node.previous is not None:
        start, end = points[node.previous.index], points[node.index]
        ratio, short, _ = node.fit
        natural = (end.forced and ratio == 0) or short or ratio > HOPELESS
        lines.append(BrokenLine(start, end, ratio, natural))
        node = node.previous
    return tuple(reversed(lines))
