"""Arguments and options that several commands share."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from letterpress.cli.performing import complete

Command = TypeVar("Command", bound=Callable[..., object])


SECONDS_OF = {"s": 1, "min": 60, "h": 3600}
ROWS = re.compile(r"([0-9]+)(?:(-)([0-9]+)?)?")
SIZES = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}  # SI, as disks are sold


def examples(*lines: str) -> str:
    """Lay out an epilog that click does not wrap: a command and what it does, line by line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def _read_pairs(
    _context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Read `KEY=VALUE`; the last value of a key counts."""
    for value in values:
        if "=" not in value:
            raise click.BadParameter(f"{value!r} is not {parameter.metavar}")
    pairs = (value.partition("=") for value in values)
    return {key.strip(): text for key, _, text in pairs}


def read_size(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """Read a size: a number of bytes, or of thousands, millions... with a letter behind it."""
    if value is None:
        return None
    number, unit = (value[:-1], value[-1].upper()) if value[-1:].isalpha() else (value, "")
    if not number.isascii() or not number.isdigit() or unit not in SIZES or not int(number):
        raise click.BadParameter(f"{value!r} is no size such as 500M or 2G")
    return int(number) * SIZES[unit]


def read_rate(_context: click.Context, _parameter: click.Parameter, value: str | None) -> float:
    """Read a rate such as `60/min` as the seconds from one to the next; 0 where there is none."""
    if value is None:
        return 0.0
    number, _, unit = value.partition("/")
    if not number.isascii() or not number.isdigit() or not int(number) or unit not in SECONDS_OF:
        raise click.BadParameter(f"{value!r} is no rate such as 60/min, 2/s or 500/h")
    return SECONDS_OF[unit] / int(number)


def read_rows(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> Callable[[int], bool]:
    """Read numbers of rows such as `3,7-9,20-`, or `all`; give what tells of a row whether it is meant."""
    if value is None:
        return lambda _row: False
    if value == "all":
        return lambda _row: True
    parts = [ROWS.fullmatch(part.strip()) for part in value.split(",")]
    if not all(parts):
        raise click.BadParameter(f"{value!r} is neither all nor rows such as 3,7-9,20-")
    spans = [(int(part[1]), int(part[3] or (1 << 62 if part[2] else part[1]))) for part in parts if part]
    return lambda row: any(first <= row <= last for first, last in spans)


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


def review_option(command: Command) -> Command:
    """Add `--review`."""
    text = "Read SOURCE with its tracked changes accepted or rejected, and without comments."
    choice = click.Choice(("accept", "reject"))
    return click.option("--review", type=choice, help=text)(command)


def set_option(command: Command) -> Command:
    """Add `--set`."""
    text = "Set a key of the front matter, before the letter's own; may be given again."
    option = click.option(
        "--set", "overrides", metavar="KEY=VALUE", multiple=True, callback=_read_pairs, help=text
    )
    return option(command)


def source_for_option(command: Command) -> Command:
    """Add `--source-for`."""
    text = "Another SOURCE for recipients of a language; may be given again."
    option = click.option(
        "--source-for", metavar="LANGUAGE=FILE", multiple=True, callback=_read_pairs, help=text
    )
    return option(command)


def recipients_option(command: Command) -> Command:
    """Add `--recipients`."""
    text = "Fill in the fields of the letter from this file: csv, tsv, xlsx, ods, json, jsonl or SQLite."
    path = click.Path(allow_dash=True, path_type=str)
    return click.option("--recipients", metavar="FILE", type=path, help=text)(command)


def _gather(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Hand the options about recipients to the action as one mapping, `selection`."""
    context.params.setdefault("selection", {})[parameter.name] = value


def _selecting(name: str, metavar: str, text: str, **more: object) -> Callable[[Command], Command]:
    attributes: dict[str, Any] = {"default": "", "expose_value": False, "callback": _gather} | more
    return click.option(name, metavar=metavar, help=text, **attributes)


READING = (
    _selecting(
        "--recipients-encoding",
        "NAME",
        "Encoding of the recipients' file when it is neither UTF-8 nor UTF-16 with a byte order mark.",
        default=None,
    ),
    _selecting("--query", "SQL", "What to ask the recipients' file when it is an SQLite database."),
    _selecting(
        "--where",
        "CONDITION",
        "Only rows with COLUMN=VALUE, or COLUMN!=VALUE; may be given again.",
        multiple=True,
        default=(),
    ),
    _selecting("--unique", "COLUMN", "Of the rows with one value, only the first."),
    _selecting("--household", "COLUMN", "One letter for all rows with one value; they are its `members`."),
)
ORDERING = (
    _selecting("--rows", "RANGES", "Only these rows: 217-230, or 1,5,9-. Row 1 is the first recipient."),
    _selecting("--sort", "COLUMN", "Put the letters in the order of a column."),
)


def reading_options(command: Command) -> Command:
    """Add the options that say how recipients are read, and so what the letter to a row says."""
    return _with(READING, command)


def selection_options(command: Command) -> Command:
    """Add the options of `reading_options`, and those that choose among the letters and order them."""
    return _with((*READING, *ORDERING), command)


def _with(options: tuple[Callable[[Command], Command], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def store_option(command: Command) -> Command:
    """Add `--store`."""
    text = (
        "Put the letters here: a folder, s3://BUCKET/PREFIX, sftp://USER@HOST/PATH or davs://USER@HOST/PATH; "
        "DIR keeps ledger and manifest. Without it: into DIR."
    )
    option = click.option("--store", metavar="URL|FOLDER", help=text)
    return option(command)


def crew_options(command: Command) -> Command:
    """Add `--jobs` and `--cluster`: who makes the letters of a run."""
    jobs = "How many processes set letters."
    cluster = (
        "Let the workers of this dask scheduler set letters; DIR, or the --store, is one they all share."
    )
    number = click.IntRange(min=1)
    options = (
        click.option(
            "--jobs", "processes", metavar="N", type=number, default=1, show_default=True, help=jobs
        ),
        click.option("--cluster", metavar="tcp://HOST:PORT", default="", help=cluster),
    )
    return _with(options, command)


def print_run_options(command: Command) -> Command:
    """Add `--print-run`, and what says how it is made."""
    path = click.Path(path_type=str)
    print_run = "Also join all letters in one file for the print shop."
    order = "In the print run, put letters in the order of the run (file), or of postal codes."
    duplex = "In the print run, begin each letter on the front of a sheet."
    sheets = "Begin another file of the print run before it would have more than N sheets."
    options = (
        click.option("--print-run", metavar="FILE.pdf", type=path, help=print_run),
        click.option("--print-order", type=click.Choice(("file", "postal")), help=order),
        click.option("--duplex", is_flag=True, help=duplex),
        click.option("--sheets", metavar="N", type=click.IntRange(min=1), help=sheets),
    )
    return _with(options, command)


def errors_option(command: Command) -> Command:
    """Add `--errors`."""
    text = "Write all errors to this file; the screen shows the first fifty."
    return click.option("--errors", metavar="FILE.csv", type=click.Path(path_type=str), help=text)(command)


def embed_options(command: Command) -> Command:
    """Add `--embed-source` and `--embed-row`."""
    source = "Carry SOURCE inside the PDF (PDF/A-3a instead of PDF/A-2a)."
    row = "Carry the recipient's row inside the PDF, as JSON (PDF/A-3a instead of PDF/A-2a)."
    options = (
        click.option("--embed-source", is_flag=True, help=source),
        click.option("--embed-row", is_flag=True, help=row),
    )
    return _with(options, command)


def quiet_option(command: Command) -> Command:
    """Add `--quiet`."""
    return click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")(command)


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


def base_option(command: Command) -> Command:
    """Add `--base`."""
    text = "The stationery it rests on, one that ships."
    option = click.option(
        "--base",
        metavar="NAME",
        default="us-block",
        show_default=True,
        shell_complete=complete_stationery,
        help=text,
    )
    return option(command)


def bag_options(command: Command) -> Command:
    """Add what says how a run is put into bags."""
    info = "What bag-info.txt says: organisation, contact, identifier, retention...; may be given again."
    size = "Begin another bag before one would have more payload: 500M, 2G. Bags are numbered then."
    recipients = "Where the recipients' file is now; it must be the very file the letters were made from."
    options = (
        click.option("--info", metavar="KEY=VALUE", multiple=True, callback=_read_pairs, help=info),
        click.option("--max-size", metavar="SIZE", callback=read_size, help=size),
        click.option("--recipients", metavar="FILE", type=click.Path(path_type=str), help=recipients),
        click.option(
            "--without-recipients", is_flag=True, help="Leave the recipients' file out; its digest stays."
        ),
    )
    return _with(options, command)


validate_option = click.option(
    "--validate",
    type=click.Choice(["sample", "all"]),
    default="sample",
    show_default=True,
    help="Which letters preflight sees whose like it has passed: one in five hundred, or all.",
)
