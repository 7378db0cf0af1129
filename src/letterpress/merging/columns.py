"""The header of a file to the columns a letter knows, by names that forgive case, spaces and accents."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple
from unicodedata import combining, normalize

from letterpress.diagnostics import Code
from letterpress.letter import ColumnRule
from letterpress.merging.recipients import MEMBERS, ROW, Column
from letterpress.merging.tables.cells import MAX_COLUMNS, Fault, Table, TableError

RESERVED = frozenset(  # words that have a meaning of their own in letters
    {"and", "else", "false", "for", "if", "in", "is", "loop", "none", "not", "or", "self", "super", "true"}
    | {ROW, MEMBERS}
)
EXCERPT = 60  # characters of a header in a message
MOST_NAMED = 12  # columns in a message

_DATA = re.compile(  # what stands in rows, hardly ever in a header; a short number may be a year or a place
    r"\s*(?:[+-]?[0-9][0-9.,'\s]{4,}[€$£%]?|[+-]?[0-9][0-9.,']*\s?[€$£%]|\S+@\S+\.\S+|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4})\s*"
)


class Columns(NamedTuple):
    """The columns of a file that have a name, and what is wrong with its header."""

    columns: tuple[Column, ...]
    faults: tuple[Fault, ...]


def normalise_name(header: str) -> str:
    """Make a header a name for letters: `Straße (privat)` is `strasse_privat`, `2nd` is `_2nd`."""
    marked = normalize("NFKD", header.casefold())
    plain = normalize("NFC", "".join(c for c in marked if not combining(c)))
    name = re.sub(r"[\W_]+", "_", plain).strip("_")
    return f"_{name}" if name[:1].isdigit() else name


def resolve_columns(table: Table, rules: tuple[ColumnRule, ...]) -> Columns:
    """Give the columns their names, and say which cannot be used.

    Raises:
        TableError: there are more columns than anyone needs, or the header is none.
    """
    _refuse_width(table)
    _refuse_data(table)
    ruled = {normalise_name(rule.column or rule.name): rule for rule in rules}
    columns = tuple(
        _column(index, header, ruled.get(normalise_name(header)))
        for index, header in enumerate(table.header)
        if header.strip()
    )
    line = table.header_line
    unusable = _unusable(columns, frozenset(rule.name for rule in rules), line)
    return Columns(columns, (*unusable, *_duplicates(columns, line)))


def find_column(columns: tuple[Column, ...], name: str) -> Column | None:
    """Find a column by any spelling of its name in the letter or in the file."""
    wanted = normalise_name(name)
    by_name = {normalise_name(column.header): column for column in columns}
    return (by_name | {column.name: column for column in columns}).get(wanted)


def nearest_column(columns: tuple[Column, ...], name: str) -> str:
    """Give a hint for a name that no column has: the nearest one, or those there are."""
    near = get_close_matches(normalise_name(name), [column.name for column in columns], n=1)
    return f"do you mean {near[0]}?" if near else f"the columns are: {name_some([c.name for c in columns])}"


def name_some(names: list[str]) -> str:
    """Name some of many columns, each cut to what a message holds."""
    return ", ".join(map(brief, names[:MOST_NAMED])) + (" …" if len(names) > MOST_NAMED else "")


def brief(text: str) -> str:
    """Cut a header to what a message holds."""
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def _column(index: int, header: str, rule: ColumnRule | None) -> Column:
    shown = " ".join(header.split())
    if rule is None:
        return Column(index, normalise_name(header), shown)
    return Column(index, rule.name, shown, rule.kind, rule.required, rule.decimal)


def _refuse_width(table: Table) -> None:
    if len(table.header) > MAX_COLUMNS:
        message = f"the header has {len(table.header):,} columns; {MAX_COLUMNS:,} can be read"
        hint = "keep the columns the letter needs"
        raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, hint, table.header_line))


def _refuse_data(table: Table) -> None:
    """Refuse a first row that is data: then the file has no header, and the first recipient would be lost."""
    if found := next((header for header in table.header if _DATA.fullmatch(header[:EXCERPT])), None):
        message = f'the file has no header: its first row has "{brief(found)}" in it'
        hint = "put a row with the names of the columns first"
        raise TableError(Fault(Code.RECIPIENTS_HEADER, message, hint, table.header_line))


def _unusable(columns: tuple[Column, ...], ruled: frozenset[str], line: int) -> Iterator[Fault]:
    for column in columns:
        if column.name in RESERVED:
            reason = "has a meaning of its own in letters"
        elif re.match(r"\s*__", column.header) and column.name not in ruled:
            reason = "begins with two underscores"
        elif not column.name.isidentifier():
            reason = "is no name: it has no letter and no digit"
        else:
            continue
        shown = brief(column.header)
        hint = "rename the column, or give it a name under recipients: in the front matter"
        yield Fault(Code.RECIPIENTS_HEADER, f'the column "{shown}" {reason}', hint, line, field=shown)


def _duplicates(columns: tuple[Column, ...], line: int) -> Iterator[Fault]:
    counts = Counter(column.name for column in columns)
    for name, count in counts.items():
        if count > 1 and name:
            places = [f'"{brief(c.header)}" (column {c.at + 1})' for c in columns if c.name == name]
            message = f"{count} columns have the name {brief(name)}: {', '.join(places[:5])}"
            yield Fault(Code.RECIPIENTS_HEADER, message, "rename all but one", line, field=brief(name))
