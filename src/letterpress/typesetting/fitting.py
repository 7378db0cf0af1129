"""Copyfitting: type and leading a little smaller, so that a letter saves a page or keeps within its pages.

A fit is a pair of factors; the style sheet multiplies type size and leading by them. The leading gives way
first, the type last, and never below what the stationery permits.
"""

from collections.abc import Iterator, Sequence

from letterpress.diagnostics import Code, Diagnostic, Severity
from letterpress.typesetting.engine import AS_DESIGNED, Fit
from letterpress.typesetting.pagination import PlannedPage
from letterpress.typesetting.setting import SetPassage

STEP = 0.015  # of one try to the next: less is not seen, more wastes
LEADING_SHARE = 0.5  # of the leading's reduction that the type follows with
OVERRUN_LINES = 10  # a last page with no more than these is worth saving


def fits_for(smallest: float) -> Iterator[Fit]:
    """Yield ever tighter fits whose leading is no less than `smallest` of the design."""
    leading = 1.0 - STEP
    while leading >= smallest - 1e-9:
        yield Fit(round(1 - (1 - leading) * LEADING_SHARE, 4), round(leading, 4))
        leading -= STEP


def overruns(pages: Sequence[PlannedPage], text: Sequence[SetPassage]) -> bool:
    """Tell whether the letter runs over onto a page of its own by a few lines."""
    if len(pages) < 2 or not text:  # noqa: PLR2004 -- one page cannot overrun
        return False
    last = pages[-1]
    return last.text_height + last.notes_height <= OVERRUN_LINES * text[0].measures.leading


def describe_fit(fit: Fit) -> Iterator[Diagnostic]:
    """State what was made smaller."""
    if fit != AS_DESIGNED:
        size, leading = (f"{(1 - factor) * 100:.1f} %" for factor in (fit.size, fit.leading))
        yield Diagnostic(
            Code.COPYFITTED,
            Severity.NOTE,
            f"set smaller to save a page: type by {size}, leading by {leading}",
        )
