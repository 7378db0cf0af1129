"""Read the lines off the pages of a PDF, whoever made it: one instrument for both setters.

Words and their boxes come from poppler's `pdftotext -bbox-layout`. A box is as wide as its glyphs advance
and as high as the file says the face is; heights therefore differ between setters, but within one file they
tell the sizes of the type apart. Lengths are points.
"""

import html
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

POINTS_PER_MM = 72 / 25.4
LEFT, RIGHT = 30.5 * POINTS_PER_MM, 185.4 * POINTS_PER_MM
HEAD, FOOT = 31.0 * POINTS_PER_MM, 255.0 * POINTS_PER_MM
LEAST_TEXT, LEAST_SMALL = 0.96, 0.86  # of the size of the text; tables and signatories have 0.92, notes 0.81
SAME_LINE = 3.0  # points between the middles of words of one line
LEAST_SPACE = 1.0  # points; less is a gap inside a word
PAGE = re.compile(r"<page ")
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True, slots=True)
class Word:
    """A word as printed, and its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Give the height of the middle of the box on the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side on a page, from left to right."""

    page: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Give the characters, without the spaces."""
        return "".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Give the left end."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Give the right end."""
        return self.words[-1].right

    @property
    def middle(self) -> float:
        """Give the height of the middle of the line on the page."""
        return median(word.middle for word in self.words)

    @property
    def height(self) -> float:
        """Give the height of the highest box: the size of the type by the measure of this file."""
        return max(word.bottom - word.top for word in self.words)

    @property
    def spaces(self) -> tuple[float, ...]:
        """Give the word spaces."""
        gaps = (b.left - a.right for a, b in pairwise(self.words))
        return tuple(gap for gap in gaps if gap > LEAST_SPACE)


@dataclass(frozen=True, slots=True)
class Pages:
    """The lines of a PDF by what they are: text, notes, and the small type of tables and signatories."""

    count: int
    text: tuple[Line, ...]
    notes: tuple[Line, ...]
    small: tuple[Line, ...]


def read_pages(pdf: Path) -> Pages:
    """Read the lines of a PDF; headers and folios, outside the type area, are left out."""
    command = ["pdftotext", "-bbox-layout", str(pdf), "-"]
    output = subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603
    pages = PAGE.split(output)[1:]
    lines = [line for number, page in enumerate(pages) for line in _lines_of(number, page)]
    text = max(line.height for line in lines)
    return Pages(
        len(pages),
        tuple(line for line in lines if line.height >= LEAST_TEXT * text),
        tuple(line for line in lines if line.height < LEAST_SMALL * text),
        tuple(line for line in lines if LEAST_SMALL * text <= line.height < LEAST_TEXT * text),
    )


def _lines_of(number: int, page: str) -> Iterator[Line]:
    words = sorted(_words_of(page), key=lambda word: word.middle)
    starts = [
        0,
        *(place for place, (a, b) in enumerate(pairwise(words), 1) if b.middle - a.middle > SAME_LINE),
    ]
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        if start < end:
            yield Line(number, tuple(sorted(words[start:end], key=lambda word: word.left)))


def _words_of(page: str) -> Iterator[Word]:
    for left, top, right, bottom, text in WORD.findall(page):
        word = Word(html.unescape(text), float(left), float(top), float(right), float(bottom))
        if HEAD <= word.middle <= FOOT:
            yield word
