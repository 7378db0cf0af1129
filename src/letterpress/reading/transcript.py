"""Raw blocks to the blocks of a letter: their lines are read as inline content here."""

from dataclasses import dataclass, field
from typing import assert_never

from letterpress.diagnostics import Code, Diagnostic
from letterpress.letter import (
    Block,
    BulletList,
    FootnoteCall,
    Heading,
    Inline,
    ListItem,
    NumberedList,
    Paragraph,
    Quotation,
    calls_in,
)
from letterpress.reading.markup import Calls, Kind, Line, RawBlock, read_inlines
from letterpress.reading.markup.raw import span_of
from letterpress.source import Source, Span


@dataclass(slots=True)
class Transcript:
    """Reads lines into nodes and keeps what it met on the way: calls and complaints."""

    source: Source
    calls: Calls
    met: list[FootnoteCall] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def inlines(self, lines: tuple[Line, ...], *, in_note: bool = False) -> tuple[Inline, ...]:
        """Read lines; a note's own text calls no notes."""
        read = read_inlines(lines, None if in_note else self.calls)
        self.met += calls_in(read.nodes)
        for words, span in read.refused_links:
            message = f"{words[:60]} is no link: its address is not http, https, mailto or tel"
            hint = "give the whole address, or put a backslash before the bracket"
            self.diagnostics.append(self.source.warning(Code.LINK_SCHEME, span, message, hint))
        self.diagnostics += (nested_too_deep(self.source, span) for span in read.too_deep[:1])
        return read.nodes

    def paragraph(self, lines: tuple[Line, ...]) -> Paragraph:
        """Read lines into one paragraph."""
        return Paragraph(self.inlines(lines), span_of(lines))

    def blocks(self, raws: tuple[RawBlock, ...], *, in_note: bool = False) -> tuple[Block, ...]:
        """Read raw blocks; the levels of headings count from 1 without gaps."""
        levels = _levels(raws)
        return tuple(self._block(raw, levels, in_note=in_note) for raw in raws)

    def _block(self, raw: RawBlock, levels: dict[int, int], *, in_note: bool) -> Block:
        match raw.kind:
            case Kind.PARAGRAPH:
                return Paragraph(self.inlines(raw.lines, in_note=in_note), raw.span)
            case Kind.HEADING:
                return Heading(levels[raw.span.start], self.inlines(raw.lines, in_note=in_note), raw.span)
            case Kind.QUOTATION:
                return Quotation(self._inside(raw, levels, in_note=in_note), raw.span)
            case Kind.BULLETS:
                return BulletList(self._items(raw, levels, in_note=in_note), raw.span)
            case Kind.NUMBERS:
                return NumberedList(raw.number, self._items(raw, levels, in_note=in_note), raw.span)
            case Kind.ITEM:
                raise AssertionError("an item stands in a list")
            case _:
                assert_never(raw.kind)

    def _inside(self, raw: RawBlock, levels: dict[int, int], *, in_note: bool) -> tuple[Block, ...]:
        return tuple(self._block(child, levels, in_note=in_note) for child in raw.children)

    def _items(self, raw: RawBlock, levels: dict[int, int], *, in_note: bool) -> tuple[ListItem, ...]:
        return tuple(
            ListItem(self._inside(item, levels, in_note=in_note), item.span) for item in raw.children
        )


def nested_too_deep(source: Source, span: Span) -> Diagnostic:
    """Make the warning for markup that is nested deeper than anyone writes."""
    message = "nested too deep: what is deeper stays text"
    return source.warning(
        Code.NESTING_TOO_DEEP, span, message, "take some marks away, or put a backslash before them"
    )


def _levels(raws: tuple[RawBlock, ...]) -> dict[int, int]:
    """Map the place of every heading to its level: the first is 1, and none skips a level downwards."""
    levels: dict[int, int] = {}
    above: list[int] = []
    waiting = list(reversed(raws))
    while waiting:
        raw = waiting.pop()
        waiting += reversed(raw.children)
        if raw.kind is Kind.HEADING:
            while above and above[-1] >= raw.number:
                above.pop()
            above.append(raw.number)
            levels[raw.span.start] = len(above)
    return levels
