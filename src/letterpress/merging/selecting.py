"""Which of the rows get a letter, and in which order.

Bad rows take part as long as they decide anything. What such a row says is not to be trusted, so no condition
lets it go; and a household with a bad row gets no letter, for one of its members would be missing from it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from letterpress.diagnostics import Code, Severity
from letterpress.merging.columns import find_column, nearest_column
from letterpress.merging.options import Selection
from letterpress.merging.recipients import MEMBERS, Column, Recipient, Value
from letterpress.merging.tables.cells import Fault, TableError
from letterpress.merging.values import WrongCellError, convert

_CONDITION = re.compile(r"\s*(?P<column>[^=!]+?)\s*(?P<sign>!?=)\s*(?P<value>.*?)\s*", re.DOTALL)
_RANGE = re.compile(r"(?P<first>[0-9]{1,9})(?:\s*(?P<dash>[-\u2013])\s*(?P<last>[0-9]{1,9})?)?")

Group = tuple[Recipient, ...]


class Chosen(NamedTuple):
    """The sound ones of those chosen, in their order, and what is wrong with the others or was left out."""

    recipients: tuple[Recipient, ...]
    faults: tuple[Fault, ...]


def select_rows(
    rows: Sequence[Recipient],
    bad: Mapping[int, Sequence[Fault]],
    columns: tuple[Column, ...],
    selection: Selection,
) -> Chosen:
    """Choose rows, put households together and order them.

    Raises:
        TableError: the selection names what is not there, is not understood, or leaves nobody.
    """
    conditions = [_condition(columns, condition) for condition in selection.where]
    kept = [row for row in rows if row.row in bad or all(holds(row.contents) for holds in conditions)]
    left_out: tuple[Fault, ...] = ()
    if selection.unique:
        column = _column(columns, selection.unique, "by which rows are to differ")
        kept, left_out = _without_repetition(kept, bad, columns.index(column), column)
    groups: list[Group] = [(row,) for row in kept]
    if selection.household:
        column = _column(columns, selection.household, "by which rows make a household")
        groups = _households(kept, columns.index(column))
    if selection.rows:
        wanted = parse_rows(selection.rows, len(rows))
        groups = [g for g in groups if any(row.row in numbers for row in g for numbers in wanted)]
    if not groups:
        raise _refusal("the selection leaves no recipient", "look at --where, --unique and --rows")
    if selection.sort:
        at = columns.index(_column(columns, selection.sort, "by which to sort"))
        groups.sort(key=lambda group: _order(group[0].contents[at]))
    sound = (group for group in groups if not any(row.row in bad for row in group))
    together = bool(selection.household)
    recipients = tuple(_with_members(group) if together else group[0] for group in sound)
    faults = sorted(_faults_of(groups, bad), key=lambda fault: fault.row or 0)
    return Chosen(recipients, (*left_out, *faults))


def parse_rows(written: str, count: int) -> tuple[range, ...]:
    """Read numbers of rows such as `217-230` or `1,5,9-`, among `count` rows.

    Raises:
        TableError: they are no such numbers, or there is no row of them.
    """
    numbers = []
    for part in map(str.strip, written.split(",")):
        found = _RANGE.fullmatch(part)
        if not found:
            raise _refusal(f"{part!r} is no range of rows", "write for instance 217-230, or 1,5,9-")
        first = int(found["first"])
        last = int(found["last"]) if found["last"] else count if found["dash"] else first
        if not 1 <= first <= last <= count:
            raise _refusal(f"there are no rows {part}, only 1 to {count}", "name others in --rows")
        numbers.append(range(first, last + 1))
    return tuple(numbers)


def _refusal(message: str, hint: str) -> TableError:
    return TableError(Fault(Code.RECIPIENTS_SELECTION, message, hint))


def _faults_of(groups: list[Group], bad: Mapping[int, Sequence[Fault]]) -> Iterator[Fault]:
    for group in groups:
        for row in group:
            yield from bad.get(row.row, ())


def _column(columns: tuple[Column, ...], name: str, needed: str) -> Column:
    column = find_column(columns, name)
    if column is None:
        raise _refusal(f'there is no column "{name}", {needed}', nearest_column(columns, name))
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
    rows: list[Recipient], bad: Mapping[int, Sequence[Fault]], at: int, column: Column
) -> tuple[list[Recipient], tuple[Fault, ...]]:
    """Keep the first sound row of every value; rows without a value are all kept."""
    first: dict[str, int] = {}
    kept, faults = [], []
    for row in rows:
        key = _key(row.contents[at])
        if row.row in bad or not key or first.setdefault(key, row.row) == row.row:
            kept.append(row)
            continue
        message = f"the same {column.header} as in row {first[key]}; the row was left out"
        where = (row.line, row.row, column.header)
        faults.append(Fault(Code.RECIPIENTS_LEFT_OUT, message, "", *where, Severity.NOTE))
    return kept, tuple(faults)


def _households(rows: list[Recipient], at: int) -> list[Group]:
    """Put rows of one value together, in the order of their first; each row without a value is its own."""
    households: dict[str | int, list[Recipient]] = {}
    for row in rows:
        households.setdefault(_key(row.contents[at]) or row.row, []).append(row)
    return [tuple(group) for group in households.values()]


def _with_members(group: Group) -> Recipient:
    first = group[0]
    members: Value = tuple(row.fields for row in group)
    return first._replace(names=(*first.names, MEMBERS), contents=(*first.contents, members))


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
            return 2, 0, natural_key(_key(value))


def natural_key(words: str) -> tuple[tuple[int, int, str], ...]:
    """Give what words are sorted by as people do: numbers within them by size."""
    pieces = re.split(r"([0-9]{1,18})", words)
    return tuple((0, int(p), "") if p.isdigit() and p.isascii() else (1, 0, p) for p in pieces)
