"""The blocks of an .odt: paragraphs, headings, lists, tables (OpenDocument 1.3, part 3, 5 and 9)."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from letterpress.importing.content import (
    LONGEST_LINE,
    Block,
    Cell,
    Divider,
    Kind,
    Paragraph,
    Piece,
    Table,
    Words,
    paragraphs_of,
)
from letterpress.importing.markup import attribute, children
from letterpress.importing.opendocument.desk import Desk
from letterpress.importing.opendocument.runs import RunPiece, RunReader

MOST_LEVELS = 6  # of headings
MOST_COLUMNS, MOST_ROWS = 200, 10_000
MOST_NUMBER = 1_000_000
ALIGNMENTS = {"end": "right", "right": "right", "center": "center"}
QUOTATIONS = frozenset({"quotations", "quote", "block text"})
CAPTIONS = frozenset({"caption", "table", "illustration", "figure", "drawing"})
TITLES = frozenset({"title"})
PASSED_OVER = frozenset(
    {
        "text:tracked-changes",
        "text:sequence-decls",
        "text:variable-decls",
        "text:user-field-decls",
        "office:forms",
    }
)
SECTIONS = frozenset({"text:section", "text:table-of-content", "text:index-body", "text:numbered-paragraph"})
ROWS = ("table:table-header-rows", "table:table-rows", "table:table-row-group")
CELLS = ("table:table-cell", "table:covered-table-cell")


class BodyReader:
    """Reads the blocks in an element, in order."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._runs = RunReader(desk, lambda element: BodyReader(desk).read(element))
        self._blocks: list[Block] = []
        self._carried: list[RunPiece] = []  # of a paragraph whose end is a rejected insertion
        self._above: str | None = None  # the style of the line above, when nothing parts it
        self._lists: list[str] = []  # the styles of the lists that are open
        self._numbers: list[int] = []  # of the items that are open
        self._waiting = False  # an item has begun and has no paragraph yet

    def read(self, element: Element) -> tuple[Block, ...]:
        """Read the blocks in an element."""
        for one in element:
            self._read(one)
        return tuple(self._blocks)

    def _read(self, element: Element) -> None:
        tag = element.tag
        if tag in {"text:p", "text:h"}:
            self._paragraph(element)
        elif tag == "text:list":
            self._list(element)
        elif tag == "table:table":
            table = self._table(element)
            self._blocks += [table] if table.rows else []
            self._above = None
        elif tag in SECTIONS:
            if self._desk.styles.is_hidden_section(element):
                self._desk.findings.left_out("hidden text", "".join(element.itertext()))
                return
            for one in element:
                self._read(one)
        elif tag in {"text:change", "text:change-start", "text:change-end"}:
            holder = Element("text:p")
            holder.append(element)
            self._carried += self._runs.read(holder, "")[0]
        elif tag.startswith("draw:"):
            holder = Element("text:p")
            holder.append(element)
            self._paragraph(holder)
        elif tag not in PASSED_OVER and "".join(element.itertext()).strip():
            self._desk.findings.left_out(f"what the document has as {tag}", "".join(element.itertext()))

    def _paragraph(self, element: Element) -> None:
        style = attribute(element, "text:style-name")
        kind, level = self._kind(element, style)
        pieces, boxes = self._runs.read(element, style if kind is Kind.BODY else "")
        self._carried += pieces
        self._blocks += boxes
        self._above = None if boxes else self._above
        if self._desk.skips:
            return
        pieces, self._carried = self._carried, []
        if self._desk.styles.paragraph(style, "fo:break-before") == "page":
            self._divide(Kind.PAGE_BREAK)
        part: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, Divider):
                self._add(part, kind, level, style)
                part = []
            else:
                part.append(piece)
        self._add(part, kind, level, style)
        if "horizontal line" in set(self._desk.styles.names(style)):
            self._divide(Kind.RULE)
        if self._desk.styles.paragraph(style, "fo:break-after") == "page":
            self._divide(Kind.PAGE_BREAK)

    def _kind(self, element: Element, style: str) -> tuple[Kind, int]:
        names = set(self._desk.styles.names(style))
        outline = attribute(element, "text:outline-level") if element.tag == "text:h" else ""
        level = int(outline) if outline.isdecimal() else self._desk.styles.outline_level(style)
        if element.tag == "text:h" or 0 < level <= MOST_LEVELS:
            return Kind.HEADING, min(max(level, 1), MOST_LEVELS)
        if names & TITLES:
            return Kind.HEADING, 1
        if names & CAPTIONS:
            return Kind.CAPTION, 0
        return (Kind.QUOTATION if names & QUOTATIONS else Kind.BODY), 0

    def _divide(self, kind: Kind) -> None:
        self._blocks.append(Paragraph(kind=kind))
        self._above = None

    def _add(self, pieces: Sequence[Piece], kind: Kind, level: int, style: str) -> None:
        words = "".join(piece.text for piece in pieces if isinstance(piece, Words))
        if not words.strip() and all(isinstance(piece, Words) for piece in pieces):
            self._above = None
            return
        if self._lists and kind is not Kind.HEADING:
            self._blocks.append(self._item(tuple(pieces)))
            self._above = None
            return
        is_line = kind is Kind.BODY and len(words) <= LONGEST_LINE
        tight = is_line and self._above is not None and self._is_tight(self._above, style)
        self._blocks.append(Paragraph(tuple(pieces), kind, level, tight=tight))
        self._above = style if is_line else None

    def _is_tight(self, above: str, style: str) -> bool:
        """Tell whether no white parts a paragraph from the one above."""
        styles = self._desk.styles
        if above == style and styles.paragraph(style, "style:contextual-spacing") == "true":
            return True
        return not styles.is_spaced(above, "bottom") and not styles.is_spaced(style, "top")

    def _item(self, pieces: tuple[Piece, ...]) -> Paragraph:
        """Make an item of the first paragraph of one; those below it only stand in it."""
        level = len(self._lists)
        if not self._waiting:
            return Paragraph(pieces, level=level)
        self._waiting = False
        form = self._desk.styles.level(self._lists[-1], level)
        if not form.form or form.is_plain:
            return Paragraph(pieces, Kind.ITEM, level, number=self._numbers[-1] if form.form else None)
        label = form.label(self._numbers)
        hint = "number the list 1., 2., 3. if its marks do not matter"
        self._desk.findings.changed("marks of a list that are no plain numbers are text", label, hint)
        return Paragraph((Words(f"{label} "), *pieces), level=level - 1)

    def _list(self, element: Element) -> None:
        style = attribute(element, "text:style-name") or (self._lists[-1] if self._lists else "")
        self._lists.append(style)
        level = len(self._lists)
        form = self._desk.styles.level(style, level)
        goes_on = attribute(element, "text:continue-numbering") == "true" or attribute(
            element, "text:continue-list"
        )
        number = self._desk.counts.get((style, level), 0) if goes_on else form.start - 1
        for item in children(element, "text:list-item", "text:list-header"):
            started = attribute(item, "text:start-value")
            is_numbered = item.tag == "text:list-item"
            number = int(started) if started.isdecimal() else number + is_numbered
            number = min(number, MOST_NUMBER)
            self._numbers.append(number)
            self._waiting = is_numbered
            for one in item:
                self._read(one)
            self._numbers.pop()
            self._desk.counts[style, level] = number
        self._waiting = False
        self._lists.pop()

    def _table(self, table: Element) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for row in _rows_of(table):
            cells: list[Cell] = []
            for cell in children(row, *CELLS):
                times = _count(attribute(cell, "table:number-columns-repeated", "1"), MOST_COLUMNS)
                cells += [self._cell(cell)] * times
            rows += [tuple(cells[:MOST_COLUMNS])] * _count(
                attribute(row, "table:number-rows-repeated", "1"), MOST_ROWS
            )
        if any(one.tag == "table:covered-table-cell" for one in table.iter()):
            hint = "look at the table: the words of merged cells stand in the first of them"
            self._desk.findings.changed("merged cells of a table stand apart", hint=hint)
        columns = max((len(row) for row in rows), default=0)
        has_head = any(one.tag == "table:table-header-rows" for one in table)
        return Table(tuple((*row, *[Cell()] * (columns - len(row))) for row in rows[:MOST_ROWS]), has_head)

    def _cell(self, element: Element) -> Cell:
        blocks = BodyReader(self._desk).read(element)
        if any(isinstance(block, Table) for block in blocks):
            hint = "make it a table of its own"
            words = "".join(element.itertext())
            self._desk.findings.changed("a table in a cell is lines of that cell", words, hint)
        sides = {
            self._desk.styles.paragraph(attribute(one, "text:style-name"), "fo:text-align")
            for one in children(element, "text:p")
        }
        alignment = ALIGNMENTS.get(sides.pop(), "left") if len(sides) == 1 else "left"
        return Cell(tuple(paragraphs_of(blocks)), alignment)


def _rows_of(element: Element) -> list[Element]:
    rows = []
    for one in element:
        if one.tag in ROWS:
            rows += _rows_of(one)
        elif one.tag == "table:table-row":
            rows.append(one)
    return rows


def _count(value: str, limit: int) -> int:
    return max(1, min(int(value), limit)) if value.isdecimal() and len(value) < 10 else 1  # noqa: PLR2004 -- digits
