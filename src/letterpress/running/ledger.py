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
from letterpress.running.values import Ended, Entry, Failure, FailureKind, Job, Outcome

FORMAT = 1
SCHEMA = (
    "CREATE TABLE identity (name TEXT PRIMARY KEY, digest TEXT NOT NULL)",
    """CREATE TABLE letters (
        row INTEGER PRIMARY KEY, file TEXT NOT NULL, fields_sha256 TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'made', 'failed')),
        pages INTEGER, sha256 TEXT, standards TEXT, warnings TEXT, failure TEXT, error TEXT)""",
    f"PRAGMA user_version = {FORMAT}",
)
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

    def begin(self, identity: Mapping[str, str], jobs: Iterable[Job]) -> None:
        """Write down what the run rests on and every letter to make, all or nothing."""
        with self._transaction() as connection:
            for statement in SCHEMA:
                connection.execute(statement)
            connection.executemany("INSERT INTO identity VALUES (?, ?)", sorted(identity.items()))
            connection.executemany(ADD_JOB, ((job.row, job.file, job.fields_sha256) for job in jobs))

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

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with translated_database(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def _rows(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with translated_database(self._path):
            yield from self._connection.execute(statement, values)

    def _one(self, statement: str) -> int:
        ((value,),) = self._rows(statement)
        return int(value)


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
        return Ended(ledger.identity(), tuple(ledger.failures()))
