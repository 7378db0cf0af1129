"""Letters made again from a bag alone, and whether they have the bytes they had.

What a bag has of their origin is copied into a private folder; stationery, fonts and images come from there
and from nowhere else.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import NamedTuple

from letterpress.archiving.letters import MOST_PDF_BYTES, SIGNATURE_MARK
from letterpress.archiving.opening import OpenBag, damage_named
from letterpress.archiving.values import LETTERS, ORIGIN, PIECE_BYTES, RECIPIENTS, Finding, is_judged, wrong
from letterpress.archiving.verifying import entries_in
from letterpress.diagnostics import BagError, Code, Diagnostic, Severity
from letterpress.mailing import Origin, VersionPress, makers_of, plan_mailing
from letterpress.mailing.reopening import read_origin
from letterpress.merging import Recipient, fields_sha256
from letterpress.running import Entry

MOST_BYTES = 2 * 1024**3  # of an origin and its recipients, which are copied


class Remade(NamedTuple):
    """What became of letters made again.

    Attributes:
        same: how many have the bytes they had.
        findings: those that have not, and what made them that is of another version here.
    """

    same: int
    findings: tuple[Finding, ...]


def remake_letters(bag: OpenBag, rows: Sequence[int] | None, *, remake_all: bool = False) -> Remade:
    """Make letters of a bag again, and compare their bytes with those the manifest of the run names.

    Args:
        bag: its files.
        rows: which letters; without them a sample, the first and one in five hundred.
        remake_all: every letter.

    Raises:
        BagError: the bag does not hold what they were made from, or has no such row.
        LetterpressError: a text, a stationery or the recipients of the bag cannot be read.
    """
    entries = _chosen(entries_in(bag)[0], rows, remake_all=remake_all)
    with TemporaryDirectory(prefix="letterpress-") as folder:
        recipients = _copy_origin(bag, Path(folder))
        try:
            origin = read_origin(Path(folder) / ORIGIN)
        except (ValueError, OSError) as error:
            raise _missing(f"what the letters were made from cannot be read: {error}") from error
        by_row = _recipients(origin, recipients)
        press = VersionPress(origin.letter, origin.options)
        differing = tuple(_differences(bag, entries, by_row, press))
    return Remade(len(entries) - len(differing), (*_other_makers(origin), *differing))


def _chosen(entries: Sequence[Entry], rows: Sequence[int] | None, *, remake_all: bool) -> list[Entry]:
    if rows is None:
        return [one for position, one in enumerate(entries) if is_judged(position, judge_all=remake_all)]
    by_row = {entry.row: entry for entry in entries}
    for row in rows:
        if row not in by_row:
            raise _missing(f"the bag has no letter of row {row}", "name a row that its manifest.jsonl has")
    return [by_row[row] for row in rows]


def _copy_origin(bag: OpenBag, folder: Path) -> Path:
    """Copy what letters were made from into a folder; give the file of recipients."""
    wanted = [path for path in bag.members if path.startswith((ORIGIN, RECIPIENTS))]
    recipients = [path for path in wanted if path.startswith(RECIPIENTS)]
    if len(recipients) != 1:
        raise _missing("the bag holds no file of recipients, or several, so no letter can be made again")
    if sum(bag.members[path].size for path in wanted) > MOST_BYTES:
        raise _missing(f"what letters were made from has more than {MOST_BYTES:,} bytes")
    for path in wanted:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with damage_named(path), bag.members[path].open() as file, target.open("xb") as copy:
            copyfileobj(file, copy, PIECE_BYTES)
    return folder / recipients[0]


def _recipients(origin: Origin, file: Path) -> dict[int, Recipient]:
    options = origin.options
    mailing = plan_mailing(origin.letter, file, origin.recipients.name, origin.reading, options.overrides)
    if mailing.faults:
        raise BagError(*mailing.faults)
    return {recipient.row: recipient for recipient in mailing.recipients}


def _differences(
    bag: OpenBag, entries: Iterable[Entry], by_row: dict[int, Recipient], press: VersionPress
) -> Iterator[Finding]:
    for entry in entries:
        recipient = by_row.get(entry.row)
        if recipient is None or fields_sha256(recipient) != entry.fields_sha256:
            message = f"row {entry.row} of the recipients is not what the letter was made from"
            yield wrong(Code.REMADE_OTHERWISE, entry.file, message)
        elif not _is_made_of(press.render(recipient).pdf, bag, entry):
            message = f"row {entry.row}, made again, has other bytes"
            yield wrong(Code.REMADE_OTHERWISE, entry.file, message)


def _is_made_of(pdf: bytes, bag: OpenBag, entry: Entry) -> bool:
    """Tell whether a letter of a bag has these bytes, or begins with them and was signed then."""
    if sha256(pdf).hexdigest() == entry.sha256:
        return True
    path = f"{LETTERS}{entry.file}"
    with damage_named(path), bag.members[path].open() as file:
        return file.read(len(pdf)) == pdf and SIGNATURE_MARK in file.read(MOST_PDF_BYTES)


def _other_makers(origin: Origin) -> Iterator[Finding]:
    """Say which version of what made the letters is another here."""
    here = makers_of(origin.letter)
    for name, version in sorted(origin.makers.items()):
        if here.get(name) != version:
            message = f"the letters were made with {name} {version}, and here is {here.get(name, 'none')}"
            yield Finding("", Diagnostic(Code.REMADE_OTHERWISE, Severity.NOTE, message))


def _missing(message: str, hint: str = "") -> BagError:
    return BagError(Diagnostic(Code.ORIGIN_MISSING, Severity.ERROR, message, hint))
