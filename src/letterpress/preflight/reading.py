"""Opens a PDF that may be anything at all and reads it into values: what follows never meets pypdf.

Garbage, encryption, loops and bombs end in a diagnostic. pypdf bounds what it decompresses and how deep
it goes; the limits here bound what is left.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from letterpress.diagnostics import Code, Diagnostic, PreflightError, Severity
from letterpress.faults import PARSER_FAULTS
from letterpress.preflight.fonts import Font, describe_font, read_font
from letterpress.preflight.inspection import FontUse
from letterpress.preflight.objects import POINTS_PER_MM, array, dictionary, key_of, number, stream_data
from letterpress.preflight.runs import Run, SpeltOut, read_runs

# pypdf says on standard error what it mends; the verdict on a broken file is ours to give.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

FAULTS = (PyPdfError, *PARSER_FAULTS)
MAX_PDF_BYTES = 256 * 1024 * 1024  # as the validator's own limit
MAX_PAGES = 20_000
MAX_FONTS = 10_000

Result = TypeVar("Result")
CORNERS = 4
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its boxes by name (in points), and what its content stream shows."""

    boxes: dict[str, Box]
    runs: tuple[Run, ...] = ()
    spelt: tuple[SpeltOut, ...] = ()
    unreadable: int = 0

    @property
    def size_mm(self) -> tuple[float, float]:
        """Give width and height."""
        left, bottom, right, top = self.boxes["MediaBox"]
        return (round(abs(right - left) / POINTS_PER_MM, 2), round(abs(top - bottom) / POINTS_PER_MM, 2))


@dataclass(frozen=True, slots=True)
class File:
    """What was read of a file; `pages` hold their text only when it was asked for."""

    pages: tuple[Page, ...]
    fonts: tuple[FontUse, ...]
    metadata: bytes


def open_pdf(data: bytes) -> PdfReader:
    """Open a PDF.

    Raises:
        PreflightError: it cannot be read, or it is encrypted.
    """
    if len(data) > MAX_PDF_BYTES:
        raise _unreadable(f"the file is larger than {MAX_PDF_BYTES // 1024**2} MiB")
    if b"%PDF-" not in data[:1024]:
        raise _unreadable("this is no PDF: it does not begin with %PDF-", "give the path of a PDF file")
    reader = guarded(lambda: PdfReader(BytesIO(data)))
    if guarded(lambda: reader.is_encrypted):
        raise _unreadable("the file is encrypted", "save it without password: an archive must read it")
    return reader


def read_file(reader: PdfReader, *, with_text: bool) -> File:
    """Read pages, fonts and metadata; the text with its places only when asked for.

    Raises:
        PreflightError: the file is too broken to be read.
    """
    return guarded(lambda: _read(reader, with_text=with_text))


def guarded(read: Callable[[], Result]) -> Result:
    """Call a function that reads with pypdf; what the file makes it raise becomes a `PreflightError`."""
    try:
        return read()
    except FAULTS as fault:
        reason = " ".join(str(fault).split())[:200] or type(fault).__name__
        raise _unreadable(f"the file cannot be read: {reason}") from fault


def _read(reader: PdfReader, *, with_text: bool) -> File:
    used: dict[int, DictionaryObject] = {}
    readable: dict[int, Font] = {}  # read once, whatever the pages that use them
    pages = []
    if len(reader.pages) > MAX_PAGES:
        raise _unreadable(f"the file has more than {MAX_PAGES} pages")
    for page in reader.pages:
        own = _fonts_of(page)
        used.update((key_of(reference), dictionary(reference)) for reference in own.values())
        if len(used) > MAX_FONTS:
            raise _unreadable(f"the file has more than {MAX_FONTS} fonts")
        if with_text:
            readable.update((key, read_font(used[key])) for key in used.keys() - readable.keys())
        fonts = {name: readable[key_of(reference)] for name, reference in own.items()} if with_text else None
        pages.append(_read_page(page, fonts))
    metadata = stream_data(dictionary(reader.trailer.get("/Root")).get("/Metadata"))
    return File(tuple(pages), tuple(describe_font(font) for font in used.values()), metadata)


def _fonts_of(page: PageObject) -> dict[str, object]:
    resources = dictionary(page.get("/Resources"))
    return {str(key): reference for key, reference in _raw_items(dictionary(resources.get("/Font")))}


def _raw_items(entries: DictionaryObject) -> list[tuple[object, object]]:
    """Give the entries of a dictionary with their references as they are."""
    return [(key, entries.raw_get(key)) for key in entries]


def _read_page(page: PageObject, fonts: dict[str, Font] | None) -> Page:
    """Read a page, with its text when there are fonts to read it."""
    boxes = {"MediaBox": _box(page.mediabox)}
    for key in ("CropBox", "TrimBox", "BleedBox"):
        if f"/{key}" in page:
            boxes[key] = _box(page[f"/{key}"])
    if fonts is None:
        return Page(boxes)
    contents = page.get("/Contents")
    parts = array(contents) or [contents]
    content = b"\n".join(stream_data(part) for part in parts)
    return Page(boxes, *read_runs(content, fonts))


def _box(value: object) -> Box:
    corners = [number(corner) for corner in array(value)]
    left, bottom, right, top = corners if len(corners) == CORNERS else (0.0,) * CORNERS
    return (left, bottom, right, top)


def _unreadable(message: str, hint: str = "") -> PreflightError:
    return PreflightError(Diagnostic(Code.PDF_UNREADABLE, Severity.ERROR, message, hint))
