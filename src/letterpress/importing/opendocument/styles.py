"""Styles of an .odt: what a paragraph, a run and a list are (OpenDocument 1.3, part 3, 16)."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letterpress.importing.counting import letters, roman
from letterpress.importing.markup import attribute, child

MOST_ANCESTORS = 32  # of a style; a longer chain is a circle
BOLD = frozenset({"bold", "600", "700", "800", "900"})
SLANTED = frozenset({"italic", "oblique"})
FORMS: Mapping[str, Callable[[int], str]] = {
    "a": letters,
    "A": lambda number: letters(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}

_LENGTH = re.compile(r"(-?[0-9.]+)(?:mm|cm|in|pt|pc|px|%)?")


class Look(NamedTuple):
    """How a run looks, as far as letters say it."""

    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    hidden: bool = False
    raised: str = ""


class Level(NamedTuple):
    """What stands before the items of one level of a list; a bullet has no `form`."""

    form: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown_levels: int = 1

    def label(self, numbers: list[int]) -> str:
        """Give what stands before an item as text; `numbers` are those of the levels above and its own."""
        shown = numbers[-self.shown_levels :]
        count = FORMS.get(self.form, str)
        return self.prefix + ".".join(count(number) for number in shown) + self.suffix

    @property
    def is_plain(self) -> bool:
        """Tell whether items have a number and a full stop or bracket behind it."""
        return self.form == "1" and not self.prefix and self.suffix in {".", ")"} and self.shown_levels == 1


class Styles:
    """The styles of a document, from both parts that hold some."""

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._defaults: dict[str, Element] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        for element in (one for root in roots if root is not None for one in root.iter()):
            family = attribute(element, "style:family")
            name = attribute(element, "style:name")
            if element.tag == "style:style":
                self._styles[family, name] = element
            elif element.tag == "style:default-style":
                self._defaults[family] = element
            elif element.tag == "text:list-style":
                self._lists[name] = {_integer(attribute(one, "text:level")): _level(one) for one in element}

    def names(self, style: str) -> Iterator[str]:
        """Yield the name of a paragraph style and of those it is based on, in small letters."""
        for element in self._chain("paragraph", style):
            yield attribute(element, "style:name").lower().replace("_20_", " ")

    def outline_level(self, style: str) -> int:
        """Give the level of headings in a paragraph style, 0 for none."""
        levels = (attribute(one, "style:default-outline-level") for one in self._chain("paragraph", style))
        return next((_integer(level) for level in levels if level), 0)

    def paragraph(self, style: str, name: str) -> str:
        """Give a property of paragraphs in a style."""
        return self._property("paragraph", style, "style:paragraph-properties", name)

    def is_spaced(self, style: str, side: str) -> bool:
        """Tell whether a paragraph has white above (`top`) or below it (`bottom`)."""
        found = _LENGTH.match(self.paragraph(style, f"fo:margin-{side}"))
        return found is not None and float(found[1].strip(".") or 0) > 0

    def look(self, spans: list[str], paragraph: str) -> Look:
        """Give the look of a run in some spans, the innermost last, and of a paragraph's style if any."""
        styles = [("text", one) for one in reversed(spans)] + (
            [("paragraph", paragraph)] if paragraph else []
        )

        def first(name: str) -> str:
            found = (self._own(family, one, "style:text-properties", name) for family, one in styles)
            return next((value for value in found if value), "")

        position = first("style:text-position")
        raised = "" if position.startswith("0%") else position
        return Look(
            strong=first("fo:font-weight") in BOLD,
            emphasis=first("fo:font-style") in SLANTED,
            struck=first("style:text-line-through-style") not in {"", "none"}
            or first("style:text-line-through-type") not in {"", "none"},
            hidden=first("text:display") == "none",
            raised="subscript" if raised.startswith(("sub", "-")) else "superscript" if raised else "",
        )

    def level(self, list_style: str, level: int) -> Level:
        """Give what stands before the items of a list; a list nobody defines has bullets."""
        return self._lists.get(list_style, {}).get(level, Level())

    def list_style(self, paragraph: str) -> str:
        """Give the list a paragraph style belongs to."""
        found = (attribute(one, "style:list-style-name") for one in self._chain("paragraph", paragraph))
        return next(filter(None, found), "")

    def is_hidden_section(self, element: Element) -> bool:
        """Tell whether a section is not shown."""
        return attribute(element, "text:display") == "none"

    def _chain(self, family: str, style: str) -> Iterator[Element]:
        for _ in range(MOST_ANCESTORS):
            element = self._styles.get((family, style))
            if element is None:
                return
            yield element
            style = attribute(element, "style:parent-style-name")

    def _own(self, family: str, style: str, group: str, name: str) -> str:
        """Give a property of a style or those it is based on."""
        found = (attribute(child(one, group), name) for one in self._chain(family, style))
        return next(filter(None, found), "")

    def _property(self, family: str, style: str, group: str, name: str) -> str:
        default = attribute(child(self._defaults.get(family), group), name)
        return self._own(family, style, group, name) or default


def _level(element: Element) -> Level:
    if element.tag != "text:list-level-style-number":
        return Level()
    return Level(
        attribute(element, "style:num-format"),
        attribute(element, "style:num-prefix"),
        attribute(element, "style:num-suffix"),
        _integer(attribute(element, "text:start-value", "1")),
        max(1, _integer(attribute(element, "text:display-levels", "1"))),
    )


def _integer(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 7 else 0  # noqa: PLR2004 -- no list is longer
