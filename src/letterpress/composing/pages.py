"""Finished pages to one HTML string: the only door to Jinja.

A template places letterhead, zones, text, notes, continuation header and folio on the sheet. It has `if`
and `for` and nothing else: values are escaped, an unknown name is an error, and what typesetting hands over
is markup it made itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError
from markupsafe import Markup

from letterpress.diagnostics import Code, Diagnostic, Severity, StationeryError
from letterpress.letter import Letter, plain_text
from letterpress.outline import title_of
from letterpress.stationery import Stationery

FORM_OF_ADDRESS = re.compile(r"(?:An )?(?:Frau|Herrn?|Firma|Familie|Eheleute|Madame|Monsieur)", re.IGNORECASE)
GREETING = re.compile(r"^(?:Dear|Sehr geehrter?|Sehr geehrte|Lieber?|Liebe)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What make-up puts on one page, as markup: running text, notes, zones of the first page.

    `area` is the class of the type area (`first`, `first-plain`, `following`).
    """

    number: int
    area: str
    text: str
    notes: str
    zones: Mapping[str, str]


def compose_pages(
    letter: Letter, stationery: Stationery, pages: tuple[Page, ...], addressee: str | None = None
) -> str:
    """Put pages on their stationery.

    Args:
        letter: gives letterhead, language, title, addressee and dateline.
        stationery: gives the template and the labels.
        pages: markup made by typesetting, trusted.
        addressee: what the continuation header says for that of the letter, where it has no room for it.

    Raises:
        StationeryError: the template is broken or asks for a name that does not exist.
    """
    try:
        return _template(stationery.template).render(
            letter=letter,
            title=title_of(letter),
            addressee=addressee_of(letter) if addressee is None else addressee,
            stationery=stationery,
            labels=stationery.labels_for(letter.language),
            pages=[_markup(page) for page in pages],
            page_count=len(pages),
        )
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{stationery.template}:{line}" if line else f"{stationery.template}"
        raise StationeryError(
            Diagnostic(
                Code.STATIONERY_INVALID,
                Severity.ERROR,
                f"{where}: {error.message}",
                "see docs/stationery.md for the names a template knows",
            )
        ) from error


def addressee_of(letter: Letter) -> str:
    """Name the addressee for the continuation header: first line of the address, else who is greeted."""
    lines = [_one_line(plain_text(line.children)) for line in letter.inside_address]
    if lines:
        return " ".join(lines[:2]) if FORM_OF_ADDRESS.fullmatch(lines[0]) else lines[0]
    if letter.salutation:
        return GREETING.sub("", _one_line(plain_text(letter.salutation.children))).rstrip(" ,:!")
    return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _markup(page: Page) -> dict[str, object]:
    return {
        "number": page.number,
        "area": page.area,
        "text": Markup(page.text),  # noqa: S704 -- made and escaped by make-up
        "notes": Markup(page.notes),  # noqa: S704
        "zones": {zone: Markup(text) for zone, text in page.zones.items()},  # noqa: S704
    }


@lru_cache(maxsize=32)
def _template(path: Path) -> Template:
    environment = Environment(
        loader=FileSystemLoader(path.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(path.name)
