"""`letterpress archive`: a run that has ended into bags."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from letterpress.archiving import BagOptions, WrittenBag, open_run_folder, write_bags
from letterpress.cli.bars import count_lines, show_bar
from letterpress.cli.clock import created_by
from letterpress.cli.places import open_store
from letterpress.cli.reporting import count_of, print_diagnostics
from letterpress.diagnostics import Code, Diagnostic, ExitCode, Severity
from letterpress.stationery import ARCHIVE_LABELS


def archive(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    folder: str,
    output: str,
    info: Mapping[str, str],
    max_size: int | None,
    recipients: str | None,
    without_recipients: bool,
    validate: str,
    as_json: bool,
    quiet: bool,
) -> ExitCode:
    """Put a run into a bag, or several, and print their paths."""
    for key in info:
        if key not in ARCHIVE_LABELS:
            raise click.BadParameter(f"{key!r} is none of {', '.join(ARCHIVE_LABELS)}", param_hint="--info")
    run, target = Path(folder), Path(output)
    if target.resolve().is_relative_to(run.resolve()):
        raise click.UsageError("-o names a place outside the folder of the run")
    day = (created_by(os.environ) or datetime.now(UTC)).date()
    named = Path(recipients) if recipients else None
    options = BagOptions(day, info, max_size, named, without_recipients, validate == "all")
    found = open_run_folder(run, open_store)
    with show_bar("letters", count_lines(found.manifest), shown=not quiet and not as_json) as tell:
        bags = write_bags(found, target, options, tell)
    if as_json:
        said = {"bags": [_bag_json(bag) for bag in bags], "forgotten": len(found.forgotten)}
        click.echo(json.dumps(said))
        return ExitCode.SUCCESS
    if found.forgotten and not quiet:
        print_diagnostics((_left_out(len(found.forgotten)),), file=folder)
    for bag in bags:
        if not quiet:
            size = f"{count_of(bag.files, 'file')}, {count_of(bag.octets, 'byte')}"
            click.echo(f"{bag.path}: {count_of(bag.letters, 'letter')}, {size}", err=True)
        click.echo(os.fsencode(bag.path))
    return ExitCode.SUCCESS


def _left_out(forgotten: int) -> Diagnostic:
    message = f"without {count_of(forgotten, 'letter')} forgotten before, and without the recipients' file"
    hint = "that file may still have their rows"
    return Diagnostic(Code.ROW_FORGOTTEN, Severity.NOTE, message, hint)


def _bag_json(bag: WrittenBag) -> dict[str, object]:
    return {"path": str(bag.path), "letters": bag.letters, "octets": bag.octets, "files": bag.files}
