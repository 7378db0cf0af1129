"""What of a letter differs from its pattern, set in lines and painted.

The pattern is the letter as it was read, before the values of a recipient were put in: every passage whose
text is not that of the pattern is live.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from letterpress.composing import Arrangement, Flow, Passage, addressee_of
from letterpress.stationery import PX_PER_MM, Stationery
from letterpress.typesetting.engine import Fit
from letterpress.typesetting.layout import Desk, typesetter_for
from letterpress.typesetting.lines import SetLine
from letterpress.typesetting.makeup import ink_of
from letterpress.typesetting.metrics import Face, Metrics
from letterpress.typesetting.plates.painting import Brush, Painter
from letterpress.typesetting.plates.plate import LineKey, PaintedLine
from letterpress.typesetting.plates.repertoire import pages_for
from letterpress.typesetting.plates.shapes import Shape, can_be_stamped, ends_of, frame_of, shape_of, texts_of
from letterpress.typesetting.setting import SetPassage, Typesetter, faces_of_passage
from letterpress.typesetting.tables import table_of
from letterpress.typesetting.typesetting import HANG_MM

HANG_PX = HANG_MM * PX_PER_MM
MOST_SETTERS = 64  # each with the words it knows


@dataclass(frozen=True, slots=True)
class Live:
    """What differs from the pattern: passages as set, and their lines as painted.

    `shape` and `ends` say what pages follow from it (`shapes`); `code_pages`, what it has beyond Latin.
    """

    passages: tuple[SetPassage, ...]
    lines: Mapping[LineKey, PaintedLine]
    texts: Mapping[LineKey, str]
    brushes: Mapping[Face, Brush]
    code_pages: frozenset[int]
    addressee: str
    shape: Shape
    ends: Shape


class _Placed(NamedTuple):
    """A passage, with the class and the width of what it is set in."""

    zone: str
    width: float
    passage: Passage


class LiveSetter:
    """Sets and paints at one fit what differs from one pattern."""

    def __init__(self, pattern: Flow, stationery: Stationery, fit: Fit, painter: Painter) -> None:
        self._fit = fit
        self._stationery = stationery
        self._cells = {one.passage.part: one.passage.cells for one in _placed(pattern, stationery)}
        self._painter = painter
        self._setters: dict[Shape, Typesetter] = {}
        self._brushes: dict[Face, Brush] = {}

    def set(self, desk: Desk, look: Shape) -> Live:
        """Set and paint the live passages of a letter; `look` says what else its pages depend on.

        Raises:
            LetterError: a character that no font has.
        """
        frame = frame_of(desk.flow)
        passages = tuple(self._set_passages(desk, self._setter_for(frame, desk)))
        lines: dict[LineKey, PaintedLine] = {}
        texts: dict[LineKey, str] = {}
        brushes: dict[Face, Brush] = {}
        for key, line in lines_of(passages):
            written = texts_of(line)
            for piece in written:
                brushes[piece.face] = self._brush(piece.face, desk.metrics[self._fit])
            painted = tuple(
                self._painter.paint(brushes[piece.face], piece.text, line.word_space) for piece in written
            )
            scale, indent = round(line.scale, 6), round(line.indent, 3)  # as they are emitted
            lines[key] = PaintedLine(painted, scale, indent, line.spaced, line.own_hyphen)
            texts[key] = line.text
        addressee = addressee_of(desk.letter)
        beyond = pages_for((*texts.values(), addressee))
        shape = (look, frame, *map(shape_of, passages), *fonts_of(lines.values()))
        ends = tuple(map(ends_of, passages))
        return Live(passages, lines, texts, brushes, beyond, addressee, shape, ends)

    def _setter_for(self, frame: Shape, desk: Desk) -> Typesetter:
        """Give what sets letters of a frame; dates and letterheads, which differ more, are nothing to it."""
        key = frame, desk.letter.layout
        if key not in self._setters:
            if len(self._setters) >= MOST_SETTERS:
                self._setters.clear()
            self._setters[key] = typesetter_for(desk, self._fit)
        return self._setters[key]

    def _set_passages(self, desk: Desk, setter: Typesetter) -> Iterator[SetPassage]:
        placed = list(_placed(desk.flow, self._stationery))
        differing = [one for one in placed if self._cells.get(one.passage.part) != one.passage.cells]
        acronyms = desk.letter.layout.small_cap_acronyms
        desk.metrics[self._fit].learn(
            face
            for one in differing
            for face in faces_of_passage(one.passage, one.zone, small_cap_acronyms=acronyms)
        )
        ink = ink_of(desk.letter, self._stationery) * PX_PER_MM
        turned = _turned_tables(differing, placed, setter)
        for one in differing:
            together = [one.passage]
            if one.passage.arrangement is Arrangement.TABLE:  # the columns depend on all rows
                table = table_of(one.passage)
                together = [other.passage for other in placed if _is_row_of(other.passage, table)]
            for passage in setter.set_passages(together, one.zone, one.width, turned=turned, ink=ink):
                if passage.passage.part == one.passage.part:
                    yield passage

    def _brush(self, face: Face, metrics: Metrics) -> Brush:
        if face not in self._brushes:
            self._brushes[face] = Brush(*metrics.style(face))
        return self._brushes[face]


def _placed(flow: Flow, stationery: Stationery) -> Iterator[_Placed]:
    boxes = stationery.boxes_mm
    width = boxes["following"].width_mm * PX_PER_MM
    for zone, passages in flow.zones.items():
        yield from (_Placed("zone", boxes[zone].width_mm * PX_PER_MM, passage) for passage in passages)
    yield from (_Placed("text", width, passage) for passage in flow.text)
    yield from (_Placed("notes", width, passage) for note in flow.notes for passage in note.passages)


def _turned_tables(
    differing: Iterable[_Placed], placed: Sequence[_Placed], setter: Typesetter
) -> frozenset[str]:
    """Name the turned tables that anything live stands with, which follows from all their rows."""
    names = {one.passage.turned_with for one in differing} - {""}
    rows = [
        one
        for one in placed
        if one.passage.turned_with in names and _is_row_of(one.passage, one.passage.turned_with)
    ]
    if not rows:
        return frozenset()
    return setter.turned_tables([one.passage for one in rows], rows[0].zone, rows[0].width)


def lines_of(passages: Iterable[SetPassage]) -> Iterator[tuple[LineKey, SetLine]]:
    """Yield the lines of passages with their keys."""
    for passage in passages:
        for number, cell in enumerate(passage.cells):
            for at, line in enumerate(cell.lines):
                yield LineKey(passage.passage.part, number, at), line


def fits(live: Live) -> bool:
    """Tell whether the lines can be painted on a plate, and stay inside their cells."""
    if not can_be_stamped(live.passages):
        return False
    return all(
        line.indent >= -HANG_PX and line.indent + line.width <= cell.width + HANG_PX
        for passage in live.passages
        for cell in passage.cells
        for line in cell.lines
    )


def _is_row_of(passage: Passage, table: str) -> bool:
    return passage.arrangement is Arrangement.TABLE and table_of(passage) == table


def fonts_of(lines: Iterable[PaintedLine]) -> Iterator[Shape]:
    """Say which fonts the texts of lines are in: another font may raise or lower its line."""
    for line in lines:
        yield tuple(tuple(sorted(text.glyphs)) for text in line.texts)
