"""Straight quotation marks and hyphens to those printers use, in the manner of a language.

Only where the author asks for it. What a backslash or an address protects stays as it is. The words
around a mark decide whether it opens, and what has been opened decides what it closes.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

THIN = "\u202f"  # narrow, and no line breaks at it
APOSTROPHE = "\u2019"
MOST_OPENED = 20  # quotations inside one another; what opened before them is forgotten
DASHES = {"--": "\u2013", "---": "\u2014"}


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotation marks of a language, spaces that belong to them included."""

    outer: tuple[str, str]
    inner: tuple[str, str]


_ENGLISH = Quotes(("\u201c", "\u201d"), ("\u2018", "\u2019"))
_GERMAN = Quotes(("\u201e", "\u201c"), ("\u201a", "\u2018"))
_FRENCH = Quotes((f"«{THIN}", f"{THIN}»"), ("\u201c", "\u201d"))
_SWISS = Quotes(("«", "»"), ("\u2039", "\u203a"))
_ROMANCE = Quotes(("«", "»"), ("\u201c", "\u201d"))
_SWEDISH = Quotes(("\u201d", "\u201d"), ("\u2019", "\u2019"))
_NORWEGIAN = Quotes(("«", "»"), ("\u2018", "\u2019"))
_POLISH = Quotes(("\u201e", "\u201d"), ("«", "»"))
_HUNGARIAN = Quotes(("\u201e", "\u201d"), ("»", "«"))
_RUSSIAN = Quotes(("«", "»"), ("\u201e", "\u201c"))
QUOTES = {  # Unicode CLDR, delimiters; Spanish and Italian as their academies have them
    "bg": _GERMAN,
    "cs": _GERMAN,
    "de": _GERMAN,
    "de-ch": _SWISS,
    "de-li": _SWISS,
    "el": _ROMANCE,
    "es": _ROMANCE,
    "et": _GERMAN,
    "fi": _SWEDISH,
    "fr": _FRENCH,
    "fr-ch": _SWISS,
    "hr": _POLISH,
    "hu": _HUNGARIAN,
    "is": _GERMAN,
    "it": _ROMANCE,
    "it-ch": _SWISS,
    "lt": _GERMAN,
    "nb": _NORWEGIAN,
    "nn": _NORWEGIAN,
    "no": _NORWEGIAN,
    "pl": _POLISH,
    "pt-pt": _ROMANCE,
    "ro": _POLISH,
    "ru": _RUSSIAN,
    "sk": _GERMAN,
    "sl": _GERMAN,
    "sv": _SWEDISH,
    "uk": _RUSSIAN,
}

_ADDRESS = r"(?:[a-z][a-z0-9+.]{1,20}://|\bwww\.)[^\s\"']*|[\w.%+-]{1,64}@[\w.-]+"
_MARK = re.compile(rf"(?P<address>{_ADDRESS})|[\"']|(?<!-)-{{2,3}}(?!-)", re.IGNORECASE)
_ELISION = re.compile(r"'(?:tis|twas|twere|em|til|cause|s)\b|'n'|'[0-9]", re.IGNORECASE)
_CLOSING_INNER = re.compile(r"(?<=\S)'(?!\w)")
_OPENERS = frozenset("([{<¿¡\u2013\u2014-/«\u201c\u201e\u2018\u201a\u2039\"'")


@dataclass(frozen=True, slots=True)
class _Piece:
    """The text of one token, where it begins, and the language of its marks: None protects them."""

    start: int
    text: str
    language: str | None
    token: Token


@dataclass(slots=True)
class _Passage:
    """Inline content as one text, with the quotations that are open at the mark being read."""

    text: str
    last_closing_inner: int
    opened: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_OPENED))


def quotes_in(language: str) -> Quotes:
    """Give the quotation marks of a language; those of English where it has no row."""
    tag = language.lower()
    return QUOTES.get("-".join(tag.split("-")[:2])) or QUOTES.get(tag.split("-")[0]) or _ENGLISH


def punctuate(text: str, language: str) -> str:
    """Put printers' quotation marks and dashes into plain text."""
    token = Token("text", "", 0, content=text)
    punctuate_tokens([token], language)
    return token.content


def punctuate_tokens(tokens: list[Token], language: str) -> None:
    """Put printers' marks into the text tokens of one stretch of inline content.

    `language` is that of the stretch; words marked as foreign take the marks of their own.
    """
    pieces = list(_pieces(tokens, language))
    text = "".join(piece.text for piece in pieces)
    marks = [found for found in _MARK.finditer(text) if found["address"] is None]
    starts = [piece.start for piece in pieces]
    inner = max((found.start() for found in _CLOSING_INNER.finditer(text)), default=-1)
    passage = _Passage(text, inner)
    changes: dict[int, list[tuple[int, int, str]]] = {}
    for found in marks:
        n = bisect_right(starts, found.start()) - 1
        piece = pieces[n]
        if piece.language is not None and found.end() <= piece.start + len(piece.text):
            printed = DASHES.get(found[0]) or _quote(found.start(), passage, quotes_in(piece.language))
            changes.setdefault(n, []).append((found.start() - piece.start, len(found[0]), printed))
    for n, changed in changes.items():
        pieces[n].token.content = _changed(pieces[n].text, changed)


def _pieces(tokens: list[Token], language: str) -> Iterator[_Piece]:
    languages = [language]
    start = 0
    for token in tokens:
        match token.type:
            case "foreign_open":
                languages.append(token.meta["language"])
            case "foreign_close":
                languages.pop()
            case "text" | "escaped" | "autolink" | "break" if token.content:
                yield _Piece(start, token.content, languages[-1] if token.type == "text" else None, token)
                start += len(token.content)
            case _:
                pass


def _quote(at: int, passage: _Passage, quotes: Quotes) -> str:
    """Give what is printed for a straight quotation mark, and keep in mind what it opens or closes."""
    mark = passage.text[at]
    before = passage.text[at - 1] if at else " "
    after = passage.text[at + 1 : at + 2] or " "
    if mark == "'" and before.isalnum() and after.isalnum():
        return mark if before.isdigit() and after.isdigit() else APOSTROPHE
    opening, closing = quotes.outer if mark == '"' else quotes.inner
    may_open = (before.isspace() or before in _OPENERS) and not after.isspace()
    if mark in passage.opened and not before.isspace() and not (may_open and after.isalnum()):
        while passage.opened.pop() != mark:
            pass
        return closing
    if may_open and (mark == '"' or _opens_inner(at, passage)):
        passage.opened.append(mark)
        return opening
    if before.isdigit() or (before.isspace() and after.isspace()):
        return mark  # `6' 2"` are feet and inches
    return APOSTROPHE if mark == "'" else closing


def _opens_inner(at: int, passage: _Passage) -> bool:
    return passage.last_closing_inner > at and not _ELISION.match(passage.text, at)


def _changed(text: str, changes: list[tuple[int, int, str]]) -> str:
    parts, end = [], 0
    for start, length, printed in changes:
        parts += [text[end:start], printed]
        end = start + length
    return "".join([*parts, text[end:]])
