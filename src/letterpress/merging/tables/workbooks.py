"""Recipients from an .xlsx workbook: its first visible sheet, every value as the sheet shows it.

The only door to openpyxl. Formulas are never evaluated: a cell has the value its program kept, or it is
broken. openpyxl stumbles over damaged files in many ways; all of them mean that the file is damaged.
"""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, repeat
from math import isfinite
from typing import Any, BinaryIO

import openpyxl

from letterpress.diagnostics import Code, Severity
from letterpress.merging.tables.archives import part_contains, sheet_note
from letterpress.merging.tables.cells import Broken, Cell, Fault, Row, Shown, Table, TableError, begin_table
from letterpress.merging.tables.dateformats import format_moment
from letterpress.merging.tables.numberformats import show_plainly, show_value, value_of

MAX_LINES = 1_048_576  # of a sheet, by the format
CHUNK = 1_000  # rows read in one go

_FORMULA = (b"<f>", b"<f ", b"<f/")


def read_workbook(stream: BinaryIO) -> Table:
    """Read the first visible sheet of a workbook from a seekable stream.

    Raises:
        TableError: it is damaged, or has no sheet and no row.
    """
    try:
        values = _first_sheet(stream, data_only=True)
        has_formulas = part_contains(stream, "xl/", _FORMULA)
        formulas = _first_sheet(stream, data_only=False)[0] if has_formulas else None
    except TableError:
        raise
    except Exception as error:
        raise TableError(_damaged(error)) from error
    sheet, notes = values
    return begin_table(_rows(sheet, formulas), notes)


def _damaged(error: Exception) -> Fault:
    message = f"the workbook is damaged: {type(error).__name__}"
    return Fault(Code.RECIPIENTS_UNREADABLE, message, "open it in a spreadsheet program and save it again")


def _first_sheet(stream: BinaryIO, *, data_only: bool) -> tuple[Any, tuple[Fault, ...]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        hint = "show the sheet of recipients in the spreadsheet program"
        raise TableError(Fault(Code.RECIPIENTS_EMPTY, "the workbook has no visible sheet", hint))
    sheet: Any = sheets[0]
    sheet.reset_dimensions()  # what a file says of its size may be wrong, and rows would be lost
    return sheet, (sheet_note(sheets[0].title, sheets[1].title),) if len(sheets) > 1 else ()


def _rows(sheet: Any, formulas: Any) -> Iterator[Row | Fault]:  # noqa: ANN401 -- openpyxl types its sheets loosely
    pairs = zip(sheet.iter_rows(), formulas.iter_rows() if formulas else repeat(()), strict=False)
    number = 0
    unknown: set[str] = set()  # formats that are not understood
    while chunk := _next_chunk(pairs):
        for cells, written in chunk:
            number += 1
            if number > MAX_LINES:
                message = f"the sheet has more than {MAX_LINES:,} rows"
                raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, "save it again"))
            read = [_cell(cell, unknown) for cell in cells]
            for at, formula in enumerate(written):
                if formula.data_type == "f" and read[at] is None:
                    hint = "open and save the file in a spreadsheet program, or write the value"
                    read[at] = Broken("the formula has no value in the file", hint)
            while read and read[-1] is None:
                read.pop()
            yield Row(number, read)
    if unknown:
        formats = ", ".join(sorted(unknown)[:3])
        message = f"cells in the format {formats} are given as plain numbers and dates"
        hint = "check them, or choose another format for the cells"
        yield Fault(Code.RECIPIENTS_VALUE, message, hint, severity=Severity.WARNING)


def _next_chunk(pairs: Iterator[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of dates out of range, which come as errors
            return list(islice(pairs, CHUNK))
    except Exception as error:
        raise TableError(_damaged(error)) from error


def _cell(cell: Any, unknown: set[str]) -> Cell:  # noqa: ANN401 -- openpyxl has several kinds of cells
    value = cell.value
    match value:
        case None | bool():
            return value
        case str():
            if cell.data_type == "e":
                return Broken(f"the cell shows {value}", "mend the formula, or write the value")
            return value
        case int() | float() | date() | time() | timedelta():
            return _shown(value, _format_of(cell), unknown)
        case _:
            return str(value)


def _format_of(cell: Any) -> str:  # noqa: ANN401 -- as above
    try:
        return cell.number_format or "General"
    except LookupError as error:
        raise TableError(_damaged(error)) from error


def _shown(value: float | date | time | timedelta, code: str, unknown: set[str]) -> Cell:
    """Give a value as its format shows it; where that is not understood, in the plainest form."""
    if isinstance(value, float) and not isfinite(value):
        return Broken("the number is too large", "write it as text")
    text = show_value(value, code)
    if text is None:
        unknown.add(code)
    if isinstance(value, time | timedelta):
        return text or str(value)
    if isinstance(value, datetime):
        return Shown(text or format_moment(value, ()) or "", value_of(value))
    assert isinstance(value, int | float), "openpyxl gives days as moments"
    number = value_of(value)
    assert not isinstance(number, date), "a number is no day"
    return Shown(text or show_plainly(number), number)
