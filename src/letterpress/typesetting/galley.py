"""The galley: set passages in one endless column, with tops, bottoms and the price of a page break.

Everything the rules of page make-up say about a letter stands here: which lines stay together, what a
heading, a salutation and a close keep beside them. Lengths are CSS pixels from the top of the column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil, inf
from typing import NamedTuple

from letterpress.stationery import PX_PER_MM, SignatureGrid
from letterpress.typesetting.pagination import FORBID, Frame, NoteLine, Unit
from letterpress.typesetting.setting import SetPassage

INSIDE_PARAGRAPH = 2.0  # a page break between two lines of a paragraph rather than between paragraphs
INSIDE_TABLE = 12.0  # a page break between two rows of a table
INSIDE_ROW = 400.0  # inside a row that may be divided: as much as twenty lines of white
LONE_LINE = 100.0  # each cell of it that keeps a single line for the next page
TALL_ROW = 0.5  # of a page: a row that takes more may be divided
HEAD_AND_ROW = 0.75  # of a page: a head that is taller with one row of its table is not set again
AFTER_HYPHEN = 300.0  # a word divided over a page turn

WHOLE = frozenset(
    {
        "dateline", "mailing_notation", "inside_address", "attention_line", "references", "subject_line",
        "salutation", "heading-1", "heading-2", "heading-3", "complimentary_close", "caption",
    }
)  # fmt: skip
LEADS_ON = frozenset({"subject_line", "salutation", "heading-1", "heading-2", "heading-3"})
ON_GRID = frozenset({"paragraph", "complimentary_close", "enclosures", "copies", "postscript"})
ROUNDING = 1e-3  # of half a line
UNDIVIDED = frozenset({"L", "Table"})  # whose own spaces stay as they are
CLOSING = frozenset({"complimentary_close", "signature", "enclosures", "copies"})
ENDLESS = Frame(inf, inf, 0.0, 0.0, 1.0, inf)  # of a column that is not paged


class Slot(NamedTuple):
    """Where a unit of the column comes from: the passage's index and the line in it (0 for a row)."""

    passage: int
    line: int


@dataclass(frozen=True, slots=True)
class Galley:
    """The column of the running text: units for the choice of pages, and where each comes from.

    `heads` gives, by the index of a row of a table, the index of its head row.
    """

    units: tuple[Unit, ...]
    slots: tuple[Slot, ...]
    heads: Mapping[int, int] = field(default_factory=dict)


class Slice(NamedTuple):
    """Lines [start, end) of a passage as they stand on a page, `gap` below what precedes them.

    A `repeated` slice is the head of a table that stands again: no listener hears it twice.
    """

    passage: SetPassage
    start: int
    end: int
    gap: float
    repeated: bool = False


def text_galley(
    passages: Sequence[SetPassage], grid: SignatureGrid, note_index: dict[int, int], frame: Frame = ENDLESS
) -> Galley:
    """Lay the running text out in one column.

    Args:
        passages: the running text in order.
        grid: space between rows of signatories.
        note_index: index of a note by its number; a note belongs to its first call.
        frame: of the pages; heads of tables that would leave too little of one are not set again.
    """
    units: list[Unit] = []
    slots: list[Slot] = []
    begun: set[int] = set()
    heads = _heads_of(passages, frame)
    for number, (top, passage) in enumerate(_tops(passages, grid, on_grid=True)):
        turns = number > 0 and passages[number - 1].turned != passage.turned
        asked, lead = passage.passage.begins_page or turns, 0.0
        if number in heads:
            lead = passages[heads[number]].height + _gap(passages[heads[number]], passage)
        for line, (line_top, line_bottom) in enumerate(_extents(passage, top)):
            calls = _new_calls(passage, line, note_index, begun)
            penalty = _penalty(passage, line)
            is_text = passage.passage.style not in CLOSING
            begins = line == 0
            gives = begins and is_text and number > 0 and _gives(passages[number - 1], passage)
            place = (line_top, line_bottom, calls, penalty, is_text, lead, asked and begins, gives)
            units.append(Unit(*place, side_by_side=passage.divided, turned=passage.turned))
            slots.append(Slot(number, line))
    _keep_neighbours(units, slots, passages)
    return Galley(tuple(units), tuple(slots), heads)


