"""Put the values of a recipient into the letter that was read with marks in their place.

A value is words: line breaks in it are line breaks, and everything else of it is text. A line or paragraph
that has nothing to say but values, and those empty, is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from urllib.parse import quote

from letterpress.diagnostics import Code, Diagnostic
from letterpress.letter import (
    Dateline,
    Figure,
    Inline,
    Letter,
    LineBreak,
    Link,
    Paragraph,
    Text,
    nodes_in,
    plain_text,
)
from letterpress.merging.environment import MARK
from letterpress.merging.filters import DayWords
from letterpress.reading import read_date
from letterpress.source import Source, Span

FIELD = re.compile(r"\{\{ *\w+(?: *[-.|(+*/~][^{}\n]*)? *\}\}|\{% *(?:if|for|set) [^{}\n]*%\}")
LINE_END = re.compile("\r\n|[\r\n\u2028\u2029]")


class Pattern:
    """A letter with marks, to be filled for one recipient after the other.

    What holds no mark is the same object in every letter, so that it can be known again.
    """

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self._marked: set[int] = set()  # identities of nodes of `letter`, which lives as long as this
        self._note_marked(letter)

    def fill(self, values: Mapping[str, str]) -> Letter:
        """Give the letter with every mark replaced by its value."""
        filled = self._fill(self.letter, values)
        assert isinstance(filled, Letter)
        lines = (line for paragraph in filled.inside_address for line in _lines_of(paragraph))
        dateline = self.letter.dateline and _fill_dateline(self.letter.dateline, values)
        return replace(filled, inside_address=tuple(lines), dateline=dateline)

    def _note_marked(self, value: object) -> bool:
        """Tell whether there is a mark in a value, and remember the nodes that hold one."""
        parts: Iterable[object] = ()
        if isinstance(value, str):
            return bool(MARK.search(value))
        if isinstance(value, tuple):
            parts = value
        elif is_dataclass(value):
            parts = (getattr(value, field.name) for field in fields(value))
        is_marked = sum(map(self._note_marked, parts)) > 0  # none is passed over: each notes its own
        if is_marked:
            self._marked.add(id(value))
        return is_marked

    def _fill(self, value: object, values: Mapping[str, str]) -> object:
        if isinstance(value, str):
            return fill_words(value, values)
        if id(value) not in self._marked:
            return value
        if isinstance(value, tuple):
            return tuple(self._filled_parts(value, values))
        assert is_dataclass(value)
        assert not isinstance(value, type)
        if isinstance(value, Link):
            value = replace(value, target=_fill_target(value.target, values))
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{name: self._fill(part, values) for name, part in parts.items()})

    def _filled_parts(self, parts: tuple[object, ...], values: Mapping[str, str]) -> Iterator[object]:
        for part in parts:
            if isinstance(part, Text) and id(part) in self._marked:
                yield from _fill_text(part, values)
                continue
            filled = self._fill(part, values)
            if isinstance(part, Paragraph) and isinstance(filled, Paragraph) and _is_left_out(part, filled):
                continue
            yield filled


def fill_letter(letter: Letter, values: Mapping[str, str]) -> Letter:
    """Give one letter with every mark replaced by its value."""
    return Pattern(letter).fill(values)


def fill_words(text: str, values: Mapping[str, str]) -> str:
    """Give a text with every mark replaced by its value, on one line."""
    return LINE_END.sub(" ", MARK.sub(lambda mark: values[mark[0]], text))


def misplaced_fields(letter: Letter, source: Source) -> Iterator[Diagnostic]:
    """Report fields where a value would name a file."""
    for figure in nodes_in(letter, Figure):
        if MARK.search(figure.path):
            message = "a value cannot name an image file"
            hint = "choose among images with {% if %} ... {% endif %}"
            yield source.error(Code.FIELD_PLACE, figure.span, message, hint)


def unfilled_fields(source: Source) -> Iterator[Diagnostic]:
    """Warn of fields in a text that is set as it stands, at the first one."""
    if found := FIELD.search(source.text):
        message = (
            f"the text has fields such as {found[0]}, and no recipient is named: they are set as they stand"
        )
        hint = "name a file and a row of it: --recipients FILE --recipient 1"
        yield source.warning(Code.FIELD_UNFILLED, Span(*found.span()), message, hint)


def _fill_dateline(dateline: Dateline, values: Mapping[str, str]) -> Dateline | None:
    """Give the dateline with its values, and the day they say; none where they say nothing.

    That it is a dateline was known before, by the author's word: so what it says may be read.
    """
    place = fill_words(dateline.place, values).strip()
    dateline = replace(dateline, place=place, joint=dateline.joint if place else "")
    marks = MARK.findall(dateline.text)
    if not marks:
        return dateline
    text = fill_words(dateline.text, values).strip()
    day = next((value.day for value in map(values.__getitem__, marks) if isinstance(value, DayWords)), None)
    written = read_date(text) if day is None else None
    day = written.date if written else day
    return replace(dateline, text=text, date=day) if text else None


def _fill_text(text: Text, values: Mapping[str, str]) -> Iterator[Text | LineBreak]:
    """Yield the text with its values; the author's own line ends are spaces, those of values are not."""
    words = MARK.sub(lambda mark: LINE_END.sub("\v", values[mark[0]]), text.text)
    for number, line in enumerate(words.split("\v")):
        if number:
            yield LineBreak(text.span)
        if line:
            yield Text(line, text.span)


def _fill_target(target: str, values: Mapping[str, str]) -> str:
    """Put values into a web address as data (RFC 3986, section 2.1): they end no part of it."""
    return MARK.sub(lambda mark: quote(values[mark[0]], safe="@"), target)


def _is_left_out(before: Paragraph, after: Paragraph) -> bool:
    return not plain_text(after.children).strip() and bool(MARK.search(plain_text(before.children)))


def _lines_of(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Cut a paragraph at its line breaks; blank lines are left out."""
    line: list[Inline] = []
    for child in (*paragraph.children, LineBreak(paragraph.span)):
        if not isinstance(child, LineBreak):
            line.append(child)
        elif line:
            children = tuple(line)
            if plain_text(children).strip():
                yield replace(paragraph, children=children)
            line = []
