"""Set letters nobody should write, and refuse when they take too much: `make pathological`.

Each is generated, and rendered in a process of its own by `letterpress render`; its CPU seconds and peak
memory are printed. More than `MOST_SECONDS` or `MOST_MEBIBYTES`, or a letter refused, ends with exit code 1.
"""

import random
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

MOST_SECONDS = 60.0
MOST_MEBIBYTES = 1024
SYLLABLES = (
    "an",
    "bar",
    "can",
    "dre",
    "es",
    "fer",
    "gran",
    "har",
    "is",
    "jet",
    "keel",
    "lan",
    "tern",
    "moor",
)


class Cost(NamedTuple):
    """What a rendering took, and how it ended."""

    seconds: float
    mebibytes: float
    exit_code: int


def prose(words: int, seed: int) -> str:
    """Write so many words in sentences."""
    dice = random.Random(seed)  # noqa: S311 -- prose, no secret
    chosen = ("".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(words))
    return " ".join(word + "." * (number % 14 == 13) for number, word in enumerate(chosen))  # noqa: PLR2004


def letter(body: str, *, notes: str = "", signatories: str = "Ada Penrose, Surveyor") -> str:
    """Put a body between a salutation and a close."""
    return f"July 22, 2026\n\nDear Ada,\n\n{body}\n\nSincerely,\n\n{signatories}\n\n{notes}\n"


def with_notes(count: int, words: int, around: int) -> str:
    """Write a letter of many notes, each called after so many words of text."""
    calls = (f"{prose(around, number)}[^{number}]" for number in range(1, count + 1))
    notes = (f"[^{number}]: {prose(words, number + count)}" for number in range(1, count + 1))
    paragraphs = list(calls)
    body = "\n\n".join(" ".join(paragraphs[first : first + 5]) for first in range(0, count, 5))
    return letter(body, notes="\n\n".join(notes))


def with_table(rows: int) -> str:
    """Write a letter with a table of many rows."""
    lines = (f"| {row} | {prose(6, row)} | {row * 37 % 1000} |" for row in range(1, rows + 1))
    return letter("| No. | What | Price |\n|---:|:---|---:|\n" + "\n".join(lines))


def with_signatories(count: int) -> str:
    """Write a letter signed by many."""
    names = (f"Name{number} Surname{number}, Mayor, City of Place{number}" for number in range(count))
    return letter(prose(200, 1), signatories="\n".join(names))


LETTERS: Mapping[str, Callable[[], str]] = {
    "60 notes of 700 words": lambda: with_notes(60, 700, 40),
    "1,000 notes": lambda: with_notes(1000, 12, 12),
    "a note of 9,000 words": lambda: with_notes(1, 9_000, 100),
    "a paragraph of 20,000 words": lambda: letter(prose(20_000, 1)),
    "a table of 400 rows": lambda: with_table(400),
    "300 signatories": lambda: with_signatories(300),
}


def render(source: Path, target: Path) -> Cost:
    """Render a letter in a child process and measure it."""
    command = [sys.executable, "-m", "letterpress", "render", str(source), "-o", str(target)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 -- ourselves
    if ended.returncode:
        print(ended.stderr.strip())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, ended.returncode)


def main() -> int:
    """Render every letter; give the exit code."""
    failed = False
    with TemporaryDirectory() as name:
        folder = Path(name)
        for title, write in LETTERS.items():
            source = folder / "letter.txt"
            source.write_text(write(), encoding="utf-8")
            with get_context("fork").Pool(
                1
            ) as one:  # peak memory is that of all children: each has its parent
                cost = one.apply(render, (source, folder / "letter.pdf"))
            too_much = cost.seconds > MOST_SECONDS or cost.mebibytes > MOST_MEBIBYTES or cost.exit_code != 0
            failed = failed or too_much
            verdict = "  TOO MUCH" if too_much else ""
            print(f"{title:30}{cost.seconds:7.1f} s{cost.mebibytes:8.0f} MiB{verdict}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
