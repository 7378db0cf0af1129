"""Inline tokens to inline nodes: what opens and closes becomes a tree, text that touches one node."""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from letterpress.letter import Emphasis, FootnoteCall, Foreign, Inline, LineBreak, Link, Strong, Text
from letterpress.reading.markup.run import Run
from letterpress.source import Span

MAX_EMPHASIS = 12  # emphasis in emphasis; what is deeper keeps its asterisks

_SPACES = re.compile(r"[\n\t]")


@dataclass(slots=True)
class _Open:
    """A node whose end has not come yet; `literal` marks one that is too deep to be a node."""

    token: Token
    children: list[Inline] = field(default_factory=list)
    literal: bool = False


@dataclass(slots=True)
class Weaver:
    """Builds nodes out of tokens; `too_deep` are the places of emphasis that stayed text."""

    run: Run
    too_deep: list[Span] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=lambda: [_Open(Token("root", "", 0))])
    _words: list[str] = field(default_factory=list)
    _from: int = 0
    _to: int = 0

    def add(self, token: Token) -> None:
        """Take the next token."""
        match token.type:
            case "text" | "escaped":
                if token.content:
                    self._write(token.content, *token.meta["at"])
            case "break":
                self._leaf(LineBreak(self.run.span(*token.meta["at"])))
            case "call":
                self._drop_space_before_call()
                self._leaf(FootnoteCall(token.meta["label"], 0, self.run.span(*token.meta["at"])))
            case "autolink":
                start, end = token.meta["at"]
                words = Text(token.content, self.run.span(start + 1, end - 1))
                self._leaf(Link((words,), token.meta["target"], self.run.span(start, end)))
            case _ if token.nesting > 0:
                self._open(token)
            case _:
                self._close(token)

    def close(self) -> tuple[Inline, ...]:
        """Give the finished nodes."""
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
        return (Text(text, self.run.span(self._from, self._to)),) if text else ()

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
        if len(self._stack) > MAX_EMPHASIS and token.markup:
            opened = _Open(token, self._stack[-1].children, literal=True)
            self._write(token.markup, start - len(token.markup) + 1, start + 1)
            self.too_deep.append(self.run.span(start, start + 1))
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
                node: Inline = Link(children, opened.token.meta["target"], self.run.span(first, end))
            case "foreign_close":
                node = Foreign(children, opened.token.meta["language"], self.run.span(first, end))
            case "strong_close":
                node = Strong(children, self.run.span(first - 1, end + 1))
            case _:
                node = Emphasis(children, self.run.span(first, end))
        self._stack[-1].children.append(node)
