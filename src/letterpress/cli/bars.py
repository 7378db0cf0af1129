"""Bars that show how far a command is: on a terminal, and nothing elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from letterpress.running import Progress

STEPS = 100  # a bar is drawn anew so many times


@contextmanager
def show_bar(what: str, total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """Draw a bar of steps that are told one by one."""
    if not shown or not sys.stderr.isatty():
        yield lambda: None
        return
    step = max(1, total // STEPS)
    with click.progressbar(length=total, label=what, file=sys.stderr, update_min_steps=step) as bar:
        yield lambda: bar.update(1)


@contextmanager
def show_progress(total: int, *, shown: bool) -> Iterator[Callable[[Progress], None]]:
    """Draw the bar of a run."""
    if not shown or not sys.stderr.isatty():
        yield lambda _progress: None
        return
    with click.progressbar(length=total, label="letters", file=sys.stderr) as bar:
        yield lambda progress: bar.update(progress.done + progress.failed - bar.pos)


def count_lines(path: Path) -> int:
    """Count the lines of a file: the letters a manifest names."""
    with path.open("rb") as file:
        return sum(1 for _ in file)
