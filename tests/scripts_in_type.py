"""Stationeries with other scripts: in a font made of Latin glyphs, or in fonts that have them."""

# ruff: noqa: RUF001 -- the marks of these scripts look like others

import shutil
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from letterpress.stationery import assets_folder

IDEOGRAPHS = "我们今天去北京看很多书和朋友说好的一起写信给你（）「」，。、？"
HEBREW = "אבגדהוזחטיכלמנסעפצקרשתםןץ"
FAMILY = "Other Scripts"
FACES = "".join(
    f'[[face]]\nfamily = "{FAMILY}"\nfile = "Other.ttf"\nstyle = "{style}"\n\n'
    for style in ("normal", "italic")
)


def make_stationery(folder: Path) -> Path:
    """Make stationery on US block with the font."""
    folder.mkdir()
    _make_font(folder / "Other.ttf")
    _rest_on_us_block(folder, FACES, f'"EB Garamond", "{FAMILY}", "Alegreya Sans"')
    return folder


def make_shaped_stationery(folder: Path) -> Path:
    """Make stationery on US block with fonts for Hebrew, Arabic and Thai, upright in italics too."""
    folder.mkdir()
    hebrew = files("fontpkg_frank_ruhl_libre") / "files" / "FrankRuhlLibre[wght].ttf"
    faces = ""
    for name, weight in (("Regular", 400), ("Bold", 700)):
        font = instantiateVariableFont(TTFont(str(hebrew)), {"wght": weight}, updateFontNames=True)
        font.save(folder / f"Hebrew-{name}.ttf")
        for package, family in (("fontpkg_amiri", "Amiri"), ("fontpkg_sarabun", "Sarabun")):
            shutil.copy(str(files(package) / "files" / f"{family}-{name}.ttf"), folder)
        for family, file in (("Frank Ruhl Libre", "Hebrew"), ("Amiri", "Amiri"), ("Sarabun", "Sarabun")):
            for style in ("normal", "italic"):
                faces += f'[[face]]\nfamily = "{family}"\nfile = "{file}-{name}.ttf"\n'
                faces += f'weight = {weight}\nstyle = "{style}"\n\n'
    _rest_on_us_block(folder, faces, '"EB Garamond", "Frank Ruhl Libre", "Amiri", "Sarabun", "Alegreya Sans"')
    return folder


def _rest_on_us_block(folder: Path, faces: str, families: str) -> None:
    """Write stationery with more fonts, named wherever the shipped ones are."""
    (folder / "stationery.toml").write_text(f'base = "us-block"\ntitle = "More scripts"\n\n{faces}')
    css = (assets_folder("templates") / "plain/letter.css").read_text(encoding="utf-8")
    (folder / "letter.css").write_text(css.replace('"EB Garamond", "Alegreya Sans"', families))


def _make_font(path: Path) -> None:
    """Give each character a glyph of its own: ideographs all of one width, as they are."""
    with TTFont(assets_folder("fonts") / "EBGaramond-Regular.ttf") as font:
        known = font.getBestCmap()
        glyphs = [known[code] for code in range(0x21, 0x180) if code in known]
        codes = {ord(character): glyph for character, glyph in zip(IDEOGRAPHS + HEBREW, glyphs, strict=False)}
        codes[ord(" ")] = known[ord(" ")]
        for table in font["cmap"].tables:
            table.cmap = dict(codes)
        for character in IDEOGRAPHS:
            font["hmtx"][codes[ord(character)]] = (font["head"].unitsPerEm, 0)
        for name in ("GSUB", "GPOS", "GDEF"):
            del font[name]
        font.save(path)
