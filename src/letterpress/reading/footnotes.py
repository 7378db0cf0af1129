"""Footnotes: finding their bodies wherever they lie.

Bodies may stand at the end, after the signatures or stranded between two paragraphs where a page of
the original ended. This module knows how notes are marked only through the table of markers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from letterpress.reading.claims import Claim, Doubt, Part, Rule
from letterpress.reading.lettered import ROMAN
from letterpress.reading.lines import is_separator
from letterpress.reading.markers import MARKERS, Mark, find_body_mark
from letterpress.reading.markup import Calls, Kind, Line, RawBlock
from letterpress.reading.markup.raw import paragraph_of
from letterpress.reading.overruling import AS_THE_RULES_SAY, NO_CALLS, Overruling
from letterpress.source import Span

LEAST_PROSE_WORDS = 5  # of a line that is no name
NOTE_INDENT = 2  # columns before a block that belongs to the note above it
CARET = "caret"
_STYLES = {marker.name: marker for marker in MARKERS}
_CONTAINERS = (Kind.QUOTATION, Kind.BULLETS, Kind.NUMBERS, Kind.ITEM)
# Quotations and items have brackets and braces of their own.
_DOUBTED_INSIDE = frozenset(marker.name for marker in MARKERS if not marker.inside)


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
    """The blocks of a letter without its notes, the notes, and what was taken for one."""

    blocks: tuple[RawBlock, ...]
    notes: tuple[RawNote, ...]
    claims: tuple[Claim, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def calls(self) -> Calls:
        """Style and label of every note whose calls are believed only because it exists."""
        doubtful = (note for note in self.notes if not _STYLES[note.style].always)
        return frozenset((note.style, note.label) for note in doubtful)


def refused_styles(overruling: Overruling) -> frozenset[str]:
    """Name the styles that the front matter refuses; carets may have been written for others."""
    if overruling.calls == NO_CALLS:
        return frozenset(_STYLES)
    return frozenset(name for name in _STYLES if name != CARET and not overruling.believes(name))


def gather_notes(
    blocks: tuple[RawBlock, ...],
    text: str,
    close: int | None = None,
    overruling: Overruling = AS_THE_RULES_SAY,
) -> Gathered:
    """Take the notes out of the blocks of a letter.

    Args:
        blocks: the blocks of the letter.
        text: the text they are places in.
        close: where its complimentary close is; prose between two notes below it belongs to the first.
        overruling: the one style of marks that is believed, where the front matter names it.
    """
    doubted = (_styles_without_calls(blocks, text) | refused_styles(overruling)) - {overruling.calls}
    gathered = _gather(blocks, text, close, doubted)
    return replace(gathered, doubts=tuple(_refusals(blocks, doubted)))


def _gather(
    blocks: tuple[RawBlock, ...], text: str, close: int | None, doubted: frozenset[str], column: int = 0
) -> Gathered:
    """Take the notes out of blocks that begin at a column: those of the letter, or of a container in it."""
    rest: list[RawBlock] = []
    notes: list[RawNote] = []
    claims: list[Claim] = []
    open_note: RawNote | None = None
    for n, block in enumerate(blocks):
        following = blocks[n + 1 : n + 2]
        below = open_note is not None and close is not None and open_note.mark.start > close
        if open_note and (
            _belongs_to_note(block, following, text, doubted, column)
            or (below and _is_prose_between(block, following, doubted))
        ):
            open_note.blocks.append(block)
            claims.append(Claim(block.span, Part.NOTE, Rule.NOTE_CONTINUED, open_note.label))
            continue
        is_container = block.kind in _CONTAINERS
        found = _cut_container(block, text, doubted) if is_container else _cut(block, doubted)
        rest += found.blocks
        if found.notes and not found.blocks and rest and rest[-1].kind is Kind.RULE:
            # it parts the notes from the text, as the page will
            claims.append(Claim(rest.pop().span, Part.SEPARATOR, Rule.DRAWN_RULE))
        notes += found.notes
        claims += found.claims
        open_note = found.notes[-1] if found.notes and not is_container else None
    return Gathered(tuple(rest), tuple(notes), tuple(claims))


def _rule_of(style: str) -> Rule:
    return Rule("note-" + style.replace(" ", "-"))


def _refusals(blocks: tuple[RawBlock, ...], doubted: frozenset[str]) -> Iterator[Doubt]:
    """Say of each style that was refused where it begins a line first."""
    marks = ((find_body_mark(line.text), line) for block in blocks if doubted for line in block.lines)
    first = {mark.style: line for mark, line in reversed([*marks]) if mark and mark.style in doubted}
    for style, line in first.items():
        reason = f"it begins like a note in {style}, but nothing in the text calls one"
        yield Doubt(Span(line.start, line.end), reason, f"calls: {style.replace(' ', '-')}")


def _cut_container(block: RawBlock, text: str, doubted: frozenset[str]) -> Gathered:
    """Cut a list, an item or a quotation into what is no note, if anything, and the notes in it."""
    if not block.children:
        return Gathered((block,), ())
    column = _column_of(block.children[0], text)
    inner = _gather(block.children, text, None, doubted | _DOUBTED_INSIDE, column)
    if not inner.notes:
        return Gathered((block,), ())
    kept = (replace(block, children=inner.blocks),) if inner.blocks else ()
    return replace(inner, blocks=kept)


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


def _column_of(block: RawBlock, text: str) -> int:
    return block.span.start - text.rfind("\n", 0, block.span.start) - 1


def _belongs_to_note(
    block: RawBlock, following: tuple[RawBlock, ...], text: str, doubted: frozenset[str], column: int
) -> bool:
    """Tell whether a block goes on with the note above: indented, or a list before the next note."""
    if _first_mark(block, doubted):
        return False
    if _column_of(block, text) >= column + NOTE_INDENT and block.kind is not Kind.HEADING:
        return True
    ends = not following or _first_mark(following[0], doubted) is not None
    return block.kind in (Kind.BULLETS, Kind.NUMBERS) and ends


def _is_prose_between(block: RawBlock, following: tuple[RawBlock, ...], doubted: frozenset[str]) -> bool:
    """Tell whether a block is a sentence, and no name, with a note right below it."""
    if block.kind is not Kind.PARAGRAPH or _first_mark(block, doubted) or not following:
        return False
    words = re.findall(r"[^\W\d_]+", block.lines[0].text)
    is_sentence = len(words) >= LEAST_PROSE_WORDS and 2 * sum(word.islower() for word in words) >= len(words)
    return is_sentence and _first_mark(following[0], doubted) is not None


def _first_mark(block: RawBlock, doubted: frozenset[str]) -> Mark | None:
    return _mark_of(block.lines[0], doubted) if block.kind is Kind.PARAGRAPH else None


def _mark_of(line: Line, doubted: frozenset[str]) -> Mark | None:
    mark = find_body_mark(line.text)
    return mark if mark and mark.style not in doubted else None


def _cut(block: RawBlock, doubted: frozenset[str]) -> Gathered:
    """Cut a paragraph into what precedes its first note, and its notes."""
    starts = list(_note_starts(block.lines, doubted)) if block.kind is Kind.PARAGRAPH else []
    if not starts:
        return Gathered((block,), ())
    first = starts[0][0]
    before = (paragraph_of(block.lines[:first], block.indent),) if first else ()
    ends = [n for n, _ in starts[1:]] + [len(block.lines)]
    notes = tuple(_note(block.lines[n:end], mark) for (n, mark), end in zip(starts, ends, strict=True))
    return Gathered(before, notes, tuple(Claim(n.span, Part.NOTE, _rule_of(n.style), n.label) for n in notes))


def _note_starts(lines: tuple[Line, ...], doubted: frozenset[str]) -> Iterator[tuple[int, Mark]]:
    previous: Mark | None = None
    for n, line in enumerate(lines):
        mark = _mark_of(line, doubted)
        if mark is None:
            continue
        counts_on = (
            previous is not None and mark.style == previous.style and _follows(mark.label, previous.label)
        )
        is_first = previous is None and all(map(is_separator, lines[:n]))
        if is_first or _STYLES[mark.style].inside or counts_on:
            previous = mark
            yield n, mark


def _follows(label: str, previous: str) -> bool:
    """Tell whether a label counts on: `2` from `1`, `b` from `a`, `ii` from `i`."""
    if label.isdigit() and previous.isdigit():
        return int(label) == int(previous) + 1
    if label in ROMAN and previous in ROMAN and ROMAN[label] == ROMAN[previous] + 1:
        return True
    return len(label) == len(previous) == 1 and ord(label) == ord(previous) + 1


def _note(lines: tuple[Line, ...], mark: Mark) -> RawNote:
    first = lines[0]
    note = RawNote(
        mark.style, mark.label, Span(first.start, first.start + len(first.text[: mark.end].rstrip()))
    )
    words = first.behind(mark.end)
    kept = (words, *lines[1:]) if words.text.strip() else lines[1:]
    if kept:
        note.blocks.append(paragraph_of(kept))
    return note
