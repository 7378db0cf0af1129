"""What stationery is: the sheet, its boxes in millimetres, its type and its words.

All lengths are millimetres from the top left corner of the sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PX_PER_MM = 96 / 25.4  # CSS Values and Units 3, section 6.2: 1in = 96px = 25.4mm
TURNED = "turned"  # the type area of turned pages, and how the names of all boxes on these begin


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in millimetres from its top left corner."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet, upright."""

    name: str
    width_mm: float
    height_mm: float

    def size_mm(self, *, turned: bool) -> tuple[float, float]:
        """Give width and height as the sheet is read: upright, or turned by 90 degrees."""
        return (self.height_mm, self.width_mm) if turned else (self.width_mm, self.height_mm)


@dataclass(frozen=True, slots=True)
class FontFace:
    """One font file and the face it serves as (CSS Fonts 4, `@font-face`)."""

    family: str
    path: Path
    weight: int = 400
    style: str = "normal"


@dataclass(frozen=True, slots=True)
class FootnoteArea:
    """Distances around the notes at the foot of a page (CSS GCPM 3, section 2.3)."""

    space_above_mm: float
    rule_width_mm: float
    rule_height_mm: float
    space_below_rule_mm: float
    space_between_mm: float

    @property
    def lead_mm(self) -> float:
        """Give the least distance from the text to the first note, the rule included."""
        return self.space_above_mm + self.rule_height_mm + self.space_below_rule_mm


@dataclass(frozen=True, slots=True)
class SignatureGrid:
    """How signatories stand: columns by their number, room for ink above a name, space between rows."""

    columns: int
    column_gap_mm: float
    row_gap_mm: float
    ink_mm: float
    ink_up_to: int  # more signatories than this sign elsewhere and need no room for ink


@dataclass(frozen=True, slots=True)
class Fitting:
    """How far copyfitting may go, as factors of the leading; the type follows by half.

    `drawn_in` to save a page that holds a few lines only, `smallest` when the author asks for fewer pages.
    """

    drawn_in: float = 0.955
    smallest: float = 0.82


@dataclass(frozen=True, slots=True)
class Mark:
    """A fold or punch mark at the edge of the sheet."""

    name: str
    left_mm: float
    top_mm: float
    width_mm: float


@dataclass(frozen=True, slots=True)
class Window:
    """The window of an envelope, over the sheet in the middle of it; the sheet may move to every side."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    play_x_mm: float = 0.0
    play_y_mm: float = 0.0

    @property
    def always(self) -> Box:
        """Give what shows of the sheet however it lies."""
        return self._widened(-1)

    @property
    def ever(self) -> Box:
        """Give all that may show."""
        return self._widened(1)

    def _widened(self, sign: int) -> Box:
        x, y = sign * self.play_x_mm, sign * self.play_y_mm
        return Box(self.left_mm - x, self.top_mm - y, self.width_mm + 2 * x, self.height_mm + 2 * y)


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """Type of a stationery; addresses in it are relative to its folder."""

    text: str = field(repr=False)
    folder: Path


@dataclass(frozen=True, slots=True)
class Stationery:
    """Everything a letter is set on.

    Attributes:
        folders: its own and those of the stationeries it rests on, nearest first, by their names.
        unlabelled: the labels it leaves away.
        language: whose labels a letter takes that is in a language without any.
        template: the file of the template.
        css: style sheets, the nearest last.
    """

    name: str
    title: str
    folders: Mapping[str, Path]
    paper: Paper
    boxes_mm: Mapping[str, Box]
    zones: Mapping[str, tuple[str, ...]]
    flow: tuple[str, ...]
    footnote_area: FootnoteArea
    signature: SignatureGrid
    fitting: Fitting
    marks: tuple[Mark, ...]
    window: Window | None
    labels: Mapping[str, Mapping[str, str]]
    unlabelled: frozenset[str]
    language: str
    archive: Mapping[str, str]
    fonts: tuple[FontFace, ...]
    template: Path
    css: tuple[StyleSheet, ...]

    @property
    def folder(self) -> Path:
        """Give the folder of its own."""
        return next(iter(self.folders.values()))

    def labels_for(self, language: str) -> Mapping[str, str]:
        """Give the labels of a language, or those for languages without any; what is left away is empty."""
        known = self.labels.get(language) or self.labels.get(language.partition("-")[0])
        words = known or self.labels[self.language]
        return {label: "" if label in self.unlabelled else word for label, word in words.items()}

    def first_box(self, *, has_letterhead: bool) -> str:
        """Name the box of the first page's text; a plain sheet may start higher (`first_plain`)."""
        return "first_plain" if not has_letterhead and "first_plain" in self.boxes_mm else "first"

    @property
    def turns_pages(self) -> bool:
        """Tell whether it has a type area for turned pages."""
        return TURNED in self.boxes_mm

    def boxes_on(self, *, turned: bool) -> Mapping[str, Box]:
        """Give the boxes of upright pages, or of turned ones."""
        return {name: box for name, box in self.boxes_mm.items() if name.startswith(TURNED) == turned}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where stationery is found that does not ship with this letterpress: folders by name, and fonts."""

    folders: Mapping[str, Path]
    fonts: Path
