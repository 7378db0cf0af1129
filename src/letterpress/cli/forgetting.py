"""`letterpress forget`: letters of a run taken out of it, and what that does not reach named.

What it prints may be kept in a log, so it names rows and no files, whose names may be those of people; only
`--dry-run`, which must show what would go, has them.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from letterpress.cli.places import open_store
from letterpress.cli.reporting import count_of, print_diagnostics, printable
from letterpress.diagnostics import Code, Diagnostic, ExitCode, Severity, diagnostic_json
from letterpress.mailing import recipients_of
from letterpress.merging.selecting import parse_rows
from letterpress.merging.tables.cells import MAX_ROWS, TableError
from letterpress.running import ORIGIN, Finds, Wish, find_letters, forget_letters


def forget(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    folder: str,
    rows: tuple[str, ...],
    reason: str,
    by: str,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> ExitCode:
    """Take letters out of a run, and say what there may be of them elsewhere."""
    wanted = _ranges(rows)
    if dry_run:
        finds = find_letters(Path(folder), wanted, open_store)
    else:
        wish = Wish(datetime.now(UTC).isoformat(timespec="seconds"), reason, by)
        try:
            finds = forget_letters(Path(folder), wanted, wish, open_store)
        except KeyboardInterrupt:
            click.echo("interrupted; type the same command again to finish it", err=True)
            return ExitCode.INTERRUPTED
    notes = tuple(_kept_elsewhere(Path(folder), finds))
    if as_json:
        click.echo(json.dumps(_finds_json(finds, notes, with_files=dry_run), ensure_ascii=False))
        return ExitCode.SUCCESS
    if dry_run:
        for one in finds.letters:
            click.echo(f"{one.row}\t{printable(one.file)}")
    elif not quiet:
        again = f"; {len(finds.before)} before" if finds.before else ""
        click.echo(f"{folder}: {count_of(len(finds.letters), 'letter')} forgotten{again}")
    if not quiet:
        print_diagnostics(notes, file=folder)
    return ExitCode.SUCCESS


def _ranges(rows: tuple[str, ...]) -> tuple[range, ...]:
    try:
        return parse_rows(",".join(rows), MAX_ROWS)
    except TableError as error:
        raise click.BadParameter(error.fault.message, param_hint="--row") from error


def _kept_elsewhere(folder: Path, finds: Finds) -> Iterator[Diagnostic]:
    """Name what may be left of letters that are out of a run."""
    recipients = recipients_of(folder / ORIGIN).path
    if recipients and Path(recipients).exists():
        hint = "put other words into a row rather than delete it, so that the others keep their numbers"
        yield _note(f"the recipients' file {recipients} may still have the rows", hint)
    for path in finds.copies:
        again = "delete it, or let the merge make it again with --resume"
        hint = f"it is a signed run: letterpress forget {path}" if path.is_dir() else again
        yield _note(f"{path} holds letters of this run", hint)
    if "://" in finds.store:
        yield _note(f"{finds.store} keeps older versions of files if it was set up so", "delete those there")
    if finds.is_signed and finds.letters:
        message = "the manifest is another one without the letters, so its signature is deleted"
        hint = "sign it again: letterpress sign RUN/manifest.jsonl --detached --key KEY.p12"
        yield Diagnostic(Code.SIGNATURE_MISSING, Severity.NOTE, message, hint)
    message = "bags, backups and snapshots made before, and letters printed or sent, are not reached"
    yield _note(message, "the digest in the ledger's table forgotten tells a copy of a letter")


def _note(message: str, hint: str) -> Diagnostic:
    return Diagnostic(Code.KEPT_ELSEWHERE, Severity.NOTE, message, hint)


def _finds_json(finds: Finds, notes: tuple[Diagnostic, ...], *, with_files: bool) -> dict[str, object]:
    letters = [
        {"row": one.row, "sha256": one.sha256} | ({"file": one.file} if with_files else {})
        for one in finds.letters
    ]
    return {
        "letters": letters,
        "before": [one._asdict() for one in finds.before],
        "kept_elsewhere": [diagnostic_json(one) for one in notes],
    }
