"""A text out of a PDF to a text as its author would have written it.

Running heads are taken off, notes at the feet of pages get marks, paragraphs that paper parted are joined
and those it ran together are parted. Every character keeps the place it came from.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, takewhile
from typing import NamedTuple

from letterpress.diagnostics import Code, Diagnostic
from letterpress.reading.claims import Claim, Doubt, Part, Rule
from letterpress.reading.dates import read_date
from letterpress.reading.formulas import SIGNATORIES_LABEL, close_language, is_salutation, salutation_language
from letterpress.reading.overruling import AS_THE_RULES_SAY, Overruling
from letterpress.reading.printed.columns import part_columns, stands_side_by_side
from letterpress.reading.printed.heads import part_running_lines
from letterpress.reading.printed.hyphens import rejoiner
from letterpress.reading.printed.pages import Page, PrintedLine, ends_sentence, split_pages
from letterpress.reading.printed.prose import PrintedBlock, PrintedKind, read_prose, survey
from letterpress.reading.printed.stranded import (
    Stranded,
    claims_of_stranded,
    doubts_of_stranded,
    take_stranded_notes,
)
from letterpress.reading.printed.symbols import take_symbol_notes
from letterpress.reading.printed.writing import Scribe
from letterpress.source import Source, Span

MAX_SALUTATION, MAX_CLOSE = 160, 60  # columns
MAX_SALUTATION_LINES = 3
MAX_CLOSE_LINES = 4  # of a close that is a sentence
MAX_CLOSE_SENTENCE = 260
MAX_OPENING_LINES = 80
SHOWN = 3  # of the lines a message quotes

_CALL_AT_END = re.compile(r"(?<=[,:!])\d{1,3}$")
_SIGNED_PAGE = re.compile(r"electronic(?:ally)? sign(?:ed|ature)|signed\s+electronically", re.IGNORECASE)
_SIGNED_RECORD = re.compile(r"[-\s]*this is a representation of an electronic record", re.IGNORECASE)
_ABOVE_RECORD = re.compile(r"-{5,}|signature page \d.{0,12}", re.IGNORECASE)


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

    A text was printed when form feeds end its pages, when it has lines of one measure and no empty lines
    between its paragraphs, or when a system's record of electronic signatures ends it.

    Args:
        source: the text; every line ends with a newline.
        known: its pages.
        language: that of the letter, as its front matter has it; empty, that of the salutation counts.
    """
    stated = _Stated(source, known.overruling)
    pages, running = _part_heads(split_pages(source.text, known.breaks, known.start), stated)
    start = known.start
    setting = survey(tuple(chain(*pages)))
    pages, signed = _part_signed_page(pages, stated)
    if not (known.is_printed or known.breaks or signed or setting.runs_on):
        return Recovery(_part_typed_columns(source, tuple(chain(*pages)), stated))
    believes = known.overruling.believes
    symbols = take_symbol_notes(pages) if believes("symbols") else Stranded(pages)
    stranded = take_stranded_notes(symbols.pages) if believes("bare") else Stranded(symbols.pages)
    calls, notes = sorted((*symbols.calls, *stranded.calls)), (*symbols.notes, *stranded.notes)
    lines = tuple(chain(*stranded.pages))
    opening, salutation, body, close, ending = _divide(lines, stated)
    scribe = Scribe(source, calls, rejoiner(source.text, language or _language_of(salutation)))
    scribe.copy(0, start)
    date = _date_of(signed) if not any(read_date(line.text) for line in opening) else None
    scribe.rows((date,) if date else ())
    scribe.rows(part_columns(opening))
    scribe.rows(salutation)
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
    scribe.rows(close)
    scribe.rows(part_columns(ending))
    for note in notes:
        scribe.note(note, read_prose(note.lines))
    scribe.between("\n")
    left_out = tuple(_left_out(source, running, signed, date))
    of_notes = (*claims_of_stranded(symbols, Rule.NOTE_SYMBOL), *claims_of_stranded(stranded))
    claims = (*_claims(running, signed, prose), *of_notes)
    doubts = (*_doubts(running, signed), *doubts_of_stranded(stranded))
    return Recovery(scribe.finish(), left_out, claims, doubts)


