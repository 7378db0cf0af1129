"""A run of many letters: made in many processes, noted in a ledger, finished later after a stop."""

from letterpress.running.databases import is_cut_off, locked_database, translated_database
from letterpress.running.interruption import interruptible
from letterpress.running.ledger import read_ended
from letterpress.running.manifest import read_manifest
from letterpress.running.names import find_collisions, numbered_folder, safe_name
from letterpress.running.run import OWN_FILES, run_jobs
from letterpress.running.values import (
    LEDGER,
    MANIFEST,
    ORIGIN,
    Crew,
    Ended,
    Entry,
    Failure,
    FailureKind,
    Job,
    Made,
    Maker,
    MakerBuilder,
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
    "Crew",
    "Ended",
    "Entry",
    "Failure",
    "FailureKind",
    "Job",
    "Made",
    "Maker",
    "MakerBuilder",
    "Progress",
    "RunOptions",
    "RunSummary",
    "Workshop",
    "find_collisions",
    "interruptible",
    "is_cut_off",
    "locked_database",
    "numbered_folder",
    "read_ended",
    "read_manifest",
    "run_jobs",
    "safe_name",
    "translated_database",
]
