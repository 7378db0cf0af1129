"""Recipients from an .ods spreadsheet: its first sheet, every value as the sheet shows it.

An .ods file keeps beside each value the words it is shown in, so nothing needs to be formatted, and no
library is needed beyond Python's own.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import ZipFile

from letterpress.diagnostics import Code
from letterpress.merging.tables.archives import DAMAGE, sheet_note
from letterpress.merging.tables.cells import (
    MAX_COLUMNS,
    MAX_ROWS,
    Broken,
    Cell,
    Fault,
    Row,
    Shown,
    Table,
    TableError,
    begin_table,
)

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DIGITS = re.compile(r"[0-9]{1,9}")


def read_opendocument(stream: BinaryIO) -> Table:
    """Read the first sheet of an OpenDocument spreadsheet from a seekable stream.

    Raises:
        TableError: it is damaged, or has no row.
    """
    return begin_table(_rows(stream))


def _rows(stream: BinaryIO) -> Iterator[Row | Fault]:
    try:
        with ZipFile(stream) as archive, archive.open("content.xml") as content:
            yield from _table_rows(iterparse(content, events=("start", "end")))  # noqa: S314 -- see `archives`
    except (*DAMAGE, ParseError, KeyError) as error:
        message = f"the spreadsheet is damaged: {error}"
        hint = "open it in a spreadsheet program and save it again"
        raise TableError(Fault(Code.RECIPIENTS_UNREADABLE, message, hint)) from error


def _table_rows(events: Iterator[tuple[str, Element]]) -> Iterator[Row | Fault]:
    """Read the rows of the first table; one that is empty and repeated a million times is read once."""
    line, depth, name = 1, 0, ""
    for event, element in events:
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                if name:
                    yield sheet_note(name, element.get(f"{_TABLE}name", "the next"))
                    return
                name = element.get(f"{_TABLE}name", "") or "the first"
        elif element.tag == f"{_TABLE}table-row" and event == "end" and depth == 1:
            times = _repeated(element, "number-rows-repeated")
            cells = _cells(element, line)
            for number in range(min(times, MAX_ROWS + 1) if cells else 1):
                yield Row(line + number, list(cells))
            line += times
            element.clear()


def _repeated(element: Element, name: str) -> int:
    value = element.get(f"{_TABLE}{name}", "1")
    return max(1, int(value)) if _DIGITS.fullmatch(value) else 1


def _cells(row: Element, line: int) -> list[Cell]:
    """Read the cells of a row up to the last one with something in it."""
    cells: list[Cell] = []
    empty = 0
    for element in row:
        if element.tag not in _CELLS:
            continue
        times = _repeated(element, "number-columns-repeated")
        cell = _cell(element)
        if cell is None:
            empty += times
            continue
        if len(cells) + empty + times > MAX_COLUMNS:
            message = f"more than {MAX_COLUMNS:,} columns"
            raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, "keep the columns the letter needs", line))
        cells += [None] * empty + [cell] * times
        empty = 0
    return cells


def _cell(element: Element) -> Cell:
    kind = element.get(f"{_OFFICE}value-type")
    words = "\n".join(_words(child) for child in element if child.tag == f"{_TEXT}p")
    if element.get(f"{_EXTENSION}value-type") == "error":
        return Broken(f"the cell shows {words or 'an error'}", "mend the formula, or write the value")
    if kind is None and not element.get(f"{_TABLE}formula"):
        return words or None
    if kind is None:
        hint = "open and save the file in a spreadsheet program, or write the value"
        return Broken("the formula has no value in the file", hint)
    return _typed(element, kind, words)


def _typed(element: Element, kind: str, words: str) -> Cell:
    """Keep the value of a number or a day beside the words it is shown in."""
    try:
        if kind in ("float", "currency", "percentage"):
            return Shown(words, Decimal(element.get(f"{_OFFICE}value", "")))
        if kind == "date":
            return Shown(words, date.fromisoformat(element.get(f"{_OFFICE}date-value", "")[:10]))
    except (InvalidOperation, ValueError):
        return words
    return words or element.get(f"{_OFFICE}string-value")


def _words(paragraph: Element) -> str:
    """Give the text of a paragraph: spans and links opened, spaces, tabs and line breaks written out."""
    parts = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            parts.append(" " * min(int(count) if _DIGITS.fullmatch(count) else 1, 1000))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag.startswith(_TEXT):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)
