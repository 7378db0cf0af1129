"""Receipts: who got which letter, where and when, and what the other side said.

An intent is on the disk before a letter leaves, the receipt when the answer is there. So of a letter with
neither it is certain that it never left, and of one with an intent alone that it has to be asked for.
Receipts lie in the ledger of the run; a bag is never changed, and its receipts lie beside it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from letterpress.delivering.values import Attempt, Noted, Outcome, Parcel, State
from letterpress.running import LEDGER, locked_database, translated_database

BESIDE_BAG = ".receipts.sqlite"  # after the whole name of the bag
MEMORY = Path(":memory:")  # SQLite's name for a database that is nowhere
SCHEMA = """CREATE TABLE IF NOT EXISTS receipts (
    number INTEGER PRIMARY KEY, row INTEGER NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    target TEXT NOT NULL, recipient TEXT NOT NULL, sent_sha256 TEXT NOT NULL, message_id TEXT NOT NULL,
    state TEXT NOT NULL, began TEXT NOT NULL, ended TEXT, answer TEXT NOT NULL DEFAULT '')"""
PRAGMAS = (
    "PRAGMA journal_mode = DELETE",  # a killed process leaves no log that readers would have to know of
    "PRAGMA synchronous = EXTRA",  # an intent that a power cut takes would be a letter sent twice
)
ADD = """INSERT INTO receipts (row, file, sha256, target, recipient, sent_sha256, message_id, state, began)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'intended', ?)"""
NOTE = "UPDATE receipts SET state = ?, answer = ?, ended = ? WHERE number = ?"
LATEST = """SELECT file, sha256, recipient, max(number), state, sent_sha256 FROM receipts
    GROUP BY file, sha256, recipient"""

Key: TypeAlias = tuple[str, str, str]


def key_of(parcel: Parcel) -> Key:
    """Tell what makes two parcels the same: the file, its bytes, who gets it; not the server it goes by."""
    return parcel.entry.file, parcel.entry.sha256, parcel.recipient


def receipts_path(path: Path) -> Path:
    """Tell where the receipts of a run or of a bag are."""
    if (path / LEDGER).is_file():
        return path / LEDGER
    whole = path.resolve()
    return whole.with_name(f"{whole.name}{BESIDE_BAG}")


class ReceiptBook:
    """The receipts of a run or a bag, open and locked; `open_receipts` gives one."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def latest(self) -> dict[Key, Noted]:
        """Give what was noted last of every parcel."""
        with translated_database(self._path):
            rows = self._connection.execute(LATEST).fetchall()
        return {
            (file, sha256, recipient): Noted(number, State(state), sent)
            for file, sha256, recipient, number, state, sent in rows
        }

    def intend(self, target: str, attempts: Sequence[Attempt]) -> list[int]:
        """Note that letters are about to leave; it is on the disk when this returns. Give their numbers."""
        began = _now()
        with self._transaction() as connection:
            return [_number(connection.execute(ADD, _values(one, target, began))) for one in attempts]

    def note(self, outcomes: Iterable[tuple[int, Outcome]]) -> None:
        """Note what became of letters that were about to leave."""
        ended = _now()
        with self._transaction() as connection:
            rows = ((outcome.state, outcome.answer, ended, number) for number, outcome in outcomes)
            connection.executemany(NOTE, rows)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with translated_database(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection


@contextmanager
def open_receipts(path: Path, *, look_only: bool = False) -> Iterator[ReceiptBook]:
    """Open the receipts in a ledger, and keep every other process out of it.

    Args:
        path: the ledger; see `receipts_path`.
        look_only: make no file where there is none.

    Raises:
        MergeError: a run or another delivery has it open, or it is no ledger.
        DeliveryError: it cannot be written.
    """
    where = MEMORY if look_only and not path.exists() else path
    with locked_database(where, PRAGMAS) as connection:
        with translated_database(path):
            connection.execute(SCHEMA)
        yield ReceiptBook(connection, path)


def _values(attempt: Attempt, target: str, began: str) -> tuple[object, ...]:
    entry = attempt.parcel.entry
    what = (entry.row, entry.file, entry.sha256, target, attempt.parcel.recipient)
    return (*what, attempt.sent_sha256, attempt.message_id, began)


def _number(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None, "a row was added"
    return cursor.lastrowid


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
