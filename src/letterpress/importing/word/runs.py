"""What stands in a paragraph of a .docx: words with their look, links, notes, images, fields.

Every element that has words is either read, named in a finding, or known to hold none of the letter.
"""
# ruff: noqa: RUF001 -- signs as they are printed

from collections.abc import Callable, Iterable, Mapping
from xml.etree.ElementTree import Element

from letterpress.importing.content import Divider, Face, FieldName, Kind, LineBreak, NoteCall, Words
from letterpress.importing.markup import attribute, child, children, words_in
from letterpress.importing.raising import lower, raise_up
from letterpress.importing.word.desk import TEXT, Desk, Relationships, RunPiece, chosen
from letterpress.importing.word.drawings import read_drawing, read_legacy_picture
from letterpress.importing.word.fields import OpenField, judge_field
from letterpress.importing.word.styles import Look

TRANSPARENT = ("w:smartTag", "w:customXml", "w:bdo", "w:dir")
INSERTED, DELETED = ("w:ins", "w:moveTo"), ("w:del", "w:moveFrom")
# Characters of fonts that are pictures, by what they show; others cannot be known.
SIGNS = {
    "wingdings": {"A8": "☐", "6F": "☐", "FE": "☒", "FD": "☒", "FC": "✓", "E0": "→", "A7": "▪", "9F": "•"},
    "symbol": {"B7": "•", "AE": "→", "B0": "°", "B1": "±", "B4": "×", "A3": "≤", "B3": "≥"},
}


