"""Ctrl-C as a wish that a run grants between two letters, and at once when it is said twice."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether SIGINT came; the second one raises `KeyboardInterrupt`.

    An exception out of nowhere may end in a callback of a C library, which swallows it. Outside the main
    thread, and where SIGINT is ignored, nothing changes.
    """
    came: list[int] = []

    def take_note(number: int, _frame: FrameType | None) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)

    before = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or before in {signal.SIG_IGN, None}:
        yield lambda: False
        return
    signal.signal(signal.SIGINT, take_note)
    try:
        yield lambda: bool(came)
    finally:
        signal.signal(signal.SIGINT, before)
