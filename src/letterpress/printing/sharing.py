"""Objects of letters copied into one file, equal ones once.

An object is compared after the objects it refers to have been copied, so whole equal parts (a font with its
descriptor, program and map) are shared, from the bottom up.
"""

from collections.abc import Iterable
from hashlib import blake2b

from letterpress.printing.filters import pack, unpack
from letterpress.printing.lettersheets import LetterSheets
from letterpress.printing.pdffile import PdfFile
from letterpress.printing.values import (
    Object,
    Reference,
    Stream,
    UnreadableError,
    Value,
    reference_to,
    write_value,
)

DIGEST_BYTES = 16
MAX_REMEMBERED = 100_000  # objects that equal ones are compared with; the one unseen for longest is forgotten

MET_ONCE = 0  # no number: the piece is part of some stream


class SharedObjects:
    """What a file holds, by digest, so that what is equal is written once."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._numbers: dict[bytes, int] = {}  # in the order they were last seen

    def put(self, body: bytes) -> int:
        """Give the number of an object that is no stream; write it if it is new."""
        digest = _digest(b"object", body)
        number = self._known(digest)
        if number is None:
            number = self._remember(digest, self._file.take_number())
            self._file.put(number, body)
        return number

    def put_stream(self, entries: bytes, stream: Stream) -> int:
        """Give the number of a stream; write it as it is if it is new. `entries` is its dictionary, written.

        Raises:
            UnreadableError: its data are broken.
        """
        digest = _digest(b"stream", entries, stream.data)
        number = self._known(digest)
        if number is None:
            unpack(stream)  # the bytes are copied packed: nobody else would notice
            number = self._remember(digest, self._file.take_number())
            self._file.put_stream(number, entries, stream.data)
        return number

    def put_pieces(self, pieces: Iterable[bytes]) -> list[int]:
        """Give the numbers of streams that hold these pieces one after another.

        A piece has a stream of its own from the second time it is met. Those met for the first time, which
        for most is the only one, are joined with their neighbours, and packed better so.
        """
        numbers: list[int] = []
        new: list[bytes] = []
        for piece in pieces:
            digest = _digest(b"piece", piece)
            number = self._known(digest)
            if number is None:
                self._remember(digest, MET_ONCE)
                new.append(piece)
                continue
            numbers += self._put_packed(new)
            new = []
            if number == MET_ONCE:
                (number,) = self._put_packed([piece])
                self._numbers[digest] = number
            numbers.append(number)
        return numbers + self._put_packed(new)

    def _put_packed(self, pieces: list[bytes]) -> list[int]:
        if not pieces:
            return []
        number = self._file.take_number()
        self._file.put_stream(number, b"/Filter /FlateDecode", pack(b"".join(pieces)))
        return [number]

    def _known(self, digest: bytes) -> int | None:
        number = self._numbers.pop(digest, None)
        if number is not None:
            self._numbers[digest] = number
        return number

    def _remember(self, digest: bytes, number: int) -> int:
        if len(self._numbers) >= MAX_REMEMBERED:
            del self._numbers[next(iter(self._numbers))]
        self._numbers[digest] = number
        return number


class LetterCopy:
    """The objects of one letter on their way into a file; references to its pages lead to their copies."""

    def __init__(self, sheets: LetterSheets, shared: SharedObjects, pages: dict[Reference, int]) -> None:
        self._sheets = sheets
        self._shared = shared
        self._numbers: dict[Reference, int] = dict(pages)
        self._under_way: set[Reference] = set()

    def write(self, value: Value) -> bytes:
        """Write a value of the letter, with what it refers to copied.

        Raises:
            UnreadableError: it refers to itself.
        """
        return write_value(value, self._renumber)

    def _renumber(self, reference: Reference) -> bytes:
        if reference not in self._numbers:
            if reference in self._under_way:
                raise UnreadableError(f"object {reference.number} refers to itself")
            self._under_way.add(reference)
            self._numbers[reference] = self._copy(self._sheets.fetch(reference))
        return reference_to(self._numbers[reference])

    def _copy(self, value: Object) -> int:
        if isinstance(value, Stream):
            return self._shared.put_stream(self.write(value.entries)[2:-2], value)
        return self._shared.put(self.write(value))


def _digest(kind: bytes, *parts: bytes) -> bytes:
    state = blake2b(kind, digest_size=DIGEST_BYTES)
    for part in parts:
        state.update(b"%d:" % len(part))
        state.update(part)
    return state.digest()
