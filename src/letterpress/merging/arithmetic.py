"""Arithmetic in fields: exact, as money needs it, and never with text that only looks like a number."""

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

MOST_DIGITS = 20  # behind the point, or before it
OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "**": operator.pow,
}
_HINT = (
    "give the column `type: number` in the front matter; put what is calculated in brackets before a filter: "
    "{{ (amount * 2) | number }}"
)


class FieldFaultError(ValueError):
    """A field has no result with the values of a row.

    `field` is the name of the value it is about, where there is one.
    """

    def __init__(self, message: str, hint: str = "", field: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.field = field


def calculate(sign: str, left: Any, right: Any) -> Any:  # noqa: ANN401 -- whatever the author's text puts there
    """Do what a sign of `OPERATIONS` says.

    Raises:
        FieldFaultError: one of the two is text; two texts can be put together with `+` all the same.
    """
    texts = [value for value in (left, right) if isinstance(value, str)]
    if texts and not (sign == "+" and len(texts) > 1):
        what = f'"{texts[0]}" is text' if texts[0] else "a value is empty"
        raise FieldFaultError(f"{what}, and nothing can be calculated with it", _HINT)
    if sign == "/" and isinstance(left, int) and isinstance(right, int):
        left = Decimal(left)
    return OPERATIONS[sign](left, right)


def round_half_up(number: Decimal, digits: int) -> Decimal:
    """Round a number to so many digits behind the point, halves away from zero as people do with money.

    Raises:
        FieldFaultError: they are more digits than anyone needs.
    """
    if not -MOST_DIGITS <= digits <= MOST_DIGITS:
        raise FieldFaultError(f"{digits} digits cannot be asked for", f"ask for {MOST_DIGITS} at most")
    try:
        rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    except InvalidOperation as error:
        raise FieldFaultError(f"{number} has more digits than can be rounded") from error
    return rounded if digits >= 0 else Decimal(int(rounded))
