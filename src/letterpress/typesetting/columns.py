"""Widths of columns: equal ones for signatories, for tables what their cells ask. Pure arithmetic in px."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from letterpress.typesetting.linebreaking import Breakpoint


class Extent(NamedTuple):
    """How narrow content can be set (its widest unbreakable piece), and how wide it would like to be."""

    least: float
    ideal: float


class Column(NamedTuple):
    """A column of a row: its left edge within the row, and its width."""

    left: float
    width: float


def extent_of(points: Sequence[Breakpoint]) -> Extent:
    """Give the extent of content from its breakpoints."""
    least = ideal = 0.0
    line = points[0]
    for before, point in pairwise(points):
        least = max(least, point.end_width - before.start_width)
        if point.forced:
            ideal = max(ideal, point.end_width - line.start_width)
            line = point
    return Extent(least, ideal)


def equal_columns(count: int, width: float, gap: float) -> tuple[Column, ...]:
    """Divide a width into columns of one width."""
    own = (width - gap * (count - 1)) / count
    return tuple(Column(number * (own + gap), own) for number in range(count))


def content_columns(extents: Sequence[Extent], width: float, gap: float) -> tuple[Column, ...]:
    """Give each column what it would like, or its least and a share of the rest by what it lacks.

    After CSS 2.2, section 17.5.2.2. When even the least does not fit, the columns share the width by their
    least, and words are cut.
    """
    room = width - gap * (len(extents) - 1)
    least = sum(extent.least for extent in extents)
    wish = sum(extent.ideal - extent.least for extent in extents)
    if least >= room:
        widths = [room * extent.least / least for extent in extents]
    elif least + wish <= room:
        widths = [extent.ideal for extent in extents]
    else:
        share = (room - least) / wish
        widths = [extent.least + (extent.ideal - extent.least) * share for extent in extents]
    columns, left = [], 0.0
    for own in widths:
        columns.append(Column(left, own))
        left += own + gap
    return tuple(columns)


def fits(extents: Sequence[Extent], width: float, gap: float) -> bool:
    """Tell whether columns can be set without cutting words."""
    return sum(extent.least for extent in extents) + gap * (len(extents) - 1) <= width
