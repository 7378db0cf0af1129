"""Notes at the feet of printed pages, and their calls: bare numbers that were raised on paper.

`students.1 Black` calls note 1 if a line further down begins with `1 ` and no other rule needs it. A number
is believed only where both are found, and where they count on from note to note: years, sections of laws
and units of measure are no calls.
"""
# ruff: noqa: RUF001 -- dashes, bullets and quotation marks as printed texts have them

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NamedTuple

from letterpress.reading.markers import LOOK_BACK, SUPERSCRIPTS, find_body_mark, label_of
from letterpress.reading.printed.pages import Page, PrintedLine

MAX_LABEL = 3  # digits
MOST_TRIES = 16  # lines of a page that may be the first of its notes
RAISED_STYLE = "superscript"  # of the table of markers: a number that paper raised, and the file too

_NUMBER = rf"\d{{1,{MAX_LABEL}}}"
_RAISED = rf"[{SUPERSCRIPTS}]{{1,{MAX_LABEL}}}"
_BODY = re.compile(rf"(?P<label>{_NUMBER}|{_RAISED})(?:[ \t]+(?=[^\W\d_]|[\"'“‘«<(\[§*]|\d)|$)")
_CALL = re.compile(
    rf"(?<=[^\W\d_])(?P<word>\d{{1,{MAX_LABEL}}})(?![\w])(?!\.\d)"
    rf"|(?<=[.,;:!?)\]\"'”’»…])(?P<stop>\d{{1,{MAX_LABEL}}})(?=[\s\"”’)\],.;:]|$)"
    rf"|(?<=[^\s{SUPERSCRIPTS}])(?P<raised>{_RAISED})(?![{SUPERSCRIPTS}])"
)
_UNIT = re.compile(r"(?:^|[\s\d(/])(?:[cdkmµn]?m|ft|yd|in|CO|H|PM|A|B|G)$")  # of area, of matter, of paper
_YEAR = re.compile(r"\d{4},$")
_SECTION = re.compile(r"(?:\d|[§$€£]|\b(?:No|Nr|Art|Sec|pp?|vol))[.,:]$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StrandedCall:
    """A number that calls a note: its place, its label."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class StrandedNote:
    """A note at the foot of a page: its label, the place of its mark, its lines without that."""

    label: str
    start: int
    lines: tuple[PrintedLine, ...]

    @property
    def words(self) -> int:
        """The place where its words begin, or its mark ends when it has none."""
        return self.lines[0].start if self.lines else self.start + len(self.label)


@dataclass(frozen=True, slots=True)
class Stranded:
    """Pages without the notes at their feet, the notes, and their calls."""

    pages: tuple[Page, ...]
    notes: tuple[StrandedNote, ...] = ()
    calls: tuple[StrandedCall, ...] = ()


def take_stranded_notes(pages: tuple[Page, ...]) -> Stranded:
    """Find the notes whose numbers are called above them, on the same page or the one before.

    The notes of a page go on to its end. Where no page is known to end, a note ends at an empty line. A text
    whose notes have marks of their own has no others.
    """
    if any(_has_own_mark(line, is_paged=len(pages) > 1) for page in pages for line in page):
        return Stranded(pages)
    places = _places_by_label(chain(*pages))
    notes: list[StrandedNote] = []
    calls: list[StrandedCall] = []
    kept: list[Page] = []
    before = 0
    for page in pages:
        at = 0
        text: Page = ()
        while found := _find_notes(
            page, at, len(notes) + 1, _Stretch(places, max(before, _end_of(calls))), is_page=len(pages) > 1
        ):
            notes += found.notes
            calls += found.calls
            for call in bare_calls(page[found.start : found.end]):
                places[call.label].remove(call.start)  # a number in a note calls none that is taken
            text, at = (*text, *page[at : found.start]), found.end
        kept.append((*text, *page[at:]))
        before = page[0].start if page else before
    return Stranded(tuple(kept), tuple(notes), tuple(calls))


def _has_own_mark(line: PrintedLine, *, is_paged: bool) -> bool:
    """Tell whether a line begins as notes do; at the foot of a page a raised number is no mark of its own."""
    mark = find_body_mark(line.text)
    return mark is not None and not (is_paged and mark.style == RAISED_STYLE)


def _places_by_label(lines: Iterable[PrintedLine]) -> dict[str, list[int]]:
    """Give the places of numbers that may be calls, by these numbers."""
    places: dict[str, list[int]] = {}
    for call in bare_calls(lines):
        places.setdefault(call.label, []).append(call.start)
    return places


def _end_of(calls: Sequence[StrandedCall]) -> int:
    return calls[-1].start + len(calls[-1].label) if calls else 0


class _Stretch(NamedTuple):
    """A text from a place on: the places of its numbers, by these numbers."""

    places: Mapping[str, Sequence[int]]
    start: int

    def find_calls(self, labels: Iterable[str], end: int) -> list[StrandedCall] | None:
        """Find a call for every label, one behind the other, up to a place; None when one has none."""
        calls: list[StrandedCall] = []
        place = self.start
        for label in labels:
            known = self.places.get(label, ())
            n = bisect_left(known, place)
            if n == len(known) or known[n] >= end:
                return None
            calls.append(StrandedCall(known[n], label))
            place = _end_of(calls)
        return calls


class _Found(NamedTuple):
    """Notes on lines `start` to `end` of a page, and their calls."""

    start: int
    end: int
    notes: list[StrandedNote]
    calls: list[StrandedCall]


def _find_notes(page: Page, at: int, expected: int, above: _Stretch, *, is_page: bool) -> _Found | None:
    """Find the first notes of a page from a line on; `is_page`, that the page is known to end."""
    begins = (n for n in range(at, len(page)) if _begins_notes(page, n, expected, is_page=is_page))
    for start in islice(begins, MOST_TRIES):
        end = len(page) if is_page else _end_of_notes(page, start, expected)
        starts = [start, *_next_notes(page[:end], start, expected + 1)]
        labels = (str(expected + n) for n in range(len(starts)))
        calls = above.find_calls(labels, page[start].start)
        if calls is not None:
            ends = (*starts[1:], end)
            return _Found(start, end, [_note(page[a:b]) for a, b in zip(starts, ends, strict=True)], calls)
    return None


def _begins_notes(page: Page, n: int, expected: int, *, is_page: bool) -> bool:
    """Tell whether a line may be the first of notes; a number alone that comes last is that of the page."""
    line = page[n]
    is_number_of_page = n + 1 == len(page) and line.text == str(expected)
    return _label(line) == str(expected) and not is_number_of_page and (is_page or line.gap > 0)


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
    return label_of(found["label"]) if found else ""


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
    return StrandedNote(
        label_of(found["label"]), first.start, (words, *lines[1:]) if words.text else lines[1:]
    )


def bare_calls(lines: Iterable[PrintedLine]) -> Iterator[StrandedCall]:
    """Yield the numbers of lines that may be calls."""
    for line in lines:
        for found in _CALL.finditer(line.text):
            before = max(0, found.start() - LOOK_BACK), found.start()
            if found["word"] and _UNIT.search(line.text, *before):
                continue
            if found["stop"] and _SECTION.search(line.text, *before) and not _YEAR.search(line.text, *before):
                continue
            yield StrandedCall(line.start + found.start(), label_of(found[0]))
