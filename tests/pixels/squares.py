"""A font of squares and a stationery of whole cells, so that a page can be drawn in letters.

A cell is 4 px wide and high: the size of a character. `#` is a letter or a rule, `d` a figure, `-` a hyphen,
`.` is white. Two letters of a page never look alike by chance: a wrong place is a wrong drawing.
"""

import subprocess
from pathlib import Path
from string import Template

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from letterpress.letter import Letter
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, TypesettingOptions, typeset_letter

CELL_PX = 4
MM_PER_CELL = CELL_PX * 25.4 / 96
EM, ASCENT, DESCENT, MIDDLE = 1000, 750, -250, 250
INK = 128  # of 255: darker is ink
SHAPES = {(True, True): "#", (False, True): "d", (True, False): "-", (False, False): "."}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:;/?!\u2022"
FIGURES = "0123456789"
HYPHENS = "-\u2010"

TOML = Template("""
title = "Squares"
fonts = ["Squares"]
flow = ["salutation", "body", "complimentary_close", "signature_block"]

[paper]
name = "cells"
width_mm = $width
height_mm = $height

[boxes_mm]
first = { left_mm = 0, top_mm = $head, width_mm = $width, height_mm = $depth }
following = { left_mm = 0, top_mm = $head, width_mm = $width, height_mm = $depth }
continuation = { left_mm = 0, top_mm = 0, width_mm = $width, height_mm = $cell }

[footnote_area]
space_above_mm = $cell
rule_width_mm = $rule
rule_height_mm = $cell
space_below_rule_mm = 0
space_between_mm = 0

[signature]
columns = 2
column_gap_mm = $cell
row_gap_mm = $cell
ink_mm = $cell
ink_up_to = 2

[labels.en]
page = "page"
of = "of"
subject = ""
attention = ""
enclosure = ""
enclosures = ""
copies = ""
postscript = ""
footnote = "note"
back = "back"
""")
FACE = '\n[[face]]\nfamily = "Squares"\nfile = "Squares.ttf"\nweight = {}\nstyle = "{}"\n'
CSS = """
.text, .notes, .continuation { font: 4px/4px Squares }
.list { margin-left: 12px }
.note { padding-left: 8px }
.heading-1 { margin-top: 4px }
.signature { hyphens: manual }
"""
TEMPLATE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body>
{% for page in pages %}<div class="sheet">
{% if page.number > 1 %}<div class="continuation" data-tag="Artifact">{{ addressee }}</div>{% endif %}
<div class="{{ page.area }}"><div class="text">{{ page.text }}</div>
{% if page.notes %}<div class="notes">{{ page.notes }}</div>{% endif %}
</div></div>{% endfor %}</body></html>
"""


def make_font(path: Path) -> None:
    """Write a font of squares: figures fill the lower half of their cell, hyphens the upper."""
    boxes = {
        "full": (DESCENT, ASCENT),
        "lower": (DESCENT, MIDDLE),
        "upper": (MIDDLE, ASCENT),
        "space": (0, 0),
    }
    glyphs = {".notdef": _box(DESCENT, ASCENT)} | {name: _box(*edges) for name, edges in boxes.items()}
    alphabets = ((LETTERS, "full"), (FIGURES, "lower"), (HYPHENS, "upper"), (" \u00a0", "space"))
    shapes = {ord(character): shape for characters, shape in alphabets for character in characters}
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(shapes)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (EM, 0)))
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupPost()
    builder.save(path)


def _box(bottom: int, top: int) -> object:
    pen = TTGlyphPen(None)
    if bottom != top:
        pen.moveTo((0, bottom))
        for corner in ((0, top), (EM, top), (EM, bottom)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def make_stationery(folder: Path, columns: int, rows: int, rule: int = 2) -> Engine:
    """Write a stationery of so many cells, one row of them for the continuation header, and load it."""
    cells = {"width": columns, "height": rows + 1, "depth": rows, "head": 1, "cell": 1, "rule": rule}
    faces = "".join(FACE.format(weight, style) for weight in (400, 700) for style in ("normal", "italic"))
    lengths = {name: f"{count * MM_PER_CELL:.6f}" for name, count in cells.items()}
    (folder / "stationery.toml").write_text(TOML.substitute(lengths) + faces)
    (folder / "letter.css").write_text(CSS)
    (folder / "letter.html.jinja").write_text(TEMPLATE)
    make_font(folder / "Squares.ttf")
    return Engine(load_stationery(str(folder)))


def rasterise(pdf: bytes, folder: Path, dpi: int) -> list[Image.Image]:
    """Rasterise every page in greys (Cairo draws to the pixel; Splash rounds glyphs up)."""
    (folder / "pages.pdf").write_bytes(pdf)
    command = ["pdftocairo", "-r", str(dpi), "-gray", "-png", str(folder / "pages.pdf"), str(folder / "page")]
    subprocess.run(command, check=True)  # noqa: S603 -- fixed words
    pages = []
    for path in sorted(folder.glob("page-*.png")):
        with Image.open(path) as image:
            pages.append(image.convert("L"))
        path.unlink()
    return pages


def draw(image: Image.Image) -> str:
    """Draw a page in letters, one a cell."""

    def ink(column: int, row: int, part: int) -> bool:
        grey = image.getpixel((column * CELL_PX + CELL_PX // 2, row * CELL_PX + part))
        return isinstance(grey, int) and grey < INK

    columns, rows = range(image.width // CELL_PX), range(image.height // CELL_PX)
    lines = ([SHAPES[ink(column, row, 1), ink(column, row, 3)] for column in columns] for row in rows)
    return "\n".join("".join(line) for line in lines)


def draw_letter(letter: Letter, engine: Engine, options: TypesettingOptions, folder: Path) -> str:
    """Set a letter in squares and draw its pages, a blank line between them."""
    typeset = typeset_letter(letter, Source("letter", ""), engine.stationery, options, engine)
    return "\n\n".join(draw(image) for image in rasterise(typeset.pdf, folder, 96))
