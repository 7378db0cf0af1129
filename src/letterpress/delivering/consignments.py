"""What is handed over: the letters of a run that has ended, or those in a bag, each proven as it is read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from letterpress.archiving import OpenBag, open_bag, open_run_folder, read_entries, read_run_manifest
from letterpress.archiving.values import LETTERS, ORIGIN, RECIPIENTS, Finding
from letterpress.delivering.receipts import ReceiptBook, open_receipts, receipts_path
from letterpress.diagnostics import BagError, Code, Diagnostic, Severity
from letterpress.running import LEDGER, Entry
from letterpress.stores import Store

MOST_PDF_BYTES = 256 * 1024**2  # more is no letter
MOST_ORIGIN_BYTES = 512 * 1024**2  # of all files that letters were made from


class Consignment(NamedTuple):
    """Letters, and what they were made from.

    Attributes:
        entries: the letters, in row order.
        read: gives the files of letters in the order of their names, none for one that is not there.
        origin: the files they were made from, by name; empty when nothing was kept of them.
        recipients: the file of recipients where a bag holds one, by name.
    """

    entries: tuple[Entry, ...]
    read: Callable[[Iterable[str]], Iterator[bytes | None]]
    origin: Mapping[str, bytes]
    recipients: Mapping[str, bytes]


@contextmanager
def open_consignment(path: Path, open_store: Callable[[str], Store]) -> Iterator[Consignment]:
    """Open a bag, or the folder of a run; it is only read.

    Args:
        path: a folder, a `.tar` or a `.zip`.
        open_store: gives the store at an address that is none of a folder.

    Raises:
        BagError: it is neither, holds what is not safe, or a line of its manifest names no letter.
    """
    if (path / LEDGER).is_file():
        run = open_run_folder(path, open_store)
        with run.manifest.open("rb") as lines:
            read = list(read_entries(lines, run.manifest.name))
        entries = _sound(read)
        yield Consignment(entries, run.store.read, run.origin, {})
        return
    with open_bag(path) as bag:
        entries = _sound(read_run_manifest(bag))
        origin = _files_below(bag, ORIGIN)
        yield Consignment(
            entries, lambda files: _read_letters(bag, files), origin, _files_below(bag, RECIPIENTS)
        )


@contextmanager
def open_with_receipts(
    path: Path, open_store: Callable[[str], Store], *, look_only: bool = False
) -> Iterator[tuple[Consignment, ReceiptBook]]:
    """Open a bag or the folder of a run, and its receipts; see `open_consignment` and `open_receipts`.

    The ledger of a run comes first: what a killed delivery left of it is put right before it is read. A bag
    comes first: nothing is made beside what is none.
    """
    ledger = receipts_path(path)
    with ExitStack() as opened:
        if ledger.name == LEDGER:
            book = opened.enter_context(open_receipts(ledger, look_only=look_only))
            consignment = opened.enter_context(open_consignment(path, open_store))
        else:
            consignment = opened.enter_context(open_consignment(path, open_store))
            book = opened.enter_context(open_receipts(ledger, look_only=look_only))
        yield consignment, book


def prove(entry: Entry, pdf: bytes | None) -> Diagnostic | None:
    """Say what is wrong with the file of a letter; nothing when it is the one that was made."""
    if pdf is None:
        what = "it is not there"
    elif sha256(pdf).hexdigest() != entry.sha256:
        what = "it is not the file the manifest of the run names"
    else:
        return None
    hint = "type letterpress verify: it names all that is missing or changed"
    return Diagnostic(Code.RUN_LETTER, Severity.ERROR, f"{entry.file}: {what}; it stays here", hint)


def _sound(read: Iterable[Entry | Finding]) -> tuple[Entry, ...]:
    """Give the letters of a manifest, each of which lies below one folder and is named once."""
    entries: dict[str, Entry] = {}
    for one in read:
        if isinstance(one, Finding):
            raise BagError(one.diagnostic)
        path = PurePosixPath(one.file)
        if path.is_absolute() or ".." in path.parts or one.file in entries:
            message = f"the manifest of the run names {one.file!r} twice, or outside of its folder"
            raise BagError(Diagnostic(Code.RUN_LETTER, Severity.ERROR, message))
        entries[one.file] = one
    return tuple(entries.values())


def _read_letters(bag: OpenBag, files: Iterable[str]) -> Iterator[bytes | None]:
    for file in files:
        path = f"{LETTERS}{file}"
        yield bag.read(path, MOST_PDF_BYTES) if path in bag.members else None


def _files_below(bag: OpenBag, folder: str) -> Mapping[str, bytes]:
    paths = [path for path in bag.members if path.startswith(folder)]
    if sum(bag.members[path].size for path in paths) > MOST_ORIGIN_BYTES:
        message = f"what lies below {folder} has more than {MOST_ORIGIN_BYTES:,} bytes"
        raise BagError(Diagnostic(Code.BAG_INVALID, Severity.ERROR, message))
    return {path.removeprefix(folder): bag.read(path, MOST_ORIGIN_BYTES) for path in paths}
