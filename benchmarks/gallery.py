"""Set one letter on every stationery and in every language, and lay the first pages on contact sheets.

    python benchmarks/gallery.py

needs poppler's `pdftoppm`. The pages are to be looked at: everything a typesetter would send back is a fault.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image, ImageDraw

from letterpress.diagnostics import LetterpressError
from letterpress.press import RenderOptions, render_source
from letterpress.source import Source
from letterpress.stationery import list_stationery, load_stationery

PROJECT = Path(__file__).parents[1]
OUT = PROJECT / "out/gallery"
LETTER = (PROJECT / "tests/inkmaps/letters/stationery.md").read_text(encoding="utf-8")
DPI = 40
ACROSS = 6
GUTTER, CAPTION = 12, 18  # pixels
GREY, BLACK = (160, 160, 160), (0, 0, 0)


class Sheet(NamedTuple):
    """A letter of the gallery: what it is called there, its stationery and its language."""

    name: str
    stationery: str
    language: str


def sheets() -> Iterator[Sheet]:
    """Yield every stationery with an English letter, then every language on plain stationery."""
    yield from (Sheet(name, name, "en") for name in list_stationery())
    languages = sorted(load_stationery("plain").labels)
    yield from (Sheet(f"plain-{language}", "plain", language) for language in languages)


def set_sheet(sheet: Sheet) -> bytes | None:
    """Set a letter; say why when it cannot be, as where no font that ships has the characters."""
    options = RenderOptions(stationery=sheet.stationery, overrides={"language": sheet.language})
    try:
        letter = render_source(Source("letter.md", LETTER), options)
    except LetterpressError as error:
        print(f"{sheet.name}: {error.diagnostics[-1].message}")
        return None
    print(f"{sheet.name}: {letter.page_count} page, {', '.join(letter.standards)}")
    return letter.pdf


def contact_sheet(pages: Iterable[tuple[str, Image.Image]]) -> Image.Image:
    """Lay pages out in rows with their names below."""
    shown = list(pages)
    width = max(page.width for _, page in shown) + GUTTER
    height = max(page.height for _, page in shown) + GUTTER + CAPTION
    rows = -(-len(shown) // ACROSS)
    sheet = Image.new("RGB", (width * ACROSS + GUTTER, height * rows + GUTTER), GREY)
    pen = ImageDraw.Draw(sheet)
    for number, (name, page) in enumerate(shown):
        left, top = GUTTER + number % ACROSS * width, GUTTER + number // ACROSS * height
        sheet.paste(page, (left, top))
        pen.text((left, top + page.height + 3), name, BLACK)
    return sheet


def first_page(path: Path) -> Image.Image:
    """Rasterise the first page of a PDF."""
    with TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(DPI), "-png", "-singlefile", str(path), f"{folder}/page"]
        subprocess.run(command, check=True)  # noqa: S603 -- fixed words
        return Image.open(f"{folder}/page.png").convert("RGB")


def main() -> int:
    """Set the gallery, and print where its contact sheets are."""
    OUT.mkdir(parents=True, exist_ok=True)
    shown: dict[str, list[tuple[str, Image.Image]]] = {"stationery": [], "languages": []}
    for sheet in sheets():
        if pdf := set_sheet(sheet):
            path = OUT / f"{sheet.name}.pdf"
            path.write_bytes(pdf)
            kind = "stationery" if sheet.name == sheet.stationery else "languages"
            shown[kind].append((sheet.name, first_page(path)))
    for kind, pages in shown.items():
        contact_sheet(pages).save(OUT / f"{kind}.png")
        print(OUT / f"{kind}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
