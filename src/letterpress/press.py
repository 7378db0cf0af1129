"""The press: takes one letter the whole way, from its source to a PDF that passed preflight.

The only orchestrator of a letter. It decides the order of the steps and what refuses a letter. It knows no
command line, no markup, no page geometry, no PDF object, and no other letter.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from letterpress.checking import check_letter, check_limits, check_parts
from letterpress.diagnostics import (
    Code,
    Diagnostic,
    LetterError,
    LetterpressError,
    PreflightError,
    Severity,
    has_errors,
    has_warnings,
)
from letterpress.letter import Figure, Letter, Signatory, SignatoryFile, nodes_in
from letterpress.merging import (
    FieldText,
    Filled,
    Pattern,
    Signed,
    add_signatories,
    fill_words,
    misplaced_fields,
    path_below,
    unfilled_fields,
    with_language,
)
from letterpress.preflight import inspect_pdf
from letterpress.proof import Proof
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.stationery import Shelf, default_stationery, load_stationery
from letterpress.typesetting import Engine, PlateCase, TypesettingOptions, Variant, typeset_letter

MAX_IMAGE_BYTES = 64 * 1024 * 1024  # a scan of a poster; more is no figure in a letter
MOST_SHAPES = 32  # texts by the branches their fields take; kept with their plates
JUDGED_EVERY = 500  # letters: of those on a plate that passed, preflight sees one in so many
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # where SOURCE_DATE_EPOCH counts from; the date of an undated letter


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What may be asked of a rendering beyond the letter itself.

    Attributes:
        stationery: name or folder; empty leaves it to the letter, then to its language.
        overrides: front matter keys and values that count before the letter's own.
        created: the date the file carries; without it the date of the letter.
        embed_source: carry the source inside the PDF (PDF/A-3a).
        embed_row: let letters carry what is known of their recipients, as `Press.render` is told (PDF/A-3a).
        strict: let warnings refuse the letter too.
        folder: where the letter's images lie; without it a letter has those its source brought along.
        validate_all: let preflight see every letter, not only the first on each part of a plate and a sample.
        shelf: where stationery is found, when it is not that of this letterpress.
    """

    stationery: str = ""
    overrides: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None
    embed_source: bool = False
    embed_row: bool = False
    strict: bool = False
    folder: Path | None = None
    validate_all: bool = False
    shelf: Shelf | None = None


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A PDF that passed preflight, and what may be said of it."""

    pdf: bytes = field(repr=False)
    page_count: int
    sha256: str
    standards: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    signatory_count: int = 0


class LetterFacts(NamedTuple):
    """What a letter rests on beside its text; images, and the file of signatories, by their names there."""

    stationery: str
    files: frozenset[str]


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
        self._fields = FieldText(source, options.overrides) if with_fields else None
        self._engines: dict[str, Engine] = {}
        self._signed: dict[SignatoryFile, tuple[tuple[Signatory, ...], tuple[Diagnostic, ...]]] = {}
        self._shapes: OrderedDict[tuple[str, str], _Shape] = OrderedDict()

    def render(self, values: Mapping[str, object], language: str = "", row: bytes = b"") -> RenderedLetter:
        """Set one letter and judge the PDF; the same values give the same bytes on every day, in any company.

        Args:
            values: those of the fields.
            language: the tag of the recipient's language; without it that of the letter.
            row: the fields of the recipient as JSON, for the file to carry when `embed_row` is asked.

        Raises:
            LetterError: the letter has errors, or warnings when `strict`; it carries all of them.
            StationeryError: the stationery is missing, broken or too small.
            TypesettingError: the pages could not be made as planned.
            PreflightError: the finished PDF does not hold what it claims.
        """
        if self._fields:
            return self._render_filled(self._fields.fill(values, language), language, row)
        return self._render_plain(self._source)

    def look_at(self, values: Mapping[str, object], language: str = "") -> LetterFacts:
        """Tell what a letter with fields rests on, before it is set: by options, letter and language.

        Raises:
            LetterError: a field has no result with these values.
        """
        shape, filled = self._filled_shape(values, language)
        letter, options = shape.pattern.letter, self._options
        named = options.stationery or fill_words(letter.stationery, filled.values)
        language = fill_words(letter.language, filled.values)
        return LetterFacts(named or default_stationery(language), shape.file_names)

    def date_of(self, values: Mapping[str, object], language: str = "") -> datetime:
        """Tell the date a letter with fields will carry.

        Raises:
            LetterError: a field has no result with these values.
        """
        shape, filled = self._filled_shape(values, language)
        return _date_of(shape.pattern.fill(filled.values), self._options)[0]

    def _filled_shape(self, values: Mapping[str, object], language: str) -> "tuple[_Shape, Filled]":
        assert self._fields, "only letters with fields differ"
        filled = self._fields.fill(values, language)
        return self._shape_of(filled.source, language), filled

    def _render_plain(self, source: Source) -> RenderedLetter:
        options = self._options
        reading = read_letter(source, options.overrides)
        signed = add_signatories(reading.letter, source, options.folder)
        letter = signed.letter
        created, undated = _date_of(letter, options)
        found = (
            *reading.diagnostics,
            *signed.diagnostics,
            *unfilled_fields(source),
            *check_letter(letter, source),
            *undated,
        )
        _refuse(found, LetterError, strict=options.strict)
        wanted = TypesettingOptions(created, options.embed_source, self._images_of(letter))
        with _Carrying(found):
            engine = self._engine_for(letter)
            typeset = typeset_letter(letter, source, engine.stationery, wanted, engine)
        found += typeset.diagnostics
        _refuse(found, LetterError, strict=options.strict)
        judgement = _judge(typeset.pdf, typeset.proof)
        return self._finished(letter, typeset.pdf, typeset.page_count, judgement, found)

    def _render_filled(self, filled: Filled, language: str, row: bytes) -> RenderedLetter:
        options = self._options
        shape = self._shape_of(filled.source, language)
        letter = shape.pattern.fill(filled.values)
        created, undated = _date_of(letter, options)
        found = (*shape.found, *check_parts(letter, filled.source), *undated)
        _refuse(found, LetterError, strict=options.strict)
        images = shape.images
        with _Carrying(found):
            name = _stationery_of(letter, options)
            if name not in shape.cases:
                engine = self._engine_for(letter)
                shape.cases[name] = PlateCase(shape.pattern.letter, filled.source, engine, images)
            carried = row if options.embed_row else b""
            wanted = TypesettingOptions(created, options.embed_source, images, carried)
            variant = shape.cases[name].typeset(letter, wanted)
        found += variant.diagnostics
        _refuse(found, LetterError, strict=options.strict)
        judgement = self._judge_variant(shape, name, variant)
        return self._finished(letter, variant.pdf, variant.page_count, judgement, found)

    def _judge_variant(self, shape: "_Shape", name: str, variant: Variant) -> "_Judgement":
        """Judge the first letter on each part of a plate and some of those that follow; or all, if asked."""
        shape.letters += 1
        parts = [(name, part) for part in variant.parts]
        new = [part for part in parts if part not in shape.judgements]
        if parts and not new and not self._options.validate_all and shape.letters % JUDGED_EVERY:
            return _both(shape.judgements[part] for part in parts)
        judgement = _judge(variant.pdf, variant.proof())
        shape.judgements.update(dict.fromkeys(new or parts, judgement))
        return judgement

    def _finished(
        self,
        letter: Letter,
        pdf: bytes,
        page_count: int,
        judgement: "_Judgement",
        found: tuple[Diagnostic, ...],
    ) -> RenderedLetter:
        found += judgement.diagnostics
        _refuse(found, PreflightError, strict=self._options.strict)
        signed_by = len(letter.signature_block)
        return RenderedLetter(pdf, page_count, sha256(pdf).hexdigest(), judgement.standards, found, signed_by)

    def _shape_of(self, source: Source, language: str) -> "_Shape":
        """Give what recipients of one language share for whom the text takes the same branches."""
        key = language, source.text
        shape = self._shapes.get(key)
        if shape is None:
            reading = read_letter(source, with_language(self._options.overrides, language))
            signed = self._sign(reading.letter, source)
            letter = signed.letter
            fields = misplaced_fields(letter, source)
            found = (*reading.diagnostics, *signed.diagnostics, *fields, *check_limits(letter, source))
            names = frozenset(_names_of_files(letter))
            images = {} if has_errors(found) else self._images_of(letter)
            shape = self._shapes[key] = _Shape(Pattern(letter), found, names, images)
            if len(self._shapes) > MOST_SHAPES:
                self._shapes.popitem(last=False)
        self._shapes.move_to_end(key)
        return shape

    def _sign(self, letter: Letter, source: Source) -> Signed:
        """Add the signatories of the letter's file, which is read once for all letters.

        Raises:
            LetterError: something is wrong with the file, and so with every letter.
        """
        asked = letter.signatory_file
        if asked is None:
            return Signed(letter)
        if asked not in self._signed:
            signed = add_signatories(letter, source, self._options.folder)
            _refuse(signed.diagnostics, LetterError, strict=False)
            block = signed.letter.signature_block[len(letter.signature_block) :]
            self._signed[asked] = (block, signed.diagnostics)
        block, found = self._signed[asked]
        return Signed(replace(letter, signature_block=(*letter.signature_block, *block)), found)

    def _images_of(self, letter: Letter) -> Mapping[str, bytes]:
        return {**load_images(_names_of_images(letter), self._options.folder), **self._source.images}

    def _engine_for(self, letter: Letter) -> Engine:
        name = _stationery_of(letter, self._options)
        if name not in self._engines:
            self._engines[name] = Engine(load_stationery(name, self._options.shelf))
        return self._engines[name]


@dataclass(slots=True)
class _Shape:
    """What letters share whose text takes the same branches: read once, with a plate case a stationery.

    `judgements` are those of formes and of font packs, by stationery and number; `letters` counts those set.
    """

    pattern: Pattern
    found: tuple[Diagnostic, ...]
    file_names: frozenset[str]
    images: Mapping[str, bytes]
    cases: dict[str, PlateCase] = field(default_factory=dict)
    judgements: "dict[tuple[str, int], _Judgement]" = field(default_factory=dict)
    letters: int = 0


class _Judgement(NamedTuple):
    """What preflight says of a file."""

    standards: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def _judge(pdf: bytes, proof: Proof) -> _Judgement:
    inspection = inspect_pdf(pdf, proof)
    return _Judgement(inspection.standards, inspection.diagnostics)


def _both(judgements: "Iterable[_Judgement]") -> "_Judgement":
    """Give what is said of a letter whose parts were judged on others."""
    standards, diagnostics = zip(*judgements, strict=True)
    return _Judgement(standards[0], tuple(dict.fromkeys(chain.from_iterable(diagnostics))))


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


def _names_of_images(letter: Letter) -> Iterator[str]:
    return (figure.path for figure in nodes_in(letter, Figure))


def _names_of_files(letter: Letter) -> Iterator[str]:
    """Yield the names of all files a letter rests on: its images, and that of its signatories."""
    yield from _names_of_images(letter)
    if letter.signatory_file:
        yield letter.signatory_file.file


def load_images(names: Iterable[str], folder: Path | None) -> dict[str, bytes]:
    """Load images of a letter by their names; what does not lie below its folder is not there."""
    if folder is None:
        return {}
    images = {}
    for name in names:
        with suppress(OSError):  # unreadable
            path = path_below(folder, name)
            if path and path.is_file() and path.stat().st_size <= MAX_IMAGE_BYTES:
                images[name] = path.read_bytes()
    return images


def _refuse(found: tuple[Diagnostic, ...], error: type[LetterpressError], *, strict: bool) -> None:
    if has_errors(found) or (strict and has_warnings(found)):
        raise error(*found)
