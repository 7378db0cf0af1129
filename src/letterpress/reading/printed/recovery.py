"""A text out of a PDF to a text as its author would have written it.

Running heads are taken off, notes at the feet of pages get marks, paragraphs that paper parted are joined
and those it ran together are parted. Every character keeps the place it came from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, takewhile

from letterpress.diagnostics import Code, Diagnostic
from letterpress.reading.dates import read_date
from letterpress.reading.formulas import close_language, is_salutation, salutation_language
from letterpress.reading.printed.columns import part_columns, stands_side_by_side
from letterpress.reading.printed.heads import part_running_lines
from letterpress.reading.printed.hyphens import rejoiner
from letterpress.reading.printed.pages import Page, PrintedLine, ends_sentence, split_pages
from letterpress.reading.printed.prose import read_prose, survey
from letterpress.reading.printed.stranded import take_stranded_notes
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
    """The text recovered, and what was left out of it."""

    source: Source
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """What is known of the pages of a text before its lines are looked at.

    `breaks` are the places where they end, `start` is where the letter begins, behind its front matter.
    """

    breaks: tuple[int, ...] = ()
    start: int = 0
    is_printed: bool = False


def recover(source: Source, known: Pages, language: str) -> Recovery:
    """Recover the text of a letter from its pages; a text that was not printed stays as it is.

    A text was printed when form feeds end its pages, when it has lines of one measure and no empty lines
    between its paragraphs, or when a system's record of electronic signatures ends it.

    Args:
        source: the text; every line ends with a newline.
        known: its pages.
        language: that of the letter, as its front matter has it; empty, that of the salutation counts.
    """
    pages, running = part_running_lines(split_pages(source.text, known.breaks, known.start))
    start = known.start
    setting = survey(tuple(chain(*pages)))
    pages, signed = _part_signed_page(pages)
    if not (known.is_printed or known.breaks or signed or setting.runs_on):
        return Recovery(_part_typed_columns(source, tuple(chain(*pages))))
    symbols = take_symbol_notes(pages)
    stranded = take_stranded_notes(symbols.pages)
    calls, notes = sorted((*symbols.calls, *stranded.calls)), (*symbols.notes, *stranded.notes)
    lines = tuple(chain(*stranded.pages))
    opening, salutation, body, close, ending = _divide(lines)
    scribe = Scribe(source, calls, rejoiner(source.text, language or _language_of(salutation)))
    scribe.copy(0, start)
    date = _date_of(signed) if not any(read_date(line.text) for line in opening) else None
    _write_lines(scribe, (date,) if date else ())
    _write_lines(scribe, part_columns(opening))
    _write_lines(scribe, salutation)
    for block in read_prose(body, survey(body).measure):
        scribe.block(block)
    _write_lines(scribe, close)
    _write_lines(scribe, part_columns(ending))
    for note in notes:
        scribe.note(note, read_prose(note.lines))
    scribe.between("\n")
    return Recovery(scribe.finish(), tuple(_left_out(source, running, signed, date)))


def _part_typed_columns(source: Source, lines: tuple[PrintedLine, ...]) -> Source:
    """Put what stands side by side in the ending of a typed text one below the other; its markup stays."""
    *_, ending = _divide(lines)
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


def _part_signed_page(pages: tuple[Page, ...]) -> tuple[tuple[Page, ...], Page]:
    """Take off a last page, or the end of one, on which a system says who signed the letter, and when."""
    filled = [n for n, page in enumerate(pages) if page]
    if not filled or not _is_signed_page(pages[filled[-1]]):
        return pages, ()
    last = pages[filled[-1]]
    if len(filled) > 1 and not any(_count_close(last, n) for n in range(len(last))):
        return pages[: filled[-1]], last
    cut = next((n for n, line in enumerate(last) if _SIGNED_RECORD.match(line.text)), len(last))
    while cut and _ABOVE_RECORD.fullmatch(last[cut - 1].text):
        cut -= 1
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


def _write_lines(scribe: Scribe, lines: Sequence[PrintedLine]) -> None:
    """Write lines that are no prose one below the other, with an empty line above the first."""
    for n, line in enumerate(lines):
        scribe.between("\n\n" if line.gap or not n else "\n")
        scribe.line(line)


def _divide(lines: Page) -> tuple[Page, Page, Page, Page, Page]:
    """Part the lines of a letter: what is above its salutation, that, its body, the close, what is below."""
    greeting = next((n for n, line in enumerate(lines[:MAX_OPENING_LINES]) if _greets(line)), 0)
    greeted = greeting + sum(1 for _ in takewhile(_greets, lines[greeting : greeting + MAX_SALUTATION_LINES]))
    closes = ((n, count) for n in range(len(lines) - 1, greeted - 1, -1) if (count := _count_close(lines, n)))
    farewell, count = next(closes, (len(lines), 0))
    below = farewell + count
    body, close = lines[greeted:farewell], lines[farewell:below]
    return lines[:greeting], lines[greeting:greeted], body, close, lines[below:]


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


def _left_out(source: Source, running: Page, signed: Page, date: PrintedLine | None) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    hint = "look at them; if one belongs to the letter, write `text: typed` into the front matter"
    if running:
        texts = list(dict.fromkeys(line.text for line in running))
        quoted = ", ".join(f'"{text[:60]}"' for text in texts[:SHOWN])
        more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
        message = f"running heads and feet of the pages are left out: {quoted}{more}"
        found.append(source.warning(Code.RUNNING_HEADS, _span(running[0]), message, hint))
    if signed:
        what = f"; the letter is dated {date.text} by it" if date else ""
        message = f"the page of electronic signatures is left out{what}"
        found.append(source.warning(Code.SIGNATURE_PAGE, _span(signed[0]), message, hint))
    return found


def _span(line: PrintedLine) -> Span:
    return Span(line.start, line.end)
