"""A file written object by object, and the cross-reference stream that says where each stands.

ISO 32000-1:2008, 7.5. It knows numbers and bytes, and nothing of letters or plates.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate
from typing import NamedTuple

import pydyf

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
LEVEL = 6  # of compression, of what is written for every letter
ENTRY = 7  # bytes of an entry: kind, place, index
_PLAIN, _PACKED = b"\x01", b"\x02"  # kinds of entries: 7.5.8.3, table 18
_FREE = b"\x00\x00\x00\x00\x00\xff\xff"  # the entry of object 0, the head of the list of free ones


class Objects(NamedTuple):
    """Objects of a file: streams as they stand one after the other, dictionaries that wait to be packed.

    `places` are those of the streams, from the start of `data`, by their numbers.
    """

    data: bytes
    places: Mapping[int, int]
    dictionaries: Sequence[tuple[int, bytes]]


def write_objects(objects: Iterable[pydyf.Object]) -> Objects:
    """Write objects, to be put into any file where these numbers are free."""
    chunks: list[bytes] = []
    places: dict[int, int] = {}
    dictionaries: list[tuple[int, bytes]] = []
    position = 0
    for one in objects:
        if one.compressible:
            dictionaries.append((one.number, one.data))
            continue
        places[one.number] = position
        chunks.append(one.indirect + b"\n")
        position += len(chunks[-1])
    return Objects(b"".join(chunks), places, dictionaries)


class Opening(NamedTuple):
    """How files begin: their bytes, the digest of them, and the entries of the objects there.

    `entries` has gaps for the objects that follow.
    """

    chunks: tuple[bytes, ...]
    digest: bytes
    entries: bytes


def begin_files(size: int) -> Opening:
    """Begin files whose objects have numbers below `size`, or are object streams with those that follow."""
    return Opening((HEADER,), sha256(HEADER).digest(), _FREE + bytes(ENTRY * (size - 1)))


def add_objects(opening: Opening, objects: Objects) -> Opening:
    """Let files go on with these objects, the dictionaries packed in an object stream (7.5.7)."""
    entries = bytearray(opening.entries)
    start, number = sum(map(len, opening.chunks)), len(entries) // ENTRY
    for one, place in objects.places.items():
        _set_entry(entries, one, _PLAIN, start + place)
    starts = accumulate((len(body) + 1 for _, body in objects.dictionaries), initial=0)
    index = b" ".join(
        b"%d %d" % (one, at) for (one, _), at in zip(objects.dictionaries, starts, strict=False)
    )
    for at, (one, _) in enumerate(objects.dictionaries):
        _set_entry(entries, one, _PACKED, number, at)
    entries += _entry(_PLAIN, start + len(objects.data))
    dictionary = b"/Type /ObjStm/N %d/First %d/Filter /FlateDecode" % (
        len(objects.dictionaries), len(index) + 1,
    )  # fmt: skip
    bodies = b"\n".join(body for _, body in objects.dictionaries)
    stream = write_stream(dictionary, pack(index + b"\n" + bodies, level=9))
    packed = b"%d 0 obj\n%b\nendobj\n" % (number, stream)
    digest = sha256(opening.digest + objects.data + packed).digest()
    return Opening((*opening.chunks, objects.data, packed), digest, bytes(entries))


class Writing:
    """A letter's file under way, after what many files begin with."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._chunks: list[bytes] = []
        self._position = sum(map(len, opening.chunks))
        self._entries = bytearray(opening.entries)

    def put(self, number: int, body: bytes) -> None:
        """Put an object."""
        _set_entry(self._entries, number, _PLAIN, self._position)
        chunk = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        self._chunks.append(chunk)
        self._position += len(chunk)

    def put_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """Put a stream as it is; `entries` is its dictionary without brackets and length."""
        self.put(number, write_stream(entries, data))

    def put_packed(self, number: int, data: bytes) -> None:
        """Put a stream, packed."""
        self.put_stream(number, b"/Filter /FlateDecode", pack(data, level=LEVEL))

    def put_exactly(self, number: int, entries: bytes, data: bytes) -> None:
        """Put a stream to whose data nothing may be added, packed if that ends well."""
        packed, filters = zlib.compress(data, LEVEL), b"/Filter /FlateDecode"
        if packed.endswith(b"\r"):
            packed, filters = data, b""
        self.put_stream(number, entries + filters, packed)

    def close(self, root: bytes, info: int) -> bytes:
        """Say where all objects stand, and give the file (7.5.8)."""
        start, number = self._position, len(self._entries) // ENTRY
        self._entries += _entry(_PLAIN, start)
        identifier = sha256(self._opening.digest + b"".join(self._chunks)).hexdigest()[:32].encode()
        data, filters = zlib.compress(self._entries, LEVEL), b"/Filter /FlateDecode"
        if data.endswith(b"\r"):  # padding does not help: zeros leave the last byte of a Flate stream alone
            data, filters = bytes(self._entries), b""
        trailer = b"/Type /XRef/W [1 4 2]/Size %d/Root %b/Info %d 0 R/ID [<%b><%b>]%b" % (
            number + 1, root, info, identifier, identifier, filters,
        )  # fmt: skip
        table = b"%d 0 obj\n%b\nendobj\n" % (number, write_stream(trailer, data))
        end = b"startxref\n%d\n%%%%EOF\n" % start
        return b"".join((*self._opening.chunks, *self._chunks, table, end))


def write_stream(entries: bytes, data: bytes) -> bytes:
    """Write a stream; `entries` is its dictionary without brackets and length."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def pack(data: bytes, *, level: int) -> bytes:
    """Compress, with line feeds at the end until readers agree where it is (see `conformance.streams`)."""
    packed = zlib.compress(data, level)
    while packed.endswith(b"\r"):
        data += b"\n"
        packed = zlib.compress(data, level)
    return packed


def _entry(kind: bytes, place: int, index: int = 0) -> bytes:
    return kind + place.to_bytes(4) + index.to_bytes(2)


def _set_entry(entries: bytearray, number: int, kind: bytes, place: int, index: int = 0) -> None:
    """Note where an object stands: its place in the file, or its object stream and its index there."""
    entries[number * ENTRY : (number + 1) * ENTRY] = _entry(kind, place, index)
