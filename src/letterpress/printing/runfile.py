"""One file of a print run under way: letters go in one after another, what describes them all comes last.

It knows what a page of the run keeps, and no folder and no option.
"""

from datetime import datetime
from typing import BinaryIO

from letterpress.printing.content import cut, unmark
from letterpress.printing.filters import unpack
from letterpress.printing.lettersheets import LetterSheets
from letterpress.printing.metadata import one_line, write_info, write_packet
from letterpress.printing.outline import Outline
from letterpress.printing.pdffile import PdfFile
from letterpress.printing.sharing import LetterCopy, SharedObjects
from letterpress.printing.trees import Tree, labels_node, pages_node
from letterpress.printing.values import (
    Dictionary,
    Reference,
    UnreadableError,
    Value,
    reference_to,
    string_bytes,
    text_string,
)

# What a page keeps (ISO 32000-1:2008, table 30), beside resources, content, links and group.
BOXES = (b"/MediaBox", b"/CropBox", b"/BleedBox", b"/TrimBox", b"/ArtBox", b"/Rotate", b"/UserUnit")
ON_SHEET = {b"/Rotate": b"270"}  # of a turned page: its top lies at the left of the sheet, the binding edge
LINK = (b"/Rect", b"/QuadPoints", b"/Border", b"/BS", b"/C", b"/H", b"/F", b"/Contents")


class RunFile:
    """A file of the run, written to `sink`."""

    def __init__(self, sink: BinaryIO) -> None:
        self._file = PdfFile(sink)
        self._shared = SharedObjects(self._file)
        self._pages = Tree(self._file, pages_node)
        self._labels = Tree(self._file, labels_node)
        self._outline = Outline(self._file)
        self._intents = b""
        self.page_count = 0
        self.letter_count = 0

    @property
    def size_bytes(self) -> int:
        """Give how much was written."""
        return self._file.size_bytes

    def add_letter(self, sheets: LetterSheets, label: str, position: int, *, padding: bool) -> None:
        """Add a letter, with a blank page behind it if there is to be `padding`.

        `position` is the letter's place in the whole run, from 1; its pages are labelled by it.

        Raises:
            UnreadableError: the letter is broken, or cannot lie in one file with those before it.
        """
        numbers = {reference: self._file.take_number() for reference, _ in sheets.pages}
        copy = LetterCopy(sheets, self._shared, numbers)
        self._check_intents(copy.write(sheets.catalog.get(b"/OutputIntents", [])))
        links = _Links(sheets)
        self._outline.add(one_line(label), next(iter(numbers.values())), position)
        prefix = text_string(f"{position}-")
        self._labels.add(b"%d <</P %s/S /D>>" % (self.page_count, prefix), self.page_count)
        for reference, page in sheets.pages:
            body = self._page_body(sheets, page, copy, links)
            self._put_page(numbers[reference], body)
        if padding:
            self._put_page(
                self._file.take_number(), _boxes(sheets, sheets.pages[-1][1], copy) + b"/Resources <<>>"
            )
        self.letter_count += 1

    def close(self, title: str, created: datetime) -> None:
        """Write what describes the whole file."""
        packet = self._file.take_number()
        self._file.put_stream(packet, b"/Type /Metadata/Subtype /XML", write_packet(title, created))
        info, root = self._file.take_number(), self._file.take_number()
        self._file.put(info, write_info(title, created))
        entries = {
            b"/Pages": self._pages.finish(),
            b"/PageLabels": self._labels.finish(),
            b"/Outlines": self._outline.finish(),
            b"/Metadata": packet,
        }
        body = b"".join(key + b" " + reference_to(number) for key, number in entries.items())
        shown = b"/ViewerPreferences <</DisplayDocTitle true>>/PageMode /UseOutlines"
        self._file.put(root, b"<</Type /Catalog%s/OutputIntents %s%s>>" % (body, self._intents, shown))
        self._file.close(root, info)

    def _check_intents(self, intents: bytes) -> None:
        """See to it that the colours of all letters are meant alike: a file has one output intent."""
        self._intents = self._intents or intents
        if intents != self._intents:
            raise UnreadableError(
                "its colours are meant for another device than those of the letters before it"
            )

    def _put_page(self, number: int, body: bytes) -> None:
        parent = reference_to(self._pages.leaf())
        self._file.put(number, b"<</Type /Page/Parent %s%s>>" % (parent, body))
        self._pages.add(reference_to(number), self.page_count)
        self.page_count += 1

    def _page_body(self, sheets: LetterSheets, page: Dictionary, copy: LetterCopy, links: "_Links") -> bytes:
        group = b"/Group " + copy.write(page[b"/Group"]) if b"/Group" in page else b""
        parts = [_boxes(sheets, page, copy), group, b"/Resources ", copy.write(page.get(b"/Resources", {}))]
        pieces = [self._content(sheets, copy, stream) for stream in _streams(sheets, page)]
        if pieces:
            parts += [b"/Contents [", b" ".join(pieces), b"]"]
        annotations = []
        for link in links.on_page(page):
            number = self._file.take_number()
            self._file.put(number, copy.write(link))
            annotations.append(reference_to(number))
        if annotations:
            parts += [b"/Annots [", b" ".join(annotations), b"]"]
        return b"".join(parts)

    def _content(self, sheets: LetterSheets, copy: LetterCopy, stream: Value) -> bytes:
        """Copy a stream of a page in pieces; give the references to them."""
        content = unpack(sheets.stream(stream))
        if content is None:
            return copy.write(stream)
        return b" ".join(map(reference_to, self._shared.put_pieces(cut(unmark(content)))))


