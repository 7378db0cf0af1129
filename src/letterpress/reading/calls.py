"""The calls of footnotes in the order a reader meets them.

A page is read from the address to the postscript, and where a note is called, the note with its own
calls comes before what follows in the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from letterpress.letter import (
    Block,
    BulletList,
    Figure,
    FootnoteCall,
    Heading,
    Inline,
    Letter,
    LineBreak,
    NumberedList,
    PageBreak,
    Paragraph,
    Quotation,
    Table,
    Text,
    ThematicBreak,
)


@dataclass(frozen=True, slots=True)
class LetterCalls:
    """The calls of the text, and those in each note by its label."""

    text: tuple[FootnoteCall, ...]
    notes: Mapping[str, tuple[FootnoteCall, ...]]

    def first_labels(self) -> tuple[str, ...]:
        """Give every label that is called, in the order of first calls; a note is read where it is called."""
        met: dict[str, None] = {}
        waiting = [iter(self.text)]
        while waiting:
            call = next(waiting[-1], None)
            if call is None:
                waiting.pop()
            elif call.label not in met:
                met[call.label] = None
                waiting.append(iter(self.notes.get(call.label, ())))
        return tuple(met)


def calls_of_letter(letter: Letter) -> tuple[FootnoteCall, ...]:
    """Give the calls of a letter without those in its notes, in the order of the page."""
    before = (*letter.inside_address, letter.subject_line, letter.salutation)
    after = (
        letter.complimentary_close,
        letter.signature_mark,
        *letter.enclosures,
        *letter.copies,
        *letter.postscript,
    )
    return calls_of_blocks(tuple(b for b in (*before, *letter.body, *after) if b is not None))


def calls_of_blocks(blocks: tuple[Block, ...]) -> tuple[FootnoteCall, ...]:
    """Give the calls of blocks in the order of the page: the caption of a table stands above it."""
    stretches = (inlines for block in blocks for inlines in _stretches(block))
    return tuple(call for inlines in stretches for call in calls_in(inlines))


def calls_in(inlines: tuple[Inline, ...]) -> Iterator[FootnoteCall]:
    """Yield the calls of inline content, in order."""
    for inline in inlines:
        if isinstance(inline, FootnoteCall):
            yield inline
        elif not isinstance(inline, Text | LineBreak):
            yield from calls_in(inline.children)


def _stretches(block: Block) -> Iterator[tuple[Inline, ...]]:
    match block:
        case Paragraph() | Heading():
            yield block.children
        case BulletList() | NumberedList():
            for item in block.items:
                yield from (stretch for inner in item.blocks for stretch in _stretches(inner))
        case Quotation():
            yield from (stretch for inner in block.blocks for stretch in _stretches(inner))
        case Table():
            yield block.caption
            yield from (cell.children for row in (block.header, *block.rows) for cell in row)
        case Figure():
            yield block.caption
        case ThematicBreak() | PageBreak():
            pass
        case _:
            assert_never(block)
