"""Block markup: headings, lists and quotations out of the text, everything else paragraphs.

CommonMark, without what harms letters: indented text is no code, a line of hyphens under a name
makes no heading of it, `24. November` starts no list, HTML is text. Lists and quotations come from
markdown-it-py; the other blocks are ours, because they keep the place of every line.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.token import Token

from letterpress.reading.dates import is_ordinal_date
from letterpress.reading.markup.building import build_blocks
from letterpress.reading.markup.raw import RawBlock
from letterpress.reading.markup.tables import MAX_EMPTY_CELLS, count_cells, is_row, read_alignments
from letterpress.source import Span

MAX_NESTING = 20  # lists count twice, once for the item; more is a fault of the text or an attack
LIST_LOOKAHEAD_LINES = 200  # how far the second item of a list may be from its first
MAX_NUMBER = 999_999  # larger numbers at a line's start are no items

_Rule = Callable[[StateBlock, int, int, bool], bool]
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_ATTRIBUTES = re.compile(r"(?<=\S)[ \t]+\{[#.][^{}]*\}[ \t]*$")  # of a heading, as pandoc writes them
_NUMBERED = re.compile(r"([0-9]{1,6})[.)](?=[ \t]+\S)")
_BULLET = re.compile(r"([-*+])(?=[ \t]+\S)(?!(?:[ \t]*\1)*[ \t]*(?:\n|\Z))")  # `* * *` is a rule
_RULE = re.compile(r"[ \t]*(?:-(?:[ \t]*-){2,}|\*(?:[ \t]*\*){2,})[ \t]*")  # CommonMark, 4.1, without `_`
_PAGE_BREAK = re.compile(r"\\(?:newpage|pagebreak)[ \t]*")  # as pandoc passes on to LaTeX
_ENDS_SENTENCE = (".", "!", "?", '."', ".”", '?"', "?”")
PARAGRAPH_INDENT = 2  # columns
WIDEST_LINE = 100  # columns; a longer line is a paragraph, for nobody wrapped it
_LEADS_TO_LIST = (":", ".", ";", ",", "!", "?", "<br>", "\\")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a text, and the places where it was nested too deep to be followed."""

    blocks: tuple[RawBlock, ...]
    too_deep: tuple[Span, ...] = ()


def read_blocks(text: str, start: int = 0) -> Blocks:
    """Cut a text into raw blocks, from the offset `start` on; all places count from the text's begin."""
    tokens = list[Token]()
    deep: list[Span] = []
    _MARKDOWN.block.parse(text[start:], _MARKDOWN, {"deep": deep, "numbers": {}}, tokens)
    too_deep = tuple(Span(s.start + start, s.end + start) for s in dict.fromkeys(deep))
    return Blocks(build_blocks(tokens, start), too_deep)


