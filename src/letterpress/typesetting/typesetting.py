"""The whole way from a letter to PDF bytes: lay out, judge, finish, and say what the file must hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from weasyprint import Attachment, Document

from letterpress.diagnostics import Diagnostic
from letterpress.letter import Letter
from letterpress.outline import title_of
from letterpress.proof import Proof, ProofLine, ProofPage
from letterpress.source import STANDARD_INPUT, Source
from letterpress.stationery import Box, Stationery
from letterpress.typesetting.audit import LaidLine, PageText
from letterpress.typesetting.complaints import (
    log_diagnostics,
    log_of_weasyprint,
    refuse_findings,
    refuse_missing_in_print,
    refuse_sheets,
    refuse_spills,
    table_diagnostics,
)
from letterpress.typesetting.conformance import FileFacts, make_finisher, row_attachment, source_attachment
from letterpress.typesetting.engine import Engine
from letterpress.typesetting.fitting import describe_fit
from letterpress.typesetting.layout import Attempt, Desk, desk_for, lay_out
from letterpress.typesetting.makeup import Plan, PlannedSheet

HANG_MM = 2.0  # what punctuation, scaling and ascenders may stand out of a box


@dataclass(frozen=True, slots=True)
class TypesettingOptions:
    """What the file carries beside the pages: its date (aware), its images by path, the source if wanted.

    `row` is what is known of the recipient, as JSON.
    """

    created: datetime
    embed_source: bool = False
    images: Mapping[str, bytes] = field(default_factory=dict)
    row: bytes = b""


@dataclass(frozen=True, slots=True)
class TypesetLetter:
    """Finished PDF bytes and the proof to hold them against."""

    pdf: bytes = field(repr=False)
    page_count: int
    proof: Proof
    plan: Plan
    diagnostics: tuple[Diagnostic, ...]


def typeset_letter(
    letter: Letter,
    source: Source,
    stationery: Stationery,
    options: TypesettingOptions,
    engine: Engine | None = None,
) -> TypesetLetter:
    """Set a letter on stationery as PDF/A and PDF/UA.

    Args:
        letter: what is set.
        source: where its nodes were read; embedded when the options say so.
        stationery: what it is set on.
        options: dates, images and attachments.
        engine: loaded fonts and style sheets of this stationery, when many letters are set.

    Raises:
        LetterError: a character that no font has, an image that cannot be read, a piece of the letter that
            fits on no page, or more pages than the author permits.
        StationeryError: text does not fit in a box of the stationery, or a file of it is missing.
        TypesettingError: the pages differ from the plan.
    """
    desk = desk_for(letter, source, engine or Engine(stationery), options.images)
    return write_letter(lay_out_and_judge(desk), desk, options)


class Judged(NamedTuple):
    """A layout that is as planned, with what was said of it."""

    attempt: Attempt
    diagnostics: tuple[Diagnostic, ...]


def lay_out_and_judge(desk: Desk) -> Judged:
    """Lay a letter out, and refuse what differs from its plan or leaves its box, as `typeset_letter` does."""
    with log_of_weasyprint() as log:
        attempt = lay_out(desk)
        refuse_missing_in_print(attempt.pages, desk.engine.stationery, desk.source)
        refuse_findings(attempt.findings, desk.source)
        refuse_sheets(attempt.pages, attempt.sheets, desk.engine.stationery)
        refuse_spills(attempt.pages, desk.engine.stationery)
    tables = table_diagnostics(attempt.plan.passages, desk.source)
    return Judged(attempt, (*describe_fit(attempt.fit), *tables, *log_diagnostics(log)))


def write_letter(judged: Judged, desk: Desk, options: TypesettingOptions) -> TypesetLetter:
    """Write a laid-out letter as PDF/A and PDF/UA.

    Raises:
        TypesettingError: a glyph is missing, or the declarations in the HTML do not make a tree.
    """
    attempt = judged.attempt
    facts = facts_of(desk.letter, options)
    with log_of_weasyprint() as log:
        pdf = attempt.document.write_pdf(
            pdf_variant=f"pdf/a-{facts.part}a",
            pdf_tags=True,
            attachments=attachments_of(desk, options, facts),
            finisher=make_finisher(facts),
        )
    diagnostics = (*judged.diagnostics, *log_diagnostics(log))
    proof = proof_of(attempt, desk.engine.stationery, facts, desk.source)
    return TypesetLetter(pdf, len(attempt.pages), proof, attempt.plan, diagnostics)


def attachments_of(desk: Desk, options: TypesettingOptions, facts: FileFacts) -> list[Attachment]:
    """Give the files the letter carries: its source and the row of its recipient, when they are asked for."""
    found = []
    if options.embed_source:
        found.append(source_attachment(desk.source.data, _file_name(desk.source), facts))
    if options.row:
        found.append(row_attachment(options.row, facts))
    return found


def lay_out_letter(letter: Letter, source: Source, engine: Engine) -> Document:
    """Lay a letter without images out and draw nothing: what a benchmark of the layout measures."""
    return lay_out(desk_for(letter, source, engine, {})).document


def facts_of(letter: Letter, options: TypesettingOptions) -> FileFacts:
    """Give what the file says of itself."""
    meta = letter.metadata
    return FileFacts(
        title=title_of(letter),
        language=letter.language,
        created=options.created,
        part=3 if options.embed_source or options.row else 2,
        author=meta.author or letter.letterhead.name,
        subject=meta.subject,
        keywords=meta.keywords,
    )


def _file_name(source: Source) -> str:
    """Name the attachment: the file's own name, or `letter.txt` when the letter came from a pipe."""
    name = source.name.replace("\\", "/").rpartition("/")[2]
    return "letter.txt" if name == STANDARD_INPUT else name


def proof_of(attempt: Attempt, stationery: Stationery, facts: FileFacts, source: Source) -> Proof:
    """Say what the finished file must hold."""
    pages = tuple(
        ProofPage(
            _proof_lines(laid, sheet),
            sheet.calls,
            (*sheet.notes_begun, *sheet.endnotes_begun),
            _printed_area(stationery.boxes_on(turned=sheet.turned).values()),
            sheet.turned,
        )
        for laid, sheet in zip(attempt.pages, attempt.sheets, strict=True)
    )
    return Proof(
        pages=pages,
        paper_mm=(stationery.paper.width_mm, stationery.paper.height_mm),
        standards=(f"pdf/a-{facts.part}a", "pdf/ua-1"),
        families=frozenset(face.family for face in stationery.fonts),
        notes_at_end=any(sheet.endnotes_begun for sheet in attempt.sheets),
        source=source,
    )


def _printed_area(boxes: Collection[Box]) -> tuple[float, float, float, float]:
    """Give left, top, right and bottom of the area that holds all boxes, and what may hang out of them."""
    return (
        min(box.left_mm for box in boxes) - HANG_MM,
        min(box.top_mm for box in boxes) - HANG_MM,
        max(box.left_mm + box.width_mm for box in boxes) + HANG_MM,
        max(box.top_mm + box.height_mm for box in boxes) + HANG_MM,
    )


def _proof_lines(laid: PageText, sheet: PlannedSheet) -> tuple[ProofLine, ...]:
    """Give every text of a page in reading order: what the template prints, our lines with their place."""
    spans = iter(line.span for line in sheet.lines)
    return tuple(
        ProofLine(piece.text, next(spans) if isinstance(piece, LaidLine) else None) for piece in laid.content
    )
