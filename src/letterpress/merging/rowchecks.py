"""Every row held against its columns: cells to values, and all that is wrong with each."""

from dataclasses import dataclass, field, replace

from letterpress.diagnostics import Code, Severity
from letterpress.letter import ColumnKind
from letterpress.merging.addressing import AddressPlan, Destination, is_email
from letterpress.merging.cells import (
    MAX_FIELD,
    MAX_ROWS,
    UNPRINTABLE,
    Cell,
    Fault,
    Row,
    Table,
    TableError,
    is_blank,
)
from letterpress.merging.columns import Column
from letterpress.merging.recipients import Value
from letterpress.merging.values import WrongCellError, convert
from letterpress.reading import LANGUAGE_TAG

_NAMED_LINES = 10  # of the empty rows in one note
_KEPT: tuple[ColumnKind, ...] = ("", "text")  # kinds that keep text as it stands


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row of the file after its checks: values in the order of the columns; a bad one gets no letter."""

    row: int
    line: int
    values: tuple[Value, ...]
    destination: Destination
    bad: bool = False


@dataclass
class RowChecks:
    """What the rows checked so far came to; it stands when the file breaks off."""

    rows: list[CheckedRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _nameless: tuple[int, ...] = ()

    def check(self, table: Table, columns: tuple[Column, ...]) -> None:
        """Check all rows of a table, counted from 1; empty ones are not.

        Raises:
            TableError: the file cannot be read on, or has no rows or too many.
        """
        self._nameless = tuple(at for at, header in enumerate(table.header) if not header.strip())
        plan = AddressPlan(tuple(column.name for column in columns))
        empty: list[int] = []
        named_empty = 0  # those with a row after them; empty rows at the end are nothing to speak of
        for record in table.rows:
            if isinstance(record, Row) and is_blank(record.cells):
                empty.append(record.line)
                continue
            named_empty = len(empty)
            number = len(self.rows) + 1
            if isinstance(record, Fault) and record.severity is not Severity.ERROR:
                self.faults.append(record)
                continue
            if number > MAX_ROWS:
                message, hint = f"more than {MAX_ROWS:,} rows", "make several files"
                raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, hint))
            if isinstance(record, Fault):
                self.faults.append(replace(record, row=number))
                blank: tuple[Value, ...] = ("",) * len(columns)
                self.rows.append(CheckedRow(number, record.line, blank, Destination(), bad=True))
            else:
                self._check_row(number, record, table, columns, plan)
        self.faults += _of_empty_rows(empty[:named_empty])
        if not self.rows:
            hint = "write a row a recipient below the header"
            raise TableError(Fault(Code.RECIPIENTS_EMPTY, "there are no recipients, only a header", hint))

    def _check_row(
        self, number: int, record: Row, table: Table, columns: tuple[Column, ...], plan: AddressPlan
    ) -> None:
        faults = _of_width(record, table, self._nameless)
        values, of_cells = _convert(record, columns, table)
        destination = plan.destination(values)
        faults += of_cells
        if destination.language and not LANGUAGE_TAG.fullmatch(destination.language):
            message = f'"{destination.language[:40]}" is no language tag'
            column = columns[plan.column_of("language")].header
            hint = "write for instance en, en-GB or de"
            faults.append(Fault(Code.RECIPIENTS_VALUE, message, hint, field=column))
        bad = bool(faults)
        if destination.email and not is_email(destination.email):
            message = f'"{destination.email[:40]}" is no e-mail address; the letter cannot be sent there'
            hint = "write for instance ada@roe.example"
            column = columns[plan.column_of("email")].header
            faults.append(
                Fault(Code.RECIPIENTS_VALUE, message, hint, field=column, severity=Severity.WARNING)
            )
            destination = replace(destination, email="")
        if plan.promises_address and not destination.address and not bad:
            message = "the address is empty"
            faults.append(Fault(Code.RECIPIENTS_VALUE, message, "fill it in", severity=Severity.WARNING))
        self.faults += [replace(fault, line=record.line, row=number) for fault in faults]
        self.rows.append(CheckedRow(number, record.line, values, destination, bad))


def _convert(record: Row, columns: tuple[Column, ...], table: Table) -> tuple[tuple[Value, ...], list[Fault]]:
    """Convert the cells of a row; text that is to stay text passes at once, as most does."""
    cells = record.cells
    text = "\n".join([cell for cell in cells if type(cell) is str])
    sound = len(text) <= MAX_FIELD and not UNPRINTABLE.search(text)
    width = len(cells)
    values: list[Value] = []
    faults: list[Fault] = []
    for column in columns:
        cell: Cell = cells[column.index] if column.index < width else ""
        if sound and type(cell) is str and column.kind in _KEPT and not column.required:
            values.append(cell)
            continue
        try:
            values.append(convert(cell, column))
        except WrongCellError as wrong:
            values.append("")
            where = f"; {table.undecodable}" if wrong.code is Code.RECIPIENTS_ENCODING else ""
            faults.append(Fault(wrong.code, wrong.message + where, wrong.hint, field=column.header))
    return tuple(values), faults


def _of_width(record: Row, table: Table, nameless: tuple[int, ...]) -> list[Fault]:
    """Complain of a row with too few cells, or with something beyond the header or below none."""
    width, cells = len(table.header), record.cells
    if len(cells) == width and not nameless:
        return []
    if table.even and (len(cells) < width or not is_blank(cells[width:])):
        message = f"the row has {len(cells)} cells, the header {width}"
        hint = "is a delimiter missing, or one too many? what holds a delimiter needs quotation marks"
        return [Fault(Code.RECIPIENTS_ROW, message, hint)]
    for at in (*nameless, *range(width, len(cells))):
        if at < len(cells) and not is_blank([cells[at]]):
            message = f"column {at + 1} has a value and no name"
            return [Fault(Code.RECIPIENTS_HEADER, message, "name it in the header, or empty it")]
    return []


def _of_empty_rows(lines: list[int]) -> list[Fault]:
    if not lines:
        return []
    named = ", ".join(map(str, lines[:_NAMED_LINES])) + (" …" if len(lines) > _NAMED_LINES else "")
    rows, word = (
        ("an empty row was", "line") if len(lines) == 1 else (f"{len(lines):,} empty rows were", "lines")
    )
    message = f"{rows} left out: {word} {named}"
    return [Fault(Code.RECIPIENTS_LEFT_OUT, message, line=lines[0], severity=Severity.NOTE)]
