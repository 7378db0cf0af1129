"""The outline of a file of the run: one entry a letter, in order (ISO 32000-1:2008, 12.3.3).

More letters than a person can survey stand in groups, and groups in groups, so that no list is long: viewers
follow it entry by entry, and the validator gives up after 256.
"""

from dataclasses import dataclass
from itertools import pairwise

from letterpress.printing.pdffile import PdfFile
from letterpress.printing.values import reference_to, text_string

LONGEST_LIST = 50  # four levels of it hold six million letters, in 200 steps


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry: its title, the page it leads to, the first and last letter in it, and what it groups."""

    title: bytes
    page: int
    first: int
    last: int
    kids: tuple["_Entry", ...] = ()


class Outline:
    """An outline under way."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._entries: list[_Entry] = []

    def add(self, title: str, page: int, position: int) -> None:
        """Add the entry of a letter: its title, the number of its first page, its place in the run."""
        self._entries.append(_Entry(text_string(title), page, position, position))

    def finish(self) -> int:
        """Write the outline and give its number."""
        level = self._entries
        while len(level) > LONGEST_LIST:
            starts = range(0, len(level), LONGEST_LIST)
            level = [_group(tuple(level[start : start + LONGEST_LIST])) for start in starts]
        root = self._file.take_number()
        kids = self._write(tuple(level), root)
        self._file.put(root, b"<</Type /Outlines/Count %d%s>>" % (len(level), kids))
        return root

    def _write(self, entries: tuple[_Entry, ...], parent: int) -> bytes:
        """Write the entries of a list, and give the ends of it for their parent."""
        numbers = [self._file.take_number() for _ in entries]
        before = {after: b"/Prev " + reference_to(number) for number, after in pairwise(numbers)}
        after = {number: b"/Next " + reference_to(after) for number, after in pairwise(numbers)}
        for number, entry in zip(numbers, entries, strict=True):
            ends = self._write(entry.kids, number) + b"/Count -%d" % len(entry.kids) if entry.kids else b""
            place = (entry.title, reference_to(entry.page), reference_to(parent))
            links = before.get(number, b"") + after.get(number, b"") + ends
            self._file.put(number, b"<</Title %s/Dest [%s /Fit]/Parent %s%s>>" % (*place, links))
        return b"/First %s/Last %s" % (reference_to(numbers[0]), reference_to(numbers[-1]))


def _group(kids: tuple[_Entry, ...]) -> _Entry:
    """Make a group, closed, with the numbers of its letters for a title."""
    first, last = kids[0].first, kids[-1].last
    return _Entry(text_string(f"{first}\u2013{last}"), kids[0].page, first, last, kids)
