"""Recipients: the rows of a file, chosen, checked against the letter, and addressed by their digest."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from hashlib import sha256
from pathlib import PurePath
from typing import NamedTuple

from letterpress.diagnostics import Code, Diagnostic, Place, RecipientsError, Severity
from letterpress.merging.fields import Field
from letterpress.merging.tables import FORMATS, Row, Table, read_table
from letterpress.source import Source

RANGE = re.compile(r"(\d+)(?:-(\d+)?)?")


class Recipient(NamedTuple):
    """One letter's row: its number, its line in the file, its values by the names of their columns."""

    row: int
    line: int
    fields: Mapping[str, object]

    @property
    def values(self) -> Mapping[str, object]:
        """Give what the letter may ask for: the fields, and the number of the row."""
        return {**self.fields, "row": self.row}


def read_recipients(source: Source) -> Table:
    """Read a file of recipients by the ending of its name; without a known one it is read as CSV.

    Raises:
        RecipientsError: a kind of file that is not read.
    """
    ending = PurePath(source.name).suffix.lower()
    kind = FORMATS.get(ending, "" if ending else "csv")
    if not kind:
        message = f"{source.name} is of a kind that is not read"
        hint = f"save it as CSV in UTF-8; files may end in {', '.join(FORMATS)}"
        raise RecipientsError(Diagnostic(Code.RECIPIENTS_UNREADABLE, Severity.ERROR, message, hint))
    return read_table(source.text, source.name, kind)


def read_for_letter(recipients: Source, fields: Sequence[Field], letter: Source) -> Table:
    """Read a file of recipients and hold its columns against what the letter asks for.

    Raises:
        RecipientsError: a kind of file that is not read.
    """
    table = read_recipients(recipients)
    columns = check_columns(table, fields, letter) if table.titles else ()
    return replace(table, diagnostics=(*table.diagnostics, *columns))


def choose_rows(table: Table, wanted: str) -> tuple[Recipient, ...]:
    """Give the recipients of the rows named, such as `217-230,5,9-`; all of them when none is.

    Raises:
        RecipientsError: no range of rows, or rows the file does not have.
    """
    numbers = _numbers(wanted, len(table.rows)) if wanted else range(1, len(table.rows) + 1)
    rows = {row.number: row for row in table.rows}
    return tuple(_recipient(rows[number]) for number in numbers)


def _recipient(row: Row) -> Recipient:
    return Recipient(row.number, row.line, row.values)


def _numbers(wanted: str, count: int) -> list[int]:
    numbers: dict[int, None] = {}
    for part in wanted.split(","):
        found = RANGE.fullmatch(part.strip())
        first = int(found[1]) if found else 0
        last = (int(found[2]) if found[2] else count if "-" in part else first) if found else 0
        if not 1 <= first <= last <= count:
            message = f"there are no rows {part.strip()!r}: the file has rows 1 to {count}"
            hint = "name rows as 217-230, or as 1,5,9-12"
            raise RecipientsError(Diagnostic(Code.RECIPIENTS_ROW, Severity.ERROR, message, hint))
        numbers |= dict.fromkeys(range(first, last + 1))
    return list(numbers)


def check_columns(table: Table, fields: Sequence[Field], source: Source) -> Iterator[Diagnostic]:
    """Compare what the letter asks for with the columns there are."""
    asked = {field.name for field in fields}
    for field in fields:
        if field.name not in table.titles and field.name != "row":
            close = get_close_matches(field.name, table.titles, n=1)
            message = f"the letter asks for {field.name!r}, and {table.name} has no such column"
            hint = f"do you mean {close[0]}?" if close else f"its columns are: {', '.join(table.titles)}"
            yield source.error(Code.FIELD_UNKNOWN, field.span, message, hint)
    unused = [title for name, title in table.titles.items() if name not in asked]
    if unused:
        message = f"the letter does not use {', '.join(map(repr, unused))}"
        yield Diagnostic(Code.RECIPIENTS_UNUSED, Severity.NOTE, message, "", Place(table.name, 1, 1))


def digest_of(fields: Mapping[str, object]) -> str:
    """Give the SHA-256 of values as JSON with sorted keys in UTF-8: the same from every kind of file."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
