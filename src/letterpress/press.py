"""The press: takes one letter the whole way, from its source to a PDF that passed preflight.

The only orchestrator of a letter. It decides the order of the steps and what refuses a letter. It knows no
command line, no markup, no page geometry, no PDF object, and no other letter.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from letterpress.checking import check_letter
from letterpress.diagnostics import (
    Code,
    Diagnostic,
    LetterError,
    LetterpressError,
    PreflightError,
    Severity,
    has_errors,
)
from letterpress.letter import Figure, Letter, nodes_in
from letterpress.merging import FieldText, Filled, fill_letter, misplaced_fields, unfilled_fields
from letterpress.preflight import inspect_pdf
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.stationery import default_stationery, load_stationery
from letterpress.typesetting import Engine, TypesettingOptions, typeset_letter

MAX_IMAGE_BYTES = 64 * 1024 * 1024  # a scan of a poster; more is no figure in a letter
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # where SOURCE_DATE_EPOCH counts from; the date of an undated letter


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What may be asked of a rendering beyond the letter itself.

    Attributes:
        stationery: name or folder; empty leaves it to the letter, then to its language.
        overrides: front matter keys and values that count before the letter's own.
        created: the date the file carries; without it the date of the letter.
        embed_source: carry the source inside the PDF (PDF/A-3a).
        strict: let warnings refuse the letter too.
        folder: where the letter's images lie; without it a letter has none.
    """

    stationery: str = ""
    overrides: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None
    embed_source: bool = False
    strict: bool = False
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A PDF that passed preflight, and what may be said of it."""

    pdf: bytes = field(repr=False)
    page_count: int
    sha256: str
    standards: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


class Press:
    """Sets letters from one source: its fields are compiled once, fonts and style sheets loaded once.

    Args:
        source: the text of the letters.
        options: what holds for all of them.
        with_fields: the text has fields, which each letter gets values for; else it is set as it stands.

    Raises:
        LetterError: a field is no Jinja.
    """

    def __init__(self, source: Source, options: RenderOptions, *, with_fields: bool) -> None:
        self._source = source
        self._options = options
        self._fields = FieldText(source) if with_fields else None
        self._engines: dict[str, Engine] = {}

    def render(self, values: Mapping[str, object]) -> RenderedLetter:
        """Set one letter and judge the PDF; the same values give the same bytes on every day, in any company.

        Raises:
            LetterError: the letter has errors, or warnings when `strict`; it carries all of them.
            StationeryError: the stationery is missing, broken or too small.
            TypesettingError: the pages could not be made as planned.
            PreflightError: the finished PDF does not hold what it claims.
        """
        options = self._options
        filled = self._fields.fill(values) if self._fields else Filled(self._source, {})
        source = filled.source
        reading = read_letter(source, options.overrides)
        letter = fill_letter(reading.letter, filled.values) if self._fields else reading.letter
        fields = misplaced_fields(reading.letter, source) if self._fields else unfilled_fields(source)
        created, undated = _date_of(letter, options)
        found = (*reading.diagnostics, *fields, *check_letter(letter, source), *undated)
        _refuse(found, LetterError, strict=options.strict)

        with _Carrying(found):
            engine = self._engine_for(letter)
            images = _load_images(letter, options.folder) if options.folder else {}
            wanted = TypesettingOptions(created, options.embed_source, images)
            typeset = typeset_letter(letter, source, engine.stationery, wanted, engine)
        found += typeset.diagnostics
        _refuse(found, LetterError, strict=options.strict)

        inspection = inspect_pdf(typeset.pdf, typeset.proof)
        found += inspection.diagnostics
        _refuse(found, PreflightError, strict=options.strict)

        digest = sha256(typeset.pdf).hexdigest()
        return RenderedLetter(typeset.pdf, typeset.page_count, digest, inspection.standards, found)

    def _engine_for(self, letter: Letter) -> Engine:
        name = _stationery_of(letter, self._options)
        if name not in self._engines:
            self._engines[name] = Engine(load_stationery(name))
        return self._engines[name]


class CommonFacts(NamedTuple):
    """What letters from one source have in common before any is set."""

    stationery: str
    created: datetime


def common_facts(source: Source, options: RenderOptions) -> CommonFacts:
    """Tell the stationery and the date of letters from a source with fields, by options, letter, language.

    Raises:
        LetterError: a field is no Jinja.
    """
    letter = read_letter(FieldText(source).blank, options.overrides).letter
    return CommonFacts(_stationery_of(letter, options), _date_of(letter, options)[0])


def _stationery_of(letter: Letter, options: RenderOptions) -> str:
    return options.stationery or letter.stationery or default_stationery(letter.language)


def render_source(source: Source, options: RenderOptions | None = None) -> RenderedLetter:
    """Set a letter without fields, as `Press.render` does."""
    return Press(source, options or RenderOptions(), with_fields=False).render({})


@dataclass(frozen=True, slots=True)
class _Carrying:
    """Let an error of a later step carry what earlier steps found; nothing is caught here."""

    found: tuple[Diagnostic, ...]

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, LetterpressError):
            error.diagnostics = (*self.found, *error.diagnostics)


def _date_of(letter: Letter, options: RenderOptions) -> tuple[datetime, tuple[Diagnostic, ...]]:
    """Choose the date of the file: the one asked for, the letter's own, or a fixed one with a warning."""
    if options.created:
        return options.created, ()
    if letter.dateline and letter.dateline.date:
        return datetime.combine(letter.dateline.date, time(), UTC), ()
    message = f"the letter has no date that can be read; the file is dated {EPOCH:%Y-%m-%d}"
    hint = "add a date line, or type --set date=2026-11-24, or set SOURCE_DATE_EPOCH"
    return EPOCH, (Diagnostic(Code.DATE_UNKNOWN, Severity.WARNING, message, hint),)


def _load_images(letter: Letter, folder: Path) -> dict[str, bytes]:
    """Load the images a letter shows; what does not lie below its folder is not there."""
    images = {}
    for figure in nodes_in(letter, Figure):
        with suppress(OSError, RuntimeError, ValueError):  # unreadable, a loop of links, no path at all
            path = _below(folder, figure.path)
            if path.is_file() and path.stat().st_size <= MAX_IMAGE_BYTES:
                images[figure.path] = path.read_bytes()
    return images


def _below(folder: Path, name: str) -> Path:
    """Give the path of a file below a folder, links followed.

    Raises:
        ValueError: it leads elsewhere.
    """
    root = folder.resolve()
    path = (root / name).resolve()
    path.relative_to(root)
    return path


def _refuse(found: tuple[Diagnostic, ...], error: type[LetterpressError], *, strict: bool) -> None:
    if has_errors(found) or (strict and any(d.severity is Severity.WARNING for d in found)):
        raise error(*found)
