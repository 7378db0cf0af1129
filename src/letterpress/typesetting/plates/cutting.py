"""Cut a plate out of a letter that WeasyPrint has drawn: find the lines that differ, keep the rest.

Every line found is painted again, and what WeasyPrint drew must come out, byte for byte: a letter whose lines
cannot be told apart from the rest, or are drawn otherwise than we paint, gives no plate.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import NamedTuple

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from letterpress.typesetting.audit import classes_of, text_boxes_in
from letterpress.typesetting.conformance import (
    ROW_NAME,
    Content,
    Drawn,
    FileFacts,
    FinishedPages,
    LineEndGlyphs,
    contents_of,
    finish_file,
    join_operators,
    look_up,
    number_of,
    page_operators,
)
from letterpress.typesetting.plates.plate import (
    ENTRY,
    PACKED,
    PLAIN,
    POINTS_PER_PIXEL,
    LineKey,
    LinePlace,
    LinkSpot,
    LiveStream,
    PaintedLine,
    Plate,
    RowPlace,
    Spot,
    pack,
    set_entry,
    write_stream,
)

WORTH_A_STREAM = 2_000  # bytes between two lines that are packed once rather than in every letter
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
RECTANGLE = b"RECTANGLE"  # stands for its corners
CHECKSUM, SIZE = b"CHECKSUM", b"SIZE"  # stand for those of an embedded file
FRAME = (b"q", b"cm", b"q")  # what stands before the first text of a line of ours
LINES = {"l", "addressee"}
ADDRESSEE = LineKey("addressee")  # as the template prints it on following pages


class NoPlateError(Exception):
    """The letter cannot be a plate; it is laid out in full."""


class LiveLine(NamedTuple):
    """A line to be found: its key, its page and number there, its box, and how it is painted."""

    key: LineKey
    page: int
    number: int
    box: boxes.Box
    painted: PaintedLine


class _Found(NamedTuple):
    """A line found among the operators [start, end) of its page."""

    page: int
    start: int
    end: int
    place: LinePlace


class _Text(NamedTuple):
    """Operators [start, end) of a text, with those before it begins."""

    start: int
    end: int
    opening: bytes


def cut_plate(
    pdf: pydyf.PDF,
    finished: FinishedPages,
    lines: Sequence[LiveLine],
    facts: FileFacts,
    glyphs: LineEndGlyphs,
) -> Plate:
    """Cut a plate out of finished pages, and finish its file.

    Raises:
        NoPlateError: a line is not found, or is drawn otherwise than it is painted.
    """
    operators = page_operators(pdf)
    drawn = _Drawn(pdf, operators, _lines_by_page(finished.drawing.root), finished.places, glyphs)
    found = [_find(drawn, line) for line in lines]
    streams = tuple(
        stream
        for page, of_page in enumerate(operators)
        for stream in _cut_page(pdf, page, of_page, sorted(one for one in found if one.page == page))
    )
    finish_file(pdf, facts)
    row = _row_in(pdf)
    pdf.add_object(pdf.info)
    links = {link.number for one in found for link in one.place.links}
    metadata = number_of(pdf.catalog["Metadata"])
    differing = {*(stream.number for stream in streams), *links, metadata, pdf.info.number}
    differing |= {row.number} if row else set()
    common, entries = _write_common(pdf, differing)
    digest, root = sha256(common).digest(), pdf.catalog.reference
    return Plate(common, digest, entries, streams, metadata, pdf.info.number, root, glyphs, row)


def _row_in(pdf: pydyf.PDF) -> RowPlace | None:
    """Find the row of the recipient among the files a letter carries."""
    for reference in dict.fromkeys(pdf.catalog.get("AF", ())):
        specification = look_up(pdf, reference)
        if specification["UF"].string == ROW_NAME:
            file = look_up(pdf, specification["EF"]["F"])
            entries = {key: value for key, value in file.extra.items() if key != "Filter"}
            entries["Params"] = pydyf.Dictionary({**entries["Params"], "CheckSum": CHECKSUM, "Size": SIZE})
            written = pydyf.Dictionary(entries).data.removeprefix(b"<<").removesuffix(b">>")
            before, _, rest = written.partition(CHECKSUM)
            between, _, after = rest.partition(SIZE)
            return RowPlace(file.number, before, between, after)
    return None


def line_boxes(page: boxes.PageBox) -> Iterator[boxes.Box]:
    """Yield the boxes of a page that hold a line of ours, or the addressee as the template prints it."""
    if isinstance(page, AbsolutePlaceholder):
        page = page._box  # noqa: SLF001 -- WeasyPrint wraps positioned boxes
    if isinstance(page, boxes.BlockBox) and LINES & set(classes_of(page)):
        if next(text_boxes_in(page), None):
            yield page
        return
    for child in getattr(page, "children", ()):
        yield from line_boxes(child)


def _lines_by_page(root: Drawn) -> dict[int, list[tuple[Content, ...]]]:
    lines: dict[int, list[tuple[Content, ...]]] = {}
    for contents in _lines_in(root):
        lines.setdefault(contents[0].page, []).append(contents)
    return lines


def _lines_in(drawn: Drawn) -> Iterator[tuple[Content, ...]]:
    if LINES & set(drawn.attributes.get("class", "").split()):
        if contents := tuple(contents_of(drawn)):
            yield contents
        return
    for kid in drawn.kids:
        if isinstance(kid, Drawn):
            yield from _lines_in(kid)


class _Drawn(NamedTuple):
    """The pages as they are drawn: operators by page, lines by page, where marked content stands."""

    pdf: pydyf.PDF
    operators: Sequence[list[object]]
    lines: Mapping[int, Sequence[tuple[Content, ...]]]
    places: Mapping[tuple[int, int], int]
    glyphs: LineEndGlyphs


def _find(drawn: _Drawn, line: LiveLine) -> _Found:
    pdf, operators = drawn.pdf, drawn.operators[line.page]
    texts = tuple(text_boxes_in(line.box))
    contents = drawn.lines[line.page][line.number]
    if [text.text for text in texts] != [content.text for content in contents]:
        raise NoPlateError("boxes and marked content disagree")
    if len(texts) != len(line.painted.texts):
        raise NoPlateError("a line is not laid out as it is set")
    spans = [_text_at(operators, drawn.places[content.page, content.mcid]) for content in contents]
    if any(one.end != other.start for one, other in pairwise(spans)):
        raise NoPlateError("something stands between two texts of a line")
    spots = tuple(
        Spot(span.opening, text.position_y + text.baseline) for span, text in zip(spans, texts, strict=True)
    )
    framed = line.key != ADDRESSEE
    start, end = spans[0].start, spans[-1].end
    if framed:
        start, end = start - len(FRAME), end + 2
    left = line.box.position_x if framed else texts[0].position_x
    place = LinePlace(line.key, left, spots, tuple(_links_in(pdf, line.box)), framed)
    if place.operators(line.painted, drawn.glyphs) != join_operators(operators[start:end]):
        raise NoPlateError("a line is drawn otherwise than it is painted")
    for number, dictionary in place.link_objects(line.painted):
        if dictionary != pdf.objects[number].data:
            raise NoPlateError("a link stands otherwise than it is placed")
    _settle_anchors(pdf, line.box, left)
    return _Found(line.page, start, end, place)


def _text_at(operators: Sequence[object], operands: int) -> _Text:
    """Find the operators of one marked content by the index of its operands."""
    try:
        begins = operators.index(b"BT", operands)
        ends = operators.index(b"ET", begins)
    except ValueError as error:
        raise NoPlateError("marked content without text") from error
    if operators[ends + 1] != b"EMC":
        raise NoPlateError("more than a text in one marked content")
    return _Text(operands - 1, ends + 2, join_operators(operators[operands - 1 : begins]))


def _links_in(pdf: pydyf.PDF, line: boxes.Box) -> Iterator[LinkSpot]:
    count = 0

    def walk(box: boxes.Box) -> Iterator[LinkSpot]:
        nonlocal count
        if isinstance(box, boxes.TextBox):
            count += 1
            return
        start = count
        for child in getattr(box, "children", ()):
            yield from walk(child)
        annotation = box.link_annotation
        if annotation is not None and pdf.objects[annotation.number] is annotation:
            _, bottom, _, top = annotation["Rect"]
            marked = pydyf.Dictionary({**annotation, "Rect": pydyf.Array([RECTANGLE])})
            before, _, after = marked.data.partition(RECTANGLE)
            yield LinkSpot(annotation.number, start, count, bottom, top, before, after)

    return walk(line)


def _settle_anchors(pdf: pydyf.PDF, line: boxes.Box, left: float) -> None:
    """Let links to a call lead to the left edge of its cell, wherever in the line the call stands."""
    anchors = {box.style["anchor"] for box in _boxes_in(line)} - {None}
    if not anchors:
        return
    names = iter(pdf.catalog["Names"]["Dests"]["Names"])
    for name, destination in zip(names, names, strict=True):
        if name.string in anchors:
            destination[2] = round(left * POINTS_PER_PIXEL, 3)


def _boxes_in(box: boxes.Box) -> Iterator[boxes.Box]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes_in(child)


def _cut_page(
    pdf: pydyf.PDF, page: int, operators: list[object], found: Sequence[_Found]
) -> Iterator[LiveStream]:
    """Part the content of a page into streams that all letters share and streams with lines that differ."""
    if not found:
        return
    page_object = look_up(pdf, pdf.page_references[page])
    first = look_up(pdf, page_object["Contents"])
    contents = [first]
    at = 0
    parts: list[bytes | LinePlace] = []
    shared = join_operators(operators[: found[0].start])
    first.stream = [shared]
    for one, following in zip(found, (*found[1:], None), strict=True):
        parts.append(one.place)
        until = following.start if following else len(operators)
        between = join_operators(operators[one.end : until])
        if following and len(between) < WORTH_A_STREAM:
            parts.append(between)
            continue
        live, shared_after = pydyf.Stream([b""]), pydyf.Stream([between], compress=first.compress)
        pdf.add_object(live)
        pdf.add_object(shared_after)
        contents += [live, shared_after]
        yield LiveStream(live.number, tuple(parts))
        parts = []
        at = until
    assert at == len(operators)
    page_object["Contents"] = pydyf.Array([stream.reference for stream in contents])


def _write_common(pdf: pydyf.PDF, differing: set[int]) -> tuple[bytes, bytes]:
    """Write the objects that do not differ, and note where they stand."""
    number = len(pdf.objects)
    entries = bytearray(ENTRY * (number + 1))
    entries[5:7] = b"\xff\xff"  # of object 0, the head of the list of free ones
    chunks, position = [HEADER], len(HEADER)
    packed: list[pydyf.Object] = []
    for one in pdf.objects[1:]:
        if one.number in differing:
            continue
        if one.compressible:
            packed.append(one)
            continue
        set_entry(entries, one.number, PLAIN, position, 0)
        chunks.append(one.indirect + b"\n")
        position += len(chunks[-1])
    bodies = [one.data for one in packed]
    starts = accumulate((len(body) + 1 for body in bodies), initial=0)
    index = b" ".join(b"%d %d" % (one.number, start) for one, start in zip(packed, starts, strict=False))
    for place, one in enumerate(packed):
        set_entry(entries, one.number, PACKED, number, place)
    set_entry(entries, number, PLAIN, position, 0)
    dictionary = b"/Type /ObjStm/N %d/First %d/Filter /FlateDecode" % (len(packed), len(index) + 1)
    stream = write_stream(dictionary, pack(index + b"\n" + b"\n".join(bodies), level=9))
    chunks.append(b"%d 0 obj\n%b\nendobj\n" % (number, stream))
    return b"".join(chunks), bytes(entries)
