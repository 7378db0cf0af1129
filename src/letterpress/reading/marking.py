"""Notes that are marked in other ways than `[^1]`, and cannot be told line by line: given these marks.

Three ways need the whole text: notes below a heading of their own, numbered like a list; bare numbers glued
to words, with notes that begin with a number; notes written where they are called, `^[so]`. The text is
written anew with the marks every other rule knows, and each character keeps its place.
"""
# ruff: noqa: RUF001 -- quotation marks as people type them

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from letterpress.reading.claims import Account, Claim, Doubt, Part, Rule
from letterpress.reading.formulas import close_language
from letterpress.reading.markers import MARKERS, SUPERSCRIPTS, Marker, find_call, label_of
from letterpress.reading.overruling import AS_THE_RULES_SAY, Overruling
from letterpress.reading.printed import (
    believable_calls,
    claims_of_stranded,
    doubts_of_stranded,
    split_pages,
    take_stranded_notes,
    take_symbol_notes,
)
from letterpress.reading.printed.pages import PrintedLine
from letterpress.reading.printed.stranded import Stranded
from letterpress.source import Source, Span

_BRACKET = re.compile(r"\\.|\n[ \t]*\n|[\[\]]")
_HEADING = re.compile(
    r"(?:#{1,6}\s+)?(?:\\?[-–—=]){0,8}\s*[*_]{0,2}(?:foot|end)?(?:notes?|references?|anmerkung(?:en)?"
    r"|fußnoten?|fussnoten?|endnoten?"
    r"|noten?|voetnoten|eindnoten|nachweise|einzelnachweise|quellen(?:angaben)?|bronnen"
    r"|literatur(?:verzeichnis|angaben)?"
    r"|notes de (?:bas de page|fin)|références|bibliographie|sources?|bibliography|works cited|literature"
    r"|notas?(?: (?:al pie|finales|de rodapé))?|referencias|bibliografía|fuentes"
    r"|note (?:a piè di pagina|finali)|riferimenti|fonti"
    r"|bibliografia|referências|fontes|noter|fotnoter|slutnoter|källor|referenser|przypisy|źródła|literatura)"
    r"[*_]{0,2}\s*(?:\\?[-–—=]){0,8}:?[*_]{0,2}(?:\s+\{#[^{}]*\})?",
    re.IGNORECASE,
)
_BODY = re.compile(
    rf"(?:[-*+•][ \t]+)?(?:\[\^?|\\\[|[({{])?(?P<label>\d{{1,4}}|[{SUPERSCRIPTS}]{{1,4}})"
    r"(?P<mark>\\?\]:?|[.):}])?[ \t]+(?=\S)"
)
_JOINED = re.compile(r"(?<!\\)\[(\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){1,8})\](?!\()")
_INLINE = re.compile(r"(?<![\\^])\^\[")
_PARENTHESES = re.compile(r"(?<=[\w.,;:!?\"'”’»])[ \t]?\((\d{1,4})\)(?!\w)")
_QUOTATION = re.compile(r"^ {0,3}\[\^[^\s\[\]]+\]:(?=[ \t]+>)", re.MULTILINE)  # a note that begins with one
_NEXT_LINE = "\n    "  # where a quotation may begin, and belongs to the note
MAX_CLOSE = 60  # characters
MOST_JOINED = 20  # notes called by `[1-20]`
MAX_CLOSE_LINES, MAX_CLOSE_SENTENCE = 4, 260  # of a close that is a sentence
MOST_HEADINGS = 8  # from the last one up, that are looked at for notes below them


class _Edit(NamedTuple):
    """A stretch of a text, and what is written in its place."""

    start: int
    end: int
    text: str


class Marked(NamedTuple):
    """A text with the marks every rule knows, and an account of the text as it was."""

    source: Source
    account: Account


class _Marks(NamedTuple):
    """What is written in a text, what was taken for a note, and what may be wrong with that."""

    edits: list[_Edit]
    claims: list[Claim]
    doubts: list[Doubt]


