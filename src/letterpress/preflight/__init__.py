"""Judging a finished PDF: standards, fonts, page boxes, text and footnotes, from the file alone."""

from letterpress.preflight.inspecting import inspect_pdf
from letterpress.preflight.inspection import Expected, ExpectedLine, ExpectedPage, FontUse, Inspection
from letterpress.preflight.outline import structure_outline

__all__ = [
    "Expected",
    "ExpectedLine",
    "ExpectedPage",
    "FontUse",
    "Inspection",
    "inspect_pdf",
    "structure_outline",
]
