"""Kill a merge of many letters again and again, finish it, and count what is wrong: `make stress-run`.

`letterpress merge` makes the letters of `stress_merge.py` once undisturbed, to know what is right. Then again
into another folder, where SIGKILL ends it at random moments, as often as told, and the next `--resume` begins
at once. After every kill each PDF must be a whole letter, and each letter the ledger calls made must be
there. In the end every file must be the bytes of the undisturbed run, the manifest the same, and no
temporary file left.
"""

import argparse
import csv
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from fielded import texts
from letterpress.running import LEDGER, MANIFEST
from stress_merge import people

POLL_S = 0.005
AS_IT_STARTS = 0.1  # of the kills: before anything is made, which is another moment
WITH_WORKERS = 0.5  # of the kills: all processes of the run at once
LONGEST_START_S = 4.0
LONGEST_LIFE_S = 240.0


def write_inputs(folder: Path, letters: int) -> None:
    """Write the letter and the people it goes to."""
    _, with_paragraphs = texts()
    (folder / "letter.txt").write_text(with_paragraphs.source.text, "utf-8")
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("name", "street", "city"))
        writer.writeheader()
        writer.writerows(person.values for person in people(letters))


def start(folder: Path, run: str, processes: int) -> subprocess.Popen[bytes]:
    """Start the run, or go on with it."""
    command = [sys.executable, "-m", "letterpress", "merge", "letter.txt", "people.csv"]
    command += ["-o", run, "--folders", "--jobs", str(processes), "--resume", "--quiet"]
    return subprocess.Popen(  # noqa: S603 -- this very program
        command, cwd=folder, start_new_session=True, stdout=subprocess.DEVNULL
    )


def files_of(folder: Path) -> dict[str, Path]:
    """Give the letters of a run by their names in it."""
    return {str(path.relative_to(folder)): path for path in folder.glob("*/*.pdf")}


def kill_at_random(process: subprocess.Popen[bytes], folder: Path, most: int, chance: random.Random) -> bool:
    """Kill the run as it starts or after some letters; tell whether it was still alive."""
    if chance.random() < AS_IT_STARTS:
        time.sleep(chance.uniform(0, LONGEST_START_S))
    else:
        enough = count_letters(folder) + chance.randint(1, max(1, most))
        given_up = time.monotonic() + LONGEST_LIFE_S
        while process.poll() is None and count_letters(folder) < enough and time.monotonic() < given_up:
            time.sleep(POLL_S)
    was_alive = process.poll() is None
    if chance.random() < WITH_WORKERS:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()  # its workers must find out
    process.wait()
    return was_alive


def count_letters(folder: Path) -> int:
    """Count the letters that are there."""
    return sum(1 for _ in folder.glob("*/*.pdf"))


def count_lies(folder: Path, right: Mapping[str, Path], whole: set[str]) -> int:
    """Count what is wrong after a kill: letters that are not whole, letters called made that are not there.

    A letter found whole once is looked at no more: nothing makes it again.
    """
    lies = 0
    for name, path in files_of(folder).items():
        if name not in whole and is_alike(path, right[name]):
            whole.add(name)
        lies += name not in whole
    return lies + sum(1 for file in made_by_ledger(folder) if file not in whole)


def is_alike(one: Path, other: Path) -> bool:
    """Tell whether two files are there and hold the same bytes."""
    return one.exists() and one.read_bytes() == other.read_bytes()


def made_by_ledger(folder: Path) -> Sequence[str]:
    """Give the files the ledger says are there."""
    if not (folder / LEDGER).exists():
        return ()
    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        try:
            return [file for (file,) in ledger.execute("SELECT file FROM letters WHERE state = 'made'")]
        except sqlite3.OperationalError:  # killed before it had a table
            return ()


def stress(folder: Path, letters: int, kills: int, processes: int, seed: int) -> bool:
    """Kill and finish a run; print the figures and tell whether all is right."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    write_inputs(folder, letters)
    begun = time.monotonic()
    if start(folder, "undisturbed", processes).wait():
        return False
    undisturbed, run = folder / "undisturbed", folder / "run"
    print(f"undisturbed: {time.monotonic() - begun:.0f} s, {processes} processes", flush=True)
    expected, whole = files_of(undisturbed), set[str]()
    killed = lies = temporaries = 0
    begun = time.monotonic()
    for left in range(kills, 0, -1):
        most = 2 * (letters - count_letters(run)) // (left + 1)
        killed += kill_at_random(start(folder, "run", processes), run, most, chance)
        temporaries += sum(1 for _ in run.rglob(".letterpress-*"))
        lies += count_lies(run, expected, whole)
    finished = start(folder, "run", processes).wait() == 0
    right = sum(is_alike(run / name, path) for name, path in expected.items())
    left_behind = sum(1 for _ in run.rglob(".letterpress-*"))
    is_true = is_alike(run / MANIFEST, undisturbed / MANIFEST)
    print(f"killed {killed} times in {time.monotonic() - begun:.0f} s")
    print(f"temporary files after the kills: {temporaries}")
    print(f"untrue after a kill: {lies}")
    print(f"right files: {right} of {letters}")
    print(f"temporary files left: {left_behind}")
    print(f"manifest true: {'yes' if is_true else 'no'}")
    return finished and is_true and (lies, right, left_behind) == (0, letters, 0)


def main() -> int:
    """Read the command line and kill."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        is_right = stress(Path(folder), asked.letters, asked.kills, asked.processes, asked.seed)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
