"""What is expected of a finished PDF, and what was found in it: values only.

Nothing here knows how pages are made or how a PDF is read.
"""

from dataclasses import dataclass

from letterpress.diagnostics import Diagnostic, has_errors
from letterpress.source import Source, Span


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """The characters of one line of a page, and where the author wrote them.

    White space, soft hyphens and the hyphens of line breaks (U+2010) do not count.
    """

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """What must stand on a page: its lines, the numbers called on it, and the notes that begin on it.

    `area_mm` is left, top, right and bottom, from the top left corner of the sheet, of the box that
    holds every character; without it the sheet itself.
    """

    lines: tuple[ExpectedLine, ...]
    calls: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    area_mm: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a finished letter must hold; `source` turns the spans of lines into places.

    `standards` are written as in `pdf/a-2a` and `pdf/ua-1`; `families` names the fonts allowed, none for
    any.
    """

    pages: tuple[ExpectedPage, ...]
    paper_mm: tuple[float, float]
    standards: tuple[str, ...] = ()
    families: frozenset[str] = frozenset()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class FontUse:
    """A font the file uses."""

    name: str
    family: str
    is_embedded: bool
    is_subset: bool
    has_unicode: bool


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is, what it claims, what of that a validator confirms, and what is wrong with it."""

    claimed: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    page_count: int = 0
    page_sizes_mm: tuple[tuple[float, float], ...] = ()
    fonts: tuple[FontUse, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Tell whether nothing refuses the file."""
        return not has_errors(self.diagnostics)
