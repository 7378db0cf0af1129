"""The whole way from a letter to PDF bytes: plan, set, audit, finish.

A letter whose layout differs from its plan is set once more without hyphens and scaling, the plainest lines
there are; when it differs still, it is refused.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from weasyprint import Document

from letterpress.composing import Flow, compose_flow, compose_pages
from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity, StationeryError, TypesettingError
from letterpress.letter import Letter, title_of
from letterpress.proof import Proof, ProofLine, ProofPage
from letterpress.source import STANDARD_INPUT, Source, Span
from letterpress.stationery import Stationery
from letterpress.typesetting.audit import Finding, LaidLine, PageText, Spill, audit_pages, audit_plan
from letterpress.typesetting.conformance import FileFacts, make_finisher, source_attachment
from letterpress.typesetting.coverage import missing_characters, missing_diagnostics
from letterpress.typesetting.engine import Engine
from letterpress.typesetting.makeup import Plan, PlannedSheet, make_pages, plan_pages
from letterpress.typesetting.matter import flatten
from letterpress.typesetting.metrics import Metrics
from letterpress.typesetting.pagination import NoPagesError
from letterpress.typesetting.setting import Typesetter, faces_of, zoned

HANG_MM = 4.2  # what punctuation, markers such as 100. and ascenders may stand out of a box: 12 pt
MOST_FINDINGS = 10  # reported before the rest is summed up


@dataclass(frozen=True, slots=True)
class TypesettingOptions:
    """What the file carries beside the pages: its date (aware), and the source itself if wanted."""

    created: datetime
    embed_source: bool = False


@dataclass(frozen=True, slots=True)
class TypesetLetter:
    """Finished PDF bytes and the proof to hold them against."""

    pdf: bytes = field(repr=False)
    page_count: int
    proof: Proof
    plan: Plan
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    plan: Plan
    sheets: tuple[PlannedSheet, ...]
    document: Document
    pages: tuple[PageText, ...]
    findings: tuple[Finding, ...]
    html: str


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
        options: dates and attachments.
        engine: loaded fonts and style sheets of this stationery, when many letters are set.

    Raises:
        LetterError: a character that no font has, or a piece of the letter that fits on no page.
        StationeryError: text does not fit in a box of the stationery, or a file of it is missing.
        TypesettingError: the pages differ from the plan.
    """
    engine = engine or Engine(stationery)
    flow = compose_flow(letter, stationery)
    with _log_of_weasyprint() as log:
        metrics = Metrics(engine, letter.language)
        metrics.learn(faces_of(flow))
        _refuse_missing_characters(flow, metrics, stationery, source)
        attempt = _attempt(letter, flow, engine, metrics, plain=False)
        if attempt.findings:
            attempt = _attempt(letter, flow, engine, metrics, plain=True)
        _refuse_missing_in_print(attempt.pages, stationery, source)
        _refuse_findings(attempt.findings, source)
        _refuse_spills(attempt.pages, stationery)
        facts = _facts_of(letter, options)
        attachments = (
            [source_attachment(source.data, _file_name(source), facts)] if options.embed_source else []
        )
        pdf = attempt.document.write_pdf(
            pdf_variant=f"pdf/a-{facts.part}a",
            pdf_tags=True,
            attachments=attachments,
            finisher=make_finisher(facts),
        )
    warnings = _log_diagnostics(log)
    return TypesetLetter(
        pdf, len(attempt.pages), _proof_of(attempt, stationery, facts, source), attempt.plan, warnings
    )


def _attempt(letter: Letter, flow: Flow, engine: Engine, metrics: Metrics, *, plain: bool) -> _Attempt:
    stationery = engine.stationery
    setter = Typesetter(metrics, letter.language, stationery.signature, plain=plain)
    try:
        plan = plan_pages(letter, flow, stationery, setter)
    except NoPagesError as error:
        raise LetterError(
            Diagnostic(
                Code.TYPESETTING_FAILED,
                Severity.ERROR,
                "a part of the letter that must stay together is taller than a page",
                "shorten it, or divide it into paragraphs",
            )
        ) from error
    pages, sheets = make_pages(plan, stationery, stationery.labels_for(letter.language))
    html = compose_pages(letter, stationery, pages)
    document = engine.lay_out(html)
    laid, findings = audit_pages(document, sheets, stationery)
    return _Attempt(plan, sheets, document, laid, (*audit_plan(plan, sheets), *findings), html)


def _refuse_missing_characters(flow: Flow, metrics: Metrics, stationery: Stationery, source: Source) -> None:
    texts = (
        (metrics.font_use(run.face), run.text, passage.span)
        for zone, passages in zoned(flow)
        for passage in passages
        for cell in passage.cells
        for run in flatten(cell, zone, passage.style).runs
    )
    if missing := tuple(missing_diagnostics(missing_characters(texts, stationery.fonts), source)):
        raise LetterError(*missing)


