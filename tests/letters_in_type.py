"""Letters set in type for tests: one engine a stationery, words in and words out."""

import re
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pypdfium2 import PdfDocument

from letterpress.letter import Letter, Paragraph, Signatory, Text
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, TypesetLetter, TypesettingOptions, typeset_letter

OPTIONS = TypesettingOptions(datetime(2021, 7, 22, tzinfo=UTC))
JOINED = "\ufffe"
SOURCE = Source("letter.txt", "A letter made without a source.")


@cache
def engine_of(stationery: str) -> Engine:
    return Engine(load_stationery(stationery))


def line(text: str) -> Paragraph:
    """Make a paragraph, or a line of an address, of plain text."""
    return Paragraph((Text(text),))


LETTER = Letter(
    salutation=line("Dear Ada,"),
    body=(line("Thank you for the engine."),),
    complimentary_close=line("Sincerely,"),
    signature_block=(Signatory("Charles Babbage", "Professor"),),
)


def typeset(letter: Letter, stationery: str = "us-block", source: Source = SOURCE) -> TypesetLetter:
    engine = engine_of(stationery)
    return typeset_letter(letter, source, engine.stationery, OPTIONS, engine)


def typeset_text(text: str, stationery: str = "us-block") -> TypesetLetter:
    """Read a letter and set it."""
    source = Source("letter.txt", text, text.encode())
    return typeset(read_letter(source).letter, stationery, source)


def text_of(pdf: bytes, folder: Path) -> list[str]:
    """Extract the text of each page as poppler reads it, in the order of the content."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603 -- fixed words
    return text.split("\f")[:-1]


def text_in_browser(pdf: bytes) -> list[str]:
    """Extract the text of each page as it is copied from Chromium's viewer.

    PDFium puts U+FFFE where it joins a word over the end of a line; the viewer drops it.
    """
    pages = (page.get_textpage().get_text_range() for page in PdfDocument(pdf))
    return [page.replace(JOINED, "") for page in pages]


def squeeze(text: str) -> str:
    """Take out white space and the hyphens of line breaks, which no author wrote."""
    return re.sub("[\\s\u00ad\u2010]+", "", text)
