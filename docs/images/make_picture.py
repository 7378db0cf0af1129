#!/usr/bin/env python3
"""Make the picture in the README: the pages of a PDF side by side on a grey ground.

python docs/images/make_picture.py out/000_bb1200c619942f5d.pdf docs/images/letter.png
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

RESOLUTION = 62  # dpi: three letter pages side by side fit a README
GAP = 14
GROUND = (214, 214, 210)


def main(pdf: str, png: str) -> None:
    """Rasterise the pages with poppler and paste them in a row."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(RESOLUTION), "-png", pdf, f"{folder}/page"]
        subprocess.run(command, check=True)  # noqa: S603 -- our own command
        pages = [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("page*.png"))]
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    picture = Image.new("RGB", (width, max(page.height for page in pages) + 2 * GAP), GROUND)
    left = GAP
    for page in pages:
        picture.paste(page, (left, GAP))
        left += page.width + GAP
    picture.quantize(64).save(png, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
