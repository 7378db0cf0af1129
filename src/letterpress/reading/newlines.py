"""Line ends of every kind to one, and places back to the text as it was."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from letterpress.source import Span

_LINE_END = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text whose lines end with a newline.

    `shortened` are the places where two characters became one, `pages` those where a form feed was.
    """

    text: str
    shortened: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()

    def original(self, span: Span) -> Span:
        """Give the stretch of the original text that a stretch of this one was."""
        return Span(self._offset(span.start), self._offset(span.end))

    def _offset(self, offset: int) -> int:
        return offset + bisect_left(self.shortened, offset)


def normalise_newlines(text: str) -> Normalised:
    """Make every line end a newline: carriage returns, form feeds, line and paragraph separators."""
    if not _LINE_END.search(text):
        return Normalised(text)
    shortened = tuple(found.start() - n for n, found in enumerate(re.finditer("\r\n", text)))
    normalised = _LINE_END.sub("\n", text)
    if "\f" not in text:
        return Normalised(normalised, shortened)
    pages = (found.start() for found in re.finditer("\f", text.replace("\r\n", "\n")))
    return Normalised(normalised, shortened, tuple(pages))