def _first(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _paragraph(state: StateBlock, start_line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    if silent:
        return False
    outer, state.parentType = state.parentType, "paragraph"
    line = start_line + 1
    while line < state.lineMax and not state.isEmpty(line):
        if _ends_paragraph(state, line) or _is_indented_paragraph(state, line):
            break
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
    return any(
        rule(state, line, state.lineMax, silent)
        for rule in (_heading, _quotation, _list, _table, _page_break)
    )


def _is_indented_paragraph(state: StateBlock, line: int) -> bool:
    """Tell whether an indent begins a paragraph: behind a sentence, and deeper, or one line a paragraph."""
    above, first = state.src[_first(state, line - 1) : state.eMarks[line - 1]], state.src[_first(state, line)]
    indent = state.sCount[line] - max(state.blkIndent, 0)
    is_deeper = state.sCount[line] - state.sCount[line - 1] >= PARAGRAPH_INDENT or len(above) > WIDEST_LINE
    begins = state.level == 0 and indent >= PARAGRAPH_INDENT and is_deeper and first.isupper()
    return begins and above.rstrip().endswith(_ENDS_SENTENCE)


def _lines(state: StateBlock, start: int, end: int) -> list[tuple[str, int]]:
    return [(state.src[_first(state, n) : state.eMarks[n]], _first(state, n)) for n in range(start, end)]


def _heading(state: StateBlock, line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    found = _HEADING.match(state.src, _first(state, line), state.eMarks[line])
    if not found:
        return False
    if not silent:
        state.line = line + 1
        token = state.push("heading", "h", 0)
        words = _ATTRIBUTES.sub("", state.src[found.end() : state.eMarks[line]])
        token.meta = {"lines": [(words, found.end())], "level": len(found[1]), "at": found.start()}
    return True


def _table(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    head, hyphens = _lines(state, line, min(line + 2, end))[:2] if line + 1 < end else (("", 0), ("", 0))
    if not is_row(head[0]) or state.sCount[line + 1] < state.blkIndent:
        return False
    alignments = read_alignments(hyphens[0])
    if not alignments:
        return False
    if not silent:
        rows = [head]
        state.line = line + 2
        cells = count_cells(head[0])
        columns = max(cells, len(alignments))
        while (row := _next_row(state, end)) is not None:
            columns, cells = max(columns, count_cells(row[0])), cells + count_cells(row[0])
            if columns * (len(rows) + 1) - cells > MAX_EMPTY_CELLS:
                break
            rows.append(row)
            state.line += 1
        token = state.push("table", "table", 0)
        end_of_head = hyphens[1] + len(hyphens[0].rstrip())
        token.meta = {"lines": rows, "alignments": alignments, "end_of_head": end_of_head}
    return True


def _next_row(state: StateBlock, end: int) -> tuple[str, int] | None:
    """Give the line a table has reached, or None when it is no row."""
    line = state.line
    if line >= end or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
        return None
    text, start = _lines(state, line, line + 1)[0]
    begins_other = not text.startswith("|") and _ends_paragraph(state, line)
    return (text, start) if is_row(text) and not begins_other else None


def _rule(state: StateBlock, line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    """Read a rule between two empty lines; any other line of hyphens is what its author drew."""
    text, start = _lines(state, line, line + 1)[0]
    if not _RULE.fullmatch(text) or not _stands_alone(state, line):
        return False
    if not silent:
        state.line = line + 1
        state.push("rule", "hr", 0).meta = {"lines": [(text, start)]}
    return True


def _stands_alone(state: StateBlock, line: int) -> bool:
    before = line == 0 or state.isEmpty(line - 1) or state.sCount[line - 1] < state.blkIndent
    return before and (line + 1 >= state.lineMax or state.isEmpty(line + 1))


def _page_break(state: StateBlock, line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    text, start = _lines(state, line, line + 1)[0]
    if not _PAGE_BREAK.fullmatch(text):
        return False
    if not silent:
        state.line = line + 1
        state.push("page_break", "div", 0).meta = {"lines": [(text, start)]}
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
    """Tell a list from a sentence that begins with a number: it starts with 1, counts on, or goes on."""
    if is_ordinal_date(state.src[found.start() : state.eMarks[line]][:80]):
        return False
    number = int(found[1])
    goes_on = number == state.env["numbers"].get(state.level, 0) + 1
    return number == 1 or goes_on or (number < MAX_NUMBER and _counts_on(state, line, number + 1))


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
        last = next(n for n in range(state.line - 1, line - 1, -1) if n == line or not state.isEmpty(n))
        state.tokens[count].meta = {"at": first, "end": state.eMarks[last]}
        _remember_number(state)
    return matched


def _remember_number(state: StateBlock) -> None:
    """Keep the last number of a numbered list, for a list that goes on after a break."""
    if state.tokens[-1].type != "ordered_list_close":
        return
    level = state.level + 1
    last = next(t for t in reversed(state.tokens) if t.type == "list_item_open" and t.level == level)
    state.env["numbers"][state.level] = int(last.info)


def _make_parser() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"maxNesting": 2 * MAX_NESTING, "html": False})
    ruler = markdown.block.ruler
    ruler.enable(["blockquote", "list"])
    ruler.at("blockquote", _quotation, {"alt": ["blockquote", "list"]})
    ruler.at("list", _list, {"alt": ["blockquote"]})
    ruler.at("heading", _heading, {"alt": ["blockquote", "list"]})
    ruler.at("paragraph", _paragraph)
    ruler.at("hr", _rule, {"alt": ["list"]})
    ruler.before("paragraph", "page_break", _page_break, {"alt": ["blockquote"]})
    ruler.before("paragraph", "pipe_table", _table, {"alt": ["blockquote"]})
    ruler.enable(["heading", "hr"])
    return markdown


_MARKDOWN = _make_parser()
