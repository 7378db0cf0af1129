"""A PDF written as it comes: objects are forgotten once written, only their places are kept.

What is no stream goes into object streams (ISO 32000-1:2008, 7.5.7), the places into a cross-reference
stream (7.5.8). Nothing here knows what the objects mean.
"""

import zlib
from array import array
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from letterpress.printing.filters import PACKED, pack
from letterpress.printing.values import Dictionary, UnreadableError, reference_to, write_value

MAX_OBJECTS = 8_388_607  # ISO 19005-2:2011, 6.1.13
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
GROUP_BYTES = 128 * 1024  # an object stream: some letters, so that one is packed by the words of another
GROUP_OBJECTS = 0xFFFF  # an index has two bytes
FREE, PLAIN, GROUPED = 0, 1, 2  # ISO 32000-1:2008, table 18
_GROUP_SHIFT, _INDEX_MASK = 16, 0xFFFF
_GROUPED_MARK = 1 << 63
_SECTION_STEP = 100_000  # entries written at once


class FullError(Exception):
    """The file has as many objects as an archival file may have."""


class PdfFile:
    """A PDF under way. Numbers are taken first and objects put under them later, each once."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._digest = sha256()
        self._offset = 0
        self._places = array("Q", [0])  # 0 is free
        self._group: list[tuple[int, bytes]] = []
        self._group_bytes = 0
        self._write(HEADER)

    @property
    def size_bytes(self) -> int:
        """Give how much was written."""
        return self._offset

    def take_number(self) -> int:
        """Take a number for an object to come.

        Raises:
            FullError: there are no more.
        """
        if len(self._places) > MAX_OBJECTS:
            raise FullError
        self._places.append(0)
        return len(self._places) - 1

    def put(self, number: int, body: bytes) -> None:
        """Put an object that is no stream under its number."""
        self._group.append((number, body))
        self._group_bytes += len(body)
        if self._group_bytes >= GROUP_BYTES or len(self._group) >= GROUP_OBJECTS:
            self._write_group()

    def put_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """Put a stream under its number; `entries` is its dictionary without brackets and length."""
        self._places[number] = self._offset
        head = b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, entries, len(data))
        self._write(head + data + b"\nendstream\nendobj\n")

    def close(self, root: int, info: int) -> None:
        """Write what is left and where everything stands; the identifier is a digest of all before it."""
        self._write_group()
        start, identifier = self._offset, self._digest.hexdigest()[:32].encode()
        number = self.take_number()
        self._places[number] = start
        trailer: Dictionary = {
            b"/Type": b"/XRef",
            b"/W": b"[1 8 2]",
            b"/Root": reference_to(root),
            b"/Info": reference_to(info),
            b"/ID": b"[<%s><%s>]" % (identifier, identifier),
            **PACKED,
        }
        packed = self._packed_places()
        while packed.endswith(b"\r"):  # see `filters.pack`
            self.take_number()
            packed = self._packed_places()
        trailer[b"/Size"] = b"%d" % len(self._places)
        self.put_stream(number, _entries(trailer), packed)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _write(self, data: bytes) -> None:
        self._sink.write(data)
        self._digest.update(data)
        self._offset += len(data)

    def _write_group(self) -> None:
        if not self._group:
            return
        number = self.take_number()
        heads, offset = [], 0
        for index, (member, body) in enumerate(self._group):
            self._places[member] = _GROUPED_MARK | number << _GROUP_SHIFT | index
            heads.append(b"%d %d" % (member, offset))
            offset += len(body) + 1
        head = b" ".join(heads) + b"\n"
        data = pack(head + b"\n".join(body for _, body in self._group) + b"\n")
        entries: Dictionary = {
            b"/Type": b"/ObjStm",
            b"/N": b"%d" % len(self._group),
            b"/First": b"%d" % len(head),
            **PACKED,
        }
        self._group, self._group_bytes = [], 0
        self.put_stream(number, _entries(entries), data)

    def _packed_places(self) -> bytes:
        engine = zlib.compressobj(9)
        parts = [engine.compress(part) for part in self._sections()]
        return b"".join([*parts, engine.flush()])

    def _sections(self) -> Iterator[bytes]:
        for start in range(0, len(self._places), _SECTION_STEP):
            yield b"".join(map(_describe_place, self._places[start : start + _SECTION_STEP]))


def _describe_place(place: int) -> bytes:
    if not place:
        return FREE.to_bytes(1) + bytes(8) + b"\xff\xff"
    if place & _GROUPED_MARK:
        group = (place ^ _GROUPED_MARK) >> _GROUP_SHIFT
        return GROUPED.to_bytes(1) + group.to_bytes(8) + (place & _INDEX_MASK).to_bytes(2)
    return PLAIN.to_bytes(1) + place.to_bytes(8) + bytes(2)


def _entries(dictionary: Dictionary) -> bytes:
    return write_value(dictionary, _no_reference)[2:-2]


def _no_reference(_: object) -> bytes:
    raise UnreadableError("no reference belongs here")
