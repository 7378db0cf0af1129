"""A bag from anybody, opened: which files it has and how each is read, without unpacking it.

What could harm whoever unpacks it is refused by name: paths that lead elsewhere, links, devices, names that
are one file on some file system, archives that pretend to be small.
"""

import os
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import IO, BinaryIO, NamedTuple, TypeAlias, cast
from unicodedata import category
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 -- an exception

from letterpress.archiving.tagfiles import BAGIT
from letterpress.diagnostics import BagError, Code, Diagnostic, Severity
from letterpress.running import find_collisions

MOST_FILES = 1_000_000
MOST_PATH_BYTES = 4096  # PATH_MAX of Linux
MOST_RATIO = 200  # of unpacked to packed, as for spreadsheets; letters have 1 to 2
SMALL_BYTES = 16 * 1024**2  # below it no ratio is a danger
MOST_DIRECTORY_BYTES = 512 * 1024**2  # of a ZIP file, which is read whole: some 500 bytes a file
MOST_HEADER_BYTES = 1024**2  # of a tar file: what it wants read at once
ZIP_MAGIC = b"PK"
DIRECTORY_END = b"PK\x05\x06"  # APPNOTE.TXT of PKWARE, section 4.3.16
DIRECTORY_END_64 = b"PK\x06\x06"  # section 4.3.14
MOST_COMMENT_BYTES = 65_535
ENCRYPTED = 0x1  # the flag of a file that needs a password

