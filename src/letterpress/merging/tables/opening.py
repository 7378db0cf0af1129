"""A file to the reader of its format, told by what is in it rather than by its name.

Where openpyxl is not installed, a workbook is refused with the command that installs it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import ModuleType
from typing import IO, BinaryIO, cast

from letterpress.diagnostics import Code
from letterpress.merging.tables.archives import OLE_MAGIC, ZIP_MAGIC, kind_of_archive, protected
from letterpress.merging.tables.cells import Fault, Table, TableError
from letterpress.merging.tables.databases import MAGIC, read_database
from letterpress.merging.tables.delimited import read_delimited
from letterpress.merging.tables.objects import read_array, read_lines
from letterpress.merging.tables.opendocument import read_opendocument

MAX_PIPED_BYTES = 1024**3  # of what comes through a pipe and is kept until it is read
MAX_HELD_BYTES = 16 * 1024**2  # of it in memory; the rest is on the disk

_PIECE_BYTES = 1024**2
_HEAD_BYTES = 4096
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # byte order marks


@contextmanager
def open_table(path: Path | None, stream: BinaryIO, encoding: str | None, query: str) -> Iterator[Table]:
    """Find out what a file is, and begin to read it.

    Args:
        path: the file, where it is one.
        stream: its bytes; it stays open.
        encoding: the codec of a text; None for UTF-8, or UTF-16 with a byte order mark.
        query: what to ask a database.

    Raises:
        TableError: it is empty, of no format that is known, or its reader refuses it.
    """
    if stream.seekable():
        yield _begin(path, stream, encoding, query)
        return
    with SpooledTemporaryFile(MAX_HELD_BYTES) as kept:  # a pipe cannot be read twice
        _keep(stream, kept)
        kept.seek(0)
        yield _begin(None, cast("BinaryIO", kept), encoding, query)


def _keep(stream: BinaryIO, kept: IO[bytes]) -> None:
    size = 0
    while piece := stream.read(_PIECE_BYTES):
        size += len(piece)
        if size > MAX_PIPED_BYTES:
            message = f"more than {MAX_PIPED_BYTES // 1024**2:,} MiB come through the pipe"
            raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, "save it as a file and name that"))
        kept.write(piece)


def _begin(path: Path | None, stream: BinaryIO, encoding: str | None, query: str) -> Table:
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    suffix = path.suffix.lower() if path else ""
    stream.seek(0)
    if head.startswith(MAGIC):
        return read_database(path or stream.read(), query)
    if query:
        message, hint = "a query needs a database", "give an SQLite file, or leave --query out"
        raise TableError(Fault(Code.RECIPIENTS_QUERY, message, hint))
    if head.startswith(ZIP_MAGIC):
        return _open_spreadsheet(stream)
    if head.startswith(OLE_MAGIC):
        raise TableError(_compound(suffix))
    plain = _without_mark(head).lstrip()[:1]
    if suffix not in _TABLE_SUFFIXES and (plain in (b"[", b"{") or suffix in _JSON_SUFFIXES):
        read = read_lines if plain == b"{" or suffix in _JSON_SUFFIXES[1:] else read_array
        return read(stream, encoding)
    return read_delimited(stream, encoding)


def _open_spreadsheet(stream: BinaryIO) -> Table:
    kind = kind_of_archive(stream)
    stream.seek(0)
    if kind == "opendocument":
        return read_opendocument(stream)
    return cast("Table", _workbooks().read_workbook(stream))


def _workbooks() -> ModuleType:
    """Import the reader of workbooks: late, as few lists of recipients are one (ADR 0007)."""
    try:
        return import_module("letterpress.merging.tables.workbooks")
    except ImportError as error:
        message, hint = "workbooks need the extra sheets", "type pip install 'letterpress-pdf[sheets]'"
        raise TableError(Fault(Code.EXTRA_MISSING, message, hint)) from error


def _compound(suffix: str) -> Fault:
    if suffix in (".xlsx", ".xlsm"):
        return protected()
    message = "the file is an old .xls, or is protected by a password"
    hint = "open it in the spreadsheet program and save it as .xlsx without a password"
    return Fault(Code.RECIPIENTS_UNREADABLE, message, hint)


def _without_mark(head: bytes) -> bytes:
    """Take the byte order mark off, and the zeros of UTF-16."""
    for mark in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].replace(b"\0", b"")
    return head
