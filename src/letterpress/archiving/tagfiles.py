"""The tag files of a bag as text (RFC 8493, section 2): manifests, `bagit.txt`, `bag-info.txt`.

Pure: values to text and text to values. What is read may come from anybody.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import new
from typing import BinaryIO

from letterpress.diagnostics import BagError, Code, Diagnostic, Severity

BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
FETCH = "fetch.txt"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST_NAME = re.compile(r"(?P<tag>tag)?manifest-(?P<algorithm>[a-z0-9]+)\.txt")
KNOWN = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s")
MOST_LINES = 2_000_000  # of a manifest; a bag of ours has one a letter
MOST_LINE_BYTES = 16 * 1024  # a path of 4,096 bytes, each of them percent-encoded
MOST_TAG_BYTES = 1024**2  # of `bagit.txt` and `bag-info.txt`
UNITS = ("B", "kB", "MB", "GB", "TB")  # of a thousand each (SI)

_LINE = re.compile(r"(?P<digest>[0-9A-Fa-f]+)[ \t]+(?P<path>.+)")
_ENCODED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_TAG = re.compile(r"(?P<label>[^:\s][^:]*?)[ \t]*:[ \t]*(?P<value>.*)")
_VERSION = re.compile(r"(0\.9[3-7]|1\.0)")  # those whose manifests are read in one way
_BOM = b"\xef\xbb\xbf"


def encode_path(path: str) -> str:
    """Write a path as manifests have it (section 2.1.3): LF, CR and % encoded, and nothing else."""
    return re.sub("[%\r\n]", lambda found: _ENCODED[found[0]], path)


def decode_path(path: str) -> str:
    """Read a path of a manifest; what is no code of ours stays as it is."""
    return re.sub(r"%(25|0D|0A)", lambda found: chr(int(found[1], 16)), path, flags=re.IGNORECASE)


def manifest_line(digest: str, path: str) -> bytes:
    """Write a line of a manifest."""
    return f"{digest}  {encode_path(path)}\n".encode()


def read_manifest(file: BinaryIO, name: str, algorithm: str) -> Iterator[tuple[str, str]]:
    """Give path and digest, in small letters, of each line; the file is read line by line.

    Raises:
        BagError: it is no manifest, or larger than any.
    """
    digits = new(algorithm, usedforsecurity=False).digest_size * 2
    cases: set[str] = set()
    for number, raw in enumerate(_lines(file, name), start=1):
        line = _decode(raw, name, number)
        found = _LINE.fullmatch(line)
        if not found or len(found["digest"]) != digits:
            raise invalid(name, f"line {number} is not a checksum of {digits} hexadecimal digits and a path")
        digest = found["digest"]
        cases |= {case for case, plain in (("A", digest.lower()), ("a", digest.upper())) if digest != plain}
        if len(cases) > 1:  # either case means the same, and one digit in the other is a bit that flipped
            raise invalid(name, f"line {number} has a digit in another case than those before it")
        yield decode_path(found["path"]).removeprefix("./"), digest.lower()


def read_declaration(data: bytes) -> None:
    """Refuse a bag whose `bagit.txt` is not that of a version that can be read (section 2.1.1).

    Raises:
        BagError: it is not.
    """
    tags = read_tags(data, BAGIT)
    if [label for label, _ in tags] != ["BagIt-Version", "Tag-File-Character-Encoding"]:
        raise invalid(BAGIT, "it does not have the two lines BagIt-Version and Tag-File-Character-Encoding")
    (_, version), (_, encoding) = tags
    if not _VERSION.fullmatch(version):
        raise invalid(BAGIT, f"version {version!r} of BagIt is not known")
    if encoding.upper() != "UTF-8":
        raise invalid(BAGIT, f"tag files in {encoding!r} are not read, only those in UTF-8")


def read_tags(data: bytes, name: str) -> list[tuple[str, str]]:
    """Read labels and values; a line that begins with white space goes on with the one before.

    Raises:
        BagError: a line is neither.
    """
    tags: list[tuple[str, str]] = []
    if data.startswith(_BOM):
        raise invalid(name, "it begins with a byte order mark, which RFC 8493 does not allow")
    for number, raw in enumerate(re.split(b"\r\n|\r|\n", data), start=1):
        line = _decode(raw, name, number)
        if not line.strip():
            continue
        if line[0] in " \t" and tags:
            label, value = tags.pop()
            tags.append((label, f"{value} {line.strip()}"))
        elif found := _TAG.fullmatch(line):
            tags.append((found["label"], found["value"].strip()))
        else:
            raise invalid(name, f"line {number} is no label with a value")
    return tags


def write_tags(tags: Iterable[tuple[str, str]]) -> bytes:
    """Write labels and values, each on one line."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in tags).encode()


def oxum_of(tags: Iterable[tuple[str, str]]) -> tuple[int, int] | None:
    """Give octets and number of payload files that `bag-info.txt` tells, where it does.

    Raises:
        BagError: it tells nonsense.
    """
    values = [value for label, value in tags if label.lower() == "payload-oxum"]
    if not values:
        return None
    found = re.fullmatch(r"(\d{1,18})\.(\d{1,18})", values[0], flags=re.ASCII)
    if len(values) > 1 or not found:
        raise invalid(BAG_INFO, "Payload-Oxum is not one pair of octets and files, such as 279164409832.1198")
    return int(found[1]), int(found[2])


def bag_info(known: Mapping[str, str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give what is known of whoever keeps the letters under the labels of `bag-info.txt`, in their order."""
    return [(label, known[key]) for key, label in labels.items() if known.get(key)]


def show_size(octets: int) -> str:
    """Give a size for people: `1.4 GB`."""
    size, unit = float(octets), 0
    while size >= 1000 and unit < len(UNITS) - 1:  # noqa: PLR2004 -- a thousand, as the units say
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {UNITS[unit]}" if unit else f"{octets} B"


def invalid(name: str, what: str) -> BagError:
    """Give the error that a file of a bag is not what RFC 8493 says."""
    return BagError(Diagnostic(Code.BAG_INVALID, Severity.ERROR, f"{name}: {what}"))


def _lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Give the lines of a manifest without their ends, LF, CR or both (section 2.1.3)."""
    kept, count = b"", 0
    while piece := file.read(MOST_LINE_BYTES):
        if not count and not kept and piece.startswith(_BOM):
            raise invalid(name, "it begins with a byte order mark, which RFC 8493 does not allow")
        *lines, kept = re.split(b"[\r\n]+", kept + piece)
        lines = [line for line in lines if line]
        count += len(lines)
        if len(kept) > MOST_LINE_BYTES or count > MOST_LINES:
            raise invalid(name, f"it has a line of more than {MOST_LINE_BYTES:,} bytes, or too many lines")
        yield from lines
    if kept:
        yield kept


def _decode(raw: bytes, name: str, number: int) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise invalid(name, f"line {number} is not UTF-8") from error
