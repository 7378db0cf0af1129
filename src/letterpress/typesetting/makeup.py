"""Make-up: from the flow of a letter to planned pages, and from the plan to pages of markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import NamedTuple, Protocol

from letterpress.composing import Flow, NoteFlow, Page, Passage
from letterpress.letter import Letter
from letterpress.source import Span
from letterpress.stationery import PX_PER_MM, TURNED, Box, SignatureGrid, Stationery
from letterpress.typesetting.emission import PlannedLine, Scribe, planned_lines
from letterpress.typesetting.galley import (
    Galley,
    Slice,
    Slot,
    note_column,
    slices_of,
    spread_out,
    text_galley,
    with_head,
)
from letterpress.typesetting.pagination import Frame, NoPagesError, NoteLine, PlannedPage, paginate
from letterpress.typesetting.rows import divide_rows, tall_rows, tall_rows_of_note
from letterpress.typesetting.setting import SetPassage

EMPTY_PAGE = PlannedPage(0, 0, (), 0.0, 0.0)  # a letterhead, an address, and not a word


@dataclass(frozen=True, slots=True)
class NoteGalley:
    """A note set in lines: its column and where each line of it comes from."""

    number: int
    passages: tuple[SetPassage, ...]
    lines: tuple[NoteLine, ...]
    slots: tuple[Slot, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """Every line of a letter and the page it stands on.

    `heads` gives, by the index of a head row in the text, that row as it is set again on later pages.
    """

    zones: Mapping[str, tuple[SetPassage, ...]]
    text: tuple[SetPassage, ...]
    galley: Galley
    notes: tuple[NoteGalley, ...]
    pages: tuple[PlannedPage, ...]
    heads: Mapping[int, SetPassage]
    first_box: str

    @property
    def passages(self) -> tuple[SetPassage, ...]:
        """Give the running text and the passages of all zones and notes."""
        groups = (self.text, *self.zones.values(), *(note.passages for note in self.notes))
        return tuple(chain.from_iterable(groups))


@dataclass(frozen=True, slots=True)
class PlannedSheet:
    """What the audit holds a page against: its lines in reading order, all calls, the notes begun on it.

    Notes begin at the foot of the page, or in the text after the letter (`endnotes_begun`).
    """

    lines: tuple[PlannedLine, ...]
    calls: tuple[int, ...]
    notes_begun: tuple[int, ...]
    endnotes_begun: tuple[int, ...] = ()
    turned: bool = False


class Setter(Protocol):
    """What sets passages in lines; see `Typesetter`."""

    def set_passages(
        self,
        passages: Sequence[Passage],
        zone: str,
        width: float,
        *,
        turned: frozenset[str] = frozenset(),
        ink: float = 0.0,
    ) -> tuple[SetPassage, ...]:
        """Set passages for a zone of this width."""

    def set_head_again(self, head: SetPassage) -> SetPassage:
        """Set the head of a table as it stands again on a following page."""


class TooTallError(ValueError):
    """What must stay together is taller than a page, or a `turned` one; `span` says where it was written."""

    def __init__(self, span: Span, *, turned: bool) -> None:
        super().__init__("a part that must stay together is taller than a page")
        self.span = span
        self.turned = turned


def plan_pages(
    letter: Letter,
    flow: Flow,
    stationery: Stationery,
    setter: Setter,
) -> Plan:
    """Set everything in lines and choose the pages.

    Raises:
        TooTallError: a line or a row, with the first lines of its notes, is taller than a page.
    """
    has_letterhead = bool(letter.letterhead.name or letter.letterhead.lines)
    first = stationery.first_box(has_letterhead=has_letterhead)
    width = stationery.boxes_mm["following"].width_mm * PX_PER_MM
    ink = ink_of(letter, stationery) * PX_PER_MM

    zones = {
        zone: setter.set_passages(passages, "zone", stationery.boxes_mm[zone].width_mm * PX_PER_MM)
        for zone, passages in flow.zones.items()
    }
    text = setter.set_passages(flow.text, "text", width, ink=ink)
    frame = _frame(stationery, first, text)
    turned = frozenset(passage.passage.turned_with for passage in text if passage.turned)
    set_notes = []
    for note in flow.notes:
        passages = setter.set_passages(note.passages, "notes", width, turned=turned)
        set_notes.append((note, divide_rows(passages, tall_rows_of_note(passages, frame))))
    columns = partial(_columns, zones=zones, set_notes=set_notes, grid=stationery.signature, frame=frame)
    galley, notes = columns(text)
    if tall := tall_rows(galley, text, [note.lines for note in notes], frame):
        text = divide_rows(text, tall)
        galley, notes = columns(text)
    try:
        pages = paginate(galley.units, [note.lines for note in notes], frame) or (EMPTY_PAGE,)
    except NoPagesError as error:
        passage = text[galley.slots[error.unit].passage]
        raise TooTallError(passage.passage.span, turned=passage.turned) from error
    heads = {head: setter.set_head_again(text[head]) for head in set(galley.heads.values())}
    return Plan(zones, text, galley, notes, pages, heads, first)


def _columns(
    text: Sequence[SetPassage],
    zones: Mapping[str, tuple[SetPassage, ...]],
    set_notes: Sequence[tuple[NoteFlow, tuple[SetPassage, ...]]],
    grid: SignatureGrid,
    frame: Frame,
) -> tuple[Galley, tuple[NoteGalley, ...]]:
    """Lay the text and each note out in a column; a note belongs to its first call, in text before notes."""
    index = {note.number: place for place, (note, _) in enumerate(set_notes)}
    galley = _with_zone_calls(text_galley(text, grid, index, frame), zones, index)
    begun = {note for unit in galley.units for note in unit.calls}
    notes = []
    for note, passages in set_notes:
        lines, slots = note_column(passages, grid, index, begun)
        notes.append(NoteGalley(note.number, passages, lines, slots, note.span))
    return galley, tuple(notes)


def ink_of(letter: Letter, stationery: Stationery) -> float:
    """Give the room for ink above a name in millimetres: what the author asks, or by the number who sign."""
    asked = letter.signature_style.ink_mm
    if asked is not None:
        return asked
    signs_here = len(letter.signature_block) <= stationery.signature.ink_up_to
    return stationery.signature.ink_mm if signs_here else 0.0


def _frame(stationery: Stationery, first: str, text: tuple[SetPassage, ...]) -> Frame:
    boxes, area = stationery.boxes_mm, stationery.footnote_area
    return Frame(
        first_depth=boxes[first].height_mm * PX_PER_MM,
        depth=boxes["following"].height_mm * PX_PER_MM,
        turned_depth=boxes[TURNED].height_mm * PX_PER_MM if TURNED in boxes else 0.0,
        note_lead=area.lead_mm * PX_PER_MM,
        note_gap=area.space_between_mm * PX_PER_MM,
        leading=text[0].measures.leading if text else 20.0,
    )


def _with_zone_calls(
    galley: Galley, zones: Mapping[str, tuple[SetPassage, ...]], index: dict[int, int]
) -> Galley:
    """Charge notes called in boxes of the first page to the first unit of the text."""
    called = dict.fromkeys(
        index[number]
        for passages in zones.values()
        for passage in passages
        for cell in passage.cells
        for line in cell.lines
        for number in line.calls
        if number in index
    )
    if not called or not galley.units:
        return galley
    first, *rest = galley.units
    units = [first._replace(calls=(*called, *(note for note in first.calls if note not in called)))]
    units += [unit._replace(calls=tuple(note for note in unit.calls if note not in called)) for unit in rest]
    return replace(galley, units=tuple(units))


class PageSlices(NamedTuple):
    """The slices of one page: of each zone, of the text, and of the notes below it."""

    zones: Mapping[str, tuple[Slice, ...]]
    text: tuple[Slice, ...]
    notes: tuple[Slice, ...]


def make_pages(
    plan: Plan, stationery: Stationery, scribe: Scribe
) -> tuple[tuple[Page, ...], tuple[PlannedSheet, ...]]:
    """Write the planned pages as markup, and say where each of their lines must come out."""
    pages, sheets = [], []
    for number, planned in enumerate(plan.pages, start=1):
        following = TURNED if planned.turned else "following"
        area = plan.first_box if number == 1 else following
        slices = _slices_of_page(plan, planned, stationery, is_first=number == 1)
        zones = {zone: scribe.column(column) for zone, column in slices.zones.items()}
        text = scribe.column(slices.text)
        notes = _notes_html(planned, slices, scribe)
        pages.append(Page(number, area.replace("_", "-"), text, notes, zones))
        sheets.append(_sheet(plan, planned, slices, stationery, stationery.boxes_mm[area]))
    return tuple(pages), tuple(sheets)


def _slices_of_page(plan: Plan, page: PlannedPage, stationery: Stationery, *, is_first: bool) -> PageSlices:
    zones = {zone: _column(passages, stationery) for zone, passages in plan.zones.items()} if is_first else {}
    rows = slice(page.first, page.last)
    text = slices_of(plan.text, plan.galley.slots[rows], spread_out(plan.galley.units[rows], page.spread))
    if page.first < page.last:
        head = plan.galley.heads.get(plan.galley.slots[page.first].passage)
        text = text if head is None else with_head(text, plan.heads[head])
    between = stationery.footnote_area.space_between_mm * PX_PER_MM
    notes: list[Slice] = []
    for piece in page.notes:
        note = plan.notes[piece.note]
        rows = slice(piece.start, piece.end)
        first, *rest = slices_of(note.passages, note.slots[rows], note.lines[rows])
        notes += [first._replace(gap=between if notes else 0.0), *rest]
    return PageSlices(zones, text, tuple(notes))


def _column(passages: tuple[SetPassage, ...], stationery: Stationery) -> tuple[Slice, ...]:
    galley = text_galley(passages, stationery.signature, {})
    return slices_of(passages, galley.slots, galley.units)


def _notes_html(page: PlannedPage, slices: PageSlices, scribe: Scribe) -> str:
    if not page.notes:
        return ""
    continued = " continued" if page.notes[0].start else ""
    rule = f'<div class="note-rule{continued}" data-tag="Artifact" data-artifact="Layout"></div>'
    return rule + scribe.column(slices.notes)


def _sheet(
    plan: Plan, page: PlannedPage, slices: PageSlices, stationery: Stationery, area: Box
) -> PlannedSheet:
    lines: list[PlannedLine] = []
    for zone, column in slices.zones.items():
        box = stationery.boxes_mm[zone]
        lines += planned_lines(column, box.left_mm * PX_PER_MM, box.top_mm * PX_PER_MM)
    left, top = area.left_mm * PX_PER_MM, area.top_mm * PX_PER_MM
    lines += planned_lines(slices.text, left, top)
    top += area.height_mm * PX_PER_MM - page.notes_height + stationery.footnote_area.lead_mm * PX_PER_MM
    lines += planned_lines(slices.notes, left, top)
    calls = tuple(number for line in lines for number in line.calls)
    begun = tuple(plan.notes[piece.note].number for piece in page.notes if piece.start == 0)
    at_end = tuple(
        number for piece in slices.text if not piece.start and (number := piece.passage.passage.begins_note)
    )
    return PlannedSheet(tuple(lines), calls, begun, at_end, page.turned)
