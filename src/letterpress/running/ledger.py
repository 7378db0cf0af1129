"""The ledger of a run: which letters there are to make, which are made, and which could not be.

One SQLite file. A letter is noted here after its file has taken its name, never before. The file stays locked
as long as a ledger is open, so that a folder has one run at a time.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from letterpress.running.databases import locked_database, translated_database, unreadable_ledger
from letterpress.running.values import Ended, Entry, Failure, FailureKind, Forgotten, Job, Outcome

FORMAT = 1
SCHEMA = (
    "CREATE TABLE identity (name TEXT PRIMARY KEY, digest TEXT NOT NULL)",
    """CREATE TABLE letters (
        row INTEGER PRIMARY KEY, file TEXT NOT NULL, fields_sha256 TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'made', 'failed')),
        pages INTEGER, sha256 TEXT, standards TEXT, warnings TEXT, failure TEXT, error TEXT)""",
    f"PRAGMA user_version = {FORMAT}",
)
# Tables of what happens to a run afterwards; ledgers that are older lack them.
FORGOTTEN = """CREATE TABLE IF NOT EXISTS forgotten (
    row INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
    by_whom TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'begun' CHECK (state IN ('begun', 'done')))"""
COPIES = "CREATE TABLE IF NOT EXISTS copies (path TEXT PRIMARY KEY)"
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # a power cut may take the last notes, and those letters are made again
)
ADD_JOB = "INSERT INTO letters (row, file, fields_sha256) VALUES (?, ?, ?)"
FIND_JOB = "SELECT file, fields_sha256 FROM letters WHERE row = ?"
NOTE_MADE = """UPDATE letters SET state = 'made', pages = ?, sha256 = ?, standards = ?, warnings = ?,
    failure = NULL, error = NULL WHERE row = ?"""
NOTE_FAILED = """UPDATE letters SET state = 'failed', pages = NULL, sha256 = NULL, standards = NULL,
    warnings = NULL, failure = ?, error = ? WHERE row = ?"""
NOTE_WAITING = """UPDATE letters SET state = 'waiting', pages = NULL, sha256 = NULL, standards = NULL,
    warnings = NULL, failure = NULL, error = NULL WHERE row = ?"""
MADE = """SELECT row, file, pages, sha256, standards, fields_sha256, warnings FROM letters
    WHERE state = 'made' ORDER BY row"""
FAILED = "SELECT row, file, failure, error FROM letters WHERE state = 'failed' ORDER BY row"
HAS_TABLE = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
IN_ROWS = "SELECT row, file, coalesce(sha256, '') FROM letters WHERE row BETWEEN ? AND ? ORDER BY row"
FORGET = "INSERT INTO forgotten (row, sha256, at, reason, by_whom) VALUES (?, ?, ?, ?, ?)"
ALL_FORGOTTEN = "SELECT row, sha256, at, reason, by_whom FROM forgotten ORDER BY row"
FORGETTING = "SELECT count(*) FROM forgotten WHERE state = 'begun'"
END_FORGETTING = "UPDATE forgotten SET state = 'done'"
FILES_TO_FORGET = "SELECT file FROM letters WHERE row IN (SELECT row FROM forgotten) ORDER BY row"
DROP_FORGOTTEN = "DELETE FROM letters WHERE row IN (SELECT row FROM forgotten)"
# What receipts of a delivery say of people, or repeat of what a server said of them.
OF_PEOPLE = ("file", "recipient", "message_id", "answer")


class Ledger:
    """The ledger of one run, open and locked; `open_ledger` gives one."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @property
    def is_begun(self) -> bool:
        """Tell whether letters stand in it; a run killed at once leaves a ledger without any."""
        version = self._one("PRAGMA user_version")
        if version not in (0, FORMAT):
            raise unreadable_ledger(
                self._path, f"it has format {version}, and this version reads format {FORMAT}"
            )
        return version == FORMAT

    def begin(
        self, identity: Mapping[str, str], jobs: Iterable[Job], forgotten: Iterable[Forgotten] = ()
    ) -> None:
        """Write down what the run rests on and every letter to make, or not to make, all or nothing."""
        with self._transaction() as connection:
            for statement in SCHEMA:
                connection.execute(statement)
            connection.executemany("INSERT INTO identity VALUES (?, ?)", sorted(identity.items()))
            connection.executemany(ADD_JOB, ((job.row, job.file, job.fields_sha256) for job in jobs))
            connection.execute(FORGOTTEN)
            connection.executemany(FORGET, forgotten)
            connection.execute(END_FORGETTING)

    def identity(self) -> dict[str, str]:
        """Give the digests of what the run rests on."""
        return dict(self._rows("SELECT name, digest FROM identity"))

    def letter_count(self) -> int:
        """Count the letters to make, made or not."""
        return self._one("SELECT count(*) FROM letters")

    def page_count(self) -> int:
        """Count the pages of the letters that are made."""
        return self._one("SELECT coalesce(sum(pages), 0) FROM letters WHERE state = 'made'")

    def failure_counts(self) -> dict[FailureKind, int]:
        """Count the letters that failed, by kind."""
        counted = self._rows("SELECT failure, count(*) FROM letters WHERE state = 'failed' GROUP BY failure")
        return {FailureKind(kind): count for kind, count in counted}

    def has_job(self, job: Job) -> bool:
        """Tell whether the letter stands in the ledger with this very file and these very fields."""
        return (job.file, job.fields_sha256) in self._rows(FIND_JOB, job.row)

    def entries(self) -> Iterator[Entry]:
        """Give the letters that are made, in row order."""
        for row, file, pages, sha256, standards, fields_sha256, warnings in self._rows(MADE):
            listed = tuple(json.loads(standards)), fields_sha256, tuple(json.loads(warnings))
            yield Entry(row, file, pages, sha256, *listed)

    def failures(self) -> Iterator[Failure]:
        """Give the letters that failed, in row order."""
        for row, file, kind, error in self._rows(FAILED):
            yield Failure(row, file, FailureKind(kind), error)

    def note_waiting(self, rows: Iterable[int]) -> None:
        """Note that letters have yet to be made, whatever was noted before."""
        with self._transaction() as connection:
            connection.executemany(NOTE_WAITING, ((row,) for row in rows))

    def note(self, outcome: Outcome) -> None:
        """Note that a letter is made, its file being there, or that it failed."""
        with self._transaction() as connection:
            match outcome:
                case Entry(row, _, pages, sha256, standards, _, warnings):
                    values = (pages, sha256, json.dumps(standards), json.dumps(warnings), row)
                    connection.execute(NOTE_MADE, values)
                case Failure(row, _, kind, error):
                    connection.execute(NOTE_FAILED, (kind, error, row))

    def letters_in(self, rows: range) -> Iterator[tuple[int, str, str]]:
        """Give row, file and SHA-256 of the letters of some rows; of one that is not made that is empty."""
        return self._rows(IN_ROWS, rows.start, rows.stop - 1)

    def forgotten(self) -> tuple[Forgotten, ...]:
        """Give what was taken out of the run, in row order, also where that has not ended."""
        return tuple(map(Forgotten._make, self._rows(ALL_FORGOTTEN))) if self._has("forgotten") else ()

    @property
    def is_forgetting(self) -> bool:
        """Tell whether something of a letter that is to be forgotten may still be there."""
        return self._has("forgotten") and self._one(FORGETTING) > 0

    def begin_forgetting(self, letters: Iterable[Forgotten]) -> None:
        """Note which letters are to go; what is known of them stays until their files are gone."""
        with self._transaction() as connection:
            connection.execute(FORGOTTEN)
            connection.executemany(FORGET, letters)

    def files_to_forget(self) -> Iterator[str]:
        """Give the files of letters that are to go, as far as the ledger still names them."""
        return (file for (file,) in self._rows(FILES_TO_FORGET))

    def drop_forgotten(self) -> None:
        """Delete all that is known of letters that are to go; of receipts, state and time stay."""
        self._run("PRAGMA secure_delete = ON")  # overwrites what is deleted
        columns = {name for (_, name, *_) in self._rows("PRAGMA table_info(receipts)")}
        with self._transaction() as connection:
            connection.execute(DROP_FORGOTTEN)
            for column in columns.intersection(OF_PEOPLE):
                connection.execute(
                    f"UPDATE receipts SET {column} = '' WHERE row IN (SELECT row FROM forgotten)"  # noqa: S608 -- a name of ours
                )

    def end_forgetting(self) -> None:
        """Leave nothing of what was deleted in the file or beside it, then note that all is done."""
        self._run("VACUUM")  # what was replaced before the pragma lies in free space until the file is anew
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")
        with self._transaction() as connection:
            connection.execute(END_FORGETTING)

    def note_copies(self, paths: Iterable[str]) -> None:
        """Note files outside of the run that hold letters of it."""
        with self._transaction() as connection:
            connection.execute(COPIES)
            connection.executemany("INSERT OR IGNORE INTO copies VALUES (?)", ((path,) for path in paths))

    def copies(self) -> tuple[str, ...]:
        """Give the files that were noted to hold letters of the run."""
        if not self._has("copies"):
            return ()
        return tuple(path for (path,) in self._rows("SELECT path FROM copies ORDER BY path"))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with translated_database(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def _rows(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with translated_database(self._path):
            yield from self._connection.execute(statement, values)

    def _one(self, statement: str, *values: object) -> int:
        ((value,),) = self._rows(statement, *values)
        return int(value)

    def _has(self, table: str) -> bool:
        return self._one(HAS_TABLE, table) > 0

    def _run(self, statement: str) -> None:
        with translated_database(self._path):
            self._connection.execute(statement).fetchall()


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """Open a ledger, made when it is not there, and keep every other process out of it.

    Raises:
        MergeError: another run has it open, or it is no ledger of this version.
        DeliveryError: it cannot be made or written.
    """
    with locked_database(path, PRAGMAS) as connection:
        yield Ledger(connection, path)


def read_ended(path: Path) -> Ended:
    """Read the ledger of a run that has ended, in a folder that may be read-only; nothing is locked.

    Raises:
        MergeError: it is no ledger of this version.
    """
    with (
        translated_database(path),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as one,
    ):
        ledger = Ledger(one, path)
        if not ledger.is_begun:
            raise unreadable_ledger(path, "it is empty")
        failures, forgotten = tuple(ledger.failures()), ledger.forgotten()
        return Ended(ledger.identity(), failures, forgotten, ledger.is_forgetting)
