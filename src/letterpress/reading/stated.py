"""What the front matter states, put into the letter: it fills what the text lacks.

Values are plain text, never markup. A part given in the text and in the front matter is an error,
for one of the two would not be printed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from letterpress.diagnostics import Code, Diagnostic
from letterpress.letter import (
    ColumnKind,
    ColumnRule,
    Dateline,
    DecimalMark,
    Layout,
    Letter,
    Letterhead,
    Metadata,
    Paragraph,
    Reference,
    Signatory,
    SignatoryFile,
    SignatureStyle,
    Text,
)
from letterpress.reading.dates import WrittenDate, read_date
from letterpress.reading.frontmatter import Entry, FrontMatter
from letterpress.reading.markup import Line
from letterpress.reading.signatories import read_signatories
from letterpress.source import Source

_KINDS_BY_NAME = {"language": "language"}  # of columns whose name for the letter says what they are


@dataclass(frozen=True, slots=True)
class Stated:
    """A letter with what its front matter states, and what could not be put together."""

    letter: Letter
    diagnostics: tuple[Diagnostic, ...]


def add_stated_parts(letter: Letter, front: FrontMatter, source: Source, language: str) -> Stated:
    """Fill a letter's parts from its front matter; `language` is that of the letter."""
    filled = replace(
        letter,
        language=language,
        metadata=replace(_metadata(front), title=front.text("title") or letter.metadata.title),
        stationery=front.text("stationery"),
        letterhead=_letterhead(front) or letter.letterhead,
        mailing_notation=front.text("mailing_notation") or letter.mailing_notation,
        dateline=_dateline(letter, front),
        references=_references(front) or letter.references,
        inside_address=_lines(front, "inside_address") or letter.inside_address,
        attention_line=front.text("attention_line") or letter.attention_line,
        subject_line=_line(front, "subject") or letter.subject_line,
        salutation=_line(front, "salutation") or letter.salutation,
        complimentary_close=_line(front, "complimentary_close") or letter.complimentary_close,
        signature_block=_signatories(_named(front)) or letter.signature_block or _author_signs(front),
        signatory_file=_signatory_file(front),
        signature_style=_signature_style(front),
        layout=_layout(front),
        enclosures=_lines(front, "enclosures") or letter.enclosures,
        copies=_lines(front, "copies") or letter.copies,
        postscript=_lines(front, "postscript") or letter.postscript,
        recipients=_recipients(front),
    )
    return Stated(filled, tuple(_given_twice(letter, front, source)))


def _given_twice(letter: Letter, front: FrontMatter, source: Source) -> Iterator[Diagnostic]:
    in_text = {
        "letterhead": bool(letter.letterhead.name),
        "mailing_notation": bool(letter.mailing_notation),
        "references": bool(letter.references),
        "inside_address": bool(letter.inside_address),
        "attention_line": bool(letter.attention_line),
        "subject": letter.subject_line is not None,
        "salutation": letter.salutation is not None,
        "complimentary_close": letter.complimentary_close is not None,
        "signature": bool(letter.signature_block and _named(front)),
        "enclosures": bool(letter.enclosures),
        "copies": bool(letter.copies),
        "postscript": bool(letter.postscript),
    }
    for key, given in in_text.items():
        if given and key in front.entries and key not in front.overridden:
            message = f'"{key}" is given in the front matter and in the text'
            yield source.error(Code.PART_TWICE, front.span(key), message, "keep one of the two")


def _metadata(front: FrontMatter) -> Metadata:
    keywords = tuple(entry.value for entry in front.entries.get("keywords", ()))
    return Metadata(front.text("title"), front.text("author"), front.text("description"), keywords)


def _letterhead(front: FrontMatter) -> Letterhead | None:
    """Take the letterhead, or that of a private letter: its author and the address to answer to."""
    entries = front.entries.get("letterhead", ())
    address = front.entries.get("return_address", ())
    if address and not entries:
        name = front.text("author") or address[0].value
        return Letterhead(name, tuple(e.value for e in address if e.value != name), address[0].span)
    if not entries:
        return None
    name = next((entry.value for entry in entries if entry.label == "name"), "")
    return Letterhead(name, tuple(e.value for e in entries if e.label == "lines"), entries[0].span)


