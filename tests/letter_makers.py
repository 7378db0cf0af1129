"""Makers of letters for tests of a run: quick, and bad in every way a maker can be.

What a letter is stands in its payload. Small imports: every worker process imports this module.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from multiprocessing import parent_process
from pathlib import Path

from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity, StationeryError
from letterpress.running import Job, Made, Maker


def pdf_of(row: int) -> bytes:
    return b"%%PDF letter %d\n" % row + b"x" * 500


def jobs_of(count: int, **special: str) -> tuple[Job, ...]:
    """Give jobs for rows 1 to count; `row_3="refuse"` makes a letter special."""
    return tuple(
        Job(row, f"{row:06}.pdf", f"fields of {row}", (row, special.get(f"row_{row}", "")))
        for row in range(1, count + 1)
    )


def make(payload: object) -> Made:
    assert isinstance(payload, tuple)
    row, what = payload
    if what:
        _BAD[what]()
    pdf = pdf_of(row)
    return Made(pdf, 1 + row % 2, sha256(pdf).hexdigest(), ("pdf/a-2a", "pdf/ua-1"), ())


def build() -> Maker:
    return make


def build_slow(seconds: float) -> Maker:
    return partial(_make_slowly, seconds)


def build_counting(folder: Path) -> Maker:
    """Build a maker that leaves a mark in a folder: one for itself, one for every letter it makes."""
    (folder / f"maker-{os.getpid()}-{time.monotonic_ns()}").touch()
    return partial(_make_counted, folder)


def build_where_imported(module: str) -> Maker:
    """Build a maker where a module is imported already, and nowhere else."""
    return make if module in sys.modules else build_refused()


def build_killing_once(mark: Path) -> Maker:
    return partial(_kill_once, mark)


def build_lying() -> Maker:
    return _make_lying


def build_refused() -> Maker:
    raise StationeryError(Diagnostic(Code.STATIONERY_INVALID, Severity.ERROR, "no such paper", "buy some"))


def build_dying() -> Maker:
    os._exit(3)


def tell() -> dict[str, str]:
    """Tell what letters rest on, the same in every process."""
    return {"letterpress": "1.0", "stationery": "57"}


def tell_process(version: str) -> dict[str, str]:
    """Tell another version in the process that was asked to, and none in others."""
    return {"letterpress": version if os.environ.get("HERE") else "0.9", "stationery": "57"}


def tell_once(folder: Path) -> dict[str, str]:
    """Tell the truth in every process, and something else when a worker is asked again."""
    mark = folder / f"told-{os.getpid()}"
    if mark.exists() and not os.environ.get("HERE"):
        return tell() | {"letterpress": "2.0"}
    mark.touch()
    return tell()


def tell_dying_once(folder: Path) -> dict[str, str]:
    """Tell the truth, but for the worker that is asked first: it dies of the question."""
    if not os.environ.get("HERE"):
        try:
            (folder / "mark").touch(exist_ok=False)
        except FileExistsError:
            return tell()
        _kill()
    return tell()


def tell_nothing() -> dict[str, str]:
    if not os.environ.get("HERE"):
        raise ZeroDivisionError("a bug")
    return {}


def build_slow_to_die() -> Maker:
    return _make_one_and_die


def _make_one_and_die(payload: object) -> Made:
    assert isinstance(payload, tuple)
    return make((payload[0], "kill" if payload[0] > 1 else ""))


def _make_lying(payload: object) -> Made:
    return make(payload)._replace(sha256="5a")


def _make_slowly(seconds: float, payload: object) -> Made:
    time.sleep(seconds)
    return make(payload)


def _make_counted(folder: Path, payload: object) -> Made:
    made = make(payload)
    assert isinstance(payload, tuple)
    (folder / f"letter-{payload[0]}-{time.monotonic_ns()}").touch()
    return made


def _kill_once(mark: Path, payload: object) -> Made:
    assert isinstance(payload, tuple)
    row, what = payload
    if what and not mark.exists():
        mark.touch()
        _kill()
    return make((row, ""))


def _refuse() -> None:
    warning = Diagnostic(Code.DATE_UNKNOWN, Severity.WARNING, "no date")
    raise LetterError(warning, Diagnostic(Code.BODY_MISSING, Severity.ERROR, "it has no body"))


def _stumble() -> None:
    raise ZeroDivisionError("a bug")


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _exit() -> None:
    os._exit(7)


def _interrupt() -> None:
    run = parent_process()
    assert run
    assert run.pid
    os.kill(run.pid, signal.SIGINT)


def _interrupt_here() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def _interrupt_twice() -> None:
    _interrupt_here()
    _interrupt_here()


_BAD: dict[str, Callable[[], None]] = {
    "refuse": _refuse,
    "stumble": _stumble,
    "kill": _kill,
    "exit": _exit,
    "interrupt": _interrupt,
    "interrupt here": _interrupt_here,
    "interrupt twice": _interrupt_twice,
}
