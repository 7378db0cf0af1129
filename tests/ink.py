"""Ink maps: whole letters at a glance, one character for 5 mm of paper.

Blank, `.`, `:` and `#` stand for more and more ink. A lost signature or a page broken elsewhere is plain to
see in the diff. `make bless` rewrites the maps. Of all characters `TOLERANCE` may differ by one shade, for
the rasteriser smooths edges a little differently from version to version.
"""

import subprocess
from pathlib import Path

from PIL import Image

CELL_MM = 5.0
DPI = 50.8  # 2 dots a millimetre
CELL_DOTS = round(CELL_MM * DPI / 25.4)
SHADES = ((0.01, " "), (0.06, "."), (0.12, ":"))  # share of ink up to which a shade stands
TOLERANCE = 0.02


def ink_map(image: Image.Image) -> str:
    """Draw a page, one character a cell."""
    rows = []
    for top in range(0, image.height - CELL_DOTS + 1, CELL_DOTS):
        row = ""
        for left in range(0, image.width - CELL_DOTS + 1, CELL_DOTS):
            cell = image.crop((left, top, left + CELL_DOTS, top + CELL_DOTS))
            ink = 1 - sum(cell.tobytes()) / (255 * CELL_DOTS**2)
            row += next((shade for most, shade in SHADES if ink <= most), "#")
        rows.append(row.rstrip())
    return "\n".join(rows).rstrip() + "\n"


def ink_maps(pdf: bytes, folder: Path) -> str:
    """Draw every page of a file."""
    (folder / "letter.pdf").write_bytes(pdf)
    command = [
        "pdftocairo",
        "-r",
        str(DPI),
        "-gray",
        "-png",
        str(folder / "letter.pdf"),
        str(folder / "page"),
    ]
    subprocess.run(command, check=True)  # noqa: S603 -- fixed words
    pages = []
    for number, path in enumerate(sorted(folder.glob("page-*.png")), start=1):
        with Image.open(path) as image:
            pages.append(f"--- page {number} ---\n{ink_map(image.convert('L'))}")
    return "\n".join(pages)


def differences(one: str, other: str) -> float:
    """Give the share of characters that differ; infinite when a line, a page or two shades differ."""
    shades = "".join(shade for _, shade in SHADES) + "#"
    if len(one.splitlines()) != len(other.splitlines()):
        return float("inf")
    differing = 0
    for left, right in zip(one.splitlines(), other.splitlines(), strict=True):
        width = max(len(left), len(right))
        for a, b in zip(left.ljust(width), right.ljust(width), strict=True):
            if a != b and (a not in shades or b not in shades or abs(shades.index(a) - shades.index(b)) > 1):
                return float("inf")
            differing += a != b
    return differing / max(1, len(one))