def _dateline(letter: Letter, front: FrontMatter) -> Dateline | None:
    """Take the date of the front matter; beside a dateline in the text it only says which day that is.

    A place stands before it, as letters on the continent have it.
    """
    if "date" not in front.entries:
        return letter.dateline
    stated = front.entries["date"][0]
    written = read_date(stated.value)
    day = written.date if written else None
    if letter.dateline and "date" not in front.overridden:
        return replace(letter.dateline, date=day or letter.dateline.date)
    written = written or WrittenDate(stated.value, None)
    place = (front.text("place"), ", ") if front.text("place") else (written.place, written.joint)
    return Dateline(written.text, written.date, *place, stated.span)


def _references(front: FrontMatter) -> tuple[Reference, ...]:
    return tuple(Reference(e.label, e.value, e.span) for e in front.entries.get("references", ()))


def _line(front: FrontMatter, key: str) -> Paragraph | None:
    return _paragraph(front.entries[key][0]) if key in front.entries else None


def _lines(front: FrontMatter, key: str) -> tuple[Paragraph, ...]:
    return tuple(_paragraph(entry) for entry in front.entries.get(key, ()))


def _paragraph(entry: Entry) -> Paragraph:
    return Paragraph((Text(entry.value, entry.span),), entry.span)


def _named(front: FrontMatter) -> tuple[Entry, ...]:
    return tuple(entry for entry in front.entries.get("signature", ()) if not entry.label)


def _author_signs(front: FrontMatter) -> tuple[Signatory, ...]:
    """Let the author sign where the close is stated, and nobody else signs."""
    return _signatories(front.entries.get("author", ())) if "complimentary_close" in front.entries else ()


def _signatories(named: tuple[Entry, ...]) -> tuple[Signatory, ...]:
    lines = tuple(Line(entry.value, entry.span.start) for entry in named)
    words = tuple(entry.value for entry in named)
    read = read_signatories(((lines, words),)) if lines else ()
    return tuple(replace(signatory, span=named[0].span) for signatory in read)


def _signature_style(front: FrontMatter) -> SignatureStyle:
    given = {entry.label: entry.value for entry in front.entries.get("signature", ()) if entry.label}
    columns, ink_mm = given.get("columns"), given.get("ink_mm")
    return SignatureStyle(int(columns) if columns else None, float(ink_mm) if ink_mm else None)


def _signatory_file(front: FrontMatter) -> SignatoryFile | None:
    entries = front.entries.get("signatories", ())
    file = next((entry for entry in entries if entry.label == "file"), None)
    count = next((int(entry.value) for entry in entries if entry.label == "count"), None)
    sort = tuple(entry.value for entry in entries if entry.label == "sort")
    return SignatoryFile(file.value, sort, count, file.span) if file else None


def _recipients(front: FrontMatter) -> tuple[ColumnRule, ...]:
    """Give what is asked of columns, a rule a name; the shape of the key holds every value to its kind."""
    asked: dict[str, dict[str, Entry]] = {}
    for entry in front.entries.get("recipients", ()):
        name, _, what = entry.label.partition(".")
        asked.setdefault(name, {})[what] = entry
    return tuple(
        ColumnRule(
            name,
            of_name["column"].value,
            cast("ColumnKind", of_name["type"].value if "type" in of_name else _KINDS_BY_NAME.get(name, "")),
            required="required" in of_name and of_name["required"].value in ("true", "yes"),
            decimal=cast("DecimalMark", of_name["decimal"].value if "decimal" in of_name else ""),
            span=of_name["column"].span,
        )
        for name, of_name in asked.items()
    )


def _layout(front: FrontMatter) -> Layout:
    pages = front.text("fit").split()
    return Layout(
        notes_at="end" if front.text("footnotes") == "endnotes" else "foot",
        fit_pages=int(pages[0]) if pages and pages[0] != "none" else None,
        small_cap_acronyms=front.text("acronyms") == "small-caps",
        wide_tables="upright" if front.text("wide_tables") == "upright" else "turned",
    )
