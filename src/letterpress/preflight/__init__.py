"""Judging a finished PDF: standards, fonts, page boxes, text and footnotes, from the file alone."""

from letterpress.preflight.inspecting import inspect_pdf
from letterpress.preflight.inspection import FontUse, Inspection, SignatureCoverage
from letterpress.preflight.outline import structure_outline
from letterpress.preflight.standards import read_claims

__all__ = [
    "FontUse",
    "Inspection",
    "SignatureCoverage",
    "inspect_pdf",
    "read_claims",
    "structure_outline",
]
