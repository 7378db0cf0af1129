"""The structure tree of a finished file, read back as values (ISO 32000-1:2008, 14.7)."""

from collections.abc import Iterator
from dataclasses import dataclass

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, NullObject, PdfObject

from letterpress.preflight.objects import array, dictionary, key_of, name, resolve, text

MAX_DEPTH = 200
MAX_ELEMENTS = 500_000


@dataclass(frozen=True, slots=True)
class Marked:
    """Marked content, by page (from 0) and number."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class LinkOf:
    """A link: the page of its rectangle (from 0), what it says, and where it leads."""

    page: int
    contents: str
    target: str


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element; `attributes` are the words an outline shows."""

    role: str
    kids: tuple["Element | Marked | LinkOf", ...] = ()
    identifier: str = ""
    language: str = ""
    attributes: tuple[str, ...] = ()


def read_tree(reader: PdfReader) -> Element:
    """Read the structure tree; an untagged file gives an empty root."""
    pages = {key_of(page): number for number, page in enumerate(reader.pages)}
    root = dictionary(dictionary(reader.trailer.get("/Root")).get("/StructTreeRoot"))
    return Element("StructTreeRoot", tuple(_kids(root, None, _Reading(pages, {key_of(root)}), 0)))


def elements_in(element: Element) -> Iterator[Element]:
    """Yield an element and all below it, in reading order."""
    yield element
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from elements_in(kid)


def marked_in(element: Element) -> Iterator[Marked]:
    """Yield the marked content of an element, in reading order."""
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from marked_in(kid)
        elif isinstance(kid, Marked):
            yield kid


@dataclass(frozen=True, slots=True)
class _Reading:
    """Pages by their object numbers, and the elements already read: a tree has no loops."""

    pages: dict[int, int]
    seen: set[int]

    def page(self, entry: DictionaryObject, page: int | None) -> int | None:
        """Give the page an entry names, or the one in force."""
        return self.pages.get(key_of(entry.raw_get("/Pg"))) if "/Pg" in entry else page


def _kids(
    parent: DictionaryObject,
    page: int | None,
    reading: _Reading,
    depth: int,
) -> Iterator[Element | Marked | LinkOf]:
    entry = parent.raw_get("/K") if "/K" in parent else NullObject()
    kids = array(entry) if isinstance(resolve(entry), list) else [entry]
    for kid in kids:
        value = resolve(kid)
        if isinstance(value, int):
            if page is not None:
                yield Marked(page, int(value))
        elif isinstance(value, DictionaryObject):
            yield from _kid(kid, value, page, reading, depth)


def _kid(
    kid: PdfObject,
    entry: DictionaryObject,
    page: int | None,
    reading: _Reading,
    depth: int,
) -> Iterator[Element | Marked | LinkOf]:
    own_page = reading.page(entry, page)
    match name(entry.get("/Type")):
        case "MCR":
            mcid = resolve(entry.get("/MCID"))
            if own_page is not None and isinstance(mcid, int):
                yield Marked(own_page, int(mcid))
        case "OBJR":
            annotation = dictionary(entry.get("/Obj"))
            if own_page is not None:
                yield LinkOf(own_page, text(annotation.get("/Contents")), _target(annotation))
        case _:
            is_new = not isinstance(kid, IndirectObject) or kid.idnum not in reading.seen
            if is_new and depth < MAX_DEPTH and len(reading.seen) < MAX_ELEMENTS:
                reading.seen.add(key_of(kid))
                yield _element(entry, own_page, reading, depth)


def _element(entry: DictionaryObject, page: int | None, reading: _Reading, depth: int) -> Element:
    kids = tuple(_kids(entry, page, reading, depth + 1))
    attributes = dictionary(entry.get("/A"))
    words = (
        text(entry.get("/Alt")),
        name(attributes.get("/ListNumbering")),
        name(attributes.get("/Scope")),
    )
    identifier, language = text(entry.get("/ID")), text(entry.get("/Lang"))
    return Element(name(entry.get("/S")), kids, identifier, language, tuple(filter(None, words)))


def _target(annotation: DictionaryObject) -> str:
    action = dictionary(annotation.get("/A"))
    return text(action.get("/URI")) or text(annotation.get("/Dest"))
