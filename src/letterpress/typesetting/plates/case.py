"""The case of plates of one pattern: letters from one text, each set on the plate of its shape.

The pattern is the letter as it was read, before the values of a recipient were put in. What differs from it
is set in lines, and the shape these make chooses the plate; a shape that is new, or has none, is laid out in
full. Which plates there are already changes no byte of a letter.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Generic, NamedTuple, TypeVar

from letterpress.composing import Page, compose_flow, compose_pages
from letterpress.diagnostics import Diagnostic
from letterpress.letter import Letter
from letterpress.proof import Proof
from letterpress.source import FIRST_MARK, Source
from letterpress.stationery import TURNED
from letterpress.typesetting.engine import AS_DESIGNED, Engine, Fit
from letterpress.typesetting.layout import Desk, desk_for, fits_to_try, plan_at
from letterpress.typesetting.makeup import Plan
from letterpress.typesetting.plates.cutting import ADDRESSEE, NoPlateError
from letterpress.typesetting.plates.live import Live, fits, fonts_of
from letterpress.typesetting.plates.mounting import (
    Addressee,
    Kinds,
    Mounted,
    Paintbox,
    addressee_on,
    kinds_of,
    mount_forme,
    paint_addressee,
    proof_with,
)
from letterpress.typesetting.plates.packs import make_pack
from letterpress.typesetting.plates.painting import Brush, Glyphs, Painter
from letterpress.typesetting.plates.planning import KnownPlans, Pages
from letterpress.typesetting.plates.plate import PaintedLine, Plate, mount_fonts
from letterpress.typesetting.plates.recent import Recent
from letterpress.typesetting.plates.repertoire import (
    LATIN_ALONE,
    CodePages,
    Repertoires,
    add_glyphs,
    is_within,
)
from letterpress.typesetting.plates.shapes import Shape
from letterpress.typesetting.plates.writing import Objects
from letterpress.typesetting.scripts import is_shaped
from letterpress.typesetting.setting import SetPassage
from letterpress.typesetting.typesetting import (
    Judged,
    TypesettingOptions,
    facts_of,
    lay_out_and_judge,
    write_letter,
)

MOST_FORMES = 128  # of one pattern, with their proofs; the one used least lately goes first
MOST_PLATES = 512  # formes with fonts, some 5 KB each beside these
MOST_PACKS = 64  # of fonts, 50 to 150 KB each
MOST_TEMPLATES = 1_000  # known by the letterhead and the date they print
MARKED = re.compile(f"[{chr(FIRST_MARK)}-\U0010ffff]")
PRINTED_ELSEWHERE = re.compile(r"<title>.*?</title>|<(\w+) class=\"addressee\">.*?</\1>", re.DOTALL)
# A page of every kind a template may tell from the others: its number, and its type area.
AREAS = ((1, "first"), (1, "first_plain"), (2, "following"), (3, TURNED))

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Variant:
    """A finished letter.

    `parts` are the numbers of its forme and its font pack in the case, if it stands on a plate; `is_stamped`
    when the forme was there already.
    """

    pdf: bytes = field(repr=False)
    page_count: int
    diagnostics: tuple[Diagnostic, ...]
    proof: Callable[[], Proof]
    parts: tuple[int, ...] = ()
    is_stamped: bool = False


class _Numbered(NamedTuple, Generic[Part]):
    """A part of plates, with the number it has in the case."""

    number: int
    value: Part


class _NotOnPlatesError(Exception):
    """The letter cannot be stamped."""


class _Placed(NamedTuple):
    """A letter with its fit and its pages, as they follow from those known; `text` begins as a sample's."""

    fit: Fit
    live: Live
    pages: Pages
    text: Sequence[SetPassage]


