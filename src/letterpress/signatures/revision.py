"""What a signature adds to a file: objects behind its end, which leave both standards as they were.

It rests on what the library keeps to itself (`_update_meta`, `_handle_id`), so the version is held.
"""

from hashlib import sha256
from io import BytesIO

from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec

FIELD_STEM = "Signature"
FIELD_LABEL = "Digital signature"  # ISO 14289-1:2014, 7.18.1: a widget has words for those who do not see it
# Outside of the page, where ISO 14289-1, 7.18.1 lets it go untagged; printed, as ISO 19005-2, 6.3.2 asks.
OUTSIDE = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)


class Revision(IncrementalPdfFileWriter):
    """Writes a revision that keeps the metadata and the version of the file, and has no chance in it."""

    def _update_meta(self) -> None:
        """Leave XMP and Info alone: they claim the standards, and the letter is as old as it was."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Stay with PDF 1.7, on which PDF/A-2 and PDF/A-3 rest (ISO 19005-2, 6.1.2)."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        """Make the second identifier from the bytes that are signed instead of by chance."""
        changing = ByteStringObject(sha256(prev.stream.getvalue()).digest()[:16])
        first = prev.trailer["/ID"][0] if "/ID" in prev.trailer else changing
        kept = getattr(first, "original_bytes", first)  # a string that looks like text is read as one
        return ArrayObject([ByteStringObject(kept), changing])


def begin_revision(pdf: bytes) -> Revision:
    """Begin a revision of a file; where there is an annotation, tabs go by the structure.

    ISO 14289-1:2014, 7.18.3 asks that of every page with an annotation.
    """
    revision = Revision(BytesIO(pdf))
    reference, _ = revision.find_page_for_modification(0)
    page: DictionaryObject = reference.get_object()
    if page.get("/Tabs") != "/S":
        page[NameObject("/Tabs")] = NameObject("/S")
        revision.mark_update(reference)
    return revision


def new_field(revision: Revision) -> SigFieldSpec:
    """Give the field for one more signature, under a name no other has."""
    number = len(revision.prev.embedded_signatures) + 1
    return SigFieldSpec(
        f"{FIELD_STEM}{number}", invis_sig_settings=OUTSIDE, readable_field_name=f"{FIELD_LABEL} {number}"
    )
