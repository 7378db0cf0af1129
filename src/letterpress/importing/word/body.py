"""The blocks of a part of a .docx: paragraphs, items of lists, headings, tables, text boxes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
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
from letterpress.importing.markup import attribute, child, children, words_in
from letterpress.importing.word.desk import TEXT, Desk, Relationships, RunPiece, chosen
from letterpress.importing.word.numbering import Label
from letterpress.importing.word.runs import DELETED, INSERTED, TRANSPARENT, RunReader
from letterpress.importing.word.styles import is_on
from letterpress.importing.word.tables import read_table

MOST_LEVELS = 6  # of headings
QUOTATIONS = frozenset({"quote", "intense quote", "block text", "quotations"})  # of Word, and of LibreOffice
CAPTIONS = frozenset({"caption"})
TITLES = frozenset({"title"})
ALIGNMENTS = {"right": "right", "end": "right", "center": "center"}


class BodyReader:
    """Reads blocks of one part, in order."""

    def __init__(self, desk: Desk, relationships: Relationships) -> None:
        self._desk = desk
        self._relationships = relationships
        self._styles = desk.styles
        self._runs = RunReader(desk, relationships)
        self._blocks: list[Block] = []
        self._carried: list[RunPiece] = []  # of a paragraph whose end is struck out
        self._above: Element | None = None  # properties of the paragraph above, when nothing parts it
        self._indents: list[int] = []  # of the lists that are open
        self._elements: Mapping[str, Callable[[Element], None]] = {
            "w:p": self._read_paragraph,
            "w:tbl": self._read_table,
            "w:sdt": self._read_control,
            "w:altChunk": self._read_other_document,
            "m:oMathPara": self._read_equation,
            "mc:AlternateContent": lambda one: self._read_all(chosen(one)),
            **dict.fromkeys(INSERTED, self._read_inserted),
            **dict.fromkeys(DELETED, self._read_deleted),
            **dict.fromkeys(TRANSPARENT, self._read_all),
        }

    def read(self, element: Element) -> tuple[Block, ...]:
        """Read the blocks in an element."""
        outer, self._blocks, self._above, self._indents = self._blocks, [], None, []
        self._read_all(element)
        blocks, self._blocks = self._blocks, outer
        self._above, self._indents = None, []
        return tuple(blocks)

    def _read_all(self, elements: Iterable[Element]) -> None:
        for one in elements:
            if one.tag in self._elements:
                self._elements[one.tag](one)
            elif words := words_in(one, *TEXT):
                self._desk.findings.left_out(f"what the document has as {one.tag}", words)

    def _read_table(self, element: Element) -> None:
        table = read_table(element, self._desk, self._cell)
        self._blocks += [table] if table.rows else []
        self._above, self._indents = None, []

    def _read_control(self, element: Element) -> None:
        for content in self._desk.contents_of_control(element):
            self._read_all(content)

    def _read_inserted(self, element: Element) -> None:
        if not self._desk.rejects:
            self._read_all(element)

    def _read_deleted(self, element: Element) -> None:
        if self._desk.rejects:
            self._read_all(element)

    def _read_equation(self, element: Element) -> None:
        hint = "write it in words, or as an image"
        self._desk.findings.lost("an equation", words_in(element, *TEXT), hint)

    def _read_other_document(self, _element: Element) -> None:
        hint = "copy its words into the document"
        self._desk.findings.lost("another document inside this one", hint=hint)

    def _read_paragraph(self, element: Element) -> None:
        properties = child(element, "w:pPr")
        before = child(properties, "w:pPrChange", "w:pPr")
        if self._desk.rejects and before is not None:
            properties = before
        kind, level = self._kind(properties)
        pieces, boxes = self._runs.read(element, properties, with_style=kind is Kind.BODY)
        mark = child(element, "w:pPr", "w:rPr")
        self._carried += pieces
        self._read_boxes(boxes)
        if child(mark, "w:ins" if self._desk.rejects else "w:del") is not None:
            return
        pieces, self._carried = self._carried, []
        if is_on(self._styles.paragraph(properties, "w:pageBreakBefore")):
            self._divide(Kind.PAGE_BREAK)
        self._add_paragraph(Paragraph(kind=kind, level=level), properties, pieces)
        section = child(element, "w:pPr", "w:sectPr")
        if section is not None and attribute(child(section, "w:type"), "w:val") != "continuous":
            self._divide(Kind.PAGE_BREAK)

    def _read_boxes(self, boxes: Sequence[Element]) -> None:
        for box in boxes:
            hint = "look where its words stand in the letter"
            words = words_in(box, *TEXT)
            self._desk.findings.changed(
                "a text box stands above the paragraph it is anchored in", words, hint
            )
            self._blocks += BodyReader(self._desk, self._relationships).read(box)
            self._above = None

    def _kind(self, properties: Element | None) -> tuple[Kind, int]:
        names = set(self._styles.names(self._styles.style_of(properties)))
        outline = attribute(self._styles.paragraph(properties, "w:outlineLvl"), "w:val")
        if outline.isdecimal() and int(outline) < MOST_LEVELS:
            return Kind.HEADING, int(outline) + 1
        if names & TITLES:
            return Kind.HEADING, 1
        if names & CAPTIONS:
            return Kind.CAPTION, 0
        return (Kind.QUOTATION if names & QUOTATIONS else Kind.BODY), 0

    def _divide(self, kind: Kind) -> None:
        self._blocks.append(Paragraph(kind=kind))
        self._above = None

    def _add_paragraph(
        self, paragraph: Paragraph, properties: Element | None, pieces: Sequence[RunPiece]
    ) -> None:
        """Add a paragraph, in several parts when page breaks or rules cut it."""
        label = self._label(properties) if paragraph.kind is not Kind.CAPTION else None
        part: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, Divider):
                self._add_part(paragraph, properties, part, label)
                self._divide(piece.kind)
                part, label = [], None
            else:
                part.append(piece)
        if not part and not pieces and child(properties, "w:pBdr") is not None:
            self._divide(Kind.RULE)
        else:
            self._add_part(paragraph, properties, part, label)

    def _add_part(
        self, paragraph: Paragraph, properties: Element | None, pieces: list[Piece], label: Label | None
    ) -> None:
        words = "".join(piece.text for piece in pieces if isinstance(piece, Words))
        if not words.strip() and all(isinstance(piece, Words) for piece in pieces):
            self._above = None
            return
        whole = replace(paragraph, pieces=tuple(pieces))
        if label is None:
            self._indents = []
            tight = whole.kind is Kind.BODY and self._follows_tightly(properties, words)
            self._blocks.append(replace(whole, tight=tight))
            is_line = whole.kind is Kind.BODY and len(words) <= LONGEST_LINE
            self._above = (Element("w:pPr") if properties is None else properties) if is_line else None
            return
        self._above = None
        self._blocks.append(self._labelled(whole, label))

    def _labelled(self, paragraph: Paragraph, label: Label) -> Paragraph:
        """Make an item of a paragraph, or keep a label that is no plain number as text before it."""
        if paragraph.kind is Kind.HEADING:
            text = label.text or (f"{label.number}." if label.number is not None else "")
            return replace(
                paragraph, pieces=(Words(f"{text} "), *paragraph.pieces) if text else paragraph.pieces
            )
        while self._indents and self._indents[-1] > label.indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < label.indent:
            self._indents.append(label.indent)
        level = len(self._indents)
        if not label.text:
            return replace(paragraph, kind=Kind.ITEM, level=level, number=label.number)
        hint = "number the list 1., 2., 3. if its marks do not matter"
        self._desk.findings.changed("marks of a list that are no plain numbers are text", label.text, hint)
        self._indents.pop()
        return replace(paragraph, level=level - 1, pieces=(Words(f"{label.text} "), *paragraph.pieces))

    def _follows_tightly(self, properties: Element | None, words: str) -> bool:
        """Tell whether no white parts a short line from the one above."""
        above = self._above
        if above is None or len(words) > LONGEST_LINE:
            return False
        same = self._styles.style_of(above) == self._styles.style_of(properties)
        close = same and is_on(self._styles.paragraph(properties, "w:contextualSpacing"))
        space = self._space(above, "after") + self._space(properties, "before")
        first = self._styles.measure(properties, "w:ind", "w:firstLine")
        return (close or space == 0) and first <= 0

    def _space(self, properties: Element | None, side: str) -> int:
        if attribute(self._styles.paragraph(properties, "w:spacing"), f"w:{side}Autospacing") in {
            "1",
            "true",
        }:
            return 1
        return self._styles.measure(properties, "w:spacing", f"w:{side}", f"w:{side}Lines")

    def _label(self, properties: Element | None) -> Label | None:
        """Count on in the list of a paragraph, and give what stands before it."""
        number = attribute(self._styles.paragraph(properties, "w:numPr", "w:numId"), "w:val")
        if not number or number == "0":
            return None
        level = attribute(self._styles.paragraph(properties, "w:numPr", "w:ilvl"), "w:val", "0")
        label = self._desk.numbering.next_label(number, int(level) if level.isdecimal() else 0)
        if label is None:
            return None
        own = child(properties, "w:ind")
        of_style = (
            self._styles.inherited(properties, "w:numPr") is not None and child(properties, "w:numPr") is None
        )
        if own is not None or (of_style and self._styles.inherited(properties, "w:ind") is not None):
            indent = self._styles.measure(properties, "w:ind", "w:left", "w:start")
            return label._replace(indent=indent)
        return label

    def _cell(self, element: Element) -> Cell:
        """Read what is in a cell; a table in it becomes paragraphs."""
        blocks = BodyReader(self._desk, self._relationships).read(element)
        if any(isinstance(block, Table) for block in blocks):
            hint = "make it a table of its own"
            self._desk.findings.changed(
                "a table in a cell is lines of that cell", words_in(element, *TEXT), hint
            )
        sides = {
            attribute(self._styles.paragraph(child(one, "w:pPr"), "w:jc"), "w:val", "left")
            for one in children(element, "w:p")
        }
        alignment = ALIGNMENTS.get(sides.pop(), "left") if len(sides) == 1 else "left"
        return Cell(tuple(paragraphs_of(blocks)), alignment)
