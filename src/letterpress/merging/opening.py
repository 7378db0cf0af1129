"""A file to the reader of its format, told by what is in it rather than by its name.

Where openpyxl is not installed, a workbook is refused with the command that installs them.
"""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from letterpress.diagnostics import Code
from letterpress.merging import workbooks
from letterpress.merging.archives import OLE_MAGIC, ZIP_MAGIC, kind_of_archive, protected
from letterpress.merging.cells import Fault, Table, TableError
from letterpress.merging.databases import MAGIC, read_database
from letterpress.merging.delimited import read_delimited
from letterpress.merging.objects import read_array, read_lines
from letterpress.merging.opendocument import read_opendocument
from letterpress.merging.options import RecipientsOptions

MAX_PIPED_BYTES = 1024**3  # of what cannot be read twice and is held whole

_HEAD_BYTES = 4096
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # byte order marks


def open_table(file: Path | bytes, stream: BinaryIO, options: RecipientsOptions) -> Table:
    """Find out what a file is, and begin to read it; `stream` is seekable and stays open.

    Raises:
        TableError: it is empty, of no format that is known, or its reader refuses it.
    """
    if isinstance(file, bytes) and len(file) > MAX_PIPED_BYTES:
        raise TableError(_too_much())
    head = stream.read(_HEAD_BYTES)
    suffix = file.suffix.lower() if isinstance(file, Path) else ""
    stream.seek(0)
    if head.startswith(MAGIC):
        return read_database(file, options.query)
    if options.query:
        message, hint = "a query needs a database", "give an SQLite file, or leave --query out"
        raise TableError(Fault(Code.RECIPIENTS_QUERY, message, hint))
    if head.startswith(ZIP_MAGIC):
        return _open_spreadsheet(stream)
    if head.startswith(OLE_MAGIC):
        raise TableError(_compound(suffix))
    plain = _without_mark(head).lstrip()[:1]
    if suffix not in _TABLE_SUFFIXES and (plain in (b"[", b"{") or suffix in _JSON_SUFFIXES):
        read = read_lines if plain == b"{" or suffix in _JSON_SUFFIXES[1:] else read_array
        return read(stream, options.encoding)
    return read_delimited(stream, options.encoding)


def seekable(stream: BinaryIO) -> BinaryIO:
    """Give a stream that can be read twice; what comes through a pipe is held.

    Raises:
        TableError: it is too much to be held.
    """
    if stream.seekable():
        return stream
    data = stream.read(MAX_PIPED_BYTES + 1)
    if len(data) > MAX_PIPED_BYTES:
        raise TableError(_too_much())
    return BytesIO(data)


def _too_much() -> Fault:
    message = f"more than {MAX_PIPED_BYTES // 1024**2:,} MiB come through the pipe"
    return Fault(Code.RECIPIENTS_LIMIT, message, "save it as a file and name that")


def _open_spreadsheet(stream: BinaryIO) -> Table:
    kind = kind_of_archive(stream)
    stream.seek(0)
    if kind == "opendocument":
        return read_opendocument(stream)
    if not workbooks.AVAILABLE:
        message, hint = "workbooks need the extra sheets", "type pip install 'letterpress-pdf[sheets]'"
        raise TableError(Fault(Code.EXTRA_MISSING, message, hint))
    return workbooks.read_workbook(stream)


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
