"""A run: many letters made safely, and finished later when something stops it.

The order of the steps, and what refuses a run. It knows no recipients, no fields and no command line.
"""

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain, islice, tee
from pathlib import Path

from letterpress.diagnostics import Code, DeliveryError, Diagnostic, MergeError, Severity
from letterpress.files import write_atomically
from letterpress.running.claiming import claim_folder, claim_store
from letterpress.running.forgetting import finish_forgetting
from letterpress.running.interruption import interruptible
from letterpress.running.ledger import Ledger, open_ledger
from letterpress.running.making import make_here
from letterpress.running.manifest import write_manifest
from letterpress.running.names import find_collisions, leads_out
from letterpress.running.pool import make_in_processes
from letterpress.running.progress import ProgressReport
from letterpress.running.values import (
    LEDGER,
    MANIFEST,
    ORIGIN,
    SIGNED_MANIFEST,
    Job,
    MakerBuilder,
    Outcome,
    Progress,
    RunOptions,
    RunSummary,
    Workshop,
)
from letterpress.stores import FolderStore, Store, are_right

OWN_FILES = (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", f"{LEDGER}-journal", MANIFEST, SIGNED_MANIFEST, ORIGIN)
MOST_SHOWN = 50  # failures a summary names, and rows a message does not
FINISH_HINT = "then type the same command again, a merge with --resume: the letters that are made stay"
PLAIN_RUN = RunOptions()


def run_jobs(  # noqa: PLR0913, PLR0917 -- what to make, how, where, and who hears of it
    jobs: Sequence[Job],
    build_maker: MakerBuilder,
    folder: Path,
    identity: Mapping[str, str],
    options: RunOptions = PLAIN_RUN,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> RunSummary:
    """Make many letters, each in a file of its own, with a ledger beside them and a manifest at the end.

    A letter that cannot be made stops nothing and is named in the summary. Whatever stops the run leaves
    whole files and a true ledger, so that `resume` finishes it.

    Args:
        jobs: the letters; they may be made in any order, and are asked for by their index.
        build_maker: called once in every process that makes letters; it can be pickled.
        folder: of the run, and where letters go unless there is a store; made when it is not there.
        identity: digests of everything all letters rest on, by a name that people read in a refusal.
        options: whether to go on, who makes the letters, and where they go.
        on_progress: called some times a second.

    Raises:
        MergeError: two letters would be one file, the folder or the store holds something else, another run
            is at work in it, or what it rests on has changed.
        DeliveryError: the disk is full, or the folder or the store cannot be written.
        KeyboardInterrupt: SIGINT came; letters under way were dropped or finished.
    """
    _refuse_collisions(jobs)
    claim_folder(folder, resume=options.resume)
    store = options.store or FolderStore(folder)
    if options.store:
        identity = {**identity, "store": store.address}
        if not (folder / LEDGER).exists():
            claim_store(store, ())
    with open_ledger(folder / LEDGER) as ledger:
        if ledger.is_begun:
            _refuse_another_run(ledger, identity)
            with _finishable():
                finish_forgetting(ledger, folder, store)
            jobs = _without_forgotten(ledger, jobs)
            _refuse_other_rows(ledger, jobs)
            if options.store:
                claim_store(store, (job.file for job in jobs))
        else:
            ledger.begin(identity, jobs, options.forgotten)
        with _finishable():
            FolderStore(folder).clear()
            if options.origin and not (folder / ORIGIN).exists():
                write_atomically(folder / ORIGIN, options.origin)
            waiting = _take_stock(ledger, jobs, folder / MANIFEST, store)
            report = ProgressReport(len(jobs), len(jobs) - len(waiting), on_progress)
            with interruptible() as is_stopped:
                workshop = Workshop(build_maker, store, is_stopped)
                with closing(_make(jobs, waiting, workshop, options)) as outcomes:
                    for outcome in outcomes:
                        ledger.note(outcome)
                        report.count(outcome)
                if is_stopped():
                    raise KeyboardInterrupt
            return _finish(ledger, folder / MANIFEST, store, report)


def _refuse_collisions(jobs: Sequence[Job]) -> None:
    """Refuse letters that would be one file on some file system, or a file of the run itself."""
    for job in jobs:
        if leads_out(job.file):
            raise ValueError(f"{job.file!r} is no path inside a folder")
    collisions = find_collisions(chain(OWN_FILES, (job.file for job in jobs)))
    if collisions:
        raise MergeError(*(_collision(jobs, positions) for positions in collisions[:MOST_SHOWN]))


def _collision(jobs: Sequence[Job], positions: tuple[int, ...]) -> Diagnostic:
    found = [jobs[position - len(OWN_FILES)] for position in positions if position >= len(OWN_FILES)]
    rows = ", ".join(str(job.row) for job in found[:MOST_SHOWN])
    if len(found) < len(positions):
        message = f"row {rows} would be the file {found[0].file}, which is the run's own"
    else:
        message = f"rows {rows} would be one file, {found[0].file}"
    hint = "let the name of the file say more with --name, for instance --name '{{ row }}.pdf'"
    return Diagnostic(Code.FILES_COLLIDE, Severity.ERROR, message, hint)


def _refuse_another_run(ledger: Ledger, identity: Mapping[str, str]) -> None:
    """Refuse to go on with a run that rests on something else than it began with."""
    before = ledger.identity()
    changed = sorted(
        name for name in before.keys() | identity.keys() if before.get(name) != identity.get(name)
    )
    if changed:
        raise _changed(f"what it rests on has changed: {', '.join(changed)}")


def _without_forgotten(ledger: Ledger, jobs: Sequence[Job]) -> Sequence[Job]:
    """Leave out letters that were forgotten, whatever their rows say now."""
    forgotten = {one.row for one in ledger.forgotten()}
    return [job for job in jobs if job.row not in forgotten] if forgotten else jobs


def _refuse_other_rows(ledger: Ledger, jobs: Sequence[Job]) -> None:
    """Refuse to go on with a run when its letters would not be those it began with."""
    other_rows = [str(job.row) for job in jobs if not ledger.has_job(job)]
    if other_rows:
        more = f" and {len(other_rows) - MOST_SHOWN} more" if len(other_rows) > MOST_SHOWN else ""
        raise _changed(f"rows have changed: {', '.join(other_rows[:MOST_SHOWN])}{more}")
    if ledger.letter_count() != len(jobs):
        raise _changed(f"it began with {ledger.letter_count()} letters, and now there are {len(jobs)}")


def _changed(what: str) -> MergeError:
    hint = "begin anew in another folder with -o, or put back what it was and type the same command again"
    message = f"the run cannot go on, {what}"
    return MergeError(Diagnostic(Code.RUN_CHANGED, Severity.ERROR, message, hint))


def _take_stock(ledger: Ledger, jobs: Sequence[Job], manifest: Path, store: Store) -> list[int]:
    """Hold the ledger against the store; give the positions of the letters to make."""
    store.clear()
    right: set[int] = set()
    wrong = [failure.row for failure in ledger.failures()]  # there may be memory now, or a bug be gone
    noted, checked = tee(ledger.entries())
    found = are_right(store, ((entry.file, entry.sha256) for entry in checked))
    for entry, is_right in zip(noted, found, strict=True):
        if is_right:
            right.add(entry.row)
        else:
            wrong.append(entry.row)
    ledger.note_waiting(wrong)
    if len(right) < len(jobs):
        manifest.unlink(missing_ok=True)  # it would name letters that are not there
    return [position for position, job in enumerate(jobs) if job.row not in right]


def _make(
    jobs: Sequence[Job], waiting: Sequence[int], workshop: Workshop, options: RunOptions
) -> Generator[Outcome, None, None]:
    """Make the letters at the positions waiting."""
    wanted = (jobs[position] for position in waiting)
    try:
        if waiting and options.crew:
            yield from options.crew(wanted, len(waiting), workshop)
        elif waiting and options.processes > 1:
            yield from make_in_processes(wanted, len(waiting), workshop, options.processes)
        elif waiting:
            yield from make_here(wanted, workshop)
    finally:
        workshop.store.clear()


def _finish(ledger: Ledger, manifest: Path, store: Store, report: ProgressReport) -> RunSummary:
    """Wait until the letters are on the disk, where they go to one, then say so in the manifest."""
    report.tell()
    os.sync()
    write_manifest(manifest, ledger.entries())
    return RunSummary(
        total=ledger.letter_count(),
        made=report.made,
        kept=report.kept,
        pages=ledger.page_count(),
        failed=ledger.failure_counts(),
        failures=tuple(islice(ledger.failures(), MOST_SHOWN)),
        manifest=manifest,
        store=store,
        forgotten=ledger.forgotten(),
    )


@contextmanager
def _finishable() -> Iterator[None]:
    """Say of an error in writing what finishes the run."""
    try:
        yield
    except DeliveryError as error:
        found = (replace(one, hint=f"{_remedy(one)}, {FINISH_HINT}") for one in error.diagnostics)
        raise DeliveryError(*found) from error


def _remedy(found: Diagnostic) -> str:
    return "make room" if found.code is Code.OUTPUT_UNWRITABLE else found.hint
