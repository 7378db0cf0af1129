"""A file of recipients to checked recipients: the order of the steps, and nothing else.

All rows are read and checked before any is given out. No content raises: what is wrong with the file or a row
is a diagnostic with file, row and column. Recipients are given out only when the file as a whole is sound.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from letterpress.diagnostics import Code, Diagnostic, Place, RecipientsError, Severity
from letterpress.merging.cells import Fault, TableError
from letterpress.merging.columns import Column, resolve_columns
from letterpress.merging.opening import open_table, seekable
from letterpress.merging.options import RecipientsOptions
from letterpress.merging.recipients import (
    MEMBERS,
    ColumnSummary,
    Fields,
    Reading,
    Recipient,
    Value,
    show_value,
)
from letterpress.merging.rowchecks import CheckedRow, RowChecks
from letterpress.merging.selecting import Group, select_rows

_EXAMPLE = 40  # characters of a value shown


def read_recipients(
    file: Path | bytes, options: RecipientsOptions | None = None, *, name: str = ""
) -> Reading:
    """Read recipients from a file, or from the bytes of one.

    Args:
        file: csv, tsv, xlsx, ods, json, jsonl or SQLite, told by what is in it.
        options: how to read it, and whom to choose.
        name: what to call it in messages; without it its path.

    Raises:
        RecipientsError: it cannot be opened.
    """
    name = name or (str(file) if isinstance(file, Path) else "<recipients>")
    with _opened(file, name) as stream:
        return _read(file, stream, options or RecipientsOptions(), name)


def _read(file: Path | bytes, stream: BinaryIO, options: RecipientsOptions, name: str) -> Reading:
    faults: list[Fault] = []
    columns: tuple[Column, ...] = ()
    checks = RowChecks()
    groups: tuple[Group, ...] = ()
    try:
        table = open_table(file, seekable(stream), options)
        faults += table.notes
        resolved = resolve_columns(table, options.rules, options.uses)
        columns = resolved.columns
        faults += resolved.faults
        checks.check(table, columns)
        groups, left_out = select_rows(checks.rows, columns, options.selection)
        faults += left_out
    except TableError as error:
        faults.append(error.fault)
    unsound = any(f.severity is Severity.ERROR and f.row is None for f in (*faults, *checks.faults))
    return Reading(
        () if unsound else _recipients(groups, columns, together=bool(options.selection.household)),
        tuple(_diagnostic(fault, name) for fault in (*faults, *checks.faults)),
        tuple(_summaries(columns, checks.rows)),
        len(checks.rows),
    )


@contextmanager
def _opened(file: Path | bytes, name: str) -> Iterator[BinaryIO]:
    """Open a file, and say in a diagnostic what the system says in an error."""
    if isinstance(file, bytes):
        yield BytesIO(file)
        return
    try:
        stream = file.open("rb")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        hint = "name a file of recipients, for instance people.csv"
        fault = Fault(Code.RECIPIENTS_UNREADABLE, f"cannot read {name}: {reason}", hint)
        raise RecipientsError(_diagnostic(fault, name)) from error
    with stream:
        yield stream


def _recipients(
    groups: tuple[Group, ...], columns: tuple[Column, ...], *, together: bool
) -> tuple[Recipient, ...]:
    index = {column.name: at for at, column in enumerate(columns)}
    with_members = index | {MEMBERS: len(index)}
    recipients = []
    for group in groups:
        first = group[0]
        fields = Fields(index, first.values)
        if together:
            members: Value = tuple(Fields(index, row.values) for row in group)
            fields = Fields(with_members, (*first.values, members))
        to = first.destination
        recipients.append(Recipient(first.row, first.line, fields, to.address, to.email, to.language))
    return tuple(recipients)


def _summaries(columns: tuple[Column, ...], rows: list[CheckedRow]) -> Iterator[ColumnSummary]:
    for at, column in enumerate(columns):
        filled = [row.values[at] for row in rows if row.values[at] not in ("", ())]
        example = " ".join(show_value(filled[0]).split()) if filled else ""
        yield ColumnSummary(column.name, column.header, len(filled), example[:_EXAMPLE])


def _diagnostic(fault: Fault, name: str) -> Diagnostic:
    """Place a complaint in its file; what a message quotes may hold characters no file can."""
    place = None
    if fault.line or fault.row is not None or fault.field:
        place = Place(_clean(name), max(1, fault.line), 1, row=fault.row, field=_clean(fault.field))
    return Diagnostic(fault.code, fault.severity, _clean(fault.message), _clean(fault.hint), place)


def _clean(text: str) -> str:
    return text.encode(errors="replace").decode()