# What damage of an archive, or of the disk below it, makes these libraries raise.
DAMAGE = (
    tarfile.TarError,
    BadZipFile,
    ZlibError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


class BagMember(NamedTuple):
    """A file of a bag: its size, and where it begins in a bag that is one file.

    There may be a million, so that they say no more.
    """

    size: int
    offset: int = 0


Opener: TypeAlias = Callable[[str, BagMember], IO[bytes]]


class OpenBag(NamedTuple):
    """The files of a bag by their paths in it, with slashes."""

    members: Mapping[str, BagMember]
    opener: Opener

    def open(self, name: str) -> IO[bytes]:
        """Open a file, to be read.

        Raises:
            OSError, ValueError or one of `DAMAGE`: it cannot be read.
        """
        return self.opener(name, self.members[name])

    def read(self, name: str, most: int) -> bytes:
        """Read a small file.

        Raises:
            BagError: it is larger than that, or damaged.
        """
        member = self.members[name]
        if member.size > most:
            raise _refuse(Code.BAG_INVALID, f"{name}: {member.size:,} bytes are more than it may have")
        with damage_named(name), self.open(name) as file:
            return file.read(most + 1)


@contextmanager
def open_bag(path: Path) -> Iterator[OpenBag]:
    """Open a bag: a folder, a `.tar` or a `.zip`, told by what it is.

    Raises:
        BagError: it is none, or holds what is not safe to unpack.
    """
    with ExitStack() as opened:
        with damage_named(path.name):
            bag = _index(path, opened)
        yield bag


def _index(path: Path, opened: ExitStack) -> OpenBag:
    if path.is_dir():
        return OpenBag(_checked(_files_in(path)), lambda name, _member: (path / name).open("rb"))
    file = opened.enter_context(path.open("rb"))
    magic = file.read(len(ZIP_MAGIC))
    file.seek(0)
    if magic == ZIP_MAGIC:
        _refuse_large_directory(file, path)
        archive = opened.enter_context(ZipFile(file))
        members, top = _without_top(_checked(_zipped(archive, path)), path)
        return OpenBag(members, lambda name, _member: archive.open(f"{top}/{name}"))
    careful = _Careful(file)
    tar = opened.enter_context(tarfile.TarFile(fileobj=cast("BinaryIO", careful), mode="r"))
    members, _ = _without_top(_checked(_taped(tar)), path)
    careful.most = None
    return OpenBag(members, lambda _name, member: _open_taped(tar, member))


@contextmanager
def damage_named(name: str) -> Iterator[None]:
    """Say in a diagnostic what a library says of a damaged archive."""
    try:
        yield
    except DAMAGE as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise _refuse(Code.BAG_INVALID, f"{name}: it cannot be read: {reason}") from error


def _files_in(folder: Path, prefix: str = "") -> Iterator[tuple[str, BagMember]]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        name = f"{prefix}{entry.name}"
        status = entry.stat(follow_symlinks=False)
        if S_ISLNK(status.st_mode):
            raise unsafe(name, "it is a symbolic link")
        if S_ISDIR(status.st_mode):
            yield from _files_in(Path(entry.path), f"{name}/")
        elif S_ISREG(status.st_mode):
            yield name, BagMember(status.st_size)
        else:
            raise unsafe(name, "it is neither a file nor a folder")


def _zipped(archive: ZipFile, path: Path) -> Iterator[tuple[str, BagMember]]:
    packed = path.stat().st_size
    if sum(one.compress_size for one in archive.infolist()) > packed:
        raise unsafe(path.name, "its files lie over one another, as in a zip bomb")
    for one in archive.infolist():
        name, mode = one.orig_filename, one.external_attr >> 16
        if S_ISLNK(mode):
            raise unsafe(name, "it is a symbolic link")
        if mode and not S_ISREG(mode) and not S_ISDIR(mode) and mode > 0o7777:  # noqa: PLR2004 -- no kind is told
            raise unsafe(name, "it is neither a file nor a folder")
        if one.flag_bits & ENCRYPTED:
            raise unsafe(name, "it needs a password")
        if one.file_size > SMALL_BYTES and one.file_size > MOST_RATIO * one.compress_size:
            raise unsafe(
                name, f"it unpacks to {one.file_size:,} bytes from {one.compress_size:,}: a zip bomb"
            )
        if not name.endswith("/"):
            yield name, BagMember(one.file_size)


def _taped(tar: tarfile.TarFile) -> Iterator[tuple[str, BagMember]]:
    while (member := tar.next()) is not None:
        tar.members.clear()  # type: ignore[attr-defined]  # it is there, and else each file costs memory until the end
        if member.issym() or member.islnk():
            raise unsafe(member.name, "it is a link")
        if member.isdir():
            continue
        if not member.isreg() or member.issparse():
            raise unsafe(member.name, "it is neither a file nor a folder")
        yield member.name, BagMember(member.size, member.offset_data)


def _open_taped(tar: tarfile.TarFile, member: BagMember) -> IO[bytes]:
    header = tarfile.TarInfo()  # made anew: what a header says would be kept for every file of the bag
    header.offset_data, header.size = member.offset, member.size
    file = tar.extractfile(header)
    assert file, "it is a file"
    return file


class _Careful:
    """A file that gives no more at once than headers of an honest tar file ask for, which name their size.

    `most` is lifted when all headers are read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.most: int | None = MOST_HEADER_BYTES
        self.tell = file.tell
        self.seek = file.seek

    def read(self, size: int) -> bytes:
        """Read on.

        Raises:
            ValueError: a header wants too much at once.
        """
        if self.most and size > self.most:
            raise ValueError(f"a header claims {size:,} bytes")
        return self._file.read(size)


def _checked(found: Iterable[tuple[str, BagMember]]) -> dict[str, BagMember]:
    """Refuse paths that lead elsewhere or are one on some file system; give the files by path."""
    members: dict[str, BagMember] = {}
    for name, member in found:
        if reason := _danger_in(name):
            raise unsafe(name, reason)
        if name in members:
            raise unsafe(name, "it is there twice")
        members[name] = member
        if len(members) > MOST_FILES:
            raise _refuse(Code.BAG_INVALID, f"it has more than {MOST_FILES:,} files")
    names = list(members)
    for positions in find_collisions(names):
        one, other = sorted(names[position] for position in positions[:2])
        raise unsafe(other, f"some file systems take it and {one} for one file")
    return members


def _danger_in(name: str) -> str:
    """Say what is wrong with a path; empty when nothing is."""
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "it is an absolute path"
    if "\\" in name:
        return "it has a backslash, which parts folders on some systems"
    parts = name.split("/")
    if ".." in parts:
        return "it leads out of the bag"
    if "" in parts or "." in parts:
        return "it is no plain path"
    if any(category(character) in {"Cc", "Cs"} and character not in "\r\n" for character in name):
        return "it has control characters, or is no UTF-8"
    return "it is too long" if len(name.encode()) > MOST_PATH_BYTES else ""


def _without_top(members: dict[str, BagMember], path: Path) -> tuple[dict[str, BagMember], str]:
    """Take away the one folder a serialised bag has at its top (RFC 8493, section 4.1); give its name."""
    tops = {name.partition("/")[0] for name in members}
    top = next(iter(tops), "")
    if len(tops) != 1 or f"{top}/{BAGIT}" not in members:
        raise _refuse(Code.BAG_INVALID, f"{path.name}: it has not one folder at its top, with {BAGIT} in it")
    return {name.partition("/")[2]: member for name, member in members.items()}, top


def _refuse_large_directory(file: BinaryIO, path: Path) -> None:
    """Refuse a ZIP file whose directory, which is read whole, is larger than that of a million files."""
    size = path.stat().st_size
    file.seek(max(0, size - MOST_COMMENT_BYTES - 22))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(DIRECTORY_END)
    end = tail[at : at + 20]
    at_64 = tail.rfind(DIRECTORY_END_64, 0, max(at, 0))
    claimed = int.from_bytes(end[12:16], "little")  # section 4.3.16: size of the central directory
    if at_64 >= 0:
        claimed = max(claimed % 0xFFFFFFFF, int.from_bytes(tail[at_64 + 40 : at_64 + 48], "little"))
    if claimed > MOST_DIRECTORY_BYTES:
        raise unsafe(path.name, f"its directory claims {claimed:,} bytes")


def unsafe(name: str, reason: str) -> BagError:
    """Give the error that a file of a bag could harm whoever unpacks it."""
    return _refuse(Code.BAG_UNSAFE, f"{name}: {reason}", "ask whoever sent it for a bag without it")


def _refuse(code: Code, message: str, hint: str = "") -> BagError:
    return BagError(Diagnostic(code, Severity.ERROR, message, hint))
