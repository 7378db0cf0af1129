"""The letters of one bag, and what is said of each: their manifest as JSON and CSV, and preflight's words."""

import csv
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from io import BytesIO, StringIO
from pathlib import Path
from typing import BinaryIO, cast

from letterpress.archiving.bagfile import BagFile, open_nameless, rewound
from letterpress.archiving.values import LETTERS, MANIFEST, MANIFEST_CSV, PREFLIGHT, is_judged
from letterpress.diagnostics import PreflightError, diagnostic_json, has_errors
from letterpress.preflight import inspect_pdf
from letterpress.running import Entry

COLUMNS = Entry._fields
FORMULA_SIGNS = tuple("=+-@\t\r")  # what makes a spreadsheet take a cell for a formula


class BagPart:
    """The letters of one bag, and what is said of them in tables that grow beside it."""

    def __init__(self, bag: BagFile, folder: Path, opened: ExitStack) -> None:
        self.bag = bag
        self.letters = 0
        names = (MANIFEST, MANIFEST_CSV, PREFLIGHT)
        self._tables = {name: opened.enter_context(open_nameless(folder)) for name in names}
        self._tables[MANIFEST_CSV].write(_csv_line(COLUMNS))

    def lines_for(self, entry: Entry, pdf: bytes, *, judge_all: bool) -> Mapping[str, bytes]:
        """Give the lines of a letter in the tables, with what preflight says when it sees it.

        Raises:
            PreflightError: the letter does not hold what it claims.
        """
        is_seen = is_judged(self.letters, judge_all=judge_all)
        listed = {"standards": " ".join(entry.standards), "warnings": "\n".join(entry.warnings)}
        return {
            MANIFEST: json_line(entry._asdict()),
            MANIFEST_CSV: _csv_line((entry._asdict() | listed).values()),
            PREFLIGHT: json_line(_report(entry, pdf)) if is_seen else b"",
        }

    def size_with(self, pdf: bytes, lines: Mapping[str, bytes]) -> int:
        """Tell the octets of payload with one letter more, and its lines."""
        tables = sum(table.tell() for table in self._tables.values())
        return self.bag.octets + tables + len(pdf) + sum(map(len, lines.values()))

    def add_letter(self, entry: Entry, pdf: bytes, lines: Mapping[str, bytes]) -> None:
        """Put a letter into the bag, and its lines into the tables."""
        self.bag.add(f"{LETTERS}{entry.file}", BytesIO(pdf), len(pdf))
        for name, line in lines.items():
            self._tables[name].write(line)
        self.letters += 1

    def close_payload(self) -> None:
        """Put the tables into the bag."""
        for name, table in self._tables.items():
            size = rewound(table)
            self.bag.add(name, cast("BinaryIO", table), size)
            table.close()


def _report(entry: Entry, pdf: bytes) -> dict[str, object]:
    """Give what preflight says of a letter.

    Raises:
        PreflightError: it does not hold what it claims.
    """
    inspection = inspect_pdf(pdf)
    if has_errors(inspection.diagnostics):
        raise PreflightError(*inspection.diagnostics)
    return {
        "file": entry.file,
        "sha256": entry.sha256,
        "passes": True,
        "pages": inspection.page_count,
        "standards": inspection.standards,
        "diagnostics": [diagnostic_json(one) for one in inspection.diagnostics],
    }


def json_line(value: object) -> bytes:
    """Write a value as one line of JSON."""
    return f"{json.dumps(value, ensure_ascii=False)}\n".encode()


def _csv_line(values: Iterable[object]) -> bytes:
    line = StringIO()
    csv.writer(line).writerow([_cell(str(value)) for value in values])
    return line.getvalue().encode()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
