"""Lists of a .docx: what stands before each item, counted as the word processor counts (ECMA-376, 17.9)."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letterpress.importing.counting import letters, roman
from letterpress.importing.markup import attribute, child, children

MOST_LEVELS = 9
MOST_NUMBER = 1_000_000


class Label(NamedTuple):
    """What stands before an item: its number, none for a bullet; or a text that is no plain number.

    `indent` is that of the level in twentieths of a point.
    """

    number: int | None
    text: str
    indent: int


class _Level(NamedTuple):
    start: int
    form: str
    text: str
    indent: int


class Numbering:
    """The lists of a document and how far they have come; `root` is the part that defines them."""

    def __init__(self, root: Element | None) -> None:
        self._abstract = {
            attribute(one, "w:abstractNumId"): _levels(one) for one in children(root, "w:abstractNum")
        }
        self._lists = {attribute(one, "w:numId"): one for one in children(root, "w:num")}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next_label(self, number: str, level: int) -> Label | None:
        """Give the label of the next item of a list; None where the list has none."""
        definition = self._lists.get(number)
        abstract = attribute(child(definition, "w:abstractNumId"), "w:val")
        levels = {**self._abstract.get(abstract, {}), **_overridden(definition)}
        if level not in levels:
            return None
        own = levels[level]
        counts = self._counts.setdefault(abstract, {})
        started = _start_override(definition, level)
        if started is not None and (number, level) not in self._begun:
            counts[level] = started - 1
        self._begun.add((number, level))
        counts[level] = min(counts.get(level, own.start - 1) + 1, MOST_NUMBER)
        for deeper in range(level + 1, MOST_LEVELS):
            counts.pop(deeper, None)
        return _label(own, level, levels, counts)


def _label(own: _Level, level: int, levels: Mapping[int, _Level], counts: Mapping[int, int]) -> Label | None:
    if own.form == "none" and not own.text:
        return None
    if own.form == "bullet":
        return Label(None, "", own.indent)
    if own.form == "decimal" and own.text in {f"%{level + 1}.", f"%{level + 1})"}:
        return Label(counts[level], "", own.indent)

    def count(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        form = levels[at].form if at in levels else "decimal"
        return FORMS.get(form, str)(counts.get(at, levels[at].start if at in levels else 1))

    return Label(None, re.sub(r"%([1-9])", count, own.text).strip(), own.indent)


def _levels(element: Element | None) -> dict[int, _Level]:
    return {_integer(attribute(one, "w:ilvl")): _level(one) for one in children(element, "w:lvl")}


def _overridden(definition: Element | None) -> dict[int, _Level]:
    overrides = children(definition, "w:lvlOverride")
    return {level: one for override in overrides for level, one in _levels(override).items()}


def _start_override(definition: Element | None, level: int) -> int | None:
    for override in children(definition, "w:lvlOverride"):
        start = child(override, "w:startOverride")
        if start is not None and _integer(attribute(override, "w:ilvl")) == level:
            return _integer(attribute(start, "w:val"))
    return None


def _level(element: Element) -> _Level:
    indent = child(element, "w:pPr", "w:ind")
    return _Level(
        _integer(attribute(child(element, "w:start"), "w:val", "1")),
        attribute(child(element, "w:numFmt"), "w:val", "decimal"),
        attribute(child(element, "w:lvlText"), "w:val"),
        _integer(attribute(indent, "w:left") or attribute(indent, "w:start")),
    )


def _integer(value: str) -> int:
    return min(int(value), MOST_NUMBER) if value.isdecimal() and len(value) < MOST_LEVELS else 0


FORMS: Mapping[str, Callable[[int], str]] = {
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "none": lambda _number: "",
    "bullet": lambda _number: "",
}
