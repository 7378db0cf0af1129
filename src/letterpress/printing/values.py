"""The values of a PDF as bytes: read into Python's own, written back with other object numbers.

Names, numbers and strings stay the bytes they are in the file, so that what is copied is not changed
(ISO 32000-1:2008, 7.2 and 7.3). Nothing here knows files, pages or letters.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

_WHITE = rb"[\0\t\n\f\r ]"
_TOKEN = re.compile(
    rb"(?:" + _WHITE + rb"|%[^\r\n]*)*"
    rb"(?:(?P<open><<|\[)|(?P<close>>>|\])|(?P<number>\d+)" + _WHITE + rb"+\d+" + _WHITE + rb"+R\b"
    rb"|(?P<plain>/[^\0\t\n\f\r ()<>\[\]{}/%]*|<[0-9A-Fa-f\0\t\n\f\r ]*>|[^\0\t\n\f\r ()<>\[\]{}/%]+)"
    rb"|(?P<string>\())"
)
_STRING_PART = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)|\r\n?", re.DOTALL)
_ESCAPED = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}


class UnreadableError(Exception):
    """A file is not what it should be; the message goes on after "it cannot be read: "."""


class Reference(NamedTuple):
    """A reference to another object of the same file; generations are 0 in files written once."""

    number: int


Value: TypeAlias = "bytes | Reference | list[Value] | dict[bytes, Value]"
Dictionary: TypeAlias = dict[bytes, Value]


class Stream(NamedTuple):
    """A stream: its dictionary and its data, as encoded in the file."""

    entries: Dictionary
    data: bytes


Object: TypeAlias = "Value | Stream"


def parse_value(data: bytes, position: int) -> tuple[Value, int]:
    """Read the value at a position, and give the position behind it.

    Raises:
        UnreadableError: no value stands there.
    """
    open_values: list[tuple[bytes, list[Value]]] = []
    while True:
        value: Value
        token = _TOKEN.match(data, position)
        if not token:
            raise UnreadableError(f"no value at byte {position}")
        position = token.end()
        kind = token.lastgroup
        if kind == "open":
            open_values.append((token["open"], []))
            continue
        if kind == "plain":
            value = token["plain"]
        elif kind == "number":
            value = Reference(int(token["number"]))
        elif kind == "string":
            end = _end_of_string(data, position)
            value, position = data[position - 1 : end], end
        else:
            value = _closed(open_values, token["close"])
        if not open_values:
            return value, position
        open_values[-1][1].append(value)


def _closed(open_values: list[tuple[bytes, list[Value]]], bracket: bytes) -> Value:
    """Make an array or a dictionary of what was read since its opening bracket."""
    if not open_values:
        raise UnreadableError("a bracket closes that was never opened")
    opening, items = open_values.pop()
    if (opening, bracket) == (b"[", b"]"):
        return items
    keys = items[::2]
    if (opening, bracket) != (b"<<", b">>") or len(items) % 2 or not all(type(key) is bytes for key in keys):
        raise UnreadableError("a dictionary is not one of names and values")
    return dict(zip(keys, items[1::2], strict=True))  # type: ignore[arg-type]  # all keys are bytes


def _end_of_string(data: bytes, position: int) -> int:
    depth = 1
    for part in _STRING_PART.finditer(data, position):
        depth += {b"(": 1, b")": -1}.get(part[0], 0)
        if not depth:
            return part.end()
    raise UnreadableError("a string does not end")


def write_value(value: Value, renumber: Callable[[Reference], bytes]) -> bytes:
    """Write a value; `renumber` gives what stands for a reference."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, Reference):
        return renumber(value)
    if isinstance(value, list):  # widths of glyphs by the thousand: most items are written already
        items = [item if isinstance(item, bytes) else write_value(item, renumber) for item in value]
        return b"[" + b" ".join(items) + b"]"
    return b"<<" + b"".join([key + b" " + write_value(item, renumber) for key, item in value.items()]) + b">>"


def reference_to(number: int) -> bytes:
    """Write a reference."""
    return b"%d 0 R" % number


def text_string(text: str) -> bytes:
    """Write a text string (ISO 32000-1:2008, 7.9.2.2): ASCII as it is, all else in UTF-16."""
    if text.isascii() and text.isprintable():
        return b"(" + re.sub(rb"([()\\])", rb"\\\1", text.encode()) + b")"
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def string_bytes(value: Value) -> bytes:
    """Give the bytes a string or a name stands for, so that two ways to write it compare as equal.

    Raises:
        UnreadableError: it is neither.
    """
    if isinstance(value, bytes) and value.startswith(b"("):
        return _ESCAPE.sub(lambda escape: _unescaped(escape[1]), value[1:-1])
    if isinstance(value, bytes) and value.startswith(b"<"):
        digits = bytes(digit for digit in value[1:-1] if digit > ord(" "))
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    if isinstance(value, bytes) and value.startswith(b"/"):
        return re.sub(rb"#([0-9A-Fa-f]{2})", lambda escape: bytes.fromhex(escape[1].decode()), value[1:])
    raise UnreadableError("a name or a string was expected")


def _unescaped(escape: bytes | None) -> bytes:
    """Give what an escape in a string stands for (ISO 32000-1:2008, table 3)."""
    if escape is None:
        return b"\n"  # an end of line is one byte
    if escape[:1] in b"01234567":
        return bytes([int(escape, 8) & 0xFF])
    return _ESCAPED.get(escape, escape)
