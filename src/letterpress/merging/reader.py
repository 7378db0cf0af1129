"""A file of recipients to checked recipients: the order of the steps, and nothing else.

All rows are read and checked before any is given out. No content raises: what is wrong with the file or a row
is a diagnostic with file, row and column. Recipients are given out only when the file as a whole is sound.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from letterpress.diagnostics import Code, Diagnostic, Place, RecipientsError, Severity
from letterpress.merging.addressing import AddressPlan
from letterpress.merging.columns import resolve_columns
from letterpress.merging.options import RecipientsOptions
from letterpress.merging.recipients import INSIDE_ADDRESS, MEMBERS, ROW, Column, Reading, Recipient
from letterpress.merging.rowchecks import RowChecks
from letterpress.merging.selecting import select_rows
from letterpress.merging.tables import Fault, TableError, open_table

PLAIN = RecipientsOptions()
# What is wrong with the command, and stands nowhere in the file.
OF_COMMAND = (Code.RECIPIENTS_QUERY, Code.RECIPIENTS_SELECTION, Code.EXTRA_MISSING)


def read_recipients(file: Path | BinaryIO, name: str, options: RecipientsOptions = PLAIN) -> Reading:
    """Read recipients from a file, or from a stream of the bytes of one.

    Args:
        file: csv, tsv, xlsx, ods, json, jsonl or SQLite, told by what is in it.
        name: what to call it in messages.
        options: how to read it, and whom to choose.

    Raises:
        RecipientsError: it cannot be opened.
    """
    with _opened(file, name) as stream:
        return _read(file if isinstance(file, Path) else None, stream, options, name)


def _read(path: Path | None, stream: BinaryIO, options: RecipientsOptions, name: str) -> Reading:
    faults: list[Fault] = []
    columns: tuple[Column, ...] = ()
    names: tuple[str, ...] = ()
    checks = RowChecks()
    recipients: tuple[Recipient, ...] = ()
    try:
        with open_table(path, stream, options.encoding, options.query) as table:
            faults += table.notes
            columns, of_header = resolve_columns(table, options.rules)
            faults += of_header
            plan = _address_plan(columns) if options.addressed else None
            names = _names(columns, has_members=bool(options.selection.household), has_address=bool(plan))
            checks.check(table, columns, plan)
        recipients, of_rows = select_rows(checks.rows, checks.bad, columns, options.selection)
        faults += of_rows
    except TableError as error:
        faults += [fault for found in checks.bad.values() for fault in found]
        faults.append(error.fault)
    faults += checks.faults
    if any(fault.severity is Severity.ERROR and fault.row is None for fault in faults):
        recipients = ()
    diagnostics = tuple(_diagnostic(fault, name) for fault in faults)
    return Reading(recipients, diagnostics, columns, names, len(checks.rows))


@contextmanager
def _opened(file: Path | BinaryIO, name: str) -> Iterator[BinaryIO]:
    """Open a file, and say in a diagnostic what the system says in an error."""
    if not isinstance(file, Path):
        yield file
        return
    try:
        stream = file.open("rb")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        hint = "name a file of recipients, for instance people.csv"
        fault = Fault(Code.RECIPIENTS_UNREADABLE, f"cannot read {name}: {reason}", hint)
        raise RecipientsError(replace(_diagnostic(fault, name), place=None)) from error
    with stream:
        yield stream


def _address_plan(columns: tuple[Column, ...]) -> AddressPlan | None:
    """Plan the address where columns give one, and none of them is it already."""
    names = tuple(column.name for column in columns)
    plan = AddressPlan(names)
    return plan if plan.gives_address and INSIDE_ADDRESS not in names else None


def _names(columns: tuple[Column, ...], *, has_members: bool, has_address: bool) -> tuple[str, ...]:
    more = (MEMBERS,) * has_members + (INSIDE_ADDRESS,) * has_address
    return (ROW, *(column.name for column in columns), *more)


def _diagnostic(fault: Fault, name: str) -> Diagnostic:
    """Place a complaint in its file; what a message quotes may hold characters no file can."""
    place = Place(_clean(name), max(1, fault.line), 1, row=fault.row, field=_clean(fault.field))
    where = None if fault.code in OF_COMMAND else place
    return Diagnostic(fault.code, fault.severity, _clean(fault.message), _clean(fault.hint), where)


def _clean(text: str) -> str:
    return text.encode(errors="replace").decode()
