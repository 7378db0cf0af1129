"""One bag under way: files go into it and into its manifests, each read once for all checksums.

It knows BagIt (RFC 8493) and no letter.
"""

import hashlib
from collections.abc import Iterable
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from letterpress.archiving.containers import Container
from letterpress.archiving.tagfiles import BAG_INFO, BAGIT, DECLARATION, manifest_line, write_tags
from letterpress.archiving.values import ALGORITHMS


class BagFile:
    """A bag that is written into a container.

    Args:
        container: takes the files.
        folder: where manifests wait until they are complete, in files without a name.
        opened: closes them at the end, whatever it is.
    """

    def __init__(self, container: Container, folder: Path, opened: ExitStack) -> None:
        self._container = container
        self._manifests = {name: opened.enter_context(open_nameless(folder)) for name in ALGORITHMS}
        self._tag_lines: dict[str, list[bytes]] = {name: [] for name in ALGORITHMS}
        self.octets = 0
        self.files = 0

    def add(self, name: str, file: BinaryIO, size: int) -> str:
        """Put a payload file of so many bytes into the bag; give its SHA-256.

        Raises:
            OSError: it cannot be written, or the file is shorter.
        """
        digests = self._put(name, file, size)
        for algorithm, manifest in self._manifests.items():
            manifest.write(manifest_line(digests[algorithm], name))
        self.octets += size
        self.files += 1
        return digests["sha256"]

    def add_bytes(self, name: str, data: bytes) -> None:
        """Put a payload file of these bytes into the bag; see `add`."""
        self.add(name, BytesIO(data), len(data))

    def finish(self, info: Iterable[tuple[str, str]], tag_files: Iterable[tuple[str, bytes]]) -> None:
        """Put the tag files into the bag, and close it.

        Args:
            info: what `bag-info.txt` says beside `Payload-Oxum`.
            tag_files: more of them, by name.

        Raises:
            OSError: it cannot be written.
        """
        oxum = ("Payload-Oxum", f"{self.octets}.{self.files}")
        tags = (
            (BAGIT, DECLARATION.encode()),
            (BAG_INFO, write_tags((*info, oxum))),
            *tag_files,
        )
        for name, data in tags:
            self._put_tag(name, BytesIO(data), len(data))
        for algorithm, manifest in self._manifests.items():
            size = rewound(manifest)
            self._put_tag(f"manifest-{algorithm}.txt", cast("BinaryIO", manifest), size)
            manifest.close()
        for algorithm, lines in self._tag_lines.items():
            data = b"".join(lines)
            self._container.add(f"tagmanifest-{algorithm}.txt", BytesIO(data), len(data))
        self._container.close()

    def _put_tag(self, name: str, file: BinaryIO, size: int) -> None:
        for algorithm, digest in self._put(name, file, size).items():
            self._tag_lines[algorithm].append(manifest_line(digest, name))

    def _put(self, name: str, file: BinaryIO, size: int) -> dict[str, str]:
        hashed = _Hashing(file)
        self._container.add(name, cast("BinaryIO", hashed), size)
        return hashed.digests()


class _Hashing:
    """A file whose checksums are known when it has been read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hashes = {name: hashlib.new(name) for name in ALGORITHMS}

    def read(self, size: int = -1) -> bytes:
        """Read on; see `io.RawIOBase.read`."""
        data = self._file.read(size)
        for one in self._hashes.values():
            one.update(data)
        return data

    def digests(self) -> dict[str, str]:
        """Give the checksums of what was read, in hexadecimal digits."""
        return {name: one.hexdigest() for name, one in self._hashes.items()}


def open_nameless(folder: Path) -> IO[bytes]:
    """Open a file without a name, which is gone with the process."""
    return TemporaryFile(dir=folder)


def rewound(file: IO[bytes]) -> int:
    """Go back to the beginning of a file that was written; give its size."""
    size = file.tell()
    file.seek(0)
    return size
