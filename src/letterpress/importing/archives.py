"""Documents of word processors are zip archives of XML: opened, judged, and read part by part.

The directory is looked at before anything is unpacked, so that a bomb never goes off: zipfile gives no more
of a part than its directory says. Parts that declare a document type are refused, for no word processor
writes one and entities grow in them; so are those nested deeper than any document is.
"""

from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 -- an exception

from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity
from letterpress.importing.markup import prefix_names

ZIP_MAGIC = b"PK"
MAX_PART_BYTES = 64 * 1024**2  # of one part, unpacked; an image of a letter has as many at most
MAX_UNPACKED_BYTES = 256 * 1024**2
MAX_RATIO = 200  # of unpacked to packed; the XML of letters has 5 to 30
SMALL_PART_BYTES = 4 * 1024**2  # below it no ratio is a danger
MAX_PARTS = 5_000
MAX_ELEMENTS = 2_000_000  # of one part; a letter of a thousand pages has fewer
MAX_DEPTH = 150  # elements in elements; twenty lists in tables in boxes have fewer

# What zipfile raises at archives that are damaged, or packed in a way it does not know.
DAMAGE = (BadZipFile, ZlibError, EOFError, KeyError, NotImplementedError, OSError, ValueError, RuntimeError)

_ENCRYPTED = 0x1  # the flag of a part that needs a password
_PIECE_BYTES = 1024**2


class Archive:
    """The parts of a document.

    Raises:
        LetterError: no archive, a damaged one, one protected by a password, or a bomb.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = ZipFile(BytesIO(data))
        except DAMAGE as error:
            raise self._damaged(error) from error
        parts = self._zip.infolist()
        self.names = frozenset(part.filename for part in parts)
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise protected(name)
        swollen = any(
            part.file_size > SMALL_PART_BYTES and part.file_size > MAX_RATIO * part.compress_size
            for part in parts
        )
        unpacked = sum(part.file_size for part in parts)
        if swollen or unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
            message = f"{name} unpacks to {unpacked / 1024**2:,.0f} MiB, which no letter does"
            raise refusal(message, "save the letter again, with smaller images")

    def read(self, part: str) -> bytes:
        """Read a part; of one that is not there nothing.

        Raises:
            LetterError: it is damaged, or too large.
        """
        if part not in self.names:
            return b""
        try:
            info = self._zip.getinfo(part)
            if info.file_size > MAX_PART_BYTES:
                limit = MAX_PART_BYTES // 1024**2
                message = f"{part} in {self._name} is larger than {limit} MiB"
                raise refusal(message, "save the letter again, with smaller images")
            return self._zip.read(info)
        except DAMAGE as error:
            raise self._damaged(error) from error

    def read_xml(self, part: str) -> Element | None:
        """Read a part as XML, its names with the usual prefixes; of one that is not there nothing.

        Raises:
            LetterError: it is damaged, no XML, or built to do harm.
        """
        data = self.read(part)
        if not data:
            return None
        if b"<!DOCTYPE" in data or "<!DOCTYPE".encode("utf-16-le") in data:
            message = f"{part} in {self._name} declares a document type, which no word processor does"
            raise refusal(message, "open the document in a word processor and save it again")
        try:
            return prefix_names(self._parse(data, part))
        except ParseError as error:
            raise self._damaged(error) from error

    def _parse(self, data: bytes, part: str) -> Element:
        parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
        depth = count = 0
        root: Element | None = None
        for start in range(0, len(data), _PIECE_BYTES):
            parser.feed(data[start : start + _PIECE_BYTES])
            events: Any = parser.read_events()
            for event, element in events:
                root = element if root is None else root
                depth += 1 if event == "start" else -1
                count += event == "start"
                if depth > MAX_DEPTH or count > MAX_ELEMENTS:
                    message = f"{part} in {self._name} is nested or divided as no letter is"
                    raise refusal(message, "copy the words into a new document")
        parser.close()
        assert root is not None, "what is parsed to its end has a root"
        return root

    def _damaged(self, error: Exception) -> LetterError:
        reason = " ".join(str(error).split())[:120]
        hint = "open it in a word processor and save it again"
        return refusal(f"{self._name} is damaged: {reason}", hint)


def protected(name: str) -> LetterError:
    """Refuse a document that opens only with a password."""
    return refusal(f"{name} is protected by a password", "save it without one")


def refusal(message: str, hint: str) -> LetterError:
    """Refuse a document that cannot be read."""
    return LetterError(Diagnostic(Code.DOCUMENT_UNREADABLE, Severity.ERROR, message, hint))
