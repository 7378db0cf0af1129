"""What a letter's pages must say, piece by piece: the text the lines of a PDF are held against.

Characters are compared without white space, hyphens and bullets, so that a piece matches its lines however
they are broken.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Literal, assert_never

from letterpress.letter import (
    Block,
    BulletList,
    Emphasis,
    Figure,
    FootnoteCall,
    Foreign,
    Heading,
    Inline,
    Letter,
    LineBreak,
    Link,
    NumberedList,
    PageBreak,
    Paragraph,
    Quotation,
    Strong,
    Table,
    Text,
    ThematicBreak,
)

Kind = Literal["line", "heading", "paragraph", "quotation", "close", "note"]
HYPHENS = "-\N{SOFT HYPHEN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
UNCOMPARED = re.compile(rf"[{HYPHENS}\s•]")
ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of the letter: its text as written and where each compared character stands in it."""

    kind: Kind
    text: str
    note: int = 0  # the note this belongs to
    calls: tuple[tuple[int, int], ...] = ()  # number and place in the text
    compared: str = field(init=False)
    places: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Work out the characters to compare."""
        pairs = [(sign, place) for place, sign in enumerate(self.text) for sign in comparable(sign)]
        object.__setattr__(self, "compared", "".join(sign for sign, _ in pairs))
        object.__setattr__(self, "places", tuple(place for _, place in pairs))

    @property
    def is_prose(self) -> bool:
        """Tell whether this is set in justified lines."""
        return self.kind in {"paragraph", "quotation", "note"}

    def gap(self, end: int) -> str:
        """Give what stands in the text between two compared characters: a space, a hyphen or nothing."""
        return self.text[self.places[end - 1] + 1 : self.places[end]]

    def is_in_address(self, end: int) -> bool:
        """Tell whether a break before this compared character parts a web address."""
        place = self.places[end]
        return any(found.start() < place < found.end() for found in ADDRESS.finditer(self.text))


def comparable(text: str) -> str:
    """Give the characters that must agree: ligatures as letters, superiors as figures, one apostrophe."""
    return UNCOMPARED.sub("", unicodedata.normalize("NFKC", text)).replace("'", APOSTROPHE)


def body_pieces(letter: Letter) -> tuple[Piece, ...]:
    """Give what stands in the size of the text: everything but notes, tables and signatories."""
    return tuple(piece for piece in _body_pieces(letter) if piece.compared)


def note_pieces(letter: Letter) -> tuple[Piece, ...]:
    """Give the paragraphs of the notes, the first of each with its number in front."""
    return tuple(
        replace(
            piece, kind="note", text=f"{note.number if place == 0 else ''} {piece.text}", note=note.number
        )
        for note in letter.footnotes
        for place, piece in enumerate(_block_pieces(note.blocks))
    )


def _body_pieces(letter: Letter) -> Iterator[Piece]:
    if letter.dateline:
        yield Piece("line", letter.dateline.text)
    for line in letter.inside_address:
        yield _piece("line", line.children)
    if letter.salutation:
        yield _piece("line", letter.salutation.children)
    yield from _block_pieces(letter.body)
    if letter.complimentary_close:
        yield _piece("close", letter.complimentary_close.children)


def _block_pieces(blocks: tuple[Block, ...], kind: Kind = "paragraph") -> Iterator[Piece]:
    for block in blocks:
        match block:
            case Paragraph():
                yield _piece(kind, block.children)
            case Heading():
                yield _piece("heading", block.children)
            case Quotation():
                yield from _block_pieces(block.blocks, "quotation")
            case BulletList():
                for item in block.items:
                    yield from _block_pieces(item.blocks, kind)
            case NumberedList():
                for number, item in enumerate(block.items, block.start):
                    first, *more = _block_pieces(item.blocks, kind)
                    yield replace(first, text=f"{number}. {first.text}")
                    yield from more
            case Table() | Figure() | ThematicBreak() | PageBreak():
                pass  # not in the size of the text
            case _:
                assert_never(block)


def _piece(kind: Kind, inlines: tuple[Inline, ...]) -> Piece:
    parts = list(_texts(inlines))
    ends = accumulate(len(text) for text, _ in parts)
    calls = tuple((call, end) for (_, call), end in zip(parts, ends, strict=True) if call)
    return Piece(kind, "".join(text for text, _ in parts), calls=calls)


def _texts(inlines: tuple[Inline, ...]) -> Iterator[tuple[str, int]]:
    """Yield texts in order, each with the number of the note it calls."""
    for inline in inlines:
        match inline:
            case Text():
                yield inline.text, 0
            case LineBreak():
                yield "\n", 0
            case FootnoteCall():
                yield str(inline.number), inline.number
            case Emphasis() | Strong() | Link() | Foreign():
                yield from _texts(inline.children)
            case _:
                assert_never(inline)
