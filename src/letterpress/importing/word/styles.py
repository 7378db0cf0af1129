"""Styles of a .docx: what a paragraph and a run are, by their own properties or those they inherit.

ECMA-376, part 1, 17.7: direct formatting counts before the character style, that before the paragraph style,
and each style before the one it is based on.
"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letterpress.importing.markup import attribute, child, children

MOST_ANCESTORS = 32  # of a style; a longer chain is a circle
OFF = frozenset({"0", "false", "off", "none"})


class Look(NamedTuple):
    """How a run looks, as far as letters say it."""

    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    hidden: bool = False
    raised: str = ""  # `superscript` or `subscript`


class Styles:
    """The styles of a document; `root` is the part that holds them."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {attribute(one, "w:styleId"): one for one in children(root, "w:style")}
        defaults = child(root, "w:docDefaults")
        self._paragraph_defaults = child(defaults, "w:pPrDefault", "w:pPr")
        self._run_defaults = child(defaults, "w:rPrDefault", "w:rPr")
        self._default = next(
            (
                key
                for key, one in self._styles.items()
                if attribute(one, "w:type") == "paragraph" and attribute(one, "w:default") in {"1", "true"}
            ),
            "",
        )

    def style_of(self, properties: Element | None) -> str:
        """Give the style of a paragraph."""
        return attribute(child(properties, "w:pStyle"), "w:val") or self._default

    def names(self, style: str) -> Iterator[str]:
        """Yield the name of a style and of those it is based on; names of built-in styles are English."""
        for element in self._chain(style):
            yield attribute(child(element, "w:name"), "w:val").lower()

    def paragraph(self, properties: Element | None, *path: str) -> Element | None:
        """Find a property of a paragraph: its own, that of its styles, or the default."""
        own = child(properties, *path)
        if own is not None:
            return own
        return self.inherited(properties, *path)

    def inherited(self, properties: Element | None, *path: str) -> Element | None:
        """Find a property that a paragraph has of its styles, or of none."""
        for style in self._chain(self.style_of(properties)):
            if (found := child(style, "w:pPr", *path)) is not None:
                return found
        return child(self._paragraph_defaults, *path)

    def measure(self, properties: Element | None, tag: str, *names: str) -> int:
        """Give an attribute of a property in twentieths of a point; each may come from another style."""
        own = (child(properties, tag),)
        of_styles = (child(style, "w:pPr", tag) for style in self._chain(self.style_of(properties)))
        for element in (*own, *of_styles, child(self._paragraph_defaults, tag)):
            for name in names:
                if (value := attribute(element, name)) != "":
                    return int(value) if value.lstrip("-").isdecimal() else 0
        return 0

    def look(self, run: Element | None, paragraph: Element | None, *, with_style: bool) -> Look:
        """Give the look of a run by its properties and, if asked, those of its paragraph's style."""
        layers = [run]
        layers += [child(one, "w:rPr") for one in self._chain(attribute(child(run, "w:rStyle"), "w:val"))]
        if with_style:
            layers += [child(one, "w:rPr") for one in self._chain(self.style_of(paragraph))]
            layers.append(self._run_defaults)
        return Look(
            strong=_is_on(layers, "w:b"),
            emphasis=_is_on(layers, "w:i"),
            struck=_is_on(layers, "w:strike") or _is_on(layers, "w:dstrike"),
            hidden=_is_on(layers, "w:vanish"),
            raised=_value(layers, "w:vertAlign"),
        )

    def _chain(self, style: str) -> Iterator[Element]:
        for _ in range(MOST_ANCESTORS):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = attribute(child(element, "w:basedOn"), "w:val")


def is_on(element: Element | None) -> bool:
    """Tell whether a property that is on or off is on (ECMA-376, part 1, 17.17.4)."""
    return element is not None and attribute(element, "w:val", "1").lower() not in OFF


def _first(layers: list[Element | None], tag: str) -> Element | None:
    found = (child(layer, tag) for layer in layers)
    return next((element for element in found if element is not None), None)


def _is_on(layers: list[Element | None], tag: str) -> bool:
    return is_on(_first(layers, tag))


def _value(layers: list[Element | None], tag: str) -> str:
    return attribute(_first(layers, tag), "w:val")
