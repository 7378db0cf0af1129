"""Diagnostics as people and programs read them: place, message, the line with carets, hint; or JSON.

Text from a letter is printed with its control characters replaced, so that no letter can steer a terminal.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from unicodedata import category, combining, east_asian_width

import click

from letterpress.diagnostics import Diagnostic, Place, Severity, diagnostic_json
from letterpress.source import EXCERPT_COLUMNS

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def print_diagnostics(
    diagnostics: Iterable[Diagnostic], *, json_lines: bool = False, to_stdout: bool = False, file: str = ""
) -> None:
    """Print diagnostics in the order of the text, to standard error unless they are what was asked for.

    A diagnostic without a place of its own is said of `file`.
    """
    stream = sys.stdout if to_stdout else sys.stderr
    colour = not json_lines and wants_colour(is_terminal=stream.isatty())
    for diagnostic in sorted(diagnostics, key=_position):
        text = format_json(diagnostic, file) if json_lines else format_diagnostic(diagnostic, file)
        click.echo(text, err=not to_stdout, color=colour)


def wants_colour(*, is_terminal: bool) -> bool:
    """Tell whether to colour: on a terminal that can, unless NO_COLOR says no (no-color.org)."""
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def format_json(diagnostic: Diagnostic, file: str = "") -> str:
    """Give a diagnostic as one line of JSON."""
    name = diagnostic.place.name if diagnostic.place else file
    return json.dumps({"file": name} | diagnostic_json(diagnostic))


def format_diagnostic(diagnostic: Diagnostic, file: str = "") -> str:
    """Lay a diagnostic out for a person, with terminal colours."""
    colour = COLOURS[diagnostic.severity]
    severity = click.style(diagnostic.severity, fg=colour, bold=True)
    place = diagnostic.place and replace(diagnostic.place, name=printable(diagnostic.place.name))
    where = _where(place) if place else file and f"{printable(file)}: "
    lines = [f"{where}{severity}: {printable(diagnostic.message)} [{diagnostic.code}]"]
    if place and place.excerpt:
        lines += _excerpt(place, colour)
    if diagnostic.hint:
        lines.append(f"  {click.style('hint', fg='cyan')}: {printable(diagnostic.hint)}")
    return "\n".join(lines)


def _where(place: Place) -> str:
    """Say where something is: line and column of a text, or row and column of a table."""
    parts = [] if place.row is None else [f"row {place.row}"]
    parts += [f'column "{printable(place.field)}"'] if place.field else []
    if parts:
        return f"{place.name}:{place.line}: {', '.join(parts)}: "
    return f"{place.name}:{place.line}:{place.column}: "


def _position(diagnostic: Diagnostic) -> tuple[str, int, int]:
    place = diagnostic.place
    return (place.name, place.line, place.column) if place else ("", 0, 0)


def _excerpt(place: Place, colour: str) -> list[str]:
    """Give the author's line and carets under the stretch; of a long line `Source.place` cuts the start."""
    cut = 0 if place.column <= EXCERPT_COLUMNS else place.column - EXCERPT_COLUMNS // 2
    start = place.column - 1 - cut
    indent = " " * cells_of(place.excerpt[:start])
    carets = "^" * max(1, cells_of(place.excerpt[start : start + place.width]))
    gutter = f"{place.line:5} | "
    return [
        f"{gutter}{printable(place.excerpt)}",
        f"{' ' * (len(gutter) - 2)}| {indent}{click.style(carets, fg=colour, bold=True)}",
    ]


def count_of(number: int, thing: str) -> str:
    """Say how many there are of something whose plural ends in s."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def printable(text: str) -> str:
    """Replace what could steer a terminal."""
    return "".join(_printable_character(character) for character in text)


def _printable_character(character: str) -> str:
    if character in "\t\n":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if category(character).startswith("C") else character


def cells_of(text: str) -> int:
    """Count the columns text takes on a terminal."""
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
