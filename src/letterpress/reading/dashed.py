"""Items with an en or em dash below a line that ends with a colon: lists as typed in France and Germany.

Markdown knows no such list, and a dash elsewhere begins speech or an aside.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from letterpress.reading.markup import Kind, RawBlock
from letterpress.reading.markup.raw import cut_paragraph, paragraph_of
from letterpress.source import Span

LEAST_ITEMS = 2

_DASH = re.compile("[\u2013\u2014][ \t\u00a0\u202f]+(?=\\S)")


def list_dashes(blocks: tuple[RawBlock, ...]) -> tuple[RawBlock, ...]:
    """Make lists of the lines that begin with a dash, below a colon."""
    above = (None, *blocks)
    return tuple(part for one, block in pairwise(above) if block for part in _parts(one, block))


def _parts(above: RawBlock | None, block: RawBlock) -> Iterator[RawBlock]:
    """Yield a block, or its lines above the first item and the list."""
    dashed = [n for n, line in enumerate(block.lines) if _DASH.match(line.text)]
    is_inside = bool(dashed) and dashed[0] > 0
    before = block.lines[: dashed[0]] if is_inside else above.lines if above else ()
    leads = bool(before) and before[-1].text.rstrip().endswith(":")
    if block.kind is not Kind.PARAGRAPH or len(dashed) < LEAST_ITEMS or not leads:
        yield block
        return
    if is_inside:
        yield paragraph_of(block.lines[: dashed[0]], block.indent)
    rest = paragraph_of(block.lines[dashed[0] :], block.indent)
    yield _list_of(cut_paragraph(rest, lambda line: _DASH.match(line.text) is not None))


def _list_of(pieces: Sequence[RawBlock]) -> RawBlock:
    items = tuple(map(_item, pieces))
    return RawBlock(Kind.BULLETS, Span(pieces[0].span.start, pieces[-1].span.end), children=items)


def _item(piece: RawBlock) -> RawBlock:
    first, *others = piece.lines
    found = _DASH.match(first.text)
    words = paragraph_of((first.behind(found.end() if found else 0), *others))
    return RawBlock(Kind.ITEM, piece.span, children=(words,))
