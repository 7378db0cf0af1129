"""Reads what WeasyPrint drew: which marked content and which link belong to which element of the HTML.

WeasyPrint's own structure elements are read for this and for nothing else. They stand in the order of
the boxes, so boxes and elements are walked side by side; the first disagreement refuses the letter. The
order is that of `weasyprint/pdf/tags.py` of the pinned version, for the HTML we write: no lists, tables
and margin boxes of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pydyf
from weasyprint import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from letterpress.diagnostics import Code, Diagnostic, Severity, TypesettingError
from letterpress.typesetting.conformance.clusters import Cluster, clusters_of
from letterpress.typesetting.conformance.objects import is_reference, look_up, number_of
from letterpress.typesetting.conformance.tree import IMAGE_TEXT, Content, Drawn, LinkArea
from letterpress.typesetting.scripts import is_shaped

POINTS_PER_PIXEL = 0.75  # CSS Values 3, section 6.2
# Of the font size, above and below the baseline: where a link can be clicked when its line is lower.
ASCENT, DESCENT = 0.75, 0.25

Piece = Drawn | Content | LinkArea
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What stands on all pages, and the link annotations that only repeat the one around them.

    `clusters` are those of texts with shaped letters or drawn from the right, by page and number of content.
    """

    root: Drawn
    repeated_links: tuple[int, ...]
    clusters: Mapping[tuple[int, int], tuple[Cluster, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Walk:
    """Where the walk is: the file, the page, and what it has met."""

    pdf: pydyf.PDF
    page: int = 0
    page_height: float = 0.0
    parts: dict[int, str] = field(default_factory=dict)
    repeated_links: list[int] = field(default_factory=list)
    clusters: dict[tuple[int, int], tuple[Cluster, ...]] = field(default_factory=dict)


def read_drawing(document: Document, pdf: pydyf.PDF) -> Drawing:
    """Read all pages of a document that has just been drawn into `pdf`.

    Raises:
        TypesettingError: boxes and structure elements do not agree.
    """
    walk = _Walk(pdf)
    root = look_up(pdf, pdf.catalog["StructTreeRoot"])
    (top,) = root["K"]
    elements = iter(look_up(pdf, top)["K"])
    kids: list[Piece] = []
    for walk.page, page in enumerate(document.pages):
        walk.page_height = page.height * POINTS_PER_PIXEL
        page_box = page._page_box  # noqa: SLF001 -- the laid-out boxes have no public name
        kids.extend(_read_top(page_box, elements, walk))
    if next(elements, None) is not None:
        raise _disagreement(walk, "more structure elements than boxes")
    return Drawing(Drawn("", kids=tuple(kids)), tuple(walk.repeated_links), walk.clusters)


def _read_top(box: boxes.Box, elements: Iterator[bytes], walk: _Walk) -> Iterator[Piece]:
    """Read boxes that have no structure element of their own: page, html and body."""
    box = _unwrapped(box)
    if isinstance(box, boxes.MarginBox):
        raise _disagreement(walk, "a margin box")
    is_wrapper = isinstance(box, boxes.PageBox) or box.element_tag in {"html", "body"}
    if is_wrapper and isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.LineBox):
        for child in box.children:
            yield from _read_top(child, elements, walk)
    else:
        yield from _read_box(box, next(elements, None), None, None, walk)


def _read_box(
    box: boxes.Box,
    reference: object,
    owner: object,
    link: Rectangle | None,
    walk: _Walk,
) -> tuple[Piece, ...]:
    """Read a box; `owner` is the HTML element around it, `link` the clickable rectangle around it."""
    element = _element_at(reference, walk)
    mcids_are_direct = element["S"] == "/Link"
    kids = iter(element["K"])
    pieces: list[Piece] = []
    if box.link_annotation:
        area = _read_link(box, next(kids, None), walk)
        if link and _repeats(area.rectangle, link):
            walk.repeated_links.append(area.annotation)
        else:
            pieces.append(area)
            link = area.rectangle
    for child in _children(box):
        if isinstance(child, boxes.TextBox):
            kid = next(kids, None)
            mcid = kid if mcids_are_direct else _only_mcid(kid, walk)
            content = _content(mcid, child.text, walk)
            if is_shaped(child.text) or child.style["direction"] == "rtl":
                walk.clusters[content.page, content.mcid] = clusters_of(child)
            pieces.append(content)
        else:
            pieces.extend(_read_box(child, next(kids, None), box.element, link, walk))
    if isinstance(box, boxes.ReplacedBox):
        pieces.append(_content(next(kids, None), IMAGE_TEXT, walk))
    if next(kids, None) is not None:
        raise _disagreement(walk, f"a <{box.element_tag}> box with fewer children than its element")
    if box.element is None or box.element is owner:
        return tuple(pieces)
    return (_drawn(box, tuple(pieces), walk),)


def _drawn(box: boxes.Box, kids: tuple[Piece, ...], walk: _Walk) -> Drawn:
    attributes = dict(box.element.attrib)
    # An element that is broken over lines or pages by WeasyPrint is one part without saying so.
    number = walk.parts.setdefault(id(box.element), f"#{len(walk.parts)}")
    corners = _image_corners(box, walk) if isinstance(box, boxes.ReplacedBox) else None
    return Drawn(attributes.get("data-part", number), attributes, kids, corners)


def _children(box: boxes.Box) -> Iterator[boxes.Box]:
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            yield from map(_unwrapped, child.children)
        else:
            yield _unwrapped(child)


def _unwrapped(box: boxes.Box) -> boxes.Box:
    if isinstance(box, AbsolutePlaceholder):
        return box._box  # noqa: SLF001 -- the placeholder hides what it stands for
    return box


def _element_at(reference: object, walk: _Walk) -> pydyf.Dictionary:
    element = look_up(walk.pdf, reference) if is_reference(reference) else None
    if not isinstance(element, pydyf.Dictionary) or element.get("Type") != "/StructElem":
        raise _disagreement(walk, "a box without a structure element")
    return element


def _only_mcid(reference: object, walk: _Walk) -> object:
    kids = _element_at(reference, walk)["K"]
    if len(kids) != 1:
        raise _disagreement(walk, "a text box with more than one piece of content")
    return kids[0]


def _content(mcid: object, text: str, walk: _Walk) -> Content:
    if not isinstance(mcid, int):
        raise _disagreement(walk, "a text box without content")
    return Content(walk.page, mcid, text)


def _disagreement(walk: _Walk, what: str) -> TypesettingError:
    message = f"page {walk.page + 1}: boxes and structure elements disagree ({what})"
    hint = "the HTML of a letter is made of div, p, span, a, img and h1 to h6 only"
    return TypesettingError(Diagnostic(Code.TYPESETTING_MISMATCH, Severity.ERROR, message, hint))


def _read_link(box: boxes.Box, reference: object, walk: _Walk) -> LinkArea:
    annotation = box.link_annotation
    target = look_up(walk.pdf, reference) if is_reference(reference) else {}
    if target.get("Type") != "/OBJR" or number_of(target["Obj"]) != annotation.number:
        raise _disagreement(walk, "a link without its annotation")
    x1, y1, x2, y2 = map(float, annotation["Rect"])
    bottom, top = min(y1, y2), max(y1, y2)
    size = box.style["font_size"] * POINTS_PER_PIXEL
    text = next((child for child in _children(box) if isinstance(child, boxes.TextBox)), None)
    if text is not None and top - bottom < size:
        baseline = walk.page_height - (text.position_y + text.baseline) * POINTS_PER_PIXEL
        bottom, top = min(bottom, baseline - DESCENT * size), max(top, baseline + ASCENT * size)
    return LinkArea(walk.page, annotation.number, (min(x1, x2), bottom, max(x1, x2), top))


def _repeats(inner: Rectangle, outer: Rectangle) -> bool:
    """Tell whether a link in a link (an emphasised word) adds nothing to click on but a hair's breadth."""
    left, bottom, right, top = inner
    hair = 0.01
    is_inside = left >= outer[0] - hair and right <= outer[2] + hair
    return is_inside and bottom < outer[3] and top > outer[1]


def _image_corners(box: boxes.ReplacedBox, walk: _Walk) -> Rectangle:
    left, top = box.content_box_x(), box.content_box_y()
    right, bottom = left + box.width, top + box.height
    x1, x2 = left * POINTS_PER_PIXEL, right * POINTS_PER_PIXEL
    y1, y2 = (walk.page_height - y * POINTS_PER_PIXEL for y in (bottom, top))
    return (x1, y1, x2, y2)
