"""Fields: the values of a recipient in the text of a letter, as data.

The text may hold Jinja: `{{ first_name }}`, `{% if member %}`. It runs in a sandbox, and what it puts out is
marks: one private-use character for each stretch of the author's text, one for each value. So a value is
never read: it cannot become markup, a note, another field or a place in the text. `filling` puts the values
into the letter when it has been read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from traceback import walk_tb
from typing import NamedTuple

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from letterpress.diagnostics import Code, Diagnostic, LetterError
from letterpress.merging.arithmetic import FieldFaultError
from letterpress.merging.environment import MARK, MARKS, TEXTS, Environment
from letterpress.merging.filters import LANGUAGE, OF_LOCALES, load_locales
from letterpress.reading import read_letter
from letterpress.source import Source, Span

MOST_EXPANSIONS = 64  # texts kept, of which all recipients have one in a letter without conditions
LINE_END = re.compile("\r\n?")
NO_OVERRIDES: Mapping[str, str] = {}
# What an expression of the author's raises.
FAILURES = (TemplateError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


class Field(NamedTuple):
    """A name the letter asks for, and where it does first."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter's text with a mark for each value, and the values by their marks.

    Recipients for whom the text takes the same branches share one source, the same object.
    """

    source: Source
    values: Mapping[str, str]


class FieldText:
    """The text of a letter with its fields, compiled once for all recipients.

    Args:
        source: the text.
        overrides: front matter keys and values that count before the letter's own.

    Raises:
        LetterError: a field or a condition is not closed, or is no Jinja; or Babel is wanted and missing.
    """

    def __init__(self, source: Source, overrides: Mapping[str, str] = NO_OVERRIDES) -> None:
        self.source = source
        self._overrides = overrides
        self._texts: list[str] = []
        self._shape: list[str] = []
        text = LINE_END.sub("\n", source.text)  # as Jinja has it; lines keep their numbers
        self._written = replace(source, text=text)
        environment = Environment(self._texts, self._shape)
        try:
            tree = environment.read_template(text)
            self._template = environment.from_string(tree)
        except TemplateSyntaxError as error:
            raise LetterError(_complaint(source, error.lineno, error.message or "")) from error
        except RecursionError as error:
            raise LetterError(_complaint(source, 1, "it is nested too deep")) from error
        self.wants_locales = _wants_locales(tree, source)
        self._places = tuple(_places_of(self._texts, text))
        self._expansions: dict[str, Source] = {}
        self.fields = tuple(_fields_of(tree, source))

    @property
    def blank(self) -> Source:
        """Give the text with marks nobody's values stand for, and all that is under conditions."""
        return self._expand("".join(self._shape))

    @cached_property
    def language(self) -> str:
        """Give the language of the letter, where a recipient has none: what is read of the blank text."""
        return read_letter(self.blank, self._overrides).letter.language

    def fill(self, values: Mapping[str, object], language: str = "") -> Filled:
        """Fill in the values of one recipient: text, numbers, lists and mappings for loops.

        Args:
            values: by their names.
            language: the tag of the recipient's language; without it that of the letter.

        Raises:
            LetterError: a name without a value, or an expression that fails with these values; the place of a
                fault in one value has its name as the field.
        """
        marks: dict[str, str] = {}
        try:
            _refuse_marks(values)
            marked = self._template.render(values, **{MARKS: marks, LANGUAGE: language or self.language})
        except FAILURES as error:
            raise LetterError(_complaint_of(self.source, error)) from error
        if marked not in self._expansions:
            if len(self._expansions) >= MOST_EXPANSIONS:
                self._expansions.clear()
            self._expansions[marked] = self._expand(marked)
        return Filled(self._expansions[marked], marks)

    def _expand(self, marked: str) -> Source:
        """Put the author's text in the place of its marks, and note where each stretch was written."""
        pieces: list[tuple[str, int]] = []
        place = 0
        for mark in marked:
            number = ord(mark) - TEXTS
            if number >= 0:
                pieces.append((self._texts[number], self._places[number]))
                place = self._places[number] + len(self._texts[number])
            else:
                pieces.append((mark, place))
        return self._written.written_anew(pieces)


def with_language(overrides: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Give the front matter for a letter whose recipient has a language, or none: it counts first."""
    return {**overrides, "language": language} if language else overrides


def _refuse_marks(value: object) -> None:
    """Refuse values that hold characters of our marks.

    Raises:
        ValueError: a value holds a character for private use of planes 15 and 16.
    """
    match value:
        case str():
            if MARK.search(value):
                raise ValueError("a value holds a private-use character, which no font has")
        case Mapping():
            for one in value.values():
                _refuse_marks(one)
        case list() | tuple():
            for one in value:
                _refuse_marks(one)
        case _:
            pass


def _places_of(texts: Iterable[str], source: str) -> Iterator[int]:
    """Find each stretch of the text where it was written: they follow one another."""
    place = 0
    for text in texts:
        place = source.index(text, place)
        yield place
        place += len(text)


def _fields_of(tree: nodes.Template, source: Source) -> Iterator[Field]:
    """Yield the names a text asks for, each where it does first."""
    asked = meta.find_undeclared_variables(tree)
    for name in tree.find_all(nodes.Name):
        if name.name in asked:
            asked.discard(name.name)
            line = source.span_of_line(name.lineno)
            found = re.compile(rf"\b{re.escape(name.name)}\b").search(source.text, line.start)
            yield Field(name.name, Span(*found.span()) if found else line)


def _line_of(error: BaseException) -> int:
    """Give the line of the text an error comes from: the last frame of the template."""
    lines = [
        line
        for frame, line in walk_tb(error.__traceback__)
        if "__jinja_template__" in frame.f_globals or frame.f_code.co_filename == "<template>"
    ]
    return lines[-1] if lines else 1


def _wants_locales(tree: nodes.Template, source: Source) -> bool:
    """Tell whether a text has filters that need Babel, and refuse it at the first when there is none.

    Raises:
        LetterError: it has, and Babel is missing.
    """
    first = next((one for one in tree.find_all(nodes.Filter) if one.name in OF_LOCALES), None)
    if first is None:
        return False
    try:
        load_locales()
    except FieldFaultError as fault:
        span = source.span_of_line(first.lineno)
        raise LetterError(source.error(Code.EXTRA_MISSING, span, str(fault), fault.hint)) from fault
    return True


def _complaint_of(source: Source, error: Exception) -> Diagnostic:
    """Say what failed, and of a fault in one value whose it is."""
    found = _complaint(source, _line_of(error), str(error))
    if not isinstance(error, FieldFaultError):
        return found
    assert found.place, "a field stands in the letter"
    return replace(found, hint=error.hint or found.hint, place=replace(found.place, field=error.field))


def _complaint(source: Source, line: int, message: str) -> Diagnostic:
    hint = "write {{ name }} for a value, {% if name %} ... {% endif %} for a condition"
    return source.error(Code.FIELD_INVALID, source.span_of_line(line), f"a field fails: {message}", hint)
