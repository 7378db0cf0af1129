"""What is asked of a bag, and what is said of one: values only."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from letterpress.diagnostics import Code, Diagnostic, Severity

ALGORITHMS = (
    "sha256",
    "sha512",
)  # of the bags we write; RFC 8493, section 2.4, wants sha512 read and written
LETTERS = "data/letters/"
MANIFEST = "data/manifest.jsonl"
MANIFEST_CSV = "data/manifest.csv"
PREFLIGHT = "data/preflight.jsonl"
FAILURES = "data/failures.jsonl"
FORGOTTEN = "data/forgotten.jsonl"
ORIGIN = "data/origin/"
RECIPIENTS = "data/recipients/"
JUDGED_EVERY = 500  # letters: of a sample the first and one in so many after it, as in a run
PIECE_BYTES = 1024**2  # of a file that is read without being held


class BagOptions(NamedTuple):
    """How a run is put into bags.

    Attributes:
        day: `Bagging-Date`.
        info: what `[archive]` of the stationery may say, by its keys; it counts before the stationery's own.
        most_bytes: of payload in a bag; without it there is one bag, whatever its size.
        recipients: their file, when it is not where the run had it; it must be the same bytes.
        without_recipients: leave their file out; its digest stays.
        judge_all: let preflight see every letter.
    """

    day: date
    info: Mapping[str, str]
    most_bytes: int | None = None
    recipients: Path | None = None
    without_recipients: bool = False
    judge_all: bool = False


class WrittenBag(NamedTuple):
    """A finished bag: where it is, its letters, and octets and files of its payload."""

    path: Path
    letters: int
    octets: int
    files: int


class Finding(NamedTuple):
    """Something that is said of a file, named as the bag or the run names it; empty is the whole of it."""

    file: str
    diagnostic: Diagnostic


class Verdict(NamedTuple):
    """What was looked at, and what was found.

    Attributes:
        kind: `bag`, `run` or `letter`.
        files: those whose checksums were compared.
        letters: those the manifest of the run names.
        judged: letters that preflight saw.
        findings: in the order they were found; errors and notes.
        forgotten: letters that were taken out of the run.
    """

    kind: str
    files: int
    letters: int
    judged: int
    findings: tuple[Finding, ...]
    forgotten: int = 0

    @property
    def holds(self) -> bool:
        """Tell whether nothing is wrong."""
        return all(one.diagnostic.severity is not Severity.ERROR for one in self.findings)


def wrong(code: Code, file: str, message: str, hint: str = "") -> Finding:
    """Give an error found in a file."""
    return Finding(file, Diagnostic(code, Severity.ERROR, message, hint))


def is_judged(position: int, *, judge_all: bool) -> bool:
    """Tell whether preflight sees the letter at a position, which begins at 0."""
    return judge_all or position % JUDGED_EVERY == 0
