"""Notes that are marked in other ways than `[^1]`, and cannot be told line by line: given these marks.

Three ways need the whole text: notes below a heading of their own, numbered like a list; bare numbers glued
to words, with notes that begin with a number; notes written where they are called, `^[so]`. The text is
written anew with the marks every other rule knows, and each character keeps its place.
"""
# ruff: noqa: RUF001 -- quotation marks as people type them

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from letterpress.reading.markers import SUPERSCRIPTS, label_of
from letterpress.reading.printed import bare_calls, split_pages, take_stranded_notes
from letterpress.reading.printed.pages import PrintedLine
from letterpress.source import Origin, Source

_BRACKET = re.compile(r"\\.|\n[ \t]*\n|[\[\]]")
_HEADING = re.compile(
    r"(?:#{1,6}\s+)?[*_]{0,2}(?:foot|end)?(?:notes?|references?|anmerkung(?:en)?|fußnoten?|fussnoten?|endnoten?|noten?"
    r"|voetnoten|nachweise|quellen|notes de bas de page|références|notas?(?: al pie)?|referencias"
    r"|note a piè di pagina|riferimenti|referências|noter|fotnoter|przypisy)[*_]{0,2}\s*:?[*_]{0,2}",
    re.IGNORECASE,
)
_BODY = re.compile(
    rf"(?:\[\^?|\\\[)?(?P<label>\d{{1,4}}|[{SUPERSCRIPTS}]{{1,4}})(?:\\?\]:?|[.):])?[ \t]+(?=\S)"
)
_MARKED = re.compile(r"\[\^[^\]\s]+\]:")
_INLINE = re.compile(r"(?<![\\^])\^\[")
_CALLS: Mapping[str, re.Pattern[str]] = {
    "superscript": re.compile(rf"(?<=\S)([{SUPERSCRIPTS}]{{1,4}})(?![{SUPERSCRIPTS}⁺⁻])"),
    "tag": re.compile(r"<sup>\s*\[?(\d{1,4})\]?\s*</sup>", re.IGNORECASE),
    "brackets": re.compile(r"[ \t]?\\?\[\^?(\d{1,4})\\?\](?![(:])"),
    "braces": re.compile(r"[ \t]?\*?\{(\d{1,4})\}\*?"),
    "parentheses": re.compile(r"(?<=[\w.,;:!?\"'”’»])[ \t]?\((\d{1,4})\)(?!\w)"),
}


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of a text, and what is written in its place."""

    start: int
    end: int
    text: str


def mark_notes(source: Source, start: int) -> Source:
    """Give the notes of a text the marks `[^1]` and `[^1]:`; a text with none of these notes stays as it is.

    Args:
        source: the text; every line ends with a newline.
        start: where the letter begins, behind its front matter.
    """
    lines = split_pages(source.text, (), start)[0]
    edits = _endnotes(source.text, start, lines)
    if not edits and not _MARKED.search(source.text, start):
        edits = _bare_notes(lines)
    inline = [] if edits else list(_inline_notes(source.text, start))
    if not edits and not inline:
        return source
    return _amend(source, edits, inline)


def _endnotes(text: str, start: int, lines: Sequence[PrintedLine]) -> list[_Edit]:
    """Find notes below a heading of their own, and their calls, all in one style."""
    for number, heading in enumerate(lines):
        if not _HEADING.fullmatch(heading.text):
            continue
        bodies = list(_bodies(lines[number + 1 :]))
        labels = {label for label, _ in bodies}
        calls = _calls_of(text, start, heading.start, lines[:number], labels) if bodies else []
        if calls:
            taken = _Edit(heading.start, heading.end, "")
            return [*calls, taken, *(body for _, body in bodies)]
    return []


def _bodies(lines: Sequence[PrintedLine]) -> Iterator[tuple[str, _Edit]]:
    """Yield labels and marks of notes that count on from 1."""
    expected = 1
    for line in lines:
        found = _BODY.match(line.text)
        if found and label_of(found["label"]) == str(expected):
            yield str(expected), _Edit(line.start, line.start + found.end(), f"[^{expected}]: ")
            expected += 1


def _calls_of(text: str, start: int, end: int, lines: Sequence[PrintedLine], labels: set[str]) -> list[_Edit]:
    """Give the calls in the first style that calls every note."""
    for pattern in _CALLS.values():
        found = [(m.start(), m.end(), label_of(m[1])) for m in pattern.finditer(text, start, end)]
        calls = [_Edit(a, b, f"[^{label}]") for a, b, label in found if label in labels]
        if {label for _, _, label in found} >= labels:
            return calls
    bare = [call for call in bare_calls(lines) if call.label in labels]
    if {call.label for call in bare} >= labels:
        return [_Edit(c.start, c.start + len(c.label), f"[^{c.label}]") for c in bare]
    return []


def _bare_notes(lines: tuple[PrintedLine, ...]) -> list[_Edit]:
    """Find notes that begin with a bare number, and the bare numbers that call them."""
    stranded = take_stranded_notes((lines,))
    calls = [_Edit(c.start, c.start + len(c.label), f"[^{c.label}]") for c in stranded.calls]
    marks = [
        _Edit(
            note.start,
            note.lines[0].start if note.lines else note.start + len(note.label),
            f"[^{note.label}]: ",
        )
        for note in stranded.notes
    ]
    return [*calls, *marks]


def _inline_notes(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the words of notes written where they are called; none is inside another."""
    if not _INLINE.search(text, start):
        return
    closes = _closing_brackets(text, start)
    position = start
    for found in _INLINE.finditer(text, start):
        end = closes.get(found.end() - 1)
        if found.start() >= position and end is not None and text[found.end() : end].strip():
            yield found.end(), end
            position = end + 1


def _closing_brackets(text: str, start: int) -> dict[int, int]:
    """Map the place of each opening bracket to that of the one that closes it in the same paragraph."""
    opened: list[int] = []
    closes: dict[int, int] = {}
    for found in _BRACKET.finditer(text, start):
        match found[0][0]:
            case "[":
                opened.append(found.start())
            case "]" if opened:
                closes[opened.pop()] = found.start()
            case "\n":
                opened.clear()
            case _:  # a bracket that closes nothing, or a character behind a backslash
                pass
    return closes


def _amend(source: Source, edits: list[_Edit], inline: list[tuple[int, int]]) -> Source:
    """Write a text with stretches replaced, and the words of inline notes behind its end."""
    text = source.text
    labels = _free_labels(text)
    pieces: list[tuple[str, int]] = []
    notes: list[tuple[str, int]] = []
    changes = [(e.start, e.end, e.text) for e in edits]
    for start, end in inline:
        label = next(labels)
        changes.append((start - len("^["), end + 1, f"[^{label}]"))
        notes += [(f"\n\n[^{label}]: ", start), (" ".join(text[start:end].split("\n")), start)]
    position = 0
    for start, end, words in sorted(changes):
        pieces += [(text[position:start], position), (words, start)]
        position = end
    pieces += [(text[position:], position), *notes]
    pieces = [(words, place) for words, place in pieces if words]
    starts = tuple(accumulate((len(words) for words, _ in pieces), initial=0))[:-1]
    origin = Origin(source, starts, tuple(place for _, place in pieces))
    return Source(source.name, "".join(words for words, _ in pieces), source.data, origin)


def _free_labels(text: str) -> Iterator[str]:
    """Yield labels for notes without one that no other note of a text has."""
    taken = set(re.findall(r"\[\^([^\]\s]+)\]", text))
    number = 0
    while True:
        number += 1
        if f"note-{number}" not in taken:
            yield f"note-{number}"
