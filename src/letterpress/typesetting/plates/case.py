"""The case of plates of one pattern: letters from one text, each set on the plate of its shape.

The pattern is the letter as it was read, before the values of a recipient were put in. What differs from it
is set in lines, and the shape these make chooses the plate; a shape that is new, or has none, is laid out in
full. Which plates there are already changes no byte of a letter.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from letterpress.composing import Page, compose_flow, compose_pages
from letterpress.diagnostics import Diagnostic
from letterpress.letter import Letter
from letterpress.proof import Proof
from letterpress.source import FIRST_MARK, Source
from letterpress.stationery import PX_PER_MM, TURNED
from letterpress.typesetting.engine import AS_DESIGNED, Engine, Fit
from letterpress.typesetting.layout import Desk, desk_for, fits_to_try, plan_at
from letterpress.typesetting.makeup import Plan
from letterpress.typesetting.metrics import Face
from letterpress.typesetting.plates.cutting import ADDRESSEE, NoPlateError
from letterpress.typesetting.plates.live import Live
from letterpress.typesetting.plates.mounting import (
    Addressee,
    Fonts,
    Kinds,
    Mounted,
    addressee_on,
    kinds_of,
    mount_plate,
    paint_addressee,
    proof_with,
)
from letterpress.typesetting.plates.painting import Brush, Glyphs, Painter
from letterpress.typesetting.plates.planning import KnownPlans, Pages
from letterpress.typesetting.plates.plate import PaintedLine
from letterpress.typesetting.plates.repertoire import add_glyphs, is_within, repertoire_of
from letterpress.typesetting.plates.shapes import Shape, can_be_stamped
from letterpress.typesetting.setting import SetPassage
from letterpress.typesetting.typesetting import (
    HANG_MM,
    Judged,
    TypesettingOptions,
    facts_of,
    lay_out_and_judge,
    write_letter,
)

MOST_PLATES = 128  # of one pattern, some 250 KB each; the one used least lately goes first
MOST_TEMPLATES = 1_000  # known by the letterhead and the date they print
MARKED = re.compile(f"[{chr(FIRST_MARK)}-\U0010ffff]")
PRINTED_ELSEWHERE = re.compile(r"<title>.*?</title>|<(\w+) class=\"addressee\">.*?</\1>", re.DOTALL)
# A page of every kind a template may tell from the others: its number, and its type area.
AREAS = ((1, "first"), (1, "first_plain"), (2, "following"), (3, TURNED))
HANG_PX = HANG_MM * PX_PER_MM

Printed = Face | Kinds  # a face of ours, or that of the addressee in the template, by the pages it stands on


@dataclass(frozen=True, slots=True)
class Variant:
    """A finished letter.

    `plate` is the number of its plate in the case, if it has one, `is_stamped` when that was there already.
    """

    pdf: bytes = field(repr=False)
    page_count: int
    diagnostics: tuple[Diagnostic, ...]
    proof: Callable[[], Proof]
    plate: int | None = None
    is_stamped: bool = False


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
        self._repertoires: dict[tuple[Printed, frozenset[int]], Glyphs] = {}
        self._fonts: dict[tuple[frozenset[Printed], frozenset[int]], Fonts] = {}
        self._addressees: dict[Kinds, Addressee] = {}
        self._mounted: OrderedDict[tuple[Fit, Shape, Pages, int], tuple[int, Mounted]] = OrderedDict()
        self._count = 0

    def typeset(self, letter: Letter, options: TypesettingOptions) -> Variant:
        """Set one letter; errors as `typeset_letter`."""
        desk = replace(self._desk, letter=letter, flow=compose_flow(letter, self._desk.engine.stationery))
        if letter.language != self._desk.letter.language:  # by a value: its metrics are others
            desk = replace(desk, metrics={})
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
        """Stamp a letter on its plate, if it is there."""
        addressee = None
        if known := self._addressees.get(kinds_of(placed.pages)):
            addressee = self._paint_addressee(placed.live, known)
        key = placed.fit, placed.live.shape, placed.pages, len(addressee.texts) if addressee else 0
        if key not in self._mounted:
            return None
        self._mounted.move_to_end(key)
        number, mounted = self._mounted[key]
        stamped = self._stamp(mounted, placed.live, addressee, desk, options)
        return replace(stamped, plate=number, is_stamped=True)

    def _paint_addressee(self, live: Live, addressee: Addressee) -> PaintedLine:
        painted = paint_addressee(self._painter, addressee, live.addressee)
        glyphs = self._fonts_for(live, addressee).glyphs
        breaks_in_two_ways = len(addressee.kinds) > 1 and len(painted.texts) > 1  # turned pages are wider
        if breaks_in_two_ways or not all(is_within(text.glyphs, glyphs) for text in painted.texts):
            raise _NotOnPlatesError
        return painted

    def _stamp_on_new(self, desk: Desk, options: TypesettingOptions, look: Shape) -> Variant:
        """Lay a letter out, make a plate of it, and stamp it on that; or write it as it is laid out."""
        judged = lay_out_and_judge(desk)
        attempt = judged.attempt
        live = self._plans_at(attempt.fit).set_live(desk, look)
        if attempt.plain or not self._can_be_stamped(live):
            return _write_in_full(judged, desk, options)
        try:
            addressee = addressee_on(attempt)
            if addressee:  # always in the first brush, whose texts are known
                addressee = self._addressees.setdefault(addressee.kinds, addressee)
            mounted = mount_plate(judged, live, desk, options, self._fonts_for(live, addressee))
        except NoPlateError:
            return _write_in_full(judged, desk, options)
        self._learn(attempt.plan, attempt.fit, desk, look)
        self._count += 1
        painted = self._paint_addressee(live, addressee) if addressee else None
        key = attempt.fit, live.shape, attempt.plan.pages, len(painted.texts) if painted else 0
        self._mounted[key] = self._count, mounted
        if len(self._mounted) > MOST_PLATES:
            self._mounted.popitem(last=False)
        return replace(self._stamp(mounted, live, painted, desk, options), plate=self._count)

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
        mounted: Mounted,
        live: Live,
        addressee: PaintedLine | None,
        desk: Desk,
        options: TypesettingOptions,
    ) -> Variant:
        lines = {**live.lines, ADDRESSEE: addressee} if addressee else live.lines
        pdf = mounted.plate.stamp(lines, facts_of(desk.letter, options), options.row)
        proof = partial(proof_with, mounted, live.texts, addressee.written if addressee else ())
        return Variant(pdf, mounted.page_count, mounted.diagnostics, proof)

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
        if not _fits(live):
            return False
        glyphs = self._fonts_for(live, None).glyphs
        return all(is_within(text.glyphs, glyphs) for line in live.lines.values() for text in line.texts)

    def _fonts_for(self, live: Live, addressee: Addressee | None) -> Fonts:
        """Give the fonts of the plate a letter would stand on."""
        brushes: dict[Printed, Brush] = {face: live.brushes[face] for face in sorted(live.brushes)}
        if addressee:
            brushes[addressee.kinds] = addressee.brush
        known = frozenset(brushes), live.code_pages
        if known not in self._fonts:
            self._fonts[known] = self._make_fonts(brushes, live.code_pages, addressee)
        return self._fonts[known]

    def _make_fonts(
        self, brushes: Mapping[Printed, Brush], pages: frozenset[int], addressee: Addressee | None
    ) -> Fonts:
        glyphs: dict[str, dict[int, str]] = {}
        for face, brush in brushes.items():
            key = face, pages
            if key not in self._repertoires:
                fonts = self._desk.engine.stationery.fonts
                self._repertoires[key] = repertoire_of(brush, pages, fonts, self._painter)
            add_glyphs(glyphs, self._repertoires[key])
        return Fonts(self._painter, tuple(brushes.values()), glyphs, addressee)


def _fits(live: Live) -> bool:
    """Tell whether the lines can be painted on a plate, and stay inside their cells."""
    if not can_be_stamped(live.passages):
        return False
    return all(
        line.indent >= -HANG_PX and line.indent + line.width <= cell.width + HANG_PX
        for passage in live.passages
        for cell in passage.cells
        for line in cell.lines
    )


def _write_in_full(judged: Judged, desk: Desk, options: TypesettingOptions) -> Variant:
    judged.attempt.document.fonts = {}  # as if nothing had been drawn before
    letter = write_letter(judged, desk, options)
    return Variant(letter.pdf, letter.page_count, letter.diagnostics, lambda: letter.proof)
