"""Headers and footers of a .docx: that of the first page is the letterhead, others the stationery has."""

from collections.abc import Iterator
from typing import NamedTuple

from letterpress.importing.content import Block, Kind, Paragraph, paragraphs_of
from letterpress.importing.markup import attribute, child, children, words_in
from letterpress.importing.word.body import BodyReader
from letterpress.importing.word.desk import TEXT, Desk
from letterpress.importing.word.package import Part
from letterpress.importing.word.styles import is_on

HEADER, FOOTER = "w:headerReference", "w:footerReference"


class _Header(NamedTuple):
    """A header or footer that some page shows."""

    part: Part
    what: str
    is_first: bool

    @property
    def words(self) -> str:
        return " ".join(words_in(one, *TEXT) for one in self.part.root.iter("w:p")).strip()

    @property
    def has_page_number(self) -> bool:
        simple = (attribute(one, "w:instr") for one in self.part.root.iter("w:fldSimple"))
        return "PAGE" in (words_in(self.part.root, "w:instrText") + "".join(simple)).upper()


def read_letterhead(document: Part, desk: Desk) -> tuple[Block, ...]:
    """Give the header of the first page, whose lines are the letterhead; name other headers and footers."""
    head: tuple[Block, ...] = ()
    for one in _headers(document, desk):
        if one.has_page_number and not any(map(str.isalpha, one.words)):
            continue  # the stationery prints numbers of pages
        if one.is_first and one.words and not one.has_page_number:
            head = _lines(BodyReader(desk, one.part.relationships).read(one.part.root))
            desk.findings.changed("the page header is the letterhead", one.words, "look at it")
        elif one.words or next(one.part.root.iter("a:blip"), None) is not None:
            hint = "the stationery has headers and footers of its own"
            desk.findings.left_out(f"a page {one.what} of the document", one.words, hint)
    return head


def _headers(document: Part, desk: Desk) -> Iterator[_Header]:
    """Yield headers and footers in the order of their sections, each once."""
    sections = list(document.root.iter("w:sectPr"))
    seen: set[str] = set()
    for section in sections:
        has_first = is_on(child(section, "w:titlePg"))
        for reference in children(section, HEADER, FOOTER):
            kind, identifier = attribute(reference, "w:type", "default"), attribute(reference, "r:id")
            relationship = document.relationships.get(identifier)
            is_shown = has_first or kind != "first"
            if identifier in seen or not is_shown or relationship is None or relationship.is_outside:
                continue
            seen.add(identifier)
            part = desk.package.part(relationship.target)
            is_first = section is sections[0] and kind == ("first" if has_first else "default")
            if part is not None:
                what = "header" if reference.tag == HEADER else "footer"
                yield _Header(part, what, is_first and what == "header")


def _lines(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Give the paragraphs of a header as the lines of one block."""
    kept = [one for one in paragraphs_of(blocks) if one.pieces]
    return tuple(Paragraph(one.pieces, Kind.BODY, tight=n > 0) for n, one in enumerate(kept))
