"""The letters of a run held against its manifest: whether each is there and is the file that was made.

The manifest may come from anybody; it is read line by line, and believed in nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from sys import intern
from typing import IO, Any

from letterpress.archiving.values import Finding, wrong
from letterpress.diagnostics import Code, has_errors
from letterpress.preflight import inspect_pdf
from letterpress.running import Entry

MOST_LINE_BYTES = 1024**2  # a letter with some thousand warnings
MOST_PDF_BYTES = 256 * 1024**2  # more is no letter; preflight holds a file
SIGNATURE_MARK = b"/ByteRange"  # every signature of a PDF names what it covers (ISO 32000-1, 12.8.1)
TYPES = {"row": int, "file": str, "pages": int, "sha256": str, "fields_sha256": str}


def read_entries(lines: IO[bytes], name: str) -> Iterator[Entry | Finding]:
    """Give the letters a manifest of a run names, and what is wrong with its lines."""
    number = 0
    while line := lines.readline(MOST_LINE_BYTES):
        number += 1
        try:
            yield _entry_of(json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            yield wrong(Code.RUN_LETTER, name, f"line {number} is no entry of a letter: {error}")
            if len(line) == MOST_LINE_BYTES:
                return


def _entry_of(said: dict[str, Any]) -> Entry:
    entry = Entry(**said)
    for key, kind in TYPES.items():
        if type(said[key]) is not kind:
            raise TypeError(f"{key} is no {kind.__name__}")
    standards = tuple(intern(str(one)) for one in entry.standards)  # which all letters share
    return entry._replace(standards=standards, warnings=tuple(map(str, entry.warnings)))


def check_entries(
    entries: Iterable[Entry], digests: Mapping[str, str], files: AbstractSet[str], folder: str = ""
) -> Iterator[Finding]:
    """Hold the letters of a manifest against the files there are.

    Args:
        entries: the letters the manifest names.
        digests: SHA-256 of files that are there, by path.
        files: paths of all files that should be letters.
        folder: what comes before the name of a letter in a path.
    """
    named: set[str] = set()
    for entry in entries:
        path = f"{folder}{entry.file}"
        if path in named:
            yield wrong(Code.RUN_LETTER, path, "the manifest of the run names it twice")
        named.add(path)
        if path not in files:
            yield wrong(Code.RUN_LETTER, path, "the manifest of the run names it, and it is not there")
        elif digests.get(path) != entry.sha256:
            yield wrong(Code.RUN_LETTER, path, "it is not the file the manifest of the run names")
    for path in sorted(files - named):
        yield wrong(Code.RUN_LETTER, path, "it is not in the manifest of the run")


def judge_letter(file: str, pdf: bytes, entry: Entry | None = None) -> Iterator[Finding]:
    """Let preflight see a letter, and compare pages and standards with those the manifest of the run has.

    Args:
        file: what to call it.
        pdf: its bytes, or the first of them when it is too large for a letter.
        entry: what the manifest says of it.
    """
    if len(pdf) > MOST_PDF_BYTES:
        yield wrong(Code.PDF_UNREADABLE, file, f"it has more than {MOST_PDF_BYTES:,} bytes")
        return
    inspection = inspect_pdf(pdf)
    yield from (Finding(file, one) for one in inspection.diagnostics)
    if entry is None or has_errors(inspection.diagnostics):
        return
    if inspection.page_count != entry.pages:
        message = f"it has {inspection.page_count} pages, and the manifest of the run says {entry.pages}"
        yield wrong(Code.RUN_LETTER, file, message)
    for standard in sorted(set(entry.standards) - set(inspection.standards)):
        yield wrong(Code.PDF_STANDARD, file, f"it does not hold {standard}, as the manifest of the run says")
