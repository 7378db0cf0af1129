"""A folder as a store, on this machine or shared by many."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from letterpress.files import TEMPORARY, is_temporary, make_folder, translated, write_atomically


class FolderStore:
    """A folder and those below it.

    Files take their names without waiting for the disk: who wants to be sure waits once, for all of them
    (ADR 0012).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()  # workers start in other folders

    @property
    def address(self) -> str:
        """Give the absolute path."""
        return str(self._folder)

    def put(self, name: str, data: bytes) -> None:
        """Write a file, and the folders it needs below this one; see `Store`."""
        path = self._folder / name
        if not path.parent.is_dir():
            for parent in reversed(PurePosixPath(name).parents):
                make_folder(self._folder / parent)
        write_atomically(path, data, durable=False)

    def read(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Read files one after the other; one that cannot be read is as good as none."""
        for name in names:
            try:
                data = (self._folder / name).read_bytes()
            except OSError:
                data = None
            yield data

    def has(self, name: str) -> bool:
        """Tell whether a file is there."""
        return (self._folder / name).exists()

    def names(self) -> Iterator[str]:
        """Give the names of all files; see `Store`. The folder is made when it is not there."""
        make_folder(self._folder)  # one that cannot be made is no empty store
        with translated(self._folder):
            found = sorted(path for path in self._folder.rglob("*") if not path.is_dir())
        yield from (path.relative_to(self._folder).as_posix() for path in found)

    def remove(self, name: str) -> None:
        """Delete a file, and the folders that hold nothing else, whose names may say as much; see `Store`."""
        path = self._folder / name
        with translated(path):
            path.unlink(missing_ok=True)
        for folder in PurePosixPath(name).parents[:-1]:
            with suppress(OSError):  # it holds something, or is gone already
                (self._folder / folder).rmdir()

    def clear(self) -> None:
        """Delete the files that a killed process did not finish."""
        for path in self._folder.rglob(f"{TEMPORARY}*"):
            if is_temporary(path.name):
                with suppress(OSError):  # one that stays does no harm
                    path.unlink()
