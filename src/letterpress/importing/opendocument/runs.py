"""What stands in a paragraph of an .odt: words with their look, links, notes, images, fields.

OpenDocument 1.3, part 3, 6 and 7. Every element that has words is either read, named in a finding, or known
to hold none of the letter.
"""

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from letterpress.importing.content import (
    Block,
    Divider,
    Face,
    FieldName,
    Kind,
    LineBreak,
    NoteCall,
    Picture,
    Piece,
    Words,
)
from letterpress.importing.markup import attribute, child, children
from letterpress.importing.opendocument.desk import Desk
from letterpress.importing.raising import lower, raise_up

MOST_SPACES = 1000
OF_TODAY = frozenset({"text:date", "text:time"})
OF_PAGES = frozenset({"text:page-number", "text:page-count", "text:page-continuation"})
SILENT = frozenset(  # elements without words of the letter
    {
        "text:bookmark",
        "text:bookmark-end",
        "text:bookmark-start",
        "text:reference-mark",
        "text:reference-mark-end",
        "text:reference-mark-start",
        "text:soft-page-break",
        "text:toc-mark",
        "text:alphabetical-index-mark",
        "office:annotation",
        "office:annotation-end",
    }
)

_WHITE = re.compile(r"[ \t\r\n]+")
RunPiece = Piece | Divider


