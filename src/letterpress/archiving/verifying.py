"""`verify`: a bag, the folder of a run or a letter held against everything it promises, in this order.

Files against checksums, letters against the manifest of their run, a sample of them against their standards.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from letterpress.archiving.fixity import Fixity, check_fixity, digests_of, read_fixity
from letterpress.archiving.letters import MOST_PDF_BYTES, check_entries, judge_letter, read_entries
from letterpress.archiving.opening import OpenBag, damage_named
from letterpress.archiving.runfolder import RunFolder
from letterpress.archiving.values import FORGOTTEN, LETTERS, MANIFEST, Finding, Verdict, is_judged
from letterpress.diagnostics import BagError
from letterpress.running import OWN_FILES, Entry


class Wanted(NamedTuple):
    """How a verdict is reached.

    Attributes:
        judge_all: let preflight see every letter, not a sample.
        on_file: called when a file has been read.
        on_judged: called with the path and the bytes of a letter that preflight saw.
    """

    judge_all: bool = False
    on_file: Callable[[], None] = lambda: None
    on_judged: Callable[[str, bytes], None] = lambda _path, _pdf: None


EASY = Wanted()


def verify_bag(bag: OpenBag, wanted: Wanted = EASY) -> Verdict:
    """Hold a bag against its manifests, and its letters against that of their run.

    Raises:
        BagError: it is no bag that can be read.
    """
    fixity = read_fixity(bag)
    findings = list(check_fixity(bag, fixity, wanted.on_file))
    entries, of_lines = entries_in(bag)
    letters = {path for path in bag.members if path.startswith(LETTERS)}
    findings += (*of_lines, *check_entries(entries, _sha256_of(bag, fixity, letters), letters, LETTERS))
    judged = [
        one
        for position, one in enumerate(entries)
        if is_judged(position, judge_all=wanted.judge_all) and f"{LETTERS}{one.file}" in letters
    ]
    findings += (found for entry in judged for found in _judge(bag, entry, wanted))
    forgotten = _count_lines(bag, FORGOTTEN)
    return Verdict("bag", len(bag.members), len(entries), len(judged), tuple(findings), forgotten)


def verify_run(run: RunFolder, wanted: Wanted = EASY) -> Verdict:
    """Hold the letters in the folder of a run, or in its store, against its manifest.

    Raises:
        DeliveryError: the store cannot be read.
    """
    with run.manifest.open("rb") as lines:
        read = list(read_entries(lines, run.manifest.name))
    entries = [one for one in read if isinstance(one, Entry)]
    findings = [one for one in read if isinstance(one, Finding)]
    digests: dict[str, str] = {}
    judged = 0
    files = set(run.store.names()) - set(OWN_FILES)
    known = [entry for entry in entries if entry.file in files]
    pdfs = run.store.read(entry.file for entry in known)
    for position, (entry, pdf) in enumerate(zip(known, pdfs, strict=True)):
        digests[entry.file] = sha256(pdf or b"").hexdigest()
        if is_judged(position, judge_all=wanted.judge_all):
            judged += 1
            findings += judge_letter(entry.file, pdf or b"", entry)
            wanted.on_judged(entry.file, pdf or b"")
        wanted.on_file()
    findings += check_entries(entries, digests, files)
    return Verdict("run", len(digests), len(entries), judged, tuple(findings), len(run.forgotten))


def verify_letter(path: Path, wanted: Wanted = EASY) -> Verdict:
    """Let preflight see one PDF."""
    with damage_named(path.name), path.open("rb") as file:
        pdf = file.read(MOST_PDF_BYTES + 1)
    findings = tuple(judge_letter(path.name, pdf))
    wanted.on_judged("", pdf)
    return Verdict("letter", 0, 1, 1, findings)


def entries_in(bag: OpenBag) -> tuple[list[Entry], list[Finding]]:
    """Give the letters the manifest of the run in a bag names, if any, and what is wrong with it."""
    if MANIFEST not in bag.members:
        return [], []
    try:
        with damage_named(MANIFEST), bag.members[MANIFEST].open() as lines:
            read = list(read_entries(lines, MANIFEST))
    except BagError as error:
        return [], [Finding(MANIFEST, error.diagnostics[0])]
    return (
        [one for one in read if isinstance(one, Entry)],
        [one for one in read if isinstance(one, Finding)],
    )


def _sha256_of(bag: OpenBag, fixity: Fixity, paths: set[str]) -> dict[str, str]:
    """Give the SHA-256 of files: that of the manifest, which they were held against, or else their own."""
    name = next((name for name, algorithm in fixity.payload.items() if algorithm == "sha256"), "")
    return {path: fixity.digests.get(path, {}).get(name) or _digest(bag, path) for path in paths}


def _count_lines(bag: OpenBag, name: str) -> int:
    try:
        with damage_named(name), bag.members[name].open() as file:
            return sum(1 for _ in file)
    except (KeyError, BagError):
        return 0  # it is not there, or cannot be read and is named already


def _digest(bag: OpenBag, path: str) -> str:
    try:
        with damage_named(path), bag.members[path].open() as file:
            return digests_of(file, {"sha256"})["sha256"]
    except BagError:
        return ""  # what cannot be read is named already


def _judge(bag: OpenBag, entry: Entry, wanted: Wanted) -> Iterator[Finding]:
    path = f"{LETTERS}{entry.file}"
    try:
        with damage_named(path), bag.members[path].open() as file:
            pdf = file.read(MOST_PDF_BYTES + 1)
    except BagError:
        return  # what cannot be read is named already
    yield from judge_letter(path, pdf, entry)
    wanted.on_judged(path, pdf)
