"""`letterpress render`: a letter in, a PDF out."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from letterpress.cli.choosing import asked_of, plan, refuse_errors
from letterpress.cli.clock import created_by
from letterpress.cli.overrides import refuse_unknown_keys
from letterpress.cli.reporting import count_of, print_diagnostics
from letterpress.cli.sources import DASH, folder_of
from letterpress.cli.versions import read_versions
from letterpress.diagnostics import ExitCode
from letterpress.files import make_folder, write_atomically
from letterpress.mailing import VersionPress
from letterpress.press import RenderedLetter, RenderOptions, render_source

OUTPUT_FOLDER = Path("out")


def render(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    source: str,
    output: str | None,
    stationery: str,
    recipients: str | None,
    recipient: int | None,
    selection: Mapping[str, object],
    overrides: Mapping[str, str],
    source_for: Mapping[str, str],
    encoding: str | None,
    review: str | None,
    embed_source: bool,
    embed_row: bool,
    strict: bool,
    json_lines: bool,
    quiet: bool,
) -> ExitCode:
    """Set a letter, write the PDF and print its path."""
    refuse_unknown_keys(overrides)
    path = None if output == DASH else Path(output) if output else _default_output(source)
    _refuse_output(source, path)
    if (recipients is None) != (recipient is None):
        raise click.UsageError("--recipients FILE and --recipient N go together")
    if recipients is None and source_for:
        raise click.UsageError("--source-for needs --recipients FILE, which says the language of a row")
    if recipients is None and embed_row:
        raise click.UsageError("--embed-row needs --recipients FILE, which has the row")
    options = RenderOptions(
        stationery, overrides, created_by(os.environ), embed_source, embed_row, strict, folder_of(source)
    )
    letter = read_versions(source, source_for, encoding, review)
    if recipients is None:
        rendered = render_source(letter.main.source, options)
    else:
        mailing = plan(letter, asked_of(recipients, {**selection, "rows": str(recipient)}), overrides)
        refuse_errors(mailing, json_lines=json_lines)
        (chosen,) = mailing.recipients
        rendered = VersionPress(letter, options).render(chosen)
    if path:
        if not output:
            make_folder(OUTPUT_FOLDER)
        write_atomically(path, rendered.pdf)
    else:
        click.echo(rendered.pdf, nl=False)
    if not quiet:
        _report(rendered, path, json_lines=json_lines)
    return ExitCode.SUCCESS


def _report(rendered: RenderedLetter, path: Path | None, *, json_lines: bool) -> None:
    """Print warnings and what was made to standard error, and last the path to standard output."""
    print_diagnostics(rendered.diagnostics, json_lines=json_lines)
    if not json_lines:
        click.echo(_summary(rendered), err=True)
    if path:
        click.echo(os.fsencode(path))


def _default_output(source: str) -> Path:
    stem = "letter" if source == DASH else Path(source).stem
    return OUTPUT_FOLDER / f"{stem}.pdf"


def _refuse_output(source: str, path: Path | None) -> None:
    """Refuse to write over the letter, or a PDF onto a terminal."""
    if path is None:
        if sys.stdout.isatty():
            raise click.UsageError("a PDF is no text for a terminal; give -o FILE.pdf, or a pipe")
    elif path.exists() and Path(source).exists() and path.samefile(source):
        raise click.UsageError(f"{path} is the letter itself; give -o another name")


def _summary(rendered: RenderedLetter) -> str:
    signed = f"{count_of(rendered.signatory_count, 'signature')}, " if rendered.signatory_count > 1 else ""
    return f"{count_of(rendered.page_count, 'page')}, {signed}{' and '.join(rendered.standards)}"
