"""Merge a letter with many made-up people, each with tokens nobody else has, and look at every file.

    make stress-merge N=5000       or: python benchmarks/stress_merge.py 5000 --jobs 2

The text is the seed letter with fields in address, salutation and two paragraphs; names are Latin, Greek and
Cyrillic, long and of one letter, and some fields are empty. `letterpress merge` makes the run and the print
run. Then every file is read by Chromium's viewer: it must hold its own tokens as often as the letter asks,
and nobody else's. Of one letter in a hundred the pages are compared with a full layout, pixel by pixel and
word by word. Printed are what was wrong, and time, peak memory and bytes of the run.
"""

import argparse
import csv
import random
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import pypdfium2
from PIL import ImageChops

from fielded import texts
from letterpress.merging import FieldText, Pattern
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, TypesettingOptions, typeset_letter
from spending import spend

FIRST = (
    "Ada",
    "Zoë",
    "Åsa",
    "Jiří",
    "Małgorzata",
    "Νίκος",
    "Иван",
    "Owen-Francis",
    "O",
    "Ffion",
    "Ștefan",
    "María José",
)
LAST = (
    "Roe",
    "Dvořák",
    "Παπαδόπουλος",
    "Достоевский",
    "Wolfeschlegelsteinhausenbergerdorff",
    "de la Cruz",
    "Ng",
    "Ó Briain",
)
STREETS = ("{} High Street", "Hauptstraße {}", "{}, rue de la Paix", "Οδός Ερμού {}", "")
CITIES = ("Rome", "São Paulo", "Łódź", "12345 Berlin", "Αθήνα", "Y")
TOKEN = re.compile(r"Qx[a-z]{6}")
COMPARED_EVERY = 100
CREATED = datetime(2021, 7, 22, tzinfo=UTC)


class Person(NamedTuple):
    """Somebody who gets a letter, and the token of the name and the place."""

    token: str
    name: str
    street: str
    city: str

    @property
    def values(self) -> dict[str, str]:
        """Give the fields."""
        return {"name": self.name, "street": self.street, "city": self.city}


def people(count: int) -> Iterator[Person]:
    """Make people up; nobody has a token of another."""
    chance = random.Random(count)  # noqa: S311 -- the same people on every run
    for number in range(count):
        token = "Qx" + "".join(chr(ord("a") + number // 26**place % 26) for place in range(6))
        name = f"{chance.choice(FIRST)} {token} {chance.choice(LAST)}"
        street = chance.choice(STREETS).format(chance.randrange(1, 300))
        yield Person(token, name, street, f"{chance.choice(CITIES)} {token}")


def merge(source: Path, rows: Path, folder: Path, jobs: int) -> None:
    """Make the run with the program itself, and print what it took."""
    command = [
        sys.executable,
        "-m",
        "letterpress",
        "merge",
        str(source),
        str(rows),
        "-o",
        str(folder / "run"),
    ]
    command += ["--folders", "--quiet", "--jobs", str(jobs), "--print-run", str(folder / "print.pdf")]
    spent = spend(command, folder)
    cost = f"{spent.clock_s:.0f} s, {spent.cpu_s:.0f} CPU s"
    print(f"  exit code {spent.exit_code}, {cost}, print run and all")
    print(f"  {spent.peak_mb:.0f} MB at most in any process")


def look(files: list[Path], everyone: list[Person], source: Source) -> int:
    """Look at every file; print what is wrong and give how many letters are."""
    wrong = 0
    fields, engine = FieldText(source), Engine(load_stationery("us-block"))
    for number, (path, person) in enumerate(zip(files, everyone, strict=True)):
        data = path.read_bytes()
        with pypdfium2.PdfDocument(data) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
        tokens = TOKEN.findall(text.replace("\u00ad", "").replace("\ufffe", "").replace("\r\n", ""))
        if set(tokens) != {person.token} or len(tokens) < tokens_in(source, person):
            print(f"  {path.name}: {sorted(set(tokens))} {len(tokens)} times, not {person.token}")
            wrong += 1
        elif number % COMPARED_EVERY == 0 and not is_alike(data, in_full(fields, engine, person)):
            print(f"  {path.name}: looks otherwise than laid out in full")
            wrong += 1
    return wrong


def tokens_in(source: Source, person: Person) -> int:
    """Count how often the letter asks for the fields that hold the token."""
    return sum(
        source.text.count(f"{{{{ {name} }}}}")
        for name, value in person.values.items()
        if person.token in value
    )


def in_full(fields: FieldText, engine: Engine, person: Person) -> bytes:
    """Lay one letter out in full."""
    filled = fields.fill(person.values)
    letter = Pattern(read_letter(filled.source).letter).fill(filled.values)
    options = TypesettingOptions(CREATED)
    return typeset_letter(letter, filled.source, engine.stationery, options, engine).pdf


def is_alike(one: bytes, other: bytes) -> bool:
    """Compare two files pixel by pixel and word by word."""
    with pypdfium2.PdfDocument(one) as left, pypdfium2.PdfDocument(other) as right:
        if len(left) != len(right):
            return False
        for page, twin in zip(left, right, strict=True):
            if page.get_textpage().get_text_range() != twin.get_textpage().get_text_range():
                return False
            drawn = [each.render(scale=1.25).to_pil().convert("L") for each in (page, twin)]
            if ImageChops.difference(*drawn).getbbox():
                return False
    return True


def main() -> None:
    """Merge, look, and say what was found."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("letters", type=int, nargs="?", default=5000)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--plain", action="store_true", help="fields in address and salutation alone")
    arguments.add_argument("--unseen", action="store_true", help="make the letters and do not look at them")
    chosen = arguments.parse_args()
    folder = Path(mkdtemp(prefix="stress-merge-"))
    source = list(texts())[not chosen.plain].source
    letter, rows = folder / "letter.txt", folder / "people.csv"
    letter.write_text(source.text, "utf-8")
    everyone = list(people(chosen.letters))
    with rows.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(everyone[0].values))
        writer.writeheader()
        writer.writerows(person.values for person in everyone)
    print(f"{chosen.letters} letters in {folder}")
    merge(letter, rows, folder, chosen.jobs)
    files = sorted((folder / "run").rglob("*.pdf"), key=lambda path: int(path.stem))
    sizes = sum(path.stat().st_size for path in files)
    together = (folder / "print.pdf").stat().st_size
    print(f"  {len(files)} files of {sizes / len(files):.0f} bytes", end="; ")
    print(f"print run of {together} bytes, {together / len(files):.0f} a letter")
    if not chosen.unseen:
        print(f"  {look(files, everyone, source)} letters wrong")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
