"""The addressee in the continuation header: as much of the name as the header has room for.

The whole of it stands on the first page. How the header is set is the stationery's, so its own template and
style sheet are asked.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from letterpress.composing import Page, addressee_of, compose_pages
from letterpress.letter import Letter
from letterpress.stationery import TURNED
from letterpress.typesetting.audit import PageText, read_pages
from letterpress.typesetting.engine import Engine

HEADERS = frozenset({"continuation", "turned_continuation"})  # of upright pages and of turned ones
ELLIPSIS = "…"
DROPPED = " ,;:.-\u2013\u2014/"  # before an ellipsis


def leaves_header(pages: Iterable[PageText]) -> bool:
    """Tell whether text leaves the continuation header."""
    return any(spill.box in HEADERS for page in pages for spill in page.spills)


def addressee_that_fits(letter: Letter, engine: Engine) -> str:
    """Give the longest beginning of the addressee that the header holds, or the whole when none does."""
    whole = addressee_of(letter)
    shorter = shortenings(whole)
    place = bisect_left(shorter, True, key=lambda name: _fits(name, letter, engine))  # noqa: FBT003 -- of False, True
    return shorter[place] if place < len(shorter) else whole


def shortenings(name: str) -> list[str]:
    """List a name with ever less of it, to its first word and then to the first letter of that."""
    words = name.split(" ")
    by_word = [" ".join(words[:count]) for count in range(len(words) - 1, 0, -1)]
    first = words[0].rstrip(DROPPED)
    by_letter = [
        first[:end]
        for end in range(len(first) - 1, 0, -1)
        if not unicodedata.category(first[end]).startswith("M")  # an accent stays with its letter
    ]
    return [kept.rstrip(DROPPED) + ELLIPSIS for kept in (*by_word, *by_letter)]


def _fits(addressee: str, letter: Letter, engine: Engine) -> bool:
    areas = ("following", TURNED) if engine.stationery.turns_pages else ("following",)
    pages = tuple(Page(number, area, "", "", {}) for number, area in enumerate(areas, start=2))
    html = compose_pages(letter, engine.stationery, pages, addressee)
    return not leaves_header(read_pages(engine.lay_out(html), engine.stationery))
