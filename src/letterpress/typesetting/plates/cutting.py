"""Cut a forme out of a letter that WeasyPrint has drawn: find the lines that differ, keep the rest.

Every line found is painted again, and what WeasyPrint drew must come out, byte for byte: a letter whose lines
cannot be told apart from the rest, or are drawn otherwise than we paint, gives none.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
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
    POINTS_PER_PIXEL,
    Forme,
    LineKey,
    LinePlace,
    LinkSpot,
    LiveStream,
    PaintedLine,
    RowPlace,
    Spot,
)
from letterpress.typesetting.plates.writing import add_objects, begin_files, write_objects

WORTH_A_STREAM = 2_000  # bytes between two lines that are packed once rather than in every letter
RECTANGLE = b"RECTANGLE"  # stands for its corners
CHECKSUM, SIZE = b"CHECKSUM", b"SIZE"  # stand for those of an embedded file
PROGRAMS = ("FontFile2", "FontFile3")  # of TrueType and OpenType fonts (ISO 32000-1:2008, table 126)
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


def cut_forme(
    pdf: pydyf.PDF,
    finished: FinishedPages,
    lines: Sequence[LiveLine],
    facts: FileFacts,
    glyphs: LineEndGlyphs,
) -> Forme:
    """Cut a forme out of finished pages, and finish its file.

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
    fonts = _take_fonts(pdf)
    finish_file(pdf, facts)
    row = _row_in(pdf)
    pdf.add_object(pdf.info)
    links = {link.number for one in found for link in one.place.links}
    metadata = number_of(pdf.catalog["Metadata"])
    differing = {0, *fonts, *(stream.number for stream in streams), *links, metadata, pdf.info.number}
    differing |= {row.number} if row else set()
    shared = write_objects(one for number, one in enumerate(pdf.objects) if number not in differing)
    opening = add_objects(begin_files(len(pdf.objects)), shared)
    return Forme(opening, fonts, streams, metadata, pdf.info.number, pdf.catalog.reference, glyphs, row)


def _take_fonts(pdf: pydyf.PDF) -> range:
    """Take the fonts out of a file, and give their numbers: those before the dictionary that names them.

    Raises:
        NoPlateError: there is no font that could be another.
    """
    resources = look_up(pdf, look_up(pdf, pdf.page_references[0])["Resources"])
    end = number_of(resources["Font"])
    programs = [
        number_of(one[key])
        for one in pdf.objects[:end]
        for key in PROGRAMS
        if isinstance(one, pydyf.Dictionary) and key in one
    ]
    if not programs:
        raise NoPlateError("no font is embedded")
    numbers = range(min(programs), end)
    for number in numbers:
        pdf.objects[number] = pydyf.Object()
    return numbers


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
