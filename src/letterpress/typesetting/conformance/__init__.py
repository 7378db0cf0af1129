"""Finishing a drawn document as PDF/A and PDF/UA: structure, metadata, catalogue, streams."""

from letterpress.typesetting.conformance.content import (
    LineEndGlyphs,
    end_text,
    join_operators,
    page_operators,
    without_empty_kerning,
    write_numbers,
)
from letterpress.typesetting.conformance.facts import FileFacts
from letterpress.typesetting.conformance.finishing import (
    ROW_NAME,
    FinishedPages,
    finish_file,
    finish_pages,
    line_end_glyphs,
    make_finisher,
    map_break_hyphens,
    row_attachment,
    source_attachment,
)
from letterpress.typesetting.conformance.metadata import write_info, write_xmp
from letterpress.typesetting.conformance.objects import look_up, number_of
from letterpress.typesetting.conformance.streams import compress_streams
from letterpress.typesetting.conformance.tree import Content, Drawn, contents_of

__all__ = [
    "ROW_NAME",
    "Content",
    "Drawn",
    "FileFacts",
    "FinishedPages",
    "LineEndGlyphs",
    "compress_streams",
    "contents_of",
    "end_text",
    "finish_file",
    "finish_pages",
    "join_operators",
    "line_end_glyphs",
    "look_up",
    "make_finisher",
    "map_break_hyphens",
    "number_of",
    "page_operators",
    "row_attachment",
    "source_attachment",
    "without_empty_kerning",
    "write_info",
    "write_numbers",
    "write_xmp",
]
