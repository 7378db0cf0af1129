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
    """Find the piece that every line belongs to.

    Pieces come in order, each line after line; two notes carried over together go on side by side, so a line
    may also go on with an earlier piece that is not at its end.

    Raises:
        TextDiffersError: a word is missing, doubled or out of order.
    """
    found: list[list[PlacedLine]] = [[] for _ in pieces]
    for line in lines:
        text = comparable(line.text)
        place = next((place for place, own in enumerate(found) if _goes_on(text, pieces[place], own)), None)
        if place is None:
            raise TextDiffersError(f"{text!r} goes on with nothing")
        start = _end(found[place])
        found[place].append(PlacedLine(line, start, start + len(text)))
    for piece, own in zip(pieces, found, strict=True):
        if _end(own) < len(piece.compared):
            raise TextDiffersError(f"{piece.compared[_end(own) :][:60]!r} is not on any page")
    return tuple(PlacedPiece(piece, tuple(own)) for piece, own in zip(pieces, found, strict=True))


def _goes_on(text: str, piece: Piece, own: list[PlacedLine]) -> bool:
    return bool(text) and piece.compared.startswith(text, _end(own))


def _end(own: list[PlacedLine]) -> int:
    return own[-1].end if own else 0
