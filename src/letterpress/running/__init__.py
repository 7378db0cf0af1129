"""A run of many letters: made in many processes, noted in a ledger, finished later after a stop."""

from letterpress.running.claiming import find_store
from letterpress.running.databases import is_cut_off, locked_database, translated_database
from letterpress.running.forgetting import (
    Finds,
    Found,
    Wish,
    find_letters,
    forget_letters,
    note_copies,
)
from letterpress.running.interruption import interruptible
from letterpress.running.ledger import read_ended
from letterpress.running.making import reasons_of
from letterpress.running.manifest import read_manifest
from letterpress.running.names import find_collisions, numbered_folder, safe_name
from letterpress.running.pool import import_for_workers
from letterpress.running.run import OWN_FILES, run_jobs
from letterpress.running.values import (
    LEDGER,
    MANIFEST,
    ORIGIN,
    SIGNATURE,
    Crew,
    Ended,
    Entry,
    Failure,
    FailureKind,
    Forgotten,
    Job,
    Made,
    Maker,
    MakerBuilder,
    Outcome,
    Progress,
    RunOptions,
    RunSummary,
    Workshop,
)

__all__ = [
    "LEDGER",
    "MANIFEST",
    "ORIGIN",
    "OWN_FILES",
    "SIGNATURE",
    "Crew",
    "Ended",
    "Entry",
    "Failure",
    "FailureKind",
    "Finds",
    "Forgotten",
    "Found",
    "Job",
    "Made",
    "Maker",
    "MakerBuilder",
    "Outcome",
    "Progress",
    "RunOptions",
    "RunSummary",
    "Wish",
    "Workshop",
    "find_collisions",
    "find_letters",
    "find_store",
    "forget_letters",
    "import_for_workers",
    "interruptible",
    "is_cut_off",
    "locked_database",
    "note_copies",
    "numbered_folder",
    "read_ended",
    "read_manifest",
    "reasons_of",
    "run_jobs",
    "safe_name",
    "translated_database",
]
