"""Bytes of a text file to its characters, never by guessing: UTF-8, UTF-16 with a mark, or what is named.

Bytes that are not in the encoding stay visible as escaped surrogates, so that every row that has one can be
named. Lines are read one at a time and within a limit: a line of a gigabyte is never held.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder, lookup
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from letterpress.diagnostics import Code
from letterpress.merging.tables.cells import Fault, TableError

MAX_LINE = 1_048_576  # characters: eight fields of the largest kind
SAMPLE_BYTES = 65_536  # read ahead to see what a file is
NULS_OF_UTF16 = 0.3  # share of NUL bytes from which a text is UTF-16 without a mark, not text with a slip

_HINT = "name the encoding, for instance --recipients-encoding cp1252"


class _BorrowedText(TextIOWrapper):
    """Text of a stream that someone else closes; the wrapper goes and leaves it open."""

    def __del__(self) -> None:
        """Let go of the stream."""
        with suppress(ValueError):  # never opened, or closed already
            self.detach()


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text open for reading, and where it is not in its encoding (empty when it is)."""

    stream: TextIOWrapper
    undecodable: str

    def read(self, characters: int = -1) -> str:
        """Read some characters, or all there are.

        Raises:
            TableError: what follows is not in the encoding.
        """
        try:
            return self.stream.read(characters)
        except UnicodeError as error:
            message = "the text cannot be decoded"
            raise TableError(Fault(Code.RECIPIENTS_ENCODING, message, _HINT)) from error


def open_text(stream: BinaryIO, encoding: str | None) -> DecodedText:
    """Open a seekable stream of bytes as text, line ends as they are.

    Raises:
        TableError: there is no such encoding, or the text cannot be read on after a wrong byte.
    """
    stream.seek(0)
    sample = stream.read(SAMPLE_BYTES)
    codec = encoding or _codec_of(sample)
    try:
        name = lookup(codec).name
        opened = _BorrowedText(stream, name, errors="surrogateescape", newline="")  # refuses what is no text
        bad = _find_undecodable(stream, name)
        stream.seek(0)
    except (LookupError, ValueError) as error:
        message = f"{codec!r} is no encoding of text"
        hint = "name a codec such as cp1252 or iso-8859-15"
        raise TableError(Fault(Code.RECIPIENTS_ENCODING, message, hint)) from error
    if bad and name.startswith(("utf-16", "utf-32")):
        raise TableError(bad)
    if not encoding and codec == "utf-8" and sample.count(0) > NULS_OF_UTF16 * len(sample):
        message = "the file is no text, or is UTF-16 without a byte order mark: it is full of NUL bytes"
        raise TableError(Fault(Code.RECIPIENTS_ENCODING, message, "try --recipients-encoding utf-16-le"))
    return DecodedText(opened, bad.message if bad else "")


class Lines:
    """The lines of a text in order: `number` is that of the last one, `record` those since `begin`."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self.number = 0
        self.start = 1
        self.record: list[str] = []

    def begin(self) -> None:
        """Say that a record begins with the next line."""
        self.start = self.number + 1
        self.record = []

    def __iter__(self) -> "Lines":
        """Give itself."""
        return self

    def __next__(self) -> str:
        """Read one line, with its end.

        Raises:
            TableError: it is longer than any line of a table, or what follows is not in the encoding.
        """
        try:
            line = self._text.readline(MAX_LINE + 1)
        except UnicodeError as error:
            message = f"the text cannot be decoded after line {self.number}"
            raise TableError(Fault(Code.RECIPIENTS_ENCODING, message, _HINT, self.number + 1)) from error
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE:
            message = f"line {self.number} is longer than {MAX_LINE:,} characters"
            hint = "is the file a table? end every row with a line end"
            raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, hint, self.number))
        self.record.append(line)
        return line


def _codec_of(sample: bytes) -> str:
    if sample.startswith(BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def _find_undecodable(stream: BinaryIO, codec: str) -> Fault | None:
    """Look for the first byte that is not in the encoding, a piece at a time."""
    stream.seek(0)
    decoder = getincrementaldecoder(codec)("strict")
    read, line = 0, 1
    while True:
        piece = stream.read(SAMPLE_BYTES)
        read += len(piece)
        try:
            line += decoder.decode(piece, final=not piece).count("\n")
        except UnicodeDecodeError as error:
            offset = read - len(error.object) + error.start
            line += error.object[: error.start].count(b"\n")
            message = f"the file is not {codec}: byte 0x{error.object[error.start]:02X} at offset {offset}"
            return Fault(Code.RECIPIENTS_ENCODING, message, _HINT, line)
        if not piece:
            return None
