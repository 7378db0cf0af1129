"""Line ends of every kind to one, and places back to the text as it was."""

import re
from dataclasses import dataclass

from letterpress.source import Origin, Source

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
    ends = [found.end() for found in re.finditer("\r\n", text)]  # two characters become one
    starts = (0, *(end - n for n, end in enumerate(ends, start=1)))
    normalised = Source(source.name, _LINE_END.sub("\n", text), b"", Origin(source, starts, (0, *ends)))
    pages = (found.start() for found in re.finditer("\f", text.replace("\r\n", "\n")))
    return Normalised(normalised, tuple(pages))
