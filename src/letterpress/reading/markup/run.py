"""The lines of a block as one string that remembers where each of its characters stood."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from letterpress.reading.markup.raw import Line
from letterpress.source import Span

SOFT, HARD = "\n", "\v"  # how lines are joined: no line of a normalised text holds either

_BREAK_TAG = re.compile(r"<br[ \t]{0,3}/?>$", re.IGNORECASE)
_TAG_LENGTH = len("<br   />")
_TWO_SPACES = 2


@dataclass(frozen=True, slots=True)
class Run:
    """The lines of a block as one string, and where each line begins in it and in the source."""

    text: str
    starts: tuple[int, ...]
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Give the place in the source of a stretch of this text."""
        return Span(self._place(start), self._place(end - 1) + 1)

    def _place(self, position: int) -> int:
        n = bisect_right(self.starts, position) - 1
        return self.places[n] + position - self.starts[n]


def join_lines(lines: tuple[Line, ...]) -> Run:
    """Join the lines of a block by what parts them: a space, or a break the author asked for."""
    texts, places = [], []
    for n, line in enumerate(lines, start=1):
        kept, hard = _without_break(line.text, last=n == len(lines))
        end = "" if n == len(lines) else HARD if hard else SOFT
        texts.append(kept.strip() + end)
        places.append(line.start + len(kept) - len(kept.lstrip()))
    starts = tuple(accumulate((len(t) for t in texts), initial=0))[:-1]
    return Run("".join(texts), starts, tuple(places))


def unbroken(line: Line) -> Line:
    """Give a line without what asks for a break at its end, where it ends a part of the letter anyway."""
    words, _ = _without_break(line.text, last=False)
    return Line(words, line.start)


def asks_for_break(line: Line) -> bool:
    """Tell whether the author asks for a break at the end of a line."""
    return _without_break(line.text, last=False)[1]


def _without_break(text: str, *, last: bool) -> tuple[str, bool]:
    """Drop what asks for a break at the end of a line, and tell whether anything did."""
    words = text.rstrip(" \t")
    if tag := _BREAK_TAG.search(words, max(0, len(words) - _TAG_LENGTH)):
        return words[: tag.start()], True
    backslashes = len(words) - len(words.rstrip("\\"))
    if backslashes % 2 and not last:
        return words[:-1], True
    return words, len(text) - len(words) >= _TWO_SPACES
