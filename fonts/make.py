#!/usr/bin/env python3
"""Make the static fonts of this folder from their variable and static sources.

    pip install fonttools==4.68.0 fontpkg-eb-garamond==1.3 fontpkg-alegreya-sans==2.4
    python fonts/make.py

Static instances are set twice as fast as variable fonts. Two things are changed, both permitted by the
SIL Open Font License, and neither family reserves its name: spaces and hyphens a family lacks are mapped
to the glyph of their like (`SAME_GLYPH`), so that French punctuation never falls back to another font; and
the old-style figure one of EB Garamond, which reads as a Roman I, takes the form with a flag that the font
has in store (`FLAGGED_ONE`). The modification date is that of the source: same sources, same bytes.
"""

from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
GARAMOND, ALEGREYA = files("fontpkg_eb_garamond"), files("fontpkg_alegreya_sans")
VARIABLE = {
    "EBGaramond-Regular.ttf": ("EBGaramond[wght].ttf", 400),
    "EBGaramond-Italic.ttf": ("EBGaramond-Italic[wght].ttf", 400),
    "EBGaramond-SemiBold.ttf": ("EBGaramond[wght].ttf", 600),
    "EBGaramond-SemiBoldItalic.ttf": ("EBGaramond-Italic[wght].ttf", 600),
}
STATIC = (
    "AlegreyaSans-Regular.ttf",
    "AlegreyaSans-Italic.ttf",
    "AlegreyaSans-Bold.ttf",
    "AlegreyaSans-BoldItalic.ttf",
)
# Narrow no-break space: a sixth of an em, or a thin space; no-break hyphen: the hyphen.
SAME_GLYPH = {0x202F: (0x2006, 0x2009), 0x2011: (0x2D,)}

FLAGGED_ONE = {"one.osf": "one.01", "one.tosf": "one.tosf01"}


def main() -> None:
    """Write every font and both licences."""
    for name, (source, weight) in VARIABLE.items():
        font = TTFont(GARAMOND / "files" / source, recalcTimestamp=False)
        font = instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
        save(font, name)
    for name in STATIC:
        save(TTFont(ALEGREYA / "files" / name, recalcTimestamp=False), name)
    for package, name in ((GARAMOND, "OFL-EBGaramond.txt"), (ALEGREYA, "OFL-AlegreyaSans.txt")):
        (HERE / name).write_bytes((package / "LICENSE").read_bytes())


def save(font: TTFont, name: str) -> None:
    """Make the two changes, drop a signature that no longer fits, write the font."""
    known = font.getBestCmap()
    for character, likes in SAME_GLYPH.items():
        like = next(filter(known.get, likes), None)
        if character not in known and like is not None:
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap[character] = known[like]
    for glyph, form in FLAGGED_ONE.items():
        if form in font.getGlyphSet():
            font["glyf"][glyph], font["hmtx"][glyph] = font["glyf"][form], font["hmtx"][form]
    if "DSIG" in font:
        del font["DSIG"]
    font.save(HERE / name)


if __name__ == "__main__":
    main()
