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
from itertools import chain, islice, pairwise
from typing import NamedTuple

from letterpress.reading.claims import Claim, Doubt, Part, Rule
from letterpress.reading.formulas import close_language
from letterpress.reading.markers import LOOK_BACK, SUPERSCRIPTS, find_body_mark, label_of
from letterpress.reading.printed.pages import Page, PrintedLine, ends_sentence
from letterpress.source import Span

MAX_LABEL = 3  # digits
MAX_CLOSE = 60  # columns of a close
MOST_ALONE = 60  # numbers on lines of their own at the foot of a page
LEAST_SCRAMBLED = 2  # numbers alone on their lines; one is above its note
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
_CALL_ON_YEAR = re.compile(r"(?<!\w)(?:19|20)\d\d([1-9]\d?)(?!\w)(?!\.\d)")  # `in 20203` is 2020 and note 3
_CALL_ON_NUMBER = re.compile(
    r"(?<=\d\.)([1-9]\d?)(?=\s+[^\W\d_a-z]|[\"”’)]|$)"
)  # `Study 88.2` ends with note 2
_CALL_APART = re.compile(
    r"(?<=[^\W\d_][.,;:!?] )([1-9]\d?)(?=\s+[^\W\d_]|$)"
)  # raised behind a space, as word processors write HTML: `befristet. 1 Die`
_UNIT = re.compile(r"(?:^|[\s\d(/])(?:[cdkmµn]?m|ft|yd|in|CO|H|PM|A|B|G)$")  # of area, of matter, of paper
_YEAR = re.compile(r"\d{4},$")
_POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2}(?!\w)")  # of Britain
_SECTION = re.compile(r"(?:\d|[§$€£]|\b(?:No|Nr|Art|Sec|pp?|vol))[.,:]$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class StrandedCall:
    """A mark that calls a note: its place, the label of the note, the mark where that is not the label."""

    start: int
    label: str
    mark: str = ""

    @property
    def end(self) -> int:
        """The place behind the mark."""
        return self.start + len(self.mark or self.label)


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
    for page in (_in_order(page) for page in pages):
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


def _in_order(page: Page) -> Page:
    """Put numbers that stand alone at the foot of a page each above its note.

    `pdftotext` gives small raised numbers lines of their own, above or below the notes they belong to; the
    notes themselves are in order. Where numbers and notes do not come out even, the page stays as it is.
    """
    alone = [n for n, line in enumerate(page) if _is_alone(line)][-MOST_ALONE:]
    if alone and alone[-1] == len(page) - 1 and page[-1].text in {page[n].text for n in alone[:-1]}:
        alone.pop()  # the number of the page
    top = next((n for n, _ in enumerate(alone) if _counts_on(page[m] for m in alone[n:])), len(alone))
    marks = alone[top:]
    if len(marks) < LEAST_SCRAMBLED:
        return page
    end = len(page) - 1 if _is_alone(page[-1]) and marks[-1] < len(page) - 1 else len(page)
    words = [n for n in range(marks[0], end) if n not in set(marks)]
    begins = _beginnings(page, words, frozenset(marks))
    if len(begins) != len(marks):
        return page
    numbers = iter(sorted((page[n] for n in marks), key=lambda line: int(line.text)))
    lines: list[PrintedLine] = []
    for n in words:
        lines += (next(numbers), page[n]) if n in begins else (page[n],)
    return (*page[: marks[0]], *lines, *page[end:])


def _beginnings(page: Page, words: Sequence[int], marks: frozenset[int]) -> frozenset[int]:
    """Give the lines notes begin at, as many as there are marks: below one, or else behind a sentence."""
    begins = {n for n in words if n == words[0] or n - 1 in marks}
    behind = (below for n, below in pairwise(words) if below not in begins and ends_sentence(page[n]))
    return frozenset((*begins, *islice(behind, max(len(marks) - len(begins), 0))))


def _is_alone(line: PrintedLine) -> bool:
    return len(line.text) <= MAX_LABEL and line.text.isascii() and line.text.isdigit()


def _counts_on(lines: Iterable[PrintedLine]) -> bool:
    """Tell whether the numbers of lines, in whatever order, count on from the first."""
    numbers = [int(line.text) for line in lines]
    return sorted(numbers) == list(range(numbers[0], numbers[0] + len(numbers)))


def claims_of_stranded(stranded: Stranded, rule: Rule = Rule.BARE_NUMBER) -> Iterator[Claim]:
    """Claim the lines of stranded notes."""
    for note in stranded.notes:
        yield Claim(Span(note.start, note.words), Part.NOTE, rule, note.label)
        for line in note.lines:
            yield Claim(Span(line.start, line.end), Part.NOTE, rule, note.label)


def doubts_of_stranded(stranded: Stranded) -> Iterator[Doubt]:
    """Say of the first bare number that is believed that all of them are."""
    for call in stranded.calls[:1]:
        place = Span(call.start, call.end)
        yield Doubt(place, "bare numbers are taken for calls, as notes count on with them", "calls: none")


def _has_own_mark(line: PrintedLine, *, is_paged: bool) -> bool:
    """Tell whether a line begins as notes do; at the foot of a page a raised number is no mark of its own."""
    mark = find_body_mark(line.text)
    return mark is not None and not (is_paged and mark.style == RAISED_STYLE)


def _places_by_label(lines: Iterable[PrintedLine]) -> dict[str, list[int]]:
    """Give the places of numbers that may be calls, by these numbers."""
    places: dict[str, list[int]] = {}
    for call in believable_calls(tuple(lines)):
        places.setdefault(call.label, []).append(call.start)
    return {label: sorted(starts) for label, starts in places.items()}


def _end_of(calls: Sequence[StrandedCall]) -> int:
    return calls[-1].end if calls else 0


class _Stretch(NamedTuple):
    """A text from a place on: the places of its numbers, by these numbers."""

    places: Mapping[str, Sequence[int]]
    start: int

    def find_calls(self, labels: Iterable[str], end: int) -> list[StrandedCall] | None:
        """Find a call for the labels, one behind the other, up to a place.

        None when the first has none, or half of them: fewer may have been lost on the way from paper.
        """
        calls: list[StrandedCall] = []
        place, lost = self.start, 0
        wanted = tuple(labels)
        for label in wanted:
            known = self.places.get(label, ())
            n = bisect_left(known, place)
            if n < len(known) and known[n] < end:
                calls.append(StrandedCall(known[n], label))
                place = _end_of(calls)
            elif calls and 2 * (lost + 1) < len(wanted):
                lost += 1
            else:
                return None
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
        end = _close_below(page, start) if is_page else _end_of_notes(page, start, expected)
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


def _close_below(page: Page, start: int) -> int:
    """Give the line behind an empty one that closes the letter below notes, where text stands below them."""
    below = (n for n in range(start + 1, len(page)) if page[n].gap and len(page[n].text) <= MAX_CLOSE)
    return next((n for n in below if close_language(page[n].text)), len(page))


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
        postcodes = {place for found in _POSTCODE.finditer(line.text) for place in range(*found.span())}
        for found in _CALL.finditer(line.text):
            if found.start() in postcodes:
                continue
            before = max(0, found.start() - LOOK_BACK), found.start()
            if found["word"] and _UNIT.search(line.text, *before):
                continue
            if found["stop"] and _SECTION.search(line.text, *before) and not _YEAR.search(line.text, *before):
                continue
            yield StrandedCall(line.start + found.start(), label_of(found[0]), found[0])


def believable_calls(lines: Sequence[PrintedLine]) -> Iterator[StrandedCall]:
    """Yield the numbers that may be calls; those glued to a number only where nothing else calls the note."""
    known: set[str] = set()
    for call in bare_calls(lines):
        known.add(call.label)
        yield call
    for line in lines:
        for glued in (_CALL_ON_YEAR, _CALL_ON_NUMBER, _CALL_APART):
            for found in glued.finditer(line.text):
                if found[1] not in known:
                    yield StrandedCall(line.start + found.start(1), found[1])
