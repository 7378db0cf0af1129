"""Set passages: lines of text, rows of cells, images and rules, with their measures and places.

Left edges and widths are settled here; tops are not known yet, that is make-up. Lengths are CSS pixels.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from letterpress.composing import Arrangement, Container, Flow, Passage
from letterpress.letter import Emphasis, FootnoteCall, Foreign, Inline, Link, Strong, plain_text
from letterpress.stationery import PX_PER_MM, TURNED, Stationery
from letterpress.typesetting.columns import Column, equal_columns
from letterpress.typesetting.images import ImageSize
from letterpress.typesetting.lines import LineSetter, LineStyle, SetLine
from letterpress.typesetting.matter import faces_in
from letterpress.typesetting.metrics import Face, Measures, Metrics
from letterpress.typesetting.scripts import reads_from_right
from letterpress.typesetting.tables import TABLE_SIZES, FittedTable, fit_table, rows_by_table, table_of

DEEPEST_INDENT = 0.35  # of the measure: however deep blocks are nested, text stays readable
MARKER_GAP = 0.42  # of the font size, between a marker and the text it stands before
TALLEST_IMAGE = 0.6  # of the measure: a portrait stands beside text, it does not push it away
PHRASED = frozenset({"signature", "inside_address", "subject_line", "heading-1", "heading-2", "heading-3"})


@dataclass(frozen=True, slots=True)
class SetCell:
    """The lines of one cell; `left` is measured from the left edge of the zone."""

    left: float
    width: float
    lines: tuple[SetLine, ...]


@dataclass(frozen=True, slots=True)
class SetPassage:
    """A passage as set: its cells in lines of one leading, or an image or a rule of some height.

    `ink` is the room for a signature above it, `marker` the line of its marker. The lines of a `divided` row
    may stand on several pages. What is `turned` stands on a turned page, in the measure of that.
    """

    passage: Passage
    zone: str
    measures: Measures
    cells: tuple[SetCell, ...] = ()
    ink: float = 0.0
    marker: SetLine | None = None
    image_size: ImageSize | None = None
    divided: bool = False
    turned: bool = False

    @property
    def is_whole(self) -> bool:
        """Tell whether it is one unit of make-up: a row, an image, a rule."""
        return (self.passage.is_row and not self.divided) or not self.cells

    @property
    def line_count(self) -> int:
        """Give the number of lines of its longest cell."""
        return max((len(cell.lines) for cell in self.cells), default=0)

    @property
    def height(self) -> float:
        """Give its height without margins."""
        if self.image_size:
            return self.image_size.height
        return max(1, self.line_count) * self.measures.leading


class Typesetter:
    """Set the passages of one letter; words are measured once.

    Args:
        metrics: of the faces it needs.
        setter: of its lines.
        stationery: gives the grid of signatories and the measures of upright and of turned pages.
        images: natural sizes of its images by their path.
    """

    def __init__(
        self, metrics: Metrics, setter: LineSetter, stationery: Stationery, images: Mapping[str, ImageSize]
    ) -> None:
        self._metrics = metrics
        self._setter = setter
        self._images = images
        self._grid = stationery.signature
        self._measure = stationery.boxes_mm["following"].width_mm * PX_PER_MM
        turned = stationery.boxes_mm.get(TURNED)
        self._turned_measure = turned.width_mm * PX_PER_MM if turned else 0.0  # none: nothing is turned
        self._widened: dict[tuple[str, str], float] = {}

    def make_room_for_markers(self, flow: Flow) -> None:
        """Indent notes and lists further where their widest number asks for it."""
        for zone, passages in zoned(flow):
            for passage in passages:
                if passage.marker:
                    key = zone, _numbered_with(passage)
                    measures = self._metrics.measures(zone, passage.style)
                    face = Face(zone, passage.style, ("marker",))
                    needed = self._metrics.width(face, passage.marker) + measures.font_size * MARKER_GAP
                    lacking = needed - self._own_indent(passage, zone)
                    self._widened[key] = max(self._widened.get(key, 0.0), lacking)

    def _own_indent(self, passage: Passage, zone: str) -> float:
        """Give the indent a marker stands in: that of its list, or of the note."""
        own = self._metrics.measures(zone, passage.style).left
        lists = [container for container in passage.path if container.role == "L"]
        return own + (self._metrics.measures(zone, lists[-1].style).left if lists else 0.0)

    def set_passages(
        self,
        passages: Sequence[Passage],
        zone: str,
        width: float,
        *,
        turned: frozenset[str] = frozenset(),
        ink: float = 0.0,
    ) -> tuple[SetPassage, ...]:
        """Set passages for a zone of this width, or for turned pages where a table asks for these.

        Args:
            passages: in order; the rows of a table follow one another.
            zone: the class of the zone in the style sheet.
            width: of the zone.
            turned: names of tables that are known to be turned, beside those of the passages.
            ink: room above the names of signatories.
        """
        tables = {
            part: self._fit_table(rows, zone, width, turned) for part, rows in rows_by_table(passages).items()
        }
        turned |= {part for part, table in tables.items() if table.turned}

        def set_passage(passage: Passage) -> SetPassage:
            own = self._turned_measure if passage.turned_with in turned else width
            if passage.arrangement is Arrangement.TABLE:
                return self._set_table_row(passage, zone, tables[table_of(passage)])
            if passage.image:
                return self._set_image(passage, zone, own, self._images[passage.image.path])
            return self._set_text(passage, zone, own, ink)

        return tuple(
            replace(set_passage(passage), turned=passage.turned_with in turned) for passage in passages
        )

    def turned_tables(self, rows: Sequence[Passage], zone: str, width: float) -> frozenset[str]:
        """Name the tables of these rows that are turned."""
        tables = rows_by_table(rows)
        return frozenset(
            part for part, own in tables.items() if self._fit_table(own, zone, width, frozenset()).turned
        )

    def set_head_again(self, head: SetPassage) -> SetPassage:
        """Set the head of a table as it stands again on a following page: without calls and links."""
        cells = tuple(
            SetCell(cell.left, cell.width, self._set_cell(_without_calls(content), head, cell, number))
            for number, (content, cell) in enumerate(zip(head.passage.cells, head.cells, strict=True))
        )
        return replace(head, cells=cells)

    def _set_cell(
        self, content: tuple[Inline, ...], row: SetPassage, cell: SetCell, number: int
    ) -> tuple[SetLine, ...]:
        passage = row.passage
        alignment = passage.alignments[number] if passage.alignments else "left"
        style = LineStyle(row.measures, cell.width, alignment)
        return self._setter.set_lines(content, row.zone, passage.style, style)

    def _indents(self, passage: Passage, zone: str, width: float) -> tuple[float, float]:
        own = self._metrics.measures(zone, passage.style)
        around = [self._metrics.measures(zone, box.style) for box in passage.path if box.style]
        left = own.left + sum(measures.left for measures in around)
        left += sum(self._widened.get((zone, _group_of(container)), 0.0) for container in passage.path)
        right = own.right + sum(measures.right for measures in around)
        deepest = width * DEEPEST_INDENT
        return min(left, max(own.left, deepest)), min(right, max(own.right, deepest))

    def _set_text(self, passage: Passage, zone: str, width: float, ink: float) -> SetPassage:
        measures = self._metrics.measures(zone, passage.style)
        left, right = self._indents(passage, zone, width)
        gap = self._grid.column_gap_mm * PX_PER_MM
        columns = equal_columns(passage.columns, width - left - right, gap)
        by_phrase = passage.style in PHRASED
        cells = tuple(
            SetCell(
                left + column.left,
                column.width,
                self._setter.set_lines(
                    cell, zone, passage.style, LineStyle(measures, column.width, by_phrase=by_phrase)
                ),
            )
            for cell, column in zip(passage.cells, columns, strict=False)
        )
        marker = None
        if passage.marker:
            face = Face(zone, passage.style, ("marker",))
            marker = self._setter.set_marker(passage.marker, face, left - measures.font_size * MARKER_GAP)
        is_signature = passage.style == "signature"
        placed = SetPassage(passage, zone, measures, cells, ink if is_signature else 0.0, marker)
        from_right = [line.from_right for cell in cells for line in cell.lines]
        return _mirrored(placed, width) if from_right and all(from_right) else placed

    def _set_image(self, passage: Passage, zone: str, width: float, natural: ImageSize) -> SetPassage:
        left, right = self._indents(passage, zone, width)
        size = natural.within(width - left - right, self._measure * TALLEST_IMAGE)
        measures = replace(self._metrics.measures(zone, passage.style), left=left)
        return SetPassage(passage, zone, measures, image_size=size)

    def _fit_table(
        self, rows: Sequence[Passage], zone: str, width: float, turned: frozenset[str]
    ) -> FittedTable:
        """Fit a table into the measure, or that of turned pages: with what is turned, or by necessity."""
        if rows[0].turned_with in turned:
            return self._fit(rows, zone, self._turned_measure)._replace(turned=True)
        upright = self._fit(rows, zone, width)
        if rows[0].turned_with == table_of(rows[0]) and self._turned_measure and upright.is_cramped:
            other = self._fit(rows, zone, self._turned_measure)._replace(turned=True)
            return other if other.ease < upright.ease else upright
        return upright

    def _fit(self, rows: Sequence[Passage], zone: str, width: float) -> FittedTable:
        left, right = self._indents(rows[0], zone, width)
        table = fit_table(rows, zone, (left, width - right), self._metrics, self._setter)
        text = " ".join(plain_text(cell) for row in rows for cell in row.cells)
        if not reads_from_right(text.replace("\n", " ")):
            return table
        mirrored = (Column(width - column.left - column.width, column.width) for column in table.columns)
        return table._replace(columns=tuple(mirrored))

    def _set_table_row(self, passage: Passage, zone: str, table: FittedTable) -> SetPassage:
        style = table.style
        passage = replace(passage, style=passage.style + style.suffix)
        measures = self._metrics.measures(zone, passage.style)
        row = SetPassage(passage, zone, replace(measures, hyphenated=measures.hyphenated or style.hyphenated))
        empty = (SetCell(column.left, column.width, ()) for column in table.columns)
        cells = tuple(
            replace(cell, lines=self._set_cell(content, row, cell, number))
            for number, (content, cell) in enumerate(zip(passage.cells, empty, strict=False))
        )
        return replace(row, cells=cells)


def _mirrored(passage: SetPassage, width: float) -> SetPassage:
    """Change the sides of a passage in a zone of this width: its marker stands at the right of its text."""
    cells = tuple(replace(cell, left=width - cell.left - cell.width) for cell in passage.cells)
    marker = passage.marker
    if marker:
        marker = replace(marker, indent=width - marker.indent - marker.width, from_right=True)
    return replace(passage, cells=cells, marker=marker)


def _group_of(container: Container) -> str:
    """Name what is indented alike: all notes, and each list for itself."""
    return container.role if container.role == "Note" else container.part


def _numbered_with(passage: Passage) -> str:
    """Name the group a marker is one of."""
    groups = [_group_of(container) for container in passage.path if container.role in {"Note", "L"}]
    return groups[-1] if groups else ""


def _without_calls(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    kept: list[Inline] = []
    for inline in inlines:
        match inline:
            case FootnoteCall():
                pass
            case Link():
                kept += _without_calls(inline.children)
            case Emphasis() | Strong() | Foreign():
                kept.append(replace(inline, children=_without_calls(inline.children)))
            case _:
                kept.append(inline)
    return tuple(kept)


def evenness_of(passages: Iterable[SetPassage]) -> Mapping[str, float]:
    """Sum up the word spaces of justified lines: rms deviation from the ideal, narrowest, widest."""
    lines = (line for passage in passages for cell in passage.cells for line in cell.lines)
    spaces = [line.evenness for line in lines if line.word_space is not None]
    if not spaces:
        return {"lines": 0, "rms": 0.0, "narrowest": 1.0, "widest": 1.0}
    rms = (sum((space - 1) ** 2 for space in spaces) / len(spaces)) ** 0.5
    return {"lines": len(spaces), "rms": rms, "narrowest": min(spaces), "widest": max(spaces)}


def zoned(flow: Flow) -> Iterable[tuple[str, tuple[Passage, ...]]]:
    """Pair every group of passages with the class of the zone it is set in."""
    yield "text", flow.text
    yield from (("zone", passages) for passages in flow.zones.values())
    yield from (("notes", note.passages) for note in flow.notes)


def faces_of(flow: Flow, *, small_cap_acronyms: bool = False) -> set[Face]:
    """Gather every face a letter needs."""
    return {
        face
        for zone, passages in zoned(flow)
        for passage in passages
        for face in faces_of_passage(passage, zone, small_cap_acronyms=small_cap_acronyms)
    }


def faces_of_passage(passage: Passage, zone: str, *, small_cap_acronyms: bool) -> Iterator[Face]:
    """Yield every face a passage needs."""
    yield Face(zone, passage.style)
    sizes = TABLE_SIZES if passage.arrangement is Arrangement.TABLE else ("",)
    for size in sizes:
        for cell in passage.cells:
            yield from faces_in(cell, zone, passage.style + size, small_cap_acronyms=small_cap_acronyms)
    for container in passage.path:
        if container.style:
            yield Face(zone, container.style)
    if passage.marker:
        yield Face(zone, passage.style, ("marker",))