class RunReader:
    """Reads the inline content of paragraphs; `read_blocks` reads what stands in notes and text boxes."""

    def __init__(self, desk: Desk, read_blocks: Callable[[Element], tuple[Block, ...]]) -> None:
        self._desk = desk
        self._read_blocks = read_blocks
        self._pieces: list[RunPiece] = []
        self._boxes: list[Block] = []
        self._style = ""
        self._spans: list[str] = []
        self._link = ""
        self._elements: Mapping[str, Callable[[Element], None]] = {
            "text:span": self._span,
            "text:a": self._anchor,
            "text:s": self._spaces,
            "text:tab": lambda _: self._add("\t"),
            "text:line-break": lambda _: self._put(LineBreak()),
            "text:note": self._note,
            "text:change": self._deletion,
            "text:change-start": lambda one: self._insertion(one, 1),
            "text:change-end": lambda one: self._insertion(one, -1),
            "text:database-display": self._column,
            "text:placeholder": self._placeholder,
            "text:ruby": self._ruby,
            "text:hidden-text": self._hidden,
            "draw:frame": self._frame,
            "draw:a": self._inside,
        }

    def read(self, paragraph: Element, style: str) -> tuple[list[RunPiece], list[Block]]:
        """Read a paragraph: its pieces, and the blocks of text boxes anchored in it.

        Words stand out by the style of the paragraph too, when one is given.
        """
        outer = self._pieces, self._boxes, self._style, self._spans, self._link
        self._pieces, self._boxes, self._style, self._spans, self._link = [], [], style, [], ""
        self._inside(paragraph)
        read = self._pieces, self._boxes
        self._pieces, self._boxes, self._style, self._spans, self._link = outer
        return read

    def _inside(self, element: Element) -> None:
        self._add(_WHITE.sub(" ", element.text or ""))
        for one in element:
            self._read(one)
            self._add(_WHITE.sub(" ", one.tail or ""))

    def _read(self, element: Element) -> None:
        tag = element.tag
        words = "".join(element.itertext())
        if tag in self._elements:
            self._elements[tag](element)
        elif tag in OF_PAGES:
            self._desk.findings.left_out(
                "a field with the number of a page", hint="the stationery prints numbers of pages"
            )
        elif tag in OF_TODAY:
            if attribute(element, "text:fixed") != "true":
                what = "a field for the day of printing keeps the value it has in the file"
                self._desk.findings.changed(what, words, "write the date itself")
            self._inside(element)
        elif tag.startswith("text:") and tag not in SILENT:
            self._inside(element)  # a field of any other kind: the words its program last saw
        elif tag.startswith("draw:"):
            self._desk.findings.left_out("a drawn shape", words)
        elif tag not in SILENT and words.strip():
            self._desk.findings.left_out(f"what the document has as {tag}", words)

    def _put(self, piece: RunPiece) -> None:
        if not self._desk.skips:
            self._pieces.append(piece)

    def _add(self, text: str) -> None:
        if not text or self._desk.skips:
            return
        look = self._desk.styles.look(self._spans, self._style)
        if look.hidden:
            self._desk.findings.left_out("hidden text", text)
            return
        if look.struck and text.strip():
            hint = "delete the words, or take the line through them away"
            self._desk.findings.lost("text that is struck through", text, hint)
        if look.raised:
            text = (raise_up if look.raised == "superscript" else lower)(text, self._desk.findings)
        before = self._pieces[-1] if self._pieces else None
        if isinstance(before, Words) and before.text.endswith(" ") and text.startswith(" "):
            text = text[1:]  # white before and behind the mark of an element is one space
        self._pieces.append(Words(text, Face(look.strong, look.emphasis), self._link))

    def _span(self, element: Element) -> None:
        self._spans.append(attribute(element, "text:style-name"))
        self._inside(element)
        self._spans.pop()

    def _anchor(self, element: Element) -> None:
        outer, target = self._link, attribute(element, "xlink:href")
        self._link = "" if target.startswith("#") else target
        self._inside(element)
        self._link = outer

    def _spaces(self, element: Element) -> None:
        count = attribute(element, "text:c", "1")
        self._add(" " * min(int(count) if count.isdecimal() else 1, MOST_SPACES))

    def _note(self, element: Element) -> None:
        if self._desk.skips:
            return
        number = len(self._desk.notes)
        self._desk.notes.append(())
        for body in children(element, "text:note-body"):
            self._desk.notes[number] = self._read_blocks(body)
        self._pieces.append(NoteCall(number))

    def _deletion(self, element: Element) -> None:
        """Put deleted words back where they were, when changes are rejected."""
        deletion = self._desk.deleted.get(attribute(element, "text:change-id"))
        if deletion is None or not self._desk.rejects:
            return
        paragraphs = list(children(deletion, "text:p", "text:h"))
        for n, paragraph in enumerate(paragraphs):
            if n:
                self._put(Divider(Kind.BODY))
            self._inside(paragraph)

    def _insertion(self, element: Element, change: int) -> None:
        if attribute(element, "text:change-id") in self._desk.inserted:
            self._desk.inserting += change

    def _column(self, element: Element) -> None:
        look = self._desk.styles.look(self._spans, self._style)
        self._put(FieldName(attribute(element, "text:column-name"), Face(look.strong, look.emphasis)))

    def _placeholder(self, element: Element) -> None:
        hint = "write the words that are meant in its place"
        self._desk.findings.lost("a field that asks for words", "".join(element.itertext()), hint)

    def _hidden(self, element: Element) -> None:
        self._desk.findings.left_out("hidden text", attribute(element, "text:string-value"))

    def _ruby(self, element: Element) -> None:
        for one in element:
            if one.tag == "text:ruby-base":
                self._inside(one)
            else:
                self._desk.findings.left_out("the reading beside characters", "".join(one.itertext()))

    def _frame(self, frame: Element) -> None:
        """Read a frame: an image, a text box, or what cannot be kept (part 3, 10.4)."""
        told = [child(frame, f"svg:{name}") for name in ("desc", "title")]
        alternative = " ".join(next((one.text for one in told if one is not None and one.text), "").split())
        for one in frame:
            if one.tag == "draw:text-box":
                words = "".join(one.itertext())
                what = "a text box stands above the paragraph it is anchored in"
                if not any(inner.tag == "draw:image" for inner in one.iter()):
                    self._desk.findings.changed(what, words, "look where its words stand in the letter")
                self._boxes += self._read_blocks(one)
                return
            if one.tag in {"draw:object", "draw:object-ole"}:
                hint = "write it in words, or as an image"
                self._desk.findings.lost("an embedded object, such as an equation", alternative, hint)
                return
            if one.tag == "draw:image":
                self._image(attribute(one, "xlink:href"), alternative)
                return
        self._desk.findings.left_out("a drawn shape", alternative or "".join(frame.itertext()))

    def _image(self, path: str, alternative: str) -> None:
        name = self._desk.take_image(path)
        if name:
            self._put(Picture(name, alternative))
        else:
            hint = "put the image itself into the document; nothing is fetched"
            self._desk.findings.lost("an image that is not in the document", path, hint)
