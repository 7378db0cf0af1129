"""Tables in text: fields between commas, semicolons, tabs or bars, in quotation marks where need be.

The delimiter is found, the fields are Python's own csv reader's work. A row that cannot be read is a fault,
and reading goes on with the next line, but for a quotation mark that took the lines after it.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO, cast

from letterpress.diagnostics import Code
from letterpress.merging.tables.cells import MAX_FIELD, Cell, Fault, Row, Table, TableError, begin_table
from letterpress.merging.tables.decoding import Lines, open_text

DELIMITERS = ",;\t|"
SAMPLE_CHARACTERS = 65_536
SAMPLE_RECORDS = 20

_DECLARED = re.compile(r"sep=(?P<delimiter>[,;\t|])\r?\n?\Z")  # the first line, as spreadsheets write it
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')


def read_delimited(stream: BinaryIO, encoding: str | None) -> Table:
    """Read a table in text from a seekable stream.

    Raises:
        TableError: it is empty, is in another encoding, or its header cannot be read.
    """
    text = open_text(stream, encoding)
    sample = text.read(SAMPLE_CHARACTERS)
    text.stream.seek(0)
    lines = Lines(text.stream)
    declared = _DECLARED.match(sample.partition("\n")[0])
    if declared:
        next(lines)
    delimiter = declared["delimiter"] if declared else find_delimiter(sample)
    return begin_table(_records(lines, delimiter), undecodable=text.undecodable, even=True)


def find_delimiter(sample: str) -> str:
    """Choose the delimiter that gives the header several fields and the rows as many; else a comma."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[bool, float, int]:
    reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    try:
        for record in reader:
            if any(record):
                records.append(record)
            if len(records) > SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    whole = records[:-1] if len(records) > 1 else records  # the last one may be cut
    width = len(whole[0]) if whole else 0
    same = sum(len(record) == width for record in whole) / max(1, len(whole))
    return width > 1, same, width


def _records(lines: Lines, delimiter: str) -> Iterator[Row | Fault]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = _fault(lines, delimiter, str(error))
            if lines.number > lines.start:
                raise TableError(fault) from error
            yield fault
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        else:
            yield Row(lines.start, cast("list[Cell]", cells))


def _fault(lines: Lines, delimiter: str, error: str) -> Fault:
    opened = lines.start + _lines_to_open_quote("".join(lines.record), delimiter)
    hint = f"close the quotation mark of line {opened}; write one within quotes twice"
    several = lines.number > lines.start
    if "field limit" in error and not several:
        message = f"a field of more than {MAX_FIELD:,} characters"
        hint = "a letter's value is shorter; is the file a table?"
        return Fault(Code.RECIPIENTS_LIMIT, message, hint, lines.start)
    if "field limit" in error or "unexpected end" in error:
        message = f"a quotation mark that opens at line {opened} is never closed"
    elif several:
        message = (
            f"a quotation mark opens at line {opened}, closes at line {lines.number}, and text follows it"
        )
    else:
        message = "text follows a closing quotation mark"
    rest = "; nothing after it was read" if several else ""
    return Fault(Code.RECIPIENTS_ROW, message + rest, hint, opened)


def _lines_to_open_quote(record: str, delimiter: str) -> int:
    """Count the lines of a record before the quoted field that is not closed as it should be."""
    unquoted = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    at = 0
    while at < len(record):
        quoted = _QUOTED.match(record, at)
        if record[at] == '"' and (
            quoted is None or record[quoted.end() : quoted.end() + 1] not in (delimiter, "\r", "\n")
        ):
            break
        found = quoted or unquoted.match(record, at)
        assert found, "a run of other characters may be empty"
        at = found.end() + 1
    return len(re.findall(r"\r\n|\r|\n", record[:at]))
