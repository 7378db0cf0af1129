"""The gallery: letters that together hold everything a letter may hold, set once for all tests."""

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from letterpress.letter import Letter
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.typesetting import TypesetLetter, TypesettingOptions, typeset_letter
from letters_in_type import OPTIONS, engine_of

LETTERS = Path(__file__).parent / "letters"
STATIONERY = {"behoerde": "din-5008-b", "lettre": "din-5008-b", "long-note": "din-5008-b"}
NAMES = tuple(sorted(path.stem for path in LETTERS.iterdir()))
SEED = Path(__file__).parents[2] / "seeds" / "000_bb1200c619942f5d.txt"


@cache
def letter_of(name: str) -> Letter:
    """Read a letter of the gallery."""
    return read_letter(_source_of(name)).letter


@cache
def typeset_of(name: str) -> TypesetLetter:
    """Set a letter of the gallery."""
    engine = engine_of(stationery_of(name))
    options = TypesettingOptions(OPTIONS.created, images={"bell.png": _bell(), "scale.png": _scale()})
    return typeset_letter(letter_of(name), _source_of(name), engine.stationery, options, engine)


def stationery_of(name: str) -> str:
    """Name what a letter of the gallery is set on."""
    return STATIONERY.get(name, "us-block")


def _source_of(name: str) -> Source:
    path = SEED if name == SEED.stem else next(LETTERS.glob(f"{name}.*"))
    data = path.read_bytes()
    return Source(path.name, data.decode(), data)


def _bell() -> bytes:
    """Draw a bell of 46 by 54 mm at 130 dots an inch."""
    image = Image.new("RGB", (236, 276), "white")
    pen = ImageDraw.Draw(image)
    pen.polygon([(90, 20), (146, 20), (180, 180), (220, 240), (16, 240), (56, 180)], fill="#b08d57")
    pen.line([(118, 240), (124, 190), (114, 150)], fill="black", width=4)
    return _png(image, 130)


def _scale() -> bytes:
    """Draw a bar of eight squares, too wide for the text of an item."""
    image = Image.new("L", (1600, 40), 255)
    pen = ImageDraw.Draw(image)
    for square in range(0, 8, 2):
        pen.rectangle((square * 200, 0, square * 200 + 199, 39), fill=0)
    return _png(image, 72)


def _png(image: Image.Image, dpi: int) -> bytes:
    data = BytesIO()
    image.save(data, "PNG", dpi=(dpi, dpi))
    return data.getvalue()
