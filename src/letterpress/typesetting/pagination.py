"""Choose the pages: where the text is cut, and which lines of which notes stand at the foot of each page.

The text is a column of units (lines, or rows that stay whole) with tops and bottoms on one endless galley;
a note is a column of lines. A page takes a run of units and, in order, the notes called in them: each new
note begins on the page of its call with at least two lines, what does not fit goes on at the foot of the
next page. The cheapest sequence of pages is found by A* over (next unit, notes left over). All penalties
are finite, so that every letter gets the best pages it can have. Pure arithmetic in CSS pixels: this
module knows no font, no HTML and no letter.
"""

import heapq
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import NamedTuple

# Costs, in squared lines of white at the foot of a page.
FORBID = 1e5  # of a break that is made only when nothing else fits
PAGE = 300.0  # a page
SPREAD = 0.25  # of the white spread over the spaces between paragraphs, squared like the rest
DIVIDED = 100.0  # a note that goes on overleaf
CARRIED = 0.5  # each line carried over
CROWD = 800.0  # each further note carried over at the same time
NOTES_ONLY = 2e4  # a page with no text at all
NO_TEXT = 6e4  # a page where signatories begin without running text, or could all stand beside some
STALLED = 2e4  # a page on which a note from the page before does not go on

GIVE = 0.5  # of the leading: what a space between paragraphs may be wider on a page with notes
STILL_EVEN = 4.0  # lines that may be left of the white: where more is, spreading would even nothing
TOLERANCE_PX = 1e-6
LEAST_LINES = 2  # of a note on either side of a page break
SEARCH_LIMIT = 6_000  # states looked at, some seconds, before the search takes what has the least left first


class Unit(NamedTuple):
    """What stays whole in the text: a line, or a row of cells.

    `calls` are indices of notes called in it; `penalty` is the cost of a page break before it; `is_text`
    tells running text from signatories and what follows them. `lead` is the height of what is set again
    above it when it begins a page (the head of its table); `begins_page` asks for a break before it. The
    space above it `gives` when it may be a little wider. Where it is one line each of cells `side_by_side`,
    calls come line by line, and the notes of the page stand by number. What is `turned` stands on turned
    pages; the first unit of a letter is not.
    """

    top: float
    bottom: float
    calls: tuple[int, ...] = ()
    penalty: float = 0.0
    is_text: bool = True
    lead: float = 0.0
    begins_page: bool = False
    gives: bool = False
    side_by_side: bool = False
    turned: bool = False


class NoteLine(NamedTuple):
    """A line of a note, from the note's own top; notes called in notes are `calls`."""

    top: float
    bottom: float
    calls: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """Depths of the type areas of the first, following and turned pages, and distances around notes.

    Where nothing is turned, turned pages need no depth.
    """

    first_depth: float
    depth: float
    note_lead: float
    note_gap: float
    leading: float
    turned_depth: float = 0.0

    @property
    def greatest_depth(self) -> float:
        """Give the depth of the deepest page there is."""
        return max(self.first_depth, self.depth, self.turned_depth)

    def depth_of(self, *, turned: bool) -> float:
        """Give the depth of a following page."""
        return self.turned_depth if turned else self.depth


class NotePiece(NamedTuple):
    """Lines [start, end) of a note on one page."""

    note: int
    start: int
    end: int


class PlannedPage(NamedTuple):
    """Units [first, last) and the pieces of notes below them, with their heights.

    Every space of the text that gives is `spread` wider, which is not in `text_height`. It is `turned` as its
    units are, or those whose notes go on.
    """

    first: int
    last: int
    notes: tuple[NotePiece, ...]
    text_height: float
    notes_height: float
    spread: float = 0.0
    turned: bool = False


Open = tuple[tuple[int, int], ...]  # notes left over: (note, next line)
Note = Sequence[NoteLine]


class _Column(NamedTuple):
    """What is paged, and into what."""

    units: Sequence[Unit]
    notes: Sequence[Note]
    frame: Frame
    giving: Sequence[int]  # spaces that give above the units before each


class _State(NamedTuple):
    unit: int
    open_notes: Open
    is_first: bool


class NoPagesError(ValueError):
    """A single unit with the least of its notes is taller than a page."""

    def __init__(self, unit: int) -> None:
        super().__init__(f"unit {unit} does not fit on a page")
        self.unit = unit


