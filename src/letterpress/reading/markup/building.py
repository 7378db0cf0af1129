"""Tokens of blocks to raw blocks: what opens and closes becomes a tree."""

from collections.abc import Iterator
from dataclasses import replace

from markdown_it.token import Token

from letterpress.reading.markup.figures import read_figure
from letterpress.reading.markup.raw import Kind, Line, RawBlock, paragraph_of, span_of
from letterpress.reading.markup.tables import read_row, with_captions
from letterpress.source import Span


def build_blocks(tokens: list[Token], base: int) -> tuple[RawBlock, ...]:
    """Make the tree of raw blocks out of flat tokens; their places count from `base` on."""
    stack: list[tuple[Token, list[RawBlock]]] = [(Token("root", "", 0), [])]
    for token in tokens:
        if token.nesting > 0:
            stack.append((token, []))
        elif token.nesting < 0:
            opened, children = stack.pop()
            stack[-1][1].extend(_container(opened, with_captions(children), base))
        else:
            stack[-1][1].append(_leaf(token, base))
    return with_captions(stack[0][1])


def _leaf(token: Token, base: int) -> RawBlock:
    lines = tuple(Line(text, start + base) for text, start in token.meta["lines"])
    match token.type:
        case "heading":
            span = Span(token.meta["at"] + base, lines[-1].end)
            return RawBlock(Kind.HEADING, span, lines, number=token.meta["level"])
        case "table":
            rows = tuple(read_row(line) for line in lines)
            alignments = token.meta["alignments"]
            span = Span(lines[0].start, max(lines[-1].end, token.meta["end_of_head"] + base))
            return RawBlock(Kind.TABLE, span, children=rows, alignments=alignments)
        case "rule":
            return RawBlock(Kind.RULE, span_of(lines))
        case "page_break":
            return RawBlock(Kind.PAGE_BREAK, span_of(lines))
        case _:
            return read_figure(lines) or paragraph_of(lines, token.meta["indent"])


def _container(opened: Token, children: tuple[RawBlock, ...], base: int) -> Iterator[RawBlock]:
    match opened.type:
        case "list_item_open":
            span = Span(children[0].span.start, children[-1].span.end) if children else Span(0, 0)
            yield RawBlock(Kind.ITEM, span, children=children, number=int(opened.info or 0))
        case "bullet_list_open":
            yield _hull(Kind.BULLETS, opened.meta["at"] + base, children)
        case "ordered_list_open":
            yield from _runs(opened.meta["at"] + base, children)
        case _:
            quotation = _hull(Kind.QUOTATION, opened.meta["at"] + base, children)
            end = max(quotation.span.end, opened.meta["end"] + base)  # its last lines may be marks alone
            yield replace(quotation, span=Span(quotation.span.start, end))


def _hull(kind: Kind, start: int, children: tuple[RawBlock, ...], number: int = 0) -> RawBlock:
    """Make a container that reaches to its last child; empty items stand where the one before ends."""
    placed = []
    end = start + 1
    for child in children:
        span = child.span if child.span.end else Span(end, end)
        placed.append(replace(child, span=span))
        end = max(end, span.end)
    return RawBlock(kind, Span(start, end), children=tuple(placed), number=number)


def _runs(start: int, items: tuple[RawBlock, ...]) -> Iterator[RawBlock]:
    """Cut a numbered list where its numbers do not count on, so that paper shows the author's numbers."""
    if len({item.number for item in items}) == 1:  # `1. 1. 1.` leaves the counting to us
        yield _hull(Kind.NUMBERS, start, items, items[0].number)
        return
    first = 0
    for n in range(1, len(items) + 1):
        if n == len(items) or items[n].number != items[n - 1].number + 1:
            run = items[first:n]
            at = start if first == 0 else max(start, run[0].span.start)
            yield _hull(Kind.NUMBERS, at, run, run[0].number)
            first = n
