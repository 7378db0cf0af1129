"""The finisher WeasyPrint calls when all is drawn: one file, PDF/A and PDF/UA at once.

The steps stand in their order. It knows nothing of letters: what a box is stands in
the HTML (`docs/conformance.md`), what the file says of itself in `FileFacts`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import NamedTuple

import pydyf
from weasyprint import Attachment, Document

from letterpress.typesetting.conformance.content import (
    LineEndGlyphs,
    drop_empty_kerning,
    end_lines,
    map_glyphs,
    mark_content,
    page_operators,
    text_places,
)
from letterpress.typesetting.conformance.drawing import Drawing, read_drawing
from letterpress.typesetting.conformance.facts import FileFacts, one_line
from letterpress.typesetting.conformance.metadata import write_metadata
from letterpress.typesetting.conformance.objects import look_up
from letterpress.typesetting.conformance.spelling import match_clusters, spell_text
from letterpress.typesetting.conformance.streams import compress_streams, settle_cross_references
from letterpress.typesetting.conformance.structure import build_structure
from letterpress.typesetting.conformance.tagging import drop_links, write_structure
from letterpress.typesetting.conformance.telling import settle_told
from letterpress.typesetting.conformance.tree import Structure

ROW_NAME = "recipient.json"
# By the end of the file name, not by the tables of the machine: same input, same bytes.
MEDIA_TYPES = {"txt": "text/plain", "md": "text/markdown", "json": "application/json"}


def make_finisher(facts: FileFacts) -> Callable[[Document, pydyf.PDF], None]:
    """Make the `finisher` for `Document.write_pdf`, called with `pdf_tags=True` and a variant of level A.

    The finisher raises `TypesettingError` when the declarations in the HTML do not make a tree.
    """

    def finish(document: Document, pdf: pydyf.PDF) -> None:
        finish_pages(document, pdf, facts)
        finish_file(pdf, facts)
        settle_cross_references(pdf)

    return finish


class FinishedPages(NamedTuple):
    """What was read off the pages, and by page and number where each marked content stands there.

    A place is the index of its operands among the operators of the page.
    """

    drawing: Drawing
    places: Mapping[tuple[int, int], int]


def finish_pages(document: Document, pdf: pydyf.PDF, facts: FileFacts) -> FinishedPages:
    """Write the structure and the marks of drawn pages."""
    drawing = read_drawing(document, pdf)
    structure = build_structure(drawing.root, facts.language)
    drop_links(pdf, drawing.repeated_links)
    write_structure(pdf, structure)
    _spell_texts(document, pdf, drawing, structure)
    end_lines(pdf, structure, line_end_glyphs(document))
    places = mark_content(pdf, structure)
    drop_empty_kerning(pdf)
    return FinishedPages(drawing, places)


def finish_file(pdf: pydyf.PDF, facts: FileFacts) -> None:
    """Write what the file says of itself, and pack its streams."""
    write_metadata(pdf, facts)
    _describe_catalogue(pdf, facts)
    _settle_attachments(pdf)
    map_break_hyphens(pdf)
    compress_streams(pdf)


def _spell_texts(document: Document, pdf: pydyf.PDF, drawing: Drawing, structure: Structure) -> None:
    """Let texts with shaped letters be read as they were written (`spelling`)."""
    if not drawing.clusters:
        return
    told: dict[bytes, dict[int, str]] = defaultdict(dict)
    widths: dict[bytes, dict[int, float]] = defaultdict(dict)
    for font in document.fonts.values():
        told[font.hash.encode()].update(font.to_unicode)
        widths[font.hash.encode()].update(font.widths)
    pages = [(operators, text_places(operators)) for operators in page_operators(pdf)]
    texts = {
        (page, mcid): match_clusters(pages[page][0][pages[page][1][mcid]], clusters, widths)
        for (page, mcid), clusters in drawing.clusters.items()
    }
    settled = settle_told(texts.values(), told)
    map_glyphs(pdf, settled)
    for name, glyphs in settled.items():
        told[name].update(glyphs)
    for page, (operators, places) in enumerate(pages):
        for mcid, place in sorted(places.items(), key=lambda one: one[1].start, reverse=True):
            if (page, mcid) in texts:
                spaced = (page, mcid) in structure.spaced
                operators[place] = spell_text(operators[place], texts[page, mcid], told, spaced=spaced)


def line_end_glyphs(document: Document) -> LineEndGlyphs:
    """Find the spaces and hyphens in the fonts of a document that has been drawn."""
    spaces: dict[bytes, int] = {}
    hyphens: dict[bytes, set[int]] = {}
    for font in document.fonts.values():
        name = font.hash.encode()
        for glyph, text in font.to_unicode.items():
            if text == " ":
                spaces[name] = glyph
            elif text == "-":
                hyphens.setdefault(name, set()).add(glyph)
    return LineEndGlyphs(spaces, hyphens)


def source_attachment(data: bytes, name: str, facts: FileFacts) -> Attachment:
    """Make the attachment that carries the letter's own source (ISO 19005-3:2012, 6.8)."""
    return _attachment(data, one_line(name) or "letter.txt", facts.attachment_description, "Source", facts)


def row_attachment(data: bytes, facts: FileFacts) -> Attachment:
    """Make the attachment that carries the row of the recipient, as JSON."""
    return _attachment(data, ROW_NAME, "The recipient of this letter, as in the list", "Data", facts)


def _attachment(data: bytes, name: str, description: str, relationship: str, facts: FileFacts) -> Attachment:
    created = facts.created.astimezone(UTC)
    return Attachment(
        string=data,
        name=name,
        description=description,
        created=created,
        modified=created,
        relationship=relationship,
    )


def _describe_catalogue(pdf: pydyf.PDF, facts: FileFacts) -> None:
    catalog = pdf.catalog
    catalog["Lang"] = pydyf.String(facts.language)
    catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    decimal = pydyf.Dictionary({"S": "/D", "St": 1})
    catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, decimal])})


def _settle_attachments(pdf: pydyf.PDF) -> None:
    """Name each attachment once among the associated files, with a media type no machine decides."""
    if "AF" not in pdf.catalog:
        return
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for reference in pdf.catalog["AF"]:
        specification = look_up(pdf, reference)
        name = specification["UF"].string
        ascii_name = name.encode("ascii", "replace").decode().replace("?", "_")
        specification["F"].string = ascii_name
        media_type = MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
        embedded = look_up(pdf, specification["EF"]["F"])
        embedded.extra["Subtype"] = "/" + media_type.replace("/", "#2F")


def map_break_hyphens(pdf: pydyf.PDF) -> None:
    """Let a hyphen that only ends a line extract as a soft hyphen (ISO 32000-1:2008, 14.8.2.2.3).

    The letter's own hyphens are other characters, so each U+2010 on a page is one of ours.
    """
    for font in pdf.objects:
        if isinstance(font, pydyf.Dictionary) and "ToUnicode" in font:
            stream = look_up(pdf, font["ToUnicode"])
            stream.stream = [line.replace(b"> <2010>", b"> <00ad>") for line in stream.stream]
