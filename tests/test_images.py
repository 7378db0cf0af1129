"""Images of a letter: which are set, at what size, and that nothing outside the letter's folder is read."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from letterpress.diagnostics import Code, LetterError
from letterpress.press import RenderedLetter, RenderOptions, render_source
from letterpress.source import decode_source
from letterpress.typesetting import images
from letterpress.typesetting.images import ImageSize, UnreadableImageError, read_image


def picture(
    kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (40, 30), **saving: object
) -> bytes:
    data = BytesIO()
    Image.effect_noise(size, 50).convert(mode).save(data, kind, **saving)
    return data.getvalue()


def of_sixteen_bits() -> bytes:
    data = BytesIO()
    Image.new("I;16", (40, 30)).save(data, "PNG")
    return data.getvalue()


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return picture("JPEG", exif=exif.tobytes())


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("PNG", "RGB", "image/png"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "1", "image/png"),
        ("PNG", "P", "image/png"),
        ("JPEG", "L", "image/jpeg"),
        ("GIF", "P", "image/gif"),
    ],
)
def test_png_jpeg_and_gif_are_read(kind: str, mode: str, expected: str) -> None:
    assert read_image(picture(kind, mode)).media_type == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "it is no PNG, JPEG or GIF image"),
        (b"hello", "it is no PNG, JPEG or GIF image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it is no PNG, JPEG or GIF image"),
        (picture("BMP"), "BMP images cannot be set; save it as PNG or JPEG"),
        (picture("JPEG", "CMYK"), "its colours are CMYK; save it in RGB or grey, with 8 bits"),
        (of_sixteen_bits(), "its colours are I;16; save it in RGB or grey, with 8 bits"),
        (picture()[:-400], "it is broken"),
        (picture("JPEG")[:-200], "it is broken"),
        (picture()[:-60] + b"\0" * 20 + picture()[-40:], "it is broken"),
    ],
)
def test_other_bytes_are_refused_with_the_reason(data: bytes, expected: str) -> None:
    with pytest.raises(UnreadableImageError, match=f"^{expected}$"):
        read_image(data)


def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 1_000)
    bomb = picture()[:100]  # says its size, and would not decode

    with pytest.raises(UnreadableImageError, match="it has 1,200 pixels; 1,000 can be set"):
        read_image(bomb)


@pytest.mark.parametrize(
    ("dpi", "expected"),
    [
        (None, ImageSize(40, 30)),
        ((192, 192), ImageSize(20, 15)),
        ((96, 48), ImageSize(40, 60)),
        ((1, 1), ImageSize(40, 30)),
        ((90_000, 90_000), ImageSize(40, 30)),
    ],
)
def test_the_natural_size_is_that_of_a_sensible_resolution(
    dpi: tuple[int, int] | None, expected: ImageSize
) -> None:
    image = read_image(picture(dpi=dpi) if dpi else picture())

    assert (round(image.size.width), round(image.size.height)) == expected


@pytest.mark.parametrize(("orientation", "expected"), [(1, 4 / 3), (3, 4 / 3), (6, 3 / 4)])
def test_an_image_stands_as_its_camera_was_held(orientation: int, expected: float) -> None:
    width, height = read_image(turned(orientation)).size

    assert width / height == pytest.approx(expected)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (ImageSize(50, 20), ImageSize(50, 20)),
        (ImageSize(200, 20), ImageSize(100, 10)),
        (ImageSize(100, 400), ImageSize(20, 80)),
    ],
)
def test_an_image_is_made_to_fit_and_never_enlarged(size: ImageSize, expected: ImageSize) -> None:
    assert size.within(100, 80) == expected


def rendered(folder: Path, path: str) -> RenderedLetter:
    text = f"May 5, 2026\n\nDear Ada,\n\nLook:\n\n![A field](<{path}>)\n\nSincerely,\n\nBob\n"
    return render_source(decode_source(text.encode(), "letter.txt"), RenderOptions(folder=folder))


def refusal(folder: Path, path: str) -> list[Code]:
    with pytest.raises(LetterError) as refused:
        rendered(folder, path)
    return [diagnostic.code for diagnostic in refused.value.diagnostics]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a letter, with an image outside of it and one inside."""
    (tmp_path / "secret.png").write_bytes(picture())
    inside = tmp_path / "letter"
    (inside / "images").mkdir(parents=True)
    (inside / "images" / "my field.png").write_bytes(picture())
    return inside


def test_an_image_below_the_letter_is_set(folder: Path) -> None:
    assert rendered(folder, "images/my field.png").page_count == 1


def test_a_link_that_stays_in_the_folder_is_followed(folder: Path) -> None:
    (folder / "field.png").symlink_to("images/my field.png")

    assert rendered(folder, "field.png").page_count == 1


@pytest.mark.parametrize(
    "path", ["../secret.png", "images/../../secret.png", "{absolute}", "file://{absolute}"]
)
def test_a_path_out_of_the_folder_is_refused(path: str, folder: Path) -> None:
    absolute = (folder.parent / "secret.png").as_posix()

    assert Code.IMAGE_PATH in refusal(folder, path.format(absolute=absolute))


@pytest.mark.parametrize("target", ["../secret.png", "{absolute}"])
def test_a_link_out_of_the_folder_is_refused_and_nothing_is_read(
    target: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absolute = (folder.parent / "secret.png").as_posix()
    (folder / "field.png").symlink_to(target.format(absolute=absolute))
    read: list[Path] = []
    plain = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        read.append(path)
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)

    codes = refusal(folder, "field.png")

    assert codes == [Code.IMAGE_UNREADABLE]
    assert [path for path in read if path.suffix == ".png"] == []


def test_a_folder_that_is_a_link_out_is_no_way_out(folder: Path) -> None:
    (folder / "up").symlink_to("..")

    assert refusal(folder, "up/secret.png") == [Code.IMAGE_UNREADABLE]


@pytest.mark.parametrize("name", ["loop", "n" * 300, "images", "no such file.png"])
def test_a_path_that_leads_nowhere_is_refused(name: str, folder: Path) -> None:
    (folder / "loop").symlink_to("loop")

    assert refusal(folder, name) == [Code.IMAGE_UNREADABLE]


def test_every_image_that_cannot_be_set_is_named(folder: Path) -> None:
    (folder / "notes.png").write_text("no image")
    text = "May 5, 2026\n\nDear Ada,\n\n![A](notes.png)\n\n![B](gone.png)\n\nSincerely,\n\nBob\n"

    with pytest.raises(LetterError) as refused:
        render_source(decode_source(text.encode(), "letter.txt"), RenderOptions(folder=folder))

    found = [(one.message, one.place.line if one.place else 0) for one in refused.value.diagnostics]
    assert found == [
        ("image notes.png cannot be set: it is no PNG, JPEG or GIF image", 5),
        ("image gone.png is not there", 7),
    ]
