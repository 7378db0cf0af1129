"""The proof: what a finished file must hold, said by those who planned it and read by those who judge it.

Values only. Typesetting writes a proof beside the PDF; preflight holds the PDF against it and knows
nothing else of how the letter was made.
"""

from dataclasses import dataclass, field

from letterpress.source import Source, Span


@dataclass(frozen=True, slots=True)
class ProofLine:
    """The characters of one line of a page, and where the author wrote them.

    White space, soft hyphens and the hyphens of line breaks (U+2010) do not count.
    """

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ProofPage:
    """What must stand on a page: its lines in reading order, the notes called on it and those begun on it.

    `area_mm` is left, top, right and bottom, from the top left corner of the sheet, of the box that
    holds every character; without it the sheet itself. A `turned` page is as wide as the paper is high.
    """

    lines: tuple[ProofLine, ...]
    calls: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    area_mm: tuple[float, float, float, float] | None = None
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What a finished letter must hold; `source` turns the spans of lines into places.

    `standards` are written as in `pdf/a-2a` and `pdf/ua-1`; `families` names the fonts allowed, none for
    any. Notes begin on the page of their call, unless they stand `notes_at_end`.
    """

    pages: tuple[ProofPage, ...]
    paper_mm: tuple[float, float]
    standards: tuple[str, ...] = ()
    families: frozenset[str] = frozenset()
    notes_at_end: bool = False
    source: Source | None = field(default=None, repr=False)
