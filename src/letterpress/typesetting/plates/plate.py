"""A plate: the finished file of all letters of one shape, with places for the lines that differ.

It is a forme, which has the pages, and fonts, which letters in other scripts have more of. Both stand in the
file first and are written as they are; the streams with painted lines, the rectangles of their links and what
the file says of itself follow. So a letter costs its own lines and a copy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from itertools import repeat
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
from letterpress.typesetting.plates.writing import Objects, Opening, Writing, add_objects

POINTS_PER_PIXEL = 0.75  # CSS Values 3, section 6.2


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
    """A line of a letter as it is painted: its texts, its scale, its indent, how it ends.

    The addressee may have more lines, each a text, and what is `written` in each.
    """

    texts: tuple[Painted, ...]
    scale: float = 1.0
    indent: float = 0.0
    spaced: bool = False
    own_hyphen: bool = False
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinePlace:
    """The place of a line on a plate; `left` is that of its cell, in pixels.

    Lines that we set are `framed`: each is a block that is transformed. What a template prints is not, and
    its texts stand one below the other.
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
        places = _starts(left, line.texts) if self.framed else repeat(left)
        for number, (spot, text, x) in enumerate(zip(self.spots, line.texts, places, strict=False)):
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


class RowPlace(NamedTuple):
    """Where the row of the recipient is embedded: its object, and what is around checksum and size there."""

    number: int
    before: bytes
    between: bytes
    after: bytes

    def entries(self, data: bytes) -> bytes:
        """Write the entries of the embedded file (ISO 32000-1:2008, 7.11.4)."""
        digest = md5(data, usedforsecurity=False).hexdigest().encode()
        return self.before + b"<%b>" % digest + self.between + b"%d" % len(data) + self.after


@dataclass(frozen=True, slots=True)
class Forme:
    """What all letters of a shape share but their fonts, locked up and ready to be written.

    The numbers of the font objects are kept free, those of `fonts`.
    """

    opening: Opening = field(repr=False)
    fonts: range
    streams: tuple[LiveStream, ...] = field(repr=False)
    metadata: int
    info: int
    root: bytes
    glyphs: LineEndGlyphs = field(repr=False)
    row: RowPlace | None = None

    @property
    def places(self) -> Iterator[LinePlace]:
        """Give the places of all lines that differ."""
        for stream in self.streams:
            for part in stream.parts:
                if isinstance(part, LinePlace):
                    yield part


@dataclass(frozen=True, slots=True)
class Plate:
    """A forme with the fonts its letters are printed in; files begin with both."""

    forme: Forme
    opening: Opening = field(repr=False)

    def stamp(self, lines: Mapping[LineKey, PaintedLine], facts: FileFacts, row: bytes = b"") -> bytes:
        """Write one letter.

        Args:
            lines: a line for every place.
            facts: what the file says of itself.
            row: what is known of the recipient, if letters on this plate carry that.
        """
        forme, writing = self.forme, Writing(self.opening)
        for stream in forme.streams:
            content = b"\n".join(
                part.operators(lines[part.key], forme.glyphs) if isinstance(part, LinePlace) else part
                for part in stream.parts
            )
            writing.put_packed(stream.number, content)
        for place in forme.places:
            for number, dictionary in place.link_objects(lines[place.key]):
                writing.put(number, dictionary)
        if forme.row:
            writing.put_exactly(forme.row.number, forme.row.entries(row), row)
        writing.put_stream(forme.metadata, b"/Type /Metadata/Subtype /XML", write_xmp(facts))
        info = pydyf.Dictionary({key: pydyf.String(value) for key, value in write_info(facts).items()})
        writing.put(forme.info, info.data)
        return writing.close(forme.root, forme.info)


def mount_fonts(forme: Forme, fonts: Objects) -> Plate:
    """Make a plate of a forme and its fonts, whose objects have the numbers kept for them."""
    return Plate(forme, add_objects(forme.opening, fonts))


def _starts(left: float, texts: Sequence[Painted]) -> Iterator[float]:
    """Give where each text begins, and where the last one ends."""
    yield left
    for text in texts:
        left += text.width
        yield left
