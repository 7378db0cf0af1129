"""Kill a run of many letters again and again, finish it, and count what is wrong: `make stress-run`.

SIGKILL at random moments, as often as told, and the next run begins at once. After every kill each PDF must
be a whole letter, and each letter the ledger calls made must be there. In the end every file must be right,
the manifest true, and no temporary file left. The letters are made of random bytes: what is tried is the run.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from letterpress.running import LEDGER, MANIFEST, Job, Made, Maker, RunOptions, numbered_folder, run_jobs

SMALLEST, LARGEST = 2_000, 60_000  # bytes of a letter
LETTER_S = 0.002  # a stamped letter takes about as long
POLL_S = 0.0005
AS_IT_STARTS = 0.1  # of the kills: before anything is made, which is another moment
WITH_WORKERS = 0.5  # of the kills: all processes of the run at once
LONGEST_START_S = 0.5
LONGEST_LIFE_S = 120.0


def letter_of(row: int) -> bytes:
    """Give the bytes of a letter: the same ones for the same row."""
    source = random.Random(row)  # noqa: S311 -- no secret
    return source.randbytes(source.randint(SMALLEST, LARGEST))


def build_maker() -> Maker:
    """Build what makes letters."""
    return make


def make(payload: object) -> Made:
    """Make a letter, in about the time a real one takes."""
    assert isinstance(payload, int)
    time.sleep(LETTER_S)
    pdf = letter_of(payload)
    return Made(pdf, 1, sha256(pdf).hexdigest(), ("pdf/a-2a",), ())


def file_of(row: int) -> str:
    """Give the file of a row."""
    return f"{numbered_folder(row)}/{row:06}.pdf"


def run(folder: Path, letters: int, processes: int) -> None:
    """Make the letters, or what is missing of them."""
    jobs = [Job(row, file_of(row), f"{row}", row) for row in range(1, letters + 1)]
    run_jobs(jobs, build_maker, folder, {"source": "stress"}, RunOptions(resume=True, processes=processes))


def start(folder: Path, letters: int, processes: int) -> subprocess.Popen[bytes]:
    """Start the run in a process of its own."""
    numbers = [str(letters), str(processes)]
    command = [sys.executable, __file__, "--run", str(folder), *numbers]
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 -- ourselves


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


def count_lies(folder: Path, whole: set[str]) -> int:
    """Count what is wrong after a kill: letters that are not whole, letters called made that are not there.

    A letter found whole once is looked at no more: nothing makes it again.
    """
    lies = 0
    for path in folder.glob("*/*.pdf"):
        name = str(path.relative_to(folder))
        if name not in whole and path.read_bytes() == letter_of(int(path.stem)):
            whole.add(name)
        lies += name not in whole
    return lies + sum(1 for file in made_by_ledger(folder) if file not in whole)


def made_by_ledger(folder: Path) -> Sequence[str]:
    """Give the files the ledger says are there."""
    if not (folder / LEDGER).exists():
        return ()
    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        try:
            return [file for (file,) in ledger.execute("SELECT file FROM letters WHERE state = 'made'")]
        except sqlite3.OperationalError:  # killed before it had a table
            return ()


def is_manifest_true(folder: Path, letters: int) -> bool:
    """Tell whether the manifest names every letter once, in row order, with its digest."""
    entries = [json.loads(line) for line in (folder / MANIFEST).read_text().splitlines()]
    found = [(entry["row"], entry["file"], entry["sha256"]) for entry in entries]
    return found == [(row, file_of(row), sha256(letter_of(row)).hexdigest()) for row in range(1, letters + 1)]


def stress(folder: Path, letters: int, kills: int, processes: int, seed: int) -> bool:
    """Kill and finish a run; print the figures and tell whether all is right."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    whole: set[str] = set()
    killed = lies = temporaries = 0
    begun = time.monotonic()
    for left in range(kills, 0, -1):
        most = 2 * (letters - count_letters(folder)) // (left + 1)
        killed += kill_at_random(start(folder, letters, processes), folder, most, chance)
        temporaries += sum(1 for _ in folder.rglob(".letterpress-*"))
        lies += count_lies(folder, whole)
    finished = start(folder, letters, processes).wait() == 0
    right = sum((folder / file_of(row)).read_bytes() == letter_of(row) for row in range(1, letters + 1))
    left_behind = sum(1 for _ in folder.rglob(".letterpress-*"))
    is_true = is_manifest_true(folder, letters)
    print(f"killed {killed} times in {time.monotonic() - begun:.0f} s, {processes} processes")
    print(f"temporary files after the kills: {temporaries}")
    print(f"untrue after a kill: {lies}")
    print(f"right files: {right} of {letters}")
    print(f"temporary files left: {left_behind}")
    print(f"manifest true: {'yes' if is_true else 'no'}")
    return finished and is_true and (lies, right, left_behind) == (0, letters, 0)


def main() -> int:
    """Read the command line and kill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--run", nargs=3, metavar=("FOLDER", "LETTERS", "PROCESSES"), help="be the one killed"
    )
    asked = parser.parse_args()
    if asked.run:
        folder, letters, processes = asked.run
        run(Path(folder), int(letters), int(processes))
        return 0
    with TemporaryDirectory() as folder:
        run_folder = Path(folder) / "run"
        return 0 if stress(run_folder, asked.letters, asked.kills, asked.processes, asked.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
