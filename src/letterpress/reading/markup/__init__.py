"""Markup of a letter: the only door to markdown-it-py."""

from letterpress.reading.markup.blocks import Blocks, read_blocks
from letterpress.reading.markup.inlines import Calls, Inlines, read_inlines
from letterpress.reading.markup.punctuation import punctuate
from letterpress.reading.markup.raw import Kind, Line, RawBlock, RawImage

__all__ = [
    "Blocks",
    "Calls",
    "Inlines",
    "Kind",
    "Line",
    "RawBlock",
    "RawImage",
    "punctuate",
    "read_blocks",
    "read_inlines",
]
