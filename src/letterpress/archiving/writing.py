"""A run to bags: which file goes where, what a bag holds, and how all bags take their names at the end.

Letters are read once and held one at a time. Nothing stands under the name of a bag before it is whole and on
the disk.
"""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from hashlib import file_digest, sha256
from itertools import tee
from pathlib import Path

from letterpress.archiving.bagfile import BagFile
from letterpress.archiving.containers import FORMS, Container, discarding, form_of
from letterpress.archiving.parts import BagPart, json_line
from letterpress.archiving.profile import PROFILE_FILE, PROFILE_ID, profile_bytes
from letterpress.archiving.runfolder import RunFolder
from letterpress.archiving.tagfiles import bag_info, show_size
from letterpress.archiving.values import (
    FAILURES,
    FORGOTTEN,
    MANIFEST,
    ORIGIN,
    RECIPIENTS,
    BagOptions,
    WrittenBag,
)
from letterpress.diagnostics import (
    BagError,
    Code,
    DeliveryError,
    Diagnostic,
    Severity,
)
from letterpress.files import new_temporary, translated
from letterpress.mailing import ORIGIN_JSON
from letterpress.release import __version__
from letterpress.running import SIGNATURE, Entry, read_manifest, safe_name
from letterpress.stationery import ARCHIVE_LABELS, archive_table_of


def write_bags(
    run: RunFolder,
    target: Path,
    options: BagOptions,
    on_letter: Callable[[], None] = lambda: None,
) -> tuple[WrittenBag, ...]:
    """Put a run into a bag, or into several when they may only be so large.

    Args:
        run: a run that has ended. When letters of it were forgotten, the recipients' file stays out.
        target: a file `.tar` or `.zip`, or a folder; of several bags each has its number before the suffix.
        options: what is asked of bags.
        on_letter: called when a letter is in its bag.

    Raises:
        BagError: a letter or what it was made from is not what the run had, or one does not fit into a bag.
        PreflightError: a letter does not hold what it claims.
        DeliveryError: the target is there, or cannot be written.
    """
    _refuse_unmade(run, options)
    containers: list[Container] = []
    with translated(target), ExitStack() as opened, discarding(containers):
        bags = _Bags(run, target, options, opened, containers)
        noted, named = tee(read_manifest(run.manifest))
        for entry, pdf in zip(noted, run.store.read(one.file for one in named), strict=True):
            bags.add_letter(entry, proven(entry, pdf))
            on_letter()
        return bags.finish()


class _Bags:
    """The bags under way, all of them but the last complete; they take their names together."""

    def __init__(
        self,
        run: RunFolder,
        target: Path,
        options: BagOptions,
        opened: ExitStack,
        containers: list[Container],
    ) -> None:
        self._run = run
        self._target = target
        self._options = options
        self._opened = opened
        self._containers = containers
        self._places: list[tuple[Path, Path]] = []
        self._parts: list[BagPart] = []
        self._begin()

    def add_letter(self, entry: Entry, pdf: bytes) -> None:
        """Put a letter into the bag it fits into."""
        most, judge_all = self._options.most_bytes, self._options.judge_all
        lines = self._parts[-1].lines_for(entry, pdf, judge_all=judge_all)
        if most and self._parts[-1].letters and self._parts[-1].size_with(pdf, lines) > most:
            self._parts[-1].close_payload()
            self._begin()
            lines = self._parts[-1].lines_for(entry, pdf, judge_all=judge_all)
        if most and (needed := self._parts[-1].size_with(pdf, lines)) > most:
            message = (
                f"{entry.file} with what it was made from takes {needed:,} bytes, more than a bag may have"
            )
            hint = "let bags be larger with --max-size, or leave the recipients out with --without-recipients"
            raise BagError(Diagnostic(Code.BAG_SIZE, Severity.ERROR, message, hint))
        self._parts[-1].add_letter(entry, pdf, lines)

    def finish(self) -> tuple[WrittenBag, ...]:
        """Complete all bags, wait until the disk has them, and let them take their names."""
        self._parts[-1].close_payload()
        if len(self._parts) == 1 and self._run.signature:
            self._parts[0].bag.add_bytes(f"{MANIFEST}{SIGNATURE}", self._run.signature)
        with self._run.manifest.open("rb") as manifest:
            group = file_digest(manifest, "sha256").hexdigest()[:32]
        for number, part in enumerate(self._parts, start=1):
            part.bag.finish(self._info(part, number, group), ((PROFILE_FILE, profile_bytes()),))
        os.sync()  # once for all files, as at the end of a run (ADR 0012)
        for temporary, path in self._places:
            _refuse_existing(path)
            temporary.rename(path)
        _sync_folder(self._target.parent)
        return tuple(
            WrittenBag(path, part.letters, part.bag.octets, part.bag.files)
            for (_, path), part in zip(self._places, self._parts, strict=True)
        )

    def _begin(self) -> None:
        path, folder = self._path_of(len(self._parts) + 1), self._target.parent
        _refuse_existing(path)
        form = form_of(self._target)
        temporary = folder / new_temporary()
        top = path.name.removesuffix(path.suffix) if form else path.name
        container = FORMS[form](temporary, top)
        self._containers.append(container)
        self._places.append((temporary, path))
        part = BagPart(BagFile(container, folder, self._opened), folder, self._opened)
        for name, data in self._run.origin.items():
            part.bag.add_bytes(f"{ORIGIN}{name}", data)
        self._add_recipients(part.bag)
        for name, lines in ((FAILURES, self._run.failures), (FORGOTTEN, self._run.forgotten)):
            if lines:
                part.bag.add_bytes(name, b"".join(json_line(one._asdict()) for one in lines))
        self._parts.append(part)

    def _path_of(self, number: int) -> Path:
        if self._options.most_bytes is None:
            return self._target
        form = form_of(self._target)
        stem = self._target.name.removesuffix(self._target.suffix) if form else self._target.name
        return self._target.with_name(f"{stem}-{number}{form}")

    def _add_recipients(self, bag: BagFile) -> None:
        if self._options.without_recipients or self._run.forgotten:
            return
        said = _recipients_of(self._run)
        path = self._options.recipients or Path(said["path"])
        try:
            file = path.open("rb")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise _changed(f"the recipients' file {path} cannot be read: {reason}") from error
        with file:
            size = os.fstat(file.fileno()).st_size
            found = bag.add(f"{RECIPIENTS}{safe_name(said['name'])}", file, size)
        if found != said["sha256"]:
            raise _changed(f"the recipients' file {path} is not what the letters were made from")

    def _info(self, part: "BagPart", number: int, group: str) -> list[tuple[str, str]]:
        said = _archive_of(self._run.origin) | dict(self._options.info)
        return [
            *bag_info(said, ARCHIVE_LABELS),
            ("Bagging-Date", self._options.day.isoformat()),
            ("Bag-Size", show_size(part.bag.octets)),
            ("Bag-Group-Identifier", f"letterpress-{group}"),
            ("Bag-Count", f"{number} of {len(self._parts)}"),
            ("Bag-Software-Agent", f"letterpress {__version__}"),
            ("BagIt-Profile-Identifier", PROFILE_ID),
        ]


