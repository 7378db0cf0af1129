"""Diagnostics as a table of their own, for those who mend the file of recipients in a spreadsheet."""

import csv
from collections.abc import Iterable
from io import StringIO

from letterpress.diagnostics import Diagnostic

COLUMNS = ("file", "line", "row", "column", "code", "message", "hint")
FORMULA_SIGNS = tuple("=+-@\t\r")  # what makes a spreadsheet take a cell for a formula


def errors_csv(diagnostics: Iterable[Diagnostic], file: str) -> bytes:
    """Lay diagnostics out as CSV in which no spreadsheet finds a formula, with a mark for UTF-8.

    A diagnostic without a place of its own is said of `file`.
    """
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in diagnostics:
        place = one.place
        where = (place.name, place.line, place.row, place.field) if place else (file, None, None, "")
        writer.writerow([_cell(value) for value in (*where, one.code, one.message, one.hint)])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str | int | None) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