class _Links:
    """The links of a letter, each made to lead to its place without a name: names are those of one letter."""

    def __init__(self, sheets: LetterSheets) -> None:
        self._sheets = sheets
        self._places = sheets.destinations()

    def on_page(self, page: Dictionary) -> list[Dictionary]:
        """Give the links of a page; what leads nowhere is left out."""
        found = []
        for value in self._sheets.array(page.get(b"/Annots", [])):
            link = self._sheets.dictionary(value)
            target = self._target(link) if link.get(b"/Subtype") == b"/Link" else {}
            if target:
                kept = {key: link[key] for key in LINK if key in link}
                found.append({b"/Type": b"/Annot", b"/Subtype": b"/Link", **kept, **target})
        return found

    def _target(self, link: Dictionary) -> Dictionary:
        action = self._sheets.dictionary(link.get(b"/A", {}))
        if action.get(b"/S") == b"/URI":
            return {b"/A": action}
        place = self._sheets.resolve(link.get(b"/Dest", action.get(b"/D", b"null")))
        if isinstance(place, bytes) and place != b"null":
            place = self._sheets.resolve(self._places.get(string_bytes(place), b"null"))
        if isinstance(place, dict):
            place = self._sheets.resolve(place.get(b"/D", b"null"))
        return {b"/Dest": place} if isinstance(place, list) and place and self._is_page(place[0]) else {}

    def _is_page(self, value: Value) -> bool:
        return any(value == reference for reference, _ in self._sheets.pages)


def _streams(sheets: LetterSheets, page: Dictionary) -> list[Value]:
    contents = page.get(b"/Contents", [])
    if isinstance(contents, Reference) and isinstance(sheets.fetch(contents), list):
        return sheets.array(contents)
    return contents if isinstance(contents, list) else [contents]


def _boxes(sheets: LetterSheets, page: Dictionary, copy: LetterCopy) -> bytes:
    """Write the boxes of a page, as it goes on the sheets of its letter."""
    across = _is_wide(sheets, page) != _is_wide(sheets, sheets.pages[0][1])
    entries = {**page, **ON_SHEET} if across else page
    return b"".join(key + b" " + copy.write(entries[key]) for key in BOXES if key in entries)


def _is_wide(sheets: LetterSheets, page: Dictionary) -> bool:
    edges = sheets.array(page.get(b"/MediaBox", b"null"))
    left, bottom, right, top = (float(edge) for edge in edges if isinstance(edge, bytes))
    return abs(right - left) > abs(top - bottom)
