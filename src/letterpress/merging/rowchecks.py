"""Every row held against its columns: cells to values, and all that is wrong with each."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import cast

from letterpress.diagnostics import Code, Severity
from letterpress.letter import ColumnKind
from letterpress.merging.addressing import AddressPlan
from letterpress.merging.recipients import INSIDE_ADDRESS, Column, Recipient, Value
from letterpress.merging.tables.cells import (
    MAX_FIELD,
    MAX_ROWS,
    UNPRINTABLE,
    Fault,
    Row,
    Table,
    TableError,
    is_blank,
)
from letterpress.merging.values import WrongCellError, convert

_NAMED_LINES = 10  # of the empty rows in one note
_KEPT: tuple[ColumnKind, ...] = ("", "text")  # kinds that keep text as it stands
_WIDTH_HINT = "is a delimiter missing, or one too many? what holds a delimiter needs quotation marks"


@dataclass
class RowChecks:
    """What the rows checked so far came to; it stands when the file breaks off.

    Attributes:
        rows: all rows that are not empty; what a bad one holds is not to be trusted.
        bad: what is wrong with the bad ones, by their number.
        faults: what is to be said of the file.
    """

    rows: list[Recipient] = field(default_factory=list)
    bad: dict[int, list[Fault]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def check(self, table: Table, columns: tuple[Column, ...], plan: AddressPlan | None) -> None:
        """Check all rows of a table, counted from 1; empty ones are not.

        Args:
            table: the file as its reader sees it.
            columns: those that have a name.
            plan: how an address is put together, when every row needs one.

        Raises:
            TableError: the file cannot be read on, or has no rows or too many.
        """
        names = tuple(column.name for column in columns) + ((INSIDE_ADDRESS,) if plan else ())
        language_at = next((at for at, column in enumerate(columns) if column.kind == "language"), None)
        convert_row = _converter(table, columns, plan)
        empty: list[int] = []
        named_empty = 0  # those with a row after them; empty rows at the end are nothing to speak of
        for record in table.rows:
            if isinstance(record, Row) and is_blank(record.cells):
                empty.append(record.line)
                continue
            named_empty = len(empty)
            if isinstance(record, Fault) and record.severity is not Severity.ERROR:
                self.faults.append(record)
                continue
            number = len(self.rows) + 1
            if number > MAX_ROWS:
                message, hint = f"more than {MAX_ROWS:,} rows", "make several files"
                raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, hint))
            if isinstance(record, Fault):
                values: tuple[Value, ...] = ("",) * len(names)
                faults = [record]
            else:
                values, faults = convert_row(record)
            if faults:
                self.bad[number] = [replace(fault, line=record.line, row=number) for fault in faults]
            language = "" if language_at is None else str(values[language_at])
            self.rows.append(Recipient(number, record.line, names, values, language))
        self.faults += _of_empty_rows(empty[:named_empty])
        if not self.rows:
            hint = "write a row a recipient below the header"
            raise TableError(Fault(Code.RECIPIENTS_EMPTY, "there are no recipients, only a header", hint))


def _converter(
    table: Table, columns: tuple[Column, ...], plan: AddressPlan | None
) -> Callable[[Row], tuple[tuple[Value, ...], list[Fault]]]:
    """Give what makes values of the cells of a row; text that stays text passes at once, as most does."""
    width = len(table.header)
    nameless = tuple(at for at, header in enumerate(table.header) if not header.strip())
    is_plain = table.even and not nameless and all(c.kind in _KEPT and not c.required for c in columns)

    def convert_row(row: Row) -> tuple[tuple[Value, ...], list[Fault]]:
        faults: list[Fault] = []
        values: tuple[Value, ...] = ()
        if is_plain and len(row.cells) == width:
            values = _plain_values(cast("list[str]", row.cells))
        if not values:
            faults = _of_width(row, table, nameless)
            values, of_cells = _convert(row, columns, table)
            faults += of_cells
        if plan:
            address = plan.address(values)
            values = (*values, address)
            if not address and not faults:
                faults.append(Fault(Code.RECIPIENTS_VALUE, "the address is empty", "fill it in"))
        return values, faults

    return convert_row


def _plain_values(cells: list[str]) -> tuple[str, ...]:
    """Give the values of a row of text, or nothing when one of its cells is not what a letter can print."""
    text = "\n".join(cells)
    if len(text) > MAX_FIELD or UNPRINTABLE.search(text):
        return ()
    return tuple(map(str.strip, cells))


def _convert(row: Row, columns: tuple[Column, ...], table: Table) -> tuple[tuple[Value, ...], list[Fault]]:
    """Convert the cells of a row one by one."""
    cells, width = row.cells, len(row.cells)
    values: list[Value] = []
    faults: list[Fault] = []
    for column in columns:
        try:
            values.append(convert(cells[column.at] if column.at < width else "", column))
        except WrongCellError as wrong:
            values.append("")
            where = f"; {table.undecodable}" if wrong.code is Code.RECIPIENTS_ENCODING else ""
            faults.append(Fault(wrong.code, wrong.message + where, wrong.hint, field=column.header))
    return tuple(values), faults


def _of_width(row: Row, table: Table, nameless: tuple[int, ...]) -> list[Fault]:
    """Complain of a row with too few cells, or with something beyond the header or below none."""
    width, cells = len(table.header), row.cells
    if table.even and (len(cells) < width or not is_blank(cells[width:])):
        counted = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        return [Fault(Code.RECIPIENTS_ROW, f"the row has {counted}, the header {width}", _WIDTH_HINT)]
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
