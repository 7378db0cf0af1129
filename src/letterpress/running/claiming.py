"""Where a run works: its own folder, and a store for its letters that holds nothing else."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from letterpress.diagnostics import Code, Diagnostic, MergeError, Severity
from letterpress.files import is_temporary, make_folder, translated
from letterpress.running.values import LEDGER
from letterpress.stores import FolderStore, Store


def claim_folder(folder: Path, *, resume: bool) -> None:
    """Make the folder of a run, and refuse one that holds anything else.

    Raises:
        MergeError: it holds a run that nobody asked to resume, or something that is no run.
        DeliveryError: it cannot be made.
    """
    make_folder(folder)
    with translated(folder):
        names = sorted(path.name for path in folder.iterdir())
    if LEDGER in names:
        if not resume:
            message = f"{folder} already holds a run"
            hint = "type --resume to finish it, or name another folder with -o"
            raise MergeError(Diagnostic(Code.RUN_EXISTS, Severity.ERROR, message, hint))
    elif names:
        message = f"{folder} is not empty and holds no run: {names[0]} lies in it"
        hint = "name a new folder with -o"
        raise MergeError(Diagnostic(Code.FOLDER_NOT_EMPTY, Severity.ERROR, message, hint))


def find_store(identity: Mapping[str, str], folder: Path, open_store: Callable[[str], Store]) -> Store:
    """Give the store of a run by what its ledger says: its folder, another one, or a bucket.

    Args:
        identity: of the run.
        folder: of the run.
        open_store: gives the store at an address that is none of a folder.

    Raises:
        DeliveryError: the bucket cannot be opened.
    """
    address = identity.get("store", "")
    if "://" in address:
        return open_store(address)
    return FolderStore(Path(address) if address else folder)


def claim_store(store: Store, files: Iterable[str]) -> None:
    """Refuse a store that holds anything but these files, which are the run's; delete temporary ones.

    Raises:
        MergeError: it does.
        DeliveryError: it cannot be looked into.
    """
    ours = frozenset(files)
    for name in store.names():
        if is_temporary(PurePosixPath(name).name):
            store.remove(name)
        elif name not in ours:
            message = f"{store.address} holds what is not of this run: {name}"
            hint = "name an empty folder or prefix with --store, or resume the run whose letters these are"
            raise MergeError(Diagnostic(Code.STORE_NOT_EMPTY, Severity.ERROR, message, hint))
