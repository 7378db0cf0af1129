"""Where a word may be broken: after a dash, in an address after its punctuation, at a hyphenation point.

Rules of the alphabet and of the language, and nothing else: no widths, no fonts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pyphen

from letterpress.typesetting.scripts import RIGHT_TO_LEFT, is_like_latin

# Penalties, as Knuth and Plass weigh them.
WITHOUT_SPACE, AFTER_DASH, IN_ADDRESS, AT_SOFT_HYPHEN = 0, 30, 40, 60
AT_ADDRESS_HYPHEN, AFTER_SCHEME = 90, 400
HYPHENATED, IN_NAME, IN_COMPOUND, ANYWHERE = 250, 500, 600, 900

# Passes, from the breaks one would like to those that must do.
PLAIN, WITH_HYPHENS, EMERGENCY = 1, 2, 3

LEFT_MIN, RIGHT_MIN = 2, 3  # letters a hyphen leaves on either side
ADDRESS_MIN = 3  # characters of an address on either side of a break
ADDRESS_START = re.compile(r"[(<\[“\"]?(?:https?://|www\.)|[\w.+-]+@\w")
ADDRESS_BREAK = re.compile(r"(?<=[/._?&=#-])(?=[^/._?&=#\u2060-])")
DASH_BREAK = re.compile(
    "(?<=[^\\W\\d_]{2}[-\u05be])(?=[^\\W\\d_]{2})"  # compound words, and the Hebrew hyphen
    "|(?<=[\\w.,;:?!\u201d\u2019\"')][\u2013\u2014])(?=[\\w\u201c\u2018\"'(])"  # en and em dash, set close
)
CAPITAL_NOUNS = ("de", "lb")  # languages that write every noun with a capital
FULL_TAGS = {"en": "en_US"}  # whose patterns a bare language takes, where pyphen's own choice is another
GERMAN_CK = re.compile("ck[bcdfghjklmnpqrstvwxz]|(?<=c)k")  # c and k stay together, and no syllable begins so
HELD_TOGETHER = frozenset("\u2060\u202f\u2011")  # word joiner, narrow no-break space, no-break hyphen
LETTERS = re.compile(r"[^\W\d_]{5,}")


class WordBreak(NamedTuple):
    """A break before the character at `offset`, permitted from the pass `level` on."""

    offset: int
    penalty: int
    hyphen: bool
    level: int


@dataclass(frozen=True, slots=True)
class BreakRules:
    """What a pass of line breaking permits inside words."""

    language: str
    level: int
    hyphenate: bool


def is_address(text: str, *, linked: bool) -> bool:
    """Tell whether text is an address shown as such: it breaks at its punctuation and takes no hyphen."""
    if linked:
        return " " not in text and any(mark in text for mark in "/@.")
    return ADDRESS_START.match(text) is not None


def breaks_in(
    text: str, rules: BreakRules, soft_hyphens: frozenset[int], *, address: bool
) -> tuple[WordBreak, ...]:
    """List the breaks inside a word, in order; `soft_hyphens` are the author's own."""
    if address:
        found = (match.start() for match in ADDRESS_BREAK.finditer(text))
        inside = (offset for offset in found if ADDRESS_MIN <= offset <= len(text) - ADDRESS_MIN)
        return tuple(
            WordBreak(offset, _address_penalty(text[:offset]), hyphen=False, level=PLAIN) for offset in inside
        )
    breaks = list(breaks_after_dashes(text))
    if rules.level >= WITH_HYPHENS and is_like_latin(text):
        breaks += [
            WordBreak(offset, AT_SOFT_HYPHEN, hyphen=True, level=WITH_HYPHENS) for offset in soft_hyphens
        ]
        if rules.hyphenate and not soft_hyphens:
            breaks += _hyphenation(text, rules.language)
    return tuple(sorted(breaks))


def breaks_after_dashes(text: str) -> Iterator[WordBreak]:
    """Yield a break after every dash and every hyphen of a compound."""
    for match in DASH_BREAK.finditer(text):
        yield WordBreak(match.start(), AFTER_DASH, hyphen=False, level=PLAIN)


def _address_penalty(before: str) -> int:
    if before.endswith(("://", "www.")):
        return AFTER_SCHEME
    return AT_ADDRESS_HYPHEN if before.endswith("-") else IN_ADDRESS


def breaks_anywhere(text: str) -> Iterator[WordBreak]:
    """Yield a break before every character: the last resort for a word wider than the measure.

    A word from right to left stays whole: its letters join.
    """
    if RIGHT_TO_LEFT.search(text):
        return
    for offset in range(1, len(text)):
        if HELD_TOGETHER.isdisjoint(text[offset - 1 : offset + 1]):
            yield WordBreak(offset, ANYWHERE, hyphen=False, level=EMERGENCY)


def _hyphenation(text: str, language: str) -> Iterator[WordBreak]:
    hyphenator = _hyphenator(language)
    if hyphenator is None:
        return
    for match in LETTERS.finditer(text):
        word, at = match[0], match.start()
        joined = text[at - 1 : at] == "-" or text[match.end() : match.end() + 1] == "-"
        is_name = word[0].isupper() and not language.startswith(CAPITAL_NOUNS)
        penalty = IN_COMPOUND if joined else IN_NAME if is_name else HYPHENATED
        for position in hyphenator.positions(word.lower()):
            if LEFT_MIN <= position <= len(word) - RIGHT_MIN and not GERMAN_CK.match(word.lower(), position):
                yield WordBreak(at + position, penalty, hyphen=True, level=WITH_HYPHENS)


@lru_cache(maxsize=16)
def _hyphenator(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(FULL_TAGS.get(language, language))
    return pyphen.Pyphen(lang=known, left=LEFT_MIN, right=RIGHT_MIN) if known else None
