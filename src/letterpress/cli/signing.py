"""Signatories of a file, for commands that read a letter; imported when a letter names such a file."""

from dataclasses import replace

from letterpress.cli.sources import folder_of
from letterpress.merging import add_signatories
from letterpress.reading import Reading
from letterpress.source import Source


def sign(reading: Reading, source: Source, path: str) -> Reading:
    """Add the signatories of its file to a letter that was read from a path, and what is wrong with them."""
    signed = add_signatories(reading.letter, source, folder_of(path))
    return replace(reading, letter=signed.letter, diagnostics=(*reading.diagnostics, *signed.diagnostics))
