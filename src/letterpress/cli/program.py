"""The commands: their names, options, help and examples. A contract: names and meanings stay.

Imports click and no floor below, so that help, version and completion cost nothing; `performing` imports
what a command needs when it runs.
"""

import sys

import click

from letterpress.cli.keeping import archive, deliver, forget, sign, verify
from letterpress.cli.options import (
    base_option,
    complete_stationery,
    crew_options,
    embed_options,
    encoding_option,
    errors_option,
    examples,
    json_option,
    print_run_options,
    quiet_option,
    reading_options,
    recipients_option,
    review_option,
    selection_options,
    set_option,
    source_argument,
    source_for_option,
    stationery_option,
    store_option,
    strict_option,
    validate_option,
)
from letterpress.cli.performing import perform
from letterpress.diagnostics import ExitCode

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


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "letterpress check letter.txt            what is wrong with the letter, line by line",
        "letterpress render letter.txt           set it; the PDF is out/letter.pdf",
        "letterpress merge letter.md people.csv -o run    set it to everyone in a file",
        "letterpress preflight out/letter.pdf    judge any PDF",
        "letterpress sign out/letter.pdf --key ada.p12    sign it",
        "letterpress render --help               more examples",
    ),
)
@click.version_option(package_name="letterpress-pdf", message="%(prog)s %(version)s")
def program() -> None:
    """Turn the text of a letter into a typeset, print-ready, archive-ready PDF."""


@program.command(
    short_help="Set a letter as a PDF.",
    epilog=examples(
        "letterpress render letter.txt                            to out/letter.pdf",
        "letterpress render letter.md -o 'to the mayor.pdf'       to a file of your choice",
        "letterpress render letter.txt --stationery din-5008-b    on A4 with an address window",
        "letterpress render letter.txt --set date=2026-11-24      over the front matter",
        "letterpress render old.txt --encoding cp1252             a text from an older system",
        "letterpress render letter.docx --review accept           a document with tracked changes",
        "letterpress render letter.md --recipients people.csv --recipient 3    to the third row",
        "letterpress render - -o - < letter.txt > letter.pdf      in a pipe",
    ),
)
@source_argument
@click.option(
    "-o",
    "--output",
    metavar="OUT.pdf",
    type=click.Path(allow_dash=True, path_type=str),
    help="Where to write; - is standard output. Without it: out/, under the name of SOURCE.",
)
@stationery_option
@recipients_option
@click.option(
    "--recipient", metavar="N", type=click.IntRange(min=1), help="Which row: 1 is the first recipient."
)
@reading_options
@source_for_option
@set_option
@encoding_option
@review_option
@embed_options
@strict_option
@json_option
@quiet_option
def render(**request: object) -> None:
    """Set a letter as a PDF (PDF/A and PDF/UA) and print the path of the file.

    SOURCE is a .txt, .md, .docx, .odt or .pdf file, or - for standard input. A letter with errors is refused,
    and so is a PDF that does not pass preflight: then no file is written.
    """
    perform("rendering:render", request)


