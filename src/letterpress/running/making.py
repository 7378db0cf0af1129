"""One letter made, in whatever process: the maker asked, the file put, the outcome said."""

from collections.abc import Iterable, Iterator
from traceback import format_exc

from letterpress.diagnostics import LetterpressError, Severity, has_errors
from letterpress.running.values import Failure, FailureKind, Job, Maker, Outcome, Workshop
from letterpress.stores import Store


def make_here(jobs: Iterable[Job], workshop: Workshop) -> Iterator[Outcome]:
    """Make letters in this process, one after the other, until told to stop."""
    maker = workshop.build_maker()
    for job in jobs:
        if workshop.is_stopped():
            return
        yield make_letter(job, maker, workshop.store)


def make_letter(job: Job, maker: Maker, store: Store) -> Outcome:
    """Make a letter and put its file into the store; a letter that cannot be made is an outcome too.

    Raises:
        DeliveryError: the file cannot be put there, which no other letter could be either.
    """
    try:
        made = maker(job.payload)
    except LetterpressError as error:
        return Failure(job.row, job.file, FailureKind.REFUSED, reasons_of(error))
    except Exception:  # noqa: BLE001 -- whatever bug one letter meets, the others are made
        return Failure(job.row, job.file, FailureKind.BUG, format_exc())
    store.put(job.file, made.pdf)
    return made.entry_of(job)


def reasons_of(error: LetterpressError) -> str:
    """Give a line for each error, or for each warning where warnings refuse."""
    found = error.diagnostics
    if has_errors(found):
        found = tuple(diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR)
    return "\n".join(f"{diagnostic.message} [{diagnostic.code}]" for diagnostic in found)