def _refuse_missing_in_print(pages: tuple[PageText, ...], stationery: Stationery, source: Source) -> None:
    """Refuse characters that the template prints, known only once a page is laid out."""
    anywhere = Span(0, len(source.text))
    texts = ((printed.use, printed.text, anywhere) for page in pages for printed in page.printed)
    if missing := tuple(missing_diagnostics(missing_characters(texts, stationery.fonts), source)):
        raise LetterError(*missing)


def _refuse_findings(findings: tuple[Finding, ...], source: Source) -> None:
    if not findings:
        return
    diagnostics = [
        Diagnostic(
            Code.TYPESETTING_MISMATCH,
            Severity.ERROR,
            f"page {finding.page}: {finding.message}",
            "this is a fault of letterpress: please report it with the letter, or with a like one",
            source.place(finding.span) if finding.span else None,
        )
        for finding in findings[:MOST_FINDINGS]
    ]
    raise TypesettingError(*diagnostics)


def _refuse_spills(pages: tuple[PageText, ...], stationery: Stationery) -> None:
    worst: dict[tuple[int, str], Spill] = {}
    for page in pages:
        for spill in page.spills:
            key = spill.page, spill.box
            if key not in worst or spill.missing_mm > worst[key].missing_mm:
                worst[key] = spill
    if worst:
        raise StationeryError(
            *(
                Diagnostic(
                    Code.STATIONERY_OVERFLOW,
                    Severity.ERROR,
                    f"page {spill.page}: {spill.text!r} leaves the box {spill.box!r} of {stationery.name}"
                    f" by {spill.missing_mm:.1f} mm",
                    "shorten the text, or choose stationery with more room",
                )
                for spill in worst.values()
            )
        )


def _facts_of(letter: Letter, options: TypesettingOptions) -> FileFacts:
    meta = letter.metadata
    return FileFacts(
        title=title_of(letter),
        language=letter.language,
        created=options.created,
        part=3 if options.embed_source else 2,
        author=meta.author or letter.letterhead.name,
        subject=meta.subject,
        keywords=meta.keywords,
    )


def _file_name(source: Source) -> str:
    """Name the attachment: the file's own name, or `letter.txt` when the letter came from a pipe."""
    name = source.name.replace("\\", "/").rpartition("/")[2]
    return "letter.txt" if name == STANDARD_INPUT else name


def _proof_of(attempt: _Attempt, stationery: Stationery, facts: FileFacts, source: Source) -> Proof:
    area = _printed_area(stationery)
    pages = tuple(
        ProofPage(_proof_lines(laid, sheet), sheet.calls, sheet.notes_begun, area)
        for laid, sheet in zip(attempt.pages, attempt.sheets, strict=True)
    )
    return Proof(
        pages=pages,
        paper_mm=(stationery.paper.width_mm, stationery.paper.height_mm),
        standards=(f"pdf/a-{facts.part}a", "pdf/ua-1"),
        families=frozenset(face.family for face in stationery.fonts),
        source=source,
    )


def _printed_area(stationery: Stationery) -> tuple[float, float, float, float]:
    """Give left, top, right and bottom of the area that holds all boxes, and what may hang out of them."""
    boxes = stationery.boxes_mm.values()
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


@contextmanager
def _log_of_weasyprint() -> Iterator[list[str]]:
    """Collect what WeasyPrint complains of; nothing reaches standard error."""
    records: list[str] = []

    class _Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    handler = _Collector(logging.WARNING)
    propagate, handlers = logger.propagate, logger.handlers
    logger.propagate, logger.handlers = False, [handler]
    try:
        yield records
    finally:
        logger.propagate, logger.handlers = propagate, handlers


def _log_diagnostics(log: list[str]) -> tuple[Diagnostic, ...]:
    """Turn complaints into diagnostics: a missing glyph or file refuses the letter, the rest warns."""
    if glyphs := [message for message in log if ".notdef" in message]:
        raise TypesettingError(
            Diagnostic(
                Code.CHARACTER_UNAVAILABLE,
                Severity.ERROR,
                glyphs[0],
                "add a font that has it to the stationery",
            )
        )
    if failed := [message for message in log if message.startswith("Failed to load")]:
        raise StationeryError(
            *(
                Diagnostic(
                    Code.STATIONERY_ASSET_MISSING,
                    Severity.ERROR,
                    message,
                    "put the file into the stationery's folder",
                )
                for message in failed
            )
        )
    return tuple(
        Diagnostic(
            Code.STATIONERY_INVALID, Severity.WARNING, f"style sheet: {message}", "see docs/stationery.md"
        )
        for message in dict.fromkeys(log)
    )
