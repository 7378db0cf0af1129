"""`letterpress render`: a letter in, a PDF out."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from letterpress.cli.overrides import refuse_unknown_keys
from letterpress.cli.reporting import print_diagnostics
from letterpress.cli.sources import STANDARD_INPUT, read_source
from letterpress.diagnostics import ExitCode, has_errors
from letterpress.press import RenderedLetter, RenderOptions, make_folder, render_source, write_atomically

OUTPUT_FOLDER = Path("out")
STANDARD_OUTPUT = "-"


def render(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    source: str,
    output: str | None,
    stationery: str,
    overrides: Mapping[str, str],
    encoding: str | None,
    embed_source: bool,
    strict: bool,
    json_lines: bool,
    quiet: bool,
) -> ExitCode:
    """Set a letter, write the PDF and print its path."""
    refuse_unknown_keys(overrides)
    _refuse_output(source, output)
    options = RenderOptions(stationery, overrides, _created(os.environ), embed_source, strict)
    rendered = render_source(read_source(source, encoding), options)
    if not quiet or has_errors(rendered.diagnostics):
        print_diagnostics(rendered.diagnostics, json_lines=json_lines)
    if not quiet and not json_lines:
        click.echo(_summary(rendered), err=True)
    if output == STANDARD_OUTPUT:
        click.echo(rendered.pdf, nl=False)
        return ExitCode.SUCCESS
    path = Path(output) if output else _default_output(source)
    write_atomically(path, rendered.pdf)
    if not quiet:
        click.echo(os.fsencode(path))
    return ExitCode.SUCCESS


def _default_output(source: str) -> Path:
    make_folder(OUTPUT_FOLDER)
    stem = "letter" if source == STANDARD_INPUT else Path(source).stem
    return OUTPUT_FOLDER / f"{stem}.pdf"


def _refuse_output(source: str, output: str | None) -> None:
    """Refuse to write over the letter, or a PDF onto a terminal."""
    if output == STANDARD_OUTPUT:
        if sys.stdout.isatty():
            raise click.UsageError("a PDF is no text for a terminal; give -o FILE.pdf, or a pipe")
    elif output and Path(output).exists() and Path(source).exists() and Path(output).samefile(source):
        raise click.UsageError(f"{output} is the letter itself; give -o another name")


def _created(environment: Mapping[str, str]) -> datetime | None:
    """Read SOURCE_DATE_EPOCH (reproducible-builds.org): seconds since 1970-01-01 00:00 UTC."""
    value = environment.get("SOURCE_DATE_EPOCH")
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is a number of seconds, not {value!r}") from error


def _summary(rendered: RenderedLetter) -> str:
    pages = "1 page" if rendered.page_count == 1 else f"{rendered.page_count} pages"
    return f"{pages}, {' and '.join(rendered.standards)}"
