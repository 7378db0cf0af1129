"""Footnotes: finding their bodies wherever they lie, and matching them to their calls.

Bodies may stand at the end, after the signatures or stranded between two paragraphs where a page of
the original ended. This module knows how notes are marked only through the table of markers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from letterpress.diagnostics import Code, Diagnostic
from letterpress.letter import FootnoteCall
from letterpress.reading.markers import MARKERS, Mark, find_body_mark
from letterpress.reading.markup import Calls, Kind, Line, RawBlock
from letterpress.reading.markup.raw import paragraph_of
from letterpress.source import Source, Span

NOTE_INDENT = 2  # columns before a block that belongs to the note above it
_STYLES = {marker.name: marker for marker in MARKERS}


@dataclass(slots=True)
class RawNote:
    """A note as found: style and label of its mark, the mark's place, its blocks."""

    style: str
    label: str
    mark: Span
    blocks: list[RawBlock] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The stretch from the mark to the end of the last block."""
        return Span(self.mark.start, max([self.mark.end, *(b.span.end for b in self.blocks)]))


@dataclass(frozen=True, slots=True)
class Gathered:
    """The blocks of a letter without its notes, and the notes."""

    blocks: tuple[RawBlock, ...]
    notes: tuple[RawNote, ...]

    @property
    def calls(self) -> Calls:
        """Style and label of every note: what a call may call."""
        return frozenset((note.style, note.label) for note in self.notes)


def gather_notes(blocks: tuple[RawBlock, ...], text: str) -> Gathered:
    """Take the notes out of the blocks of a letter."""
    doubted = _styles_without_calls(blocks, text)
    rest: list[RawBlock] = []
    notes: list[RawNote] = []
    open_note: RawNote | None = None
    for n, block in enumerate(blocks):
        if open_note and _belongs_to_note(block, blocks[n + 1 : n + 2], text, doubted):
            open_note.blocks.append(block)
            continue
        before, found = _cut(block, doubted)
        rest += before
        notes += found
        open_note = found[-1] if found else None
    return Gathered(tuple(rest), tuple(notes))


def _styles_without_calls(blocks: tuple[RawBlock, ...], text: str) -> frozenset[str]:
    """Name the doubtful styles that begin paragraphs but call nothing: those are numbered paragraphs."""
    bodies: dict[str, set[int]] = {}
    for block in blocks:
        for line in block.lines:
            if mark := find_body_mark(line.text):
                bodies.setdefault(mark.style, set()).add(line.start)
    return frozenset(
        style
        for style, starts in bodies.items()
        if _STYLES[style].needs_call and all(m.start() in starts for m in _STYLES[style].call.finditer(text))
    )


def _belongs_to_note(
    block: RawBlock, following: tuple[RawBlock, ...], text: str, doubted: frozenset[str]
) -> bool:
    """Tell whether a block goes on with the note above: indented, or a list before the next note."""
    if _first_mark(block, doubted):
        return False
    column = block.span.start - text.rfind("\n", 0, block.span.start) - 1
    if column >= NOTE_INDENT and block.kind is not Kind.HEADING:
        return True
    ends = not following or _first_mark(following[0], doubted) is not None
    return block.kind in (Kind.BULLETS, Kind.NUMBERS) and ends


def _first_mark(block: RawBlock, doubted: frozenset[str]) -> Mark | None:
    return _mark_of(block.lines[0], doubted) if block.kind is Kind.PARAGRAPH else None


def _mark_of(line: Line, doubted: frozenset[str]) -> Mark | None:
    mark = find_body_mark(line.text)
    return mark if mark and mark.style not in doubted else None


def _cut(block: RawBlock, doubted: frozenset[str]) -> tuple[list[RawBlock], list[RawNote]]:
    """Cut a paragraph into what precedes its first note, and its notes."""
    if block.kind is not Kind.PARAGRAPH:
        return [block], []
    starts = list(_note_starts(block.lines, doubted))
    if not starts:
        return [block], []
    first = starts[0][0]
    before = [paragraph_of(block.lines[:first], block.indent)] if first else []
    ends = [n for n, _ in starts[1:]] + [len(block.lines)]
    notes = [_note(block.lines[n:end], mark) for (n, mark), end in zip(starts, ends, strict=True)]
    return before, notes


def _note_starts(lines: tuple[Line, ...], doubted: frozenset[str]) -> Iterator[tuple[int, Mark]]:
    previous: Mark | None = None
    for n, line in enumerate(lines):
        mark = _mark_of(line, doubted)
        if mark is None:
            continue
        counts_on = (
            previous is not None
            and mark.style == previous.style
            and mark.label.isdigit()
            and previous.label.isdigit()
            and int(mark.label) == int(previous.label) + 1
        )
        if n == 0 or _STYLES[mark.style].inside or counts_on:
            previous = mark
            yield n, mark


def _note(lines: tuple[Line, ...], mark: Mark) -> RawNote:
    first = lines[0]
    note = RawNote(
        mark.style, mark.label, Span(first.start, first.start + len(first.text[: mark.end].rstrip()))
    )
    words = Line(first.text[mark.end :], first.start + mark.end)
    kept = (words, *lines[1:]) if words.text.strip() else lines[1:]
    if kept:
        note.blocks.append(paragraph_of(kept))
    return note


# ------------------------------------------------------------------------------------ numbering


def number_notes(labels: tuple[str, ...], calls: tuple[FootnoteCall, ...]) -> tuple[int, ...]:
    """Give every note its number on paper, in the order of `labels`; no two are the same.

    Numeric labels keep their number; the others take the free numbers in the order of first call.
    """
    taken = {int(label) for label in labels if _is_number(label)}
    free = _free_numbers(taken)
    first_call = {call.label: n for n, call in reversed(list(enumerate(calls)))}
    named = sorted({x for x in labels if not _is_number(x)}, key=lambda x: first_call.get(x, len(calls)))
    numbers = {label: next(free) for label in named}
    seen: set[str] = set()
    result = []
    for label in labels:
        own = int(label) if _is_number(label) else numbers[label]
        result.append(next(free) if label in seen else own)
        seen.add(label)
    return tuple(result)


def _is_number(label: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{0,5}", label) is not None


def _free_numbers(taken: set[int]) -> Iterator[int]:
    number = 0
    while True:
        number += 1
        if number not in taken:
            yield number


# -------------------------------------------------------------------------------------- matching


def check_notes(
    source: Source, notes: tuple[RawNote, ...], numbers: dict[str, int], calls: tuple[FootnoteCall, ...]
) -> Iterator[Diagnostic]:
    """Complain of calls without a note, notes without a call, doubled labels, calls out of order."""
    called = {call.label for call in calls}
    seen: set[str] = set()
    for note in notes:
        if note.label in seen:
            message = f'there are two footnotes "{note.label}"'
            hint = "give one of them another label, or delete it"
            yield source.error(Code.FOOTNOTE_DUPLICATE, note.mark, message, hint)
        elif note.label not in called:
            message = f'footnote "{note.label}" is never called'
            hint = f'put "{_written(note)}" where the text needs it, or delete the note'
            yield source.error(Code.FOOTNOTE_UNCALLED, note.mark, message, hint)
        seen.add(note.label)
    yield from _check_calls(source, numbers, calls)


def _written(note: RawNote) -> str:
    return f"[^{note.label}]" if note.style == "caret" else f"[{note.label}]"


def _check_calls(
    source: Source, numbers: dict[str, int], calls: tuple[FootnoteCall, ...]
) -> Iterator[Diagnostic]:
    highest = 0
    met: set[str] = set()
    for call in calls:
        if call.label not in numbers:
            message = f'footnote "{call.label}" is called but never defined'
            hint = f'add a line that starts with "[^{call.label}]:", or remove the call'
            yield source.error(Code.FOOTNOTE_UNDEFINED, call.span, message, hint)
        elif call.label not in met:
            number = numbers[call.label]
            if number < highest:
                message = f'footnote "{call.label}" is called after footnote "{highest}"'
                hint = "number the notes in the order of their calls"
                yield source.warning(Code.FOOTNOTE_ORDER, call.span, message, hint)
            highest = max(highest, number)
        met.add(call.label)
