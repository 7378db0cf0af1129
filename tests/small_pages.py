"""Small documents, drawn and finished, for the tests of what stands in the file."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import page
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from letterpress.typesetting.conformance import FileFacts, make_finisher, source_attachment

FONTS = Path(__file__).parents[1] / "fonts"
FACTS = FileFacts("A small page", "en", datetime(2021, 7, 22, tzinfo=UTC))
STYLE = """
@font-face { font-family: "EB Garamond"; src: url(EBGaramond-Regular.ttf) }
@font-face { font-family: "EB Garamond"; src: url(EBGaramond-Italic.ttf); font-style: italic }
@page { size: 200pt 200pt; margin: 20pt }
body { font: 10pt/12pt "EB Garamond"; margin: 0 }
p, h1, h2 { margin: 0; font-size: 10pt; font-weight: 400 }
a { color: inherit; text-decoration: none }
img { image-rendering: crisp-edges }
.page { break-after: page }
.page:last-child { break-after: auto }
.line { display: block; white-space: nowrap }
"""
SQUARE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='10' height='10'%3E"
    "%3Crect width='10' height='10'/%3E%3C/svg%3E"
)


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    return CSS(string=STYLE, base_url=f"{FONTS}/", font_config=fonts), fonts


def draw(*pages: str, facts: FileFacts = FACTS) -> Document:
    """Lay out pages of HTML."""
    style, fonts = _style()
    body = "".join(f'<div class="page">{page}</div>' for page in pages)
    html = f'<html lang="{facts.language}"><title>{facts.title}</title><body>{body}'
    return HTML(string=html).render(stylesheets=[style], font_config=fonts)


def finish(*pages: str, facts: FileFacts = FACTS, source: bytes | None = None) -> bytes:
    """Lay out pages of HTML and finish them as a file."""
    document = draw(*pages, facts=facts)
    attachments = [] if source is None else [source_attachment(source, "letter.txt", facts)]
    pdf: bytes = document.write_pdf(
        pdf_variant=f"pdf/a-{facts.part}a",
        pdf_tags=True,
        finisher=make_finisher(facts),
        attachments=attachments,
    )
    return pdf


def failures(pdf: bytes, *profiles: str) -> list[str]:
    """Give what a validator finds in a file."""
    return [
        f"{profile} {failure.rule_id}: {failure.message}"
        for profile in profiles
        for failure in page.validate_pdf_bytes(pdf, profile=profile).failures
    ]
