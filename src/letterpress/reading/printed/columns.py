"""Lines of a printed page that stand side by side: signatories in columns, two parts of a letterhead.

`pdftotext -layout` keeps them on one line with spaces between. Cells that begin at the same column in two
lines, or far from what stands before them, are a column, and are read one below the other.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from letterpress.reading.printed.pages import PrintedLine
from letterpress.reading.signatories import are_rows_of_persons

FAR = 4  # columns between two cells that are no words of one line
WIDEST = 400  # columns of a line
NEAR = 2  # columns two cells may be apart that begin at one

_CELL = re.compile(r"(?:^[^\W\d_][\w./ ]{0,14}:[ \t]+)?\S+(?:[ \t]\S+)*")  # a label is no column of its own


def stands_side_by_side(line: PrintedLine) -> bool:
    """Tell whether a line holds words far apart, as nobody types them in a sentence or a list."""
    return any(
        other.indent >= one.right + FAR
        and sum(map(str.isalpha, one.text)) > 1
        and not one.text.startswith("|")
        for one, other in pairwise(_cells(line))
    )


def part_columns(lines: Sequence[PrintedLine]) -> tuple[PrintedLine, ...]:
    """Put what stands side by side one below the other, with an empty line above each column."""
    starts = _column_starts(lines)
    if not starts:
        return tuple(lines)
    return tuple(line for block in _blocks(lines) for line in _by_column(block, starts))


def _column_starts(lines: Iterable[PrintedLine]) -> tuple[int, ...]:
    """Give the columns at which cells begin beside others in two lines, or far from the one before."""
    left: list[int] = []
    counted: Counter[int] = Counter()
    for line in lines:
        cells = list(_cells(line))
        left.append(cells[0].indent)
        for one, other in pairwise(cells):
            near = _near(counted, other.indent)
            counted[near] += 2 if other.indent >= one.right + FAR else 1
            if one is cells[0]:
                counted[_near(counted, one.indent)] += 1
    beside = sorted(start for start, count in counted.items() if count > 1)
    margin = min(left, default=0)
    return (margin, *(start for start in beside if start > margin + NEAR)) if beside else ()


def _near(counted: Iterable[int], column: int) -> int:
    return next((start for start in counted if abs(start - column) <= NEAR), column)


def _cells(line: PrintedLine) -> Iterator[PrintedLine]:
    """Yield the cells of a line; one that no paper is wide enough for has no columns."""
    if line.right > WIDEST:
        yield line
        return
    for found in _CELL.finditer(line.text):
        place = found.start()
        yield replace(line, text=found[0], start=line.start + place, indent=line.indent + place)


def _blocks(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Cut lines where an empty line or a new page parts them."""
    numbers: list[int] = []
    for line in lines:
        is_new = not numbers or line.gap > 0
        numbers.append((numbers[-1] if numbers else 0) + is_new)
    for _, block in groupby(zip(numbers, lines, strict=True), key=lambda pair: pair[0]):
        yield [line for _, line in block]


def _by_column(block: list[PrintedLine], starts: Sequence[int]) -> Iterator[PrintedLine]:
    """Yield the lines of a block column by column, or as they are where each is a person with an office."""
    if are_rows_of_persons([line.text for line in block]):
        yield from block
        return
    columns: dict[int, list[PrintedLine]] = {}
    for line in block:
        for cell in _cells(line):
            number = bisect_right(starts, cell.indent + NEAR) - 1
            columns.setdefault(max(number, 0), []).append(cell)
    if any(number > 0 for number in columns):
        for number in sorted(columns):
            first, *rest = columns[number]
            yield replace(first, gap=max(1, first.gap))
            yield from (replace(line, gap=0) for line in rest)
    else:
        yield from block
