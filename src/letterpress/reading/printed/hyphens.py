"""Hyphens at the ends of printed lines: the line's own, or the word's."""

import re
from collections.abc import Callable

import pyphen

LONGEST_WORD = 40  # letters; what is longer is no word of a language

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


def rejoiner(text: str, language: str) -> Callable[[str, str], bool]:
    """Give the judge of divided words of a text.

    A word that stands undivided elsewhere in the text is written so here too; of others the hyphenation
    points of the language decide. In a language nobody knows a hyphen at the end of a line is the line's.
    """
    words = frozenset(word.casefold().replace("\u2010", "-") for word in _WORD.findall(text))
    known = pyphen.language_fallback(language)
    points = pyphen.Pyphen(lang=known, left=2, right=2) if known else None

    def is_lines_own(left: str, right: str) -> bool:
        whole = (left + right).casefold()
        if whole in words:
            return True
        if f"{left}-{right}".casefold() in words or len(whole) > LONGEST_WORD:
            return False
        return points is None or len(left) in points.positions(whole)

    return is_lines_own
