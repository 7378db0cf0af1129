"""Spreadsheets are zip archives: what kind one is, and whether it is safe to unpack.

Looks at the directory of the archive before anything is unpacked, so that a bomb never goes off: zipfile
gives no more of a part than its directory says. Parts that declare entities are refused, for no spreadsheet
program writes them; what hides its declaration is stopped by expat's own limit of growth (2.4.1 and later).
"""

from contextlib import suppress
from typing import BinaryIO, Literal
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 -- an exception

from letterpress.diagnostics import Code, Severity
from letterpress.merging.tables.cells import Fault, TableError

ZIP_MAGIC = b"PK"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a compound file: an encrypted .xlsx, or an .xls

MAX_UNPACKED_BYTES = 1024**3  # a sheet of a million rows and twenty columns
MAX_RATIO = 200  # of unpacked to packed; sheets have 5 to 30
SMALL_PART_BYTES = 16 * 1024**2  # below it no ratio is a danger
MAX_PARTS = 10_000
PIECE_BYTES = 1024**2
HEAD_BYTES = 4096  # of a part: where a declaration stands

# What zipfile raises at archives that are damaged, or packed in a way it does not know.
DAMAGE = (BadZipFile, ZlibError, EOFError, OSError, ValueError, RuntimeError)

_ENCRYPTED = 0x1  # the flag of a part that needs a password
_PASSWORD_HINT = "open it in the spreadsheet program and save it without a password"  # noqa: S105 -- advice


def kind_of_archive(stream: BinaryIO) -> Literal["workbook", "opendocument"]:
    """Tell an .xlsx from an .ods, once it is known to be safe to unpack.

    Raises:
        TableError: it is neither, is damaged, protected by a password or a zip bomb.
    """
    try:
        with ZipFile(stream) as archive:
            _refuse_bomb(archive)
            _refuse_entities(archive)
            names = set(archive.namelist())
            if any(part.flag_bits & _ENCRYPTED for part in archive.infolist()) or _is_encrypted(archive):
                raise TableError(protected())
    except DAMAGE as error:
        message = f"the spreadsheet is damaged: {error}"
        raise TableError(Fault(Code.RECIPIENTS_UNREADABLE, message, "save it again")) from error
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return "workbook"
    if "content.xml" in names:
        return "opendocument"
    message = "the archive is neither an .xlsx nor an .ods"
    raise TableError(Fault(Code.RECIPIENTS_UNREADABLE, message, "unpack it, or save it as .csv"))


def protected() -> Fault:
    """Say that a password is needed."""
    return Fault(Code.RECIPIENTS_UNREADABLE, "the file is protected by a password", _PASSWORD_HINT)


def sheet_note(first: str, second: str) -> Fault:
    """Say which of several sheets is read."""
    message = f'the sheet "{first}" is read; "{second}" and any others are not'
    hint = "put the sheet of recipients first"
    return Fault(Code.RECIPIENTS_LEFT_OUT, message, hint, severity=Severity.NOTE)


def part_contains(stream: BinaryIO, folder: str, needles: tuple[bytes, ...]) -> bool:
    """Tell whether any part of an archive below a folder holds one of some short byte strings."""
    overlap = max(map(len, needles)) - 1
    with ZipFile(stream) as archive:
        for name in archive.namelist():
            if not name.startswith(folder):
                continue
            rest = b""
            with archive.open(name) as part:
                while piece := part.read(PIECE_BYTES):
                    piece = rest + piece
                    if any(needle in piece for needle in needles):
                        return True
                    rest = piece[-overlap:]
    return False


def _refuse_bomb(archive: ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > SMALL_PART_BYTES and part.file_size > MAX_RATIO * part.compress_size
        for part in parts
    )
    if unpacked > MAX_UNPACKED_BYTES or swollen or len(parts) > MAX_PARTS:
        message = f"the spreadsheet unpacks to {unpacked // 1024**2:,} MiB, which no list of people does"
        raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, "save the sheet of recipients as .csv"))


def _refuse_entities(archive: ZipFile) -> None:
    for part in archive.infolist():
        if part.filename.endswith(".xml") and not part.flag_bits & _ENCRYPTED:
            with archive.open(part) as content:
                if b"<!DOCTYPE" in content.read(HEAD_BYTES):
                    message = "the spreadsheet declares XML entities, which no spreadsheet program does"
                    raise TableError(Fault(Code.RECIPIENTS_UNREADABLE, message, "save it as .csv"))


def _is_encrypted(archive: ZipFile) -> bool:
    """Tell whether the manifest of an .ods says that its parts are encrypted."""
    with suppress(KeyError):
        return b"encryption-data" in archive.read("META-INF/manifest.xml")
    return False
