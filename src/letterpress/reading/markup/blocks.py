"""Block markup: headings, lists and quotations out of the text, everything else paragraphs.

CommonMark, without what harms letters: indented text is no code, a line of hyphens under a name
makes no heading of it, `24. November` starts no list, HTML is text. Lists and quotations come from
markdown-it-py; paragraphs and headings are ours, because they keep the place of every line.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.token import Token

from letterpress.reading.dates import is_ordinal_date
from letterpress.reading.markup.raw import Kind, Line, RawBlock, paragraph_of
from letterpress.source import Span

MAX_NESTING = 20  # lists count twice, once for the item; more is a fault of the text or an attack
LIST_LOOKAHEAD_LINES = 200  # how far the second item of a list may be from its first
MAX_NUMBER = 999_999  # larger numbers at a line's start are no items

_Rule = Callable[[StateBlock, int, int, bool], bool]
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_NUMBERED = re.compile(r"([0-9]{1,6})[.)](?=[ \t]+\S)")
_BULLET = re.compile(r"([-*+])(?=[ \t]+\S)(?!(?:[ \t]*\1)*[ \t]*(?:\n|\Z))")  # `* * *` is a rule
_LEADS_TO_LIST = (":", ".", ";", ",", "!", "?", "<br>", "\\")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a text, and the places where it was nested too deep to be followed."""

    blocks: tuple[RawBlock, ...]
    too_deep: tuple[Span, ...] = ()


def read_blocks(text: str, start: int = 0) -> Blocks:
    """Cut a text into raw blocks, from the offset `start` on; all places count from the text's begin."""
    tokens: list[Token] = []
    deep: list[Span] = []
    _MARKDOWN.block.parse(text[start:], _MARKDOWN, {"deep": deep}, tokens)
    return Blocks(
        tuple(_build(tokens, start)), tuple(Span(s.start + start, s.end + start) for s in dict.fromkeys(deep))
    )


def _first(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _paragraph(state: StateBlock, start_line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    if silent:
        return False
    outer, state.parentType = state.parentType, "paragraph"
    line = start_line + 1
    while line < state.lineMax and not state.isEmpty(line) and not _ends_paragraph(state, line):
        line += 1
    state.parentType = outer
    indent = state.sCount[start_line]
    state.line = line
    token = state.push("paragraph", "p", 0)
    token.meta = {"lines": _lines(state, start_line, line), "indent": indent}
    return True


def _ends_paragraph(state: StateBlock, line: int) -> bool:
    if state.sCount[line] < 0:  # a quotation's paragraph may go on without its mark
        return False
    silent = True
    return any(rule(state, line, state.lineMax, silent) for rule in (_heading, _quotation, _list))


def _lines(state: StateBlock, start: int, end: int) -> list[tuple[str, int]]:
    return [(state.src[_first(state, n) : state.eMarks[n]], _first(state, n)) for n in range(start, end)]


def _heading(state: StateBlock, line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    found = _HEADING.match(state.src, _first(state, line), state.eMarks[line])
    if not found:
        return False
    if not silent:
        state.line = line + 1
        token = state.push("heading", "h", 0)
        words = state.src[found.end() : state.eMarks[line]]
        token.meta = {"lines": [(words, found.end())], "level": len(found[1]), "at": found.start()}
    return True


def _quotation(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    return _opens_with(state, line, ">") and _nested(blockquote, state, line, end, silent=silent)


def _opens_with(state: StateBlock, line: int, mark: str) -> bool:
    return state.src.startswith(mark, _first(state, line), state.eMarks[line])


def _list(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    first, last = _first(state, line), state.eMarks[line]
    continues = silent and state.sCount[line] < state.blkIndent
    numbered = _NUMBERED.match(state.src, first, last)
    if numbered and not continues and not _begins_numbered_list(state, line, numbered):
        return False
    if not numbered and not _BULLET.match(state.src, first, last):
        return False
    if continues:
        return True
    interrupts = silent and state.parentType == "paragraph" and state.blkIndent == 0
    if interrupts and not _leads_to_list(state, line, bullet=not numbered):
        return False
    return _nested(list_block, state, line, end, silent=silent)


def _begins_numbered_list(state: StateBlock, line: int, found: re.Match[str]) -> bool:
    """Tell a list from a sentence that begins with a number: it starts with 1, or it counts on."""
    if is_ordinal_date(state.src[found.start() : state.eMarks[line]][:80]):
        return False
    number = int(found[1])
    return number == 1 or (number < MAX_NUMBER and _counts_on(state, line, number + 1))


def _counts_on(state: StateBlock, line: int, number: int) -> bool:
    last = min(state.lineMax, line + LIST_LOOKAHEAD_LINES)
    for n in range(line + 1, last):
        found = _NUMBERED.match(state.src, _first(state, n), state.eMarks[n])
        if found and state.sCount[n] == state.sCount[line]:
            return int(found[1]) == number
    return False


def _leads_to_list(state: StateBlock, line: int, *, bullet: bool) -> bool:
    """Tell whether a list may follow the line before without an empty line: a dash in prose is no bullet."""
    before = state.src[_first(state, line - 1) : state.eMarks[line - 1]].rstrip()
    return before.endswith(_LEADS_TO_LIST) if bullet else before.endswith(":")


def _nested(rule: _Rule, state: StateBlock, line: int, end: int, *, silent: bool) -> bool:
    if state.level >= MAX_NESTING:
        if not silent:
            state.env["deep"].append(Span(_first(state, line), state.eMarks[line]))
        return False
    count, first = len(state.tokens), _first(state, line)
    matched = rule(state, line, end, silent)
    if matched and not silent:
        state.tokens[count].meta = {"at": first}
    return matched


def _build(tokens: list[Token], base: int) -> Iterator[RawBlock]:
    """Make the tree of raw blocks out of the flat tokens."""
    stack: list[tuple[Token, list[RawBlock]]] = [(Token("root", "", 0), [])]
    for token in tokens:
        if token.nesting > 0:
            stack.append((token, []))
        elif token.nesting < 0:
            opened, children = stack.pop()
            stack[-1][1].extend(_container(opened, tuple(children), base))
        else:
            stack[-1][1].append(_leaf(token, base))
    return iter(stack[0][1])


def _leaf(token: Token, base: int) -> RawBlock:
    lines = tuple(Line(text, start + base) for text, start in token.meta["lines"])
    if token.type == "heading":
        span = Span(token.meta["at"] + base, lines[-1].end)
        return RawBlock(Kind.HEADING, span, lines, number=token.meta["level"])
    return paragraph_of(lines, token.meta["indent"])


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
            yield _hull(Kind.QUOTATION, opened.meta["at"] + base, children)


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


def _make_parser() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"maxNesting": 2 * MAX_NESTING, "html": False})
    ruler = markdown.block.ruler
    ruler.enable(["blockquote", "list"])
    ruler.at("blockquote", _quotation, {"alt": ["blockquote", "list"]})
    ruler.at("list", _list, {"alt": ["blockquote"]})
    ruler.at("heading", _heading, {"alt": ["blockquote", "list"]})
    ruler.at("paragraph", _paragraph)
    ruler.enable(["heading"])
    return markdown


_MARKDOWN = _make_parser()
