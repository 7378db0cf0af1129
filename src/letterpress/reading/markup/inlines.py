"""Inline markup: emphasis, links, hard breaks and footnote calls in the lines of a block.

markdown-it-py pairs the asterisks; everything else are rules of ours, because every node must know
its place and because letters are no web pages: HTML, entities, images in running text and code stay
text, and so does a link whose scheme is not permitted.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis
from markdown_it.token import Token

from letterpress.letter import Inline
from letterpress.reading.languages import LANGUAGE_TAG
from letterpress.reading.markers import CALL_OPENERS, find_call
from letterpress.reading.markup.punctuation import punctuate_tokens
from letterpress.reading.markup.raw import Line
from letterpress.reading.markup.run import HARD, Run, join_lines
from letterpress.reading.markup.weaving import Weaver
from letterpress.source import Span

MAX_FOREIGN = 4  # foreign words in foreign words; what is deeper keeps its brackets
PERMITTED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_PLAIN = re.compile(rf"[^\v*_<`\[{re.escape(CALL_OPENERS)}]+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}):([^\s<>]*)>|<([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+)>")
_TARGET = re.compile(r"\(\s*(?:<([^<>\n\v]*)>|((?:[^\s()<>\\]|\([^\s()<>\\]*\))+))\s*\)")
_WIKI_TARGET = re.compile(  # a link in a wiki, as pandoc writes it, or inside the page
    r"\((?:[^()\v\"]{1,200}[ \n]\"wikilink\"|#[^()\s]{1,80})\)"
)
_CODE = re.compile(r"(`+)(?!`)([^\v]{1,1000}?)(?<!`)\1(?!`)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,31}):")

_LANGUAGE = re.compile(r"\{[ \t\n]*lang=(?P<mark>\"?)(?P<tag>[^\s\"{}]{1,64})(?P=mark)[ \t\n]*\}")

Calls = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Inlines:
    """Inline content and the places where it was not what its author meant."""

    nodes: tuple[Inline, ...]
    refused_links: tuple[tuple[str, Span], ...] = ()
    refused_tags: tuple[tuple[str, Span], ...] = ()
    images: tuple[Span, ...] = ()
    too_deep: tuple[Span, ...] = ()


def read_inlines(
    lines: tuple[Line, ...],
    calls: Calls = frozenset(),
    quotes_of: str | None = None,
    refused: frozenset[str] = frozenset(),
) -> Inlines:
    """Read the lines of a block into inline content.

    Args:
        lines: the lines, without the block's own marks.
        calls: style and label of the notes that can be called.
        quotes_of: the language whose quotation marks straight ones become; None leaves them straight.
        refused: the styles in which nothing is a call.
    """
    run = join_lines(lines)
    met: dict[str, list[tuple[int, int]]] = {"refused_links": [], "refused_tags": [], "images": []}
    tokens = list[Token]()
    if run.text:
        env = {"calls": calls, "refused": refused, "brackets": None, "foreign": 0, **met}
        _MARKDOWN.inline.parse(run.text, _MARKDOWN, env, tokens)
    if quotes_of:
        punctuate_tokens(tokens, quotes_of)
    weaver = Weaver(run)
    for token in tokens:
        weaver.add(token)
    return Inlines(
        weaver.close(),
        tuple(_quoted(run, met["refused_links"])),
        tuple(_quoted(run, met["refused_tags"])),
        tuple(span for _, span in _quoted(run, met["images"])),
        tuple(weaver.too_deep),
    )


def _quoted(run: Run, stretches: list[tuple[int, int]]) -> Iterator[tuple[str, Span]]:
    return ((run.text[a:b], run.span(a, b)) for a, b in stretches)


def _push(state: StateInline, kind: str, end: int, content: str = "", **meta: str) -> bool:
    token = state.push(kind, "", 0)
    token.content = content
    token.meta = {"at": (state.pos, end), **meta}
    state.pos = end
    return True


def _text(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    found = _PLAIN.match(state.src, state.pos, state.posMax)
    return found is not None and _push(state, "text", found.end(), found[0])


def _break(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    return state.src[state.pos] == HARD and _push(state, "break", state.pos + 1)


def _call(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    if state.src[state.pos] not in CALL_OPENERS:
        return False
    mark = find_call(state.src, state.pos, state.env["calls"], state.env["refused"])
    if mark is None or mark.end > state.posMax:
        return False
    return _push(state, "call", mark.end, state.src[state.pos : mark.end], style=mark.style, label=mark.label)


def _escape(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    found = _ESCAPE.match(state.src, state.pos, state.posMax)
    return found is not None and _push(state, "escaped", found.end(), found[1])


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
    count, start = len(state.tokens), state.pos
    if not emphasis(state, silent):
        return False
    for n, token in enumerate(state.tokens[count:]):
        token.meta = {"at": (start + n, start + n + 1)}
    return True


def _autolink(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    found = _AUTOLINK.match(state.src, state.pos, state.posMax)
    if not found or state.linkLevel:
        return False
    target = f"mailto:{found[3]}" if found[3] else f"{found[1]}:{found[2]}"
    if not found[3] and found[1].lower() not in PERMITTED_SCHEMES:
        state.env["refused_links"].append(found.span())
        return _push(state, "text", found.end(), found[0])
    return _push(state, "autolink", found.end(), found[0][1:-1], target=target)


def _link(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    start = state.pos
    close = _matching_bracket(state, start) if state.src[start] == "[" and not state.linkLevel else -1
    if close > start + 1 and (wiki := _WIKI_TARGET.match(state.src, close + 1, state.posMax)):
        _read_between(state, start + 1, close)
        state.pos = wiki.end()
        return True
    found = _TARGET.match(state.src, close + 1, state.posMax) if close > start + 1 else None
    if found is None or "](" in state.src[start:close] or _is_call(state, start + 1, close):
        return False
    if state.src.endswith("!", 0, start):
        state.env["images"].append((start - 1, found.end()))
        return False
    target = found[1] if found[1] is not None else found[2]
    scheme = _SCHEME.match(target)
    if scheme is None or scheme[1].lower() not in PERMITTED_SCHEMES:
        state.env["refused_links"].append((start, found.end()))
        return False
    state.linkLevel += 1
    _enclose(state, "link", close, found.end(), target=target)
    state.linkLevel -= 1
    return True


def _is_call(state: StateInline, start: int, end: int) -> bool:
    """Tell whether a stretch is a call alone, which leads to its note and can lead nowhere else."""
    mark = find_call(state.src, start, state.env["calls"])
    return mark is not None and mark.end == end


def _foreign(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    """Read words of another language, as pandoc's bracketed spans mark them."""
    start = state.pos
    close = _matching_bracket(state, start) if state.src[start] == "[" else -1
    found = _LANGUAGE.match(state.src, close + 1, state.posMax) if close > start + 1 else None
    if found is None:
        return False
    if not LANGUAGE_TAG.fullmatch(found["tag"]):
        state.env["refused_tags"].append(found.span("tag"))
        return False
    if state.env["foreign"] >= MAX_FOREIGN:
        return False
    state.env["foreign"] += 1
    _enclose(state, "foreign", close, found.end(), language=found["tag"])
    state.env["foreign"] -= 1
    return True


