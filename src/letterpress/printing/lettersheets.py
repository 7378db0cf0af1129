"""A finished letter opened for copying: its objects, pages and destinations.

It reads what letterpress writes: one cross-reference section, written once, without encryption. A file that
another program changed is refused rather than guessed at. Nothing here knows where the pages go.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from letterpress.printing.filters import unpack
from letterpress.printing.values import (
    Dictionary,
    Object,
    Reference,
    Stream,
    UnreadableError,
    Value,
    parse_value,
    string_bytes,
)

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_OBJECT = re.compile(rb"\s*(\d+)\s+\d+\s+obj\b")
_SECTION = re.compile(rb"\s*(\d+) (\d+)\s*(?=\d{10} )")
_STREAM = re.compile(rb"\s*stream\r?\n")
_TAIL_BYTES = 1024
_ENTRY_BYTES = 20  # ISO 32000-1:2008, 7.5.4
REMEMBERED_OBJECTS = 2_000  # those of some letters
INHERITED = (b"/Resources", b"/MediaBox", b"/CropBox", b"/Rotate")  # ISO 32000-1:2008, table 30


class LetterSheets:
    """The objects of a finished letter, each read when it is asked for.

    Raises:
        UnreadableError: it is no PDF, broken, encrypted, or was changed after it was finished.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places: dict[int, int | tuple[int, int]] = {}  # an offset, or an object stream and an index
        self._packed: dict[int, list[bytes]] = {}
        if not data.startswith(b"%PDF-"):
            raise UnreadableError("it is no PDF")
        start = _START.search(data, max(0, len(data) - _TAIL_BYTES))
        if not start:
            raise UnreadableError("its end is missing")
        trailer = self._read_places(int(start[1]))
        if b"/Encrypt" in trailer:
            raise UnreadableError("it is encrypted")
        if b"/Prev" in trailer:
            raise UnreadableError("it was changed after it was finished")
        self.catalog = self.dictionary(trailer.get(b"/Root", b"null"))
        self.pages = tuple(self._walk_pages(self.catalog.get(b"/Pages", b"null")))

    def resolve(self, value: Value) -> Object:
        """Follow a reference to what it leads to."""
        return self.fetch(value) if isinstance(value, Reference) else value

    def fetch(self, reference: Reference) -> Object:
        """Read an object; one that is not there is null (ISO 32000-1:2008, 7.3.10)."""
        place = self._places.get(reference.number)
        if place is None:
            return b"null"
        if isinstance(place, int):
            return self._read_object(reference.number, place)
        stream, index = place
        if stream not in self._packed:
            self._packed[stream] = self._unpack_objects(stream)
        try:
            return _parse_packed(self._packed[stream][index])
        except IndexError as error:
            raise UnreadableError(f"object {reference.number} is missing") from error

    def dictionary(self, value: Value) -> Dictionary:
        """Give a dictionary, or that of a stream, by itself or by reference."""
        found = self.resolve(value)
        if isinstance(found, Stream):
            return found.entries
        if not isinstance(found, dict):
            raise UnreadableError("a dictionary was expected")
        return found

    def array(self, value: Value) -> list[Value]:
        """Give an array, by itself or by reference."""
        found = self.resolve(value)
        if not isinstance(found, list):
            raise UnreadableError("an array was expected")
        return found

    def stream(self, value: Value) -> Stream:
        """Give a stream by its reference."""
        found = self.resolve(value)
        if not isinstance(found, Stream):
            raise UnreadableError("a stream was expected")
        return found

    def destinations(self) -> dict[bytes, Value]:
        """Give the named destinations (ISO 32000-1:2008, 12.3.2.3), by the bytes of their names."""
        found: dict[bytes, Value] = {}
        for name, place in self.dictionary(self.catalog.get(b"/Dests", {})).items():
            found[string_bytes(name)] = place
        names = self.dictionary(self.catalog.get(b"/Names", {}))
        for leaf in self._walk(names.get(b"/Dests", {}), lambda node: b"/Kids" not in node):
            items = self.array(leaf[1].get(b"/Names", []))
            found.update(
                {string_bytes(key): place for key, place in zip(items[::2], items[1::2], strict=True)}
            )
        return found

    def _walk_pages(self, root: Value) -> Iterator[tuple[Reference, Dictionary]]:
        for reference, page in self._walk(root, lambda node: node.get(b"/Type") == b"/Page"):
            if not isinstance(reference, Reference):
                raise UnreadableError("a page has no number")
            yield reference, page

    def _walk(self, root: Value, is_leaf: Callable[[Dictionary], bool]) -> Iterator[tuple[Value, Dictionary]]:
        """Give the leaves of a tree in order, each with what it inherits."""
        waiting: list[tuple[Value, Dictionary]] = [(root, {})]
        seen: set[Value] = set()
        while waiting:
            value, above = waiting.pop()
            if isinstance(value, Reference):
                if value in seen:
                    raise UnreadableError("a tree leads back to itself")
                seen.add(value)
            node = {**above, **self.dictionary(value)}
            if is_leaf(node):
                yield value, node
                continue
            inherited = {key: node[key] for key in INHERITED if key in node}
            kids = self.array(node.get(b"/Kids", b"null"))
            waiting.extend((kid, inherited) for kid in reversed(kids))

    def _read_object(self, number: int, offset: int) -> Object:
        head = _OBJECT.match(self._data, offset)
        if not head or int(head[1]) != number:
            raise UnreadableError(f"object {number} is not where it should be")
        value, end = parse_value(self._data, head.end())
        start = _STREAM.match(self._data, end)
        if not start or not isinstance(value, dict):
            return value
        length = _integer(self.resolve(value.get(b"/Length", b"null")))
        data = self._data[start.end() : start.end() + length]
        if not self._data.startswith(
            b"endstream", start.end() + length + self._line_end(start.end() + length)
        ):
            raise UnreadableError(f"stream {number} does not end where it should")
        return Stream({key: item for key, item in value.items() if key != b"/Length"}, data)

    def _line_end(self, position: int) -> int:
        return len(self._data[position : position + 2]) - len(
            self._data[position : position + 2].lstrip(b"\r\n")
        )

    def _unpack_objects(self, number: int) -> list[bytes]:
        """Cut an object stream into its objects (ISO 32000-1:2008, 7.5.7)."""
        place = self._places.get(number)
        stream = self._read_object(number, place) if isinstance(place, int) else b"null"
        if not isinstance(stream, Stream):
            raise UnreadableError("an object stream is missing")
        data, first = _unpacked(stream), _integer(stream.entries.get(b"/First", b"null"))
        offsets = [first + _integer(offset) for offset in data[:first].split()[1::2]]
        ends = [*offsets[1:], len(data)]
        return [data[start:end] for start, end in zip(offsets, ends, strict=True)]

    def _read_places(self, offset: int) -> Dictionary:
        """Read where objects stand, from a table or a stream, and give the trailer."""
        if self._data.startswith(b"xref", offset):
            return self._read_table(offset + len(b"xref"))
        head = _OBJECT.match(self._data, offset)
        section = self._read_object(int(head[1]), offset) if head else b"null"
        if not isinstance(section, Stream):
            raise UnreadableError("its cross-reference section is missing")
        self._read_stream(section)
        return section.entries

    def _read_table(self, position: int) -> Dictionary:
        while section := _SECTION.match(self._data, position):
            first, count = int(section[1]), int(section[2])
            end = section.end() + count * _ENTRY_BYTES
            for index, start in enumerate(range(section.end(), min(end, len(self._data)), _ENTRY_BYTES)):
                entry = self._data[start : start + _ENTRY_BYTES].split()
                if entry[2:] == [b"n"]:
                    self._places[first + index] = _integer(entry[0])
            position = end
        mark = self._data.find(b"trailer", position)
        trailer = parse_value(self._data, mark + len(b"trailer"))[0] if mark >= 0 else b"null"
        return self.dictionary(trailer)

    def _read_stream(self, section: Stream) -> None:
        """Read a cross-reference stream (ISO 32000-1:2008, 7.5.8)."""
        entries, data = section.entries, _unpacked(section)
        widths = [_integer(width) for width in self.array(entries.get(b"/W", b"null"))]
        ranges = [_integer(item) for item in self.array(entries.get(b"/Index", [b"0", entries[b"/Size"]]))]
        step, (one, two, _) = sum(widths), widths
        if sum(ranges[1::2]) * step != len(data):
            raise UnreadableError("its cross-reference section is broken")
        parts = [range(first, first + count) for first, count in zip(ranges[::2], ranges[1::2], strict=True)]
        numbers = [number for part in parts for number in part]
        for number, start in zip(numbers, range(0, len(data), step), strict=True):
            kind = int.from_bytes(data[start : start + one]) if one else 1
            place = int.from_bytes(data[start + one : start + one + two])
            if kind == 1:
                self._places[number] = place
            elif kind:
                self._places[number] = (place, int.from_bytes(data[start + one + two : start + step]))


@lru_cache(maxsize=REMEMBERED_OBJECTS)
def _parse_packed(data: bytes) -> Value:
    """Read an object of an object stream; letters of a run have most of them in common, to the byte."""
    return parse_value(data, 0)[0]


def _integer(value: Object) -> int:
    if isinstance(value, bytes) and value.isdigit():
        return int(value)
    raise UnreadableError("a number was expected")


def _unpacked(stream: Stream) -> bytes:
    data = unpack(stream)
    if data is None:
        raise UnreadableError("it was written by another program")
    return data
