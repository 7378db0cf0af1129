"""Letters in the order of the post: by country and postal code."""

from collections.abc import Sequence
from typing import NamedTuple

from letterpress.diagnostics import Code, Diagnostic, RecipientsError, Severity
from letterpress.merging import Recipient, has_postcodes, postal_key, postcode_of
from letterpress.running import Job

MOST_NAMED = 12  # rows in a note


class PostalOrder(NamedTuple):
    """Letters as the post wants them, those without a postal code last, and a note about these."""

    jobs: tuple[Job, ...]
    notes: tuple[Diagnostic, ...]


def sort_for_post(jobs: Sequence[Job]) -> PostalOrder:
    """Sort the letters to recipients; letters to one place keep their order.

    Raises:
        RecipientsError: no field could say where letters go.
    """
    recipients = [(job, _recipient(job)) for job in jobs]
    if recipients and not has_postcodes(recipients[0][1].names):
        message = "letters cannot be sorted by postal code: no column is known as a postcode or an address"
        hint = "name the column in the front matter: recipients: {postcode: COLUMN}"
        raise RecipientsError(Diagnostic(Code.PRINT_RUN_ORDER, Severity.ERROR, message, hint))
    placed = [(job, one) for job, one in recipients if postcode_of(one)]
    astray = [job for job, one in recipients if not postcode_of(one)]
    placed.sort(key=lambda pair: postal_key(pair[1]))
    return PostalOrder((*(job for job, _ in placed), *astray), tuple(_notes(astray)))


def _recipient(job: Job) -> Recipient:
    assert isinstance(job.payload, Recipient)
    return job.payload


def _notes(astray: Sequence[Job]) -> list[Diagnostic]:
    if not astray:
        return []
    named = ", ".join(str(job.row) for job in astray[:MOST_NAMED]) + " …" * (len(astray) > MOST_NAMED)
    what = "row without a postal code comes" if len(astray) == 1 else "rows without a postal code come"
    message = f"{len(astray):,} {what} last in the print run: {named}"
    return [Diagnostic(Code.PRINT_RUN_ORDER, Severity.NOTE, message)]
