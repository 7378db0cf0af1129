"""Letters people really have: documents of word processors and PDFs, read as the text of a letter."""

from letterpress.importing.arrival import import_letter
from letterpress.importing.reviewing import Review

__all__ = ["Review", "import_letter"]
