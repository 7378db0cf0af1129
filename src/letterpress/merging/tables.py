"""Files of recipients to rows of named values: CSV, TSV, JSON and JSON lines.

Cells are text as it stands in the file: nothing is a number, a date or a formula here. What is wrong is a
diagnostic with its row; nothing raises on any content.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple

from letterpress.diagnostics import Code, Diagnostic, Place, Severity

DELIMITERS = ",;\t|"
MAX_COLUMNS = 1_000  # more is no table of people
RESERVED = frozenset(
    {"and", "else", "false", "for", "if", "in", "is", "loop", "none", "not", "or", "row", "self", "true"}
)  # what Jinja and letterpress mean by these words
FORMATS = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    ".json": "json",
}


class Row(NamedTuple):
    """A row of a table: its number (1 is the first recipient), its line in the file, its values by name."""

    number: int
    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file; `titles` are its columns as written, by their names."""

    name: str
    titles: Mapping[str, str]
    rows: tuple[Row, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_table(text: str, name: str, kind: str) -> Table:
    """Read a table of a kind: `csv` (whatever its delimiter), `json` or `jsonl`."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return _broken(name, line, "a NUL character: this is no text", "save it as CSV in UTF-8")
    return _READERS[kind](text, name)


def name_of_column(title: str) -> str:
    """Give the name a letter calls a column by: `Prénom du client` is `prenom_du_client`."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", title.casefold()) if not unicodedata.combining(c)
    )
    name = re.sub(r"\W+", "_", plain).strip("_")
    return f"_{name}" if name[:1].isdigit() else name


def _read_csv(text: str, name: str) -> Table:
    lines = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in lines:
            found.append((start, cells))
            start = lines.line_num + 1
            if len(cells) > MAX_COLUMNS:
                return _broken(name, start, f"more than {MAX_COLUMNS} columns", "give one recipient a row")
    except csv.Error as error:
        what = "a quotation mark is not closed" if "end of data" in str(error) else str(error)
        return _broken(
            name, start, f"the row that begins here cannot be read: {what}", "look at its quotation marks"
        )
    filled = [(line, cells) for line, cells in found if any(cell.strip() for cell in cells)]
    if not filled:
        return _broken(name, 1, "there is no header", "name the columns in the first row")
    (header_line, titles), *rows = filled
    names, complaints = _header(titles, name, header_line)
    complaints += _ragged(rows, len(titles), name)
    whole = (
        Row(number, line, dict(zip(names, map(str.strip, cells), strict=False)))
        for number, (line, cells) in enumerate(rows, 1)
    )
    return _table(name, dict(zip(names, titles, strict=True)), whole, complaints)


def _delimiter(text: str) -> str:
    """Find the character that cuts the header into the most columns; a comma when none does."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def _header(titles: Sequence[str], name: str, line: int) -> tuple[list[str], list[Diagnostic]]:
    """Name the columns, and report those that have no name of their own."""
    names = [name_of_column(title) for title in titles]
    complaints = []
    for number, (column, title) in enumerate(zip(names, titles, strict=True), 1):
        if not column:
            what, hint = f"column {number} has no name", "name it in the first row, or take it out"
        elif column in RESERVED or column.startswith("__"):
            what, hint = f"a column cannot be called {title!r}", "give it another name"
        elif names.index(column) < number - 1:
            what = f"columns {names.index(column) + 1} and {number} are both called {column!r}"
            hint = "give one of them another name"
        else:
            continue
        complaints.append(_complaint(Code.RECIPIENTS_HEADER, name, line, what, hint))
    return names, complaints


def _ragged(rows: Iterable[tuple[int, list[str]]], width: int, name: str) -> Iterator[Diagnostic]:
    for number, (line, cells) in enumerate(rows, 1):
        if len(cells) != width:
            what = f"row {number} has {len(cells)} cells, the header {width}"
            hint = "look for a missing or an unquoted delimiter"
            yield _complaint(Code.RECIPIENTS_ROW, name, line, what, hint)


def _read_json(text: str, name: str) -> Table:
    try:
        records = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        return _broken(name, line, f"this is no JSON: {error}", "give an array of objects")
    if not isinstance(records, list):
        return _broken(name, 1, "this is no array of objects", "put the objects between [ and ]")
    return _from_records([(1, record) for record in records], name)


def _read_json_lines(text: str, name: str) -> Table:
    records: list[tuple[int, object]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                records.append((number, json.loads(line)))
            except (ValueError, RecursionError) as error:
                return _broken(name, number, f"this is no JSON: {error}", "give one object a line")
    return _from_records(records, name)


def _from_records(records: Sequence[tuple[int, object]], name: str) -> Table:
    titles: dict[str, str] = {}
    rows: list[Row] = []
    complaints: list[Diagnostic] = []
    for number, (line, record) in enumerate(records, 1):
        if not isinstance(record, dict):
            hint = "give an object with a name for each value"
            complaints.append(_complaint(Code.RECIPIENTS_ROW, name, line, f"row {number} is no object", hint))
            continue
        names, wrong = _header(list(record), name, line)
        complaints += wrong
        titles |= {column: title for column, title in zip(names, record, strict=True) if column not in titles}
        rows.append(Row(number, line, dict(zip(names, map(_named, record.values()), strict=True))))
    return _table(
        name,
        titles,
        (row._replace(values={**dict.fromkeys(titles, ""), **row.values}) for row in rows),
        complaints,
    )


def _named(value: object) -> object:
    """Name the values inside a value as columns are named."""
    match value:
        case dict():
            return {name_of_column(title): _named(one) for title, one in value.items()}
        case list():
            return tuple(_named(one) for one in value)
        case _:
            return "" if value is None else value


def _table(name: str, titles: dict[str, str], rows: Iterable[Row], complaints: list[Diagnostic]) -> Table:
    table = Table(name, titles, tuple(rows), tuple(complaints))
    if not table.rows and not complaints:
        return _broken(name, 1, "there is no recipient below the header", "give each recipient a row")
    return table


def _broken(name: str, line: int, message: str, hint: str) -> Table:
    return Table(name, {}, (), (_complaint(Code.RECIPIENTS_UNREADABLE, name, line, message, hint),))


def _complaint(code: Code, name: str, line: int, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, hint, Place(name, line, 1))


_READERS = {"csv": _read_csv, "json": _read_json, "jsonl": _read_json_lines}
