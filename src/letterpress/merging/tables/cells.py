"""What the readers of the formats hand on: a header and rows of cells, and what is wrong with them.

A cell is what the file says, not yet what a letter needs: text, a value with the words it is shown in, a list
or an object. Nothing here knows columns by name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from letterpress.diagnostics import Code, Severity

MAX_ROWS = 1_000_000  # of a file; a spreadsheet ends at 1,048,576
MAX_COLUMNS = 1_000  # more columns than anyone writes a letter from
MAX_FIELD = 131_072  # characters of a cell: about sixty pages; four times what a spreadsheet permits
MAX_DIGITS = 400  # before or after the point; the largest double has 309
MAX_DEPTH = 8  # lists and objects within one another
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A value that is not text: the words it is shown in, and itself."""

    text: str
    value: Decimal | date


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that has no value anyone could print."""

    message: str
    hint: str


Cell = str | Decimal | Shown | Broken | bool | None | list["Cell"] | dict[str, "Cell"]


class Row(NamedTuple):
    """One row: the line of the file it begins on, and its cells in the order of the header."""

    line: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Fault:
    """A complaint before its file is known; `line`, `row` and `field` as in a place, 0 for no line."""

    code: Code
    message: str
    hint: str = ""
    line: int = 0
    row: int | None = None
    field: str = ""
    severity: Severity = Severity.ERROR


class TableError(Exception):
    """The file cannot be read on from here."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Table:
    """A file as its format's reader sees it; `rows` are read when they are asked for.

    Attributes:
        header: the names of the columns as written.
        header_line: the line they stand on.
        rows: the rows below them; a row that cannot be read is a fault.
        notes: what the reader decided on its own.
        undecodable: of text that is not in its encoding, which and where; bytes without a character are
            escaped surrogates (PEP 383) in the cells.
        even: whether all cells are text, and every row must have as many as the header.
    """

    header: list[str]
    header_line: int
    rows: Iterator[Row | Fault]
    notes: tuple[Fault, ...] = ()
    undecodable: str = ""
    even: bool = False


def begin_table(
    records: Iterable[Row | Fault],
    notes: tuple[Fault, ...] = (),
    undecodable: str = "",
    *,
    even: bool = False,
) -> Table:
    """Take the first row that is not empty as the header.

    Raises:
        TableError: there is none, or it cannot be read.
    """
    rows = iter(records)
    for record in rows:
        if isinstance(record, Fault):
            raise TableError(record)
        if not is_blank(record.cells):
            header = [show(cell) for cell in record.cells]
            return Table(header, record.line, rows, notes, undecodable, even)
    raise TableError(
        Fault(Code.RECIPIENTS_EMPTY, "the file is empty", "give it a header and a row a recipient")
    )


def is_blank(cells: list[Cell]) -> bool:
    """Tell whether a row has nothing in it but white space."""
    for cell in cells:
        if cell.strip() if isinstance(cell, str) else cell is not None and cell not in ([], {}):
            return False
    return True


def show(cell: Cell) -> str:
    """Give a cell as text: a value in the words it is shown in, nothing for what is no single value."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case Shown():
            return cell.text
        case Decimal():
            return str(cell)
        case _:
            return ""


def number_of(words: str) -> Decimal | None:
    """Give the number that words mean, without an exponent; None when it has too many digits, or is NaN."""
    try:
        number = Decimal(words)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        return None
    return Decimal(format(number, "f"))


def find_unprintable(text: str) -> str:
    """Give what no letter can print in a text, in words; nothing where all can be printed."""
    found = UNPRINTABLE.search(text)
    if not found:
        return ""
    number = ord(found[0])
    if number == 0:
        return "a NUL"
    return f"byte 0x{number - 0xDC00:02X}" if is_undecoded(number) else f"the character U+{number:04X}"


def is_undecoded(number: int) -> bool:
    """Tell whether a character stands for a byte that is not in the encoding (PEP 383)."""
    return 0xDC80 <= number <= 0xDCFF  # noqa: PLR2004 -- the range PEP 383 takes
