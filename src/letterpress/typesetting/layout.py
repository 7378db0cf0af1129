"""From a letter to laid-out pages: compose, plan, draw, audit.

A letter whose layout differs from its plan is set once more without hyphens and scaling, the plainest lines
there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from weasyprint import Document

from letterpress.composing import Flow, compose_flow, compose_pages
from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity
from letterpress.letter import Figure, Letter, nodes_in
from letterpress.source import Source
from letterpress.typesetting.audit import Finding, PageText, audit_pages, audit_plan
from letterpress.typesetting.complaints import refuse_missing_characters
from letterpress.typesetting.emission import Scribe
from letterpress.typesetting.engine import AS_DESIGNED, Engine, Fit
from letterpress.typesetting.fitting import fits_for, overruns
from letterpress.typesetting.header import addressee_that_fits, leaves_header
from letterpress.typesetting.images import LetterImage, UnreadableImageError, read_image
from letterpress.typesetting.lines import LineSetter
from letterpress.typesetting.makeup import Plan, PlannedSheet, TooTallError, make_pages, plan_pages
from letterpress.typesetting.metrics import Metrics
from letterpress.typesetting.pagination import PlannedPage
from letterpress.typesetting.setting import SetPassage, Typesetter, faces_of

UPRIGHT_HINT = ', or keep wide tables upright: "wide_tables: upright"'  # where a turned page is the trouble


@dataclass(frozen=True, slots=True)
class Attempt:
    """A letter laid out once, and where the layout differs from its plan."""

    fit: Fit
    plan: Plan
    sheets: tuple[PlannedSheet, ...]
    document: Document
    pages: tuple[PageText, ...]
    findings: tuple[Finding, ...]
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a letter is set from, whatever its fit.

    `metrics` and `setters` are those known already, of this engine and language; more are added:
    the words of letters from one text are measured once.
    """

    letter: Letter
    source: Source
    flow: Flow
    engine: Engine
    images: Mapping[str, LetterImage]
    metrics: dict[Fit, Metrics] = field(default_factory=dict)
    setters: dict[tuple[Fit, bool, bool], LineSetter] = field(default_factory=dict)


def desk_for(letter: Letter, source: Source, engine: Engine, images: Mapping[str, bytes]) -> Desk:
    """Lay out what a letter is set from.

    Raises:
        LetterError: images that are missing or cannot be set.
        StationeryError: it names a part that letters do not have.
    """
    flow = compose_flow(letter, engine.stationery)
    return Desk(letter, source, flow, engine, _read_images(letter, source, images))


def lay_out(desk: Desk) -> Attempt:
    """Lay a letter out, twice if the first layout differs from its plan.

    Raises:
        LetterError: a character that no font has, a piece of the letter that fits on no page, or more pages
            than the author permits.
        StationeryError: the template is broken, or a file of the stationery is missing.
    """
    fit, plan = _plan(desk)
    attempt = _draw(desk, fit, plan)
    if attempt.findings:
        attempt = _draw(desk, fit, plan_at(desk, fit, plain=True), plain=True)
    if leaves_header(attempt.pages):
        shorter = addressee_that_fits(desk.letter, desk.engine)
        attempt = _draw(desk, fit, attempt.plan, shorter, plain=attempt.plain)
    return attempt


def _plan(desk: Desk) -> tuple[Fit, Plan]:
    """Plan as designed, or as much tighter as saves a page that holds a few lines only, or as asked."""
    plan = plan_at(desk, AS_DESIGNED)
    wanted, fits = fits_to_try(desk, plan.pages, plan.text)
    for fit in fits:
        tighter = plan_at(desk, fit)
        if len(tighter.pages) <= wanted:
            return fit, tighter
    if not fits or desk.letter.layout.fit_pages is None:
        return AS_DESIGNED, plan
    raise LetterError(_does_not_fit(wanted, plan.pages))


class Tries(NamedTuple):
    """The pages wanted, and the fits to try one after the other until there are no more of them."""

    wanted: int
    fits: tuple[Fit, ...] = ()


def fits_to_try(desk: Desk, pages: Sequence[PlannedPage], text: Sequence[SetPassage]) -> Tries:
    """Say whether pages planned as designed are to be made fewer, and how far the type may give way."""
    wanted, fitting = desk.letter.layout.fit_pages, desk.engine.stationery.fitting
    if wanted is None and overruns(pages, text):
        return Tries(len(pages) - 1, tuple(fits_for(fitting.drawn_in)))
    if wanted is not None and len(pages) > wanted:
        return Tries(wanted, tuple(fits_for(fitting.smallest)))
    return Tries(len(pages))


def _does_not_fit(wanted: int, pages: Sequence[PlannedPage]) -> Diagnostic:
    upright = UPRIGHT_HINT if any(page.turned for page in pages) else ""
    return Diagnostic(
        Code.PAGES_EXCEEDED,
        Severity.ERROR,
        f"the letter takes {len(pages)} pages and may take {wanted}, even in the smallest type permitted",
        f'shorten it, or take "fit" out of the front matter{upright}',
    )


def plan_at(desk: Desk, fit: Fit, *, plain: bool = False) -> Plan:
    """Plan the pages of a letter at one fit.

    Raises:
        LetterError: a character that no font has, or a piece of the letter that fits on no page.
    """
    stationery, letter = desk.engine.stationery, desk.letter
    setter = typesetter_for(desk, fit, plain=plain)
    try:
        return plan_pages(letter, desk.flow, stationery, setter)
    except TooTallError as error:
        message = "this must stay together, and is taller than a page"
        hint = "shorten it, or divide it into paragraphs or rows" + (UPRIGHT_HINT if error.turned else "")
        found = desk.source.error(Code.TYPESETTING_FAILED, error.span, message, hint)
        raise LetterError(found) from error


def typesetter_for(desk: Desk, fit: Fit = AS_DESIGNED, *, plain: bool = False) -> Typesetter:
    """Make ready to set the passages of a letter.

    Raises:
        LetterError: a character that no font has.
    """
    letter, stationery = desk.letter, desk.engine.stationery
    metrics = desk.metrics.setdefault(fit, Metrics(desk.engine, letter.language, fit))
    acronyms = letter.layout.small_cap_acronyms
    metrics.learn(faces_of(desk.flow, small_cap_acronyms=acronyms))
    refuse_missing_characters(desk.flow, metrics, stationery, desk.source)
    lines = desk.setters.setdefault(
        (fit, plain, acronyms),
        LineSetter(metrics, letter.language, plain=plain, small_cap_acronyms=acronyms),
    )
    sizes = {path: image.size for path, image in desk.images.items()}
    setter = Typesetter(metrics, lines, stationery, sizes)
    setter.make_room_for_markers(desk.flow)
    return setter


def _draw(desk: Desk, fit: Fit, plan: Plan, addressee: str | None = None, *, plain: bool = False) -> Attempt:
    stationery = desk.engine.stationery
    scribe = Scribe(stationery.labels_for(desk.letter.language), tuple(desk.images))
    pages, sheets = make_pages(plan, stationery, scribe)
    html = compose_pages(desk.letter, stationery, pages, addressee)
    document = desk.engine.lay_out(html, fit, tuple(desk.images.values()))
    laid, findings = audit_pages(document, sheets, stationery)
    return Attempt(fit, plan, sheets, document, laid, (*audit_plan(plan, sheets), *findings), plain)


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
