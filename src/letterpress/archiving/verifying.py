"""`verify`: a bag, the folder of a run or a letter held against everything it promises, in this order.

Files against checksums, letters against the manifest of their run, a sample of them against their standards.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import tee
from pathlib import Path
from typing import NamedTuple

from letterpress.archiving.fixity import Fixity, check_fixity, digests_of, read_fixity
from letterpress.archiving.letters import MOST_PDF_BYTES, Roll, another, judge_letter, read_entries
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
    roll = Roll({path for path in bag.members if path.startswith(LETTERS)})
    letters = judged = 0
    for one in read_run_manifest(bag):
        if isinstance(one, Finding):
            findings.append(one)
            continue
        path = f"{LETTERS}{one.file}"
        if absent := roll.call(path):
            findings.append(absent)
        else:
            if _sha256_of(bag, fixity, path) != one.sha256:
                findings.append(another(path))
            if is_judged(letters, judge_all=wanted.judge_all):
                judged += 1
                findings += _judge(bag, one, wanted)
        letters += 1
    findings += roll.rest()
    return Verdict("bag", len(bag.members), letters, judged, tuple(findings), _count_lines(bag, FORGOTTEN))


def verify_run(run: RunFolder, wanted: Wanted = EASY) -> Verdict:
    """Hold the letters in the folder of a run, or in its store, against its manifest.

    Raises:
        DeliveryError: the store cannot be read.
    """
    findings: list[Finding] = []
    roll = Roll(set(run.store.names()) - set(OWN_FILES))
    letters = files = judged = 0

    def there(entries: Iterable[Entry | Finding]) -> Iterator[Entry]:
        nonlocal letters
        for one in entries:
            letters += isinstance(one, Entry)
            wrong = one if isinstance(one, Finding) else roll.call(one.file)
            if wrong:
                findings.append(wrong)
            elif isinstance(one, Entry):
                yield one

    with run.manifest.open("rb") as lines:
        noted, named = tee(there(read_entries(lines, run.manifest.name)))
        for entry, pdf in zip(noted, run.store.read(one.file for one in named), strict=True):
            if sha256(pdf or b"").hexdigest() != entry.sha256:
                findings.append(another(entry.file))
            if is_judged(files, judge_all=wanted.judge_all):
                judged += 1
                findings += judge_letter(entry.file, pdf or b"", entry)
                wanted.on_judged(entry.file, pdf or b"")
            files += 1
            wanted.on_file()
    findings += roll.rest()
    return Verdict("run", files, letters, judged, tuple(findings), len(run.forgotten))


def verify_letter(path: Path, wanted: Wanted = EASY) -> Verdict:
    """Let preflight see one PDF."""
    with damage_named(path.name), path.open("rb") as file:
        pdf = file.read(MOST_PDF_BYTES + 1)
    findings = tuple(judge_letter(path.name, pdf))
    wanted.on_judged("", pdf)
    return Verdict("letter", 0, 1, 1, findings)


def entries_in(bag: OpenBag) -> list[Entry]:
    """Give the letters the manifest of the run in a bag names, if any."""
    return [one for one in read_run_manifest(bag) if isinstance(one, Entry)]


def read_run_manifest(bag: OpenBag) -> Iterator[Entry | Finding]:
    """Give the letters the manifest of the run in a bag names, if any, and what is wrong with it."""
    if MANIFEST not in bag.members:
        return
    try:
        with damage_named(MANIFEST), bag.open(MANIFEST) as lines:
            yield from read_entries(lines, MANIFEST)
    except BagError as error:
        yield Finding(MANIFEST, error.diagnostics[0])


def _sha256_of(bag: OpenBag, fixity: Fixity, path: str) -> str:
    """Give the SHA-256 of a file: that of the manifest, which it was held against, or else its own."""
    name = next((name for name, algorithm in fixity.payload.items() if algorithm == "sha256"), "")
    return fixity.promised(path).get(name) or _digest(bag, path)


def _count_lines(bag: OpenBag, name: str) -> int:
    try:
        with damage_named(name), bag.open(name) as file:
            return sum(1 for _ in file)
    except (KeyError, BagError):
        return 0  # it is not there, or cannot be read and is named already


def _digest(bag: OpenBag, path: str) -> str:
    try:
        with damage_named(path), bag.open(path) as file:
            return digests_of(file, {"sha256"})["sha256"]
    except BagError:
        return ""  # what cannot be read is named already


def _judge(bag: OpenBag, entry: Entry, wanted: Wanted) -> Iterator[Finding]:
    path = f"{LETTERS}{entry.file}"
    try:
        with damage_named(path), bag.open(path) as file:
            pdf = file.read(MOST_PDF_BYTES + 1)
    except BagError:
        return  # what cannot be read is named already
    yield from judge_letter(path, pdf, entry)
    wanted.on_judged(path, pdf)