def paginate(units: Sequence[Unit], notes: Sequence[Note], frame: Frame) -> tuple[PlannedPage, ...]:
    """Give the cheapest sequence of pages.

    Raises:
        NoPagesError: a unit with the first lines of its notes is taller than a page.
    """
    giving = [*accumulate((unit.gives for unit in units), initial=0)]
    column = _Column(units, notes, frame, giving)
    at_least = _least_heights(units, notes)

    def left_to_set(state: _State) -> float:
        return at_least[state.unit] + _height_left(notes, state.open_notes)

    start = _State(0, (), is_first=True)
    costs: dict[_State, float] = {start: 0.0}
    came_from: dict[_State, tuple[_State, PlannedPage]] = {}
    ticket = count()
    heap: list[tuple[float, int, float, _State]] = [(0.0, next(ticket), 0.0, start)]
    furthest, looked_at = 0, 0
    while heap:
        _, _, cost, state = heapq.heappop(heap)
        if cost > costs[state]:
            continue
        if state.unit == len(units) and not state.open_notes:
            return _way_to(state, came_from)
        furthest = max(furthest, state.unit)
        looked_at += 1
        if looked_at == SEARCH_LIMIT:
            heap = [(left_to_set(waiting), number, own, waiting) for _, number, own, waiting in heap]
            heapq.heapify(heap)
        for page, following, price in _pages_from(state, column):
            total = cost + price
            if total < costs.get(following, float("inf")):
                costs[following] = total
                came_from[following] = state, page
                rest = left_to_set(following)
                estimate = total + PAGE * rest / frame.greatest_depth
                key = estimate if looked_at < SEARCH_LIMIT else rest
                heapq.heappush(heap, (key, next(ticket), total, following))
    raise NoPagesError(min(furthest, len(units) - 1))  # past the last one, only its notes are left


def least_height(unit: Unit, notes: Sequence[Note], frame: Frame) -> float:
    """Give the height a unit takes of a page of its own, with the first lines of the notes called in it."""
    held = _held_back(notes, [(note, 0) for note in unit.calls], frame)
    least = frame.note_lead + held - frame.note_gap if unit.calls else 0.0
    return unit.lead + unit.bottom - unit.top + least


def _way_to(state: _State, came_from: dict[_State, tuple[_State, PlannedPage]]) -> tuple[PlannedPage, ...]:
    pages = []
    while state in came_from:
        state, page = came_from[state]
        pages.append(page)
    return tuple(reversed(pages))


def _pages_from(state: _State, column: _Column) -> list[tuple[PlannedPage, _State, float]]:
    """List every page that can begin in a state, with the state after it and its price."""
    units, notes, frame, _ = column
    turned = _is_turned(state, units)
    depth = frame.first_depth if state.is_first else frame.depth_of(turned=turned)
    found = []
    queue = list(state.open_notes)
    has_text = state.is_first  # the first page has the letterhead, if nothing else
    for last in range(state.unit, len(units) + 1):
        if last > state.unit:
            unit = units[last - 1]
            if (unit.begins_page and last - 1 > state.unit) or unit.turned != turned:
                break
            queue = _with_calls(queue, unit, len(state.open_notes))
            has_text = has_text or unit.is_text
        elif not state.open_notes:
            continue
        height = _text_height(units, state.unit, last)
        if height > depth + TOLERANCE_PX:
            break
        filled = _fill(notes, queue, depth - height, frame)
        if filled is None:
            break  # more text only makes it worse
        pieces, left, foot = filled
        if last == state.unit and not pieces:
            continue
        page = _spread(PlannedPage(state.unit, last, pieces, height, foot, turned=turned), depth, column)
        price = _price(page, left, depth, column)
        if not has_text and page.first < page.last and _should_stand_beside_text(page, depth, units):
            price += NO_TEXT
        if any(piece in state.open_notes for piece in left):
            price += STALLED
        found.append((page, _State(last, left, is_first=False), price))
    return found


def _is_turned(state: _State, units: Sequence[Unit]) -> bool:
    """Tell whether the page that begins here is turned: as the notes are that go on, and else as the text."""
    place = state.unit - 1 if state.open_notes else state.unit
    return place < len(units) and units[place].turned


def _with_calls(queue: list[tuple[int, int]], unit: Unit, carried: int) -> list[tuple[int, int]]:
    """Put the notes of a unit into the queue, behind those carried over from the page before."""
    queue = queue + [(note, 0) for note in unit.calls]
    return queue[:carried] + sorted(queue[carried:]) if unit.side_by_side and unit.calls else queue


def _should_stand_beside_text(page: PlannedPage, depth: float, units: Sequence[Unit]) -> bool:
    """Tell whether signatories without text are a fault: they begin here, or all of them fit on a page."""
    first = page.first
    while first and not units[first - 1].is_text:
        first -= 1
    return first == page.first or units[-1].bottom - units[first].top <= depth


def _text_height(units: Sequence[Unit], first: int, last: int) -> float:
    if first == last:
        return 0.0
    return units[first].lead + units[last - 1].bottom - units[first].top


def _ends_early(page: PlannedPage, units: Sequence[Unit]) -> bool:
    """Tell whether the text ends on a page, or stops there because the author asked for a new one."""
    return page.last == len(units) or units[page.last].begins_page


def _spread(page: PlannedPage, depth: float, column: _Column) -> PlannedPage:
    """Spread the white above notes over the spaces between paragraphs, when that evens the foot."""
    giving = _giving(page, column)
    if not giving or not page.notes or _ends_early(page, column.units):
        return page
    leading = column.frame.leading
    white = max(0.0, depth - page.text_height - page.notes_height)
    spread = min(white / giving, GIVE * leading)
    evens = white - spread * giving <= STILL_EVEN * leading + TOLERANCE_PX
    return page._replace(spread=spread) if evens else page


