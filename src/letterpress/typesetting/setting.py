"""Set passages in lines: measure, break, and settle each line's word space and scale to the pixel.

The result says everything the page needs to draw a line and the audit to check it. Lengths are CSS pixels;
tops are not known here, that is make-up.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from letterpress.composing import Flow, Passage
from letterpress.letter import FootnoteCall, Inline
from letterpress.stationery import PX_PER_MM, SignatureGrid
from letterpress.typesetting.linebreaking import EXPAND, BrokenLine, choose_lines
from letterpress.typesetting.metrics import Face, Measures, Metrics
from letterpress.typesetting.words import (
    EMERGENCY,
    HYPHEN,
    NO_BREAK_SPACE,
    PLAIN,
    WITH_HYPHENS,
    Matter,
    WordSmith,
    faces_in,
    flatten,
)

# Passes of line breaking: breaks allowed, greatest stretch ratio. Most paragraphs need no hyphen.
JUSTIFIED_PASSES = ((PLAIN, 0.6), (WITH_HYPHENS, 1.0), (WITH_HYPHENS, 2.5), (EMERGENCY, 1e9))
RAGGED_PASSES = ((PLAIN, 1e9), (EMERGENCY, 1e9))

MARKER_GAP = 0.42  # of the font size, between a marker and the text it stands before


class Piece(NamedTuple):
    """Text of one face in a line; `path` holds the inline nodes around it."""

    text: str
    path: tuple[Inline, ...]
    face: Face


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line as it will be drawn.

    `word_space` is added to every space, then the line is scaled by `scale` from its left end, which lies
    `indent` from the left edge of its cell (negative: it hangs). `width` is the width on paper.
    `evenness` is the word space on paper against the ideal, 1 for lines that are not justified.
    """

    pieces: tuple[Piece, ...]
    calls: tuple[int, ...]
    hyphen: bool
    word_space: float
    scale: float
    indent: float
    width: float
    evenness: float

    @property
    def text(self) -> str:
        """Give the line's characters, the hyphen included."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class SetCell:
    """The lines of one cell; `left` is measured from the left edge of the zone."""

    left: float
    width: float
    lines: tuple[SetLine, ...]


@dataclass(frozen=True, slots=True)
class SetPassage:
    """A passage in lines of one leading, with its margins and its marker's line."""

    passage: Passage
    zone: str
    measures: Measures
    cells: tuple[SetCell, ...]
    ink: float = 0.0
    marker: SetLine | None = None

    @property
    def line_count(self) -> int:
        """Give the number of lines of its longest cell."""
        return max(len(cell.lines) for cell in self.cells)