def mark_notes(source: Source, start: int, overruling: Overruling = AS_THE_RULES_SAY) -> Marked:
    """Give the notes of a text the marks `[^1]` and `[^1]:`; a text with none of these notes stays as it is.

    Args:
        source: the text; every line ends with a newline.
        start: where the letter begins, behind its front matter.
        overruling: the heading of the notes and the style of their calls, where the front matter names them.
    """
    source = _part_joined_calls(source, start)
    (lines,) = split_pages(source.text, (), start)
    believes = overruling.believes
    tops = _tops_of_notes(source, lines, overruling)
    marks = _endnotes(source.text, start, lines, tops, overruling) or _Marks([], [], [])
    if not marks.edits and believes("bare"):
        marks = _stranded_notes(take_stranded_notes((lines,)), Rule.BARE_NUMBER)
    inline = [] if marks.edits or not believes("inline") else list(_inline_notes(source.text, start))
    symbols = take_symbol_notes((lines,)) if believes("symbols") else Stranded(())
    marked = _stranded_notes(symbols, Rule.NOTE_SYMBOL)
    quoted = (_Edit(mark.end(), mark.end(), _NEXT_LINE) for mark in _QUOTATION.finditer(source.text, start))
    edits = [*marks.edits, *marked.edits, *quoted]
    claims = (
        *marks.claims,
        *marked.claims,
        *(Claim(Span(*at), Part.NOTE, Rule.NOTE_INLINE) for at in inline),
    )
    account = Account(source, claims, tuple(marks.doubts))
    anew = source.written_anew(_amend(source.text, edits, inline)) if edits or inline else source
    return Marked(anew, account)


def _part_joined_calls(source: Source, start: int) -> Source:
    """Write `[1][2]` for `[1,2]` and `[1-2]`, where each of them is a note or stands below their heading."""
    if not _JOINED.search(source.text, start):
        return source
    (lines,) = split_pages(source.text, (), start)
    heading = next((n for n, line in enumerate(lines) if _HEADING.fullmatch(line.text)), len(lines))
    bodies = ((n, _BODY.match(line.text)) for n, line in enumerate(lines))
    known = {label_of(b["label"]) for n, b in bodies if b and (n > heading or b[0].startswith("["))}
    edits = [
        _Edit(*found.span(), "".join(f"[{label}]" for label in labels))
        for found in _JOINED.finditer(source.text, start)
        if (labels := _labels_joined(found[1])) and known.issuperset(labels)
    ]
    return source.written_anew(_amend(source.text, edits, [])) if edits else source


def _labels_joined(words: str) -> list[str]:
    """Give the labels of `1,3-5`: 1, 3, 4, 5; none where a range is too long for notes of one word."""
    labels: list[str] = []
    for part in re.split(r"[,;]", words):
        first, *last = (int(number) for number in re.findall(r"\d+", part))
        numbers = range(first, max([first, *last]) + 1)
        if len(numbers) > MOST_JOINED:
            return []
        labels += map(str, numbers)
    return labels


def _tops_of_notes(
    source: Source, lines: Sequence[PrintedLine], overruling: Overruling
) -> Iterator[tuple[int, bool]]:
    """Yield the lines notes may begin at, from the last one up, and whether they are headings of notes.

    Where the front matter names the heading, it is the only one.
    """
    if Part.NOTES_HEADING in overruling.stated:
        named = (overruling.part_at(source, line.start) is Part.NOTES_HEADING for line in lines)
        yield from ((n, True) for n, is_named in enumerate(named) if is_named)
        return
    headings = (n for n in range(len(lines) - 1, -1, -1) if _HEADING.fullmatch(lines[n].text))
    yield from ((n, True) for n in headings)
    yield from ((n, False) for n in _tops_below_close(lines))


def _tops_below_close(lines: Sequence[PrintedLine]) -> list[int]:
    """Give the lines below the last close that begin with a mark of note 1, behind an empty line."""
    tops: list[int] = []
    for n in range(len(lines) - 1, -1, -1):
        if _closes(lines, n):
            return tops
        may_begin = lines[n].gap and not lines[n].text.startswith("[^")  # which every other rule knows
        found = _BODY.match(lines[n].text) if may_begin else None
        if found and found["label"] == "1" and found["mark"]:
            tops.append(n)
    return []


def _closes(lines: Sequence[PrintedLine], n: int) -> bool:
    """Tell whether a close begins at a line: one of its own, or a sentence behind an empty line."""
    if len(lines[n].text) <= MAX_CLOSE:
        return close_language(lines[n].text) is not None
    words = (" ".join(line.text for line in lines[n : n + count]) for count in range(1, MAX_CLOSE_LINES + 1))
    return lines[n].gap > 0 and any(len(one) <= MAX_CLOSE_SENTENCE and close_language(one) for one in words)


