"""Images of a letter: their kind and natural size, read off the file before anything is set."""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif"}
MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}  # no CMYK: the output intent is sRGB (ISO 19005-2, 6.2.4)
QUARTER_TURNS = {5, 6, 7, 8}  # values of Orientation that stand an image on its side (Exif 2.32, 4.6.5)
CSS_DPI = 96.0
LEAST_DPI, MOST_DPI = 10, 4800  # a resolution outside of these is a slip
MOST_PIXELS = 60_000_000  # more is no figure in a letter, and takes a gigabyte to decode

# What Pillow raises on bytes that are not what they say they are.
FAULTS = (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError, struct.error, zlib.error)


class ImageSize(NamedTuple):
    """Width and height in CSS pixels."""

    width: float
    height: float

    def within(self, width: float, height: float) -> "ImageSize":
        """Give the size that fits into a box; an image is never enlarged."""
        scale = min(1.0, width / self.width, height / self.height)
        return ImageSize(self.width * scale, self.height * scale)


@dataclass(frozen=True, slots=True)
class LetterImage:
    """The bytes of an image, its media type and its natural size."""

    data: bytes
    media_type: str
    size: ImageSize


class UnreadableImageError(ValueError):
    """The bytes are no image we set; the message says why."""


def read_image(data: bytes) -> LetterImage:
    """Read kind and size of an image; it is decoded once, to be sure that all of it is there.

    Raises:
        UnreadableImageError: not PNG, JPEG or GIF, broken, too large, or in colours PDF/A has no place for.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data))
        except (UnidentifiedImageError, Image.DecompressionBombError, *FAULTS) as error:
            raise UnreadableImageError("it is no PNG, JPEG or GIF image") from error
        with image:
            _refuse_unsettable(image)
            try:
                _decode(image)
            except FAULTS as error:
                raise UnreadableImageError("it is broken") from error
            return LetterImage(data, FORMATS[str(image.format)], _size_of(image))


def _decode(image: ImageFile.ImageFile) -> None:
    """Decode all of an image; WeasyPrint tells Pillow to be content with a part of one."""
    is_lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = is_lenient


def _refuse_unsettable(image: ImageFile.ImageFile) -> None:
    if image.format not in FORMATS:
        raise UnreadableImageError(f"{image.format} images cannot be set; save it as PNG or JPEG")
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise UnreadableImageError(f"it has {width * height:,} pixels; {MOST_PIXELS:,} can be set")
    if image.mode not in MODES:
        raise UnreadableImageError(f"its colours are {image.mode}; save it in RGB or grey, with 8 bits")


def _size_of(image: ImageFile.ImageFile) -> ImageSize:
    """Give the natural size, as the image stands once it is turned as its camera says."""
    width, height = image.size
    horizontal, vertical = _resolution(image.info.get("dpi"))
    size = ImageSize(width * CSS_DPI / horizontal, height * CSS_DPI / vertical)
    is_turned = image.getexif().get(ExifTags.Base.Orientation) in QUARTER_TURNS
    return ImageSize(size.height, size.width) if is_turned else size


def _resolution(dpi: object) -> tuple[float, float]:
    """Give the image's own resolution where it states a sensible one."""
    match dpi:
        case (float() | int() as horizontal, float() | int() as vertical) if (
            min(horizontal, vertical) >= LEAST_DPI and max(horizontal, vertical) <= MOST_DPI
        ):
            return float(horizontal), float(vertical)
        case _:
            return CSS_DPI, CSS_DPI
