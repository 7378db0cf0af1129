"""The forms a bag is written in: a folder, or one file of it (RFC 8493, section 4).

Files come one after the other and are not held. The bytes of a `.tar` or `.zip` depend on nothing but the
files: times, owners and modes are fixed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfileobj, rmtree
from tarfile import PAX_FORMAT, TarFile, TarInfo
from typing import BinaryIO, Protocol
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from letterpress.archiving.values import PIECE_BYTES

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP file can tell
FILE_MODE = 0o100644


class Container(Protocol):
    """A bag under way, which takes files by their names in it."""

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        """Put a file of that many bytes into it.

        Raises:
            OSError: it cannot be written, or the file is shorter.
        """

    def close(self) -> None:
        """Write what comes last; nothing is put into it afterwards."""

    def discard(self) -> None:
        """Remove what was written."""


class FolderContainer:
    """A folder of files."""

    def __init__(self, path: Path, _top: str) -> None:
        path.mkdir()
        self._path = path
        self._folders: set[Path] = set()

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        """Write a file; see `Container`."""
        path = self._path / name
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        with path.open("xb") as target:
            copyfileobj(file, target, PIECE_BYTES)
            if target.tell() != size:
                raise OSError(0, "a file changed while it was read")

    def close(self) -> None:
        """Leave it as it is; see `Container`."""

    def discard(self) -> None:
        """Remove the folder; see `Container`."""
        rmtree(self._path, ignore_errors=True)


class TarContainer:
    """A tar file, uncompressed, with names of any length (POSIX.1-2001, pax)."""

    def __init__(self, path: Path, top: str) -> None:
        self._path = path
        self._top = top
        self._tar = TarFile(path, "x", format=PAX_FORMAT)

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        """Append a file; see `Container`."""
        member = TarInfo(f"{self._top}/{name}")
        member.size = size
        self._tar.addfile(member, file)
        self._tar.members.clear()  # type: ignore[attr-defined]  # it is there, and else each file costs memory until the end

    def close(self) -> None:
        """Write the blocks at the end; see `Container`."""
        self._tar.close()

    def discard(self) -> None:
        """Remove the file; see `Container`."""
        with suppress(
            OSError
        ):  # for what waits to be written there may be no room, as for the blocks at the end
            self._tar.fileobj.close()
        self._path.unlink(missing_ok=True)


class ZipContainer:
    """A ZIP file whose files are stored: letters are packed already. It is ZIP64 where it must be."""

    def __init__(self, path: Path, top: str) -> None:
        self._path = path
        self._top = top
        self._file = path.open("x+b")
        self._zip = ZipFile(self._file, "w", ZIP_STORED)

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        """Append a file; see `Container`."""
        member = ZipInfo(f"{self._top}/{name}", LONG_AGO)
        member.external_attr = FILE_MODE << 16
        member.file_size = size
        with self._zip.open(member, "w") as target:
            copyfileobj(file, target, PIECE_BYTES)
        if member.file_size != size:
            raise OSError(0, "a file changed while it was read")

    def close(self) -> None:
        """Write the directory at the end; see `Container`."""
        self._zip.close()
        self._file.close()

    def discard(self) -> None:
        """Remove the file; see `Container`."""
        self._zip.fp = None  # no directory is written at the end, for which there may be no room
        with suppress(OSError):  # nor for what waits to be written
            self._file.close()
        self._path.unlink(missing_ok=True)


FORMS: Mapping[str, Callable[[Path, str], Container]] = {
    ".tar": TarContainer,
    ".zip": ZipContainer,
    "": FolderContainer,
}


def form_of(target: Path) -> str:
    """Tell the form from the name of a bag: `.tar`, `.zip`, or none for a folder."""
    suffix = target.suffix.lower()
    return suffix if suffix in FORMS else ""


@contextmanager
def discarding(containers: list[Container]) -> Iterator[None]:
    """Remove containers when something stops the work on them; the list may grow meanwhile."""
    try:
        yield
    except BaseException:
        for container in containers:
            container.discard()
        raise