def _enclose(state: StateInline, kind: str, close: int, end: int, **meta: str) -> None:
    """Read what stands between two brackets as the children of a node that ends at `end`."""
    start = state.pos
    token = state.push(f"{kind}_open", "", 1)
    token.meta = {"at": (start, start + 1), **meta}
    _read_between(state, start + 1, close)
    token = state.push(f"{kind}_close", "", -1)
    token.meta = {"at": (close, end)}
    state.pos = end


def _read_between(state: StateInline, start: int, end: int) -> None:
    last = state.posMax
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.posMax = last


def _code(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    """Read words between backticks as they stand: nothing in them is markup, and a space is a space."""
    found = _CODE.match(state.src, state.pos, state.posMax)
    return found is not None and _push(state, "text", found.end(), found[2].replace("\u00a0", " "))


def _matching_bracket(state: StateInline, position: int) -> int:
    """Give the bracket that closes the one at a position, or -1; pairs are found once a run."""
    if state.env["brackets"] is None:
        pairs: dict[int, int] = {}
        opened: list[int] = []
        for found in re.finditer(r"\\.|[\[\]]", state.src):
            if found[0] == "[":
                opened.append(found.start())
            elif found[0] == "]" and opened:
                pairs[opened.pop()] = found.start()
        state.env["brackets"] = pairs
    close: int = state.env["brackets"].get(position, -1)
    return close if close < state.posMax else -1


def _literal(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    return _push(state, "text", state.pos + 1, state.src[state.pos])


_Rule = Callable[[StateInline, bool], bool]
_RULES: tuple[tuple[str, _Rule], ...] = (
    ("text", _text),
    ("break", _break),
    ("call", _call),
    ("escape", _escape),
    ("code", _code),
    ("emphasis", _emphasis),
    ("link", _link),
    ("foreign", _foreign),
    ("autolink", _autolink),
    ("literal", _literal),
)


def _make_parser() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"maxNesting": 100, "html": False})
    ruler = markdown.inline.ruler
    ruler.enableOnly([])
    for name, rule in _RULES:
        ruler.push(f"letter {name}", rule)
    markdown.inline.ruler2.enableOnly(["balance_pairs", "emphasis"])
    return markdown


_MARKDOWN = _make_parser()
