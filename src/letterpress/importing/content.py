"""What a document says, whatever program wrote it: paragraphs, tables and notes, and what cannot be kept.

Values only. Readers of formats make them, `writing` turns them into the text of a letter; neither knows the
other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from letterpress.diagnostics import Code, Diagnostic, Severity

LONGEST_LINE = 60  # characters; what is longer is no line of an address or a signature
QUOTED = 60  # characters of the document's words in a message


class Face(NamedTuple):
    """How words stand out from those around them."""

    strong: bool = False
    emphasis: bool = False


PLAIN = Face()


@dataclass(frozen=True, slots=True)
class Words:
    """Text of one face, and where it leads when it is a link; tabs are characters of it."""

    text: str
    face: Face = PLAIN
    link: str = ""


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field for the name of a column, as `{{ name }}` is."""

    name: str
    face: Face = PLAIN


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line ends here, and the paragraph does not."""


@dataclass(frozen=True, slots=True)
class NoteCall:
    """A call of the note at this place, counted from 0, among those of the document."""

    note: int


@dataclass(frozen=True, slots=True)
class Picture:
    """An image by its name in the document, and the words for those who do not see it."""

    name: str
    alternative: str = ""


Piece = Words | FieldName | LineBreak | NoteCall | Picture


class Kind(Enum):
    """What a paragraph is."""

    BODY = auto()
    HEADING = auto()
    ITEM = auto()
    QUOTATION = auto()
    CAPTION = auto()
    RULE = auto()
    PAGE_BREAK = auto()


@dataclass(frozen=True, slots=True)
class Divider:
    """Where a reader cuts a paragraph in two: at a page break, at a rule, or where another begins."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        level: of a heading, from 1; else how many lists the paragraph stands in.
        number: of an item; None for a bullet.
        tight: no white parts it from the paragraph above: both are lines of one block.
    """

    pieces: tuple[Piece, ...] = ()
    kind: Kind = Kind.BODY
    level: int = 0
    number: int | None = None
    tight: bool = False

    @property
    def text(self) -> str:
        """Give the words alone."""
        return "".join(piece.text for piece in self.pieces if isinstance(piece, Words))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its paragraphs, and whether they stand at the left, in the middle or at the right."""

    paragraphs: tuple[Paragraph, ...] = ()
    alignment: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, as many in each; the first may be the head."""

    rows: tuple[tuple[Cell, ...], ...]
    has_head: bool


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read.

    Attributes:
        blocks: what stands in it, from top to bottom.
        notes: the blocks of its footnotes and endnotes, in the order of their first calls.
        images: the bytes of images by name.
        properties: keys of front matter with their values.
        findings: what is not kept, or not as it was.
    """

    blocks: tuple[Block, ...]
    notes: tuple[tuple[Block, ...], ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()


def paragraphs_of(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Yield paragraphs, and of tables those in their cells, row by row."""
    for block in blocks:
        if isinstance(block, Table):
            yield from (one for row in block.rows for cell in row for one in cell.paragraphs)
        else:
            yield block


class Findings:
    """Collects what is not kept of a document: of one kind the first example, and how many there are."""

    def __init__(self) -> None:
        self._found: dict[tuple[Code, Severity, str, str], list[str]] = {}

    def left_out(self, what: str, words: str = "", hint: str = "") -> None:
        """Warn of something that is not in the letter."""
        self._add(Code.DOCUMENT_LEFT_OUT, Severity.WARNING, f"{what} is left out", words, hint)

    def lost(self, what: str, words: str = "", hint: str = "") -> None:
        """Refuse the letter for something that would be missed in it."""
        self._add(Code.DOCUMENT_LEFT_OUT, Severity.ERROR, f"{what} cannot be kept", words, hint)

    def changed(self, what: str, words: str = "", hint: str = "") -> None:
        """Warn of something that is in the letter, but not as it was."""
        self._add(Code.DOCUMENT_CHANGED, Severity.WARNING, what, words, hint)

    def refused(self, what: str, hint: str) -> None:
        """Refuse the letter for changes nobody has decided on."""
        self._add(Code.DOCUMENT_REVIEW, Severity.ERROR, what, "", hint)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Give what was collected, in the order of the first of each kind."""
        return tuple(
            Diagnostic(code, severity, f"{what}{_examples(words)}", hint)
            for (code, severity, what, hint), words in self._found.items()
        )

    def _add(self, code: Code, severity: Severity, what: str, words: str, hint: str) -> None:
        self._found.setdefault((code, severity, what, hint), []).append(" ".join(words.split()))


def _examples(words: list[str]) -> str:
    """Quote the first words, and count the others."""
    shown = next((text for text in words if text), "")
    quoted = f': "{shown[:QUOTED]}{"…" if shown[QUOTED:] else ""}"' if shown else ""
    more = f" (and {len(words) - 1:,} more)" if words[1:] else ""
    return quoted + more
