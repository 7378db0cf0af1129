"""Copies of letters that a password opens (AES-256, ISO 32000-2, 7.6), for the way and not for the archive.

PDF/A forbids encryption, and PDF/UA-1 rests on an edition of PDF without this one: a copy claims neither. The
only door to pypdf here, which needs the library of the extra `encrypt`.
"""

import re
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from typing import TypeAlias
from unicodedata import normalize

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity

ALGORITHM = "AES-256"  # by which pypdf means revision 6, that of PDF 2.0
HEADER = "%PDF-2.0"
CLAIMS = re.compile(
    rb"<(pdfaid|pdfuaid):(part|conformance|rev)>[^<]*</\1:\2>|\s(pdfaid|pdfuaid):\w+=\"[^\"]*\""
)

Encryptor: TypeAlias = Callable[[bytes, str], bytes]


def find_encryptor() -> Encryptor:
    """Give what makes copies.

    Raises:
        DeliveryError: its library is not installed.
    """
    if find_spec("cryptography") is None:
        hint = "type: pip install 'letterpress-pdf[encrypt]'"
        raise DeliveryError(
            Diagnostic(Code.EXTRA_MISSING, Severity.ERROR, "encryption needs the extra encrypt", hint)
        )
    return encrypt_pdf


def encrypt_pdf(pdf: bytes, password: str) -> bytes:
    """Give a copy of a letter that only the password opens, and that allows everything then.

    Two copies are never the same bytes: their keys are drawn.

    Args:
        pdf: a letter of ours.
        password: in any letters; it is compared in compatibility form (NFKC), as RFC 4013 has it.
    """
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    metadata = writer.root_object["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject), "a letter has metadata"
    plain = StreamObject()
    plain.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    plain.set_data(CLAIMS.sub(b"", metadata.get_data()))
    writer.root_object[NameObject("/Metadata")] = writer._add_object(plain)  # noqa: SLF001 -- it has no other way
    writer.pdf_header = HEADER
    writer.encrypt(normalize("NFKC", password), algorithm=ALGORITHM)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
