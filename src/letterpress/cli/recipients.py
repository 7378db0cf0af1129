"""`letterpress recipients`: a file of recipients as it is read, and what is wrong with it."""

import json
import sys
from pathlib import Path

import click

from letterpress.cli.reporting import print_diagnostics, printable
from letterpress.cli.sources import DASH
from letterpress.diagnostics import (
    Code,
    DeliveryError,
    Diagnostic,
    ExitCode,
    Severity,
    diagnostic_json,
    has_errors,
)
from letterpress.merging import (
    MAX_PIPED_BYTES,
    Reading,
    RecipientsOptions,
    Selection,
    read_recipients,
    write_errors_csv,
)
from letterpress.source import STANDARD_INPUT

SHOWN = 50  # complaints on the screen

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def show(  # noqa: PLR0913 -- the options of the command
    *,
    file: str,
    query: str,
    encoding: str | None,
    where: tuple[str, ...],
    sort: str,
    rows: str,
    unique: str,
    household: str,
    errors: str | None,
    as_json: bool,
) -> ExitCode:
    """Print columns, number of recipients and complaints; write nothing but the errors asked for."""
    selection = Selection(where, sort, rows, unique, household)
    options = RecipientsOptions(encoding, query, selection=selection)
    name = STANDARD_INPUT if file == DASH else file
    source = sys.stdin.buffer.read(MAX_PIPED_BYTES + 1) if file == DASH else Path(file)
    reading = read_recipients(source, options, name=name)
    click.echo(_json(name, reading) if as_json else _words(name, reading))
    if not as_json:
        _print_complaints(reading.diagnostics, name, errors)
    if errors:
        complaints = [d for d in reading.diagnostics if d.severity is not Severity.NOTE]
        _write(Path(errors), write_errors_csv(complaints, name))
    return ExitCode.RECIPIENTS if has_errors(reading.diagnostics) else ExitCode.SUCCESS


def _write(path: Path, text: str) -> None:
    """Write a list of complaints, with the mark by which spreadsheets know UTF-8."""
    try:
        path.write_text(text, encoding="utf-8-sig", newline="")
    except OSError as error:
        message = f"cannot write {path}: {(error.strerror or str(error)).lower()}"
        hint = "name another file with --errors"
        raise DeliveryError(Diagnostic(Code.OUTPUT_UNWRITABLE, Severity.ERROR, message, hint)) from error


def _print_complaints(diagnostics: tuple[Diagnostic, ...], file: str, errors: str | None) -> None:
    """Print the gravest first, up to a screen or two, and say where the rest is."""
    ordered = sorted(diagnostics, key=lambda d: _WEIGHT[d.severity])
    print_diagnostics(ordered[:SHOWN], file=file)
    if len(ordered) > SHOWN:
        where = f"they are in {errors}" if errors else "type --errors errors.csv to have them all"
        click.echo(f"{len(ordered) - SHOWN:,} more complaints; {where}", err=True)


def _words(name: str, reading: Reading) -> str:
    """Lay the columns out as a table, and count."""
    table = [("column", "in the file", "filled", "for example")]
    table += [(c.name, c.header, f"{c.filled:,}", c.example) for c in reading.columns]
    cells = [[printable(cell)[:SHOWN] for cell in row] for row in table]
    widths = [max(len(row[at]) for row in cells) for at in range(3)]
    lines = [
        f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}".rstrip()
        for row in cells
    ]
    bad = len({d.place.row for d in reading.diagnostics if d.severity is Severity.ERROR and d.place} - {None})
    rows = f"{reading.rows:,} {'row' if reading.rows == 1 else 'rows'}, {bad:,} of them bad"
    letters = len(reading.recipients)
    count = f"{printable(name)}: {rows}; {letters:,} {'recipient' if letters == 1 else 'recipients'}"
    return "\n".join([*(lines if reading.columns else []), count])


def _json(name: str, reading: Reading) -> str:
    shown = {
        "file": name,
        "rows": reading.rows,
        "recipients": len(reading.recipients),
        "columns": [
            {"name": c.name, "header": c.header, "filled": c.filled, "example": c.example}
            for c in reading.columns
        ],
        "diagnostics": [diagnostic_json(found) for found in reading.diagnostics],
    }
    return json.dumps(shown, ensure_ascii=True, indent=1)
