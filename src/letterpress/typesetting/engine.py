"""Lay out HTML on stationery with WeasyPrint; nothing is read but the stationery's own files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from letterpress.diagnostics import Code, Diagnostic, Severity, StationeryError
from letterpress.stationery import Box, FontFace, Stationery
from letterpress.typesetting.images import LetterImage

# What lines, calls and markers need wherever they stand; the stationery's own sheet follows it.
BASE_CSS = """
body, p { margin: 0 }
.sheet { position: relative; overflow: visible }
.sheet + .sheet { break-before: page }
.l { display: block; height: 1lh; white-space: nowrap; hyphens: manual }
.l { transform: scaleX(1); transform-origin: 0 0 } /* on every line: drawn in reading order */
.text, .zone { position: absolute; top: 0; left: 0; right: 0 }
.notes { position: absolute; bottom: 0; left: 0; right: 0 }
.row { position: relative }
.cell { position: absolute; top: 0 }
em { font-style: italic } em em { font-style: normal } strong { font-weight: bold }
a { color: inherit; text-decoration: none }
.call { font-variant-position: super }
.sc { font-variant-caps: all-small-caps }
[data-outline] { bookmark-label: attr(data-outline) } /* an entry in the outline for each heading */
[data-tag=H1] { bookmark-level: 1 } [data-tag=H2] { bookmark-level: 2 } [data-tag=H3] { bookmark-level: 3 }
[data-tag=H4] { bookmark-level: 4 } [data-tag=H5] { bookmark-level: 5 } [data-tag=H6] { bookmark-level: 6 }
.addressee { overflow-wrap: anywhere } /* an address without spaces stays clear of date and page number */
.specimen { overflow: hidden }
.paragraph, .item, .postscript, .note { text-align: justify; hyphens: auto }
.note-rule { border-top-style: solid }
.cell { margin: 0 !important; padding: 0 !important } /* the row has them */
.row-rule { position: absolute; bottom: -2px; border-bottom: .3pt solid }
.thematic-break { border-bottom: .4pt solid; margin: 0 38%; padding-top: .5lh }
img { image-rendering: crisp-edges } /* PDF/A forbids interpolation: ISO 19005-2, 6.2.8 */
"""


@dataclass(frozen=True, slots=True)
class Fit:
    """Factors the style sheet multiplies type size and leading by (`--fit-size`, `--fit-leading`)."""

    size: float = 1.0
    leading: float = 1.0


AS_DESIGNED = Fit()


class AssetFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Serve the files of the stationery, its fonts and the letter's images; refuse every other address."""

    def __init__(self, folders: tuple[Path, ...], images: Mapping[str, LetterImage]) -> None:
        super().__init__(
            allowed_protocols=("file", "letter-image"), allow_redirects=False, fail_on_errors=True
        )
        self._folders = tuple(folder.resolve() for folder in folders)
        self._images = images

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Open a file of the stationery, or an image of the letter.

        Raises:
            ValueError: any other address (WeasyPrint reports it and goes on without).
        """
        if image := self._images.get(url):
            return URLFetcherResponse(url, image.data, {"Content-Type": image.media_type})
        parts = urlsplit(url)
        path = Path(url2pathname(unquote(parts.path))).resolve()
        if parts.scheme != "file" or not any(path.is_relative_to(folder) for folder in self._folders):
            raise ValueError(f"refused: {url} is not a file of the stationery")
        return super().fetch(url, headers)


class Engine:
    """Fonts and style sheets of one stationery, loaded once and used for many letters."""

    def __init__(self, stationery: Stationery) -> None:
        self.stationery = stationery
        self._folders = (*stationery.folders.values(), *(face.path.parent for face in stationery.fonts))
        self._fonts = FontConfiguration()
        self._base_url = _url_of(stationery.template.parent)

    @cached_property
    def _css(self) -> tuple[CSS, ...]:
        common = font_css(self.stationery.fonts) + BASE_CSS + geometry_css(self.stationery)
        fetcher = AssetFetcher(self._folders, {})
        sheets = ((common, self._base_url), *((css.text, _url_of(css.folder)) for css in self.stationery.css))
        return tuple(
            CSS(string=text, font_config=self._fonts, url_fetcher=fetcher, base_url=base_url)
            for text, base_url in sheets
        )

    def lay_out(self, html: str, fit: Fit = AS_DESIGNED, images: Sequence[LetterImage] = ()) -> Document:
        """Lay out an HTML string on the stationery's style sheet.

        Args:
            html: made by letterpress.
            fit: what type size and leading are multiplied by.
            images: those of the letter, by the number in their address (`image_address`).

        Raises:
            StationeryError: style sheet or template ask for a file that is missing or not the stationery's.
        """
        fetcher = AssetFetcher(self._folders, {image_address(n): image for n, image in enumerate(images)})
        fitted = CSS(string=f":root {{ --fit-size: {fit.size}; --fit-leading: {fit.leading} }}")
        document = HTML(string=html, url_fetcher=fetcher, base_url=self._base_url)
        try:
            return document.render(stylesheets=[*self._css, fitted], font_config=self._fonts)
        except FatalURLFetchingError as error:
            raise StationeryError(
                Diagnostic(
                    Code.STATIONERY_ASSET_MISSING,
                    Severity.ERROR,
                    f"stationery {self.stationery.name!r} asks in vain: {error.__cause__ or error}",
                    "put the file into the stationery's folder, and name it relative to that",
                )
            ) from error


def _url_of(folder: Path) -> str:
    return folder.resolve().as_uri() + "/"


def image_address(number: int) -> str:
    """Give the address an image of the letter is served under."""
    return f"letter-image:{number}"


def font_css(faces: tuple[FontFace, ...]) -> str:
    """Declare font files (CSS Fonts 4, section 4)."""
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; src: url("{escape(face.path.resolve().as_uri())}"); '
        f"font-weight: {face.weight}; font-style: {face.style} }}\n"
        for face in faces
    )


def geometry_css(stationery: Stationery) -> str:
    """Place every box of the stationery by a class of its name, and the type areas and notes."""
    paper, area = stationery.paper, stationery.footnote_area
    rules = [
        f"@page {{ size: {paper.width_mm}mm {paper.height_mm}mm; margin: 0 }}",
        f".sheet {{ width: {paper.width_mm}mm; height: calc({paper.height_mm}mm - 1px) }}",
        f".note-rule {{ width: {area.rule_width_mm}mm; border-top-width: {area.rule_height_mm}mm }}",
        f".note-rule {{ height: {area.space_below_rule_mm}mm }}",
        ".note-rule.continued { width: 100% }",
    ]
    if stationery.turns_pages:
        width, height = paper.size_mm(turned=True)
        rules += [
            f"@page turned {{ size: {width}mm {height}mm; margin: 0 }}",
            f".turned-sheet {{ page: turned; width: {width}mm; height: calc({height}mm - 1px) }}",
        ]
    rules += [
        f".{name.replace('_', '-')} {{ {place_css(box)} }}" for name, box in stationery.boxes_mm.items()
    ]
    for number, mark in enumerate(stationery.marks):
        place = f"left: {mark.left_mm}mm; top: {mark.top_mm}mm; width: {mark.width_mm}mm"
        rules.append(f".mark-{number + 1} {{ position: absolute; {place}; border-top: .25pt solid }}")
    return "\n".join(rules) + "\n"


def place_css(box: Box) -> str:
    """Give the declarations that put an element into a box of the sheet."""
    return (
        f"position: absolute; left: {box.left_mm}mm; top: {box.top_mm}mm; "
        f"width: {box.width_mm}mm; height: {box.height_mm}mm"
    )