def _giving(page: PlannedPage, column: _Column) -> int:
    """Count the spaces of a page that give."""
    return column.giving[page.last] - column.giving[min(page.first + 1, page.last)]


def _price(page: PlannedPage, left: Open, depth: float, column: _Column) -> float:
    """Price a page; white at the foot costs nothing before a break the author asked for."""
    units, notes, frame, _ = column
    price = PAGE
    ends_here = _ends_early(page, units)
    if not ends_here or left:
        spread = page.spread * _giving(page, column)
        white = depth - page.text_height - page.notes_height - spread
        price += (white / frame.leading) ** 2 + SPREAD * (spread / frame.leading) ** 2
    if not ends_here:
        price += units[page.last].penalty
    if left:
        price += DIVIDED * len(left) + CROWD * (len(left) - 1)
        price += CARRIED * sum(len(notes[note]) - line for note, line in left)
    if page.first == page.last and page.first < len(units):
        price += NOTES_ONLY
    return price


def _fill(
    notes: Sequence[Note], queue: Sequence[tuple[int, int]], room: float, frame: Frame
) -> tuple[tuple[NotePiece, ...], Open, float] | None:
    """Set notes of a queue, in order, into the room; give pieces, what is left over, and the height.

    A note new on this page must begin here: room for its smallest piece is held back. Notes called in a
    note join the queue right behind it. None when a new note cannot begin.
    """
    if not queue:
        return (), (), 0.0
    waiting = list(queue)
    pieces: list[NotePiece] = []
    left: list[tuple[int, int]] = []
    used = frame.note_lead
    held = _held_back(notes, waiting, frame)
    if used + held - frame.note_gap > room + TOLERANCE_PX:
        return None
    while waiting:
        note, start = waiting.pop(0)
        if start == 0:
            held -= _held_back(notes, [(note, 0)], frame)
        gap = frame.note_gap if pieces else 0.0
        end, inner = _longest_piece(notes, note, start, room - used - gap - held, frame)
        if end == start:
            if start == 0:
                return None
            left.append((note, start))
            continue
        used += gap + _height(notes[note], start, end)
        pieces.append(NotePiece(note, start, end))
        held += _held_back(notes, inner, frame)
        waiting = inner + waiting
        if end < len(notes[note]):
            left.append((note, end))
    return tuple(pieces), tuple(left), used if pieces else 0.0


def _longest_piece(
    notes: Sequence[Note], note: int, start: int, room: float, frame: Frame
) -> tuple[int, list[tuple[int, int]]]:
    """Give the end of the longest permissible piece from a line on, and the notes called in it."""
    lines = notes[note]
    size, least = len(lines), _smallest_piece(lines, start)
    fits = bisect_right(lines, lines[start].top + room + TOLERANCE_PX, lo=start, key=lambda line: line.bottom)
    best, inner, inner_of_best = start, [], []
    for end in range(start + 1, fits + 1):
        inner += [(called, 0) for called in lines[end - 1].calls]
        if inner and _height(lines, start, end) + _held_back(notes, inner, frame) > room + TOLERANCE_PX:
            break
        if end == size or (end - start >= least and size - end >= LEAST_LINES):
            best, inner_of_best = end, list(inner)
    return best, inner_of_best


def _smallest_piece(lines: Note, start: int) -> int:
    """Count the lines of the smallest piece from a line on: never one line alone on either side."""
    left = len(lines) - start
    return left if left < 2 * LEAST_LINES else LEAST_LINES


def _held_back(notes: Sequence[Note], queue: Sequence[tuple[int, int]], frame: Frame) -> float:
    """Give the room that notes not yet begun must at least get, with those their first lines call."""
    room = 0.0
    waiting = [note for note, start in queue if start == 0]
    while waiting:
        lines = notes[waiting.pop()]
        least = _smallest_piece(lines, 0)
        room += frame.note_gap + _height(lines, 0, least)
        waiting += [called for line in lines[:least] for called in line.calls]
    return room


def _height(lines: Note, start: int, end: int) -> float:
    return lines[end - 1].bottom - lines[start].top


def _height_left(notes: Sequence[Note], open_notes: Open) -> float:
    return sum(_height(notes[note], start, len(notes[note])) for note, start in open_notes)


def _least_heights(units: Sequence[Unit], notes: Sequence[Note]) -> list[float]:
    """Give, for each unit, the least height of it and all that follows, notes included."""
    heights = []
    for index, unit in enumerate(units):
        after = units[index + 1].top if index + 1 < len(units) else unit.bottom
        own = max(0.0, min(unit.bottom, after) - unit.top)
        heights.append(own + sum(_height(notes[note], 0, len(notes[note])) for note in unit.calls))
    return [*list(accumulate(reversed(heights), initial=0.0))[::-1]]
