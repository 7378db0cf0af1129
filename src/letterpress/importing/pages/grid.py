"""A page as a grid of characters: a line of it as text, with spaces and empty lines where there is white.

Digits that are set smaller and raised, behind a word or before a note, are written as superscripts.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from letterpress.importing.pages.glyphs import Glyph
from letterpress.importing.raising import RAISED

NEAR = 0.5  # of the size: how far from the baseline of a line its characters stand
WORD_GAP = 0.16  # of the size: the narrowest space between words, when a line is set tight
SPACE_GAP = 0.08  # of the size: the same, where a space is written there too
COLUMN_GAP = 1.6  # of the size: white that parts columns
SMALLER = 0.82  # of the size of the line: what is raised is smaller
HIGHER = 0.12  # of the size of the line
WIDER = 1.3  # times the usual distance of lines: more is an empty line
MOST_EMPTY = 3  # empty lines written for any white
COLUMN_SPACES = 4  # at least between columns
MOST_INDENT = 200  # columns
SAME_PLACE = 0.1  # of the size: how far a character is moved that is drawn twice, to look bold
LARGER = 1.05  # times: sizes differ by rounding
LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}

_MARK_OF_NOTE = re.compile(r"^(\s*[⁰¹²³⁴⁵⁶⁷⁸⁹]+)(?=\S)")


@dataclass(slots=True)
class Line:
    """Characters on one baseline; that of the largest counts. `spaces` is where spaces are written."""

    size: float
    baseline: float
    glyphs: list[Glyph] = field(default_factory=list)
    spaces: list[float] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Give where its first character begins."""
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        """Give where its last character ends."""
        return max(glyph.right for glyph in self.glyphs)

    def distance(self, below: "Line") -> float:
        """Give how far below a line stands, in sizes."""
        return (self.baseline - below.baseline) / max(self.size, below.size)

    def takes(self, glyph: Glyph) -> bool:
        """Tell whether a character stands on this line, or is raised or lowered from it."""
        return abs(glyph.baseline - self.baseline) <= NEAR * max(self.size, glyph.size)

    def add(self, glyph: Glyph) -> None:
        """Add a character; a space only says that words are parted there."""
        if not glyph.text.strip():
            self.spaces.append(glyph.left)
            return
        self.glyphs.append(glyph)
        if glyph.size > self.size * LARGER:
            self.size, self.baseline = glyph.size, glyph.baseline


@dataclass(frozen=True, slots=True)
class Measure:
    """How a page becomes a grid: where it begins, the width of a column, the distance of lines in sizes."""

    left: float
    width: float
    usual: float

    def write_all(self, lines: Sequence[Line]) -> str:
        """Write lines with empty ones where there is white."""
        written = [self.write(lines[0])]
        for above, line in pairwise(lines):
            ratio = above.distance(line)
            if self.has_white(above, line):
                written += [""] * max(1, min(round(ratio / self.usual) - 1, MOST_EMPTY))
            written.append(self.write(line))
        return "\n".join(written)

    def has_white(self, above: Line, line: Line) -> bool:
        """Tell whether two lines are further apart than those of a paragraph."""
        return above.distance(line) > self.usual * WIDER

    def write(self, line: Line) -> str:
        """Write a line with its indent, and spaces where its words are parted."""
        text = ""
        before: Glyph | None = None
        spaces = sorted(line.spaces)
        for glyph in sorted(line.glyphs, key=lambda one: one.left):
            if before is not None and _is_shadow(before, glyph):
                continue
            column = min(round((glyph.left - self.left) / self.width), MOST_INDENT)
            gap = glyph.left - before.right if before else 0.0
            if before is None:
                text += " " * column
            elif gap > COLUMN_GAP * line.size:
                text += " " * max(COLUMN_SPACES, column - len(text))
            elif gap > _least_gap(before, glyph, spaces) * min(before.size, glyph.size):
                text += " "
            text += _written(glyph, line, before)
            before = glyph
        return _MARK_OF_NOTE.sub(r"\1 ", text)


def _least_gap(before: Glyph, glyph: Glyph, spaces: Sequence[float]) -> float:
    """Give how wide a gap is that parts two words, in sizes: narrow fonts have spaces that are hardly one."""
    written = bisect_right(spaces, before.left) < bisect_right(spaces, glyph.left)
    return SPACE_GAP if written else WORD_GAP


def _is_shadow(before: Glyph, glyph: Glyph) -> bool:
    """Tell whether a character is drawn over the same one once more, to look bold."""
    return before.text == glyph.text and abs(before.left - glyph.left) < SAME_PLACE * glyph.size


def _written(glyph: Glyph, line: Line, before: Glyph | None) -> str:
    is_raised = glyph.size < SMALLER * line.size and glyph.baseline - line.baseline > HIGHER * line.size
    near = before is None or glyph.left - before.right < WORD_GAP * line.size
    text = "".join(LIGATURES.get(one, one) for one in glyph.text)
    return text.translate(RAISED) if is_raised and near and text.isdigit() else text
