"""Blocks of a printed page written as a letter is written, each character with the place it came from."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from letterpress.reading.printed.pages import PrintedLine
from letterpress.reading.printed.prose import PrintedBlock, PrintedKind
from letterpress.reading.printed.stranded import StrandedCall, StrandedNote
from letterpress.source import Source

LONGEST_HALF = 40  # letters before the hyphen at the end of a line
NOTE_MARGIN = "  "  # before all lines of a note but the first
Rejoin = Callable[[str, str], bool]

_MARKUP = re.compile(r"[\\*_`]|(?<=\])\(")
_LINE_MARK = re.compile(r"[#>+-](?=\s)|[|]")
_DIVIDED = re.compile(r"(?P<left>[^\W\d_]{2,})[-\u00ad\u2010]$")
_SECOND_HALF = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"[(<\[“\"]?(?:https?://|www\.)")
_IN_ADDRESS = re.compile(r"[\w./?&=#%~:+-]*[)\].,;>”]*")


class Scribe:
    """Writes a text out of stretches of another, and remembers where each came from.

    Args:
        source: the text as it was printed.
        calls: numbers in it that call notes, in order.
        rejoin: tells of the two halves of a word whether the hyphen between them is the line's alone.
    """

    def __init__(self, source: Source, calls: Sequence[StrandedCall], rejoin: Rejoin) -> None:
        self._source = source
        self._calls = calls
        self._call_places = [call.start for call in calls]
        self._rejoin = rejoin
        self._pieces: list[tuple[str, int]] = []
        self._last = 0

    def finish(self) -> Source:
        """Give the text; its places are those of the source."""
        return self._source.written_anew(self._pieces)

    def copy(self, start: int, end: int) -> None:
        """Write a stretch of the source as it is."""
        self._write(self._source.text[start:end], start)
        self._last = end

    def line(self, line: PrintedLine, lead: int = 0) -> None:
        """Write a line of words with its calls, without `lead` characters; nothing in it is markup."""
        start = line.start + lead
        if _LINE_MARK.match(line.text, lead):
            self._write("\\", start)
        first = bisect_left(self._call_places, start)
        for call in self._calls[first : bisect_left(self._call_places, line.end)]:
            self._plain(start, call.start)
            self._write(f"[^{call.label}]", call.start)
            start = call.end
        self._plain(start, line.end)
        self._last = line.end

    def rows(self, lines: Sequence[PrintedLine]) -> None:
        """Write lines as they are, with an empty line above them, and above the first one of each page."""
        page = -1
        for line in lines:
            self.between("\n\n" if line.gap or line.page != page else "\n")
            self.line(line)
            page = line.page

    def between(self, text: str = "\n\n") -> None:
        """Write what parts two stretches."""
        self._write(text, self._last)

    def block(self, block: PrintedBlock, margin: str = "") -> None:
        """Write a block behind a margin, and the empty line above it."""
        self.between()
        start = block.lines[0].start
        margin += "   " if block.is_nested else ""
        match block.kind:
            case PrintedKind.HEADING:
                self._write("# ", start)
                self._lines(block.lines, 0, " ")
            case PrintedKind.BULLET:
                self._write(f"{margin}- ", start)
                self._lines(block.lines, block.lead, f"\n{margin}  ")
            case PrintedKind.NUMBER:
                self._write(f"{margin}{block.number}. ", start)
                self._lines(block.lines, block.lead, f"\n{margin}   ")
            case PrintedKind.PARAGRAPH:
                self._write(margin, start)
                self._lines(block.lines, 0, f"\n{margin}")

    def note(self, note: StrandedNote, blocks: Sequence[PrintedBlock]) -> None:
        """Write the blocks of a note, and the empty line above it."""
        self.between()
        self._write(f"[^{note.label}]: ", note.start)
        for n, block in enumerate(blocks):
            if n or block.kind is not PrintedKind.PARAGRAPH:
                self.block(block, NOTE_MARGIN)
            else:
                self._lines(block.lines, 0, f"\n{NOTE_MARGIN}")

    def _lines(self, lines: Sequence[PrintedLine], lead: int, end: str) -> None:
        """Write lines one below the other; words and addresses divided between them are whole again."""
        for line, following in pairwise(lines):
            if self._is_divided(line, following):
                self.line(replace(line, text=line.text[:-1]), lead)
            else:
                self.line(line, lead)
                self.between("" if _address_goes_on(line, following) else end)
            lead = 0
        self.line(lines[-1], lead)

    def _is_divided(self, line: PrintedLine, following: PrintedLine) -> bool:
        left = _DIVIDED.search(line.text, max(0, len(line.text) - LONGEST_HALF))
        right = _SECOND_HALF.match(following.text)
        if not left or not right:
            return False
        if line.text.endswith("\u00ad"):
            return True
        is_in_address = _ADDRESS.match(line.text.rpartition(" ")[2]) is not None  # whose hyphens are its own
        return right[0][0].islower() and not is_in_address and self._rejoin(left["left"], right[0])

    def _plain(self, start: int, end: int) -> None:
        """Write words with a backslash before what would be markup."""
        text = self._source.text[start:end]
        position = 0
        for found in _MARKUP.finditer(text):
            self._write(text[position : found.start()], start + position)
            self._write("\\", start + found.start())
            position = found.start()
        self._write(text[position:], start + position)

    def _write(self, text: str, place: int) -> None:
        self._pieces.append((text, place))


def _address_goes_on(line: PrintedLine, following: PrintedLine) -> bool:
    """Tell whether an address at the end of a line goes on in the next: what follows reads like one."""
    first = following.text.partition(" ")[0]
    return bool(
        _ADDRESS.match(line.text.rpartition(" ")[2])
        and _IN_ADDRESS.fullmatch(first)
        and not first[0].isupper()
        and (first == following.text or re.search(r"[./?&=#%_]\w|\d-\d", first))
    )
