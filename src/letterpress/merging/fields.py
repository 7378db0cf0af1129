"""Fields: the values of a recipient in the text of a letter, as data.

The text may hold Jinja: `{{ first_name }}`, `{% if member %}`. It runs in a sandbox, and what it puts out is
marks: one private-use character for each stretch of the author's text, one for each value. So a value is
never read: it cannot become markup, a note, another field or a place in the text. `filling` puts the values
into the letter when it has been read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from traceback import walk_tb
from typing import NamedTuple

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes, pass_context
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterpress.diagnostics import Code, Diagnostic, LetterError
from letterpress.source import FIRST_MARK, Origin, Source, Span

VALUES, TEXTS = FIRST_MARK, 0x100000  # planes for private use: marks of values, and of stretches of the text
MOST_EXPANSIONS = 64  # texts kept, of which all recipients have one in a letter without conditions
PLANE = 0xFFFE  # characters in each
LINE_END = re.compile("\r\n?")
# What an expression of the author's raises.
FAILURES = (TemplateError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
MARKS = "marks of values"  # a name no text can spell


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

    Raises:
        LetterError: a field or a condition is not closed, or is no Jinja.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._texts: list[str] = []
        self._shape: list[str] = []
        text = LINE_END.sub("\n", source.text)  # as Jinja has it; lines keep their numbers
        self._written = replace(source, text=text)
        environment = _Environment(self._texts, self._shape)
        try:
            tree = environment.parse(text)
            self._template = environment.from_string(tree)
        except TemplateSyntaxError as error:
            raise LetterError(_complaint(source, error.lineno, error.message or "")) from error
        except RecursionError as error:
            raise LetterError(_complaint(source, 1, "it is nested too deep")) from error
        self._places = tuple(_places_of(self._texts, text))
        self._expansions: dict[str, Source] = {}
        self.fields = tuple(_fields_of(tree, source))

    @property
    def blank(self) -> Source:
        """Give the text with marks nobody's values stand for, and all that is under conditions."""
        return self._expand("".join(self._shape))

    def fill(self, values: Mapping[str, object]) -> Filled:
        """Fill in the values of one recipient: text, numbers, lists and mappings for loops.

        Raises:
            LetterError: a name without a value, or an expression that fails with these values.
        """
        marks: dict[str, str] = {}
        try:
            _refuse_marks(values)
            marked = self._template.render(values, **{MARKS: marks})
        except FAILURES as error:
            raise LetterError(_complaint(self.source, _line_of(error), str(error))) from error
        if marked not in self._expansions:
            if len(self._expansions) >= MOST_EXPANSIONS:
                self._expansions.clear()
            self._expansions[marked] = self._expand(marked)
        return Filled(self._expansions[marked], marks)

    def _expand(self, marked: str) -> Source:
        """Put the author's text in the place of its marks, and note where each stretch was written."""
        parts: list[str] = []
        places: list[int] = []
        place = 0
        for mark in marked:
            number = ord(mark) - TEXTS
            if number >= 0:
                parts.append(self._texts[number])
                places.append(self._places[number])
                place = self._places[number] + len(self._texts[number])
            else:
                parts.append(mark)
                places.append(place)
        starts = accumulate(map(len, parts[:-1]), initial=0)
        origin = Origin(self._written, tuple(starts), tuple(places))
        return Source(self.source.name, "".join(parts), self.source.data, origin)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja in which lines that hold nothing but a condition or a loop leave no line behind."""

    def __init__(self, texts: list[str], shape: list[str]) -> None:
        super().__init__(
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_mark,
            extensions=[_MarkTexts],
        )
        self.texts = texts
        self.shape = shape

    def getattr(self, obj: object, attribute: str) -> object:
        """Give `obj.attribute`: a value of that name comes before a method of mappings, such as `items`."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class _MarkTexts(Extension):
    """Let the template put out a mark in the place of each stretch of the author's text."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        assert isinstance(self.environment, _Environment)
        texts, shape = self.environment.texts, self.environment.shape
        for token in stream:
            if token.type == "data":
                if len(texts) == PLANE:
                    raise TemplateSyntaxError(f"there are more than {PLANE} fields", token.lineno)
                texts.append(token.value)
                shape.append(chr(TEXTS + len(texts) - 1))
                yield Token(token.lineno, "data", shape[-1])
            else:
                if token.type == "variable_begin":
                    shape.append(chr(VALUES))
                yield token


@pass_context
def _mark(context: Context, value: object) -> str:
    """Keep a value and give its mark; what a macro or a `set` block put together is marked already."""
    text = "" if value is None else str(value)
    if text and all(ord(character) >= VALUES for character in text):
        return text
    marks: dict[str, str] = context[MARKS]
    if len(marks) == PLANE:
        raise ValueError(f"more than {PLANE} values in one letter")
    environment = context.environment
    assert isinstance(environment, _Environment)
    mark = chr(VALUES + len(marks))
    marks[mark] = "".join(_read_mark(character, marks, environment.texts) for character in text)
    return mark


def _read_mark(character: str, marks: Mapping[str, str], texts: Sequence[str]) -> str:
    number = ord(character) - TEXTS
    return texts[number] if number >= 0 else marks.get(character, character)


def _refuse_marks(value: object) -> None:
    """Refuse values that hold characters of our marks.

    Raises:
        ValueError: a value holds a character for private use of planes 15 and 16.
    """
    match value:
        case str():
            if any(ord(character) >= VALUES for character in value):
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


def _complaint(source: Source, line: int, message: str) -> Diagnostic:
    hint = "write {{ name }} for a value, {% if name %} ... {% endif %} for a condition"
    return source.error(Code.FIELD_INVALID, source.span_of_line(line), f"a field fails: {message}", hint)
