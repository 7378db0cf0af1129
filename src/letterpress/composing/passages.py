"""Passages: what a letter prints, in stretches that are each set as one.

Typesetting breaks passages into lines and pages without knowing which part of a letter they are. Values
only; this module knows no font and no length.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from letterpress.letter import NOWHERE, Alignment, Inline
from letterpress.source import Span


@dataclass(frozen=True, slots=True)
class Container:
    """An element of the structure around passages (ISO 32000-1, 14.8.4); `part` names it uniquely.

    `style` is a class of the style sheet that indents what is inside. A note is read `after` another part.
    """

    role: str
    part: str
    style: str = ""
    numbering: str = ""
    after: str = ""


class Arrangement(Enum):
    """How the cells of a passage stand: one below the other in lines, or side by side in a row."""

    LINES = "lines"
    SIGNATURES = "signatures"  # columns of equal width
    TABLE = "table"  # columns as wide as the table's content asks


@dataclass(frozen=True, slots=True)
class Image:
    """An image and what it shows in words; `path` is relative to the letter, as its author wrote it."""

    path: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that is set as one, in one cell or in several side by side; or an image, or a rule.

    `style` is its class in the style sheet, `role` its structure element, `part` its name there. `marker`
    stands before its first line: the number or bullet of an item, the number of a note. `columns` is the
    number of columns its cells stand in, of which the last row of signatories may fill only some.
    `begins_note` is the number of the note whose first passage it is. `turned_with` names the table it
    stands on turned pages with, if that is turned.
    """

    style: str
    part: str
    cells: tuple[tuple[Inline, ...], ...] = ()
    role: str = "P"
    path: tuple[Container, ...] = ()
    marker: str = ""
    arrangement: Arrangement = Arrangement.LINES
    columns: int = 1
    alignments: tuple[Alignment, ...] = ()
    image: Image | None = None
    begins_page: bool = False
    begins_note: int | None = None
    turned_with: str = ""
    span: Span = NOWHERE

    @property
    def is_row(self) -> bool:
        """Tell whether its cells stand side by side; such a row stays whole."""
        return self.arrangement is not Arrangement.LINES

    def cell_part(self, number: int) -> str:
        """Name the structure element of a cell."""
        return f"{self.part}-{number}" if self.is_row else self.part


@dataclass(frozen=True, slots=True)
class NoteFlow:
    """A footnote as passages; its marker stands with the first."""

    number: int
    label: str
    passages: tuple[Passage, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything a letter prints: boxes of the first page, the running text, the notes."""

    zones: Mapping[str, tuple[Passage, ...]]
    text: tuple[Passage, ...]
    notes: tuple[NoteFlow, ...]