@program.command(
    short_help="Set a letter to many recipients.",
    epilog=examples(
        "letterpress merge letter.md people.csv -o run                       one PDF a row, and a manifest",
        "letterpress merge letter.md people.csv -o run --dry-run             only try rows, name files",
        "letterpress merge letter.md people.csv -o look --preview 5          five letters that show most",
        "letterpress merge letter.md people.csv -o run --rows 217-230        some of the rows",
        "letterpress merge letter.md people.xlsx -o run --where country=DE --sort postcode",
        "letterpress merge letter.md crm.db -o run --query 'SELECT * FROM people'    from SQLite",
        "letterpress merge letter.md people.csv -o run --name '{{ row }}-{{ last_name }}.pdf'",
        "letterpress merge letter.md people.csv -o run --source-for fr=lettre.md     another text in French",
        "letterpress merge letter.md people.csv -o run --store s3://letters/may     into object storage",
        "letterpress merge letter.md people.csv -o run --store sftp://ada@print.example/may    to a server",
        "letterpress merge letter.md people.csv -o run --resume              finish a run that was stopped",
    ),
)
@source_argument
@click.argument("recipients", metavar="RECIPIENTS", type=click.Path(allow_dash=True, path_type=str))
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=str),
    help="The folder of the run: a new one, or that of a run to --resume.",
)
@click.option(
    "--name",
    metavar="NAME",
    default="",
    help="What the files are called, with fields: '{{ row }}-{{ last_name }}.pdf'. Without it: the row.",
)
@selection_options
@click.option("--folders", "in_folders", is_flag=True, help="Put each thousand letters into a folder.")
@stationery_option
@source_for_option
@set_option
@encoding_option
@review_option
@embed_options
@click.option("--skip-bad", is_flag=True, help="Leave out rows with errors instead of refusing them all.")
@errors_option
@click.option(
    "--preview",
    metavar="N",
    type=click.IntRange(min=1),
    help="Set only N letters that show most: first, last, longest, and those most unlike the others.",
)
@click.option("--dry-run", is_flag=True, help="Try every row and list the files; set nothing.")
@click.option("--resume", is_flag=True, help="Finish the run in DIR; letters that are right stay.")
@store_option
@crew_options
@validate_option
@print_run_options
@strict_option
@json_option
@quiet_option
def merge(**request: object) -> None:
    """Set a letter with fields once for each row of RECIPIENTS, and print the path of the folder.

    All rows are tried before the first letter is set; when one is wrong, nothing is written. A run that is
    stopped leaves whole letters and a ledger, and is finished with --resume.
    """
    if request["cluster"] and request["processes"] != 1:
        raise click.UsageError("--jobs and --cluster exclude each other")
    perform("merging:merge", request)


@program.command(
    short_help="Show a letter as it is read.",
    epilog=examples(
        "letterpress parse letter.txt                             the parts of the letter as a tree",
        "letterpress parse letter.txt --json | jq .salutation     one part of it",
        "letterpress parse letter.txt --explain                   every line: what it is, and why",
        "letterpress parse - < letter.txt                         from standard input",
        "letterpress parse letter.docx --source > letter.md       a document as a text to keep and edit",
    ),
)
@source_argument
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--explain", is_flag=True, help="Print every line, what it was taken for and by which rule.")
@click.option("--source", "as_source", is_flag=True, help="Print the text that is read, of a document too.")
@click.option("--tree", "as_tree", is_flag=True, help="Print the tree, with every node's type (the default).")
@set_option
@encoding_option
@review_option
def parse(**request: object) -> None:
    """Show a letter as letterpress reads it: date, salutation, body, footnotes, signatories.

    Nothing is refused here; `letterpress check` says what is wrong.
    """
    forms = {"json": "as_json", "explain": "explain", "tree": "as_tree", "source": "as_source"}
    asked = [form for form, name in forms.items() if request[name]]
    if len(asked) > 1 and asked != ["json", "explain"]:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]} exclude each other")
    perform("showing:parse", request)


@program.command(
    short_help="Say what is wrong with a letter.",
    epilog=examples(
        "letterpress check letter.txt             every error and warning, with its line",
        "letterpress check letter.txt --strict    fail on warnings too",
        "letterpress check letter.txt --json      for another program",
        "letterpress check letter.md --recipients people.csv    the letter with every row of a file",
    ),
)
@source_argument
@recipients_option
@selection_options
@source_for_option
@set_option
@encoding_option
@review_option
@strict_option
@json_option
def check(
    *,
    recipients: str | None,
    selection: dict[str, object],
    source_for: dict[str, str],
    **request: object,
) -> None:
    """Say what is wrong with a letter, without setting it; exit code 1 when there are errors.

    With --recipients, every row of the file is tried too; exit code 3 when one is wrong.
    """
    if recipients:
        request |= {"recipients": recipients, "selection": selection, "source_for": source_for}
        perform("merging:check_rows", request)
    if source_for:
        raise click.UsageError("--source-for needs --recipients FILE, which says the language of a row")
    perform("showing:check", request)


