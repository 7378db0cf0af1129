"""Makers of letters for tests of a run: quick, and bad in every way a maker can be.

What a letter is stands in its payload. Small imports: every worker process imports this module.
"""

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
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


def build_killing_once(mark: Path) -> Maker:
    return partial(_kill_once, mark)


def build_refused() -> Maker:
    raise StationeryError(Diagnostic(Code.STATIONERY_INVALID, Severity.ERROR, "no such paper", "buy some"))


def build_dying() -> Maker:
    os._exit(3)


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
    os.kill(os.getppid(), signal.SIGINT)


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
