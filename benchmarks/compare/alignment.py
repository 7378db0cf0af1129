"""Find the place of every printed line in the letter: which paragraph, which characters, how it ends."""

from dataclasses import dataclass

from compare.instrument import Line
from compare.pieces import HYPHENS, Piece, comparable


class TextDiffersError(Exception):
    """The pages do not say what the letter says."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line and the characters of its piece that it prints."""

    line: Line
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece of the letter and the lines it was set in."""

    piece: Piece
    lines: tuple[PlacedLine, ...]

    @property
    def breaks(self) -> tuple[PlacedLine, ...]:
        """Give the lines that end inside the piece where the author asked for no end."""
        return tuple(one for one in self.lines[:-1] if "\n" not in self.piece.gap(one.end))

    def hyphenated(self, one: PlacedLine) -> bool:
        """Tell whether a line ends in a hyphen that the author did not write."""
        return one.line.text[-1] in HYPHENS and not set(HYPHENS) & set(self.piece.gap(one.end))

    def page_of(self, place: int) -> int:
        """Give the page on which the character before a place of the text is printed."""
        return next(
            (one.line.page for one in self.lines if self.piece.places[one.end - 1] >= place - 1),
            self.lines[-1].line.page,
        )


def place_lines(lines: tuple[Line, ...], pieces: tuple[Piece, ...]) -> tuple[PlacedPiece, ...]:
    """Walk through lines and pieces side by side.

    Raises:
        TextDiffersError: a word is missing, doubled or out of order.
    """
    rest = list(lines)
    placed = []
    for piece in pieces:
        own: list[PlacedLine] = []
        start = 0
        while start < len(piece.compared):
            line = rest.pop(0) if rest else None
            text = comparable(line.text) if line else ""
            if line is None or not text or not piece.compared.startswith(text, start):
                raise TextDiffersError(f"{text!r} where {piece.compared[start : start + 60]!r} was due")
            own.append(PlacedLine(line, start, start + len(text)))
            start += len(text)
        placed.append(PlacedPiece(piece, tuple(own)))
    if rest:
        raise TextDiffersError(f"{rest[0].text!r} is left over")
    return tuple(placed)
