"""Put runs of N letters into bags, verify them, and flip bits in one: `make bench-archive N=1000`.

The letters are one small letter under N names: what is timed is the archive. Each command is a process of its
own, so that its memory can be told.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from letterpress.archiving import open_bag, verify_bag
from letterpress.diagnostics import BagError
from letterpress.mailing import CommonFacts, FilesRead, RecipientsFile, Version, Versions, pack_origin
from letterpress.merging import RecipientsOptions
from letterpress.press import RenderOptions, render_source
from letterpress.running import Job, Made, Maker, RunOptions, run_jobs
from letterpress.source import Source

TEXT = "May 4, 2026\n\nDear Ada,\n\nThank you for the engine.\n\nSincerely,\n\nBob Roe\n"
STATIONERY = "us-block"
FLIPS = 100
MOST_FLIPPED = 1000  # letters: a larger bag is read a hundred times for hours
FORMS = ("", ".tar", ".zip")
# A module run as a program, which tells its peak at the end: the kernel's own count begins with the parent's.
WATCHED = """
import re, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_module(sys.argv[0], run_name="__main__")
finally:
    status = open("/proc/self/status").read()
    print(re.search(r"VmHWM:\\s+(\\d+)", status)[1], file=sys.stderr)
"""


def build_maker(made: Made) -> Maker:
    """Build what makes every letter the same, in no time."""
    return lambda _payload: made


def make_run(folder: Path, count: int) -> None:
    """Make a run of so many letters."""
    source = Source("letter.txt", TEXT)
    options = RenderOptions(STATIONERY)
    letter = render_source(source, options)
    made = Made(letter.pdf, letter.page_count, letter.sha256, letter.standards, ())
    common = CommonFacts(frozenset({STATIONERY}), frozenset(), datetime.now(UTC))
    nobody = RecipientsFile("", "", "")
    origin = pack_origin(
        Versions(Version(source)), FilesRead(None, None), options, common, nobody, RecipientsOptions()
    )
    digest = sha256(b"").hexdigest()
    jobs = [Job(row, f"{row // 1000:04}/{row:06}.pdf", digest, row) for row in range(1, count + 1)]
    run_jobs(jobs, partial(build_maker, made), folder, {}, RunOptions(origin=origin))


def measure(what: str, module: str, *arguments: str) -> None:
    """Run a module as a program and print how long it took, and the most memory it had."""
    before, begun = os.times(), time.monotonic()
    run = subprocess.run(  # noqa: S603 -- our own
        (sys.executable, "-c", WATCHED, module, *arguments), capture_output=True, text=True, check=False
    )
    elapsed, after = time.monotonic() - begun, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    peak = int(run.stderr.split()[-1]) / 1024
    verdict = f", exit code {run.returncode}" if run.returncode else ""
    print(f"{what:20} {elapsed:7.1f} s, {cpu:7.1f} s of CPU, {peak:6.0f} MB{verdict}", flush=True)


def flip_bits(bag: Path, seed: int) -> None:
    """Flip one bit at a time anywhere in a bag, and count how often its file is named."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    paths = sorted(path for path in bag.rglob("*") if path.is_file())
    named = 0
    for _ in range(FLIPS):
        path = chance.choice(paths)
        whole = path.read_bytes()
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        named += path.relative_to(bag).as_posix() in found_in(bag)
        path.write_bytes(whole)
    print(f"flipped bits: {named} of {FLIPS} found and named, in {len(paths):,} files")


def found_in(path: Path) -> set[str]:
    """Name the files of a bag that are wrong."""
    try:
        with open_bag(path) as bag:
            return {finding.file for finding in verify_bag(bag).findings}
    except BagError as error:
        return {found.message.partition(": ")[0] for found in error.diagnostics}


def main() -> None:
    """Measure all of it for so many letters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        office = Path(folder)
        make_run(office / "run", asked.letters)
        for form in FORMS:
            bag = office / f"bag{form}"
            to = (str(office / "run"), "-o", str(bag), "--without-recipients")
            measure(f"archive, {form or 'folder'}", "letterpress", "archive", *to)
            measure(f"verify, {form or 'folder'}", "letterpress", "verify", str(bag))
            if form:
                bag.unlink()
        measure("bagit, folder", "bagit", "--validate", "--quiet", str(office / "bag"))
        if asked.letters <= MOST_FLIPPED:
            flip_bits(office / "bag", asked.seed)
        rmtree(office / "bag")


if __name__ == "__main__":
    main()
