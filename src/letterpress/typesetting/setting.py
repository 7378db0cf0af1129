"""Set passages in lines: measure, break, and settle each line's word space and scale to the pixel.

The result says everything the page needs to draw a line and the audit to check it. Lengths are CSS pixels;
tops are not known here, that is make-up.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from letterpress.composing import Flow, Passage
from letterpress.letter import FootnoteCall, Inline, Link
from letterpress.stationery import PX_PER_MM, SignatureGrid
from letterpress.typesetting.linebreaking import (
    EXPAND,
    Breakpoint,
    BrokenLine,
    LineRules,
    Tolerance,
    choose_lines,
)
from letterpress.typesetting.matter import HYPHEN, NO_BREAK_SPACE, Matter, faces_in, flatten
from letterpress.typesetting.metrics import Face, Measures, Metrics
from letterpress.typesetting.wordbreaks import EMERGENCY, PLAIN, WITH_HYPHENS, BreakRules
from letterpress.typesetting.words import WordSmith

# Passes of line breaking: breaks allowed, and the ratios a line may have; word spaces are 1 + 0.2 x ratio.
JUSTIFIED_PASSES = (
    (PLAIN, Tolerance(-0.8, 0.8)),
    (WITH_HYPHENS, Tolerance(-1.0, 1.2)),
    (WITH_HYPHENS, Tolerance(-1.2, 3.0)),
    (EMERGENCY, Tolerance(-1.2, 1e9)),
)
RAGGED_PASSES = ((PLAIN, Tolerance(0, 1e9)), (EMERGENCY, Tolerance(0, 1e9)))

DEEPEST_INDENT = 0.35  # of the measure, on either side: however deep blocks are nested, text stays readable
MARKER_GAP = 0.42  # of the font size, between a marker and the text it stands before


class Piece(NamedTuple):
    """Text of one face in a line; `path` holds the inline nodes around it."""

    text: str
    path: tuple[Inline, ...]
    face: Face


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line as it will be drawn.

    `word_space` is its CSS `word-spacing` (None: that of its style). Then the line is scaled by `scale`
    from its left end, which lies `indent` from the left edge of its cell (negative: it hangs). `width` is
    the width on paper, `evenness` the word space on paper against the ideal (1 in natural lines). Where a
    line is `spaced`, its end parts two words: paper needs no space there, a reading machine does.
    """

    pieces: tuple[Piece, ...]
    calls: tuple[int, ...] = ()
    hyphen: bool = False
    word_space: float | None = None
    scale: float = 1.0
    indent: float = 0.0
    width: float = 0.0
    evenness: float = 1.0
    spaced: bool = False

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
        self._plain = plain  # no hyphens, no scaling: for a layout that differed from its plan
        self._language = language
        self._smith = WordSmith(metrics)
        self._grid = grid

    def set_passages(
        self, passages: Iterable[Passage], zone: str, width: float, ink: float
    ) -> tuple[SetPassage, ...]:
        """Set passages for a zone of this width; `ink` is the room above the names of signatories."""
        return tuple(self._set_passage(passage, zone, width, ink) for passage in passages)

    def _set_passage(self, passage: Passage, zone: str, width: float, ink: float) -> SetPassage:
        measures = self._metrics.measures(zone, passage.style)
        around = [self._metrics.measures(zone, box.style) for box in passage.path if box.style]
        widest = width * DEEPEST_INDENT
        left = min(measures.left + sum(m.left for m in around), widest)
        right = min(measures.right + sum(m.right for m in around), widest)
        gap = self._grid.column_gap_mm * PX_PER_MM
        column = (width - left - right - gap * (passage.columns - 1)) / passage.columns
        cells = tuple(
            SetCell(
                left + number * (column + gap), column, self._set_lines(cell, zone, passage.style, column)
            )
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
        return SetLine((Piece(passage.marker, (), face),), indent=indent, width=width)

    def _set_lines(
        self, cell: tuple[Inline, ...], zone: str, style: str, width: float
    ) -> tuple[SetLine, ...]:
        matter = flatten(cell, zone, style)
        measures = self._metrics.measures(zone, style)
        lines = self._break(matter, width, measures)
        return tuple(self._settle(matter, line, width, measures) for line in lines)

    def _break(self, matter: Matter, width: float, measures: Measures) -> tuple[BrokenLine, ...]:
        ragged = not measures.justified
        hyphenate = measures.hyphenated and not self._plain
        points: list[Breakpoint] = []
        known_level = 0
        for level, tolerance in RAGGED_PASSES if ragged else JUSTIFIED_PASSES:
            if level != known_level:
                rules = BreakRules(self._language, level, hyphenate)
                points = self._smith.breakpoints(matter, width, rules, by_phrase=ragged)
                known_level = level
            if lines := choose_lines(points, LineRules(width, tolerance, ragged)):
                return lines
        # A single character is wider than the measure: one a line, and the audit says so.
        return tuple(BrokenLine(a, b, 0.0, natural=True) for a, b in pairwise(points))

    def _settle(self, matter: Matter, line: BrokenLine, measure: float, measures: Measures) -> SetLine:
        """Measure a chosen line as it will be drawn and settle its spaces and scale."""
        pieces = _pieces(matter, line)
        natural = sum(self._metrics.width(piece.face, piece.text) for piece in pieces)
        spaces = sum(piece.text.count(" ") for piece in pieces)
        hang_start, hang_end = line.start.hang_start, line.end.hang_end
        scale, added, evenness = 1.0, 0.0, 1.0
        target = measure + hang_start + hang_end
        if measures.justified and not line.natural and spaces:
            scale = 1.0 if self._plain else 1 + EXPAND * max(-1.0, min(1.0, line.ratio))
            added = (target / scale - natural) / spaces
            ideal = self._metrics.space(pieces[0].face)
            evenness = (ideal + added) * scale / ideal if ideal else 1.0
        elif measures.justified and not line.natural and natural > target:
            scale = target / natural  # one long word, chosen because it can be this much narrower
        calls = tuple(
            node.number for piece in pieces for node in piece.path if isinstance(node, FootnoteCall)
        )
        width = (natural + added * spaces) * scale
        word_space = measures.word_space + added if added else None
        spaced = line.end.end < line.end.start < len(matter.text)
        return SetLine(
            pieces, calls, line.end.hyphen, word_space, scale, -hang_start, width, evenness, spaced=spaced
        )


def zoned(flow: Flow) -> Iterable[tuple[str, tuple[Passage, ...]]]:
    """Pair every group of passages with the class of the zone it is set in."""
    yield "text", flow.text
    yield from (("zone", passages) for passages in flow.zones.values())
    yield from (("notes", note.passages) for note in flow.notes)


def faces_of(flow: Flow) -> set[Face]:
    """Gather every face a letter needs."""
    return {
        face for zone, passages in zoned(flow) for passage in passages for face in _faces_of(passage, zone)
    }


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
    pieces = _without_lone_spaces(pieces)
    if line.end.hyphen and pieces:
        pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + HYPHEN)
    return tuple(pieces)


