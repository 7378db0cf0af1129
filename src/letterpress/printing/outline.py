"""The outline of a file of the run: one entry a letter, in order (ISO 32000-1:2008, 12.3.3).

It is flat: viewers read entries as they are shown, and a group would need a name nobody gave.
"""

from letterpress.printing.pdffile import PdfFile
from letterpress.printing.values import reference_to, text_string


class Outline:
    """An outline under way: an entry is written when the next one is known."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._root = file.take_number()
        self._first = self._last = self._count = 0
        self._waiting = b""

    def add(self, title: str, page: bytes) -> None:
        """Add an entry that leads to a page, given by its reference."""
        number = self._file.take_number()
        before = b"/Prev " + reference_to(self._last) if self._last else b""
        self._write_waiting(b"/Next " + reference_to(number))
        self._first = self._first or number
        self._last, self._count = number, self._count + 1
        entries = (text_string(title), page, reference_to(self._root), before)
        self._waiting = b"<</Title %s/Dest [%s /Fit]/Parent %s%s" % entries

    def finish(self) -> int:
        """Write what is open, and give the number of the outline."""
        self._write_waiting(b"")
        ends = (reference_to(self._first), reference_to(self._last), self._count)
        self._file.put(self._root, b"<</Type /Outlines/First %s/Last %s/Count %d>>" % ends)
        return self._root

    def _write_waiting(self, after: bytes) -> None:
        if self._waiting:
            self._file.put(self._last, self._waiting + after + b">>")
