"""Files that appear whole or not at all, whatever interrupts.

It knows nothing of letters. Names of files that are not finished begin with `TEMPORARY`; only a process that
was killed leaves one behind.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity

TEMPORARY = ".letterpress-"
_TEMPORARY_NAME = re.compile(re.escape(TEMPORARY) + r"[0-9a-f]{16}")


def new_temporary() -> str:
    """Give a name for a file that is not there to stay; no two are the same."""
    return f"{TEMPORARY}{token_hex(8)}"


def is_temporary(name: str) -> bool:
    """Tell whether a name is one of `new_temporary`."""
    return _TEMPORARY_NAME.fullmatch(name) is not None


def make_folder(path: Path) -> None:
    """Make a folder unless it is there.

    Raises:
        DeliveryError: it cannot be made, or a file has its name.
    """
    with translated(path):
        path.mkdir(exist_ok=True)


def write_atomically(path: Path, data: bytes | Iterable[bytes], *, durable: bool = True) -> None:
    """Write a file whole or not at all, whatever interrupts.

    The bytes go to a temporary name in the same folder, reach the disk, and take the name in one step. A link
    keeps its target's place; a device or a pipe is written to directly. Permissions follow the umask.

    Args:
        path: where the file goes.
        data: the bytes, or pieces of them.
        durable: wait until the disk has it; without that the file is whole after a kill, but perhaps not
            after a power cut.

    Raises:
        DeliveryError: the folder or the file cannot be written.
    """
    pieces = (data,) if isinstance(data, bytes) else data
    with translated(path):
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as file:
                file.writelines(pieces)
        else:
            _replace(path.resolve(), pieces, durable=durable)


def _replace(path: Path, pieces: Iterable[bytes], *, durable: bool) -> None:
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    with temporary_name(path.parent) as temporary:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(pieces)
            file.flush()
            if durable:
                os.fsync(descriptor)
        temporary.replace(path)


@contextmanager
def temporary_name(folder: Path) -> Iterator[Path]:
    """Give a name no file in the folder has; what bears it at the end is removed."""
    temporary = folder / new_temporary()
    try:
        yield temporary
    finally:
        with suppress(FileNotFoundError, NotADirectoryError):
            temporary.unlink()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Say in a diagnostic what the system says in an error."""
    try:
        yield
    except OSError as error:
        message = f"cannot write {path}: {(error.strerror or str(error)).lower()}"
        found = Diagnostic(Code.OUTPUT_UNWRITABLE, Severity.ERROR, message, _advice(path))
        raise DeliveryError(found) from error


def _advice(path: Path) -> str:
    if path.is_dir():
        return f"name a file, for instance -o {path / 'letter.pdf'}"
    if not path.parent.exists():
        return f"make the folder first: mkdir -p {path.parent}"
    return "name another file with -o, or make room"
