"""Paint one text as WeasyPrint paints it: the same operators to the last digit, without a page around them.

A line stands on its page as a block with a matrix of its own (`docs/typesetting.md`), so its operators depend
on nothing but the line and its place. What each glyph stands for is noted beside them. Lengths are CSS
pixels.
"""

from collections.abc import Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout, line_size, split_first_line

Glyphs = Mapping[str, Mapping[int, str]]  # by the name of a font: what each glyph stands for
FontTable = dict[Any, Font]  # as WeasyPrint keeps the fonts of a document
# What of a style chooses the glyphs of a text.
_FONT = {name for name in INITIAL_VALUES if name.startswith("font_")} - {"font_size"}
SHAPING = (*sorted(_FONT), "lang", "letter_spacing")
MOST_KNOWN = 4_000  # painted texts kept: those of most recipients do not come again


@dataclass(frozen=True, slots=True, eq=False)
class Brush:
    """A computed style of WeasyPrint to paint with, and the word space it adds. Each brush is itself."""

    style: Any
    word_space: float = 0.0

    @property
    def shaping(self) -> Hashable:
        """Tell which glyphs it paints with: brushes alike in this paint a text with the same."""
        return tuple(self.style[name] for name in SHAPING)


class Painted(NamedTuple):
    """A text in one face: its operators after the text matrix, what its glyphs stand for, its width."""

    operators: tuple[bytes, ...]
    glyphs: Glyphs
    width: float


class Painter:
    """Paints in the fonts of one engine; what it has painted it knows."""

    def __init__(self) -> None:
        self._fonts: FontTable = {}
        self._known: dict[tuple[Brush, float, str], Painted] = {}

    def paint(self, brush: Brush, text: str, word_space: float | None = None) -> Painted:
        """Paint a text, with a word space of its own if one is given."""
        space = brush.word_space if word_space is None else word_space
        key = (brush, space, text)
        painted = self._known.get(key)
        if painted is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            painted = self._known[key] = self._paint(brush.style, text, space)
        return painted

    def glyphs_in(self, texts: Iterable[Any]) -> Glyphs:
        """Give the glyphs that text boxes of WeasyPrint are drawn with."""
        stream = self._begin()
        for text in texts:
            text.pango_layout.reactivate(text.style)
            draw_first_line(stream, text, "clip", "none", Matrix(d=-1))
            text.pango_layout.deactivate()
        return self._drawn()

    def fonts_with(self, keys: Iterable[Any], glyphs: Glyphs) -> FontTable:
        """Give fonts that were painted with, to be embedded with these glyphs."""
        fonts = {key: copy(self._fonts[key]) for key in keys}
        widths: dict[str, dict[int, float]] = {}
        for font in self._fonts.values():  # WeasyPrint may keep a font twice, under one name
            widths.setdefault(font.hash, {}).update(font.widths)
        for font in fonts.values():
            font.to_unicode = dict(sorted(glyphs[font.hash].items()))
            font.widths = {glyph: widths[font.hash][glyph] for glyph in font.to_unicode}
        return fonts

    def _paint(self, style: Any, text: str, space: float) -> Painted:  # noqa: ANN401 -- WeasyPrint's
        stream = self._begin()
        width = draw_on(stream, style, text, space)
        return Painted(tuple(stream.stream[1:]), self._drawn(), width)

    def _begin(self) -> Stream:
        for font in self._fonts.values():
            font.to_unicode = {}
        return Stream(self._fonts, None, None, None, None, None, None)

    def _drawn(self) -> Glyphs:
        return {font.hash: font.to_unicode for font in self._fonts.values() if font.to_unicode}


def draw_on(stream: Stream, style: Any, text: str, word_space: float) -> float:  # noqa: ANN401
    """Draw a text as WeasyPrint draws a text box, from the origin; give its width."""
    style = style.copy()
    style["word_spacing"] = word_space
    layout = Layout(style)
    # As drawing does: else the text would be laid out twice.
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003 -- Pango's own order
    layout.set_text(text)
    line, _ = layout.get_first_line()
    width: float = line_size(line, style)[0]
    box = SimpleNamespace(text=text, style=style, pango_layout=layout)
    draw_first_line(stream, box, "clip", "none", Matrix(d=-1))
    return width


def break_text(brush: Brush, text: str, width: float) -> tuple[str, ...]:
    """Break a text into lines as WeasyPrint does in a box of this width."""
    style = brush.style.copy()
    style["word_spacing"] = brush.word_space
    lines = []
    rest: bytes | None = text.encode()
    while rest:
        _, length, resume, *_ = split_first_line(rest.decode(), style, None, width, 0)
        lines.append(rest[:length].decode().rstrip(" "))
        rest = rest[resume:] if resume else None
    return tuple(lines)
