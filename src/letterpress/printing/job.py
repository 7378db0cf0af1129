"""What a print run is made of, and what is said of it when it is written: values only."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from letterpress.diagnostics import Diagnostic
from letterpress.printing.metadata import STANDARD


class PrintLetter(NamedTuple):
    """A finished letter.

    Attributes:
        name: what to call it in messages: its file.
        label: the words of its entry in the outline: plain text, never markup.
        pdf: its bytes.
    """

    name: str
    label: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What may be asked of a print run.

    Attributes:
        title: what the files call themselves.
        created: the date they carry; it must know its time zone.
        duplex: put a blank page behind a letter that would end on the front of a sheet.
        sheets_per_file: begin another file before a letter would pass so many sheets.
    """

    title: str
    created: datetime
    duplex: bool = False
    sheets_per_file: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A file of the run as it was written."""

    path: Path
    letter_count: int
    page_count: int
    sheet_count: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PrintSummary:
    """What was written, and the standard each file claims."""

    files: tuple[PrintedFile, ...]
    standard: str = STANDARD
    diagnostics: tuple[Diagnostic, ...] = ()
