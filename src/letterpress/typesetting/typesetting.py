"""The whole way from a letter to PDF bytes: compose, plan, draw, audit, finish.

A letter whose layout differs from its plan is set once more without hyphens and scaling, the plainest lines
there are; when it differs still, it is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from weasyprint import Document

from letterpress.composing import Flow, compose_flow, compose_pages
from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity
from letterpress.letter import Figure, Letter, nodes_in, title_of
from letterpress.proof import Proof, ProofLine, ProofPage
from letterpress.source import STANDARD_INPUT, Source
from letterpress.stationery import Stationery
from letterpress.typesetting.audit import Finding, LaidLine, PageText, audit_pages, audit_plan
from letterpress.typesetting.complaints import (
    log_diagnostics,
    log_of_weasyprint,
    refuse_findings,
    refuse_missing_characters,
    refuse_missing_in_print,
    refuse_spills,
    table_diagnostics,
)
from letterpress.typesetting.conformance import FileFacts, make_finisher, source_attachment
from letterpress.typesetting.emission import Scribe
from letterpress.typesetting.engine import AS_DESIGNED, Engine, Fit
from letterpress.typesetting.fitting import describe_fit, fits_for, overruns
from letterpress.typesetting.header import addressee_that_fits, leaves_header
from letterpress.typesetting.images import LetterImage, UnreadableImageError, read_image
from letterpress.typesetting.lines import LineSetter
from letterpress.typesetting.makeup import Plan, PlannedSheet, TooTallError, make_pages, plan_pages
from letterpress.typesetting.metrics import Metrics
from letterpress.typesetting.setting import Typesetter, faces_of

HANG_MM = 2.0  # what punctuation, scaling and ascenders may stand out of a box


@dataclass(frozen=True, slots=True)
class TypesettingOptions:
    """What the file carries beside the pages: its date (aware), its images by path, the source if wanted."""

    created: datetime
    embed_source: bool = False
    images: Mapping[str, bytes] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a letter is set from, whatever its fit."""

    letter: Letter
    source: Source
    flow: Flow
    engine: Engine
    images: Mapping[str, LetterImage]


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
    desk = _desk_for(letter, source, engine or Engine(stationery), options.images)
    with log_of_weasyprint() as log:
        fit, attempt = _lay_out(desk)
        refuse_missing_in_print(attempt.pages, stationery, source)
        refuse_findings(attempt.findings, source)
        refuse_spills(attempt.pages, stationery)
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
    tables = table_diagnostics(attempt.plan.passages, source)
    diagnostics = (*describe_fit(fit), *tables, *log_diagnostics(log))
    proof = _proof_of(attempt, stationery, facts, source)
    return TypesetLetter(pdf, len(attempt.pages), proof, attempt.plan, diagnostics)


def lay_out_letter(letter: Letter, source: Source, engine: Engine) -> Document:
    """Lay a letter without images out and draw nothing: what a benchmark of the layout measures."""
    return _lay_out(_desk_for(letter, source, engine, {}))[1].document


def _desk_for(letter: Letter, source: Source, engine: Engine, images: Mapping[str, bytes]) -> _Desk:
    flow = compose_flow(letter, engine.stationery)
    return _Desk(letter, source, flow, engine, _read_images(letter, source, images))


def _lay_out(desk: _Desk) -> tuple[Fit, _Attempt]:
    fit, plan = _plan(desk)
    attempt = _draw(desk, fit, plan)
    if attempt.findings:
        attempt = _draw(desk, fit, _plan_at(desk, fit, plain=True))
    if leaves_header(attempt.pages):
        attempt = _draw(desk, fit, attempt.plan, addressee_that_fits(desk.letter, desk.engine))
    return fit, attempt


