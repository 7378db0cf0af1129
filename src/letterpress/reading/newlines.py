"""Line ends of every kind to one, and places back to the text as it was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from letterpress.source import Source

_LINE_END = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text whose lines end with a newline; `pages` are the places where a form feed was."""

    source: Source
    pages: tuple[int, ...] = ()


def normalise_newlines(source: Source) -> Normalised:
    """Make every line end a newline: carriage returns, form feeds, line and paragraph separators."""
    text = source.text
    if not _LINE_END.search(text):
        return Normalised(source)
    normalised = source.written_anew(_with_newlines(text))
    pages = (found.start() for found in re.finditer("\f", text.replace("\r\n", "\n")))
    return Normalised(normalised, tuple(pages))


def _with_newlines(text: str) -> Iterator[tuple[str, int]]:
    position = 0
    for found in _LINE_END.finditer(text):
        yield text[position : found.start()], position
        yield "\n", found.start()
        position = found.end()
    yield text[position:], position
