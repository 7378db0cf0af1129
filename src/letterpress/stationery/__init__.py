"""Stationery: the paper, its zones in millimetres, its type and its words.

It knows nothing of letters, HTML or PDF.
"""

from letterpress.stationery.loading import (
    ARCHIVE_LABELS,
    archive_table_of,
    assets_folder,
    default_stationery,
    list_stationery,
    load_stationery,
)
from letterpress.stationery.values import (
    PX_PER_MM,
    TURNED,
    Box,
    Fitting,
    FontFace,
    FootnoteArea,
    Mark,
    Paper,
    Shelf,
    SignatureGrid,
    Stationery,
    StyleSheet,
    Window,
)

__all__ = [
    "ARCHIVE_LABELS",
    "PX_PER_MM",
    "TURNED",
    "Box",
    "Fitting",
    "FontFace",
    "FootnoteArea",
    "Mark",
    "Paper",
    "Shelf",
    "SignatureGrid",
    "Stationery",
    "StyleSheet",
    "Window",
    "archive_table_of",
    "assets_folder",
    "default_stationery",
    "list_stationery",
    "load_stationery",
]
