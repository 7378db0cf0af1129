"""The repertoire of a plate: the glyphs its fonts have whoever is written to.

A font that held the glyphs of one letter alone would have to be made again for every letter, and one made for
a run would tell who else is in it. So the faces that values are set in have a fixed repertoire: the letters
of Western Europe with the ligatures they form, and whole code pages of what else the letter needs, in a few
sets. A letter that needs a glyph beyond it is laid out in full.
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from itertools import product
from string import ascii_letters
from unicodedata import decomposition

from letterpress.stationery import FontFace
from letterpress.typesetting.coverage import first_font
from letterpress.typesetting.metrics import font_use_of
from letterpress.typesetting.plates.painting import Brush, Glyphs, Painter
from letterpress.typesetting.plates.recent import Recent

# Hyphens, dashes and quotation marks; daggers, bullet, ellipsis, the signs of euro, number and trade mark.
PUNCTUATION = "\u2010\u2011\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
SIGNS = "\u2020\u2021\u2022\u2026\u20ac\u2116\u2122"
# What fonts draw with the glyphs of other characters, raised or joined: a glyph stands for one text only.
BORROWED = re.compile("<(?:super|sub|fraction|compat|wide|narrow)>")
LATIN = frozenset(
    character
    for character in (*map(chr, (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))), *PUNCTUATION)
    if not BORROWED.match(decomposition(character))
) | frozenset(SIGNS)
PAGE = 8  # bits: a code page has 256 characters
CodePages = frozenset[int]
LATIN_ALONE: CodePages = frozenset()
# A letter takes the first of these code pages that has what it needs: few sets, so that letters share plates.
SETS = tuple(
    map(
        frozenset,
        (
            (),
            (0x01,),  # Latin of Central Europe
            (0x01, 0x02, 0x1E),  # all Latin
            (0x01, 0x03, 0x1F),  # Greek
            (0x01, 0x04),  # Cyrillic
            (0x01, 0x02, 0x03, 0x04, 0x1E, 0x1F),
        ),
    )
)
AT_ONCE = 200  # texts painted as one
MOST_TOGETHER = 256  # repertoires of several faces


def pages_for(texts: Iterable[str]) -> CodePages:
    """Give the code pages, 256 characters each, that have what texts need beyond the Latin ones."""
    characters = set().union(*(text for text in texts if not text.isascii())) - LATIN
    needed = frozenset(ord(character) >> PAGE for character in characters)
    return next((pages for pages in SETS if needed <= pages), needed | SETS[-1])


class Repertoires:
    """The repertoires of the fonts of a stationery, each painted once."""

    def __init__(self, fonts: tuple[FontFace, ...], painter: Painter) -> None:
        self._fonts = fonts
        self._painter = painter
        self._known: dict[tuple[Hashable, int | None], Glyphs] = {}
        self._together: Recent[tuple[tuple[Brush, ...], CodePages], Glyphs] = Recent(MOST_TOGETHER)

    def of(self, brushes: tuple[Brush, ...], pages: CodePages) -> Glyphs:
        """Give the glyphs of several faces, for what every letter may say and these code pages beyond it."""
        return self._together.find_or_make((brushes, pages), lambda: self._join(brushes, pages))

    def _join(self, brushes: tuple[Brush, ...], pages: CodePages) -> Glyphs:
        glyphs: dict[str, dict[int, str]] = {}
        for brush in brushes:
            for page in (None, *sorted(pages)):
                key = brush.shaping, page
                if key not in self._known:
                    self._known[key] = repertoire_of(brush, page, self._fonts, self._painter)
                add_glyphs(glyphs, self._known[key])
        return glyphs


def repertoire_of(brush: Brush, page: int | None, fonts: tuple[FontFace, ...], painter: Painter) -> Glyphs:
    """Give the glyphs of a face for what every letter may say, or for one code page beyond it.

    Their order depends on the fonts and the code page alone.
    """
    known = first_font(font_use_of(brush.style), fonts)
    if page is None:
        characters = [character for character in sorted(LATIN) if ord(character) in known]
        joined = list(map("".join, product(ascii_letters, repeat=2)))
    else:
        codes = range(page << PAGE, (page + 1) << PAGE)
        characters = [chr(code) for code in codes if code in known and _is_its_own(chr(code))]
        joined = []
    ligatures = [f"f{character}" for character in characters]
    glyphs: dict[str, dict[int, str]] = {}
    for texts in (characters, joined, ligatures, [f"f{text}" for text in ligatures]):
        for text in _together(texts):
            add_glyphs(glyphs, painter.paint(brush, text).glyphs)
    return glyphs


def add_glyphs(glyphs: dict[str, dict[int, str]], more: Glyphs) -> None:
    """Add glyphs that are not known yet."""
    for name, known in more.items():
        mine = glyphs.setdefault(name, {})
        for glyph, text in known.items():
            mine.setdefault(glyph, text)


def is_within(glyphs: Glyphs, repertoire: Glyphs) -> bool:
    """Tell whether every glyph is in the repertoire and stands for the same text there."""
    return all(
        known.items() <= repertoire[name].items() if name in repertoire else False
        for name, known in glyphs.items()
    )


def _is_its_own(character: str) -> bool:
    return character not in LATIN and not BORROWED.match(decomposition(character))


def _together(texts: Iterable[str]) -> Iterator[str]:
    """Join texts by spaces, some hundred at once."""
    joined = [text for text in texts if text != " "]
    for start in range(0, len(joined), AT_ONCE):
        yield " ".join(joined[start : start + AT_ONCE])
