"""Places that can be asked what they hold: a store, or a ZIP file that appears whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile, ZipFile

from letterpress.archiving.containers import ZipContainer
from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity
from letterpress.files import new_temporary, translated
from letterpress.stores import Store


class Depot(Protocol):
    """A place that letters are laid into."""

    @property
    def address(self) -> str:
        """Give where it is: a path or a URL."""

    def read(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Give files in the order of their names, none for one that is not there."""

    def put(self, name: str, data: bytes) -> None:
        """Lay a file there."""

    def keep(self) -> bool:
        """Tell whether all files laid there so far are there to stay; they are after `finish`."""

    def finish(self) -> None:
        """Make all files stay."""


class StoreDepot:
    """A store; one on this machine is waited for."""

    def __init__(self, store: Store, *, is_here: bool) -> None:
        self._store = store
        self._is_here = is_here
        self.address = store.address
        self.read = store.read
        self.put = store.put

    def keep(self) -> bool:
        """Wait for the disk; see `Depot`."""
        if self._is_here:
            os.sync()  # once for many files, as at the end of a run (ADR 0012)
        return True

    def finish(self) -> None:
        """Do nothing: all stay already."""


class ZipDepot:
    """A ZIP file with a folder of its own name; one that is there gets more files, all at once, at the end.

    `open_zip_depot` gives one.
    """

    def __init__(self, path: Path, there: ZipFile | None) -> None:
        self._path = path
        self._temporary = path.with_name(new_temporary())
        self._there = there
        self._known = frozenset(there.namelist() if there else ())
        self._under_way: ZipContainer | None = None
        self.address = str(path)

    def read(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Read from the file that is there; see `Depot`."""
        for name in names:
            path = f"{self._path.stem}/{name}"
            with _readable(self._path):
                data = self._there.read(path) if self._there and path in self._known else None
            yield data

    def put(self, name: str, data: bytes) -> None:
        """Add a file to the one under way, which begins with what is there already; see `Depot`."""
        with translated(self._path):
            if self._under_way is None:
                self._under_way = ZipContainer(self._temporary, self._path.stem)
                self._copy(self._under_way)
            self._under_way.add(name, BytesIO(data), len(data))

    def keep(self) -> bool:
        """Tell that files stay at the end alone."""
        return self._under_way is None

    def finish(self) -> None:
        """Let the file take its name when the disk has it; see `Depot`."""
        if self._under_way:
            with translated(self._path):
                self._under_way.close()
                os.sync()
                self._temporary.replace(self._path)
            self._under_way = None

    def discard(self) -> None:
        """Remove what is under way."""
        if self._under_way:
            self._under_way.discard()

    def _copy(self, target: ZipContainer) -> None:
        for member in self._there.infolist() if self._there else ():
            name = member.filename.removeprefix(f"{self._path.stem}/")
            with _readable(self._path):
                data = self._there.read(member) if self._there else b""
            target.add(name, BytesIO(data), len(data))


@contextmanager
def open_zip_depot(path: Path) -> Iterator[ZipDepot]:
    """Open a ZIP file that is there, or one that will be; nothing of it is seen before it is finished."""
    path = path.resolve()
    with ExitStack() as opened:
        with _readable(path):
            there = opened.enter_context(ZipFile(path)) if path.exists() else None
        depot = ZipDepot(path, there)
        opened.callback(depot.discard)
        yield depot


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (BadZipFile, OSError) as error:
        message = f"{path} is there and cannot be read: {error}"
        hint = "name another file: it is neither written over nor added to"
        raise DeliveryError(Diagnostic(Code.DELIVERY_OCCUPIED, Severity.ERROR, message, hint)) from error
