"""Tables fitted to their measure: what gives way before a word is cut, and the widths of the columns.

Lengths are CSS pixels. This module sets no lines.
"""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from letterpress.composing import Arrangement, Passage
from letterpress.letter import Inline
from letterpress.typesetting.columns import Column, Extent, content_columns, least_width
from letterpress.typesetting.lines import LineSetter
from letterpress.typesetting.metrics import Metrics

TABLE_GAP = 1.4  # of the font size, between two columns of a table
NARROWEST_COLUMN = 4.0  # of the font size, some nine letters: narrower, most words are in three pieces
TABLE_SIZES = ("", "-small", "-smaller")  # classes of a table, from the designed size to the least legible


Content = tuple[Inline, ...]


class TableStyle(NamedTuple):
    """How all rows of a table are set.

    `suffix` is that of their classes. Hyphens divide words, as long as columns keep `narrowest` of the font
    size; infinite, all words stay whole.
    """

    suffix: str
    narrowest: float

    @property
    def hyphenated(self) -> bool:
        """Tell whether words are divided."""
        return self.narrowest < inf


# The next when words would be cut in this one.
TABLE_STYLES = (
    TableStyle("", inf),
    *(TableStyle(size, NARROWEST_COLUMN) for size in TABLE_SIZES),
    TableStyle(TABLE_SIZES[-1], 0.0),
)


def table_of(row: Passage) -> str:
    """Name the table a row belongs to: the element around its own row."""
    return row.path[-2].part


class FittedTable(NamedTuple):
    """A table in a measure: the style of its rows, its columns, and how far words are cut even so.

    `crowding` is what the columns ask at least, in widths of the measure: above 1, words are cut. A `turned`
    table is one in the measure of turned pages.
    """

    style: TableStyle
    columns: tuple[Column, ...]
    crowding: float
    turned: bool = False

    @property
    def ease(self) -> tuple[int, float]:
        """Tell how much had to give way: the less, the smaller."""
        return TABLE_STYLES.index(self.style), max(1.0, self.crowding)

    @property
    def is_cramped(self) -> bool:
        """Tell whether columns are narrower than `NARROWEST_COLUMN`, in the smallest type."""
        return self.style == TABLE_STYLES[-1]


def rows_by_table(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    """Gather the rows of each table by its part."""
    rows: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.arrangement is Arrangement.TABLE:
            rows.setdefault(table_of(passage), []).append(passage)
    return rows


def fit_table(
    rows: Sequence[Passage], zone: str, edges: tuple[float, float], metrics: Metrics, setter: LineSetter
) -> FittedTable:
    """Give a table the first style in which no word is cut, or the last, with columns between two edges."""
    left, right = edges
    for style in TABLE_STYLES:
        size = metrics.measures(zone, rows[0].style + style.suffix).font_size
        gap = size * TABLE_GAP
        extents = [
            _extent_of_column(_cells_of(rows, number, style), zone, size * style.narrowest, setter)
            for number in range(rows[0].columns)
        ]
        least = least_width(extents, gap)
        if least <= right - left:
            break
    columns = content_columns(extents, right - left, gap)
    placed = tuple(column._replace(left=left + column.left) for column in columns)
    return FittedTable(style, placed, least / (right - left))


def _cells_of(rows: Sequence[Passage], number: int, style: TableStyle) -> list[tuple[str, Content]]:
    """List the cells of a column, each with its class."""
    return [(row.style + style.suffix, row.cells[number]) for row in rows if number < len(row.cells)]


def _extent_of_column(
    cells: Sequence[tuple[str, Content]], zone: str, narrowest: float, setter: LineSetter
) -> Extent:
    """Tell how narrow and how wide a column may be; hyphens alone make it no narrower than `narrowest`."""
    whole = [setter.extent(content, zone, name, divided=False) for name, content in cells]
    divided = [setter.extent(content, zone, name, divided=True) for name, content in cells]
    least_of_words = min(max(extent.least for extent in whole), narrowest)
    return Extent(
        max(least_of_words, *(extent.least for extent in divided)), max(extent.ideal for extent in whole)
    )
