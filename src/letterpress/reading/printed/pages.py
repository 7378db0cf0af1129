"""Pages of a printed text: its lines with their places, and what the paper says of each.

`pdftotext` ends a page with a form feed, keeps the lines of the page, and with `-layout` its indents.
"""
# ruff: noqa: RUF001 -- dashes, bullets and quotation marks as printed texts have them

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from letterpress.source import FIRST_MARK

TAB = 8

_SENTENCE_END = re.compile(r"[.!?:;](?:[)\]\"'”’»]|\[?\^?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\]?){0,4}$")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line with words: where it begins in the text, its indent in columns, its page from 0.

    `gap` counts the empty lines above it on its page.
    """

    text: str
    start: int
    indent: int
    page: int
    gap: int

    @property
    def end(self) -> int:
        """The place after the last character."""
        return self.start + len(self.text)

    @property
    def right(self) -> int:
        """The column after the last character."""
        return self.indent + len(self.text)


Page = tuple[PrintedLine, ...]


def split_pages(text: str, breaks: Sequence[int], start: int = 0) -> tuple[Page, ...]:
    """Cut a text into pages of lines with words.

    Args:
        text: the whole text; every line ends with a newline.
        breaks: the places where pages end, in order.
        start: where the letter begins.
    """
    pages: list[list[PrintedLine]] = [[] for _ in range(len(breaks) + 1)]
    previous = start
    for line in _LINE.finditer(text, start):
        words = line[0].strip()
        if not words:
            continue
        place = line.end() - len(line[0].lstrip())
        page = bisect_right(breaks, place)
        gap = text.count("\n", previous, place) - 1 if pages[page] else 0
        expanded = line[0].expandtabs(TAB)
        indent = len(expanded) - len(expanded.lstrip())
        pages[page].append(PrintedLine(words, place, indent, page, max(gap, 0)))
        previous = place
    return tuple(tuple(page) for page in pages)


def ends_sentence(line: PrintedLine) -> bool:
    """Tell whether a line ends as sentences do, but for the call of a note behind it."""
    return _SENTENCE_END.search(line.text) is not None


def begins_small(line: PrintedLine) -> bool:
    """Tell whether a line begins with a small letter: it goes on with something."""
    return line.text[0].islower()


def first_word(line: PrintedLine) -> str:
    """Give the word a line begins with."""
    return line.text.split(maxsplit=1)[0]


def is_letter(character: str) -> bool:
    """Tell whether a character is a letter, or the mark of a value that is filled in later."""
    return character.isalpha() or ord(character) >= FIRST_MARK
