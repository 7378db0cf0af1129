"""Set matter in lines: break it, and settle each line's word space and scale to the pixel.

A line says everything the page needs to draw it and the audit to check it. Lengths are CSS pixels.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import NamedTuple

from letterpress.letter import FootnoteCall, Inline, Link
from letterpress.typesetting.columns import Extent, extent_of
from letterpress.typesetting.linebreaking import (
    EXPAND,
    Breakpoint,
    BrokenLine,
    LineRules,
    Tolerance,
    choose_lines,
)
from letterpress.typesetting.matter import HYPHEN, NO_BREAK_SPACE, Matter, flatten
from letterpress.typesetting.metrics import LEAST_WORD_SPACE, Face, Measures, Metrics
from letterpress.typesetting.scripts import is_like_latin, reads_from_right
from letterpress.typesetting.wordbreaks import ANYWHERE, EMERGENCY, PLAIN, WITH_HYPHENS, BreakRules
from letterpress.typesetting.words import WordSmith


class Pass(NamedTuple):
    """One try at a paragraph: breaks allowed, ratios a line may have.

    Whether it may have `faults` (a stub, two hyphens in a row), and a word `divided` before its last line.
    """

    level: int
    tolerance: Tolerance
    faults: bool = True
    divided: bool = False


NARROWEST, WIDEST = 0.75, 1.6  # word spaces of a justified line, of the ideal; else the paragraph is ragged

WORD_SPACE_DIGITS = 4  # of a pixel, as the page says it: who paints a line alone must round as the page does
FILLED_PX = 0.05  # that a line without spaces may miss the measure by

# Letters give way first, then word spaces: at ratio 1 by 0.3 of the ideal, at -1 by 0.22.
JUSTIFIED_PASSES = (
    Pass(PLAIN, Tolerance(-0.8, 0.8), faults=False),
    Pass(WITH_HYPHENS, Tolerance(-1.0, 1.0), faults=False),
    Pass(WITH_HYPHENS, Tolerance(-1.0, 1.65), faults=False),
    Pass(WITH_HYPHENS, Tolerance(-0.9, 1.4), faults=False),  # for those above that came out too loose
    Pass(WITH_HYPHENS, Tolerance(-1.1, 1.9), faults=False),  # rather loose than two hyphens in a row
    Pass(WITH_HYPHENS, Tolerance(-1.0, 1.5)),
    Pass(WITH_HYPHENS, Tolerance(-1.0, 1.9)),
    Pass(WITH_HYPHENS, Tolerance(-1.1, 1.4)),  # some that came out too loose get a word more into a line
)
RAGGED_PASSES = (
    Pass(PLAIN, Tolerance(0, 3.5)),
    Pass(WITH_HYPHENS, Tolerance(0, 1e9), faults=False),
    Pass(WITH_HYPHENS, Tolerance(0, 1e9)),
    Pass(WITH_HYPHENS, Tolerance(0, 1e9), divided=True),
    Pass(EMERGENCY, Tolerance(0, 1e9), divided=True),
)

ALIGNED = {"left": 0.0, "center": 0.5, "right": 1.0}  # share of the room left of a line


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
    the width on paper, `evenness` the word space on paper against the ideal (1 in natural lines). A line
    is `spaced` when its end parts two words; `own_hyphen`: it ends within a word, behind the word's hyphen;
    `cut`: it ends within a word where no rule divides it. It is drawn `from_right` where it is read so.
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
    from_right: bool = False
    own_hyphen: bool = False
    cut: bool = False

    @property
    def text(self) -> str:
        """Give the line's characters, the hyphen included."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How the lines of a cell are set: measures of its class, width, alignment, and by phrase or not."""

    measures: Measures
    width: float
    alignment: str = "left"
    by_phrase: bool = False


