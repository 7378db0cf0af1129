"""The recipients a command names: read, chosen, and complained of within a screen or two."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import click

from letterpress.cli.errorlist import errors_csv
from letterpress.cli.sources import DASH
from letterpress.diagnostics import Diagnostic, RecipientsError
from letterpress.files import write_atomically
from letterpress.mailing import Mailing, Versions, plan_mailing
from letterpress.merging import RecipientsOptions, Selection
from letterpress.source import STANDARD_INPUT

MOST_SHOWN = 50  # bad rows, notes and failed letters named on the screen


class Asked(NamedTuple):
    """What a command says of its recipients: the file, `-` for standard input, and how to read it."""

    path: str
    options: RecipientsOptions

    @property
    def name(self) -> str:
        """Give what to call the file in messages."""
        return STANDARD_INPUT if self.path == DASH else self.path

    @property
    def file(self) -> Path | BinaryIO:
        """Give the file, or the bytes of standard input."""
        return sys.stdin.buffer if self.path == DASH else Path(self.path)


def asked_of(path: str, selection: Mapping[str, Any]) -> Asked:
    """Give what the options about recipients ask for; `selection` has their values by name."""
    chosen = dict(selection)
    encoding, query = chosen.pop("recipients_encoding"), chosen.pop("query")
    return Asked(path, RecipientsOptions(encoding, query, Selection(**chosen)))


def plan(letter: Versions, asked: Asked, overrides: Mapping[str, str]) -> Mailing:
    """Read the recipients and try every row; `overrides` as for `plan_mailing`.

    Raises:
        LetterError: a field of the letter is no Jinja.
        RecipientsError: the file cannot be opened.
    """
    if letter.main.source.name == STANDARD_INPUT and asked.path == DASH:
        raise click.UsageError("the letter and the recipients cannot both come from standard input")
    return plan_mailing(letter, asked.file, asked.name, asked.options, overrides)


def refuse_errors(mailing: Mailing, *, skip_bad: bool = False, json_lines: bool = False) -> None:
    """Refuse what cannot be written to, naming as much of it as a screen holds.

    Raises:
        RecipientsError: the file as a whole is wrong, or a row is and is not to be skipped.
    """
    if mailing.faults or (mailing.bad and not skip_bad):
        shown = show_some(mailing.errors, "errors", json_lines=json_lines)
        raise RecipientsError(*shown)


def show_some(
    diagnostics: Sequence[Diagnostic], what: str, *, json_lines: bool = False, to_stdout: bool = False
) -> Sequence[Diagnostic]:
    """Give as many diagnostics as a screen holds, and say how many there are; a program gets them all."""
    if json_lines or len(diagnostics) <= MOST_SHOWN:
        return diagnostics
    click.echo(f"{len(diagnostics):,} {what}; the first {MOST_SHOWN}:", err=not to_stdout)
    return diagnostics[:MOST_SHOWN]


def write_errors(path: str | None, diagnostics: Sequence[Diagnostic], file: str) -> None:
    """Write all diagnostics as a table, when a path for it was given.

    Raises:
        DeliveryError: it cannot be written.
    """
    if path:
        write_atomically(Path(path), errors_csv(diagnostics, file))
