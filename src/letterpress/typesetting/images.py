"""Images of a letter: their kind and natural size, read off the file before anything is set."""

import io
import warnings
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif"}
CSS_DPI = 96.0
MOST_PIXELS = 60_000_000  # more is no figure in a letter, and takes a gigabyte to decode


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
    """Read kind and size of an image.

    Raises:
        UnreadableImageError: not PNG, JPEG or GIF, broken, or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise UnreadableImageError("it is no PNG, JPEG or GIF image") from error
    with image:
        if image.format not in FORMATS:
            raise UnreadableImageError(f"{image.format} images cannot be set; save it as PNG or JPEG")
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise UnreadableImageError(f"it has {width * height:,} pixels; {MOST_PIXELS:,} can be set")
        horizontal, vertical = _resolution(image.info.get("dpi"))
    size = ImageSize(width * CSS_DPI / horizontal, height * CSS_DPI / vertical)
    return LetterImage(data, FORMATS[image.format], size)


def _resolution(dpi: object) -> tuple[float, float]:
    """Give the image's own resolution where it states a sensible one."""
    match dpi:
        case (float() | int() as horizontal, float() | int() as vertical) if horizontal > 1 and vertical > 1:
            return float(horizontal), float(vertical)
        case _:
            return CSS_DPI, CSS_DPI
