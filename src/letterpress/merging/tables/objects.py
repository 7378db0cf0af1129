"""Recipients as JSON: an array of objects, or one object a line.

A number keeps its zeros: 1.50 is not 1.5. Every object is read on its own, so that a complaint has its line.
"""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from json import JSONDecodeError, JSONDecoder
from typing import BinaryIO, NoReturn

from letterpress.diagnostics import Code
from letterpress.merging.tables.cells import MAX_COLUMNS, Cell, Fault, Row, Table, TableError, number_of
from letterpress.merging.tables.decoding import Lines, open_text

MAX_ARRAY_BYTES = 256 * 1024 * 1024  # an array is held whole; objects a line are not

_SPACE = re.compile(r"[ \t\r\n]*")
_LINES_HINT = "for more, write one object a line (.jsonl)"


class _MalformedError(ValueError):
    """JSON allows it, or Python does, and it means nothing in a table."""


def read_array(stream: BinaryIO, encoding: str | None) -> Table:
    """Read an array of objects from a seekable stream.

    Raises:
        TableError: it is no such array, too large or malformed.
    """
    if len(stream.read(MAX_ARRAY_BYTES + 1)) > MAX_ARRAY_BYTES:
        limit = f"{MAX_ARRAY_BYTES // 1024**2} MiB"
        raise TableError(Fault(Code.RECIPIENTS_LIMIT, f"the array is larger than {limit}", _LINES_HINT))
    text = open_text(stream, encoding)
    return _tabulate(_elements(text.read()), text.undecodable)


def read_lines(stream: BinaryIO, encoding: str | None) -> Table:
    """Read objects, one a line, from a seekable stream.

    Raises:
        TableError: there is none, or the text cannot be read.
    """
    text = open_text(stream, encoding)
    return _tabulate(_objects(Lines(text.stream)), text.undecodable)


def _tabulate(found: Iterable[tuple[int, object] | Fault], undecodable: str) -> Table:
    """Give every row the columns of all rows, in the order they are met; a row may end before the last."""
    places: dict[str, int] = {}
    rows: list[Row | Fault] = []
    for item in found:
        if isinstance(item, Fault):
            rows.append(item)
            continue
        line, value = item
        if not isinstance(value, dict):
            hint = 'write for instance {"first_name": "Ada"}'
            rows.append(Fault(Code.RECIPIENTS_ROW, "a recipient is no object", hint, line))
            continue
        for name in value:
            places.setdefault(name, len(places))
        if len(places) > MAX_COLUMNS:
            message = f"more than {MAX_COLUMNS:,} different names"
            raise TableError(Fault(Code.RECIPIENTS_LIMIT, message, "put lists under one name", line))
        rows.append(Row(line, [value.get(name) for name in places]))
    if not places:
        fault = next((row for row in rows if isinstance(row, Fault)), None)
        hint = "give it an object a recipient"
        raise TableError(fault or Fault(Code.RECIPIENTS_EMPTY, "there are no recipients", hint))
    return Table(list(places), 0, iter(rows), undecodable=undecodable)


def _elements(text: str) -> Iterator[tuple[int, object]]:
    """Read the elements of an array one by one; after one that is malformed there is no next."""
    decoder = _decoder()
    at, line, counted = _skip(text, 0), 1, 0
    if text[at : at + 1] != "[":
        raise TableError(Fault(Code.RECIPIENTS_ROW, "the file is no array of objects", _LINES_HINT, 1))
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        return
    while True:
        line += text.count("\n", counted, at)
        counted = at
        try:
            value, at = decoder.raw_decode(text, at)
            yield line, value
            at = _skip(text, at)
            if text[at : at + 1] == "]":
                break
            if text[at : at + 1] != ",":
                raise JSONDecodeError("Expecting ',' delimiter", text, at)
            at = _skip(text, at + 1)
        except (ValueError, RecursionError) as error:
            raise TableError(_malformed(error, line)) from error
    end = _skip(text, at + 1)
    if end < len(text):
        line += text.count("\n", counted, end)
        raise TableError(Fault(Code.RECIPIENTS_ROW, "text follows the array", "keep one array", line))


def _objects(lines: Lines) -> Iterator[tuple[int, object] | Fault]:
    decoder = _decoder()
    for line in lines:
        lines.begin()
        words = line.strip()
        if words:
            try:
                yield lines.number, decoder.decode(words)
            except (ValueError, RecursionError) as error:
                yield _malformed(error, lines.number, in_line=True)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found, "no space is space too"
    return found.end()


def _malformed(error: Exception, line: int, *, in_line: bool = False) -> Fault:
    hint = "a program that writes JSON gets quotes, commas and brackets right; with an editor, look there"
    match error:
        case RecursionError():
            return Fault(Code.RECIPIENTS_LIMIT, "lists and objects are nested too deep", "flatten them", line)
        case JSONDecodeError():
            at = line if in_line else error.lineno
            message = f"malformed JSON at line {at}, character {error.colno}: {error.msg.lower()}"
            return Fault(Code.RECIPIENTS_ROW, message, hint, at)
        case _:
            return Fault(Code.RECIPIENTS_ROW, f"malformed JSON: {error}", hint, line)


def _decoder() -> JSONDecoder:
    return JSONDecoder(
        object_pairs_hook=_object, parse_float=_number, parse_int=_number, parse_constant=_refuse_constant
    )


def _object(pairs: list[tuple[str, Cell]]) -> dict[str, Cell]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _MalformedError(f"{json.dumps(twice)} stands twice in one object")
    return found


def _number(words: str) -> Decimal:
    number = number_of(words)
    if number is None:
        raise _MalformedError("a number with more digits than anything has")
    return number


def _refuse_constant(words: str) -> NoReturn:
    raise _MalformedError(f"{words} is no value")