class PlateCase:
    """The plates of letters from one text on one stationery.

    Args:
        pattern: the letter with a mark for every value.
        source: where its nodes were read.
        engine: loaded fonts and style sheets.
        images: those the letters show, by their path.

    Raises:
        LetterError: images that are missing or cannot be set.
        StationeryError: it names a part that letters do not have.
    """

    def __init__(self, pattern: Letter, source: Source, engine: Engine, images: Mapping[str, bytes]) -> None:
        self._desk = desk_for(pattern, source, engine, images)
        self._painter = Painter()
        self._known: dict[Fit, KnownPlans] = {}
        self._templates: dict[Shape, bool] = {}
        self._repertoires = Repertoires(engine.stationery.fonts, self._painter)
        self._addressees: dict[Kinds, Addressee] = {}
        self._formes: Recent[Shape, _Numbered[Mounted]] = Recent(MOST_FORMES)
        self._packs: Recent[Shape, _Numbered[Objects]] = Recent(MOST_PACKS)
        self._plates: Recent[tuple[int, CodePages], tuple[Plate, int]] = Recent(MOST_PLATES)
        self._numbers = count(1)

    def typeset(self, letter: Letter, options: TypesettingOptions) -> Variant:
        """Set one letter; errors as `typeset_letter`."""
        desk = replace(self._desk, letter=letter, flow=compose_flow(letter, self._desk.engine.stationery))
        if letter.language != self._desk.letter.language:  # by a value: its metrics are others
            desk = replace(desk, metrics={}, setters={})
            return _write_in_full(lay_out_and_judge(desk), desk, options)
        if not self._template_is_fixed(letter):
            return _write_in_full(lay_out_and_judge(desk), desk, options)
        look: Shape = (
            (letter.language, letter.layout, letter.signature_style, letter.letterhead, letter.dateline),
            (options.created, options.embed_source, bool(options.row)),
        )
        try:
            placed = self._place(desk, look)
            if placed is None:
                return self._stamp_on_new(desk, options, look)
            return self._stamp_on_known(placed, desk, options) or self._stamp_on_new(desk, options, look)
        except _NotOnPlatesError:
            return _write_in_full(lay_out_and_judge(desk), desk, options)

    def _place(self, desk: Desk, look: Shape) -> _Placed | None:
        """Find fit and pages of a letter as a full layout would; None when a shape on the way is new.

        Raises:
            _NotOnPlatesError: the letter cannot be stamped.
        """
        designed = self._place_at(AS_DESIGNED, desk, look)
        if designed is None:
            return None
        tries = fits_to_try(desk, designed.pages, designed.text)
        for fit in tries.fits:
            tighter = self._place_at(fit, desk, look)
            if tighter is None or len(tighter.pages) <= tries.wanted:
                return tighter
        if tries.fits and desk.letter.layout.fit_pages is not None:
            raise _NotOnPlatesError  # it is refused, which the full layout says best
        return designed

    def _place_at(self, fit: Fit, desk: Desk, look: Shape) -> _Placed | None:
        live = self._plans_at(fit).set_live(desk, look)
        if not self._can_be_stamped(live):
            raise _NotOnPlatesError
        known = self._plans_at(fit).plan(live, desk)
        return _Placed(fit, live, *known) if known else None

    def _plans_at(self, fit: Fit) -> KnownPlans:
        if fit not in self._known:
            self._known[fit] = KnownPlans(self._desk, fit, self._painter)
        return self._known[fit]

    def _stamp_on_known(self, placed: _Placed, desk: Desk, options: TypesettingOptions) -> Variant | None:
        """Stamp a letter on its forme, if it is there."""
        painted = None
        if known := self._addressees.get(kinds_of(placed.pages)):
            painted = self._paint_addressee(placed.live, known)
        forme = self._formes.find(_forme_of(placed.fit, placed.live, placed.pages, painted))
        if forme is None:
            return None
        return replace(self._stamp(forme, placed.live, painted, desk, options), is_stamped=True)

    def _paint_addressee(self, live: Live, addressee: Addressee) -> PaintedLine:
        painted = paint_addressee(self._painter, addressee, live.addressee)
        glyphs = self._repertoires.of(_brushes_of(live, addressee), live.code_pages)
        breaks_in_two_ways = len(addressee.kinds) > 1 and len(painted.texts) > 1  # turned pages are wider
        if breaks_in_two_ways or not all(is_within(text.glyphs, glyphs) for text in painted.texts):
            raise _NotOnPlatesError
        return painted

    def _stamp_on_new(self, desk: Desk, options: TypesettingOptions, look: Shape) -> Variant:
        """Lay a letter out, make a forme of it, and stamp it on that; or write it as it is laid out."""
        judged = lay_out_and_judge(desk)
        attempt = judged.attempt
        live = self._plans_at(attempt.fit).set_live(desk, look)
        if attempt.plain or not self._can_be_stamped(live):
            return _write_in_full(judged, desk, options)
        addressee = addressee_on(attempt)
        if addressee:  # always in the first brush, whose texts are known
            addressee = self._addressees.setdefault(addressee.kinds, addressee)
        glyphs = self._repertoires.of(_brushes_of(live, addressee), LATIN_ALONE)
        paintbox = Paintbox(self._painter, addressee, glyphs)
        try:
            mounted = mount_forme(judged, live, desk, options, paintbox)
        except NoPlateError:
            return _write_in_full(judged, desk, options)
        self._learn(attempt.plan, attempt.fit, desk, look)
        painted = self._paint_addressee(live, addressee) if addressee else None
        forme = _Numbered(next(self._numbers), mounted)
        self._formes.keep(_forme_of(attempt.fit, live, attempt.plan.pages, painted), forme)
        return self._stamp(forme, live, painted, desk, options)

    def _learn(self, plan: Plan, fit: Fit, desk: Desk, look: Shape) -> None:
        """Take the plan of a letter as a sample, and those of all fits that were tried before."""
        designed = plan if fit == AS_DESIGNED else plan_at(desk, AS_DESIGNED)
        self._plans_at(AS_DESIGNED).learn(self._plans_at(AS_DESIGNED).set_live(desk, look), designed)
        for tried in fits_to_try(desk, designed.pages, designed.text).fits:
            tighter = plan if tried == fit else plan_at(desk, tried)
            self._plans_at(tried).learn(self._plans_at(tried).set_live(desk, look), tighter)
            if tried == fit:
                return

    def _stamp(
        self,
        forme: "_Numbered[Mounted]",
        live: Live,
        addressee: PaintedLine | None,
        desk: Desk,
        options: TypesettingOptions,
    ) -> Variant:
        number, mounted = forme
        plate, pack = self._plates.find_or_make(
            (number, live.code_pages), lambda: self._mount_fonts(mounted, live)
        )
        lines = {**live.lines, ADDRESSEE: addressee} if addressee else live.lines
        pdf = plate.stamp(lines, facts_of(desk.letter, options), options.row)
        proof = partial(proof_with, mounted, live.texts, addressee.written if addressee else ())
        return Variant(pdf, mounted.page_count, mounted.diagnostics, proof, (number, pack))

    def _mount_fonts(self, mounted: Mounted, live: Live) -> tuple[Plate, int]:
        """Give a forme the fonts a letter needs on it; and the number of their pack."""
        brushes = _brushes_of(live, mounted.addressee)
        glyphs: dict[str, dict[int, str]] = {}
        add_glyphs(glyphs, self._repertoires.of(brushes, live.code_pages))
        add_glyphs(glyphs, mounted.own)

        def make() -> _Numbered[Objects]:
            fonts = self._painter.fonts_with(mounted.fonts, glyphs)
            return _Numbered(next(self._numbers), make_pack(fonts, mounted.forme.fonts))

        key = mounted.forme.fonts, mounted.fonts, _frozen(glyphs)
        number, pack = self._packs.find_or_make(key, make)
        return mount_fonts(mounted.forme, pack), number

    def _template_is_fixed(self, letter: Letter) -> bool:
        """Tell whether the template prints nothing that differs, but the addressee and the title."""
        known = (letter.letterhead, letter.dateline)
        if known not in self._templates:
            if len(self._templates) >= MOST_TEMPLATES:
                self._templates.clear()
            stationery = self._desk.engine.stationery
            zones = dict.fromkeys(stationery.zones, "")
            pages = tuple(
                Page(number, area.replace("_", "-"), "", "", zones)
                for number, area in AREAS
                if area in stationery.boxes_mm
            )
            pattern = replace(self._desk.letter, letterhead=letter.letterhead, dateline=letter.dateline)
            html = compose_pages(pattern, stationery, pages)
            self._templates[known] = not MARKED.search(PRINTED_ELSEWHERE.sub("", html))
        return self._templates[known]

    def _can_be_stamped(self, live: Live) -> bool:
        if not fits(live) or any(map(is_shaped, (*live.texts.values(), live.addressee))):
            return False
        glyphs = self._repertoires.of(_brushes_of(live, None), live.code_pages)
        return all(is_within(text.glyphs, glyphs) for line in live.lines.values() for text in line.texts)


def _brushes_of(live: Live, addressee: Addressee | None) -> tuple[Brush, ...]:
    """Give the brushes that paint a letter."""
    brushes = tuple(live.brushes[face] for face in sorted(live.brushes))
    return (*brushes, addressee.brush) if addressee else brushes


def _forme_of(fit: Fit, live: Live, pages: Pages, addressee: PaintedLine | None) -> Shape:
    """Say which forme a letter stands on."""
    return fit, live.shape, pages, tuple(fonts_of((addressee,))) if addressee else ()


def _frozen(glyphs: Glyphs) -> Shape:
    return frozenset((name, frozenset(known.items())) for name, known in glyphs.items())


def _write_in_full(judged: Judged, desk: Desk, options: TypesettingOptions) -> Variant:
    judged.attempt.document.fonts = {}  # as if nothing had been drawn before
    letter = write_letter(judged, desk, options)
    return Variant(letter.pdf, letter.page_count, letter.diagnostics, lambda: letter.proof)
