"""A plate: the finished file of all letters of one shape, with places for the lines that differ.

What all letters have in common stands in the file first and is written as it is; the streams with painted
lines, the rectangles of their links and what the file says of itself follow, then the places of all objects
(ISO 32000-1:2008, 7.5). So a letter costs its own lines and a copy.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

import pydyf
from weasyprint.matrix import Matrix

from letterpress.typesetting.conformance import (
    FileFacts,
    LineEndGlyphs,
    end_text,
    without_empty_kerning,
    write_info,
    write_numbers,
    write_xmp,
)
from letterpress.typesetting.plates.painting import Painted

POINTS_PER_PIXEL = 0.75  # CSS Values 3, section 6.2
PLAIN, PACKED = 1, 2  # kinds of entries: ISO 32000-1:2008, table 18
LEVEL = 6  # of compression, of what is written for every letter
ENTRY = 7  # bytes of an entry: kind, place, index


class LineKey(NamedTuple):
    """Which line of a letter: the part it is of, its cell and its number there."""

    part: str
    cell: int = 0
    line: int = 0


class Spot(NamedTuple):
    """Where a text of a line is painted: the operators before its own, its baseline, what ends it."""

    opening: bytes
    baseline: float


class LinkSpot(NamedTuple):
    """A link in a line: its object, the texts [start, end) it covers, its bottom and top in points.

    `before` and `after` are what stands around the corners of its rectangle in the object.
    """

    number: int
    start: int
    end: int
    bottom: float
    top: float
    before: bytes
    after: bytes


class PaintedLine(NamedTuple):
    """A line of a letter as it is painted: its texts, its scale, its indent, how it ends."""

    texts: tuple[Painted, ...]
    scale: float = 1.0
    indent: float = 0.0
    spaced: bool = False
    own_hyphen: bool = False


@dataclass(frozen=True, slots=True)
class LinePlace:
    """The place of a line on a plate; `left` is that of its cell, in pixels.

    Lines that we set are `framed`: each is a block that is transformed; what a template prints is not.
    """

    key: LineKey
    left: float
    spots: tuple[Spot, ...]
    links: tuple[LinkSpot, ...] = ()
    framed: bool = True

    def operators(self, line: PaintedLine, glyphs: LineEndGlyphs) -> bytes:
        """Write the line as WeasyPrint writes a block with a transformation around its left end."""
        left = self.left + line.indent
        matrix = Matrix(e=-left) @ Matrix(line.scale, 0, 0, 1, 0, 0) @ Matrix(e=left)
        parts = [b"q", b"%b cm" % write_numbers(*matrix.values), b"q"] if self.framed else []
        last = len(self.spots) - 1
        for number, (spot, text, x) in enumerate(
            zip(self.spots, line.texts, _starts(left, line.texts), strict=False)
        ):
            shown: Sequence[bytes] = text.operators
            if number == last:
                shown = end_text(shown, glyphs, spaced=line.spaced, own_hyphen=line.own_hyphen)
            place = b"%b Tm" % write_numbers(1.0, 0.0, 0.0, -1.0, x, spot.baseline)
            parts += [spot.opening, b"BT", place, *map(without_empty_kerning, shown), b"ET", b"EMC"]
        return b"\n".join((*parts, b"Q", b"Q") if self.framed else parts)

    def link_objects(self, line: PaintedLine) -> Iterator[tuple[int, bytes]]:
        """Give the number and the dictionary of each link of the line."""
        left = self.left + line.indent
        starts = list(_starts(left, line.texts))
        for link in self.links:
            edges = (left + (starts[at] - left) * line.scale for at in (link.start, link.end))
            x1, x2 = (round(edge * POINTS_PER_PIXEL, 3) for edge in edges)
            yield link.number, link.before + write_numbers(x1, link.bottom, x2, link.top) + link.after


@dataclass(frozen=True, slots=True)
class LiveStream:
    """A stream of a page in which lines are painted: operators as they stand, and places of lines."""

    number: int
    parts: tuple[bytes | LinePlace, ...]


@dataclass(frozen=True, slots=True)
class Plate:
    """What all letters of a shape share, ready to be written.

    `digest` is that of what they share. `entries` are those of the cross-reference stream, with gaps for the
    objects that differ.
    """

    common: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    entries: bytes = field(repr=False)
    streams: tuple[LiveStream, ...] = field(repr=False)
    metadata: int
    info: int
    root: bytes
    glyphs: LineEndGlyphs = field(repr=False)

    @property
    def places(self) -> Iterator[LinePlace]:
        """Give the places of all lines that differ."""
        for stream in self.streams:
            for part in stream.parts:
                if isinstance(part, LinePlace):
                    yield part

    def stamp(self, lines: Mapping[LineKey, PaintedLine], facts: FileFacts) -> bytes:
        """Write one letter.

        Args:
            lines: a line for every place.
            facts: what the file says of itself.
        """
        writing = _Writing([self.common], len(self.common), bytearray(self.entries), self.digest)
        for stream in self.streams:
            content = b"\n".join(
                part.operators(lines[part.key], self.glyphs) if isinstance(part, LinePlace) else part
                for part in stream.parts
            )
            writing.put_packed(stream.number, b"", content)
        for place in self.places:
            for number, dictionary in place.link_objects(lines[place.key]):
                writing.put(number, dictionary)
        packet = write_xmp(facts)
        writing.put_stream(self.metadata, b"/Type /Metadata/Subtype /XML", packet)
        info = pydyf.Dictionary({key: pydyf.String(value) for key, value in write_info(facts).items()})
        writing.put(self.info, info.data)
        return writing.close(self.root, self.info)


@dataclass(slots=True)
class _Writing:
    """A file under way."""

    chunks: list[bytes]
    position: int
    entries: bytearray
    digest: bytes

    def put(self, number: int, body: bytes) -> None:
        set_entry(self.entries, number, PLAIN, self.position, 0)
        chunk = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        self.chunks.append(chunk)
        self.position += len(chunk)

    def put_stream(self, number: int, entries: bytes, data: bytes) -> None:
        self.put(number, write_stream(entries, data))

    def put_packed(self, number: int, entries: bytes, data: bytes) -> None:
        self.put_stream(number, entries + b"/Filter /FlateDecode", pack(data, level=LEVEL))

    def close(self, root: bytes, info: int) -> bytes:
        start, number = self.position, len(self.entries) // ENTRY
        self.entries += bytes(ENTRY)
        set_entry(self.entries, number, PLAIN, start, 0)
        identifier = sha256(self.digest + b"".join(self.chunks[1:])).hexdigest()[:32].encode()
        data = zlib.compress(bytes(self.entries), LEVEL)
        filters = b"/Filter /FlateDecode"
        if data.endswith(
            b"\r"
        ):  # no padding here: the zeros of an entry leave a Flate stream's last byte alone
            data, filters = bytes(self.entries), b""
        trailer = b"/Type /XRef/W [1 4 2]/Size %d/Root %b/Info %d 0 R/ID [<%b><%b>]%b" % (
            number + 1, root, info, identifier, identifier, filters,
        )  # fmt: skip
        stream = write_stream(trailer, data)
        self.chunks.append(b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, stream, start))
        return b"".join(self.chunks)


def write_stream(entries: bytes, data: bytes) -> bytes:
    """Write a stream; `entries` is its dictionary without brackets and length."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def pack(data: bytes, *, level: int) -> bytes:
    """Compress, with line feeds at the end until readers agree where it is (see `conformance.streams`)."""
    packed = zlib.compress(data, level)
    while packed.endswith(b"\r"):
        data += b"\n"
        packed = zlib.compress(data, level)
    return packed


def set_entry(entries: bytearray, number: int, kind: int, place: int, index: int) -> None:
    """Note in a cross-reference stream where an object stands (ISO 32000-1:2008, 7.5.8.3)."""
    at = number * ENTRY
    entries[at : at + ENTRY] = kind.to_bytes(1) + place.to_bytes(4) + index.to_bytes(2)


def _starts(left: float, texts: Sequence[Painted]) -> Iterator[float]:
    """Give where each text begins, and where the last one ends."""
    yield left
    for text in texts:
        left += text.width
        yield left