class Typesetter:
    """Set passages in the faces and the language of one letter; words are measured once."""

    def __init__(self, metrics: Metrics, language: str, grid: SignatureGrid, *, plain: bool = False) -> None:
        self._metrics = metrics
        self._plain = plain  # no hyphens and no scaling: what is left when a layout differs from its plan
        self._smith = WordSmith(metrics, language)
        self._grid = grid

    def learn(self, flow: Flow) -> None:
        """Learn every face the letter needs from one specimen."""
        faces: set[Face] = set()
        for zone, passages in zoned(flow):
            for passage in passages:
                faces |= _faces_of(passage, zone)
        self._metrics.learn(faces)

    def set_passages(self, passages: Iterable[Passage], zone: str, width: float, ink: float) -> tuple[SetPassage, ...]:
        """Set passages for a zone of this width; `ink` is the room above the names of signatories."""
        return tuple(self._set_passage(passage, zone, width, ink) for passage in passages)

    def _set_passage(self, passage: Passage, zone: str, width: float, ink: float) -> SetPassage:
        measures = self._metrics.measures(zone, passage.style)
        around = [self._metrics.measures(zone, box.style) for box in passage.path if box.style]
        left = measures.left + sum(m.left for m in around)
        right = measures.right + sum(m.right for m in around)
        gap = self._grid.column_gap_mm * PX_PER_MM
        column = (width - left - right - gap * (passage.columns - 1)) / passage.columns
        cells = tuple(
            SetCell(left + number * (column + gap), column, self._set_lines(cell, zone, passage.style, column))
            for number, cell in enumerate(passage.cells)
        )
        marker = self._set_marker(passage, zone, left, measures) if passage.marker else None
        is_signature = passage.style == "signature"
        return SetPassage(passage, zone, measures, cells, ink if is_signature else 0.0, marker)

    def _set_marker(self, passage: Passage, zone: str, left: float, measures: Measures) -> SetLine:
        """Set a marker so that it ends a little before the text."""
        face = Face(zone, passage.style, ("marker",))
        width = self._metrics.width(face, passage.marker)
        indent = left - measures.font_size * MARKER_GAP - width
        return SetLine((Piece(passage.marker, (), face),), (), False, 0.0, 1.0, indent, width, 1.0)

    def _set_lines(self, cell: tuple[Inline, ...], zone: str, style: str, width: float) -> tuple[SetLine, ...]:
        matter = flatten(cell, zone, style)
        measures = self._metrics.measures(zone, style)
        lines = self._break(matter, width, measures)
        return tuple(self._settle(matter, line, width, measures) for line in lines)

    def _break(self, matter: Matter, width: float, measures: Measures) -> tuple[BrokenLine, ...]:
        ragged = not measures.justified
        points, known_level = [], 0
        for level, tolerance in RAGGED_PASSES if ragged else JUSTIFIED_PASSES:
            if level != known_level:
                points = self._smith.breakpoints(matter, width, level, hyphenate=measures.hyphenated and not self._plain)
                known_level = level
            if lines := choose_lines(points, width, tolerance, ragged=ragged):
                return lines
        return tuple(  # a single character is wider than the measure: one a line, and the audit says so
            BrokenLine(a, b, 0.0, natural=True) for a, b in zip(points, points[1:], strict=False)
        )

    def _settle(self, matter: Matter, line: BrokenLine, measure: float, measures: Measures) -> SetLine:
        """Measure a chosen line as it will be drawn and settle its spaces and scale."""
        pieces = _pieces(matter, line)
        natural = sum(self._metrics.width(piece.face, piece.text) for piece in pieces)
        spaces = sum(piece.text.count(" ") for piece in pieces)
        hang_start, hang_end = line.start.hang_start, line.end.hang_end
        scale, word_space, evenness = 1.0, 0.0, 1.0
        if measures.justified and not line.natural and spaces:
            target = measure + hang_start + hang_end
            scale = 1.0 if self._plain else 1 + EXPAND * max(-1.0, min(1.0, line.ratio))
            word_space = (target / scale - natural) / spaces
            ideal = self._metrics.space(pieces[0].face)
            evenness = (ideal + word_space) * scale / ideal if ideal else 1.0
        calls = tuple(dict.fromkeys(node.number for piece in pieces for node in piece.path if isinstance(node, FootnoteCall)))
        width = (natural + word_space * spaces) * scale
        return SetLine(pieces, calls, line.end.hyphen, word_space, scale, -hang_start, width, evenness)


def zoned(flow: Flow) -> Iterable[tuple[str, tuple[Passage, ...]]]:
    """Pair every group of passages with the class of the zone it is set in."""
    yield "text", flow.text
    yield from (("zone", passages) for passages in flow.zones.values())
    yield from (("notes", note.passages) for note in flow.notes)


def _faces_of(passage: Passage, zone: str) -> set[Face]:
    faces = {face for cell in passage.cells for face in faces_in(cell, zone, passage.style)}
    faces |= {Face(zone, container.style) for container in passage.path if container.style}
    if passage.marker:
        faces.add(Face(zone, passage.style, ("marker",)))
    return faces


def _pieces(matter: Matter, line: BrokenLine) -> tuple[Piece, ...]:
    """Cut the runs of a line out of the matter; protected spaces become ordinary ones, lines cannot break."""
    start, end = line.start.start, line.end.end
    pieces = []
    index = max(0, bisect_right(matter.runs, start, key=lambda run: run.start) - 1)
    for run in matter.runs[index:]:
        if run.start >= end:
            break
        text = matter.text[max(start, run.start) : min(end, run.end)].replace(NO_BREAK_SPACE, " ")
        if text and text != "\n":
            pieces.append(Piece(text, run.path, run.face))
    if line.end.hyphen and pieces:
        pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + HYPHEN)
    return tuple(pieces)


def evenness_of(passages: Iterable[SetPassage]) -> Mapping[str, float]:
    """Sum up the word spaces of justified lines: rms deviation from the ideal, narrowest, widest."""
    spaces = [
        line.evenness
        for passage in passages
        for cell in passage.cells
        for line in cell.lines
        if line.word_space
    ]
    if not spaces:
        return {"lines": 0, "rms": 0.0, "narrowest": 1.0, "widest": 1.0}
    rms = (sum((space - 1) ** 2 for space in spaces) / len(spaces)) ** 0.5
    return {"lines": len(spaces), "rms": rms, "narrowest": min(spaces), "widest": max(spaces)}
