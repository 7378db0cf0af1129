"""A PDF to the source of a letter: the text of its pages, as they look."""

from collections.abc import Iterator, Sequence

from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity
from letterpress.importing.pages.addresses import addresses_of, rejoin
from letterpress.importing.pages.glyphs import GlyphReader, PageGlyphs
from letterpress.importing.pages.lines import Ending, write_page
from letterpress.importing.pages.opening import embedded_source, guarded, language_of, open_pdf
from letterpress.reading.languages import LANGUAGE_TAG
from letterpress.source import Source

MOST_UNREADABLE = 0.02  # of the characters of a page; a bullet or two of a font of signs are fewer
LEAST_WORDS = 10  # characters of a page that is no picture


def read_pages(data: bytes, name: str) -> Source:
    """Read a PDF as the source of a letter.

    Its pages give a text as `pdftotext -layout` does, each with a form feed behind it. It is marked as
    printed, so `reading.printed` makes a letter of it.

    Raises:
        LetterError: it is damaged, protected by a password, a picture, or in fonts that say nothing.
    """
    reader = open_pdf(data, name)
    glyphs = GlyphReader(reader, name)
    pages = guarded(lambda: [glyphs.read(page) for page in reader.pages], name)
    _refuse_pictures(pages, name)
    links = guarded(lambda: [tuple(addresses_of(page)) for page in reader.pages], name)
    text = "".join(f"{rejoin(*page)}\f" for page in zip(_texts(pages), links, strict=True))
    language = guarded(lambda: language_of(reader), name)
    front = f"language: {language}\n" if LANGUAGE_TAG.fullmatch(language) else ""
    written = f"---\ntext: printed\n{front}---\n\n{text}"
    return Source(name, written, data, diagnostics=tuple(_told(pages)))


def _texts(pages: Sequence[PageGlyphs]) -> Iterator[str]:
    ending: Ending | None = None
    for page in pages:
        text, ending = write_page(page.glyphs, ending)
        yield text + "\n"


def find_source(data: bytes, name: str) -> tuple[str, bytes] | None:
    """Find the file a PDF carries as what it was made from: its name and its bytes.

    Raises:
        LetterError: the PDF is damaged, or protected by a password.
    """
    reader = open_pdf(data, name)
    return guarded(lambda: embedded_source(reader), name)


def _refuse_pictures(pages: Sequence[PageGlyphs], name: str) -> None:
    """Refuse pages without text, and those whose text nobody can know.

    Raises:
        LetterError: such a page.
    """
    if sum(len(page.glyphs) for page in pages) < LEAST_WORDS:
        what = "is a picture of its pages" if any(page.images for page in pages) else "has no text"
        raise _refusal(f"{name} {what}", "let a program recognise its text first, for instance ocrmypdf")
    for number, page in enumerate(pages, start=1):
        if page.unreadable > MOST_UNREADABLE * len(page.glyphs):
            message = f"the fonts on page {number} of {name} do not say which characters they show"
            raise _refusal(message, "print it to a PDF again, or let a program recognise its text")


def _refusal(message: str, hint: str) -> LetterError:
    return LetterError(Diagnostic(Code.PAGES_WITHOUT_TEXT, Severity.ERROR, message, hint))


def _told(pages: Sequence[PageGlyphs]) -> Iterator[Diagnostic]:
    """Yield what may be lost: one warning."""
    lost = ["emphasis", "links", "headings and tables but for their words"]
    if images := sum(page.images for page in pages):
        lost.append(f"{images} images" if images > 1 else "an image")
    if turned := sum(page.turned for page in pages):
        lost.append(f"{turned:,} characters that are not upright")
    if any(page.images and not page.glyphs for page in pages):
        lost.append("pages that are pictures")
    message = f"the letter is read off its pages, where it may have lost {', '.join(lost)}"
    if any(page.invisible for page in pages):
        message += "; its text was recognised from a picture, and may be wrong"
    hint = "look at it with `letterpress parse --source`, and keep the text"
    yield Diagnostic(Code.PAGES_READ, Severity.WARNING, message, hint)
