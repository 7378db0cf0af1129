"""Widths of words and measures of styles, read off the very font stack that draws the page.

A specimen page holds every style a letter uses once; its boxes give margins, leading and the computed style
of each face, and Pango layouts of those styles measure text. A word is measured once. Lengths are CSS
pixels. This module knows nothing of letters or lines.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import Layout, line_size, strut

from letterpress.typesetting.engine import AS_DESIGNED, Engine, Fit
from letterpress.typesetting.scripts import is_like_latin

MOST_WIDTHS = 20_000  # of texts in a face; those of names that do not come again need not be kept
LEAST_WORD_SPACE = 1 / 1024  # px, a Pango unit: less is none

INLINE = {
    "em": "<em>{}</em>",
    "strong": "<strong>{}</strong>",
    "a": '<a class="link">{}</a>',
    "call": '<a class="call">{}</a>',
    "sc": '<span class="sc">{}</span>',
    "marker": '<span class="marker">{}</span>',
}


class Face(NamedTuple):
    """A style of text: zone, class of the passage, inline elements around the text (outermost first)."""

    zone: str
    style: str
    inline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """Of a passage's class: margins above and below, leading, indents; how its lines are set."""

    above: float
    below: float
    leading: float
    left: float
    right: float
    justified: bool
    hyphenated: bool
    font_size: float
    word_space: float  # added to every space by the style sheet; part of all widths


@dataclass(frozen=True, slots=True)
class FontUse:
    """What the style sheet asks of the fonts for a face."""

    families: tuple[str, ...]
    weight: int
    style: str


class Metrics:
    """Measures of one language on one stationery at one fit; grows as new faces and words come up."""

    def __init__(self, engine: Engine, language: str, fit: Fit = AS_DESIGNED) -> None:
        self._engine = engine
        self._fit = fit
        self._language = language
        self._layouts: dict[Face, Layout] = {}
        self._widths: dict[Face, dict[str, float]] = {}
        self._spaces: dict[Face, float] = {}
        self._measures: dict[tuple[str, str], Measures] = {}

    def learn(self, faces: Iterable[Face]) -> None:
        """Set a specimen of the faces that are not known yet."""
        unknown = sorted(set(faces) - self._layouts.keys())
        if not unknown:
            return
        specimen = self._engine.lay_out(_specimen(unknown, self._language), self._fit)
        root = specimen.pages[0]._page_box  # noqa: SLF001 -- the box tree has no public door
        body = root.children[0].children[0]
        for (name, group), block in zip(_by_style(unknown), body.children, strict=True):
            passage = block.children[0].children[0]
            self._measures[name] = _measures_of(passage)
            line = passage.children[0].children[0]
            for face, box in zip(group, line.children, strict=True):
                self._learn(face, _text_box(box).style.copy())

    def _learn(self, face: Face, style: Any) -> None:  # noqa: ANN401 -- a computed style of WeasyPrint
        self._spaces[face] = style["word_spacing"]
        style["word_spacing"] = 0  # a layout that is used again keeps the spacing of its last text
        self._layouts[face] = Layout(style)
        self._widths[face] = {}

    def measures(self, zone: str, style: str) -> Measures:
        """Give the measures of a passage's class in a zone."""
        return self._measures[zone, style]

    def font_use(self, face: Face) -> FontUse:
        """Give the font families, weight and style of a face."""
        return font_use_of(self._layouts[face].style)

    def style(self, face: Face) -> tuple[Any, float]:
        """Give the computed style of a face, without its word spacing, and that."""
        return self._layouts[face].style, self._spaces[face]

    def width(self, face: Face, text: str) -> float:
        """Measure a text in a face."""
        known = self._widths[face]
        width = known.get(text)
        if width is None:
            layout, spaces = self._layouts[face], text.count(" ")
            if spaces and not is_like_latin(text):
                layout = self._spaced_layout(layout)
            layout.set_text(text)
            line, _ = layout.get_first_line()
            width = (
                line_size(line, layout.style)[0]
                + (self._spaces[face] - layout.style["word_spacing"]) * spaces
            )
            if len(known) >= MOST_WIDTHS:
                known.clear()
            known[text] = width
        return width

    def _spaced_layout(self, layout: Layout) -> Layout:
        """Give a layout in which every space is one of the face's first font, as it is when it is drawn.

        Without word spacing, a space takes the font of the letter before it.
        """
        style = layout.style.copy()
        style["word_spacing"] = LEAST_WORD_SPACE
        return Layout(style)

    def space(self, face: Face) -> float:
        """Give the ideal word space of a face."""
        return self.width(face, "n n") - self.width(face, "nn")


def font_use_of(style: Mapping[str, Any]) -> FontUse:
    """Give what a computed style asks of the fonts."""
    return FontUse(tuple(style["font_family"]), style["font_weight"], style["font_style"])


def _by_style(faces: Iterable[Face]) -> Iterator[tuple[tuple[str, str], list[Face]]]:
    """Group sorted faces by zone and style."""
    for name, group in groupby(faces, lambda face: (face.zone, face.style)):
        yield name, list(group)


def _specimen(faces: Iterable[Face], language: str) -> str:
    """Write one line for each style, with its faces side by side."""
    blocks = []
    for (zone, style), group in _by_style(faces):
        line = "".join(f"<span>{_sample(face)}</span>" for face in group)
        passage = f'<p class="{escape(style)}"><span class="l">{line}</span></p>'
        blocks.append(f'<div class="specimen"><div class="{escape(zone)}">{passage}</div></div>')
    return f'<!doctype html><html lang="{escape(language)}"><body>{"".join(blocks)}</body></html>'


def _sample(face: Face) -> str:
    text = "x"
    for name in reversed(face.inline):
        text = INLINE[name].format(text)
    return text


def _measures_of(passage: boxes.BlockBox) -> Measures:
    style = passage.style
    return Measures(
        above=passage.margin_top,
        below=passage.margin_bottom,
        leading=strut(style)[0],
        left=passage.margin_left + passage.padding_left,
        right=passage.margin_right + passage.padding_right,
        justified=style["text_align_all"] == "justify",
        hyphenated=style["hyphens"] == "auto",
        font_size=style["font_size"],
        word_space=style["word_spacing"],
    )


def _text_box(box: boxes.Box) -> boxes.TextBox:
    while not isinstance(box, boxes.TextBox):
        box = box.children[0]
    return box
