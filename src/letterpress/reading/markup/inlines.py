"""Inline markup: emphasis, links, hard breaks and footnote calls in the lines of a block.

markdown-it-py pairs the asterisks; everything else are rules of ours, because every node must know
its place and because letters are no web pages: HTML, entities, images and code stay text, and so
does a link whose scheme is not permitted.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis
from markdown_it.token import Token

from letterpress.letter import Emphasis, FootnoteCall, Inline, LineBreak, Link, Strong, Text
from letterpress.reading.markers import CALL_OPENERS, find_call
from letterpress.reading.markup.raw import Line
from letterpress.source import Span

MAX_EMPHASIS = 12  # emphasis in emphasis; what is deeper keeps its asterisks
PERMITTED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_SOFT, _HARD = "\n", "\v"  # how the lines of a block are joined; no line holds either
_PLAIN = re.compile(rf"[^\v*_<\[{re.escape(CALL_OPENERS)}]+")
_HARD_END = re.compile(r"(?:<br[ \t]*/?>[ \t]*|(?<!\\)(?:\\\\)*(\\)|[ \t]{2,})$", re.IGNORECASE)
_LAST_BREAK = re.compile(r"<br[ \t]*/?>[ \t]*$", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}):([^\s<>]*)>|<([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+)>")
_TARGET = re.compile(r"\(\s*(?:<([^<>\n\v]*)>|((?:[^\s()<>\\]|\([^\s()<>\\]*\))+))\s*\)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,31}):")
_SPACES = re.compile(r"[\n\t]")

Calls = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Inlines:
    """Inline content and the places where it was not what its author meant."""

    nodes: tuple[Inline, ...]
    refused_links: tuple[tuple[str, Span], ...] = ()
    too_deep: tuple[Span, ...] = ()


def read_inlines(lines: tuple[Line, ...], calls: Calls | None = None) -> Inlines:
    """Read the lines of a block into inline content.

    Args:
        lines: the lines, without the block's own marks.
        calls: style and label of the notes that can be called; None where no note may be called.
    """
    run = _join(lines)
    refused: list[tuple[int, int]] = []
    tokens: list[Token] = []
    if run.text:
        env = {"calls": calls, "refused": refused, "brackets": None}
        _MARKDOWN.inline.parse(run.text, _MARKDOWN, env, tokens)
    tree = _Tree(run)
    for token in tokens:
        tree.add(token)
    links = tuple((run.text[a:b], run.span(a, b)) for a, b in refused)
    return Inlines(tree.close(), links, tuple(tree.too_deep))


# ---------------------------------------------------------------------- lines to one run of text


@dataclass(frozen=True, slots=True)
class _Run:
    """The lines of a block as one string, and where each line begins in it and in the source."""

    text: str
    starts: tuple[int, ...]
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        return Span(self._place(start), self._place(end - 1) + 1)

    def _place(self, position: int) -> int:
        n = bisect_right(self.starts, position) - 1
        return self.places[n] + position - self.starts[n]


def _join(lines: tuple[Line, ...]) -> _Run:
    texts, places = [], []
    for line in lines[:-1]:
        words = line.text.rstrip("\r")
        hard = _HARD_END.search(words)
        kept = words[: hard.start(1) if hard[1] else hard.start()] if hard else words
        texts.append(kept.strip() + (_HARD if hard else _SOFT))
        places.append(line.start + len(kept) - len(kept.lstrip()))
    for line in lines[-1:]:
        kept = _LAST_BREAK.sub("", line.text)
        texts.append(kept.strip())
        places.append(line.start + len(kept) - len(kept.lstrip()))
    starts = tuple(accumulate((len(t) for t in texts), initial=0))[:-1]
    return _Run("".join(texts), starts, tuple(places))


# ------------------------------------------------------------------------------------ rules


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
    return state.src[state.pos] == _HARD and _push(state, "break", state.pos + 1)


def _call(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    calls: Calls | None = state.env["calls"]
    if calls is None or state.src[state.pos] not in CALL_OPENERS:
        return False
    mark = find_call(state.src, state.pos, calls)
    if mark is None or mark.end > state.posMax:
        return False
    return _push(state, "call", mark.end, state.src[state.pos : mark.end], style=mark.style, label=mark.label)


def _escape(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    found = _ESCAPE.match(state.src, state.pos, state.posMax)
    return found is not None and _push(state, "text", found.end(), found[1])


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
        state.env["refused"].append((found.start(), found.end()))
        return _push(state, "text", found.end(), found[0])
    return _push(state, "autolink", found.end(), found[0][1:-1], target=target)


def _link(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- the library's signature
    start = state.pos
    if state.src[start] != "[" or state.linkLevel:
        return False
    close = _matching_bracket(state, start)
    found = _TARGET.match(state.src, close + 1, state.posMax) if close > start + 1 else None
    if found is None or "](" in state.src[start:close]:
        return False
    target = found[1] if found[1] is not None else found[2]
    scheme = _SCHEME.match(target)
    if scheme is None or scheme[1].lower() not in PERMITTED_SCHEMES:
        state.env["refused"].append((start, found.end()))
        return False
    end, last = found.end(), state.posMax
    token = state.push("link_open", "a", 1)
    token.meta = {"at": (start, start + 1), "target": target}
    state.pos, state.posMax = start + 1, close
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.posMax = last
    token = state.push("link_close", "a", -1)
    token.meta = {"at": (close, end)}
    state.pos = end
    return True


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


# ----------------------------------------------------------------------------- tokens to a tree


@dataclass(slots=True)
class _Open:
    """A node whose end has not come yet; `literal` marks one that is too deep to be a node."""

    token: Token
    children: list[Inline] = field(default_factory=list)
    literal: bool = False


class _Tree:
    """Builds nodes out of tokens; text that touches becomes one node."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._stack = [_Open(Token("root", "", 0))]
        self._words: list[str] = []
        self._from = self._to = 0
        self.too_deep: list[Span] = []

    def add(self, token: Token) -> None:
        match token.type:
            case "text":
                if token.content:
                    self._write(token.content, *token.meta["at"])
            case "break":
                self._leaf(LineBreak(self._run.span(*token.meta["at"])))
            case "call":
                self._drop_space_before_call()
                self._leaf(FootnoteCall(token.meta["label"], 0, self._run.span(*token.meta["at"])))
            case "autolink":
                start, end = token.meta["at"]
                words = Text(token.content, self._run.span(start + 1, end - 1))
                self._leaf(Link((words,), token.meta["target"], self._run.span(start, end)))
            case _ if token.nesting > 0:
                self._open(token)
            case _:
                self._close(token)

    def close(self) -> tuple[Inline, ...]:
        self._flush()
        return tuple(self._stack[0].children)

    def _write(self, words: str, start: int, end: int) -> None:
        if not self._words:
            self._from = start
        self._words.append(words)
        self._to = end

    def _flush(self) -> None:
        self._stack[-1].children.extend(self._take())

    def _take(self) -> tuple[Text, ...]:
        text = _SPACES.sub(" ", "".join(self._words))
        self._words.clear()
        return (Text(text, self._run.span(self._from, self._to)),) if text else ()

    def _drop_space_before_call(self) -> None:
        if self._words:
            last = self._words[-1]
            self._words[-1] = last.rstrip(" \n\t")
            self._to -= len(last) - len(self._words[-1])

    def _leaf(self, node: Inline) -> None:
        self._flush()
        self._stack[-1].children.append(node)

    def _open(self, token: Token) -> None:
        start, _ = token.meta["at"]
        opened = _Open(token)
        if len(self._stack) > MAX_EMPHASIS and token.type != "link_open":
            opened = _Open(token, self._stack[-1].children, literal=True)
            self._write(token.markup, start - len(token.markup) + 1, start + 1)
            self.too_deep.append(self._run.span(start, start + 1))
        else:
            self._flush()
        self._stack.append(opened)

    def _close(self, token: Token) -> None:
        start, end = token.meta["at"]
        opened = self._stack.pop()
        if opened.literal:
            self._write(token.markup, start, start + len(token.markup))
            return
        if self._words:
            opened.children.extend(self._take())
        first = opened.token.meta["at"][0]
        children = tuple(opened.children)
        match token.type:
            case "link_close":
                node: Inline = Link(children, opened.token.meta["target"], self._run.span(first, end))
            case "strong_close":
                node = Strong(children, self._run.span(first - 1, end + 1))
            case _:
                node = Emphasis(children, self._run.span(first, end))
        self._stack[-1].children.append(node)


_Rule = Callable[[StateInline, bool], bool]
_RULES: tuple[tuple[str, _Rule], ...] = (
    ("text", _text),
    ("break", _break),
    ("call", _call),
    ("escape", _escape),
    ("emphasis", _emphasis),
    ("link", _link),
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
