"""The text a letter is read from, and places in it.

A `Source` is decoded text with a name; a `Span` is a stretch of it. Bytes become a source here and
nowhere else, and never by guessing: UTF-8, UTF-16 with a byte order mark, or what the author names.
"""

import re
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, lookup
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

from letterpress.diagnostics import Code, Diagnostic, LetterError, Place, Severity

MAX_SOURCE_BYTES = 32 * 1024 * 1024  # a letter of ten thousand pages; more is a wrong file
MAX_CHARACTERS = 2_000_000  # about a thousand pages; a longer text is not set as one letter
STANDARD_INPUT = "<stdin>"  # the name of a source that came from no file
FIRST_MARK = 0xF0000  # planes 15 and 16, for private use: a character there stands for words that come later
# What the author says of such words beforehand, by a filter or the type of a column: a day, a salutation.
DATE_MARKS = range(0xFC000, 0xFE000)
SALUTATION_MARKS = range(0xFE000, 0xFFFFE)
EXCERPT_COLUMNS = 100  # of the author's line shown with a diagnostic
LINE_END = re.compile(r"\r\n?|\n")  # as editors count lines: a form feed ends a page and no line
# How files begin that are documents and no text: zip archives, compound files, PDF, RTF.
DOCUMENTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"{\\rtf")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source: offsets in characters, the end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from: what begins at `starts[i]` of it was written at `places[i]` of `source`."""

    source: "Source"
    starts: tuple[int, ...]
    places: tuple[int, ...]

    def span(self, span: Span) -> Span:
        """Give the stretch of the other source that a stretch of the text was."""
        return Span(self._offset(span.start), max(self._offset(span.start), self._offset(span.end)))

    def _offset(self, offset: int) -> int:
        part = bisect_right(self.starts, offset) - 1
        return self.places[part] + offset - self.starts[part] if part >= 0 else offset


@dataclass(frozen=True)
class Source:
    """Decoded text and the name its author knows it by; `data` is the file as it arrived.

    Places in a text that was put together are those of its `origin`. What came as a document has its images
    with it, by their names in the text, and what is to be said of how it was read.
    """

    name: str
    text: str
    data: bytes = b""
    origin: Origin | None = None
    images: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    diagnostics: tuple[Diagnostic, ...] = ()

    def written_anew(self, pieces: Iterable[tuple[str, int]]) -> "Source":
        """Give a text put together of pieces, each with the place in this one it comes from."""
        written = [(words, place) for words, place in pieces if words]
        starts = tuple(accumulate((len(words) for words, _ in written), initial=0))[:-1]
        origin = Origin(self, starts, tuple(place for _, place in written))
        return replace(self, text="".join(words for words, _ in written), origin=origin)

    @property
    def root(self) -> "Source":
        """Give the author's own text, which this one was put together of."""
        return self.origin.source.root if self.origin else self

    def trace(self, span: Span) -> Iterator[tuple["Source", Span]]:
        """Yield the stretches of the author's own text that a stretch of this one was put together of.

        What was written in their place stands where they begin; white space that was, nowhere.
        """
        if not self.origin:
            yield self, span
            return
        starts, places, source = self.origin.starts, self.origin.places, self.origin.source
        for n in range(max(0, bisect_right(starts, span.start) - 1), len(starts)):
            if starts[n] >= span.end:
                break
            start, last = max(span.start, starts[n]), starts[n + 1] if n + 1 < len(starts) else span.end
            place = places[n] + start - starts[n]
            words = self.text[start : min(span.end, last)]
            if source.text.startswith(words, place):
                yield from source.trace(Span(place, place + len(words)))
            elif not words.isspace():
                yield from source.trace(Span(places[n], places[n]))

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        ends = (found.end() for found in LINE_END.finditer(self.text))
        return (0, *ends, len(self.text) + 1)

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Give line and column, both from 1, of a character offset; lines as editors count them."""
        line = bisect_right(self._line_starts, offset, hi=len(self._line_starts) - 1)
        return line, offset - self._line_starts[line - 1] + 1

    def span_of_line(self, number: int) -> Span:
        """Give the span of a line, counted from 1, without its end; past the last one, that of the last."""
        number = min(number, len(self._line_starts) - 1)
        start = self._line_starts[number - 1]
        return Span(start, self._line_starts[number] - 1)

    def place(self, span: Span) -> Place:
        """Give the place of a span, with the line it starts on."""
        if self.origin:
            return self.origin.source.place(self.origin.span(span))
        line, column = self.line_and_column(span.start)
        start, end = self._line_starts[line - 1], self._line_starts[line] - 1
        while end > start and self.text[end - 1] == "\r":
            end -= 1
        left = start if column <= EXCERPT_COLUMNS else start + column - EXCERPT_COLUMNS // 2
        excerpt = self.text[left : min(end, left + EXCERPT_COLUMNS)].replace("\f", " ")
        return Place(self.name, line, column, excerpt, max(1, min(span.end, end) - span.start))

    def error(self, code: Code, span: Span, message: str, hint: str = "") -> Diagnostic:
        """Make a diagnostic that refuses the letter, at the place of a span."""
        return Diagnostic(code, Severity.ERROR, message, hint, self.place(span))

    def warning(self, code: Code, span: Span, message: str, hint: str = "") -> Diagnostic:
        """Make a diagnostic that lets the letter pass, at the place of a span."""
        return Diagnostic(code, Severity.WARNING, message, hint, self.place(span))


def is_document(data: bytes) -> bool:
    """Tell whether a file is a document of some program, and not the text of a letter."""
    return data.removeprefix(BOM_UTF8).lstrip()[:8].startswith(DOCUMENTS)


def decode_source(data: bytes, name: str, encoding: str | None = None) -> Source:
    """Decode a letter's bytes.

    Args:
        data: the file as it is.
        name: what to call it in messages.
        encoding: a codec name the author gave; without it UTF-8 (a byte order mark is dropped) and
            UTF-16 with a byte order mark are read.

    Raises:
        LetterError: empty, binary, too large, or not in that encoding (with byte and offset).
    """
    if len(data) > MAX_SOURCE_BYTES:
        limit = MAX_SOURCE_BYTES // 1024**2
        raise _refuse(Code.SOURCE_TOO_LARGE, f"{name} is larger than {limit} MiB", "give one letter a file")
    text = _decode(data, name, encoding or _codec_of(data))
    if "\0" in text:
        message = f"{name} is binary: a NUL at offset {text.index(chr(0))}"
        raise _refuse(
            Code.SOURCE_BINARY, message, "give the letter as plain text, Markdown, .docx, .odt or .pdf"
        )
    if not text.strip():
        raise _refuse(Code.SOURCE_EMPTY, f"{name} is empty", "write the letter first")
    return Source(name, text, data)


def _decode(data: bytes, name: str, codec: str) -> str:
    try:
        text = data.decode(lookup(codec).name)
        text.encode()  # some codecs give halves of characters, which no file and no font can hold
    except UnicodeDecodeError as error:
        byte = f"0x{data[error.start]:02X}"
        message = f"{name} is not {codec}: byte {byte} at offset {error.start}"
        hint = "name the encoding, for instance --encoding cp1252"
        raise _refuse(Code.SOURCE_ENCODING, message, hint) from error
    except (LookupError, ValueError) as error:
        message = f"{name} cannot be read as {codec!r}, which is no encoding of text"
        hint = "name a codec such as cp1252 or iso-8859-15"
        raise _refuse(Code.SOURCE_ENCODING, message, hint) from error
    return text


def _codec_of(data: bytes) -> str:
    if data.startswith(BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def _refuse(code: Code, message: str, hint: str) -> LetterError:
    return LetterError(Diagnostic(code, Severity.ERROR, message, hint))
