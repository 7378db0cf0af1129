"""The matter of a passage: its inline content as one text in runs of one face.

White space collapses as in CSS Text 3, section 4.1; a newline stands for a line break. This module knows
neither widths nor lines.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple, assert_never

from letterpress.letter import Emphasis, FootnoteCall, Foreign, Inline, LineBreak, Link, Strong, Text
from letterpress.typesetting.metrics import Face
from letterpress.typesetting.wordbreaks import is_address

NO_BREAK_SPACE = "\u00a0"
HYPHEN = "\u2010"  # set at a break; the finished file says U+00AD, so that copied words are whole
BREAK_MARK = re.compile("([\u00ad\u200b])")  # soft hyphen, zero-width space
WHITE_SPACE = re.compile("[ \t\n\r\f\v\u2028\u2029\x85]+")
# Three capitals and more, or several words of capitals, among which short ones count too.
ACRONYM = re.compile(r"(?<![\w&])(?=[A-Z&]{3}|[A-Z]{2}[ -][A-Z]{2})[A-Z&]{2,}(?:[ -][A-Z&]{2,})*(?![\w&])")
SMALL_CAPS = "sc"
POSTAL = "inside_address"  # places and countries in capitals are for those who sort the mail


class Run(NamedTuple):
    """Text of one face; `path` holds the inline nodes around it, outermost first."""

    start: int
    text: str
    path: tuple[Inline, ...]
    face: Face

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.text)


class Matter(NamedTuple):
    """The text of a passage's cell in reading order, and its runs.

    Soft hyphens and zero-width spaces of the author are no part of it: their offsets are.
    """

    text: str
    runs: tuple[Run, ...]
    soft_hyphens: frozenset[int]
    zero_width_spaces: frozenset[int] = frozenset()

    def runs_between(self, start: int, end: int) -> Iterator[Run]:
        """Yield the runs that hold the text between two offsets."""
        index = bisect_right(self.runs, start, key=lambda run: run.start) - 1
        while 0 <= index < len(self.runs) and self.runs[index].start < end:
            yield self.runs[index]
            index += 1


def flatten(
    inlines: tuple[Inline, ...], zone: str, style: str, *, small_cap_acronyms: bool = False
) -> Matter:
    """Lay inline content out as runs of text; acronyms in small capitals, if wanted."""
    flattener = _Flattener(zone, style, small_cap_acronyms=small_cap_acronyms)
    flattener.walk(inlines, (), ())
    return flattener.matter()


def faces_in(
    inlines: tuple[Inline, ...], zone: str, style: str, *, small_cap_acronyms: bool = False
) -> Iterator[Face]:
    """Yield every face that setting this content needs."""
    yield Face(zone, style)
    matter = flatten(inlines, zone, style, small_cap_acronyms=small_cap_acronyms)
    yield from (run.face for run in matter.runs)


class _Flattener:
    def __init__(self, zone: str, style: str, *, small_cap_acronyms: bool) -> None:
        self._zone, self._style = zone, style
        self._small_cap_acronyms = small_cap_acronyms and style != POSTAL
        self._runs: list[Run] = []
        self._length = 0
        self._last = " "  # as if after a space: none begins a line
        self._soft: set[int] = set()
        self._zero: set[int] = set()

    def walk(self, inlines: tuple[Inline, ...], path: tuple[Inline, ...], names: tuple[str, ...]) -> None:
        for inline in inlines:
            match inline:
                case Text():
                    self._add_text(inline.text, path, names)
                case LineBreak():
                    self._trim()
                    self._add("\n", path, names)
                case FootnoteCall():
                    self._add(str(inline.number), (*path, inline), (*names, "call"))
                case Emphasis():
                    self.walk(inline.children, (*path, inline), (*names, "em"))
                case Strong():
                    self.walk(inline.children, (*path, inline), (*names, "strong"))
                case Link():
                    self.walk(inline.children, (*path, inline), (*names, "a"))
                case Foreign():
                    self.walk(inline.children, (*path, inline), names)
                case _:
                    assert_never(inline)

    def _add_text(self, text: str, path: tuple[Inline, ...], names: tuple[str, ...]) -> None:
        text = WHITE_SPACE.sub(" ", text)
        text = text.replace(HYPHEN, "-")  # the author's own hyphen, told apart from one set at a break
        if self._last in " \n" and text.startswith(" "):
            text = text[1:]
        joined = ""
        for piece in BREAK_MARK.split(text):
            match piece:
                case "\u00ad":
                    self._soft.add(self._length + len(joined))
                case "\u200b":
                    self._zero.add(self._length + len(joined))
                case _:
                    joined += piece
        if self._small_cap_acronyms and not any(isinstance(node, Link) for node in path):
            self._add_with_acronyms(joined, path, names)
        else:
            self._add(joined, path, names)

    def _add_with_acronyms(self, text: str, path: tuple[Inline, ...], names: tuple[str, ...]) -> None:
        at = 0
        for match in ACRONYM.finditer(text):
            word = text[text.rfind(" ", 0, match.start()) + 1 :].partition(" ")[0]
            if is_address(word, linked=False):
                continue
            self._add(text[at : match.start()], path, names)
            self._add(match[0], path, (*names, SMALL_CAPS))
            at = match.end()
        self._add(text[at:], path, names)

    def _add(self, text: str, path: tuple[Inline, ...], names: tuple[str, ...]) -> None:
        if text:
            self._runs.append(Run(self._length, text, path, Face(self._zone, self._style, names)))
            self._length += len(text)
            self._last = text[-1]

    def _trim(self) -> None:
        """Take a space off the end of the text."""
        if self._runs and self._runs[-1].text.endswith(" "):
            run = self._runs.pop()
            self._length -= 1
            if text := run.text[:-1]:
                self._runs.append(run._replace(text=text))

    def matter(self) -> Matter:
        self._trim()
        text = "".join(run.text for run in self._runs)
        return Matter(text, tuple(self._runs), frozenset(self._soft), frozenset(self._zero))
