"""The folder of a run that has ended, as an archive takes it: letters, manifest, what they were made from."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from letterpress.diagnostics import BagError, Code, Diagnostic, Severity
from letterpress.running import (
    LEDGER,
    MANIFEST,
    ORIGIN,
    SIGNATURE,
    Failure,
    Forgotten,
    find_store,
    is_cut_off,
    read_ended,
)
from letterpress.stores import Store


class RunFolder(NamedTuple):
    """A run that has ended.

    Attributes:
        manifest: the file that names the letters that are there.
        store: where they are.
        origin: the files they were made from, by name; empty when an older version made them.
        failures: the letters that are not there.
        forgotten: those that were taken out of it.
        signature: of the manifest; empty when it was not signed.
    """

    manifest: Path
    store: Store
    origin: Mapping[str, bytes]
    failures: tuple[Failure, ...]
    forgotten: tuple[Forgotten, ...]
    signature: bytes


def open_run_folder(folder: Path, open_store: Callable[[str], Store]) -> RunFolder:
    """Find what a run left; the folder is only read.

    Args:
        folder: the run's.
        open_store: gives the store at an address that is none of a folder.

    Raises:
        BagError: it holds no run that has ended, or a link.
        MergeError: the ledger cannot be read.
    """
    if not (folder / LEDGER).is_file():
        raise _refuse(Code.RUN_UNFINISHED, f"{folder} holds no run", "name the folder given to merge with -o")
    if not (folder / MANIFEST).is_file() or (folder / f"{LEDGER}-wal").exists():
        hint = "finish it first: type the merge again with --resume"
        raise _refuse(Code.RUN_UNFINISHED, f"the run in {folder} has not ended", hint)
    if is_cut_off(folder / LEDGER):
        hint = "type the delivery again: it puts the ledger right"
        raise _refuse(Code.RUN_UNFINISHED, f"a delivery of the run in {folder} was cut off", hint)
    ended = read_ended(folder / LEDGER)
    if ended.is_forgetting:
        hint = "finish it: type the same letterpress forget again, or the merge with --resume"
        raise _refuse(Code.RUN_UNFINISHED, f"letters of {folder} are only forgotten in part", hint)
    store = find_store(ended.identity, folder, open_store)
    if "://" not in store.address:
        _refuse_links(Path(store.address))
    origin = _read_origin(folder / ORIGIN)
    signed = folder / f"{MANIFEST}{SIGNATURE}"
    signature = signed.read_bytes() if signed.is_file() else b""
    return RunFolder(folder / MANIFEST, store, origin, ended.failures, ended.forgotten, signature)


def _read_origin(path: Path) -> dict[str, bytes]:
    if not path.exists():
        return {}
    try:
        with ZipFile(path) as packed:
            return {member.filename: packed.read(member) for member in packed.infolist()}
    except (BadZipFile, OSError) as error:
        hint = "delete it and type the merge again with --resume: it is written anew"
        raise _refuse(Code.ORIGIN_MISSING, f"{path} cannot be read: {error}", hint) from error


def _refuse_links(folder: Path) -> None:
    """Refuse links, which would bring in what the run did not make."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            if path.is_symlink():
                hint = "put the file itself there, or take the link away"
                raise _refuse(Code.RUN_LETTER, f"{path} is a symbolic link", hint)


def _refuse(code: Code, message: str, hint: str) -> BagError:
    return BagError(Diagnostic(code, Severity.ERROR, message, hint))
