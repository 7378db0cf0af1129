"""Items numbered by letters, by Roman numerals or by numbers in parentheses: `a)`, `(ii)`, `(1)`.

Markdown knows none of them. A mark alone proves nothing: two are believed that count on, with nothing
between them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from letterpress.numerals import write_numeral
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import paragraph_of

MOSTROMAN = 39
LEAST_ITEMS = 2

_HOLDERS = (Kind.BULLETS, Kind.NUMBERS, Kind.ITEM, Kind.QUOTATION)
_MARK = re.compile(
    r"(?P<open>\(?)(?P<label>[ivx]{1,6}|[IVX]{1,6}|[a-zA-Z]|\d{1,2})(?P<close>\.\)|[.)])[ \t]+(?=\S)"
)
_LEADS_TO_ITEM = re.compile(r"[:;,.!?\u2014\u2013]$|\b(?:and|or|und|oder|et|ou|y|o|e|en|of)$", re.IGNORECASE)
ROMAN = {write_numeral("i", n): n for n in range(1, MOSTROMAN + 1)}


class ItemMark(NamedTuple):
    """What the mark of an item may be: its style as the mark of a first item has it, and its number."""

    style: str
    number: int


class _Place(NamedTuple):
    """A line that begins with a mark: its block and its number there, and where its words begin.

    `leads` tells whether the line above leads to an item: it ends with a colon or another stop.
    """

    block: int
    line: int
    words: int
    marks: tuple[ItemMark, ...]
    leads: bool


@dataclass(slots=True)
class _Run:
    """Places that count on, one below the other, in one style."""

    style: str
    first: int
    places: list[_Place]

    @property
    def next(self) -> ItemMark:
        """The mark that counts on."""
        return ItemMark(self.style, self.first + len(self.places))

    @property
    def is_believed(self) -> bool:
        """Tell whether the places are items: two, or three where nothing leads to one of them."""
        least = LEAST_ITEMS if all(place.leads for place in self.places) else LEAST_ITEMS + 1
        return len(self.places) >= least or (self.first > 1 and self.places[0].leads)


def read_item_mark(text: str) -> tuple[tuple[ItemMark, ...], int]:
    """Give what the mark a line begins with may be, for `i` is two things, and where its words begin.

    `1.` and `1)` are Markdown's, and `A.` begins the name of a person.
    """
    found = _MARK.match(text)
    if not found or (found["open"] and found["close"] != ")"):
        return (), 0
    label, around = found["label"], f"{found['open']}{{}}{found['close']}"
    marks: list[ItemMark] = []
    if label.isdigit():
        if (found["open"] or found["close"] == ".)") and int(label):
            marks.append(ItemMark(around.format("1"), int(label)))
    else:
        roman = ROMAN.get(label.lower())
        if roman:
            marks.append(ItemMark(around.format("i" if label.islower() else "I"), roman))
        if len(label) == 1 and (label.islower() or found["close"] != "."):
            first = "a" if label.islower() else "A"
            marks.append(ItemMark(around.format(first), ord(label) - ord(first) + 1))
    return tuple(marks), found.end()


def list_items(blocks: tuple[RawBlock, ...]) -> tuple[RawBlock, ...]:
    """Make lists of the paragraphs and lines that are items, inside of other blocks too."""
    inner = tuple(
        replace(block, children=list_items(block.children)) if block.kind in _HOLDERS else block
        for block in blocks
    )
    runs = [run for run in _runs(_places(inner)) if run.is_believed]
    return tuple(_built(inner, runs)) if runs else inner


def _places(blocks: Sequence[RawBlock]) -> Iterator[_Place]:
    for number, block in enumerate(blocks):
        if block.kind is Kind.PARAGRAPH:
            for n, line in enumerate(block.lines):
                marks, words = read_item_mark(line.text)
                if marks:
                    leads = n == 0 or _LEADS_TO_ITEM.search(block.lines[n - 1].text.rstrip()[-8:]) is not None
                    yield _Place(number, n, words, marks, leads)


def _runs(places: Iterator[_Place]) -> Iterator[_Run]:
    """Yield the runs of marks that count on from a first one, or from where their style ended before."""
    run: _Run | None = None
    ended: dict[str, int] = {}
    for place in places:
        if run and run.next in place.marks and _is_right_below(run.places[-1], place):
            run.places.append(place)
            continue
        if run:
            yield run
            ended[run.style] = run.next.number
        begun = [
            m
            for m in place.marks
            if m.number in (1, ended.get(m.style)) and (m.number == 1 or place.line == 0)
        ]
        run = _Run(begun[0].style, begun[0].number, [place]) if begun else None
    if run:
        yield run


def _is_right_below(above: _Place, place: _Place) -> bool:
    return place.block == above.block or (place.block == above.block + 1 and place.line == 0)


def _built(blocks: Sequence[RawBlock], runs: Sequence[_Run]) -> Iterator[RawBlock]:
    """Yield the blocks with lists in the place of the lines that are items."""
    places = [place for run in runs for place in run.places]
    ends = [other.line if other.block == one.block else None for one, other in pairwise(places)]
    end_of = dict(zip(places, (*ends, None), strict=True))
    done = 0  # blocks that are written
    for run in runs:
        first = run.places[0]
        yield from blocks[done : first.block]
        if first.line and first.block >= done:
            yield paragraph_of(blocks[first.block].lines[: first.line], blocks[first.block].indent)
        items = tuple(
            _item(blocks[place.block].lines[place.line : end_of[place]], place, number)
            for number, place in enumerate(run.places, start=run.first)
        )
        span = replace(items[0].span, end=items[-1].span.end)
        yield RawBlock(Kind.NUMBERS, span, children=items, number=run.first, numbering=run.style)
        done = run.places[-1].block + 1
    yield from blocks[done:]


def _item(lines: tuple[Line, ...], place: _Place, number: int) -> RawBlock:
    paragraph = paragraph_of((lines[0].behind(place.words), *lines[1:]))
    span = replace(paragraph.span, start=lines[0].start)
    return RawBlock(Kind.ITEM, span, children=(paragraph,), number=number)
