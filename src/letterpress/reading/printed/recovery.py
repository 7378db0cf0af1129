"""A text out of a PDF to a text as its author would have written it.

Running heads are taken off, notes at the feet of pages get marks, paragraphs that paper parted are joined
and those it ran together are parted. Every character keeps the place it came from.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import NamedTuple

from letterpress.diagnostics import Code, Diagnostic
from letterpress.reading.claims import Claim, Doubt, Part, Rule
from letterpress.reading.dates import read_date
from letterpress.reading.formulas import close_language, is_salutation, salutation_language
from letterpress.reading.overruling import AS_THE_RULES_SAY, Overruling
from letterpress.reading.printed.columns import part_columns
from letterpress.reading.printed.heads import part_running_lines
from letterpress.reading.printed.hyphens import rejoiner
from letterpress.reading.printed.pages import Page, PrintedLine, split_pages
from letterpress.reading.printed.prose import PrintedBlock, PrintedKind, read_prose, survey
from letterpress.reading.printed.stranded import (
    Stranded,
    claims_of_stranded,
    doubts_of_stranded,
    take_stranded_notes,
)
from letterpress.reading.printed.writing import Scribe
from letterpress.source import Source, Span

MAX_SALUTATION, MAX_CLOSE = 160, 60  # columns
MAX_OPENING_LINES = 80
SHOWN = 3  # of the lines a message quotes

_CALL_AT_END = re.compile(r"(?<=[,:!])\d{1,3}$")
_SIGNED_PAGE = re.compile(r"electronic(?:ally)? sign(?:ed|ature)|signed\s+electronically", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recovery:
    """The text recovered, what was left out of it, and what its lines were taken for on paper."""

    source: Source
    diagnostics: tuple[Diagnostic, ...] = ()
    claims: tuple[Claim, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """What is known of the pages of a text before its lines are looked at, and what is said of these.

    `breaks` are the places where they end, `start` is where the letter begins, behind its front matter.
    """

    breaks: tuple[int, ...] = ()
    start: int = 0
    is_printed: bool = False
    overruling: Overruling = AS_THE_RULES_SAY


def recover(source: Source, known: Pages, language: str) -> Recovery:
    """Recover the text of a letter from its pages; a text that was not printed stays as it is.

    A text was printed when it has form feeds between its pages, or lines of one measure and no empty lines
    between its paragraphs.

    Args:
        source: the text; every line ends with a newline.
        known: its pages.
        language: that of the letter, as its front matter has it; empty, that of the salutation counts.
    """
    stated = _Stated(source, known.overruling)
    pages, running = _part_heads(split_pages(source.text, known.breaks, known.start), stated)
    start = known.start
    setting = survey(tuple(chain(*pages)))
    is_printed = known.is_printed or any(pages[1:])
    if not is_printed and not setting.runs_on:
        return Recovery(source)
    pages, signed = _part_signed_page(pages, stated)
    stranded = take_stranded_notes(pages) if known.overruling.believes("bare") else Stranded(pages)
    lines = tuple(chain(*stranded.pages))
    opening, body, ending = _divide(lines, stated)
    scribe = Scribe(source, stranded.calls, rejoiner(source.text, language or _language_of(opening)))
    scribe.copy(0, start)
    date = _date_of(signed) if not any(read_date(line.text) for line in opening) else None
    for line in (*((date,) if date else ()), *part_columns(opening[:-1])):
        scribe.between("\n\n" if line.gap or line is date else "\n")
        scribe.line(line)
    for line in opening[-1:]:
        scribe.between()
        scribe.line(line)
    measure = survey(body).measure
    prose: list[PrintedBlock] = []
    for is_named, run in groupby(body, key=stated.is_part):
        if is_named:
            scribe.rows(part_columns(tuple(run)))
            continue
        blocks = read_prose(tuple(run), measure)
        prose += blocks
        for block in blocks:
            scribe.block(block)
    scribe.rows(part_columns(ending))
    for note in stranded.notes:
        scribe.note(note, read_prose(note.lines))
    scribe.between("\n")
    left_out = tuple(_left_out(source, running, signed, date))
    claims = (*_claims(running, signed, prose), *claims_of_stranded(stranded))
    doubts = (*_doubts(running, signed), *doubts_of_stranded(stranded))
    return Recovery(scribe.finish(), left_out, claims, doubts)


class _Stated(NamedTuple):
    """What the front matter says of the lines of a text."""

    source: Source
    overruling: Overruling

    def part(self, line: PrintedLine) -> Part | None:
        """Give the part a line is said to be."""
        return self.overruling.part_at(self.source, line.start)

    def is_part(self, line: PrintedLine) -> bool:
        """Tell whether a line is said to be a part that is not running text."""
        return self.part(line) not in (None, Part.BODY, Part.NOTES_HEADING)

    def has(self, part: Part) -> bool:
        """Tell whether anything is said of a part."""
        return part in self.overruling.stated


def _part_heads(pages: tuple[Page, ...], stated: _Stated) -> tuple[tuple[Page, ...], Page]:
    """Take running heads and feet off the pages: those the front matter names, or else those that repeat."""
    kept, running = part_running_lines(pages)
    if not stated.overruling.stated:
        return kept, running
    repeated = frozenset(() if stated.has(Part.RUNNING_HEAD) else (line.start for line in running))

    def is_running(line: PrintedLine) -> bool:
        part = stated.part(line)
        return part is Part.RUNNING_HEAD or (part in (None, Part.BODY) and line.start in repeated)

    kept = tuple(tuple(line for line in page if not is_running(line)) for page in pages)
    return kept, tuple(line for page in pages for line in page if is_running(line))


def _part_signed_page(pages: tuple[Page, ...], stated: _Stated) -> tuple[tuple[Page, ...], Page]:
    """Take off a last page on which a system says who signed the letter, and when."""
    filled = [n for n, page in enumerate(pages) if page]
    is_named = any(map(stated.part, pages[filled[-1]])) if filled else False
    if len(filled) > 1 and not is_named and _is_signed_page(pages[filled[-1]]):
        return pages[: filled[-1]], pages[filled[-1]]
    return pages, ()


def _is_signed_page(page: Page) -> bool:
    words = " ".join(line.text for line in page)
    return _SIGNED_PAGE.search(words) is not None and "/s/" in words


def _date_of(signed: Page) -> PrintedLine | None:
    """Give the day of an electronic signature, without the time."""
    for line in signed:
        day = line.text.partition(" ")[0]
        if read_date(day):
            return PrintedLine(day, line.start, 0, 0, 0)
    return None


def _divide(lines: tuple[PrintedLine, ...], stated: _Stated) -> tuple[Page, Page, Page]:
    """Part the lines of a letter at its salutation, the last of the first part, and before its close."""
    body = [n for n, line in enumerate(lines) if stated.part(line) is Part.BODY]
    first, last = (body[0], body[-1] + 1) if body else (len(lines), 0)
    if stated.has(Part.SALUTATION):
        greets = (n for n in range(len(lines) - 1, -1, -1) if stated.part(lines[n]) is Part.SALUTATION)
    else:
        greets = (n for n, line in enumerate(lines[: min(first, MAX_OPENING_LINES)]) if _greets(line))
    greeting = next(greets, first - 1 if body else -1)
    if stated.has(Part.CLOSE):
        closes = (n for n, line in enumerate(lines) if stated.part(line) is Part.CLOSE)
    else:
        closes = (n for n in range(len(lines) - 1, max(greeting, last - 1), -1) if _closes(lines[n]))
    farewell = next(closes, last if body else len(lines))
    return lines[: greeting + 1], lines[greeting + 1 : farewell], lines[farewell:]


def _greets(line: PrintedLine) -> bool:
    words = _CALL_AT_END.sub("", line.text)
    return len(words) <= MAX_SALUTATION and words.endswith((",", ":", "!")) and is_salutation(words)


def _closes(line: PrintedLine) -> bool:
    return len(line.text) <= MAX_CLOSE and close_language(line.text) is not None


def _language_of(opening: Page) -> str:
    return (salutation_language(opening[-1].text) if opening else None) or "en"


_PRINTED = {
    PrintedKind.HEADING: (Part.HEADING, Rule.CAPITALS),
    PrintedKind.BULLET: (Part.ITEM, Rule.PRINTED_BULLET),
    PrintedKind.NUMBER: (Part.ITEM, Rule.PRINTED_NUMBER),
}


def _claims(running: Page, signed: Page, prose: Sequence[PrintedBlock]) -> Iterator[Claim]:
    yield from (Claim(_span(line), Part.RUNNING_HEAD, Rule.REPEATED_HEAD) for line in running)
    yield from (Claim(_span(line), Part.SIGNATURE_PAGE, Rule.SIGNED_PAGE) for line in signed)
    for block in prose:
        if block.kind in _PRINTED:
            yield from (Claim(_span(line), *_PRINTED[block.kind]) for line in block.lines)


def _doubts(running: Page, signed: Page) -> Iterator[Doubt]:
    pages = {line.page: line for line in reversed(running)}
    for line in pages.values():
        yield Doubt(_span(line), "what pages repeat is left out", "running_head_lines: none")
    for line in signed[:1]:
        yield Doubt(_span(line), "the page of electronic signatures is left out", "text: typed")


def _left_out(source: Source, running: Page, signed: Page, date: PrintedLine | None) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    hint = "look at them; if one belongs to the letter, name the others with running_head_lines, or none"
    if running:
        texts = list(dict.fromkeys(line.text for line in running))
        quoted = ", ".join(f'"{text[:60]}"' for text in texts[:SHOWN])
        more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
        message = f"running heads and feet of the pages are left out: {quoted}{more}"
        found.append(source.warning(Code.RUNNING_HEADS, _span(running[0]), message, hint))
    if signed:
        what = f"; the letter is dated {date.text} by it" if date else ""
        message = f"the page of electronic signatures is left out{what}"
        hint = "look at it; if it belongs to the letter, write `text: typed` into the front matter"
        found.append(source.warning(Code.SIGNATURE_PAGE, _span(signed[0]), message, hint))
    return found


def _span(line: PrintedLine) -> Span:
    return Span(line.start, line.end)
