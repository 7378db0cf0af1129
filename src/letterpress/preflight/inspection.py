"""What was found in a finished PDF: values only. Nothing here knows how pages are made or a PDF is read."""

from dataclasses import dataclass

from letterpress.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class FontUse:
    """A font the file uses."""

    name: str
    family: str
    is_embedded: bool
    is_subset: bool
    has_unicode: bool


@dataclass(frozen=True, slots=True)
class SignatureCoverage:
    """How many bytes a signature reaches from the beginning of the file, and how many stand behind that."""

    covered: int
    behind: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is, what it claims, what of that a validator confirms, and what is wrong with it."""

    claimed: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    page_count: int = 0
    page_sizes_mm: tuple[tuple[float, float], ...] = ()
    fonts: tuple[FontUse, ...] = ()
    signatures: tuple[SignatureCoverage, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
