"""Whether a bag is complete and its files are what its manifests say (RFC 8493, section 3).

Every file is read once for all checksums. Findings name the file that is wrong, which may be the manifest: a
file that agrees with one manifest and not with another is whole.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, BinaryIO, NamedTuple, cast

from letterpress.archiving.opening import OpenBag, damage_named
from letterpress.archiving.tagfiles import (
    BAG_INFO,
    BAGIT,
    FETCH,
    KNOWN,
    MANIFEST_NAME,
    MOST_TAG_BYTES,
    invalid,
    oxum_of,
    read_declaration,
    read_manifest,
    read_tags,
)
from letterpress.archiving.values import PIECE_BYTES, Finding, wrong
from letterpress.archiving.vouching import is_beside
from letterpress.diagnostics import BagError, Code, Diagnostic, Severity

DATA = "data/"


class Fixity(NamedTuple):
    """What the manifests of a bag promise.

    Attributes:
        digests: by path, the digest each manifest names, by the manifest's name.
        payload: the manifests of the payload, with their algorithms.
        tags: those of the tag files.
    """

    digests: Mapping[str, Mapping[str, str]]
    payload: Mapping[str, str]
    tags: Mapping[str, str]

    def manifests_for(self, path: str) -> Mapping[str, str]:
        """Give the manifests a file must stand in."""
        return self.payload if path.startswith(DATA) else self.tags


def read_fixity(bag: OpenBag) -> Fixity:
    """Read what a bag says of itself.

    Raises:
        BagError: it is no bag that can be read, or wants files fetched from elsewhere.
    """
    if BAGIT not in bag.members:
        raise invalid(BAGIT, "it is missing, so this is no bag")
    read_declaration(bag.read(BAGIT, MOST_TAG_BYTES))
    if FETCH in bag.members:
        raise invalid(FETCH, "files that lie elsewhere are not fetched")
    payload: dict[str, str] = {}
    tags: dict[str, str] = {}
    digests: dict[str, dict[str, str]] = defaultdict(dict)
    for name in sorted(name for name in bag.members if "/" not in name):
        if found := MANIFEST_NAME.fullmatch(name):
            algorithm = found["algorithm"]
            if algorithm not in KNOWN:
                raise invalid(name, f"checksums by {algorithm} are not known")
            (tags if found["tag"] else payload)[name] = algorithm
            _read_manifest(bag, name, algorithm, digests)
    if not payload:
        raise invalid("manifest-sha512.txt", "it is missing, and so is any other manifest of the payload")
    return Fixity(digests, payload, tags)


def check_fixity(
    bag: OpenBag, fixity: Fixity, on_file: Callable[[], None] = lambda: None
) -> Iterator[Finding]:
    """Hold every file against the manifests, and the manifests against the files.

    Args:
        bag: its files.
        fixity: what it promises.
        on_file: called for every file.
    """
    if not fixity.tags:
        message = "no tag manifest vouches for bagit.txt, bag-info.txt and the manifests"
        yield Finding("", Diagnostic(Code.BAG_UNVOUCHED, Severity.WARNING, message))
    for path in sorted(fixity.digests.keys() - bag.members.keys()):
        yield from _missing(path, fixity)
    octets = count = 0
    for path, member in bag.members.items():
        on_file()
        promised = fixity.digests.get(path, {})
        wanted = fixity.manifests_for(path)
        if path.startswith(DATA):
            octets, count = octets + member.size, count + 1
        if path in fixity.tags:
            continue  # no manifest may have them (section 2.2.1)
        if not promised and not path.startswith(DATA) and is_beside(path, bag.members):
            continue  # no manifest can have what was made of it afterwards; it vouches for itself
        if silent := sorted(wanted.keys() - promised.keys()):
            yield from _extra(path, silent, is_known=bool(promised))
        if promised:
            yield from _compare(bag, path, promised, {**fixity.payload, **fixity.tags})
    yield from _check_oxum(bag, octets, count)


def _missing(path: str, fixity: Fixity) -> Iterator[Finding]:
    """Name a file that is not there; or the manifest that alone has it among others."""
    naming = sorted(fixity.digests[path])
    if len(naming) == len(fixity.manifests_for(path)):
        yield wrong(Code.BAG_FILE_MISSING, path, f"{', '.join(naming)} has it, and it is not there")
        return
    for name in naming:
        message = f"it has a line for {path}, which is not there and not in every other manifest"
        yield wrong(Code.BAG_FILE_MISSING, name, message)


def _extra(path: str, silent: Iterable[str], *, is_known: bool) -> Iterator[Finding]:
    """Name a file that no manifest has; or the manifest that lacks it among others."""
    if not is_known:
        yield wrong(Code.BAG_FILE_EXTRA, path, f"it is not in {', '.join(silent)}")
        return
    for name in silent:
        yield wrong(Code.BAG_FILE_EXTRA, name, f"it has no line for {path}, which another manifest has")


def _read_manifest(bag: OpenBag, name: str, algorithm: str, digests: dict[str, dict[str, str]]) -> None:
    is_of_tags = name.startswith("tag")
    with damage_named(name), bag.members[name].open() as file:
        for path, digest in read_manifest(cast("BinaryIO", file), name, algorithm):
            if path.startswith(DATA) == is_of_tags or (
                MANIFEST_NAME.fullmatch(path) and path.startswith("tag")
            ):
                raise invalid(name, f"it has a line for {path}, which does not belong there")
            if name in digests[path]:
                raise invalid(name, f"it has two lines for {path}")
            digests[path][name] = digest


def _is_tag_manifest(path: str) -> bool:
    found = MANIFEST_NAME.fullmatch(path)
    return found is not None and bool(found["tag"])


def _compare(
    bag: OpenBag, path: str, promised: Mapping[str, str], algorithms: Mapping[str, str]
) -> Iterator[Finding]:
    """Compare a file with what each manifest says; one that agrees clears the file and not the others."""
    try:
        with damage_named(path), bag.members[path].open() as file:
            found = digests_of(file, {algorithms[name] for name in promised})
    except BagError as error:
        yield Finding(path, error.diagnostics[0])
        return
    differing = sorted(name for name, digest in promised.items() if found[algorithms[name]] != digest)
    if differing and len(differing) < len(promised):
        for name in differing:
            message = f"its checksum of {path} is wrong: the file agrees with another manifest"
            yield wrong(Code.BAG_FILE_CHANGED, name, message)
    elif differing:
        named = ", ".join(algorithms[name] for name in differing)
        yield wrong(Code.BAG_FILE_CHANGED, path, f"its checksum is another than in the manifest ({named})")


def digests_of(file: IO[bytes], algorithms: set[str]) -> dict[str, str]:
    """Read a file once for some checksums; give them by algorithm, in hexadecimal digits."""
    hashes = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
    while piece := file.read(PIECE_BYTES):
        for one in hashes.values():
            one.update(piece)
    return {name: one.hexdigest() for name, one in hashes.items()}


def _check_oxum(bag: OpenBag, octets: int, count: int) -> Iterator[Finding]:
    if BAG_INFO not in bag.members:
        return
    try:
        oxum = oxum_of(read_tags(bag.read(BAG_INFO, MOST_TAG_BYTES), BAG_INFO))
    except BagError as error:
        yield Finding(BAG_INFO, error.diagnostics[0])
        return
    if oxum and oxum != (octets, count):
        message = f"Payload-Oxum is {oxum[0]}.{oxum[1]}, and there are {octets}.{count}"
        yield wrong(Code.BAG_FILE_CHANGED, BAG_INFO, message)
