"""Finished letters in one file for the print shop."""

from letterpress.printing.job import PrintedFile, PrintLetter, PrintOptions, PrintSummary
from letterpress.printing.writing import write_print_run

__all__ = [
    "PrintLetter",
    "PrintOptions",
    "PrintSummary",
    "PrintedFile",
    "write_print_run",
]