def _without_lone_spaces(pieces: list[Piece]) -> list[Piece]:
    """Join a space between two faces to its neighbour: WeasyPrint mismeasures one alone in a box."""
    joined: list[Piece] = []
    lead = ""
    for place, piece in enumerate(pieces):
        if piece.text == " " and place + 1 < len(pieces):
            if joined and not any(isinstance(node, Link | FootnoteCall) for node in joined[-1].path):
                joined[-1] = joined[-1]._replace(text=joined[-1].text + " ")
            else:
                lead = " "
            continue
        joined.append(piece._replace(text=lead + piece.text))
        lead = ""
    return joined


def evenness_of(passages: Iterable[SetPassage]) -> Mapping[str, float]:
    """Sum up the word spaces of justified lines: rms deviation from the ideal, narrowest, widest."""
    spaces = [
        line.evenness
        for passage in passages
        for cell in passage.cells
        for line in cell.lines
        if line.word_space is not None
    ]
    if not spaces:
        return {"lines": 0, "rms": 0.0, "narrowest": 1.0, "widest": 1.0}
    rms = (sum((space - 1) ** 2 for space in spaces) / len(spaces)) ** 0.5
    return {"lines": len(spaces), "rms": rms, "narrowest": min(spaces), "widest": max(spaces)}
