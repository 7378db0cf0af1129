"""A text out of a PDF to a text as its author would have written it.

Running heads are taken off, notes at the feet of pages get marks, paragraphs that paper parted are joined
and those it ran together are parted. Every character keeps the place it came from.
"""

import re
from dataclasses import dataclass
from itertools import chain

from letterpress.diagnostics import Code, Diagnostic
from letterpress.reading.dates import read_date
from letterpress.reading.formulas import close_language, is_salutation, salutation_language
from letterpress.reading.printed.columns import part_columns
from letterpress.reading.printed.heads import part_running_lines
from letterpress.reading.printed.hyphens import rejoiner
from letterpress.reading.printed.pages import Page, PrintedLine, split_pages
from letterpress.reading.printed.prose import read_prose, survey
from letterpress.reading.printed.stranded import take_stranded_notes
from letterpress.reading.printed.writing import Scribe
from letterpress.source import Source, Span

MAX_SALUTATION, MAX_CLOSE = 160, 60  # columns
MAX_OPENING_LINES = 80
SHOWN = 3  # of the lines a message quotes

_CALL_AT_END = re.compile(r"(?<=[,:!])\d{1,3}$")
_SIGNED_PAGE = re.compile(r"electronic(?:ally)? sign(?:ed|ature)|signed\s+electronically", re.IGNORECASE)


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

    A text was printed when it has form feeds between its pages, or lines of one measure and no empty lines
    between its paragraphs.

    Args:
        source: the text; every line ends with a newline.
        known: its pages.
        language: that of the letter, as its front matter has it; empty, that of the salutation counts.
    """
    pages, running = part_running_lines(split_pages(source.text, known.breaks, known.start))
    start = known.start
    setting = survey(tuple(chain(*pages)))
    is_printed = known.is_printed or any(pages[1:])
    if not is_printed and not setting.runs_on:
        return Recovery(source)
    pages, signed = _part_signed_page(pages)
    stranded = take_stranded_notes(pages)
    lines = tuple(chain(*stranded.pages))
    opening, body, ending = _divide(lines)
    scribe = Scribe(source, stranded.calls, rejoiner(source.text, language or _language_of(opening)))
    scribe.copy(0, start)
    date = _date_of(signed) if not any(read_date(line.text) for line in opening) else None
    for line in (*((date,) if date else ()), *part_columns(opening[:-1])):
        scribe.between("\n\n" if line.gap or line is date else "\n")
        scribe.line(line)
    for line in opening[-1:]:
        scribe.between()
        scribe.line(line)
    for block in read_prose(body, survey(body).measure):
        scribe.block(block)
    page = -1
    for line in part_columns(ending):
        scribe.between("\n\n" if line.gap or line.page != page else "\n")
        scribe.line(line)
        page = line.page
    for note in stranded.notes:
        scribe.note(note, read_prose(note.lines))
    scribe.between("\n")
    return Recovery(scribe.finish(), tuple(_left_out(source, running, signed, date)))


def _part_signed_page(pages: tuple[Page, ...]) -> tuple[tuple[Page, ...], Page]:
    """Take off a last page on which a system says who signed the letter, and when."""
    filled = [n for n, page in enumerate(pages) if page]
    if len(filled) > 1 and _is_signed_page(pages[filled[-1]]):
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


def _divide(lines: tuple[PrintedLine, ...]) -> tuple[Page, Page, Page]:
    """Part the lines of a letter at its salutation, the last of the first part, and before its close."""
    greeting = next((n for n, line in enumerate(lines[:MAX_OPENING_LINES]) if _greets(line)), -1)
    closes = (n for n in range(len(lines) - 1, greeting, -1) if _closes(lines[n]))
    farewell = next(closes, len(lines))
    return lines[: greeting + 1], lines[greeting + 1 : farewell], lines[farewell:]


def _greets(line: PrintedLine) -> bool:
    words = _CALL_AT_END.sub("", line.text)
    return len(words) <= MAX_SALUTATION and words.endswith((",", ":", "!")) and is_salutation(words)


def _closes(line: PrintedLine) -> bool:
    return len(line.text) <= MAX_CLOSE and close_language(line.text) is not None


def _language_of(opening: Page) -> str:
    return (salutation_language(opening[-1].text) if opening else None) or "en"


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
