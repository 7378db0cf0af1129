"""Letters taken out of a run for good, with an entry that says so and nothing of whose they were.

Whatever stops it, the next who opens the run finishes it. The ledger names a letter until its file is gone,
so that it can be found again; only then what is known of it is deleted, and at last what deleting leaves.
It knows no recipients and no command line.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from letterpress.diagnostics import BagError, Code, Diagnostic, MergeError, Severity
from letterpress.running.claiming import find_store
from letterpress.running.ledger import Ledger, open_ledger
from letterpress.running.manifest import write_manifest
from letterpress.running.names import leads_out
from letterpress.running.values import LEDGER, MANIFEST, SIGNED_MANIFEST, Forgotten
from letterpress.stores import FolderStore, Store

BAG_DECLARATION = "bagit.txt"  # RFC 8493, section 2.1.1


class Found(NamedTuple):
    """A letter that is to be forgotten."""

    row: int
    file: str
    sha256: str


class Finds(NamedTuple):
    """What there is of some rows in a run.

    Attributes:
        letters: those to forget, made or not.
        before: those of the rows that were forgotten already.
        store: the address of their files.
        copies: files elsewhere that hold letters of the run, by what the ledger was told.
        is_signed: whether the manifest is signed, as it is before they go.
    """

    letters: tuple[Found, ...]
    before: tuple[Forgotten, ...]
    store: str
    copies: tuple[Path, ...]
    is_signed: bool


class Wish(NamedTuple):
    """What is said of letters that are to be forgotten; see `Forgotten`."""

    at: str
    reason: str = ""
    by: str = ""


OpenStore = Callable[[str], Store]


def find_letters(folder: Path, rows: Sequence[range], open_store: OpenStore) -> Finds:
    """Tell what would be forgotten; nothing is changed.

    Args:
        folder: of a run, ended or not.
        rows: numbers of rows, each range with one at least of which the run has a letter, or had.
        open_store: gives the store at an address that is none of a folder.

    Raises:
        BagError: it is a bag, or no run.
        MergeError: the run has no letter of a row, or is at work.
        DeliveryError: the store cannot be opened.
    """
    with _opened(folder) as ledger:
        return _find(ledger, folder, rows, find_store(ledger.identity(), folder, open_store))


def forget_letters(folder: Path, rows: Sequence[range], wish: Wish, open_store: OpenStore) -> Finds:
    """Take letters out of a run: their files, and all that ledger and manifest know of them.

    What was forgotten before stays so, what was begun is ended. Arguments as for `find_letters`.

    Raises:
        BagError, MergeError: as `find_letters` does.
        DeliveryError: a file cannot be deleted, or ledger or manifest not be written; done again, it goes on.
    """
    with _opened(folder) as ledger:
        store = find_store(ledger.identity(), folder, open_store)
        found = _find(ledger, folder, rows, store)
        ledger.begin_forgetting(Forgotten(one.row, one.sha256, *wish) for one in found.letters)
        finish_forgetting(ledger, folder, store)
        return found


def finish_forgetting(ledger: Ledger, folder: Path, store: Store) -> None:
    """Finish what was begun; without that, nothing is done.

    Raises:
        MergeError: the ledger names a file outside of the store.
        DeliveryError: see `forget_letters`.
    """
    if not ledger.is_forgetting:
        return
    for file in tuple(ledger.files_to_forget()):
        _refuse_outside(file, folder)
        store.remove(file)
    for place in (store, FolderStore(folder)):
        place.clear()  # a process that was killed may have left a letter without its name
    os.sync()  # the files are gone for good before nothing knows their names any more
    ledger.drop_forgotten()
    if (folder / MANIFEST).exists():
        write_manifest(folder / MANIFEST, ledger.entries())
        (folder / SIGNED_MANIFEST).unlink(missing_ok=True)  # it vouches for what is not there any more
    ledger.end_forgetting()


def note_copies(folder: Path, paths: Iterable[Path]) -> None:
    """Note in the ledger of a run that files elsewhere hold letters of it.

    Raises:
        MergeError: the run is at work.
        DeliveryError: the ledger cannot be written.
    """
    with open_ledger(folder / LEDGER) as ledger:
        ledger.note_copies(str(path.absolute()) for path in paths)


@contextmanager
def _opened(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of a run that is there."""
    if not (folder / LEDGER).is_file():
        raise _no_run(folder)
    with open_ledger(folder / LEDGER) as ledger:
        if not ledger.is_begun:
            raise _no_run(folder)
        yield ledger


def _no_run(folder: Path) -> BagError:
    if folder.is_file() or (folder / BAG_DECLARATION).is_file():
        message = f"{folder} is a bag or another file, which is kept as it is"
        hint = "forget in the folder of the run, make a new bag of it with archive, and delete this one"
        return BagError(Diagnostic(Code.BAG_UNALTERABLE, Severity.ERROR, message, hint))
    hint = "name the folder given to merge with -o"
    return BagError(Diagnostic(Code.RUN_UNFINISHED, Severity.ERROR, f"{folder} holds no run", hint))


def _find(ledger: Ledger, folder: Path, rows: Sequence[range], store: Store) -> Finds:
    known = {one.row: one for one in ledger.forgotten()}
    letters: dict[int, Found] = {}
    again: dict[int, Forgotten] = {}
    for wanted in rows:
        there = [Found(*one) for one in ledger.letters_in(wanted) if one[0] not in known]
        gone = [one for row, one in known.items() if row in wanted]
        if not there and not gone:
            raise _unknown(wanted)
        letters |= {one.row: one for one in there}
        again |= {one.row: one for one in gone}
    copies = tuple(path for path in map(Path, ledger.copies()) if path.exists())
    ordered = tuple(letters[row] for row in sorted(letters))
    before = tuple(again[row] for row in sorted(again))
    return Finds(ordered, before, store.address, copies, (folder / SIGNED_MANIFEST).exists())


def _unknown(wanted: range) -> MergeError:
    which = f"row {wanted.start}" if len(wanted) == 1 else f"any row from {wanted.start}"
    message = f"the run has no letter of {which}"
    hint = "the numbers of rows stand in manifest.jsonl; the letter of a household has that of its first row"
    return MergeError(Diagnostic(Code.ROW_UNKNOWN, Severity.ERROR, message, hint))


def _refuse_outside(file: str, folder: Path) -> None:
    """Refuse to delete what a ledger names that was tampered with."""
    if leads_out(file):
        message = f"the ledger of {folder} names a file that is not the run's: {file}"
        hint = "look who changed the ledger; nothing was deleted for it"
        raise MergeError(Diagnostic(Code.LEDGER_UNREADABLE, Severity.ERROR, message, hint))