def _gives(above: SetPassage, below: SetPassage) -> bool:
    """Tell whether the space between two passages may be wider: not inside a part, nor below a heading."""
    one, other = above.passage, below.passage
    if one.style in LEADS_ON or "caption" in {one.style, other.style}:
        return False
    return not any(box in other.path for box in one.path if box.role in UNDIVIDED)


def _heads_of(passages: Sequence[SetPassage], frame: Frame) -> dict[int, int]:
    """Give, by the index of a row, the index of the head that is set again above it on a new page."""
    heads: dict[int, int] = {}
    tallest: dict[int, float] = {}
    head = None
    for number, passage in enumerate(passages):
        if passage.passage.role == "TH":
            head = number
        elif passage.passage.role == "TD" and head is not None:
            if passage.passage.path[-2] == passages[head].passage.path[-2]:
                heads[number] = head
                depth = frame.depth_of(turned=passage.turned)
                least = min(passage.height, TALL_ROW * depth) if passage.divided else passage.height
                tallest[head] = max(tallest.get(head, 0.0), least)
        else:
            head = None
    return {
        row: head
        for row, head in heads.items()
        if not passages[head].divided
        and passages[head].height + tallest[head]
        <= HEAD_AND_ROW * frame.depth_of(turned=passages[head].turned)
    }


def _gap(above: SetPassage, below: SetPassage) -> float:
    return max(above.measures.below, below.measures.above)


def note_column(
    passages: Sequence[SetPassage], grid: SignatureGrid, note_index: dict[int, int], begun: set[int]
) -> tuple[tuple[NoteLine, ...], tuple[Slot, ...]]:
    """Lay one note out in a column; notes called in it and nowhere before belong to it."""
    lines: list[NoteLine] = []
    slots: list[Slot] = []
    for number, (top, passage) in enumerate(_tops(passages, grid)):
        for line, (line_top, line_bottom) in enumerate(_extents(passage, top)):
            lines.append(NoteLine(line_top, line_bottom, _new_calls(passage, line, note_index, begun)))
            slots.append(Slot(number, line))
    return tuple(lines), tuple(slots)


def slices_of(
    passages: Sequence[SetPassage], slots: Sequence[Slot], extents: Sequence[Unit | NoteLine]
) -> tuple[Slice, ...]:
    """Gather consecutive units of a column into slices of passages."""
    slices: list[Slice] = []
    for index, (slot, extent) in enumerate(zip(slots, extents, strict=True)):
        passage = passages[slot.passage]
        if slices and index and slots[index - 1].passage == slot.passage:
            slices[-1] = slices[-1]._replace(end=slot.line + 1)
        else:
            gap = extent.top - extents[index - 1].bottom if index else 0.0
            slices.append(Slice(passage, slot.line, slot.line + 1, gap))
    return tuple(slices)


def spread_out(units: Sequence[Unit], spread: float) -> tuple[Unit, ...]:
    """Move the units of a page down by as much as the spaces that give, above and before, are wider."""
    shifts = accumulate(spread if number and unit.gives else 0.0 for number, unit in enumerate(units))
    return tuple(
        unit._replace(top=unit.top + shift, bottom=unit.bottom + shift)
        for unit, shift in zip(units, shifts, strict=True)
    )


def with_head(slices: tuple[Slice, ...], head: SetPassage) -> tuple[Slice, ...]:
    """Set the head of a table again above the slices of a page that goes on with it."""
    first, *rest = slices
    again = Slice(head, 0, 1, 0.0, repeated=True)
    return (again, first._replace(gap=_gap(head, first.passage)), *rest)


def slice_height(piece: Slice) -> float:
    """Give the height of a slice without its gap."""
    if piece.passage.is_whole:
        return piece.passage.height
    return (piece.end - piece.start) * piece.passage.measures.leading


