"""A PDF opened as a source; what its file makes pypdf raise becomes a refusal.

Garbage, loops and bombs end here: pypdf bounds what it decompresses, the limits of `glyphs` what is left.
"""

import logging
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TypeVar

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from letterpress.faults import PARSER_FAULTS
from letterpress.importing.archives import protected, refusal

# pypdf says on standard error what it mends; what is to be said of a broken file, we say.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

FAULTS = (PyPdfError, *PARSER_FAULTS)
MAX_PAGES = 500  # of a letter with all that is enclosed
MAX_ATTACHMENTS = 100

Result = TypeVar("Result")


def open_pdf(data: bytes, name: str) -> PdfReader:
    """Open a PDF.

    Raises:
        LetterError: it is damaged, protected by a password, or no letter by its number of pages.
    """
    reader = guarded(lambda: PdfReader(BytesIO(data)), name)
    if guarded(lambda: reader.is_encrypted, name):
        raise protected(name)
    pages = guarded(lambda: len(reader.pages), name)
    if pages > MAX_PAGES:
        raise refusal(
            f"{name} has {pages:,} pages, and a letter {MAX_PAGES} at most", "take the letter out of it"
        )
    return reader


def guarded(read: Callable[[], Result], name: str) -> Result:
    """Call a function that reads with pypdf.

    Raises:
        LetterError: the file is not what it says it is.
    """
    try:
        return read()
    except FAULTS as fault:
        reason = " ".join(str(fault).split())[:120] or type(fault).__name__
        hint = "open it in a viewer and print it to a PDF again"
        raise refusal(f"{name} is damaged: {reason}", hint) from fault


def language_of(reader: PdfReader) -> str:
    """Give the language the file says it is in (ISO 32000-1:2008, 14.9.2.2), or nothing."""
    tag = _dictionary(reader.trailer.get("/Root")).get("/Lang")
    return str(tag) if isinstance(tag, str) else ""


def embedded_source(reader: PdfReader) -> tuple[str, bytes] | None:
    """Find the file that the PDF says it was made from, by its name (ISO 19005-3:2012, 6.8)."""
    for specification in _associated(reader):
        if specification.get("/AFRelationship") != "/Source":
            continue
        stream = _dictionary(specification.get("/EF")).get("/F")
        resolved = stream.get_object() if stream is not None else None
        if isinstance(resolved, StreamObject):
            name = str(specification.get("/UF") or specification.get("/F") or "source")
            return name.replace("\\", "/").rpartition("/")[2] or "source", bytes(resolved.get_data())
    return None


def _associated(reader: PdfReader) -> Iterator[DictionaryObject]:
    files = _dictionary(reader.trailer.get("/Root")).get("/AF")
    resolved = files.get_object() if files is not None else None
    if isinstance(resolved, ArrayObject):
        yield from (_dictionary(one) for one in list(resolved)[:MAX_ATTACHMENTS])


def _dictionary(value: object) -> DictionaryObject:
    """Give a dictionary, or that of a stream; empty for anything else."""
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
