"""Drawings of a .docx: images, text boxes, and what a letter cannot hold (ECMA-376, part 1, 20; part 4)."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letterpress.importing.content import Divider, Kind, Picture
from letterpress.importing.markup import attribute
from letterpress.importing.word.desk import Desk, Relationships, RunPiece, outermost

CHARTS = {"chart": "a chart", "diagram": "a diagram"}


class Drawn(NamedTuple):
    """What a drawing has for the letter: pieces of the paragraph it is in, and text boxes."""

    pieces: tuple[RunPiece, ...] = ()
    boxes: tuple[Element, ...] = ()


def read_drawing(element: Element, relationships: Relationships, desk: Desk) -> Drawn:
    """Read a drawing: an image, a text box, or what cannot be kept."""
    properties = next(element.iter("wp:docPr"), None)
    alternative = attribute(properties, "descr") or attribute(properties, "title")
    if any(attribute(one, "val") in {"1", "true"} for one in element.iter("adec:decorative")):
        desk.findings.left_out("an image the document calls decorative", alternative)
        return Drawn()
    boxes = tuple(outermost(element, "w:txbxContent"))
    images = [attribute(one, "r:embed") or attribute(one, "r:link") for one in element.iter("a:blip")]
    if any(attribute(one, side).strip("0") for one in element.iter("a:srcRect") for side in "ltrb"):
        hint = "crop it before it is put into the document"
        desk.findings.changed("an image that is cropped is whole in the letter", alternative, hint)
    if not boxes and not images:
        _name_shape(element, alternative, desk)
    return Drawn(tuple(_pictures(images, alternative, relationships, desk)), boxes)


def read_legacy_picture(element: Element, relationships: Relationships, desk: Desk) -> Drawn:
    """Read a picture in VML, as older programs write it."""
    boxes = tuple(outermost(element, "w:txbxContent"))
    alternative = next((attribute(one, "alt") for one in element.iter() if attribute(one, "alt")), "")
    images = [attribute(one, "r:id") for one in element.iter("v:imagedata")]
    if any(attribute(one, "o:hr") for one in element.iter()):
        return Drawn((Divider(Kind.RULE),))
    if not boxes and not images:
        desk.findings.left_out("a drawn shape", alternative)
    return Drawn(tuple(_pictures(images, alternative, relationships, desk)), boxes)


def _name_shape(element: Element, alternative: str, desk: Desk) -> None:
    kinds = (attribute(one, "uri").rpartition("/")[2] for one in element.iter("a:graphicData"))
    chart = next((CHARTS[kind] for kind in kinds if kind in CHARTS), None)
    if chart:
        desk.findings.lost(chart, alternative, "save it as an image and put that in its place")
    else:
        desk.findings.left_out("a drawn shape", alternative)


def _pictures(
    identifiers: list[str], alternative: str, relationships: Relationships, desk: Desk
) -> Iterator[Picture]:
    for identifier in filter(None, identifiers):
        relationship = relationships.get(identifier)
        name = desk.take_image(relationship)
        if name:
            yield Picture(name, " ".join(alternative.split()))
        else:
            where = relationship.target if relationship else identifier
            hint = "put the image itself into the document; nothing is fetched"
            desk.findings.lost("an image that is not in the document", where, hint)
