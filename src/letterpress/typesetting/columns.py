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
    """Give each column what it would like if that is no more than a fair share; wide ones share the rest.

    So a column of names or figures stays on one line, and the remarks beside it are broken. When not even the
    least fits, the columns share the width by their least, and words are cut.
    """
    room = width - gap * (len(extents) - 1)
    least = sum(extent.least for extent in extents)
    widths = [room * extent.least / least for extent in extents] if least >= room else _fair(extents, room)
    columns, left = [], 0.0
    for own in widths:
        columns.append(Column(left, own))
        left += own + gap
    return tuple(columns)


def _fair(extents: Sequence[Extent], room: float) -> list[float]:
    widths = {}
    waiting = sorted(range(len(extents)), key=lambda number: extents[number].ideal)
    while waiting:
        number = waiting.pop(0)
        others_least = sum(extents[other].least for other in waiting)
        share = max(room / (len(waiting) + 1), extents[number].least)
        widths[number] = min(extents[number].ideal, share, room - others_least)
        room -= widths[number]
    return [widths[number] for number in range(len(extents))]


def least_width(extents: Sequence[Extent], gap: float) -> float:
    """Give the width that columns and the gaps between them take when no word is cut."""
    return sum(extent.least for extent in extents) + gap * (len(extents) - 1)
