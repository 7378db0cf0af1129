"""Running heads and feet: what the pages of the original repeated above and below their text.

A line at the head or foot of a page is one of theirs when another page has it too, its number aside, or
when it is a page number. The head of the first page is the letter's own.
"""
# ruff: noqa: RUF001 -- dashes, bullets and quotation marks as printed texts have them

import re
from collections import Counter
from collections.abc import Iterable
from itertools import takewhile

from letterpress.reading.printed.pages import Page, PrintedLine

EDGE_LINES = 8  # of a page, from its first line down and from its last line up
HEAD_LINES = 4  # of the head of a following page: addressee, date, subject, page
MAX_LABEL = 3  # digits of a note's number; a longer number that repeats is that of the letter
MAX_HEAD_LINE = 80  # characters; a longer line names no page

_WORD = "(?:page|seite|página|pagina|p\\.|s\\.|pg\\.)"
_PAGE_NUMBER = re.compile(
    rf"[-–—\[(]?\s*{_WORD}?\s*\d{{1,4}}\s*(?:(?:of|/|von|de|di|sur|van)\s*\d{{1,4}})?\s*[-–—\])]?",
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(rf"(?:.{{0,60}}[\s,|–-])?{_WORD}\s*\d{{1,4}}\b.{{0,20}}", re.IGNORECASE)


def part_running_lines(pages: tuple[Page, ...]) -> tuple[tuple[Page, ...], tuple[PrintedLine, ...]]:
    """Take running heads and feet off the pages; give the pages and the lines taken."""
    if len(pages) < 2:  # noqa: PLR2004 -- nothing repeats on one page
        return pages, ()
    numbers = _page_numbers(pages)
    heads = _repeated(page[:EDGE_LINES] for page in pages) | numbers
    feet = _repeated(page[-EDGE_LINES:] for page in pages) | numbers
    kept: list[Page] = []
    taken: list[PrintedLine] = []
    for number, page in enumerate(pages):
        top = _count_head(page, heads) if number else 0
        bottom = _begin_of_foot(page, top, feet)
        taken += (*page[:top], *page[bottom:])
        kept.append(page[top:bottom])
    return tuple(kept), tuple(taken)


def _begin_of_foot(page: Page, top: int, feet: frozenset[str]) -> int:
    """Give the line the foot of a page begins at: parted from the text by an empty line, or a number alone.

    A body two people sign for, each at the end of a page, repeats there too.
    """
    bottom = len(page) - _count(page[top:][::-1], feet)
    within = (n for n in range(bottom, len(page)) if n == top or page[n].gap or _is_page_number(page[n]))
    return next(within, len(page))


def _page_numbers(pages: Iterable[Page]) -> frozenset[str]:
    """Give the keys of bare numbers that count with the pages; another one belongs to a note."""
    edges = [line for page in pages for line in (*page[:1], *page[-EDGE_LINES:]) if line.text.isdecimal()]
    ahead = Counter(int(line.text) - line.page for line in edges)
    return frozenset(
        _number_key(line) for line in edges if (n := int(line.text) - line.page) == 1 or ahead[n] > 1
    )


def _number_key(line: PrintedLine) -> str:
    return f"{line.text} on {line.page}"


def _repeated(edges: Iterable[Page]) -> frozenset[str]:
    """Give the lines that stand at the edge of two pages at least, as `_keys` has them."""
    counted = Counter(key for edge in edges for key in {key for line in edge for key in _keys(line)})
    return frozenset(key for key, count in counted.items() if count > 1)


def _keys(line: PrintedLine) -> frozenset[str]:
    """Give a line as it may repeat: the same on all pages, or but for the number of its page."""
    words = _words(line).casefold()
    return frozenset((words, re.sub(rf"\b{line.page + 1}\b", "#", words)))


def _count_head(page: Page, repeated: frozenset[str]) -> int:
    named = next((n for n, line in enumerate(page[:HEAD_LINES]) if _is_named_number(line)), None)
    if named is not None and all(len(_words(line)) <= MAX_HEAD_LINE for line in page[:named]):
        return _count(page[named + 1 :], repeated) + named + 1
    return _count(page, repeated)


def _count(lines: Page, repeated: frozenset[str]) -> int:
    """Count how many lines from the first on repeat, or are the number of the page."""

    def is_running(line: PrintedLine) -> bool:
        words = _words(line)
        is_short = len(words) <= MAX_HEAD_LINE
        if words.isdecimal():
            is_number = len(words) > MAX_LABEL and words in repeated
            return is_number or _number_key(line) in repeated
        return (is_short and _is_page_number(line)) or not repeated.isdisjoint(_keys(line))

    return sum(1 for _ in takewhile(is_running, lines[:EDGE_LINES]))


def _is_named_number(line: PrintedLine) -> bool:
    """Tell whether a line says which page it is: `Page 2`, `Ada Roe - Page 2 of 4`."""
    found = _NAMED_NUMBER.fullmatch(_words(line))
    return found is not None and str(line.page + 1) in re.findall(r"\d+", line.text)


def _is_page_number(line: PrintedLine) -> bool:
    return _PAGE_NUMBER.fullmatch(_words(line)) is not None


def _words(line: PrintedLine) -> str:
    """Give the words of a line without the white between its columns."""
    return " ".join(line.text.split())
