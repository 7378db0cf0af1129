"""`letterpress recipients`: a file of recipients as it is read, and what is wrong with it."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import click

from letterpress.cli.choosing import MOST_SHOWN, asked_of, show_some, write_errors
from letterpress.cli.reporting import print_diagnostics, printable
from letterpress.diagnostics import ExitCode, Severity, diagnostic_json, has_errors
from letterpress.merging import Reading, read_recipients, show_value

EXAMPLE = 40  # characters of a value shown


class ColumnSummary(NamedTuple):
    """What a column holds: its name in the letter and in the file, filled cells and the first value."""

    name: str
    header: str
    filled: int
    example: str


def show(*, file: str, selection: Mapping[str, object], errors: str | None, as_json: bool) -> ExitCode:
    """Print columns, number of recipients and complaints; write nothing but the errors asked for."""
    asked = asked_of(file, selection)
    reading = read_recipients(asked.file, asked.name, asked.options)
    click.echo(_json(asked.name, reading) if as_json else _words(asked.name, reading))
    wrong = tuple(one for one in reading.diagnostics if one.severity is Severity.ERROR)
    if not as_json:
        notes = tuple(one for one in reading.diagnostics if one.severity is not Severity.ERROR)
        shown = (*show_some(notes, "notes"), *show_some(wrong, "errors"))
        print_diagnostics(shown, file=asked.name)
    write_errors(errors, wrong, asked.name)
    return ExitCode.RECIPIENTS if has_errors(reading.diagnostics) else ExitCode.SUCCESS


def _summaries(reading: Reading) -> Iterator[ColumnSummary]:
    for at, column in enumerate(reading.columns):
        filled = [one.contents[at] for one in reading.recipients if one.contents[at] not in ("", ())]
        example = " ".join(show_value(filled[0]).split()) if filled else ""
        yield ColumnSummary(column.name, column.header, len(filled), example[:EXAMPLE])


def _words(name: str, reading: Reading) -> str:
    """Lay the columns out as a table, and count."""
    table = [("column", "in the file", "filled", "for example")]
    table += [(c.name, c.header, f"{c.filled:,}", c.example) for c in _summaries(reading)]
    cells = [[printable(cell)[:MOST_SHOWN] for cell in row] for row in table]
    widths = [max(len(row[at]) for row in cells) for at in range(3)]
    lines = [
        f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}".rstrip()
        for row in cells
    ]
    bad = {d.place.row for d in reading.diagnostics if d.severity is Severity.ERROR and d.place} - {None}
    rows = f"{reading.row_count:,} {'row' if reading.row_count == 1 else 'rows'}, {len(bad):,} of them bad"
    letters = len(reading.recipients)
    count = f"{printable(name)}: {rows}; {letters:,} {'recipient' if letters == 1 else 'recipients'}"
    return "\n".join([*(lines if reading.columns else []), count])


def _json(name: str, reading: Reading) -> str:
    shown = {
        "file": name,
        "rows": reading.row_count,
        "recipients": len(reading.recipients),
        "columns": [column._asdict() for column in _summaries(reading)],
        "diagnostics": [diagnostic_json(found) for found in reading.diagnostics],
    }
    return json.dumps(shown, ensure_ascii=True, indent=1)
