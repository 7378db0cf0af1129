"""The recipients' file of a command: read, compared with the letter, and cut to the rows asked for."""

from typing import NamedTuple

from letterpress.cli.sources import DASH, read_bytes
from letterpress.diagnostics import (
    Code,
    Diagnostic,
    LetterError,
    RecipientsError,
    has_errors,
)
from letterpress.merging import Field, Recipient, choose_rows, read_for_letter
from letterpress.source import MAX_SOURCE_BYTES, STANDARD_INPUT, Source, decode_source


class Asked(NamedTuple):
    """What a command says of its recipients: the file, its encoding, the rows wanted (all when empty)."""

    path: str
    encoding: str | None
    rows: str


def choose_recipients(asked: Asked, fields: tuple[Field, ...], letter: Source) -> tuple[Recipient, ...]:
    """Read a file of recipients and hold it against the letter.

    Raises:
        RecipientsError: the file cannot be read, has bad rows, or lacks a column; it carries all of them.
    """
    table = read_for_letter(read_asked(asked), fields, letter)
    if has_errors(table.diagnostics):
        raise RecipientsError(*table.diagnostics)
    return choose_rows(table, asked.rows)


def read_asked(asked: Asked) -> Source:
    """Read and decode the file of recipients a command names.

    Raises:
        RecipientsError: it cannot be read, or is not in its encoding.
    """
    name = STANDARD_INPUT if asked.path == DASH else asked.path
    data = read_bytes(asked.path, MAX_SOURCE_BYTES + 1)
    if isinstance(data, Diagnostic):
        raise RecipientsError(data)
    try:
        return decode_source(data, name, asked.encoding)
    except LetterError as error:
        hint = "save it as CSV in UTF-8, or name its encoding, for instance --recipients-encoding cp1252"
        raise RecipientsError(
            *(
                Diagnostic(Code.RECIPIENTS_UNREADABLE, one.severity, one.message, hint)
                for one in error.diagnostics
            )
        ) from error
