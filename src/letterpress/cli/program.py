"""The commands: their names, options, help and examples. A contract: names and meanings stay.

Imports click and no floor below, so that help, version and completion cost nothing; `performing` imports
what a command needs when it runs.
"""

import sys
from collections.abc import Callable
from typing import TypeVar

import click
from click.shell_completion import CompletionItem

from letterpress.cli.performing import complete, perform
from letterpress.diagnostics import ExitCode

Command = TypeVar("Command", bound=Callable[..., object])

SHELLS = ("bash", "zsh", "fish")


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        exit_code = program.main(prog_name="letterpress", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        exit_code = error.exit_code
    except click.Abort:
        click.echo("interrupted; nothing was left behind", err=True)
        exit_code = ExitCode.INTERRUPTED
    sys.exit(exit_code)


def _examples(*lines: str) -> str:
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


def _complete_stationery(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the stationery there is, then folders."""
    names = [CompletionItem(name) for name in complete("stationery:names") if name.startswith(incomplete)]
    return names or [CompletionItem(incomplete, type="dir")]


def _source(command: Command) -> Command:
    path = click.Path(allow_dash=True, path_type=str)
    return click.argument("source", metavar="SOURCE", type=path)(command)


def _encoding(command: Command) -> Command:
    text = "Encoding of SOURCE when it is neither UTF-8 nor UTF-16 with a byte order mark, such as cp1252."
    return click.option("--encoding", metavar="NAME", help=text)(command)


def _set(command: Command) -> Command:
    text = "Set a key of the front matter, before the letter's own; may be given again."
    option = click.option(
        "--set", "overrides", metavar="KEY=VALUE", multiple=True, callback=_read_pairs, help=text
    )
    return option(command)


def _strict(command: Command) -> Command:
    return click.option("--strict", is_flag=True, help="Let warnings fail too.")(command)


def _json(command: Command) -> Command:
    text = "Print diagnostics as JSON, one object a line."
    return click.option("--json", "json_lines", is_flag=True, help=text)(command)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_examples(
        "letterpress check letter.txt            what is wrong with the letter, line by line",
        "letterpress render letter.txt           set it; the PDF is out/letter.pdf",
        "letterpress preflight out/letter.pdf    judge any PDF",
        "letterpress render --help               more examples",
    ),
)
@click.version_option(package_name="letterpress-pdf", message="%(prog)s %(version)s")
def program() -> None:
    """Turn the text of a letter into a typeset, print-ready, archive-ready PDF."""


@program.command(
    short_help="Set a letter as a PDF.",
    epilog=_examples(
        "letterpress render letter.txt                            to out/letter.pdf",
        "letterpress render letter.md -o 'to the mayor.pdf'       to a file of your choice",
        "letterpress render letter.txt --stationery din-5008-b    on A4 with an address window",
        "letterpress render letter.txt --set date=2026-11-24      over the front matter",
        "letterpress render old.txt --encoding cp1252             a text from an older system",
        "letterpress render - -o - < letter.txt > letter.pdf      in a pipe",
    ),
)
@_source
@click.option(
    "-o",
    "--output",
    metavar="OUT.pdf",
    type=click.Path(allow_dash=True, path_type=str),
    help="Where to write; - is standard output. Without it: out/, under the name of SOURCE.",
)
@click.option(
    "--stationery",
    metavar="NAME|DIR",
    default="",
    shell_complete=_complete_stationery,
    help="Stationery to set on, by name or folder. Without it: what the letter or its language asks for.",
)
@_set
@_encoding
@click.option(
    "--embed-source", is_flag=True, help="Carry SOURCE inside the PDF (PDF/A-3a instead of PDF/A-2a)."
)
@_strict
@_json
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def render(**request: object) -> None:
    """Set a letter as a PDF (PDF/A and PDF/UA) and print the path of the file.

    SOURCE is a .txt or .md file, or - for standard input. A letter with errors is refused, and so is a PDF
    that does not pass preflight: then no file is written.
    """
    perform("rendering:render", request)


@program.command(
    short_help="Show a letter as it is read.",
    epilog=_examples(
        "letterpress parse letter.txt                             the parts of the letter as a tree",
        "letterpress parse letter.txt --json | jq .salutation     one part of it",
        "letterpress parse - < letter.txt                         from standard input",
    ),
)
@_source
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--tree", "as_tree", is_flag=True, help="Print the tree, with every node's type (the default).")
@_set
@_encoding
def parse(**request: object) -> None:
    """Show a letter as letterpress reads it: date, salutation, body, footnotes, signatories.

    Nothing is refused here; `letterpress check` says what is wrong.
    """
    if request["as_json"] and request["as_tree"]:
        raise click.UsageError("--json and --tree exclude each other")
    perform("showing:parse", request)


@program.command(
    short_help="Say what is wrong with a letter.",
    epilog=_examples(
        "letterpress check letter.txt             every error and warning, with its line",
        "letterpress check letter.txt --strict    fail on warnings too",
        "letterpress check letter.txt --json      for another program",
    ),
)
@_source
@_set
@_encoding
@_strict
@_json
def check(**request: object) -> None:
    """Say what is wrong with a letter, without setting it; exit code 1 when there are errors."""
    perform("showing:check", request)


@program.command(
    short_help="Show a file of recipients as it is read.",
    epilog=_examples(
        "letterpress recipients people.csv                          columns, rows, and every bad row",
        "letterpress recipients people.csv --errors errors.csv      all complaints as a table",
        "letterpress recipients people.csv --where country=DE       only those",
        "letterpress recipients crm.db --query 'SELECT * FROM p'    from an SQLite database",
        "letterpress recipients - < people.csv                      from standard input",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True, path_type=str))
@click.option("--query", metavar="SQL", default="", help="What to ask FILE when it is an SQLite database.")
@click.option(
    "--encoding", metavar="NAME", help="Encoding of FILE when it is neither UTF-8 nor UTF-16 with a mark."
)
@click.option(
    "--where", metavar="CONDITION", multiple=True, help="Only rows with COLUMN=VALUE, or COLUMN!=VALUE."
)
@click.option("--sort", metavar="COLUMN", default="", help="Sort by a column.")
@click.option("--rows", metavar="RANGES", default="", help="Only these rows, such as 217-230 or 1,5,9-12.")
@click.option("--unique", metavar="COLUMN", default="", help="Keep the first row of every value.")
@click.option("--household", metavar="COLUMN", default="", help="One letter for all rows of one value.")
@click.option(
    "--errors",
    metavar="FILE",
    type=click.Path(path_type=str),
    help="Write all errors and warnings as csv.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def recipients(**request: object) -> None:
    """Show a file of recipients as letterpress reads it; exit code 3 when something in it is wrong.

    FILE is csv, tsv, xlsx, ods, json, jsonl or SQLite, or - for standard input.
    """
    perform("recipients:show", request)


@program.command(
    short_help="Judge finished PDFs.",
    epilog=_examples(
        "letterpress preflight out/letter.pdf     does it hold what it claims?",
        "letterpress preflight *.pdf              a verdict for each; exit code 6 when one fails",
    ),
)
@click.argument(
    "files", metavar="PDF...", nargs=-1, required=True, type=click.Path(allow_dash=True, path_type=str)
)
@_json
def preflight(**request: object) -> None:
    """Judge finished PDFs: the standards they claim, fonts, page boxes."""
    perform("judging:preflight", request)


@program.group(
    short_help="List and show stationery.",
    invoke_without_command=True,
    epilog=_examples(
        "letterpress stationery list              the stationery there is",
        "letterpress stationery show us-block     its paper, boxes in millimetres, fonts and labels",
    ),
)
@click.pass_context
def stationery(context: click.Context) -> None:
    """List and show stationery: paper, page geometry, letterhead."""
    if context.invoked_subcommand is None:
        perform("stationery:list_all", {})


@stationery.command("list", epilog=_examples("letterpress stationery list"))
def stationery_list() -> None:
    """List the stationery there is."""
    perform("stationery:list_all", {})


@stationery.command("show", epilog=_examples("letterpress stationery show din-5008-b"))
@click.argument("name", metavar="NAME|DIR", shell_complete=_complete_stationery)
def stationery_show(**request: object) -> None:
    """Show one stationery: its paper, boxes in millimetres, fonts and labels."""
    perform("stationery:show", request)


@program.command(
    short_help="Say what to install.",
    epilog=_examples("letterpress doctor", "letterpress doctor && letterpress render letter.txt"),
)
def doctor() -> None:
    """Say what is installed and what to install; exit code 1 when something needed is missing."""
    perform("doctor:examine", {})


@program.command(
    short_help="Complete commands in your shell.",
    epilog=_examples(
        "letterpress completion bash > ~/.local/share/bash-completion/completions/letterpress",
        "letterpress completion fish > ~/.config/fish/completions/letterpress.fish",
        "letterpress completion zsh > ~/.zfunc/_letterpress     (a folder of your fpath)",
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands and options in your shell."""
    script = click.shell_completion.get_completion_class(shell)
    assert script, f"click completes {shell}"
    click.echo(script(context.find_root().command, {}, "letterpress", "_LETTERPRESS_COMPLETE").source())
