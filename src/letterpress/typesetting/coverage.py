"""Refuse characters that no font of the stationery has: nothing falls back to a system font."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from letterpress.diagnostics import Code, Diagnostic, Severity
from letterpress.source import Source, Span
from letterpress.stationery import FontFace
from letterpress.typesetting.metrics import FontUse

BOLD = 600  # weights from here on are served by the bold faces
REORDERING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})  # UAX 9, table 4
NEEDS_NO_GLYPH = frozenset(" \n\u00a0\u00ad\u200b\u2060")
MOST_SHOWN = 20  # characters reported before the rest is summed up


def missing_characters(
    texts: Iterable[tuple[FontUse, str, Span]], fonts: tuple[FontFace, ...]
) -> Iterator[tuple[str, Span]]:
    """Yield each character that no face of its style has, once, with the span it stands in."""
    seen: set[tuple[FontUse, str]] = set()
    reported: set[str] = set()
    for use, text, span in texts:
        for character in text:
            if (use, character) in seen or character in NEEDS_NO_GLYPH:
                continue
            seen.add((use, character))
            if character in reported or _is_invisible(character):
                continue
            if not any(ord(character) in characters_of(path) for path in _paths(use, fonts)):
                reported.add(character)
                yield character, span


def missing_diagnostics(missing: Iterable[tuple[str, Span]], source: Source) -> Iterator[Diagnostic]:
    """Say of each missing character what it is and where it stands."""
    found = list(missing)
    for character, span in found[:MOST_SHOWN]:
        at = source.text.find(character, span.start, span.end)
        place = source.place(Span(at, at + 1)) if at >= 0 else None
        name = unicodedata.name(character, "a control or unassigned character")
        shown = character if character.isprintable() else ""
        yield Diagnostic(
            Code.CHARACTER_UNAVAILABLE,
            Severity.ERROR,
            f"no font of the stationery has U+{ord(character):04X} {shown} ({name})".replace("  ", " "),
            "write it otherwise, or add a font that has it to the stationery",
            place,
        )
    if len(found) > MOST_SHOWN:
        yield Diagnostic(
            Code.CHARACTER_UNAVAILABLE,
            Severity.ERROR,
            f"and {len(found) - MOST_SHOWN} more characters that no font of the stationery has",
            "choose stationery with fonts for this script",
        )


def first_font(use: FontUse, fonts: tuple[FontFace, ...]) -> frozenset[int]:
    """Give the code points of the font a style names first."""
    return next((characters_of(path) for path in _paths(use, fonts)), frozenset())


def _is_invisible(character: str) -> bool:
    """Tell whether a character is drawn by no glyph; those that turn the reading order are none of ours."""
    is_format = unicodedata.category(character) == "Cf"
    return is_format and unicodedata.bidirectional(character) not in REORDERING


def _paths(use: FontUse, fonts: tuple[FontFace, ...]) -> Iterator[Path]:
    italic = use.style in {"italic", "oblique"}
    for family in use.families:
        for face in fonts:
            is_italic = face.style != "normal"
            if (
                face.family == family
                and is_italic == italic
                and (face.weight >= BOLD) == (use.weight >= BOLD)
            ):
                yield face.path


@lru_cache(maxsize=64)
def characters_of(path: Path) -> frozenset[int]:
    """Give the code points a font file has a glyph for."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
