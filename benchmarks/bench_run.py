"""Time whole runs of `letterpress merge` in one process and in two, and tell the start from the letters.

    make bench-run N=10000         or: python benchmarks/bench_run.py 10000 --rounds 3

The seed letter with fields in address and salutation, to the people of `stress_merge.py`. Runs of a tenth of
the letters and of all, in one process and in two, take turns. What the larger has over the smaller is what
letters cost; the rest is the start: imports, the first letter, the plates. Beside them stands the floor: the
files of a run written once more by a loop that does nothing else but take their digests. What counts is the
ratio of one process to two, the median over the rounds: clocks depend on what else the machine does.
"""

import argparse
import csv
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeAlias

from fielded import texts
from spending import Spent, spend
from stress_merge import people

PROCESSES = (1, 2)


class Milliseconds(NamedTuple):
    """What a letter takes by the clock, and in CPU."""

    clock: float
    cpu: float


class Pair(NamedTuple):
    """A run of few letters and one of many, and how many more these are."""

    few: Spent
    many: Spent
    more: int

    @property
    def letter_ms(self) -> Milliseconds:
        """Give what each letter more takes."""
        clock, cpu = self.many.clock_s - self.few.clock_s, self.many.cpu_s - self.few.cpu_s
        return Milliseconds(clock / self.more * 1e3, cpu / self.more * 1e3)


Round: TypeAlias = dict[int, Pair]  # by the number of processes


class Again(NamedTuple):
    """What writing a file again takes in CPU, and its bytes."""

    ms: float
    size: float


def write_inputs(folder: Path, counts: Sequence[int]) -> None:
    """Write the letter, and a file of people for each count."""
    (folder / "letter.txt").write_text(next(texts()).source.text, "utf-8")
    for count in counts:
        with (folder / f"{count}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ("name", "street", "city"))
            writer.writeheader()
            writer.writerows(person.values for person in people(count))


def make_run(folder: Path, count: int, processes: int) -> Spent:
    """Make a run into `run`, in the place of the one before."""
    shutil.rmtree(folder / "run", ignore_errors=True)
    command = [sys.executable, "-m", "letterpress", "merge", "letter.txt", f"{count}.csv", "-o", "run"]
    spent = spend([*command, "--folders", "--quiet", "--jobs", str(processes)], folder)
    if spent.exit_code:
        raise SystemExit(spent.exit_code)
    return spent


def write_again(folder: Path) -> Again:
    """Write the files of a run once more, and do nothing else."""
    spent = size = 0.0
    paths = sorted((folder / "run").rglob("*.pdf"))
    (folder / "again").mkdir()
    for number, path in enumerate(paths):
        data = path.read_bytes()
        began = time.process_time()
        (folder / "again/new").write_bytes(data)
        (folder / "again/new").replace(folder / f"again/{number}.pdf")
        sha256(data).hexdigest()
        spent += time.process_time() - began
        size += len(data)
    shutil.rmtree(folder / "again")
    return Again(spent / len(paths) * 1e3, size / len(paths))


def median_of(rounds: Sequence[Round], processes: int, what: Callable[[Pair], float]) -> float:
    """Give the median of something over the rounds."""
    return statistics.median(what(one[processes]) for one in rounds)


def report(rounds: Sequence[Round], few: int, many: int) -> None:
    """Print the medians by number of processes, then what the second one is worth, round by round."""
    for processes in PROCESSES:
        first = median_of(rounds, processes, lambda pair: pair.few.cpu_s)
        last = median_of(rounds, processes, lambda pair: pair.many.cpu_s)
        clock = median_of(rounds, processes, lambda pair: pair.many.clock_s)
        letter = median_of(rounds, processes, lambda pair: pair.letter_ms.cpu)
        cpu = f"{few} letters {first:.1f} CPU s, {many} letters {last:.1f} CPU s"
        print(f"--jobs {processes}: {cpu} and {clock:.1f} s by the clock", end="; ")
        print(f"start {first - few * letter / 1e3:.1f} CPU s, then {letter:.2f} ms each")
    whole = [one[1].many.clock_s / one[2].many.clock_s for one in rounds]
    steady = [one[1].letter_ms.clock / one[2].letter_ms.clock for one in rounds]
    for name, ratios in (("by the clock, start and all", whole), ("without the start", steady)):
        spread = f"({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"two processes are {statistics.median(ratios):.2f} times one {name} {spread}")


def main() -> None:
    """Make the runs in turn, and print what they took."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("letters", type=int, nargs="?", default=10_000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    few, many = max(1, chosen.letters // 10), chosen.letters
    rounds: list[Round] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, (few, many))
        for _ in range(chosen.rounds):
            runs = {one: (make_run(folder, few, one), make_run(folder, many, one)) for one in PROCESSES}
            rounds.append({one: Pair(*spent, many - few) for one, spent in runs.items()})
            print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        report(rounds, few, many)
        again = write_again(folder)
    letter = median_of(rounds, 1, lambda pair: pair.letter_ms.cpu)
    print(
        f"the floor, {again.size / 1e3:.0f} KB written and digested: {again.ms:.2f} ms; a letter is", end=" "
    )
    print(f"{letter / again.ms:.1f} times that")
    print(f"largest process: {max(one[2].many.peak_mb for one in rounds):.0f} MB")


if __name__ == "__main__":
    main()