def _tops(
    passages: Sequence[SetPassage], grid: SignatureGrid, *, on_grid: bool = False
) -> Iterator[tuple[float, SetPassage]]:
    """Yield each passage with its top; `on_grid`, running text comes back to half lines after what is not."""
    bottom = 0.0
    previous: SetPassage | None = None
    for passage in passages:
        gap = 0.0
        if previous:
            both_sign = passage.passage.style == previous.passage.style == "signature"
            gap = grid.row_gap_mm * PX_PER_MM if both_sign else _gap(previous, passage)
        top = bottom + gap + (passage.ink if previous else 0.0)
        if on_grid and passage.passage.style in ON_GRID:
            half = passage.measures.leading / 2
            top = ceil(top / half - ROUNDING) * half
        yield top, passage
        bottom, previous = top + passage.height, passage


def _extents(passage: SetPassage, top: float) -> Iterator[tuple[float, float]]:
    if passage.is_whole:
        yield top, top + passage.height
        return
    leading = passage.measures.leading
    for line in range(passage.line_count):
        yield top + line * leading, top + (line + 1) * leading


def _new_calls(
    passage: SetPassage, line: int, note_index: dict[int, int], begun: set[int]
) -> tuple[int, ...]:
    lines = [
        one
        for cell in passage.cells
        for one in (cell.lines if passage.is_whole else cell.lines[line : line + 1])
    ]
    called = dict.fromkeys(
        note_index[number] for one in lines for number in one.calls if number in note_index
    )
    fresh = tuple(note for note in called if note not in begun)
    begun.update(fresh)
    return fresh


def _penalty(passage: SetPassage, line: int) -> float:
    """Price a page break before a line: orphans and widows of two lines (CSS Fragmentation 3, 3.3)."""
    if not line:
        return INSIDE_TABLE if passage.passage.role == "TD" else 0.0
    if passage.passage.style in WHOLE or line == 1 or line == passage.line_count - 1:
        return FORBID
    if passage.passage.is_row:
        return _penalty_in_row(passage, line)
    return AFTER_HYPHEN if passage.cells[0].lines[line - 1].hyphen else INSIDE_PARAGRAPH


def _penalty_in_row(row: SetPassage, line: int) -> float:
    """Price a page break inside a row, after this many lines of each of its cells."""
    lone = sum(len(cell.lines) == line + 1 for cell in row.cells)
    hyphens = any(line < len(cell.lines) and cell.lines[line - 1].hyphen for cell in row.cells)
    return INSIDE_ROW + LONE_LINE * lone + AFTER_HYPHEN * hyphens


def _keep_neighbours(units: list[Unit], slots: list[Slot], passages: Sequence[SetPassage]) -> None:
    """Forbid breaks after what leads on, and around the close: two lines before it, one row after it."""
    for index, slot in enumerate(slots):
        style = passages[slot.passage].passage.style
        is_last = index + 1 == len(slots) or slots[index + 1].passage != slot.passage
        role = passages[slot.passage].passage.role
        if is_last and (style in LEADS_ON or role in {"TH", "Caption"}):
            _forbid(units, index + 1, index + 2)
        stands_alone = role == "TD" and not passages[slot.passage].divided
        if stands_alone and _ends_table(passages, slot.passage):
            _forbid(units, index)
        if style == "caption" and role == "P":  # of a figure, which stands above it
            _forbid(units, index)
        if style == "complimentary_close":
            _forbid(
                units, *((index - 1, index) if slot.line == 0 else ()), *((index + 1,) if is_last else ())
            )


def _ends_table(passages: Sequence[SetPassage], number: int) -> bool:
    """Tell whether a row is the last of its table, which does not stand alone on a page."""
    after = passages[number + 1].passage if number + 1 < len(passages) else None
    return after is None or after.role != "TD" or after.path[-2] != passages[number].passage.path[-2]


def _forbid(units: list[Unit], *indices: int) -> None:
    for index in indices:
        if 0 < index < len(units):
            units[index] = units[index]._replace(penalty=max(units[index].penalty, FORBID))
