"""A document as it arrives to the source of a letter: told by what is in it, read, and written anew.

Everything behind it knows texts only. Nothing a document leads to is opened, nothing in it is run.
"""

from dataclasses import replace

from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity
from letterpress.importing.archives import ZIP_MAGIC, Archive, protected, refusal
from letterpress.importing.content import Document, Findings
from letterpress.importing.opendocument.reader import read_opendocument
from letterpress.importing.pages.reader import find_source, read_pages
from letterpress.importing.reviewing import Review
from letterpress.importing.sides import stack_sides
from letterpress.importing.word.reader import read_word
from letterpress.importing.writing import write_letter
from letterpress.source import MAX_SOURCE_BYTES, Source, decode_source, is_document

PDF_MAGIC = b"%PDF-"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a compound file: an old .doc, or an encrypted .docx
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the name of a stream in it (MS-OFFCRYPTO, 2.3.4.4)


def import_letter(data: bytes, name: str, review: Review = None) -> Source:
    """Read a document as the source of a letter.

    Args:
        data: a .docx, an .odt or a PDF.
        name: what to call it in messages.
        review: what becomes of tracked changes, and with either answer comments are left out; without one a
            document that has any is an error among the diagnostics of the source.

    Raises:
        LetterError: it is of no format that is read, damaged, protected, or built to do harm.
    """
    if len(data) > MAX_SOURCE_BYTES:
        message = f"{name} is larger than {MAX_SOURCE_BYTES // 1024**2} MiB"
        hint = "save it with smaller images"
        raise LetterError(Diagnostic(Code.SOURCE_TOO_LARGE, Severity.ERROR, message, hint))
    start = data.lstrip()
    if start.startswith(PDF_MAGIC):
        return _own_source(data, name, review) or read_pages(data, name)
    if start.startswith(OLE_MAGIC):
        if ENCRYPTED in data:
            raise protected(name)
        raise refusal(f"{name} is a .doc, the binary format of Word before 2007", "save it as .docx")
    if not data.startswith(ZIP_MAGIC):
        raise refusal(f"{name} is of a format letterpress does not read", "save it as .docx, .odt or .pdf")
    return _written(_read_archive(data, name, review), data, name)


def _own_source(data: bytes, name: str, review: Review) -> Source | None:
    """Read what a PDF was made from, where it carries that; what cannot be read there is passed over."""
    found = find_source(data, name)
    if not found or found[1].startswith(PDF_MAGIC):
        return None
    file, carried = found
    try:
        own = f"{name}/{file}"
        source = import_letter(carried, own, review) if is_document(carried) else decode_source(carried, own)
    except LetterError:
        return None
    message = f"{name} carries its source, {file}, which is read instead of its pages"
    hint = "to read the pages instead, print the PDF to a PDF again"
    note = Diagnostic(Code.SOURCE_EMBEDDED, Severity.NOTE, message, hint)
    return replace(source, diagnostics=(note, *source.diagnostics))


def _read_archive(data: bytes, name: str, review: Review) -> Document:
    archive = Archive(data, name)
    if "[Content_Types].xml" in archive.names and any(one.startswith("word/") for one in archive.names):
        return read_word(archive, name, review)
    if "content.xml" in archive.names:
        return read_opendocument(archive, name, review)
    raise refusal(f"{name} is an archive, and no document of a word processor", "save it as .docx or .odt")


def _written(document: Document, data: bytes, name: str) -> Source:
    """Write a document as text; one without any words is no letter."""
    findings = Findings()
    stacked = replace(document, blocks=stack_sides(document.blocks, findings))
    text = write_letter(stacked, findings)
    diagnostics = (*document.findings, *findings.diagnostics())
    if not document.blocks and not diagnostics:
        hint = "write the letter first"
        raise LetterError(Diagnostic(Code.SOURCE_EMPTY, Severity.ERROR, f"{name} has no words in it", hint))
    return Source(name, text, data, images=document.images, diagnostics=diagnostics)
