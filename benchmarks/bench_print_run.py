"""Join copies of the seed letter, each with an address and a salutation of its own, into a print run.

    make bench-print-run N=10000   or: python benchmarks/bench_print_run.py 10000

The letter is set once. A copy has the same glyphs in its first lines in another order, so that fonts are
those of all letters, as in letters stamped from one plate. Copies are written beforehand; the figures are of
the print run alone: letters a CPU second, seconds, peak memory of a process of its own, bytes a letter.
"""

import argparse
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from letterpress.press import render_source
from letterpress.printing import PrintLetter, PrintOptions, write_print_run
from letterpress.printing.filters import pack, unpack
from letterpress.printing.lettersheets import LetterSheets
from letterpress.printing.pdffile import PdfFile
from letterpress.printing.values import Reference, Stream, reference_to, write_value
from letterpress.source import Source

SEED = Path(__file__).parents[1] / "seeds" / "000_bb1200c619942f5d.txt"
ADDRESS = "Ada Lovelace\n1815 Ockham Road\nRaleigh, NC 27601\n\nDear Ada Lovelace:"
FIRST_LINES = (1, 2, 3, 4)  # of page 1: address and salutation; line 0 is the date
FOLLOWING_LINES = (0,)  # of other pages: the addressee, in the header
END_OF_LINE = b"\nEMC\n"
GLYPHS = re.compile(rb"<((?:[0-9a-f]{4})+)>")
GLYPH_DIGITS = 4
OPTIONS = PrintOptions("Print run", datetime(2026, 11, 24, tzinfo=UTC))
FOLDER_SIZE = 1000


def main() -> None:
    """Make the copies, join them in a process of its own and print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("count", type=int, nargs="?", default=1000)
    arguments.add_argument("--folder", type=Path, help="join what lies here; nothing is made")
    chosen = arguments.parse_args()
    if chosen.folder:
        measure(chosen.folder, chosen.count)
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_copies(folder, chosen.count)
        for count in sorted({1, chosen.count}):
            command = [sys.executable, __file__, str(count), "--folder", name]
            subprocess.run(command, check=True)  # noqa: S603  # this very program


def measure(folder: Path, count: int) -> None:
    """Join the first letters of a folder and print what it took."""
    started, begun = time.process_time(), time.monotonic()
    summary = write_print_run(_letters(folder, count), folder / "run.pdf", OPTIONS)
    seconds, passed = time.process_time() - started, time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(file.size_bytes for file in summary.files)
    print(f"{count} letters, {sum(file.page_count for file in summary.files)} pages")
    print(f"  {count / seconds:8.0f} letters a CPU second ({seconds:.1f} CPU seconds, {passed:.1f} in all)")
    print(f"  {peak:8.0f} MB at most")
    print(f"  {size:8.0f} bytes, {size / count:.0f} a letter")


def _letters(folder: Path, count: int) -> Iterator[PrintLetter]:
    for number in range(count):
        path = _path(folder, number)
        yield PrintLetter(path.name, f"Recipient {number}", path.read_bytes())


def _path(folder: Path, number: int) -> Path:
    return folder / str(number // FOLDER_SIZE) / f"{number}.pdf"


def write_copies(folder: Path, count: int) -> None:
    """Write copies of the seed letter, each with its first lines in another order of glyphs."""
    text = SEED.read_text()
    start = text.index("Dear ")
    source = text[:start] + ADDRESS + text[text.index("\n", start) :]
    sheets = LetterSheets(render_source(Source(SEED.name, source)).pdf)
    streams = [page[b"/Contents"] for _, page in sheets.pages if isinstance(page[b"/Contents"], Reference)]
    contents = [unpack(sheets.stream(stream)) or b"" for stream in streams]
    for number in range(count):
        path = _path(folder, number)
        path.parent.mkdir(exist_ok=True)
        shuffler = random.Random(number)  # noqa: S311  # a copy is the same in every run
        changed = {}
        for page, (stream, content) in enumerate(zip(streams, contents, strict=True)):
            lines = FIRST_LINES if page == 0 else FOLLOWING_LINES
            changed[stream] = _vary(content, lines, shuffler)
        with path.open("wb") as sink:
            _write_copy(PdfFile(sink), sheets, changed)


def _vary(content: bytes, numbers: tuple[int, ...], shuffler: random.Random) -> bytes:
    """Put the glyphs of some lines into another order."""
    lines = content.split(END_OF_LINE)
    for number in numbers:
        glyphs = [glyph for string in GLYPHS.findall(lines[number]) for glyph in _glyphs_in(string)]
        shuffler.shuffle(glyphs)
        lines[number] = GLYPHS.sub(lambda string, left=glyphs: _take(left, string[1]), lines[number])
    return END_OF_LINE.join(lines)


def _glyphs_in(string: bytes) -> list[bytes]:
    return [string[start : start + GLYPH_DIGITS] for start in range(0, len(string), GLYPH_DIGITS)]


def _take(left: list[bytes], string: bytes) -> bytes:
    return b"<" + b"".join(left.pop() for _ in _glyphs_in(string)) + b">"


def _write_copy(file: PdfFile, sheets: LetterSheets, changed: dict[Reference, bytes]) -> None:
    """Write all objects of a letter, with other contents of its pages."""
    numbers: dict[Reference, int] = {}
    waiting: list[Reference] = []

    def renumber(reference: Reference) -> bytes:
        if reference not in numbers:
            numbers[reference] = file.take_number()
            waiting.append(reference)
        return reference_to(numbers[reference])

    root, info = file.take_number(), file.take_number()
    file.put(root, write_value(sheets.catalog, renumber))
    file.put(info, b"<<>>")
    while waiting:
        reference = waiting.pop()
        found = sheets.fetch(reference)
        if reference in changed:
            file.put_stream(numbers[reference], b"/Filter /FlateDecode", pack(changed[reference]))
        elif isinstance(found, Stream):
            file.put_stream(numbers[reference], write_value(found.entries, renumber)[2:-2], found.data)
        else:
            file.put(numbers[reference], write_value(found, renumber))
    file.close(root, info)


if __name__ == "__main__":
    main()
