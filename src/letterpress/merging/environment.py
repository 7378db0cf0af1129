"""The Jinja of letters: a sandbox that puts out marks, calculates exactly, and knows our filters."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes, pass_context
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from letterpress.merging.arithmetic import OPERATIONS, calculate
from letterpress.merging.filters import FILTERS, DayWords, SalutationWords
from letterpress.source import DATE_MARKS, FIRST_MARK, SALUTATION_MARKS

VALUES, TEXTS = FIRST_MARK, 0x100000  # planes for private use: marks of values, and of stretches of the text
MOST_VALUES = DATE_MARKS.start - VALUES
MARK = re.compile(f"[{chr(VALUES)}-\U0010ffff]")
MARKS_ALONE = re.compile(f"{MARK.pattern}+")
MOST_TEXTS = 0xFFFE  # characters in a plane
MARKS = "marks of values"  # a name no text can spell


class Environment(ImmutableSandboxedEnvironment):
    """Jinja in which lines that hold nothing but a condition or a loop leave no line behind.

    Args:
        texts: takes the stretches of the author's text.
        shape: takes the marks of these, and one for every field.
    """

    intercepted_binops = frozenset(OPERATIONS)

    def __init__(self, texts: list[str], shape: list[str]) -> None:
        super().__init__(
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_mark,
            extensions=[_MarkTexts],
        )
        self.filters |= FILTERS
        self.texts = texts
        self.shape = shape

    def read_template(self, text: str) -> nodes.Template:
        """Parse a text: its decimal fractions are exact, and its filters know what they are given."""
        tree = _Adapted().visit(self.parse(text))
        assert isinstance(tree, nodes.Template)
        return tree.set_environment(self)  # type: ignore[return-value]  # it gives the node itself

    def getattr(self, obj: object, attribute: str) -> object:
        """Give `obj.attribute`: a value of that name comes before a method of mappings, such as `items`."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401, ARG002 -- as in Jinja
        """Calculate, for every sign of `intercepted_binops`."""
        return calculate(operator, left, right)

    @staticmethod
    def exact(digits: str) -> Decimal:
        """Give the number that stands in the text."""
        return Decimal(digits)


class _Adapted(NodeTransformer):
    """Writes decimal fractions as exact numbers, and tells our filters the name of what they are given."""

    def visit_Const(self, node: nodes.Const) -> nodes.Node:  # noqa: N802 -- Jinja finds it by this name
        if not isinstance(node.value, float):
            return node
        digits = nodes.Const(repr(node.value), lineno=node.lineno)
        return nodes.Call(
            nodes.EnvironmentAttribute("exact", lineno=node.lineno),
            [digits],
            [],
            None,
            None,
            lineno=node.lineno,
        )

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 -- as above
        self.generic_visit(node)
        if node.name in FILTERS:
            judged = node.args[0] if node.name == "salutation" and node.args else node.node
            name = nodes.Const(_name_of(judged), lineno=node.lineno)
            node.kwargs.append(nodes.Keyword("of", name, lineno=node.lineno))  # type: ignore[arg-type]  # as it parses
        return node


def _name_of(node: nodes.Node | None) -> str:
    """Give the name of a value, whatever was done with it before; of a calculation there is none."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return node.attr
        case nodes.Filter():
            return _name_of(node.node)
        case _:
            return ""


class _MarkTexts(Extension):
    """Let the template put out a mark in the place of each stretch of the author's text."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        assert isinstance(self.environment, Environment)
        texts, shape = self.environment.texts, self.environment.shape
        for token in stream:
            if token.type == "data":
                if len(texts) == MOST_TEXTS:
                    raise TemplateSyntaxError(f"there are more than {MOST_TEXTS} fields", token.lineno)
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
    text = _words_of(value)
    if MARKS_ALONE.fullmatch(text):
        return text
    marks: dict[str, str] = context[MARKS]
    if len(marks) == MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES} values in one letter")
    environment = context.environment
    assert isinstance(environment, Environment)
    mark = _mark_for(text, len(marks))
    if not isinstance(text, DayWords):
        text = MARK.sub(lambda found: _read_mark(found[0], marks, environment.texts), text)
    marks[mark] = text
    return mark


def _words_of(value: object) -> str:
    """Give a value as words; a day keeps what it is."""
    match value:
        case None:
            return ""
        case str():
            return value
        case date():
            return DayWords.of(value, value.isoformat())
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def _mark_for(value: str, number: int) -> str:
    """Give the mark of a value by its number; that of a day or a salutation says so while there are any."""
    if isinstance(value, DayWords) and number < len(DATE_MARKS):
        return chr(DATE_MARKS[number])
    if isinstance(value, SalutationWords) and number < len(SALUTATION_MARKS):
        return chr(SALUTATION_MARKS[number])
    return chr(VALUES + number)


def _read_mark(character: str, marks: Mapping[str, str], texts: Sequence[str]) -> str:
    number = ord(character) - TEXTS
    return texts[number] if number >= 0 else marks.get(character, character)
