"""Arguments and options that several commands share."""

from collections.abc import Callable
from typing import TypeVar

import click
from click.shell_completion import CompletionItem

from letterpress.cli.performing import complete

Command = TypeVar("Command", bound=Callable[..., object])


def examples(*lines: str) -> str:
    """Lay out an epilog that click does not wrap: a command and what it does, line by line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def _read_pairs(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Read `KEY=VALUE`; the last value of a key counts."""
    for value in values:
        if "=" not in value:
            raise click.BadParameter(f"{value!r} is not KEY=VALUE")
    pairs = (value.partition("=") for value in values)
    return {key.strip(): text for key, _, text in pairs}


def complete_stationery(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the stationery there is, then folders."""
    names = [CompletionItem(name) for name in complete("stationery:names") if name.startswith(incomplete)]
    return names or [CompletionItem(incomplete, type="dir")]


def source_argument(command: Command) -> Command:
    """Add the argument `SOURCE`."""
    path = click.Path(allow_dash=True, path_type=str)
    return click.argument("source", metavar="SOURCE", type=path)(command)


def encoding_option(command: Command) -> Command:
    """Add `--encoding`."""
    text = "Encoding of SOURCE when it is neither UTF-8 nor UTF-16 with a byte order mark, such as cp1252."
    return click.option("--encoding", metavar="NAME", help=text)(command)


def set_option(command: Command) -> Command:
    """Add `--set`."""
    text = "Set a key of the front matter, before the letter's own; may be given again."
    option = click.option(
        "--set", "overrides", metavar="KEY=VALUE", multiple=True, callback=_read_pairs, help=text
    )
    return option(command)


def recipients_option(command: Command) -> Command:
    """Add `--recipients`."""
    text = "Fill in the fields of the letter from this file: CSV, TSV, JSON or JSON lines."
    path = click.Path(allow_dash=True, path_type=str)
    return click.option("--recipients", metavar="FILE", type=path, help=text)(command)


def recipients_encoding_option(command: Command) -> Command:
    """Add `--recipients-encoding`."""
    text = "Encoding of the recipients' file when it is neither UTF-8 nor UTF-16 with a byte order mark."
    return click.option("--recipients-encoding", metavar="NAME", help=text)(command)


def strict_option(command: Command) -> Command:
    """Add `--strict`."""
    return click.option("--strict", is_flag=True, help="Let warnings fail too.")(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    text = "Print diagnostics as JSON, one object a line."
    return click.option("--json", "json_lines", is_flag=True, help=text)(command)


def stationery_option(command: Command) -> Command:
    """Add `--stationery`."""
    text = "Stationery to set on, by name or folder. Without it: what the letter or its language asks for."
    option = click.option(
        "--stationery",
        metavar="NAME|DIR",
        default="",
        shell_complete=complete_stationery,
        help=text,
    )
    return option(command)
