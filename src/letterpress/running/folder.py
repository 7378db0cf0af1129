"""The folder of a run: whose it is, what a killed run left in it, and what lies in it."""

import re
from collections.abc import Iterable
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from letterpress.diagnostics import Code, Diagnostic, MergeError, Severity
from letterpress.files import TEMPORARY, make_folder, translated
from letterpress.running.values import LEDGER

LEFT_BEHIND = re.compile(re.escape(TEMPORARY) + r"[0-9a-f]{16}")


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


def make_subfolders(folder: Path, files: Iterable[str]) -> None:
    """Make the folders that files below a folder need.

    Raises:
        DeliveryError: one cannot be made.
    """
    needed = {parent for file in files for parent in PurePosixPath(file).parents}
    for parent in sorted(needed):
        make_folder(folder / parent)


def clear_temporaries(folder: Path) -> None:
    """Delete the files that a killed process did not finish."""
    for path in folder.rglob(f"{TEMPORARY}*"):
        if LEFT_BEHIND.fullmatch(path.name):
            with suppress(OSError):  # one that stays does no harm
                path.unlink()


def is_right(path: Path, sha256: str) -> bool:
    """Tell whether a file is there with this digest."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False  # it cannot be read, so it is made again
