"""Lay the pages of two PDFs side by side as pictures."""

import subprocess
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

DPI = 100
GUTTER = 20  # pixels between the two pages
GREY = (160, 160, 160)


def lay_side_by_side(left: Path, right: Path, folder: Path, name: str) -> int:
    """Write one PNG a page, `left` on the left; give their number."""
    pairs = list(zip_longest(_pages_of(left), _pages_of(right)))
    for number, pair in enumerate(pairs, 1):
        present = [page for page in pair if page]
        width, height = present[0].size
        sheet = Image.new("RGB", (2 * width + GUTTER, height), GREY)
        for place, page in enumerate(pair):
            if page:
                sheet.paste(page, (place * (width + GUTTER), 0))
        sheet.save(folder / f"{name}-{number}.png")
    return len(pairs)


def _pages_of(pdf: Path) -> list[Image.Image]:
    with TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(DPI), "-png", str(pdf), f"{folder}/page"], check=True)  # noqa: S603, S607
        return [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("*.png"))]
