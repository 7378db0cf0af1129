"""Which of the rows get a letter, and in which order.

Bad rows take part as long as they decide anything: a household with a bad row gets no letter, for one of its
members would be missing from it.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from letterpress.diagnostics import Code, Severity
from letterpress.merging.cells import Fault, TableError
from letterpress.merging.columns import Column, find_column, missing_column
from letterpress.merging.options import Selection
from letterpress.merging.recipients import Value
from letterpress.merging.rowchecks import CheckedRow
from letterpress.merging.values import WrongCellError, convert

_CONDITION = re.compile(r"\s*(?P<column>[^=!]+?)\s*(?P<sign>!?=)\s*(?P<value>.*?)\s*", re.DOTALL)
_RANGE = re.compile(r"\s*(?P<first>[0-9]{1,9})\s*(?:[-\u2013]\s*(?P<last>[0-9]{1,9})\s*)?")


Group = tuple[CheckedRow, ...]


def select_rows(
    rows: list[CheckedRow], columns: tuple[Column, ...], selection: Selection
) -> tuple[tuple[Group, ...], tuple[Fault, ...]]:
    """Choose rows, put households together and order them; gives rows by letter, and what was left out.

    Raises:
        TableError: the selection names a column or a row that is not there, or is not understood.
    """
    conditions = [_condition(columns, condition) for condition in selection.where]
    kept = [row for row in rows if all(holds(row.values) for holds in conditions)]
    faults: tuple[Fault, ...] = ()
    if selection.unique:
        column = _column(columns, selection.unique, "by which rows are to differ")
        kept, faults = _without_repetition(kept, columns, column)
    groups: list[Group] = [(row,) for row in kept]
    if selection.household:
        column = _column(columns, selection.household, "by which rows make a household")
        groups = _households(kept, columns.index(column))
    groups = [group for group in groups if not any(row.bad for row in group)]
    if selection.rows:
        wanted = parse_rows(selection.rows, len(rows))
        groups = [g for g in groups if any(row.row in numbers for row in g for numbers in wanted)]
    if selection.sort:
        at = columns.index(_column(columns, selection.sort, "by which to sort"))
        groups.sort(key=lambda group: _order(group[0].values[at]))
    return tuple(groups), faults


def parse_rows(written: str, count: int) -> tuple[range, ...]:
    """Read numbers of rows such as `217-230` or `1,5,9-12`, among `count` rows.

    Raises:
        TableError: they are no such numbers, or there is no row of them.
    """
    numbers = []
    for part in written.split(","):
        found = _RANGE.fullmatch(part)
        first = int(found["first"]) if found else 0
        last = int(found["last"] or first) if found else 0
        if not 0 < first <= last:
            raise _refusal(f"{part.strip()!r} is no range of rows", "write for instance 217-230, or 1,5,9-12")
        if first > count:
            raise _refusal(f"there is no row {first}", f"the file has {count:,} rows")
        numbers.append(range(first, last + 1))
    return tuple(numbers)


def _refusal(message: str, hint: str) -> TableError:
    return TableError(Fault(Code.RECIPIENTS_SELECTION, message, hint))


def _column(columns: tuple[Column, ...], name: str, needed: str) -> Column:
    column = find_column(columns, name)
    if column is None:
        raise TableError(missing_column(columns, name, Code.RECIPIENTS_SELECTION, needed))
    return column


def _condition(columns: tuple[Column, ...], condition: str) -> Callable[[tuple[Value, ...]], bool]:
    found = _CONDITION.fullmatch(condition)
    if not found:
        raise _refusal(f"{condition!r} is no condition", "write for instance country=DE, or country!=DE")
    column = _column(columns, found["column"], "on which the condition depends")
    try:
        wanted = _key(convert(found["value"], Column(0, column.name, column.header, column.kind)))
    except WrongCellError as wrong:
        raise _refusal(f"the condition {condition!r} cannot hold: {wrong.message}", wrong.hint) from wrong
    at, equal = columns.index(column), found["sign"] == "="

    def holds(values: tuple[Value, ...]) -> bool:
        value = values[at]
        keys = {_key(item) for item in value} if isinstance(value, tuple) else {_key(value)}
        return (wanted in keys) is equal

    return holds


def _without_repetition(
    rows: list[CheckedRow], columns: tuple[Column, ...], column: Column
) -> tuple[list[CheckedRow], tuple[Fault, ...]]:
    """Keep the first sound row of every value; rows without a value are all kept."""
    at = columns.index(column)
    first: dict[str, int] = {}
    kept, faults = [], []
    for row in rows:
        key = _key(row.values[at])
        if row.bad or not key or first.setdefault(key, row.row) == row.row:
            kept.append(row)
            continue
        message = f"the same {column.header} as in row {first[key]}; the row was left out"
        faults.append(
            Fault(Code.RECIPIENTS_LEFT_OUT, message, "", row.line, row.row, column.header, Severity.NOTE)
        )
    return kept, tuple(faults)


def _households(rows: list[CheckedRow], at: int) -> list[Group]:
    """Put rows of one value together, in the order of their first; each row without a value is its own."""
    households: dict[str | int, list[CheckedRow]] = {}
    for row in rows:
        households.setdefault(_key(row.values[at]) or row.row, []).append(row)
    return [tuple(group) for group in households.values()]


def _key(value: Value) -> str:
    """Give what two values must share to count as the same: words regardless of case and spaces."""
    match value:
        case str():
            return " ".join(value.split()).casefold()
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value.normalize(), "f")
        case date():
            return value.isoformat()
        case tuple():
            return "\n".join(map(_key, value))
        case _:
            return "\n".join(f"{name}={_key(item)}" for name, item in value.items())


def _order(value: Value) -> tuple[int, float, tuple[tuple[int, int, str], ...]]:
    """Give what a value is sorted by: numbers and days by size, words with numbers in them as people do."""
    match value:
        case Decimal():
            return 0, float(value), ()
        case date():
            return 1, value.toordinal(), ()
        case "":
            return 3, 0, ()
        case _:
            pieces = re.split(r"([0-9]{1,18})", _key(value))
            return 2, 0, tuple((0, int(p), "") if p.isdigit() and p.isascii() else (1, 0, p) for p in pieces)