def _plan(desk: _Desk) -> tuple[Fit, Plan]:
    """Plan as designed, or as much tighter as saves a page that holds a few lines only, or as asked."""
    plan = _plan_at(desk, AS_DESIGNED)
    wanted = desk.letter.layout.fit_pages
    if wanted is None and overruns(plan.pages, plan.text):
        wanted = len(plan.pages) - 1
        fits = fits_for(desk.engine.stationery.fitting.drawn_in)
    elif wanted is not None and len(plan.pages) > wanted:
        fits = fits_for(desk.engine.stationery.fitting.smallest)
    else:
        return AS_DESIGNED, plan
    for fit in fits:
        tighter = _plan_at(desk, fit)
        if len(tighter.pages) <= wanted:
            return fit, tighter
    if desk.letter.layout.fit_pages is None:
        return AS_DESIGNED, plan
    raise LetterError(_does_not_fit(wanted, len(plan.pages)))


def _does_not_fit(wanted: int, needed: int) -> Diagnostic:
    return Diagnostic(
        Code.PAGES_EXCEEDED,
        Severity.ERROR,
        f"the letter takes {needed} pages and may take {wanted}, even in the smallest type permitted",
        'shorten it, or take "fit" out of the front matter',
    )


def _plan_at(desk: _Desk, fit: Fit, *, plain: bool = False) -> Plan:
    stationery, letter = desk.engine.stationery, desk.letter
    metrics = Metrics(desk.engine, letter.language, fit)
    acronyms = letter.layout.small_cap_acronyms
    metrics.learn(faces_of(desk.flow, small_cap_acronyms=acronyms))
    refuse_missing_characters(desk.flow, metrics, stationery, desk.source)
    lines = LineSetter(metrics, letter.language, plain=plain, small_cap_acronyms=acronyms)
    setter = Typesetter(metrics, lines, stationery.signature)
    setter.make_room_for_markers(desk.flow)
    sizes = {path: image.size for path, image in desk.images.items()}
    try:
        return plan_pages(letter, desk.flow, stationery, setter, sizes)
    except TooTallError as error:
        message = "this must stay together, and is taller than a page"
        hint = "shorten it, or divide it into paragraphs or rows"
        found = desk.source.error(Code.TYPESETTING_FAILED, error.span, message, hint)
        raise LetterError(found) from error


def _draw(desk: _Desk, fit: Fit, plan: Plan, addressee: str | None = None) -> _Attempt:
    stationery = desk.engine.stationery
    scribe = Scribe(stationery.labels_for(desk.letter.language), tuple(desk.images))
    pages, sheets = make_pages(plan, stationery, scribe)
    html = compose_pages(desk.letter, stationery, pages, addressee)
    document = desk.engine.lay_out(html, fit, tuple(desk.images.values()))
    laid, findings = audit_pages(document, sheets, stationery)
    return _Attempt(plan, sheets, document, laid, (*audit_plan(plan, sheets), *findings))


def _read_images(letter: Letter, source: Source, images: Mapping[str, bytes]) -> dict[str, LetterImage]:
    """Read the images a letter shows, each once.

    Raises:
        LetterError: images that are missing or cannot be set, all of them.
    """
    known: dict[str, LetterImage] = {}
    diagnostics = []
    for figure in nodes_in(letter, Figure):
        if figure.path in known:
            continue
        try:
            known[figure.path] = read_image(images[figure.path])
        except KeyError:
            message = f"image {figure.path} is not there"
            diagnostics.append(
                source.error(Code.IMAGE_UNREADABLE, figure.span, message, "put it beside the letter")
            )
        except UnreadableImageError as error:
            message = f"image {figure.path} cannot be set: {error}"
            diagnostics.append(
                source.error(Code.IMAGE_UNREADABLE, figure.span, message, "give it as PNG or JPEG")
            )
    if diagnostics:
        raise LetterError(*diagnostics)
    return known


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
        ProofPage(_proof_lines(laid, sheet), sheet.calls, (*sheet.notes_begun, *sheet.endnotes_begun), area)
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
