"""Notes marked by asterisks and daggers, which repeat from page to page, and may be emphasis or bullets.

A mark is believed only where a note begins with it and a word above carries it. Of several notes with one
mark, as each page has them, the n-th belongs to the n-th call.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from letterpress.reading.printed.pages import Page, PrintedLine
from letterpress.reading.printed.stranded import Stranded, StrandedCall, StrandedNote

_MARK = re.compile(r"(?:\\?\*){1,4}|†{1,4}|‡{1,4}|§{1,3}|¶{1,3}")
_BODY = re.compile(r"(?P<mark>(?:\\?\*){1,4}|†{1,4}|‡{1,4}|§{1,3}|¶{1,3})(?P<space>[ \t]*)(?=[^\s*\\])")
_BEFORE_EMPHASIS = "\"'([{“‘„«—–-/"  # noqa: RUF001 -- quotation marks and dashes as people type them


class _Body(NamedTuple):
    """A line that begins like a note: where it is, its mark without backslashes, where its words begin."""

    page: int
    number: int
    mark: str
    words: int


def take_symbol_notes(pages: tuple[Page, ...]) -> Stranded:
    """Find the notes of pages that are marked by symbols: each goes on to an empty line or its page's end."""
    bodies = [body for number, page in enumerate(pages) for body in _bodies(number, page)]
    if not bodies:
        return Stranded(pages)
    calls: dict[str, list[PrintedLine]] = {}
    for call in _calls(chain(*pages)):
        calls.setdefault(call.text.replace("\\", ""), []).append(call)
    paired = _pair(bodies, calls, pages)
    notes: list[StrandedNote] = []
    taken: set[int] = set()
    for n, (body, label) in enumerate(paired.bodies):
        page = pages[body.page]
        following = paired.bodies[n + 1][0] if n + 1 < len(paired.bodies) else None
        end = _end_of_note(page, body, following, is_page=len(pages) > 1)
        first = page[body.number]
        words = replace(first, text=first.text[body.words :], start=first.start + body.words)
        notes.append(StrandedNote(label, first.start, (words, *page[body.number + 1 : end])))
        taken |= {line.start for line in page[body.number : end]}
    kept = (tuple(line for line in page if line.start not in taken) for page in pages)
    return Stranded(tuple(kept), tuple(notes), tuple(sorted(paired.calls)))


class _Paired(NamedTuple):
    """Notes with their labels, and the calls of these."""

    bodies: list[tuple[_Body, str]]
    calls: list[StrandedCall]


def _pair(bodies: Sequence[_Body], calls: dict[str, list[PrintedLine]], pages: Sequence[Page]) -> _Paired:
    """Give every note that is called above it a label: its mark, and a number where the mark repeats."""
    found: list[tuple[_Body, str]] = []
    paired: list[StrandedCall] = []
    for mark in dict.fromkeys(body.mark for body in bodies):
        places = [(body, pages[body.page][body.number].start) for body in bodies if body.mark == mark]
        mine = calls.get(mark, [])
        starts = [call.start for call in mine]
        count = first = 0
        for n, (body, place) in enumerate(places):
            above = bisect_left(starts, place)
            are_many = n + 1 == len(places) or len(mine) - first > len(places) - n
            last = above if are_many else min(above, first + 1)
            if last > first:
                count += 1
                label = mark if count == 1 else f"{mark}-{count}"
                found.append((body, label))
                paired += (StrandedCall(call.start, label, call.text) for call in mine[first:last])
                first = last
    return _Paired(sorted(found, key=lambda pair: (pair[0].page, pair[0].number)), paired)


def _bodies(number: int, page: Page) -> Iterator[_Body]:
    """Yield the lines of a page that begin like notes: below an empty line, or below another of them."""
    marks = [_mark_of(line) for line in page]
    previous = -1
    for n, (line, mark) in enumerate(zip(page, marks, strict=True)):
        if not mark:
            continue
        beside = (*marks[max(n - 1, 0) : n], *marks[n + 1 : n + 2])
        begins = n == 0 or line.gap > 0 or previous == n - 1
        if begins and (mark not in beside or not mark.startswith(("*", "§"))):
            found = _BODY.match(line.text)
            assert found
            yield _Body(number, n, mark, found.end())
            previous = n


def _mark_of(line: PrintedLine) -> str:
    """Give the mark a line begins with; an asterisk glued to a word may open emphasis."""
    found = _BODY.match(line.text)
    if not found or not (found["space"] or "*" not in line.text[found.end("mark") :]):
        return ""
    return found["mark"].replace("\\", "")


def _calls(lines: Iterable[PrintedLine]) -> Iterator[PrintedLine]:
    """Yield marks that words carry, without the asterisks of emphasis, which pair in their paragraph."""
    opened: dict[str, int] = {}
    for line in lines:
        if line.gap:
            opened.clear()
        for found in _MARK.finditer(line.text):
            mark, start = found[0], found.start()
            before, after = line.text[max(0, start - 1) : start], line.text[found.end() : found.end() + 1]
            if mark[0] == "*" and after.strip() and (not before.strip() or before in _BEFORE_EMPHASIS):
                opened[mark] = opened.get(mark, 0) + 1
            elif mark[0] == "*" and opened.get(mark):
                opened[mark] -= 1
            elif before.strip() and not after.isalnum():
                yield replace(line, text=mark, start=line.start + start)


def _end_of_note(page: Page, body: _Body, following: _Body | None, *, is_page: bool) -> int:
    """Give the line after a note: the next note, the end of a page that is known to end, or an empty line."""
    last = following.number if following and following.page == body.page else len(page)
    gaps = (n for n in range(body.number + 1, last) if page[n].gap)
    return last if is_page else next(gaps, last)
