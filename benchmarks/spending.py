"""What a command costs, with all the processes that it starts.

Those that nobody waits for are counted too: workers are forked from a server (ADR 0032).
"""

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PR_SET_CHILD_SUBREAPER = 36  # of linux/prctl.h: orphans become our children


class Spent(NamedTuple):
    """Seconds by the clock until the command ended, CPU seconds, and the largest process, in megabytes."""

    exit_code: int
    clock_s: float
    cpu_s: float
    peak_mb: float


def spend(command: Sequence[str], folder: Path) -> Spent:
    """Run a command in a folder to the end of its last process; its output is dropped.

    The peak is that of the largest process ever waited for, this command's or an earlier one's.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own
    clock_s = time.monotonic() - began
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(done.returncode, clock_s, cpu_s, after.ru_maxrss / 1024)
