"""The types of recipients: whom a letter goes to, with the values its text asks for.

A recipient is data. Its digest depends on its fields alone: the same words in another format give the same.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from letterpress.diagnostics import Diagnostic

MEMBERS = "members"  # the field that holds the rows of a household

Value = str | Decimal | date | bool | tuple["Value", ...] | Mapping[str, "Value"]


class Fields(Mapping[str, Value]):
    """The fields of one row by name; the names are shared by all rows."""

    __slots__ = ("_index", "_values")

    def __init__(self, index: Mapping[str, int], values: tuple[Value, ...]) -> None:
        self._index = index
        self._values = values

    def __getitem__(self, name: str) -> Value:
        """Give the value of a field."""
        return self._values[self._index[name]]

    def __iter__(self) -> Iterator[str]:
        """Give the names in the order of the columns."""
        return iter(self._index)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self._index)

    def __repr__(self) -> str:
        """Show the fields as a dict."""
        return repr(dict(self))


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who gets a letter.

    Attributes:
        row: its number among the rows of the file, 1 is the first recipient; of a household its first row.
        line: the line of the file it begins on; of a spreadsheet the row, of a database that of the result.
        fields: what the letter may use, by name; of a household those of its first row, and `members`.
        address: the lines of its inside address, without markup.
        email: its e-mail address, or nothing.
        language: the tag of its language, or nothing.
    """

    row: int
    line: int
    fields: Mapping[str, Value]
    address: tuple[str, ...] = ()
    email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """What a column holds: its name in the letter and in the file, filled cells and the first value."""

    name: str
    header: str
    filled: int
    example: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: the recipients selected that are sound, and everything that is wrong.

    `rows` counts the rows of the file that are not empty, bad ones too.
    """

    recipients: tuple[Recipient, ...] = field(default=(), repr=False)
    diagnostics: tuple[Diagnostic, ...] = ()
    columns: tuple[ColumnSummary, ...] = ()
    rows: int = 0


def fields_json(fields: Mapping[str, Value]) -> str:
    """Give fields as canonical JSON: keys sorted, no spaces, numbers and days as text."""
    plain = _plain(fields)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fields_sha256(recipient: Recipient) -> str:
    """Give the digest of a recipient's fields, in hexadecimal."""
    return sha256(fields_json(recipient.fields).encode()).hexdigest()


def _plain(value: Value) -> object:
    match value:
        case str() | bool():
            return value
        case Decimal() | date():
            return str(value)
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return {name: _plain(item) for name, item in value.items()}


def show_value(value: Value) -> str:
    """Give a value as text for people."""
    plain = _plain(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