def _part_typed_columns(source: Source, lines: tuple[PrintedLine, ...], stated: "_Stated") -> Source:
    """Put what stands side by side in the ending of a typed text one below the other; its markup stays."""
    *_, ending = _divide(lines, stated)
    if not any(map(stands_side_by_side, ending)):
        return source
    scribe = Scribe(source, (), lambda _left, _right: False)
    scribe.copy(0, ending[0].start)
    for n, line in enumerate(part_columns(ending)):
        if n:
            scribe.between("\n\n" if line.gap else "\n")
        scribe.copy(line.start, line.end)
    scribe.between("\n")
    return scribe.finish()


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

    def places(self, part: Part, lines: Page) -> list[int]:
        """Give the numbers of the lines said to be a part."""
        return [n for n, line in enumerate(lines) if self.part(line) is part] if self.has(part) else []


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
    """Take off a last page, or the end of one, on which a system says who signed the letter, and when."""
    filled = [n for n, page in enumerate(pages) if page]
    if not filled or not _is_signed_page(pages[filled[-1]]):
        return pages, ()
    last = pages[filled[-1]]
    if len(filled) > 1 and not any(_count_close(last, n) or stated.part(last[n]) for n in range(len(last))):
        return pages[: filled[-1]], last
    cut = next((n for n, line in enumerate(last) if _SIGNED_RECORD.match(line.text)), len(last))
    feet = {line.text for line in last[cut:]}  # of a page whose end is not known: the next ends with them too
    while cut and (last[cut - 1].text in feet or _ABOVE_RECORD.fullmatch(last[cut - 1].text)):
        cut -= 1
    cut = max([cut, *(n + 1 for n in range(cut, len(last)) if stated.part(last[n]))])
    return (*pages[: filled[-1]], last[:cut]), last[cut:]


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


def _divide(lines: Page, stated: _Stated) -> tuple[Page, Page, Page, Page, Page]:
    """Part the lines of a letter: what is above its salutation, that, its body, the close, what is below."""
    body = stated.places(Part.BODY, lines)
    end = body[-1] + 1 if body else len(lines)
    greeting, greeted = _place_of_salutation(lines, stated, body)
    farewell, below = _place_of_close(lines, stated, max(greeted, end if body else 0), end)
    farewell = max(farewell, greeted)
    below = max(below, farewell)
    prose, close = lines[greeted:farewell], lines[farewell:below]
    return lines[:greeting], lines[greeting:greeted], prose, close, lines[below:]


def _place_of_salutation(lines: Page, stated: _Stated, body: list[int]) -> tuple[int, int]:
    """Give the first line of the salutation and the one after it; the same where there is none."""
    named = stated.places(Part.SALUTATION, lines)
    if named:
        return named[0], named[-1] + 1
    nowhere = body[0] if body else 0
    if stated.has(Part.SALUTATION):
        return nowhere, nowhere
    most = min(body[0], MAX_OPENING_LINES) if body else MAX_OPENING_LINES
    greeting = next((n for n, line in enumerate(lines[:most]) if _greets(line)), nowhere)
    last = min(most, greeting + MAX_SALUTATION_LINES)
    return greeting, greeting + sum(1 for _ in takewhile(_greets, lines[greeting:last]))


def _place_of_close(lines: Page, stated: _Stated, least: int, nowhere: int) -> tuple[int, int]:
    """Give the first line of the close, from a line on, and the one after; the same where there is none."""
    named = stated.places(Part.CLOSE, lines)
    if named:
        return named[0], named[-1] + 1
    if stated.has(Part.CLOSE):
        return nowhere, nowhere
    closes = ((n, count) for n in range(len(lines) - 1, least - 1, -1) if (count := _count_close(lines, n)))
    labels = ((n, 1) for n in range(len(lines) - 1, least, -1) if SIGNATORIES_LABEL.fullmatch(lines[n].text))
    farewell, count = next(chain(closes, labels), (nowhere, 0))
    return farewell, farewell + count


def _greets(line: PrintedLine) -> bool:
    words = _CALL_AT_END.sub("", line.text)
    return len(words) <= MAX_SALUTATION and words.endswith((",", ":", "!")) and is_salutation(words)


def _count_close(lines: Page, n: int) -> int:
    """Count the lines of a complimentary close that begins at a line; 0 where none does."""
    line = lines[n]
    if len(line.text) <= MAX_CLOSE and close_language(line.text):
        return 1
    begins = n > 0 and (line.gap > 0 or ends_sentence(lines[n - 1]))
    if begins and len(line.text) > MAX_CLOSE // 2:  # a sentence, as French letters end with
        for count in range(1, MAX_CLOSE_LINES + 1):
            words = " ".join(one.text for one in lines[n : n + count])
            if len(words) > MAX_CLOSE_SENTENCE:
                break
            if words.endswith((".", ",")) and close_language(words):
                return count
    return 0


def _language_of(salutation: Page) -> str:
    return (salutation_language(salutation[-1].text) if salutation else None) or "en"


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
            lines = (*([block.bullet] if block.bullet else ()), *block.lines)
            yield from (Claim(_span(line), *_PRINTED[block.kind]) for line in lines)


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
