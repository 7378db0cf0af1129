"""Words of a document as words of a letter's text: nothing in them is markup but the fields of the author.

What the text of a letter takes for markup (docs/source-format.md) gets a backslash; emphasis, links, breaks
and calls are written as an author writes them.
"""
# ruff: noqa: RUF001 -- quotation marks as word processors write them

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from letterpress.importing.content import PLAIN, Face, FieldName, LineBreak, NoteCall, Piece, Words

SCHEMES = ("http://", "https://", "mailto:", "tel:")

_FIELD = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_MARKUP = re.compile(r"(?<=\{)[#%]|[\\*`\[\]<>|{]|(?<![^\W_])_|_(?![^\W_])")
_ROW = re.compile(r"(?<!\S)_{3,}(?!\S)")  # of underscores: room for ink
_LINE_START = re.compile(r"(?:#{1,6}|[+-])(?=\s|$)|-(?=\s*-)")
_CURLY = str.maketrans("“”„‟«»‘’‚‛‹›\u00a0", "\"\"\"\"\"\"'''''' ")
_BLANK = re.compile(r"[ \u2028\u2029\r\n\v\f\x1c-\x1f\x85]+")
_EMPTY_NAME = re.compile(r"\W+")
_ADDRESS = re.compile(r"[^\s<>]+")

Inline = Words | FieldName | NoteCall


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph: pieces without breaks."""

    pieces: tuple[Inline, ...] = ()

    @property
    def text(self) -> str:
        """Give the words alone."""
        return "".join(piece.text for piece in self.pieces if isinstance(piece, Words))


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    """Cut pieces into lines at their breaks; images are no part of a line."""
    lines: list[list[Inline]] = [[]]
    for piece in pieces:
        match piece:
            case LineBreak():
                lines.append([])
            case Words() | FieldName() | NoteCall():
                lines[-1].append(piece)
            case _:
                pass
    return [Line(tuple(line)) for line in lines]


def write_line(line: Line, label: Callable[[int], str]) -> str:
    """Write a line; `label` gives the label of a note."""
    written: list[str] = []
    runs = list(_runs(line))
    for n, (face, words) in enumerate(runs):
        before = written[-1][-1:] if written else ""
        after = _first_character(runs[n + 1][1]) if runs[n + 1 :] else ""
        written.append(_emphasised(words, face, before, after, label))
    text = "".join(written).strip()
    return f"\\{text}" if _LINE_START.match(text) else text


def _runs(line: Line) -> Iterator[tuple[Face, list[Inline]]]:
    """Yield the pieces of one face that follow one another; white has that of what stands before it."""
    faced: list[tuple[Face, Inline]] = []
    for piece in _with_whole_fields(line.pieces):
        is_white = isinstance(piece, Words) and not piece.text.strip()
        own = PLAIN if isinstance(piece, NoteCall) else piece.face
        faced.append((faced[-1][0] if is_white and faced else own, piece))
    for key, group in groupby(faced, key=lambda pair: pair[0]):
        yield key, [piece for _, piece in group]


def _with_whole_fields(pieces: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield pieces so that each field of the author's stands in one, with the face it begins in."""
    waiting: Words | None = None
    for piece in pieces:
        if not isinstance(piece, Words):
            if waiting:
                yield waiting
            waiting = None
            yield piece
            continue
        text = _BLANK.sub(" ", piece.text)
        if waiting is None:
            waiting = replace(piece, text=text)
        elif (waiting.face, waiting.link) == (piece.face, piece.link):
            waiting = replace(waiting, text=waiting.text + text)
        elif (cut := _end_of_open_field(waiting.text, text)) > 0:
            waiting = replace(waiting, text=waiting.text + text[:cut])
            if text[cut:]:
                yield waiting
                waiting = replace(piece, text=text[cut:])
        else:
            yield waiting
            waiting = replace(piece, text=text)
    if waiting:
        yield waiting


def _end_of_open_field(before: str, text: str) -> int:
    """Give how much of a text belongs to a field that is open before it: up to its end, or all."""
    start = max(before.rfind("{{"), before.rfind("{%"))
    if start < 0 or "}" in before[start:].rstrip("}") or before.endswith(("}}", "%}")):
        return 1 if before.endswith("{") and text[:1] in {"{", "%"} else 0
    whole = before[start:] + text
    found = _FIELD.match(whole)
    return found.end() - len(before[start:]) if found else 0


def _first_character(pieces: list[Inline]) -> str:
    first = pieces[0]
    return first.text[:1] if isinstance(first, Words) else "a" if isinstance(first, FieldName) else "["


def _emphasised(
    pieces: list[Inline], face: Face, before: str, after: str, label: Callable[[int], str]
) -> str:
    """Write pieces between the marks of their face; white stands outside of them."""
    text = "".join(_write(piece, label) for piece in pieces)
    inner = text.strip()
    if face == PLAIN or not inner:
        return text
    left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    mark = ("**" if face.strong else "") + ("*" if face.emphasis else "")
    if mark == "*" and "*" in {before, after}:
        mark = "_"
    opens = bool(left) or _may_meet(before, inner[0])
    closes = bool(right) or _may_meet(after, inner[-1])
    if not opens or not closes or (mark == "_" and (before.isalnum() or after.isalnum())):
        return text  # the marks would not be read as marks: CommonMark 0.31, 6.2
    return f"{left}{mark}{inner}{mark[::-1]}{right}"


def _may_meet(outside: str, inside: str) -> bool:
    """Tell whether a mark is read as one between two characters: punctuation behind it needs white before."""
    if not outside or outside.isspace() or inside.isalnum() or inside in "{}":
        return True
    return not outside.isalnum()


def _write(piece: Inline, label: Callable[[int], str]) -> str:
    match piece:
        case NoteCall(note):
            return f"[^{label(note)}]"
        case FieldName(name):
            return f"{{{{ {_EMPTY_NAME.sub('_', name).strip('_') or 'field'} }}}}"
        case Words(text, _, link):
            return _linked(text, link) if is_kept(link) else escape(text)


def is_kept(link: str) -> bool:
    """Tell whether an address is one that letters lead to."""
    return link.lower().startswith(SCHEMES)


def _linked(text: str, link: str) -> str:
    """Write a link: by its address alone where that is what is printed."""
    words = text.strip()
    left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if not words:
        return text
    if _ADDRESS.fullmatch(words):
        if link in {words, f"{words}/"} or link.rstrip("/") == words.rstrip("/"):
            return f"{left}<{words}>{right}"
        if link == f"mailto:{words}":
            return f"{left}<{words}>{right}"
    target = re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", link)
    return f"{left}[{escape(words)}](<{target}>){right}"


def escape(text: str) -> str:
    """Write words so that nothing in them is markup but fields, whose quotation marks are straight again."""
    parts = []
    at = 0
    for found in _FIELD.finditer(text):
        parts += [_escape_words(text[at : found.start()]), found[0].translate(_CURLY)]
        at = found.end()
    return "".join((*parts, _escape_words(text[at:])))


def _escape_words(text: str) -> str:
    parts = []
    at = 0
    for found in _ROW.finditer(text):
        parts += [_MARKUP.sub(r"\\\g<0>", text[at : found.start()]), found[0]]
        at = found.end()
    return "".join((*parts, _MARKUP.sub(r"\\\g<0>", text[at:])))