class RunReader:
    """Reads paragraphs of one part; fields may go on from one paragraph to the next."""

    def __init__(self, desk: Desk, relationships: Relationships) -> None:
        self._desk = desk
        self._relationships = relationships
        self._fields: list[OpenField] = []
        self._paragraph: Element | None = None
        self._with_style = True
        self._link = ""
        self._pieces: list[RunPiece] = []
        self._boxes: list[Element] = []
        self._elements: Mapping[str, Callable[[Element], None]] = {
            "w:r": self._run,
            "w:hyperlink": self._hyperlink,
            "w:fldSimple": self._simple_field,
            "w:sdt": self._control,
            "m:oMath": self._equation,
            "m:oMathPara": self._equation,
            "mc:AlternateContent": lambda one: self._read_all(chosen(one)),
            **dict.fromkeys(INSERTED, self._inserted),
            **dict.fromkeys(DELETED, self._deleted),
            **dict.fromkeys(TRANSPARENT, self._read_all),
        }
        self._in_run: Mapping[str, Callable[[Element, Look], None]] = {
            "w:br": self._break,
            "w:cr": self._break,
            "w:sym": self._sign,
            "w:footnoteReference": self._note,
            "w:endnoteReference": self._note,
            "w:fldChar": self._field_character,
            "w:instrText": self._instruction,
            "w:delInstrText": self._instruction,
            "w:drawing": self._drawing,
            "w:pict": self._drawing,
            "w:object": self._object,
            "w:ruby": self._ruby,
        }

    def read(
        self, paragraph: Element, properties: Element | None, *, with_style: bool
    ) -> tuple[list[RunPiece], list[Element]]:
        """Read a paragraph: its pieces, and the text boxes that are anchored in it.

        With `with_style`, words stand out that do by the style of the paragraph.
        """
        self._pieces, self._boxes = [], []
        self._paragraph, self._with_style, self._link = properties, with_style, ""
        self._read_all(paragraph)
        return self._pieces, self._boxes

    def _read_all(self, elements: Iterable[Element]) -> None:
        for one in elements:
            self._read(one)

    def _read(self, element: Element) -> None:
        if element.tag in self._elements:
            self._elements[element.tag](element)
        elif words := words_in(element, *TEXT):
            self._desk.findings.left_out(f"what the document has as {element.tag}", words)

    def _inserted(self, element: Element) -> None:
        if not self._desk.rejects:
            self._read_all(element)

    def _deleted(self, element: Element) -> None:
        if self._desk.rejects:
            self._read_all(element)

    def _equation(self, element: Element) -> None:
        hint = "write it in words, or as an image"
        self._desk.findings.lost("an equation", words_in(element, "m:t"), hint)

    def _run(self, run: Element) -> None:
        properties = child(run, "w:rPr")
        before = child(properties, "w:rPrChange", "w:rPr")
        if self._desk.rejects and before is not None:
            properties = before
        look = self._desk.styles.look(properties, self._paragraph, with_style=self._with_style)
        if look.hidden:
            self._desk.findings.left_out("hidden text", words_in(run, *TEXT))
            return
        if look.struck and words_in(run, *TEXT).strip():
            hint = "delete the words, or take the line through them away"
            self._desk.findings.lost("text that is struck through", words_in(run, *TEXT), hint)
        for element in run:
            if element.tag == "w:footnoteReference" and attribute(element, "w:customMarkFollows"):
                self._note(element, look)
                return  # the mark that follows; notes are numbered
            self._read_in_run(element, look)

    def _read_in_run(self, element: Element, look: Look) -> None:
        if element.tag in {"w:t", "w:delText"}:
            self._add(" ".join((element.text or "").split("\n")), look)
        elif element.tag in TEXTS:
            self._add(TEXTS[element.tag], look)
        elif element.tag == "mc:AlternateContent":
            for one in chosen(element):
                self._read_in_run(one, look)
        elif element.tag in self._in_run:
            self._in_run[element.tag](element, look)
        elif words := words_in(element, *TEXT):
            self._desk.findings.left_out(f"what the document has as {element.tag}", words)

    def _add(self, text: str, look: Look) -> None:
        """Add words, unless they are the instruction of a field, or a result nobody wants."""
        for one in self._fields:
            if not one.has_result:
                return
            one.words.append(text)
        if any(one.hides_result for one in self._fields) or not text:
            return
        if look.raised == "superscript":
            text = raise_up(text, self._desk.findings)
        elif look.raised == "subscript":
            text = lower(text, self._desk.findings)
        link = next((one.link for one in reversed(self._fields) if one.link), self._link)
        self._pieces.append(Words(text, Face(look.strong, look.emphasis), link))

    def _hyperlink(self, element: Element) -> None:
        relationship = self._relationships.get(attribute(element, "r:id"))
        outer = self._link
        self._link = relationship.target if relationship and relationship.is_outside else outer
        self._read_all(element)
        self._link = outer

    def _control(self, element: Element) -> None:
        for content in self._desk.contents_of_control(element):
            self._read_all(content)

    def _simple_field(self, element: Element) -> None:
        self._fields.append(OpenField(attribute(element, "w:instr"), has_result=True))
        self._read_all(element)
        self._end_field(Look())

    def _field_character(self, element: Element, look: Look) -> None:
        match attribute(element, "w:fldCharType"):
            case "begin":
                self._fields.append(OpenField())
            case "separate" if self._fields:
                self._fields[-1].has_result = True
            case "end" if self._fields:
                self._end_field(look)
            case _:
                pass

    def _end_field(self, look: Look) -> None:
        ended = self._fields.pop()
        judge_field(ended, self._desk.findings)
        if ended.name == "MERGEFIELD" and ended.argument and all(one.has_result for one in self._fields):
            self._pieces.append(FieldName(ended.argument, Face(look.strong, look.emphasis)))

    def _instruction(self, element: Element, _look: Look) -> None:
        if self._fields and not self._fields[-1].has_result:
            self._fields[-1].instruction += element.text or ""

    def _break(self, element: Element, _look: Look) -> None:
        if attribute(element, "w:type") == "page":
            self._pieces.append(Divider(Kind.PAGE_BREAK))
        elif not any(one.hides_result or not one.has_result for one in self._fields):
            self._pieces.append(LineBreak())

    def _sign(self, element: Element, look: Look) -> None:
        font, code = attribute(element, "w:font"), attribute(element, "w:char").upper()
        sign = SIGNS.get(font.lower().rstrip(" 23"), {}).get(code[-2:])
        if sign:
            self._add(sign, look)
        else:
            self._desk.findings.lost(f"character {code} of the font {font}", hint="write it in words")

    def _note(self, element: Element, _look: Look) -> None:
        kind = "footnote" if element.tag == "w:footnoteReference" else "endnote"
        self._pieces.append(NoteCall(self._desk.call(kind, attribute(element, "w:id"))))

    def _ruby(self, element: Element, _look: Look) -> None:
        for reading in children(element, "w:rt"):
            self._desk.findings.left_out("the reading beside characters", words_in(reading, *TEXT))
        for run in children(child(element, "w:rubyBase"), "w:r"):
            self._run(run)

    def _drawing(self, element: Element, _look: Look) -> None:
        read = read_drawing if element.tag == "w:drawing" else read_legacy_picture
        drawn = read(element, self._relationships, self._desk)
        self._pieces += drawn.pieces
        self._boxes += drawn.boxes

    def _object(self, element: Element, _look: Look) -> None:
        hint = "save it as an image and put that in its place"
        self._desk.findings.lost("an embedded object", words_in(element, *TEXT), hint)


TEXTS: Mapping[str, str] = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:noBreakHyphen": "\u2011",
    "w:softHyphen": "\u00ad",
}
