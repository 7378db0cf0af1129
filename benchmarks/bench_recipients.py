"""CPU time and peak memory of reading 100,000 recipients of 20 columns, a process a format."""

import csv
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

from letterpress.merging import RecipientsOptions, read_recipients

ROWS = 100_000
QUERY = "SELECT * FROM people"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COLUMNS = [
    *("customer_no", "first_name", "last_name", "company", "street", "postcode", "city", "country", "email"),
    *("language", "joined", "amount", "balance", "member", "district", "branch", "clerk", "phone"),
    *("reference", "remark"),
]


def main() -> None:
    """Write the files, then read each in a process of its own; or read one, which is that process."""
    if len(sys.argv) > 1:
        _measure(Path(sys.argv[1]))
        return
    with TemporaryDirectory() as folder:
        for path in _write_files(Path(folder)):
            subprocess.run([sys.executable, __file__, str(path)], check=True)  # noqa: S603 -- itself


def _measure(path: Path) -> None:
    before = _peak_mib()
    start = process_time()
    options = RecipientsOptions(query=QUERY if path.suffix == ".sqlite" else "")
    reading = read_recipients(path, path.name, options)
    seconds = process_time() - start
    assert (len(reading.recipients), reading.diagnostics) == (ROWS, ())
    print(
        f"{path.suffix[1:]:7} {path.stat().st_size / 1e6:6.1f} MB  {seconds:6.2f} CPU s  "
        f"{_peak_mib():5.0f} MiB, {before:.0f} of them before"
    )


def _peak_mib() -> float:
    """Give the peak of this process's memory; what it was before exec does not count."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found, "Linux says so"
    return int(found[1]) / 1024


def _write_files(folder: Path) -> list[Path]:
    rows = list(_rows(Random(1)))  # noqa: S311 -- data, not secrets
    people = folder / "people.csv"
    with people.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    lines = folder / "people.jsonl"
    lines.write_text("".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n" for row in rows))
    array = folder / "people.json"
    array.write_text(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows]))
    database = folder / "people.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute(f"CREATE TABLE people ({', '.join(COLUMNS)})")
        places = ", ".join("?" * len(COLUMNS))
        connection.executemany(f"INSERT INTO people VALUES ({places})", rows)  # noqa: S608 -- question marks
    connection.close()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("people")
    for row in ([*COLUMNS], *rows):
        sheet.append(row)
    workbook = folder / "people.xlsx"
    book.save(workbook)
    _share_strings(workbook)
    return [people, lines, array, database, workbook]


def _share_strings(path: Path) -> None:
    """Write a workbook as spreadsheet programs do: strings in a table of their own, its size stated."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    table: dict[str, int] = {}

    def share(found: re.Match[str]) -> str:
        return f't="s"><v>{table.setdefault(found[1], len(table))}</v>'

    name, types, links = "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    sheet = re.sub(r't="inlineStr"><is><t>([^<]*)</t></is>', share, parts[name])
    parts[name] = sheet.replace("<sheetData>", f'<dimension ref="A1:T{ROWS + 1}"/><sheetData>', 1)
    strings = "".join(f"<si><t>{text}</t></si>" for text in table)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts[types] = parts[types].replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    link = f'<Relationship Id="rId99" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
    parts[links] = parts[links].replace("</Relationships>", f"{link}</Relationships>")
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def _rows(random: Random) -> list[list[str]]:
    return [
        [
            f"{n:08d}", f"Ada{n}", f"Roe-{random.randrange(5000)}", random.choice(("", "Roe & Sons")),
            f"High Street {random.randrange(300)}", f"{random.randrange(100000):05d}",
            f"City {random.randrange(800)}", random.choice(("DE", "FR", "AT")), f"ada{n}@roe.example",
            random.choice(("de", "en", "fr")), "2026-11-24", f"{random.random() * 1e4:.2f}",
            f"{random.random() * 1e3:.2f}", random.choice(("yes", "no")), f"District {random.randrange(40)}",
            f"Branch {random.randrange(400)}", f"Clerk {random.randrange(90)}", f"+49 30 {n:07d}",
            f"Ref/{n}", "",
        ]
        for n in range(ROWS)
    ]  # fmt: skip


if __name__ == "__main__":
    main()
