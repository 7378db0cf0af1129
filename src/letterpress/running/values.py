"""What a run takes and what it gives: values only."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeAlias

from letterpress.stores import Store

LEDGER = "ledger.sqlite"
MANIFEST = "manifest.jsonl"
ORIGIN = "origin.zip"
SIGNATURE = ".p7s"  # the end of the name of a signature beside what it signs (RFC 8551, 3.2.1)
SIGNED_MANIFEST = f"{MANIFEST}{SIGNATURE}"  # put there by whoever signs it


class Job(NamedTuple):
    """One letter to make.

    Attributes:
        row: 1 is the first recipient.
        file: where the PDF goes, relative to the store of the run, with slashes.
        fields_sha256: digest of what is particular to this letter.
        payload: what the maker gets; it can be pickled.
    """

    row: int
    file: str
    fields_sha256: str
    payload: object


class Made(NamedTuple):
    """A finished letter, as a maker hands it over."""

    pdf: bytes
    page_count: int
    sha256: str
    standards: tuple[str, ...]
    warnings: tuple[str, ...]

    def entry_of(self, job: Job) -> "Entry":
        """Give what the ledger notes of it, its file being there."""
        listed = self.standards, job.fields_sha256, self.warnings
        return Entry(job.row, job.file, self.page_count, self.sha256, *listed)


Maker: TypeAlias = Callable[[object], Made]
MakerBuilder: TypeAlias = Callable[[], Maker]


class Entry(NamedTuple):
    """A letter whose file is there, as ledger and manifest have it."""

    row: int
    file: str
    pages: int
    sha256: str
    standards: tuple[str, ...]
    fields_sha256: str
    warnings: tuple[str, ...]


class FailureKind(StrEnum):
    """Why a letter was not made: it was refused, its maker has a bug, or its maker's process died of it."""

    REFUSED = "refused"
    BUG = "bug"
    KILLED = "killed"


class Failure(NamedTuple):
    """A letter that was not made; the error of a bug is its traceback."""

    row: int
    file: str
    kind: FailureKind
    error: str


Outcome: TypeAlias = Entry | Failure


class Forgotten(NamedTuple):
    """A letter that was taken out of a run for good; nothing here says to whom it was.

    Attributes:
        row: that of the letter.
        sha256: digest of its file, by which a copy elsewhere is known; empty when it was never made.
        at: when, in UTC (ISO 8601).
        reason: why, as whoever asked for it said.
        by: who that was, as they said.
    """

    row: int
    sha256: str
    at: str
    reason: str
    by: str


class Ended(NamedTuple):
    """What the ledger of a run that has ended says beside its letters.

    Attributes:
        identity: digests of what the run rests on, and where its letters are.
        failures: letters that are not there.
        forgotten: letters that were taken out.
        is_forgetting: whether one of these may still be there in part.
    """

    identity: Mapping[str, str]
    failures: tuple[Failure, ...]
    forgotten: tuple[Forgotten, ...]
    is_forgetting: bool


class Workshop(NamedTuple):
    """How all letters of a run are made: by whom, into which store, and whether still."""

    build_maker: MakerBuilder
    store: Store
    is_stopped: Callable[[], bool]


Crew: TypeAlias = Callable[[Iterator[Job], int, Workshop], Iterator[Outcome]]


class RunOptions(NamedTuple):
    """How a run is made.

    Attributes:
        resume: go on where an earlier run stopped.
        processes: how many of this machine make letters.
        crew: who makes them instead: gets the letters, their number and the workshop, and gives an outcome
            for each once its file stands in the store, in whatever order, until told to stop.
        store: where the letters go instead of into the run's folder.
        origin: a file to keep beside the ledger, of what letters are made from; it is not looked into.
        forgotten: letters that were taken out of the run these letters come from.
    """

    resume: bool = False
    processes: int = 1
    crew: Crew | None = None
    store: Store | None = None
    origin: bytes = b""
    forgotten: tuple[Forgotten, ...] = ()


class Progress(NamedTuple):
    """How far a run is; `done` counts the letters that were there before, the rate does not."""

    done: int
    failed: int
    total: int
    letters_a_second: float


class RunSummary(NamedTuple):
    """What a run came to.

    Attributes:
        total: letters asked for.
        made: letters made now.
        kept: letters that an earlier run had made, and that were right.
        pages: of all letters that are there.
        failed: letters that are not there, by kind; empty when all went well.
        failures: the first of them in row order; the ledger has all.
        manifest: the file that names every letter that is there.
        store: where they are.
        forgotten: letters that were taken out of the run, and are not made again.
    """

    total: int
    made: int
    kept: int
    pages: int
    failed: Mapping[FailureKind, int]
    failures: tuple[Failure, ...]
    manifest: Path
    store: Store
    forgotten: tuple[Forgotten, ...] = ()
