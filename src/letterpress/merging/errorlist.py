"""Complaints as a table of their own, for those who mend the file in a spreadsheet."""

import csv
from collections.abc import Iterable
from io import StringIO

from letterpress.diagnostics import Diagnostic

COLUMNS = ("file", "row", "column", "code", "message", "hint")

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would evaluate what begins so


def write_errors_csv(diagnostics: Iterable[Diagnostic], file: str = "") -> str:
    """Give complaints as csv with a header; no cell of it is a formula to a spreadsheet.

    A complaint without a place of its own is said of `file`.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for found in diagnostics:
        place = found.place
        where = (
            (place.name, "" if place.row is None else str(place.row), place.field)
            if place
            else (file, "", "")
        )
        writer.writerow([_harmless(cell) for cell in (*where, found.code, found.message, found.hint)])
    return text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
