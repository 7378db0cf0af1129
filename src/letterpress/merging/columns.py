"""The header of a file to the columns a letter knows, by names that forgive case, spaces and accents."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import combining, normalize

from letterpress.diagnostics import Code, Severity
from letterpress.letter import ColumnKind, ColumnRule
from letterpress.merging.addressing import KNOWN_COLUMNS
from letterpress.merging.cells import MAX_COLUMNS, Fault, Table, TableError
from letterpress.merging.recipients import MEMBERS

RESERVED = frozenset(  # words that have a meaning of their own in templates and file names
    "and else false if in is loop none not or row self super true".split()  # noqa: SIM905 -- reads better
)
EXCERPT = 60  # characters of a header in a message

_DATA = re.compile(  # what stands in rows, hardly ever in a header
    r"\s*(?:[+-]?[0-9][0-9.,'\s]*[€$£%]?|\S+@\S+\.\S+|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4})\s*"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where it stands in a row, what the letter calls it, what the file does, how it is read."""

    index: int
    name: str
    header: str
    kind: ColumnKind = ""
    required: bool = False
    decimal: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file, and what is wrong with its header."""

    columns: tuple[Column, ...]
    faults: tuple[Fault, ...]


def normalise_name(header: str) -> str:
    """Make a header a name for templates: `Straße (privat)` is `strasse_privat`."""
    marked = normalize("NFKD", header.casefold())
    plain = normalize("NFC", "".join(c for c in marked if not combining(c)))
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def resolve_columns(table: Table, rules: tuple[ColumnRule, ...], uses: frozenset[str] | None) -> Columns:
    """Give the columns their names, and say which cannot be used, are missing or are used by nobody.

    Raises:
        TableError: there are more columns than anyone needs, or the header is none.
    """
    _refuse_width(table)
    ruled = {normalise_name(rule.column or rule.name): rule for rule in rules}
    columns = tuple(
        _column(index, header, ruled.get(normalise_name(header)))
        for index, header in enumerate(table.header)
        if header.strip()
    )
    _refuse_data(table)
    faults = (
        *_unusable(columns, table.header_line),
        *_duplicates(columns, table.header_line),
        *_missing(columns, ruled, uses),
        *_unused(columns, uses),
    )
    return Columns(columns, faults)


def find_column(columns: tuple[Column, ...], name: str) -> Column | None:
    """Find a column by any spelling of its name in the letter or in the file."""
    wanted = normalise_name(name)
    by_name = {normalise_name(column.header): column for column in columns}
    return (by_name | {column.name: column for column in columns}).get(wanted)


def missing_column(columns: tuple[Column, ...], name: str, code: Code, needed: str) -> Fault:
    """Say that a column is not there, with the nearest that is."""
    near = get_close_matches(normalise_name(name), [column.name for column in columns], n=1)
    there = ", ".join(column.name for column in columns[:12])
    hint = f'did you mean "{near[0]}"?' if near else f"there are: {there}" if there else ""
    return Fault(code, f'there is no column "{name}", {needed}', hint, field=name)


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
        message = f'the file has no header: its first row has "{_brief(found)}" in it'
        hint = "put a row with the names of the columns first"
        raise TableError(Fault(Code.RECIPIENTS_HEADER, message, hint, table.header_line))


def _unusable(columns: tuple[Column, ...], line: int) -> Iterator[Fault]:
    for column in columns:
        shown = _brief(column.header)
        reason = ""
        if re.match(r"\s*__", column.header):
            reason = "begins with two underscores"
        elif column.name in RESERVED or column.name == MEMBERS:
            reason = "has a meaning of its own in letters"
        elif not column.name.isidentifier():
            reason = "is no name: it needs a letter at its beginning"
        if reason:
            hint = "rename the column, or give it a name under recipients: in the front matter"
            message = f'the column "{shown}" {reason}'
            yield Fault(Code.RECIPIENTS_HEADER, message, hint, line, field=shown)


def _duplicates(columns: tuple[Column, ...], line: int) -> Iterator[Fault]:
    counts = Counter(column.name for column in columns)
    for name, count in counts.items():
        if count > 1 and name:
            places = [f'"{_brief(c.header)}" (column {c.index + 1})' for c in columns if c.name == name]
            message = f"{count} columns have the name {_brief(name)}: {', '.join(places[:5])}"
            yield Fault(Code.RECIPIENTS_HEADER, message, "rename all but one", line, field=_brief(name))


def _missing(
    columns: tuple[Column, ...], ruled: dict[str, ColumnRule], uses: frozenset[str] | None
) -> Iterator[Fault]:
    there = {column.name for column in columns}
    for rule in ruled.values():
        if rule.name not in there:
            needed = "which the front matter names under recipients"
            yield missing_column(columns, rule.column or rule.name, Code.RECIPIENTS_COLUMN_MISSING, needed)
    renamed = {rule.name for rule in ruled.values()}
    for name in sorted((uses or frozenset()) - there - renamed - {MEMBERS, "row"}):
        yield missing_column(columns, name, Code.RECIPIENTS_COLUMN_MISSING, "which the letter uses")


def _unused(columns: tuple[Column, ...], uses: frozenset[str] | None) -> Iterator[Fault]:
    if uses is None:
        return
    idle = [column.header for column in columns if column.name not in uses | KNOWN_COLUMNS]
    if idle:
        shown = ", ".join(_brief(header) for header in idle[:12]) + (" …" if len(idle) > 12 else "")  # noqa: PLR2004
        message = f"the letter does not use: {shown}"
        yield Fault(Code.RECIPIENTS_COLUMN_UNUSED, message, severity=Severity.NOTE)


def _brief(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