class LineSetter:
    """Set the matter of one language in lines."""

    def __init__(
        self, metrics: Metrics, language: str, *, plain: bool = False, small_cap_acronyms: bool = False
    ) -> None:
        self._metrics = metrics
        self._small_cap_acronyms = small_cap_acronyms
        self._language = language
        self._plain = plain  # no hyphens, no scaling: for a layout that differed from its plan
        self._smith = WordSmith(metrics)

    def set_lines(
        self, inlines: tuple[Inline, ...], zone: str, name: str, style: LineStyle
    ) -> tuple[SetLine, ...]:
        """Set inline content of a passage of class `name`."""
        matter = self._flatten(inlines, zone, name)
        if reads_from_right(matter.text) and style.alignment == "left":
            style = replace(style, alignment="right")
        for lines in self._tries(matter, style, JUSTIFIED_PASSES) if style.measures.justified else ():
            settled = tuple(self._settle(matter, line, style, justified=True) for line in lines)
            if all(NARROWEST <= line.evenness <= WIDEST for line in settled):
                return settled
        ragged = self._tries(matter, style, RAGGED_PASSES, ragged=True)
        lines = next(ragged, ()) or self._one_a_line(matter, style)
        return tuple(self._settle(matter, line, style, justified=False) for line in lines)

    def set_marker(self, marker: str, face: Face, end: float) -> SetLine:
        """Set a marker so that it ends at a place."""
        width = self._metrics.width(face, marker)
        return SetLine((Piece(marker, (), face),), indent=end - width, width=width)

    def extent(self, inlines: tuple[Inline, ...], zone: str, name: str, *, divided: bool) -> Extent:
        """Tell how narrow and how wide inline content may be set, with its words `divided` or whole."""
        matter = self._flatten(inlines, zone, name)
        hyphenate = divided and not self._plain
        rules = BreakRules(self._language, WITH_HYPHENS if hyphenate else PLAIN, hyphenate)
        return extent_of(self._smith.breakpoints(matter, 0.0, rules))

    def _flatten(self, inlines: tuple[Inline, ...], zone: str, name: str) -> Matter:
        return flatten(inlines, zone, name, small_cap_acronyms=self._small_cap_acronyms)

    def _tries(
        self, matter: Matter, style: LineStyle, passes: tuple[Pass, ...], *, ragged: bool = False
    ) -> Iterator[tuple[BrokenLine, ...]]:
        """Yield the lines of every pass that finds some."""
        points: list[Breakpoint] = []
        known_level = 0
        for level, tolerance, faults, divided in passes:
            if level != known_level:
                points = self._points(matter, style, level, by_phrase=ragged and style.by_phrase)
                known_level = level
            if lines := choose_lines(points, LineRules(style.width, tolerance, ragged, faults, divided)):
                yield lines

    def _points(
        self, matter: Matter, style: LineStyle, level: int, *, by_phrase: bool = False
    ) -> list[Breakpoint]:
        rules = BreakRules(self._language, level, style.measures.hyphenated and not self._plain)
        return self._smith.breakpoints(matter, style.width, rules, by_phrase=by_phrase)

    def _one_a_line(self, matter: Matter, style: LineStyle) -> tuple[BrokenLine, ...]:
        """Break everywhere: a single character is wider than the measure, and the audit says so."""
        points = self._points(matter, style, EMERGENCY)
        return tuple(BrokenLine(a, b, 0.0, natural=True) for a, b in pairwise(points))

    def _settle(self, matter: Matter, line: BrokenLine, style: LineStyle, *, justified: bool) -> SetLine:
        """Measure a chosen line as it will be drawn and settle its spaces and scale."""
        pieces = _pieces(matter, line)
        natural = sum(self._metrics.width(piece.face, piece.text) for piece in pieces)
        spaces = sum(piece.text.count(" ") for piece in pieces)
        hang_start, hang_end = line.start.hang_start, line.end.hang_end
        scale, added, evenness, word_space = 1.0, 0.0, 1.0, None
        target = style.width + hang_start + hang_end
        if justified and not line.natural and spaces:
            scale = 1.0 if self._plain else 1 + max(-EXPAND, min(EXPAND, target / natural - 1))
            added = (target / scale - natural) / spaces  # what the letters, which give way first, leave over
            word_space = round(style.measures.word_space + added, WORD_SPACE_DIGITS)
            ideal = sum(piece.text.count(" ") * self._metrics.space(piece.face) for piece in pieces) / spaces
            evenness = (ideal + added) * scale / ideal if ideal else 1.0
        elif justified and not line.natural:  # nothing but its letters gives way
            scale = max(1 - EXPAND, min(EXPAND + 1, target / natural))
            evenness = 1.0 if abs(natural * scale - target) < FILLED_PX else inf
        elif not is_like_latin("".join(piece.text for piece in pieces)):
            word_space = style.measures.word_space or LEAST_WORD_SPACE  # of one font, as measured
        width = (natural + added * spaces) * scale
        share = ALIGNED[style.alignment]
        from_right = reads_from_right(matter.text) or reads_from_right(_hard_line(matter.text, line))
        calls = (node.number for piece in pieces for node in piece.path if isinstance(node, FootnoteCall))
        return SetLine(
            pieces,
            calls=tuple(calls),
            hyphen=line.end.hyphen,
            word_space=word_space,
            scale=scale,
            indent=(style.width - width) * share if share or from_right else -hang_start,
            width=width,
            evenness=evenness,
            spaced=_parts_words(matter, line.end),
            own_hyphen=line.end.own_hyphen,
            cut=line.end.penalty == ANYWHERE,
            from_right=from_right,
        )


def _hard_line(text: str, line: BrokenLine) -> str:
    """Give the text between two line breaks of the author that a line is part of."""
    return text[text.rfind("\n", 0, line.start.start) + 1 :].partition("\n")[0]


def _parts_words(matter: Matter, end: Breakpoint) -> bool:
    """Tell whether a line that ends here parts two words; the last one does, too, behind a hyphen."""
    if end.end == len(matter.text):
        return matter.text.endswith("-")
    return end.end < end.start < len(matter.text)


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
