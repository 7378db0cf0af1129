"""Cells to values: what a column's kind makes of a cell, or why it makes nothing.

Nothing is guessed: a number or a day that can be read in two ways is refused.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from letterpress.diagnostics import Code
from letterpress.letter import ColumnKind
from letterpress.merging.columns import normalise_name
from letterpress.merging.languages import TAGS
from letterpress.merging.recipients import Column, Value
from letterpress.merging.tables.cells import (
    MAX_DEPTH,
    MAX_FIELD,
    UNPRINTABLE,
    Broken,
    Cell,
    Shown,
    find_unprintable,
    is_undecoded,
    show,
)
from letterpress.reading import LANGUAGE_TAG, read_date

FLAGS = {
    True: frozenset("1 true yes y x on ja j wahr oui o vrai sí si s sì sim waar".split()),  # noqa: SIM905
    False: frozenset("0 false no n off nein falsch non faux não nee".split()) | {""},  # noqa: SIM905
}

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,'\u2019 \u00a0\u202f][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?P<separator>[.,'\u2019 \u00a0\u202f])[0-9]{3}(?:(?P=separator)[0-9]{3})*")
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"]{1,64}@(?:[^\s@<>()\[\],;:\"./]{1,63}\.)+[^\s@<>()\[\],;:\"./]{2,63}"
)
_EXCERPT = 40


class WrongCellError(Exception):
    """A cell has no value of its column's kind."""

    def __init__(self, message: str, hint: str = "", code: Code = Code.RECIPIENTS_VALUE) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def convert(cell: Cell, column: Column) -> Value:
    """Give a cell the value its column asks for.

    Raises:
        WrongCellError: it has none, or none where one is required.
    """
    if isinstance(cell, Broken):
        raise WrongCellError(cell.message, cell.hint)
    if column.required and (cell is None or (isinstance(cell, str) and not cell.strip()) or cell in ([], {})):
        raise WrongCellError("the cell is empty, and the front matter requires it", "fill it in")
    return _KINDS[column.kind](cell, column)


def _as_found(cell: Cell, column: Column, depth: int = 1) -> Value:
    """Keep text, flags and plain numbers as they are, and what a sheet shows in the words it is shown in."""
    match cell:
        case bool() | Decimal():
            return cell
        case list():
            _refuse_depth(depth)
            return tuple(_as_found(item, column, depth + 1) for item in cell)
        case dict():
            _refuse_depth(depth)
            found = {normalise_name(name): _as_found(item, column, depth + 1) for name, item in cell.items()}
            if len(found) < len(cell) or not all(name.isidentifier() for name in found):
                names = ", ".join(map(_brief, cell))
                raise WrongCellError(
                    f"the names {names} are not all different names for a letter", "rename them"
                )
            return found
        case Broken():
            raise WrongCellError(cell.message, cell.hint)
        case _:
            return _checked(show(cell))


def _refuse_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise WrongCellError(f"lists and objects are nested deeper than {MAX_DEPTH} levels", "flatten them")


def _checked(text: str) -> str:
    if found := UNPRINTABLE.search(text):
        if is_undecoded(ord(found[0])):
            hint = "name the encoding, for instance --recipients-encoding cp1252"
            raise WrongCellError(f"{find_unprintable(text)} is no character", hint, Code.RECIPIENTS_ENCODING)
        raise WrongCellError(f"{find_unprintable(text)} in the value", "take it out")
    if len(text) > MAX_FIELD:
        raise WrongCellError(f"more than {MAX_FIELD:,} characters", "shorten it")
    return text.strip()


def _as_text(cell: Cell, _column: Column) -> str:
    if isinstance(cell, list | dict):
        raise WrongCellError("a list or an object where text is wanted", "write text, or type: list")
    return _checked(show(cell))


def _as_number(cell: Cell, column: Column) -> Value:
    if isinstance(cell, Decimal):
        return cell
    if isinstance(cell, Shown) and isinstance(cell.value, Decimal):
        return cell.value
    words = _as_text(cell, column)
    if not words:
        return ""
    if not _NUMBER.fullmatch(words):
        raise WrongCellError(f'"{_brief(words)}" is no number', "write for instance 1234.50")
    return Decimal(_point(words, column.decimal))


def _point(words: str, decimal: str) -> str:
    """Write a number with a point and nothing between its digits."""
    sign = words[0] if words[0] in "+-" else ""
    digits = words.lstrip("+-")
    if not decimal:
        marks = [mark for mark in digits if mark in ".,"]
        if len(set(marks)) > 1:
            decimal = marks[-1]
        elif len(marks) == 1 and _GROUPED.fullmatch(digits) and not digits.startswith("0"):
            hint = 'say which under recipients: in the front matter, with decimal: "." or decimal: ","'
            raise WrongCellError(f'"{_brief(words)}" can be read as two numbers', hint)
        elif marks:
            decimal = marks[0] if len(marks) == 1 else "," if marks[0] == "." else "."
    whole, _, fraction = digits.partition(decimal) if decimal else (digits, "", "")
    if not (whole.isdecimal() or _GROUPED.fullmatch(whole)) or (fraction and not fraction.isdecimal()):
        raise WrongCellError(f'"{_brief(words)}" is no number', "write for instance 1234.50")
    return sign + re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else "")


def _as_date(cell: Cell, column: Column) -> Value:
    if isinstance(cell, Shown) and isinstance(cell.value, date):
        return cell.value
    words = _as_text(cell, column)
    if not words:
        return ""
    written = read_date(words) if len(words) <= 10 * _EXCERPT else None
    if written is None:
        raise WrongCellError(f'"{_brief(words)}" is no date', "write for instance 2026-11-24")
    if written.date is None:
        raise WrongCellError(f'"{_brief(words)}" is no one day', "write the date as 2026-11-24")
    return written.date


def _as_flag(cell: Cell, column: Column) -> Value:
    if isinstance(cell, bool):
        return cell
    words = _as_text(cell, column).casefold()
    for flag, spellings in FLAGS.items():
        if words in spellings:
            return flag
    raise WrongCellError(f'"{_brief(words)}" is neither yes nor no', "write yes or no")


def _as_email(cell: Cell, column: Column) -> Value:
    words = _as_text(cell, column)
    if words and not (_EMAIL.fullmatch(words) and ".." not in words):
        raise WrongCellError(f'"{_brief(words)}" is no e-mail address', "write for instance ada@roe.example")
    return words


def _as_list(cell: Cell, column: Column) -> Value:
    if isinstance(cell, list):
        return _as_found(cell, column)
    words = _as_text(cell, column)
    return tuple(part.strip() for part in re.split(r"[;\n]", words) if part.strip())


def _as_language(cell: Cell, column: Column) -> Value:
    words = _as_text(cell, column)
    tag = TAGS.get(words.casefold(), words.replace("_", "-"))
    if words and not LANGUAGE_TAG.fullmatch(tag):
        raise WrongCellError(f'"{_brief(words)}" is no language', "write its tag, such as de or fr-CH")
    return tag


def _brief(words: str) -> str:
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1] + "…"


_KINDS: dict[ColumnKind, Callable[[Cell, Column], Value]] = {
    "": _as_found,
    "text": _as_text,
    "number": _as_number,
    "date": _as_date,
    "flag": _as_flag,
    "email": _as_email,
    "list": _as_list,
    "language": _as_language,
}
