"""Raw blocks to the blocks of a letter: their lines are read as inline content here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import assert_never

from letterpress.diagnostics import Code, Diagnostic
from letterpress.letter import (
    Alignment,
    Block,
    BulletList,
    Figure,
    Heading,
    Inline,
    ListItem,
    NumberedList,
    PageBreak,
    Paragraph,
    Quotation,
    Table,
    TableCell,
    ThematicBreak,
    plain_text,
)
from letterpress.reading.claims import Claim, Doubt
from letterpress.reading.footnotes import RawNote
from letterpress.reading.markup import Calls, Inlines, Kind, Line, RawBlock, RawImage, read_inlines
from letterpress.reading.markup.raw import span_of
from letterpress.source import Source, Span

_UNALIGNED: Alignment = "left"  # columns the line of hyphens does not know
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(slots=True)
class Transcript:
    """Reads lines into nodes and keeps what it met on the way: complaints, claims of the parts, doubts.

    `calls` are style and label of the notes whose calls are doubtful without them; `quotes_of` is the
    language whose quotation marks straight ones become, None where they stay as they are; `refused` are
    the styles in which nothing is a call.
    """

    source: Source
    calls: Calls
    quotes_of: str | None = None
    refused: frozenset[str] = frozenset()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def inlines(self, lines: tuple[Line, ...]) -> tuple[Inline, ...]:
        """Read lines into inline content."""
        read = read_inlines(lines, self.calls, self.quotes_of, self.refused)
        self.diagnostics += _inline_complaints(self.source, read)
        return read.nodes

    def paragraph(self, lines: tuple[Line, ...]) -> Paragraph:
        """Read lines into one paragraph."""
        return Paragraph(self.inlines(lines), span_of(lines))

    def blocks(self, raws: tuple[RawBlock, ...]) -> tuple[Block, ...]:
        """Read raw blocks; the levels of headings count from 1 without gaps."""
        levels = _levels(raws)
        return tuple(self._block(raw, levels) for raw in raws)

    def note(self, raw: RawNote) -> tuple[Block, ...]:
        """Read the blocks of a note; its own number in it calls nothing where it may mean something else."""
        own = (raw.style, raw.label)
        return replace(self, calls=self.calls - {own}).blocks(tuple(raw.blocks))

    def _block(self, raw: RawBlock, levels: dict[int, int]) -> Block:
        match raw.kind:
            case Kind.PARAGRAPH:
                return Paragraph(self.inlines(raw.lines), raw.span)
            case Kind.HEADING:
                return Heading(levels[raw.span.start], self.inlines(raw.lines), raw.span)
            case Kind.QUOTATION:
                return Quotation(self._inside(raw, levels), raw.span)
            case Kind.BULLETS:
                return BulletList(self._items(raw, levels), raw.span)
            case Kind.NUMBERS:
                return NumberedList(raw.number, self._items(raw, levels), raw.span, raw.numbering)
            case Kind.ITEM | Kind.ROW | Kind.CELL | Kind.CAPTION:
                raise AssertionError("it stands in a list or a table")
            case Kind.TABLE | Kind.FIGURE | Kind.RULE | Kind.PAGE_BREAK:
                return self._display(raw)
            case _:
                assert_never(raw.kind)

    def _inside(self, raw: RawBlock, levels: dict[int, int]) -> tuple[Block, ...]:
        return tuple(self._block(child, levels) for child in raw.children)

    def _items(self, raw: RawBlock, levels: dict[int, int]) -> tuple[ListItem, ...]:
        return tuple(ListItem(self._inside(item, levels), item.span) for item in raw.children)

    def _display(self, raw: RawBlock) -> Block:
        """Read what is no running text."""
        if raw.kind is Kind.TABLE:
            return self._table(raw)
        if raw.image:
            caption = self.inlines(raw.lines) if raw.lines else ()
            alternative = raw.image.title or " ".join(plain_text(caption).split())
            self.diagnostics += _figure_complaints(self.source, raw.span, raw.image, alternative)
            return Figure(raw.image.path, alternative, caption, raw.span)
        return ThematicBreak(raw.span) if raw.kind is Kind.RULE else PageBreak(raw.span)

    def _table(self, raw: RawBlock) -> Table:
        """Read a table; short rows are filled up, and the longest one tells the number of columns."""
        rows = [row for row in raw.children if row.kind is Kind.ROW]
        captions = [self.inlines(block.lines) for block in raw.children if block.kind is Kind.CAPTION]
        columns = max(len(raw.alignments), *(len(row.children) for row in rows))
        unaligned = (_UNALIGNED,) * (columns - len(raw.alignments))
        self.diagnostics += _table_complaints(self.source, len(raw.alignments), rows)
        header, *body = (self._row(row, columns) for row in rows)
        caption = captions[0] if captions else ()
        return Table(header, tuple(body), (*raw.alignments, *unaligned), caption, raw.span)

    def _row(self, row: RawBlock, columns: int) -> tuple[TableCell, ...]:
        cells = (
            TableCell(self.inlines(cell.lines) if cell.lines else (), cell.span) for cell in row.children
        )
        end = Span(row.span.end, row.span.end)
        return (*cells, *(TableCell((), end),) * (columns - len(row.children)))


def _inline_complaints(source: Source, read: Inlines) -> Iterator[Diagnostic]:
    for words, span in read.refused_links:
        message = f"{words[:60]} is no link: its address is not http, https, mailto or tel"
        hint = "give the whole address, or put a backslash before the bracket"
        yield source.warning(Code.LINK_SCHEME, span, message, hint)
    for tag, span in read.refused_tags:
        message = f'"{tag}" is no language tag: the braces stay text'
        hint = "write the tag as BCP 47 has it, for instance {lang=de} or {lang=pt-BR}"
        yield source.warning(Code.LANGUAGE_TAG, span, message, hint)
    for span in read.images:
        message = "an image in running text stays text"
        hint = "put it on a line of its own, with an empty line above and below"
        yield source.warning(Code.IMAGE_PLACE, span, message, hint)
    yield from (nested_too_deep(source, span) for span in read.too_deep[:1])


def _figure_complaints(source: Source, span: Span, image: RawImage, alternative: str) -> Iterator[Diagnostic]:
    parts = re.split(r"[/\\]", image.path)
    if not image.path or _SCHEME.match(image.path) or parts[0] in ("", "~") or ".." in parts:
        message = f'the image "{image.path[:60]}" is not in the folder of the letter'
        hint = "put the image beside the letter and write its name, for instance ![Caption](plan.png)"
        yield source.error(Code.IMAGE_PATH, span, message, hint)
    if not alternative:
        message = f'nothing says in words what the image "{image.path[:60]}" shows'
        hint = "write a caption between the brackets, or the words in quotation marks after the path"
        yield source.error(Code.IMAGE_ALTERNATIVE, span, message, hint)


def _table_complaints(source: Source, columns: int, rows: list[RawBlock]) -> Iterator[Diagnostic]:
    for row in rows:
        if len(row.children) > columns:
            message = f"a row of {len(row.children)} cells in a table of {columns} columns"
            hint = 'put a backslash before a "|" that is text, or add columns to the line of hyphens'
            yield source.warning(Code.TABLE_CELLS, row.span, message, hint)
            return


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
