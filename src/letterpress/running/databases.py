"""SQLite files of which one process at a time has the use, and what SQLite says in an error.

The lock is the system's and ends with the process, however that ends.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from letterpress.diagnostics import Code, DeliveryError, Diagnostic, LetterpressError, MergeError, Severity

JOURNAL_MARK = bytes.fromhex("d9d505f920a163d7")
UNREADABLE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNWRITABLE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


@contextmanager
def locked_database(path: Path, pragmas: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """Open a database, made when it is not there, and keep every other process out of it.

    Args:
        path: the file.
        pragmas: how it is to be written.

    Raises:
        MergeError: another process has it open, or it is no database.
        DeliveryError: it cannot be made or written.
    """
    with translated_database(path):
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    with closing(connection):
        with translated_database(path):
            for pragma in ("PRAGMA locking_mode = EXCLUSIVE", *pragmas):
                connection.execute(pragma)
            connection.execute("BEGIN IMMEDIATE")  # takes the lock, which outlives the transaction
            connection.execute("COMMIT")
        yield connection


def is_cut_off(path: Path) -> bool:
    """Tell whether a process was killed in the middle of a write, which the next one to write takes back.

    A rollback journal counts as long as it begins with its mark (SQLite, "Database File Format", 3).
    """
    try:
        with Path(f"{path}-journal").open("rb") as journal:
            return journal.read(len(JOURNAL_MARK)) == JOURNAL_MARK
    except OSError:
        return False


@contextmanager
def translated_database(path: Path) -> Iterator[None]:
    """Say in a diagnostic what SQLite says in an error."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        found = _translate(error, path)
        if not found:
            raise
        raise found from error


def _translate(error: sqlite3.DatabaseError, path: Path) -> LetterpressError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the upper bytes only say where it happened
    if code in BUSY:
        message = f"another run is at work in {path.parent}"
        hint = "wait for its end, close what reads its ledger, or name another folder with -o"
        return MergeError(Diagnostic(Code.RUN_BUSY, Severity.ERROR, message, hint))
    if code in UNREADABLE:
        return unreadable_ledger(path, str(error))
    if code in UNWRITABLE:
        message = f"cannot write {path}: {error}"
        hint = "make room, or name another folder with -o"
        return DeliveryError(Diagnostic(Code.OUTPUT_UNWRITABLE, Severity.ERROR, message, hint))
    return None


def unreadable_ledger(path: Path, reason: str) -> MergeError:
    """Give the error that a ledger cannot be read."""
    message = f"the ledger {path} cannot be read: {reason}"
    hint = "begin again in another folder: -o FOLDER"
    return MergeError(Diagnostic(Code.LEDGER_UNREADABLE, Severity.ERROR, message, hint))
