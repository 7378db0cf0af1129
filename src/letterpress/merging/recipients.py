"""The types of recipients: whom a letter goes to, with the values its text asks for.

A recipient is data. Its digest depends on its fields alone: the same words in another format give the same.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from letterpress.diagnostics import Diagnostic
from letterpress.letter import ColumnKind

ROW = "row"  # the field that counts recipients
MEMBERS = "members"  # the field that holds the rows of a household
INSIDE_ADDRESS = "inside_address"  # the field that holds the lines of the address, put together from columns

Value = str | Decimal | date | bool | tuple["Value", ...] | Mapping[str, "Value"]


class Recipient(NamedTuple):
    """One who gets a letter.

    Attributes:
        row: its number among the rows of the file, 1 is the first recipient; of a household its first row.
        line: the line of the file it begins on; of a spreadsheet the row, of a database that of the answer.
        names: what the letter calls its fields; all recipients of a file share them.
        contents: the values of the fields, in that order.
        language: the tag of the language of the letter; empty leaves it to the letter.
    """

    row: int
    line: int
    names: tuple[str, ...]
    contents: tuple[Value, ...]
    language: str = ""

    @property
    def fields(self) -> dict[str, Value]:
        """Give the values by name; of a household those of its first row, and `members`."""
        return dict(zip(self.names, self.contents, strict=True))

    @property
    def values(self) -> dict[str, object]:
        """Give what the letter may ask for: the fields, and the number of the row."""
        return {**self.fields, ROW: self.row}


class Column(NamedTuple):
    """A column: where it stands in a row, what the letter calls it, what the file does, how it is read."""

    at: int
    name: str
    header: str
    kind: ColumnKind = ""
    required: bool = False
    decimal: str = ""


class Reading(NamedTuple):
    """A file as read: the recipients selected that are sound, and what is wrong with the others selected.

    Attributes:
        recipients: none when the file as a whole is wrong.
        diagnostics: an error about one row has a place with a row; any other is about the file.
        columns: those of the file that have a name.
        names: what a letter may ask for.
        row_count: rows of the file that are not empty, bad ones and those not selected too.
    """

    recipients: tuple[Recipient, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    columns: tuple[Column, ...] = ()
    names: tuple[str, ...] = ()
    row_count: int = 0


def fields_json(fields: Mapping[str, Value]) -> str:
    """Give fields as canonical JSON: keys sorted, no spaces, numbers and days as text."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def fields_sha256(recipient: Recipient) -> str:
    """Give the digest of a recipient's fields, in hexadecimal."""
    return sha256(fields_json(recipient.fields).encode()).hexdigest()


def show_value(value: Value) -> str:
    """Give a value as text for people."""
    match value:
        case str():
            return value
        case Decimal() | date():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)
