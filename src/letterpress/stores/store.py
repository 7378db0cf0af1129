"""What a store can do, and whether it holds what it should. It knows no letter, no ledger and no network."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import tee
from typing import Protocol


class Store(Protocol):
    """A place for files, by names relative to it, with slashes; it can be pickled, and carries no secret.

    Whatever cannot be done raises a `DeliveryError`.
    """

    @property
    def address(self) -> str:
        """Give where it is: a path or a URL."""

    def put(self, name: str, data: bytes) -> None:
        """Put a file, whole or not at all, over one that has its name."""

    def read(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Give files in the order of their names, none for one that is not there; a few are read ahead."""

    def has(self, name: str) -> bool:
        """Tell whether a file is there."""

    def names(self) -> Iterator[str]:
        """Give the names of all files, temporary ones too."""

    def remove(self, name: str) -> None:
        """Delete a file; one that is not there is deleted."""

    def clear(self) -> None:
        """Delete what processes left that were killed in the middle of a put."""


def are_right(store: Store, wanted: Iterable[tuple[str, str]]) -> Iterator[bool]:
    """Tell of files in turn whether they are there with their digest; each is read.

    Args:
        store: where they are.
        wanted: pairs of a name and a SHA-256 in hexadecimal digits.
    """
    asked, expected = tee(wanted)
    for (_, digest), data in zip(expected, store.read(name for name, _ in asked), strict=True):
        yield data is not None and sha256(data).hexdigest() == digest
