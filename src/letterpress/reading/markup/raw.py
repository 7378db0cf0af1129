"""Blocks whose words have not been read yet: lines of the text with their places.

Rules that look for the parts of a letter work on these, because a salutation or a signatory is a
line before it is inline content. This module knows no library.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from letterpress.letter import Alignment
from letterpress.source import Span


class Kind(StrEnum):
    """What a raw block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTATION = "quotation"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    ITEM = "item"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    CAPTION = "caption"
    FIGURE = "figure"
    RULE = "rule"
    PAGE_BREAK = "page break"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block, without indentation and quotation marks; `start` is its place."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after the last character that is no white space."""
        return self.start + len(self.text.rstrip())

    def behind(self, cut: int) -> "Line":
        """Give what follows the first characters."""
        return Line(self.text[cut:], self.start + cut)


@dataclass(frozen=True, slots=True)
class RawImage:
    """The path of an image as written, and the words in quotation marks after it."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block: its lines, or the blocks inside it.

    `number` is the level of a heading, the first number of a list, the number of an item, `numbering` the
    style of a list's marks where it is not `1.`;
    `indent` counts the columns before a paragraph or list; `alignments` are those of a table as its line
    of hyphens says them, and its children are its rows (the head first) and its caption.
    The lines of a figure are its caption.
    """

    kind: Kind
    span: Span
    lines: tuple[Line, ...] = ()
    children: tuple["RawBlock", ...] = ()
    number: int = 0
    numbering: str = ""
    indent: int = 0
    alignments: tuple[Alignment, ...] = ()
    image: RawImage | None = None


def paragraph_of(lines: tuple[Line, ...], indent: int = 0) -> RawBlock:
    """Make a raw paragraph of lines; there must be one line at least."""
    return RawBlock(Kind.PARAGRAPH, span_of(lines), lines, indent=indent)


def cut_paragraph(block: RawBlock, begins: Callable[[Line], bool]) -> list[RawBlock]:
    """Cut a raw paragraph before every line that begins something, but the first."""
    cuts = [n for n, line in enumerate(block.lines) if n and begins(line)]
    return [paragraph_of(block.lines[a:b], block.indent) for a, b in pairwise((0, *cuts, len(block.lines)))]


def span_of(lines: tuple[Line, ...]) -> Span:
    """Give the stretch from the first line to the end of the last."""
    return Span(lines[0].start, lines[-1].end)
