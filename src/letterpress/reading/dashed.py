"""Items Markdown does not know: with bullets, with dashes below a colon, or with marks that were lost.

A bullet begins an item wherever it begins a line. A dash elsewhere begins speech or an aside, and an `o` is a
letter, unless it stands below a bullet. Marks were lost where what follows a colon is cut by semicolons, each
at the end of a line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import cut_paragraph, paragraph_of
from letterpress.source import Span

LEAST_ITEMS = 2
LEAST_UNMARKED = 3  # items of which nothing but their semicolons is left

_DASH = re.compile("[\u2013\u2014][ \t\u00a0\u202f]+(?=\\S)")
_BULLETS = "[•◦‣\u2043∙●○■□▪▫➢➤✓\uf000-\uf0ff][ \t\u00a0]*"
_BULLET = re.compile(rf"{_BULLETS}(?=\S)")
_BELOW_BULLET = re.compile(rf"(?:{_BULLETS}|o[ \t]+)(?=\S)")
_ENDS_ITEM = re.compile(r";(?:\s*(?:and|or|und|oder|et|ou|y|o|e|en|of|och|og|oraz|i|lub))?$")
_NO_MARK = re.compile("")


def list_dashes(blocks: tuple[RawBlock, ...]) -> tuple[RawBlock, ...]:
    """Make lists of the lines that are items, bulleted, dashed or bare; neighbours are one list."""
    above = (None, *blocks)
    parts = [
        (part, part.kind is Kind.BULLETS and part is not block)
        for one, block in pairwise(above)
        if block
        for part in _parts(one, block)
    ]
    made: list[RawBlock] = []
    for is_list, run in groupby(parts, key=lambda pair: pair[1]):
        lists = [part for part, _ in run]
        made += [_joined(lists)] if is_list else lists
    return tuple(made)


def _joined(lists: Sequence[RawBlock]) -> RawBlock:
    items = tuple(item for one in lists for item in one.children)
    return replace(lists[0], span=Span(lists[0].span.start, lists[-1].span.end), children=items)


def _parts(above: RawBlock | None, block: RawBlock) -> Iterator[RawBlock]:
    """Yield a block, or its lines above the first item and the list."""
    begins, mark = _items_of(above, block) if block.kind is Kind.PARAGRAPH else ([], _NO_MARK)
    if not begins:
        yield block
        return
    if begins[0]:
        yield paragraph_of(block.lines[: begins[0]], block.indent)
    starts = {block.lines[n].start for n in begins}
    rest = paragraph_of(block.lines[begins[0] :], block.indent)
    yield _list_of(cut_paragraph(rest, lambda line: line.start in starts), mark)


def _items_of(above: RawBlock | None, block: RawBlock) -> tuple[list[int], re.Pattern[str]]:
    """Give the lines of a paragraph that begin an item, and the pattern of their marks."""
    lines = block.lines
    bulleted = [n for n, line in enumerate(lines) if _BULLET.match(line.text)]
    if bulleted:
        nested = (n for n in range(bulleted[0], len(lines)) if _BELOW_BULLET.match(lines[n].text))
        return list(nested), _BELOW_BULLET
    dashed = [n for n, line in enumerate(lines) if _DASH.match(line.text)]
    if len(dashed) >= LEAST_ITEMS and _leads(above, lines, dashed[0]):
        return dashed, _DASH
    return _unmarked_items(above, lines), _NO_MARK


def _leads(above: RawBlock | None, lines: Sequence[Line], first: int) -> bool:
    """Tell whether the line above an item ends with a colon, in the same paragraph or in the one above."""
    before = lines[:first] or (above.lines if above else ())
    return bool(before) and before[-1].text.rstrip().endswith(":")


def _unmarked_items(above: RawBlock | None, lines: Sequence[Line]) -> list[int]:
    """Give the lines at which items begin whose marks were lost; no line has a semicolon within."""
    texts = [line.text.rstrip() for line in lines]
    colons = [n for n, text in enumerate(texts) if text.endswith(":")]
    first = colons[0] + 1 if colons else 0
    ends = [n for n in range(first, len(texts)) if _ENDS_ITEM.search(texts[n][-12:])]
    if len(ends) + 1 < LEAST_UNMARKED or len(colons) > 1 or not _leads(above, lines, first):
        return []
    is_cut = sum(text.count(";") for text in texts[first:]) == len(ends)
    return [first, *(n + 1 for n in ends)] if is_cut and ends[-1] + 1 < len(texts) else []


def _list_of(pieces: Sequence[RawBlock], mark: re.Pattern[str]) -> RawBlock:
    items = tuple(_item(piece, mark) for piece in pieces)
    return RawBlock(Kind.BULLETS, Span(pieces[0].span.start, pieces[-1].span.end), children=items)


def _item(piece: RawBlock, mark: re.Pattern[str]) -> RawBlock:
    first, *others = piece.lines
    found = mark.match(first.text)
    words = paragraph_of((first.behind(found.end() if found else 0), *others))
    return RawBlock(Kind.ITEM, piece.span, children=(words,))
