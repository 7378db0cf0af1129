"""Two files that must look and read alike."""

import pypdfium2
from PIL import ImageChops


def assert_alike(one: bytes, other: bytes) -> None:
    """Compare two files pixel by pixel and word by word."""
    with pypdfium2.PdfDocument(one) as left, pypdfium2.PdfDocument(other) as right:
        assert len(left) == len(right)
        for page, twin in zip(left, right, strict=True):
            assert page.get_textpage().get_text_range() == twin.get_textpage().get_text_range()
            drawn = [one.render(scale=1.25).to_pil().convert("L") for one in (page, twin)]
            assert ImageChops.difference(*drawn).getbbox() is None
