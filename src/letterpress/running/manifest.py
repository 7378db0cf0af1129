"""The manifest of a run: one JSON object a line for every letter that is there, in row order."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from letterpress.files import write_atomically
from letterpress.running.values import Entry


def write_manifest(path: Path, entries: Iterable[Entry]) -> None:
    """Write the manifest whole; it is on the disk when this returns.

    Raises:
        DeliveryError: it cannot be written.
    """
    write_atomically(path, (_line(entry) for entry in entries))


def read_manifest(path: Path) -> Iterator[Entry]:
    """Yield the letters a manifest names; it is one of ours, and trusted."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            entry = Entry(**json.loads(line))
            yield entry._replace(standards=tuple(entry.standards), warnings=tuple(entry.warnings))


def _line(entry: Entry) -> bytes:
    return f"{json.dumps(entry._asdict(), ensure_ascii=False)}\n".encode()
