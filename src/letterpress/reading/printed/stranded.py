"""Notes at the feet of printed pages, and their calls: bare numbers that were raised on paper.

`students.1 Black` calls note 1 if a line further down begins with `1 ` and no other rule needs it. A number
is believed only where both are found, and where they count on from note to note: years, sections of laws
and units of measure are no calls.
"""
# ruff: noqa: RUF001 -- dashes, bullets and quotation marks as printed texts have them

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from letterpress.reading.printed.pages import Page, PrintedLine

MAX_LABEL = 3  # digits

_BODY = re.compile(rf"(?P<label>\d{{1,{MAX_LABEL}}})(?:[ \t]+(?=[^\W\d_]|[\"'“‘«<(\[§*]|\d)|$)")
_CALL = re.compile(
    rf"(?<=[^\W\d_])(?P<word>\d{{1,{MAX_LABEL}}})(?![\w])(?!\.\d)"
    rf"|(?<=[.,;:!?)\]\"'”’»…])(?P<stop>\d{{1,{MAX_LABEL}}})(?=[\s\"”’)\],.;:]|$)"
)
_UNIT = re.compile(r"(?:^|[\s\d(/])(?:[cdkmµn]?m|ft|yd|in|CO|H|PM|A|B|G)$")  # of area, of matter, of paper
_SECTION = re.compile(r"(?:\d|[§$€£]|No|Nr|Art|Sec|pp?|vol)[.,:]$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StrandedCall:
    """A number that calls a note: its place, its label."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class StrandedNote:
    """A note at the foot of a page: its label, the place of its mark, its lines without it."""

    label: str
    start: int
    lines: tuple[PrintedLine, ...]


@dataclass(frozen=True, slots=True)
class Stranded:
    """Pages without the notes at their feet, the notes, and their calls."""

    pages: tuple[Page, ...]
    notes: tuple[StrandedNote, ...] = ()
    calls: tuple[StrandedCall, ...] = ()


def take_stranded_notes(pages: tuple[Page, ...]) -> Stranded:
    """Find the notes whose numbers are called above them, on the same page or the one before.

    The notes of a page go on to its end. Where no page is known to end, a note ends at an empty line.
    """
    notes: list[StrandedNote] = []
    calls: list[StrandedCall] = []
    kept: list[Page] = []
    before: Page = ()
    for page in pages:
        above: Page = ()
        rest = page
        while found := _find_notes(
            _behind(calls, (*before, *above)), rest, len(notes) + 1, to_the_end=len(pages) > 1
        ):
            notes += found.notes
            calls += found.calls
            above, rest = (*above, *rest[: found.start]), rest[found.end :]
        before = (*above, *rest)
        kept.append(before)
    return Stranded(tuple(kept), tuple(notes), tuple(calls))


def _behind(calls: Sequence[StrandedCall], lines: Page) -> Page:
    """Give the lines, or parts of lines, behind the last call."""
    if not calls:
        return lines
    last = calls[-1].start + len(calls[-1].label)
    return tuple(_cut(line, last) for line in lines if line.end > last)


def _cut(line: PrintedLine, place: int) -> PrintedLine:
    """Blank what stands before a place: it holds no call any more, and all that follows keeps its place."""
    passed = max(0, place - line.start)
    return replace(line, text=" " * passed + line.text[passed:])


@dataclass(frozen=True, slots=True)
class _Found:
    """Notes on lines `start` to `end` of what is left of a page, and their calls."""

    start: int
    end: int
    notes: list[StrandedNote]
    calls: list[StrandedCall]


def _find_notes(above: Page, page: Page, expected: int, *, to_the_end: bool) -> _Found | None:
    """Find the first notes in the lines of a page; `above` are lines before these that may call them."""
    for start, line in enumerate(page):
        if _label(line) != str(expected) or not (to_the_end or line.gap):
            continue
        if start + 1 == len(page) and line.text == str(expected):
            continue  # a number that stands alone, and last, is that of the page
        end = len(page) if to_the_end else _end_of_notes(page, start, expected)
        starts = [start, *_next_notes(page[:end], start, expected + 1)]
        labels = [str(expected + n) for n in range(len(starts))]
        calls = _calls_for((*above, *page[:start]), labels)
        if calls is not None:
            ends = (*starts[1:], end)
            return _Found(start, end, [_note(page[a:b]) for a, b in zip(starts, ends, strict=True)], calls)
    return None


def _end_of_notes(page: Page, start: int, expected: int) -> int:
    """Give the line after the notes that begin at a line: the first below an empty one that is no note."""
    for n in range(start + 1, len(page)):
        if _label(page[n]) == str(expected + 1):
            expected += 1
        elif page[n].gap:
            return n
    return len(page)


def _label(line: PrintedLine) -> str:
    found = _BODY.match(line.text)
    return found["label"] if found else ""


def _next_notes(page: Page, start: int, expected: int) -> Iterator[int]:
    for n in range(start + 1, len(page)):
        if _label(page[n]) == str(expected):
            expected += 1
            yield n


def _note(lines: Page) -> StrandedNote:
    found = _BODY.match(lines[0].text)
    assert found
    first = lines[0]
    words = replace(first, text=first.text[found.end() :], start=first.start + found.end())
    return StrandedNote(found["label"], first.start, (words, *lines[1:]) if words.text else lines[1:])


def _calls_for(lines: Sequence[PrintedLine], labels: Sequence[str]) -> list[StrandedCall] | None:
    """Find a call for every label, one behind the other; None when one has none."""
    candidates = iter(tuple(bare_calls(lines)))
    calls: list[StrandedCall] = []
    for label in labels:
        call = next((c for c in candidates if c.label == label), None)
        if call is None:
            return None
        calls.append(call)
    return calls


def bare_calls(lines: Sequence[PrintedLine]) -> Iterator[StrandedCall]:
    """Yield the numbers of lines that may be calls."""
    for line in lines:
        for found in _CALL.finditer(line.text):
            before = line.text[: found.start()]
            if found["word"] and _UNIT.search(before):
                continue
            if found["stop"] and _SECTION.search(before) and not re.search(r"\d{4},$", before):
                continue
            yield StrandedCall(line.start + found.start(), found[0])