@program.command(
    short_help="Show a file of recipients as it is read.",
    epilog=examples(
        "letterpress recipients people.csv                          columns, rows, and every bad row",
        "letterpress recipients people.csv --errors errors.csv      all complaints as a table",
        "letterpress recipients crm.db --query 'SELECT * FROM p'    from an SQLite database",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True, path_type=str))
@selection_options
@errors_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def recipients(**request: object) -> None:
    """Show a file of recipients as letterpress reads it; exit code 3 when something in it is wrong.

    FILE is csv, tsv, xlsx, ods, json, jsonl or SQLite, or - for standard input.
    """
    perform("recipients:show", request)


@program.command(
    short_help="Judge finished PDFs.",
    epilog=examples(
        "letterpress preflight out/letter.pdf     does it hold what it claims?",
        "letterpress preflight *.pdf              a verdict for each; exit code 6 when one fails",
    ),
)
@click.argument(
    "files", metavar="PDF...", nargs=-1, required=True, type=click.Path(allow_dash=True, path_type=str)
)
@json_option
def preflight(**request: object) -> None:
    """Judge finished PDFs: the standards they claim, fonts, page boxes."""
    perform("judging:preflight", request)


@program.command(
    short_help="Begin a project.",
    epilog=examples(
        "letterpress init harbour                      a letter with fields, recipients, stationery",
        "letterpress init hafen --base din-5008-b      on other stationery",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=str))
@base_option
def init(**request: object) -> None:
    """Begin a project that can be set at once: a letter with fields, its recipients, stationery, out/."""
    perform("beginning:begin_project", request)


@program.group(
    short_help="List, show and begin stationery.",
    invoke_without_command=True,
    epilog=examples(
        "letterpress stationery list              the stationery there is",
        "letterpress stationery show us-block     its paper, boxes in millimetres, fonts and labels",
        "letterpress stationery new ours          one's own, on us-block",
    ),
)
@click.pass_context
def stationery(context: click.Context) -> None:
    """List, show and begin stationery: paper, page geometry, letterhead."""
    if context.invoked_subcommand is None:
        perform("stationery:list_all", {})


@stationery.command("list", epilog=examples("letterpress stationery list"))
def stationery_list() -> None:
    """List the stationery there is."""
    perform("stationery:list_all", {})


@stationery.command(
    "show",
    epilog=examples(
        "letterpress stationery show din-5008-b",
        "letterpress stationery show din-5008-b --proof sheet.pdf    its sheets, drawn",
    ),
)
@click.argument("name", metavar="NAME|DIR", shell_complete=complete_stationery)
@click.option(
    "--proof",
    metavar="FILE.pdf",
    type=click.Path(path_type=str),
    help="Draw its sheets with boxes, window and folds.",
)
def stationery_show(name: str, proof: str | None) -> None:
    """Show one stationery: its paper, boxes in millimetres, fonts and labels."""
    if proof:
        perform("drawing:draw", {"name": name, "proof": proof})
    else:
        perform("stationery:show", {"name": name})


@stationery.command(
    "new",
    epilog=examples(
        "letterpress stationery new ours                      on us-block",
        "letterpress stationery new ours --base din-5008-a    on another that ships",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=str))
@base_option
def stationery_new(**request: object) -> None:
    """Begin stationery of one's own that rests on one that ships."""
    perform("beginning:begin_stationery", request)


@program.command(
    short_help="Say what to install.",
    epilog=examples("letterpress doctor", "letterpress doctor && letterpress render letter.txt"),
)
def doctor() -> None:
    """Say what is installed and what to install; exit code 1 when something needed is missing."""
    perform("doctor:examine", {})


@program.command(
    short_help="Complete commands in your shell.",
    epilog=examples(
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


for command in (archive, verify, deliver, forget, sign):
    program.add_command(command)