def proven(entry: Entry, pdf: bytes | None) -> bytes:
    """Give the bytes of a letter that are those the run made.

    Raises:
        BagError: they are not, or there are none.
    """
    hint = "type the merge again with --resume: what is missing or changed is made again"
    if pdf is None:
        message = f"{entry.file} is not there"
    elif sha256(pdf).hexdigest() != entry.sha256:
        message = f"{entry.file} is not what the run made"
    else:
        return pdf
    raise BagError(Diagnostic(Code.RUN_LETTER, Severity.ERROR, message, hint))


def _recipients_of(run: RunFolder) -> Mapping[str, str]:
    said: Mapping[str, str] = json.loads(run.origin[ORIGIN_JSON])["recipients"]
    return said


def _refuse_unmade(run: RunFolder, options: BagOptions) -> None:
    """Refuse a run that does not say what its letters were made from, and a file of those it was to forget.

    Raises:
        BagError: it does not, or that file is asked for.
    """
    if not run.origin:
        message = f"{run.manifest.parent} does not say what its letters were made from"
        hint = "type the merge again with --resume: letters that are right stay, and origin.zip is added"
    elif run.forgotten and options.recipients:
        message = f"{options.recipients} has rows that were forgotten in this run"
        hint = "leave the recipients' file out: without --recipients"
        raise BagError(Diagnostic(Code.ROW_FORGOTTEN, Severity.ERROR, message, hint))
    elif not _recipients_of(run)["sha256"] and not options.without_recipients and not run.forgotten:
        message = "the recipients came through a pipe, and nothing was kept of them"
        hint = "leave their file out: --without-recipients"
    else:
        return
    raise BagError(Diagnostic(Code.ORIGIN_MISSING, Severity.ERROR, message, hint))


def _archive_of(origin: Mapping[str, bytes]) -> dict[str, str]:
    """Give what the stationeries say of the archive; what several say is said by the first."""
    tables = [archive_table_of(data) for name, data in sorted(origin.items(), reverse=True) if _is_toml(name)]
    return {key: value for table in tables for key, value in table.items()}


def _is_toml(name: str) -> bool:
    return name.startswith("stationery/") and name.endswith("/stationery.toml")


def _changed(message: str) -> BagError:
    hint = "name it with --recipients FILE, or leave it out with --without-recipients"
    return BagError(Diagnostic(Code.ORIGIN_MISSING, Severity.ERROR, message, hint))


def _refuse_existing(path: Path) -> None:
    if path.exists() or path.is_symlink():
        hint = "name another with -o; a finished bag is never written over"
        message = f"{path} is there already"
        raise DeliveryError(Diagnostic(Code.BAG_EXISTS, Severity.ERROR, message, hint))


def _sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
