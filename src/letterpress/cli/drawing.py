"""`letterpress stationery show --proof`: the sheets of a stationery, drawn by WeasyPrint."""

from pathlib import Path

import click

from letterpress.diagnostics import ExitCode
from letterpress.files import write_atomically
from letterpress.stationery import load_stationery
from letterpress.typesetting import draw_sheets


def draw(*, name: str, proof: str) -> ExitCode:
    """Draw the sheets of one stationery, and print where they are."""
    write_atomically(Path(proof), draw_sheets(load_stationery(name)))
    click.echo(proof)
    return ExitCode.SUCCESS
