"""An .odt to what it says: the order of the steps, and what stands outside of its body."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from letterpress.importing.archives import Archive, protected, refusal
from letterpress.importing.content import Block, Document, Kind, Paragraph, paragraphs_of
from letterpress.importing.markup import attribute, child
from letterpress.importing.opendocument.body import BodyReader
from letterpress.importing.opendocument.desk import Desk, regions_of
from letterpress.importing.opendocument.runs import OF_PAGES
from letterpress.importing.opendocument.styles import Styles
from letterpress.importing.reviewing import Review, refuse_review

HEADERS = ("style:header-first", "style:header")
FOOTERS = ("style:footer-first", "style:footer")


def read_opendocument(archive: Archive, name: str, review: Review) -> Document:
    """Read an .odt.

    Args:
        archive: its parts.
        name: what to call it in messages.
        review: what becomes of tracked changes; with either answer comments are left out.

    Raises:
        LetterError: it is damaged, protected by a password, or holds no text.
    """
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise protected(name)
    content, styles = archive.read_xml("content.xml"), archive.read_xml("styles.xml")
    body = child(content, "office:body", "office:text")
    if body is None:
        raise refusal(f"{name} has no text in it", "open it in a word processor and save it as .odt")
    regions = list(regions_of(body))
    desk = Desk(
        archive,
        Styles(styles, content),
        review == "reject",
        deleted={key: one for key, one in regions if one.tag == "text:deletion"},
        inserted=frozenset(key for key, one in regions if one.tag == "text:insertion"),
    )
    if not review:
        comments = sum(1 for _ in body.iter("office:annotation"))
        refuse_review(len(regions), comments, name, desk.findings)
    blocks = BodyReader(desk).read(body)
    blocks = (*_letterhead(styles, desk), *blocks)
    if any(one.startswith(("Basic/", "Scripts/")) for one in archive.names):
        desk.findings.left_out("the macros of the document", hint="nothing in a document is run")
    properties = _properties(archive)
    return Document(blocks, tuple(desk.notes), desk.images, properties, desk.findings.diagnostics())


def _letterhead(styles: Element | None, desk: Desk) -> tuple[Block, ...]:
    """Give the header of the first page, whose lines are the letterhead; name other headers and footers."""
    head: tuple[Block, ...] = ()
    for n, page in enumerate(styles.iter("style:master-page") if styles is not None else ()):
        shown = {one.tag: one for one in page if one.tag in (*HEADERS, *FOOTERS) and not _is_off(one)}
        first = next((tag for tag in HEADERS if tag in shown), "")
        for tag, part in shown.items():
            words = " ".join("".join(one.itertext()) for one in part)
            if _has_page_number(part) and not any(map(str.isalpha, words)):
                continue  # the stationery prints numbers of pages
            if n == 0 and tag == first and words.strip() and not _has_page_number(part):
                kept = [one for one in paragraphs_of(BodyReader(desk).read(part)) if one.pieces]
                head = tuple(Paragraph(one.pieces, Kind.BODY, tight=m > 0) for m, one in enumerate(kept))
                desk.findings.changed("the page header is the letterhead", words, "look at it")
            elif words.strip() or next(part.iter("draw:image"), None) is not None:
                what = "header" if tag in HEADERS else "footer"
                hint = "the stationery has headers and footers of its own"
                desk.findings.left_out(f"a page {what} of the document", words, hint)
    return head


def _is_off(part: Element) -> bool:
    return attribute(part, "style:display") == "false"


def _has_page_number(part: Element) -> bool:
    return any(one.tag in OF_PAGES for one in part.iter())


def _properties(archive: Archive) -> dict[str, str]:
    """Give the properties of the document as keys of front matter (OpenDocument 1.3, part 3, 4.3)."""
    meta = child(archive.read_xml("meta.xml"), "office:meta")
    keys = {
        "title": "dc:title",
        "author": "dc:creator",
        "description": "dc:subject",
        "keywords": "meta:keyword",
        "language": "dc:language",
    }
    found = {key: ", ".join(_texts(meta, tag)) for key, tag in keys.items()}
    return {key: text for key, text in found.items() if text}


def _texts(meta: Element | None, tag: str) -> Iterator[str]:
    for one in meta if meta is not None else ():
        if one.tag == tag and one.text:
            yield one.text