def _endnotes(
    text: str,
    start: int,
    lines: Sequence[PrintedLine],
    tops: Iterable[tuple[int, bool]],
    overruling: Overruling,
) -> _Marks | None:
    """Find notes below a heading of their own, or below the close, and their calls, all in one style."""
    for number, is_heading in islice(tops, MOST_HEADINGS):
        top, bodies = lines[number], list(_bodies(lines[number + is_heading :]))
        labels = frozenset(label for label, _ in bodies)
        styles = _styles(text, start, top.start, lines[:number], labels) if bodies else ()
        style, calls = _calls_of(styles, labels, overruling)
        if calls:
            place = Span(top.start, top.end)
            heading = [Claim(place, Part.NOTES_HEADING, Rule.HEADING_OF_NOTES)] if is_heading else []
            rule = Rule.HEADING_OF_NOTES if is_heading else Rule.NOTES_BELOW_CLOSE
            claims = [*heading, *(Claim(Span(a, b), Part.NOTE, rule, label) for label, (a, b, _) in bodies)]
            doubt = Doubt(place, f"the notes below it are called in the style {style}", "calls: none")
            taken = [_Edit(top.start, top.end, "")] if is_heading else []
            return _Marks([*calls, *taken, *(body for _, body in bodies)], claims, [doubt])
    return None


def _bodies(lines: Sequence[PrintedLine]) -> Iterator[tuple[str, _Edit]]:
    """Yield labels and marks of notes that count on from 1."""
    expected = 1
    for line in lines:
        found = _BODY.match(line.text)
        if found and label_of(found["label"]) == str(expected):
            yield str(expected), _Edit(line.start, line.start + found.end(), f"[^{expected}]: ")
            expected += 1


_Calls = Iterable[tuple[int, int, str]]


def _styles(
    text: str, start: int, end: int, lines: Sequence[PrintedLine], labels: frozenset[str]
) -> Sequence[tuple[str, _Calls]]:
    """Give what may be calls, style by style."""
    return (
        *((marker.name, _marked_calls(marker, text, start, end, labels)) for marker in MARKERS),
        ("parentheses", ((m.start(), m.end(), m[1]) for m in _PARENTHESES.finditer(text, start, end))),
        ("bare", ((call.start, call.end, call.label) for call in believable_calls(lines))),
    )


def _calls_of(
    styles: Sequence[tuple[str, _Calls]], labels: frozenset[str], overruling: Overruling
) -> tuple[str, list[_Edit]]:
    """Give the first style that calls every note, or the one the front matter names, and the calls in it."""
    for name, style in styles:
        if not overruling.believes(name):
            continue
        found = [(a, b, label) for a, b, label in style if label in labels]
        if overruling.calls == name or labels.issubset(label for _, _, label in found):
            return name, [_Edit(a, b, f"[^{label}]") for a, b, label in found]
    return "", []


def _marked_calls(
    marker: Marker, text: str, start: int, end: int, labels: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield the calls of one style, without the stress on a call alone: `*{1}*`."""
    known = frozenset((marker.name, label) for label in labels)
    for found in marker.call.finditer(text, start, end):
        mark = find_call(text, found.start(), known)
        if mark and mark.style == marker.name:
            stressed = text[found.start() - 1 : found.start()] == text[mark.end : mark.end + 1] == "*"
            yield found.start() - stressed, mark.end + stressed, mark.label


def _stranded_notes(found: Stranded, rule: Rule) -> _Marks:
    """Give notes that begin with a bare number or a symbol, and the words that carry it, their marks."""
    calls = (_Edit(call.start, call.end, f"[^{call.label}]") for call in found.calls)
    notes = (_Edit(note.start, note.words, f"[^{note.label}]: ") for note in found.notes)
    doubts = doubts_of_stranded(found) if rule is Rule.BARE_NUMBER else ()
    return _Marks([*calls, *notes], list(claims_of_stranded(found, rule)), list(doubts))


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


def _amend(text: str, edits: list[_Edit], inline: list[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Yield a text with stretches replaced, and the words of inline notes behind its end, piece by piece."""
    notes: list[tuple[str, int]] = []
    changes = [*edits]
    for label, (start, end) in zip(_free_labels(text), inline, strict=False):
        changes.append(_Edit(start - len("^["), end + 1, f"[^{label}]"))
        notes += [(f"[^{label}]: ", start), (text[start:end].replace("\n", " "), start), ("\n\n", end)]
    position = 0
    for start, end, words in sorted(changes):
        yield text[position:start], position
        yield words, start
        position = end
    yield text[position:], position
    yield "\n\n", len(text)
    yield from notes


def _free_labels(text: str) -> Iterator[str]:
    """Yield labels for notes without one that no other note of a text has."""
    taken = set(re.findall(r"\[\^([^\]\s]+)\]", text))
    number = 0
    while True:
        number += 1
        if f"note-{number}" not in taken:
            yield f"note-{number}"
