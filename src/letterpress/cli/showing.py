"""`letterpress parse` and `letterpress check`: a letter as it is read, and what is wrong with it."""

import json
from collections.abc import Mapping

import click

from letterpress.checking import check_letter
from letterpress.cli.explaining import explanation_json, print_explanation
from letterpress.cli.overrides import refuse_unknown_keys
from letterpress.cli.performing import load
from letterpress.cli.reporting import count_of, print_diagnostics
from letterpress.cli.sources import read_source
from letterpress.diagnostics import Diagnostic, ExitCode, has_errors, has_warnings
from letterpress.outline import letter_json, outline
from letterpress.reading import Reading, explain_lines, read_letter
from letterpress.source import Source


def parse(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    source: str,
    overrides: Mapping[str, str],
    encoding: str | None,
    review: str | None,
    as_json: bool,
    as_tree: bool,
    as_source: bool,
    explain: bool,
) -> ExitCode:
    """Print the letter as read: a tree unless JSON, the text that is read or an explanation is asked for."""
    assert as_json + as_tree + as_source <= 1
    assert not (explain and (as_tree or as_source))
    text, reading, diagnostics = _read(source, overrides, encoding, review)
    letter = reading.letter
    if explain:
        lines = explain_lines(text, reading)
        if as_json:
            click.echo(explanation_json(lines).encode())
        else:
            print_diagnostics(diagnostics)
            print_explanation(lines)
        return ExitCode.SUCCESS
    if as_source:
        shown = text.text
        print_diagnostics(diagnostics)
    elif as_json:
        shown = json.dumps(letter_json(letter, text, diagnostics), ensure_ascii=False, indent=1) + "\n"
    else:
        shown = outline(letter)
        print_diagnostics(diagnostics)
        if len(letter.signature_block) > 1:
            click.echo(count_of(len(letter.signature_block), "signature"), err=True)
    click.echo(shown.encode(), nl=False)
    return ExitCode.SUCCESS


def check(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    source: str,
    overrides: Mapping[str, str],
    encoding: str | None,
    review: str | None,
    strict: bool,
    json_lines: bool,
) -> ExitCode:
    """Print what is wrong with a letter; the diagnostics are what was asked for: standard output."""
    _, _, diagnostics = _read(source, overrides, encoding, review)
    print_diagnostics(diagnostics, json_lines=json_lines, to_stdout=True)
    fails = has_errors(diagnostics) or (strict and has_warnings(diagnostics))
    return ExitCode.LETTER if fails else ExitCode.SUCCESS


def _read(
    path: str, overrides: Mapping[str, str], encoding: str | None, review: str | None
) -> tuple[Source, Reading, tuple[Diagnostic, ...]]:
    refuse_unknown_keys(overrides)
    source = read_source(path, encoding, review)
    reading = read_letter(source, overrides)
    if reading.letter.signatory_file:
        reading = load("signing:sign")(reading, source, path)
    return source, reading, (*reading.diagnostics, *check_letter(reading.letter, source))
