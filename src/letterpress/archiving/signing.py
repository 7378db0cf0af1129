"""The letters of a run signed, as a run of its own: with a ledger, a manifest and what they were made from.

The run they come from stays as it is. `archiving` does not hand this on: it needs an extra.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path

from letterpress.archiving.runfolder import RunFolder
from letterpress.archiving.writing import proven
from letterpress.diagnostics import BagError, PreflightError
from letterpress.running import (
    ORIGIN,
    Entry,
    Failure,
    FailureKind,
    Job,
    Made,
    Maker,
    Outcome,
    Progress,
    RunOptions,
    RunSummary,
    Workshop,
    read_manifest,
    reasons_of,
    run_jobs,
)
from letterpress.signatures import Signing, sign_pdf

Clock = Callable[[], datetime]


def sign_run(
    run: RunFolder,
    folder: Path,
    signing: Signing,
    clock: Clock,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> RunSummary:
    """Sign every letter of a run into another folder, or go on where that was stopped.

    Args:
        run: a run that has ended.
        folder: of the signed run; a new one, or one in which letters of this run are signed already.
        signing: what to sign with.
        clock: gives the moment at which each letter is signed, with time zone.
        on_progress: called some times a second.

    Raises:
        SignatureError: the certificate, the time server, or what proves the certificate.
        MergeError: the folder holds something else, or letters signed otherwise.
        DeliveryError: the folder or the store of the run cannot be read or written.
        KeyboardInterrupt: SIGINT came.
    """
    jobs = tuple(Job(one.row, one.file, one.fields_sha256, one) for one in read_manifest(run.manifest))
    origin = run.manifest.with_name(ORIGIN)
    kept = origin.read_bytes() if origin.is_file() else b""
    options = RunOptions(resume=True, crew=_sign_each, origin=kept, forgotten=run.forgotten)
    maker = partial(_sign_letter, run, signing, clock)
    return run_jobs(jobs, lambda: maker, folder, _identity_of(run, signing), options, on_progress)


def _identity_of(run: RunFolder, signing: Signing) -> dict[str, str]:
    """Give digests of what all signed letters rest on; their times differ."""
    with run.manifest.open("rb") as manifest:
        letters = file_digest(manifest, "sha256").hexdigest()
    asked = (signing.plan.time_server, len(signing.plan.roots) > 0, signing.plan.certify)
    return {
        "letters that are signed": letters,
        "certificate": signing.key.fingerprint,
        "kind of signature": sha256(repr(asked).encode()).hexdigest(),
    }


def _sign_each(jobs: Iterator[Job], _count: int, workshop: Workshop) -> Iterator[Outcome]:
    """Sign letters one after the other; one that is refused stops no other, a fault of the key stops all."""
    maker: Maker = workshop.build_maker()
    for job in jobs:
        if workshop.is_stopped():
            return
        try:
            made = maker(job.payload)
        except (BagError, PreflightError) as error:
            yield Failure(job.row, job.file, FailureKind.REFUSED, reasons_of(error))
            continue
        workshop.store.put(job.file, made.pdf)
        yield made.entry_of(job)


def _sign_letter(run: RunFolder, signing: Signing, clock: Clock, entry: object) -> Made:
    assert isinstance(entry, Entry)
    (pdf,) = run.store.read((entry.file,))
    signed = sign_pdf(proven(entry, pdf), signing, clock())
    if signed.data is None:
        raise PreflightError(*signed.diagnostics)
    digest = sha256(signed.data).hexdigest()
    return Made(signed.data, entry.pages, digest, signed.standards, entry.warnings)
