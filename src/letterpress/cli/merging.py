"""`letterpress merge`: a letter and a file of recipients in, one PDF a recipient out."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path, PurePosixPath

import click

from letterpress.cli.bars import show_progress
from letterpress.cli.choosing import MOST_SHOWN, Asked, asked_of, plan, refuse_errors, show_some, write_errors
from letterpress.cli.clock import created_by
from letterpress.cli.overrides import refuse_unknown_keys
from letterpress.cli.performing import load
from letterpress.cli.places import open_store
from letterpress.cli.reporting import count_of, print_diagnostics
from letterpress.cli.sources import DASH, folder_of
from letterpress.cli.versions import read_versions
from letterpress.diagnostics import (
    Code,
    DeliveryError,
    Diagnostic,
    ExitCode,
    Severity,
    has_errors,
    has_warnings,
)
from letterpress.mailing import (
    CommonFacts,
    FilesRead,
    Mailing,
    Pick,
    PostalOrder,
    Versions,
    check_first,
    describe_recipients,
    facts_of_mailing,
    identity_of,
    jobs_of,
    maker_builder,
    pack_origin,
    pick_for_preview,
    prepare_workers,
    sort_for_post,
    surroundings_of,
)
from letterpress.press import RenderOptions
from letterpress.printing import PrintLetter, PrintOptions, write_print_run
from letterpress.running import (
    Crew,
    Forgotten,
    Job,
    RunOptions,
    RunSummary,
    note_copies,
    read_manifest,
    run_jobs,
)
from letterpress.stores import FolderStore, Store


def merge(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    source: str,
    recipients: str,
    output: str,
    name: str,
    selection: Mapping[str, object],
    in_folders: bool,
    stationery: str,
    overrides: Mapping[str, str],
    source_for: Mapping[str, str],
    encoding: str | None,
    review: str | None,
    embed_source: bool,
    embed_row: bool,
    strict: bool,
    skip_bad: bool,
    errors: str | None,
    preview: int | None,
    dry_run: bool,
    resume: bool,
    processes: int,
    cluster: str,
    store: str | None,
    validate: str,
    print_run: str | None,
    print_order: str | None,
    duplex: bool,
    sheets: int | None,
    json_lines: bool,
    quiet: bool,
) -> ExitCode:
    """Make one PDF a recipient, and print the path of the folder."""
    refuse_unknown_keys(overrides)
    if print_order and not print_run:
        raise click.UsageError("--print-order needs --print-run FILE.pdf")
    elsewhere = _store(store, Path(output)) if store else None
    if processes > 1 and not cluster and not dry_run:
        prepare_workers()
    letter = read_versions(source, source_for, encoding, review)
    created = created_by(os.environ)
    if cluster and os.sep in stationery:
        stationery = str(Path(stationery).absolute())  # workers start in other folders
    folder, all_seen = folder_of(source), validate == "all"
    options = RenderOptions(stationery, overrides, created, embed_source, embed_row, strict, folder, all_seen)
    asked = asked_of(recipients, selection)
    mailing = plan(letter, asked, overrides)
    write_errors(errors, mailing.errors, asked.name)
    refuse_errors(mailing, skip_bad=skip_bad, json_lines=json_lines)
    if not quiet:
        _report_rows(mailing, json_lines=json_lines)
    jobs = jobs_of(mailing.recipients, name, in_folders=in_folders)
    if preview:
        picks = pick_for_preview(letter, mailing.recipients, preview, overrides)
        jobs = _previewed(jobs, picks, quiet=quiet)
    printed = sort_for_post(jobs) if print_order == "postal" else PostalOrder(jobs, ())
    if dry_run:
        _list(jobs)
        return ExitCode.SUCCESS
    common = facts_of_mailing(letter, mailing.recipients, options)
    identity = identity_of(letter, options, common)
    bar = show_progress(len(jobs), shown=not quiet and not json_lines)
    try:
        with _crew(cluster, letter, common) as crew, bar as tell:
            origin = _origin(letter, FilesRead(encoding, review), options, common, asked)
            run = RunOptions(resume, processes, crew, elsewhere, origin)
            summary = run_jobs(jobs, maker_builder(letter, options), Path(output), identity, run, tell)
    except KeyboardInterrupt:
        click.echo("interrupted; type the same command with --resume to finish the run", err=True)
        return ExitCode.INTERRUPTED
    _report(summary, elsewhere, json_lines=json_lines, quiet=quiet)
    if print_run:
        wanted = PrintOptions(Path(source).stem, common.created, duplex, sheets)
        if not quiet:
            print_diagnostics(printed.notes, json_lines=json_lines)
        _print(summary, printed.jobs, Path(print_run), wanted, quiet=quiet)
    click.echo(output)
    return ExitCode.RECIPIENTS if summary.failed else ExitCode.SUCCESS


def _origin(
    letter: Versions, read: FilesRead, options: RenderOptions, common: CommonFacts, asked: Asked
) -> bytes:
    """Pack what the letters are made from; recipients are named and not copied."""
    recipients = describe_recipients(None if asked.path == DASH else Path(asked.path))
    return pack_origin(letter, read, options, common, recipients, asked.options)


def _store(address: str, folder: Path) -> Store:
    """Give the store at an address: a URL, or a folder other than that of the run."""
    if "://" in address:
        return open_store(address)
    if folder.resolve().is_relative_to(Path(address).resolve()):
        raise click.UsageError("--store names another folder than -o, and none that holds it")
    return FolderStore(Path(address))


def _crew(cluster: str, letter: Versions, common: CommonFacts) -> AbstractContextManager[Crew | None]:
    """Hire the workers of a cluster when there is one."""
    if not cluster:
        return nullcontext()
    crew: AbstractContextManager[Crew] = load("clustering:hire")(
        cluster, partial(surroundings_of, letter, common)
    )
    return crew


def check_rows(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    source: str,
    recipients: str,
    selection: Mapping[str, object],
    overrides: Mapping[str, str],
    source_for: Mapping[str, str],
    encoding: str | None,
    review: str | None,
    strict: bool,
    json_lines: bool,
) -> ExitCode:
    """Print what is wrong with the letter as it is read for its first recipient, and with every row."""
    refuse_unknown_keys(overrides)
    letter = read_versions(source, source_for, encoding, review)
    mailing = plan(letter, asked_of(recipients, selection), overrides)
    found = check_first(letter, mailing, overrides)
    notes = show_some(mailing.notes, "notes", json_lines=json_lines, to_stdout=True)
    errors = show_some(mailing.errors, "errors", json_lines=json_lines, to_stdout=True)
    print_diagnostics((*notes, *found, *errors), json_lines=json_lines, to_stdout=True)
    if mailing.errors:
        return ExitCode.RECIPIENTS
    return ExitCode.LETTER if has_errors(found) or (strict and has_warnings(found)) else ExitCode.SUCCESS


def _report_rows(mailing: Mailing, *, json_lines: bool) -> None:
    """Say what is to be said of rows, those with errors being left out."""
    notes = show_some(mailing.notes, "notes", json_lines=json_lines)
    errors = show_some(mailing.bad, "errors", json_lines=json_lines)
    print_diagnostics((*notes, *errors), json_lines=json_lines)
    if mailing.bad:
        click.echo(f"{count_of(len(mailing.bad), 'error')}: their rows are left out", err=True)


def _previewed(jobs: Sequence[Job], picks: Sequence[Pick], *, quiet: bool) -> tuple[Job, ...]:
    """Give the letters that are picked, under the names they have in the whole run, and say why they are."""
    by_row = {job.row: job for job in jobs}
    if not quiet:
        for recipient, reason in picks:
            click.echo(f"row {recipient.row}, {by_row[recipient.row].file}: {reason}", err=True)
    return tuple(by_row[pick.recipient.row] for pick in picks)


def _list(jobs: Sequence[Job]) -> None:
    for job in jobs:
        click.echo(f"{job.row}\t{job.file}")


def _forgotten(one: Forgotten) -> Diagnostic:
    """Say why a letter is not made again."""
    because = f" ({one.reason})" if one.reason else ""
    message = f"row {one.row} was forgotten at {one.at}{because}"
    hint = "no letter is made to it in this run; begin another with -o if there must be one"
    return Diagnostic(Code.ROW_FORGOTTEN, Severity.NOTE, message, hint)


def _print(
    summary: RunSummary, jobs: Sequence[Job], target: Path, options: PrintOptions, *, quiet: bool
) -> None:
    """Join the letters for the print shop in the order asked for; the manifest has that of rows."""
    made = {one.file for one in read_manifest(summary.manifest)}
    letters = _read(summary.store, [job.file for job in jobs if job.file in made])
    printed = write_print_run(letters, target, options)
    note_copies(summary.manifest.parent, (file.path for file in printed.files))
    if not quiet:
        print_diagnostics(printed.diagnostics)
        for file in printed.files:
            what = f"{file.letter_count} letters on {file.sheet_count} sheets, {printed.standard}"
            click.echo(f"{file.path}: {what}", err=True)


def _read(store: Store, files: Sequence[str]) -> Iterator[PrintLetter]:
    """Read letters from the store that has just been seen to hold them."""
    for file, pdf in zip(files, store.read(files), strict=True):
        if pdf is None:
            message = f"letter {file} is not in {store.address} any more"
            hint = "type the same command again with --resume: what is missing is made again"
            raise DeliveryError(Diagnostic(Code.PRINT_RUN_LETTER, Severity.ERROR, message, hint))
        yield PrintLetter(file, PurePosixPath(file).stem, pdf)


def _report(summary: RunSummary, store: Store | None, *, json_lines: bool, quiet: bool) -> None:
    """Name the letters that were not made, and say what there is."""
    for failure in summary.failures[:MOST_SHOWN]:
        click.echo(f"row {failure.row}, {failure.file}: {failure.kind}: {failure.error}", err=True)
    failed = sum(summary.failed.values())
    if failed:
        click.echo(f"{failed} of {summary.total} letters were not made", err=True)
    if not quiet:
        kept = f", {summary.kept} of them from before" if summary.kept else ""
        letters = count_of(summary.made + summary.kept, "letter")
        pages = count_of(summary.pages, "page")
        there = f"; letters in {store.address}" if store else ""
        click.echo(f"{letters}, {pages}{kept}; {summary.manifest}{there}", err=True)
        forgotten = show_some(list(map(_forgotten, summary.forgotten)), "forgotten", json_lines=json_lines)
        print_diagnostics(forgotten, json_lines=json_lines)
