"""Filters in fields: `date`, `number`, `currency`, `salutation` in the language of the letter, and `round`.

Values are cells as they are shown, or typed by the front matter; each filter takes both and guesses nothing.
What it gives is a value again: words, never markup.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from letterpress.letter import ColumnKind
from letterpress.merging.arithmetic import FieldFaultError, round_half_up
from letterpress.merging.greetings import Addressed, greet
from letterpress.merging.recipients import Column
from letterpress.merging.values import WrongCellError, convert

LANGUAGE = "language of the letter"  # a name no text can spell
OF_LOCALES = frozenset(("date", "number", "currency"))  # filters for which Babel is needed
INSTALL_LOCALES = "type pip install 'letterpress-pdf[locales]'"


class DayWords(str):
    """A day in words: a value that can be the dateline, and gives the letter its date."""

    __slots__ = ("day",)
    day: date

    @classmethod
    def of(cls, day: date, words: str) -> "DayWords":
        """Give a day its words."""
        made = cls(words)
        made.day = day
        return made


class SalutationWords(str):
    """A salutation: a value that can stand where a letter greets."""

    __slots__ = ()


@pass_context
def _date(context: Context, value: object, style: str = "long") -> str:
    if isinstance(value, DayWords):
        value = value.day
    day = value if isinstance(value, date) else _read(value, "date")
    if not isinstance(day, date):
        return ""
    return DayWords.of(day, load_locales().write_date(day, style, context[LANGUAGE]))


@pass_context
def _number(context: Context, value: object, digits: int | None = None) -> str:
    number = _read_number(value)
    return "" if number is None else str(load_locales().write_number(number, digits, context[LANGUAGE]))


@pass_context
def _currency(context: Context, value: object, code: str = "") -> str:
    number = _read_number(value)
    return "" if number is None else str(load_locales().write_currency(number, code, context[LANGUAGE]))


@pass_context
def _salutation(
    context: Context, last_name: object, form: object = "", title: object = "", first_name: object = ""
) -> str:
    words = (" ".join(str(part).split()) for part in (last_name, form, title, first_name))
    return SalutationWords(greet(Addressed(*words), context[LANGUAGE]))


def _round(value: object, digits: int = 0) -> Decimal | str:
    number = _read_number(value)
    return "" if number is None else round_half_up(number, digits)


def _exact(value: object) -> Decimal | str:
    number = _read_number(value)
    return "" if number is None else number


def _naming(function: Callable[..., object], usage: str) -> Callable[..., object]:
    """Let a fault say which value it is about (`of` is its name in the letter), or how the filter is used."""

    @wraps(function)
    def named(*arguments: object, of: str = "", **more: object) -> object:
        try:
            return function(*arguments, **more)
        except FieldFaultError as fault:
            fault.field = fault.field or of
            raise
        except TypeError as error:  # too many arguments, or a word where a number belongs
            raise FieldFaultError(
                "a filter takes no such arguments", f"write for instance {usage}"
            ) from error

    return named


FILTERS: dict[str, Callable[..., object]] = {
    "date": _naming(_date, 'date("short") or date("d. MMMM")'),
    "number": _naming(_number, "number or number(2)"),
    "currency": _naming(_currency, 'currency("EUR")'),
    "salutation": _naming(_salutation, "salutation(gender, title, first_name)"),
    "round": _naming(_round, "round or round(2)"),
    "float": _naming(_exact, "float"),  # Jinja's own gives a binary number, and 0.0 for what is none
}


def load_locales() -> ModuleType:
    """Import how languages write: late, as few letters ask for it (ADR 0016).

    Raises:
        FieldFaultError: Babel is not installed.
    """
    try:
        return import_module("letterpress.merging.locales")
    except ImportError as error:
        raise FieldFaultError(
            "how languages write needs Babel, which is not installed", INSTALL_LOCALES
        ) from error


def _read_number(value: object) -> Decimal | None:
    number = value if isinstance(value, int | Decimal) else _read(value, "number")
    if isinstance(number, bool):
        raise FieldFaultError("yes or no is no number")
    return Decimal(number) if isinstance(number, int | Decimal) else None


def _read(value: Any, kind: ColumnKind) -> object:  # noqa: ANN401 -- whatever stands before the filter
    """Read text as a cell of a typed column is read; nothing is nothing."""
    try:
        words = "\n".join(map(str, value)) if isinstance(value, list | tuple | dict) else str(value)
        return convert(words, Column(0, "", "", kind))
    except WrongCellError as wrong:
        hint = (
            wrong.hint
            if kind != "number" or "decimal" not in wrong.hint
            else f"{wrong.hint}, and type: number"
        )
        raise FieldFaultError(wrong.message, hint) from wrong
