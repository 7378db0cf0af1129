"""`letterpress merge`: a letter and a file of recipients in, one PDF a recipient out."""

import csv
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path, PurePosixPath

import click

from letterpress.cli.overrides import refuse_unknown_keys
from letterpress.cli.recipients import Asked, read_asked
from letterpress.cli.rendering import created_by, folder_of
from letterpress.cli.reporting import print_diagnostics
from letterpress.cli.sources import read_source
from letterpress.diagnostics import Diagnostic, ExitCode, RecipientsError, has_errors
from letterpress.files import write_atomically
from letterpress.mailing import Mailing, check_first, identity_of, jobs_of, maker_builder, plan_mailing
from letterpress.press import RenderOptions, common_facts
from letterpress.printing import PrintLetter, PrintOptions, write_print_run
from letterpress.running import Job, Progress, RunOptions, RunSummary, read_manifest, run_jobs

MOST_SHOWN = 50  # bad rows and failed letters named on the screen
FORMULA_SIGNS = tuple("=+-@\t\r")  # what makes a spreadsheet take a cell for a formula


def merge(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    source: str,
    recipients: str,
    output: str,
    name: str,
    rows: str,
    in_folders: bool,
    stationery: str,
    overrides: Mapping[str, str],
    encoding: str | None,
    recipients_encoding: str | None,
    embed_source: bool,
    strict: bool,
    skip_bad: bool,
    errors: str | None,
    dry_run: bool,
    resume: bool,
    processes: int,
    print_run: str | None,
    duplex: bool,
    sheets: int | None,
    json_lines: bool,
    quiet: bool,
) -> ExitCode:
    """Make one PDF a recipient, and print the path of the folder."""
    refuse_unknown_keys(overrides)
    letter = read_source(source, encoding)
    created = created_by(os.environ)
    options = RenderOptions(stationery, overrides, created, embed_source, strict, folder_of(source))
    mailing = plan_mailing(letter, read_asked(Asked(recipients, recipients_encoding, rows)), rows)
    _report_rows(mailing, errors, skip_bad=skip_bad, json_lines=json_lines, quiet=quiet)
    jobs = jobs_of(mailing.recipients, name, in_folders=in_folders)
    if dry_run:
        _list(jobs)
        return ExitCode.SUCCESS
    common = common_facts(letter, options)
    identity = identity_of(letter, options, common.stationery)
    run = RunOptions(resume, processes)
    try:
        with _bar(len(jobs), shown=not quiet and not json_lines) as tell:
            summary = run_jobs(jobs, maker_builder(letter, options), Path(output), identity, run, tell)
    except KeyboardInterrupt:
        click.echo("interrupted; type the same command with --resume to finish the run", err=True)
        return ExitCode.INTERRUPTED
    _report(summary, quiet=quiet)
    if print_run:
        wanted = PrintOptions(Path(source).stem, common.created, duplex, sheets)
        _print(summary, Path(print_run), wanted, quiet=quiet)
    click.echo(output)
    return ExitCode.RECIPIENTS if summary.failed else ExitCode.SUCCESS


def check_rows(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    source: str,
    recipients: str,
    recipients_encoding: str | None,
    overrides: Mapping[str, str],
    encoding: str | None,
    strict: bool,
    json_lines: bool,
) -> ExitCode:
    """Print what is wrong with the letter as it is read for its first recipient, and with every row."""
    refuse_unknown_keys(overrides)
    letter = read_source(source, encoding)
    mailing = plan_mailing(letter, read_asked(Asked(recipients, recipients_encoding, "")))
    found = check_first(letter, mailing, overrides)
    shown = mailing.bad if json_lines else mailing.bad[:MOST_SHOWN]
    print_diagnostics((*mailing.notes, *found, *shown), json_lines=json_lines, to_stdout=True)
    if mailing.bad:
        return ExitCode.RECIPIENTS
    return ExitCode.LETTER if has_errors(found) or (strict and found) else ExitCode.SUCCESS


def _report_rows(
    mailing: Mailing, errors: str | None, *, skip_bad: bool, json_lines: bool, quiet: bool
) -> None:
    """Say what is wrong with rows, all of it in a file if wanted; refuse unless they are to be skipped."""
    if errors:
        write_atomically(Path(errors), errors_csv(mailing.bad).encode())
    shown = mailing.bad if json_lines else mailing.bad[:MOST_SHOWN]
    if mailing.bad and not skip_bad:
        if len(shown) < len(mailing.bad):
            click.echo(f"{len(mailing.bad)} errors; the first {MOST_SHOWN}:", err=True)
        raise RecipientsError(*shown)
    if not quiet:
        print_diagnostics((*mailing.notes, *shown), json_lines=json_lines)
        if mailing.bad:
            click.echo(f"{len(mailing.bad)} errors: their rows are left out", err=True)


def errors_csv(diagnostics: Sequence[Diagnostic]) -> str:
    """Lay diagnostics out as CSV in which no spreadsheet finds a formula."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("file", "line", "code", "message", "hint"))
    for one in diagnostics:
        file, line = (one.place.name, one.place.line) if one.place else ("", 0)
        writer.writerow((_harmless(file), line, one.code, _harmless(one.message), _harmless(one.hint)))
    return text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _list(jobs: Sequence[Job]) -> None:
    for job in jobs:
        click.echo(f"{job.row}\t{job.file}")


@contextmanager
def _bar(total: int, *, shown: bool) -> Iterator[Callable[[Progress], None]]:
    """Draw a bar on a terminal, and nothing elsewhere."""
    if not shown or not sys.stderr.isatty():
        yield lambda _progress: None
        return
    with click.progressbar(length=total, label="letters", file=sys.stderr) as bar:
        yield lambda progress: bar.update(progress.done + progress.failed - bar.pos)


def _print(summary: RunSummary, target: Path, options: PrintOptions, *, quiet: bool) -> None:
    """Join the letters of a run for the print shop, in the order of the rows."""
    folder = summary.manifest.parent
    printed = write_print_run(
        (
            PrintLetter(folder / one.file, PurePosixPath(one.file).stem)
            for one in read_manifest(summary.manifest)
        ),
        target,
        options,
    )
    if not quiet:
        print_diagnostics(printed.diagnostics)
        for file in printed.files:
            what = f"{file.letter_count} letters on {file.sheet_count} sheets, {printed.standard}"
            click.echo(f"{file.path}: {what}", err=True)


def _report(summary: RunSummary, *, quiet: bool) -> None:
    """Name the letters that were not made, and say what there is."""
    for failure in summary.failures[:MOST_SHOWN]:
        click.echo(f"row {failure.row}, {failure.file}: {failure.kind}: {failure.error}", err=True)
    failed = sum(summary.failed.values())
    if failed:
        click.echo(f"{failed} of {summary.total} letters were not made", err=True)
    if not quiet:
        kept = f", {summary.kept} of them from before" if summary.kept else ""
        letters = summary.made + summary.kept
        click.echo(f"{letters} letters, {summary.pages} pages{kept}; {summary.manifest}", err=True)
