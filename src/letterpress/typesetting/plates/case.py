"""The case of plates of one pattern: letters from one text, each set on the plate of its shape.

The pattern is the letter as it was read, before the values of a recipient were put in. What differs from it
is set in lines, and the shape these make chooses the plate; a shape that is new, or has none, is laid out in
full. Which plates there are already changes no byte of a letter.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from letterpress.composing import Page, Passage, compose_flow, compose_pages
from letterpress.diagnostics import Diagnostic
from letterpress.letter import Letter
from letterpress.proof import Proof
from letterpress.source import FIRST_MARK, Source
from letterpress.stationery import PX_PER_MM
from letterpress.typesetting.engine import AS_DESIGNED, Engine
from letterpress.typesetting.layout import Desk, desk_for
from letterpress.typesetting.makeup import Plan, plan_pages
from letterpress.typesetting.metrics import Face
from letterpress.typesetting.pagination import PlannedPage
from letterpress.typesetting.plates.cutting import ADDRESSEE, NoPlateError
from letterpress.typesetting.plates.live import Live, LiveSetter
from letterpress.typesetting.plates.mounting import (
    Addressee,
    Fonts,
    Mounted,
    NotOnThisPlateError,
    addressee_on,
    mount_plate,
    paint_addressee,
    proof_with,
)
from letterpress.typesetting.plates.painting import Brush, Glyphs, Painter
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

MOST_PLANS = 10_000  # pages of letters, by their shape and the hyphens at their line ends
MOST_PLATES = 192  # of one pattern, some 250 KB each; the one used least lately goes first
MARKED = re.compile(f"[{chr(FIRST_MARK)}-\U0010ffff]")
PRINTED_ELSEWHERE = re.compile(r"<title>.*?</title>|<(\w+) class=\"addressee\">.*?</\1>", re.DOTALL)
HANG_PX = HANG_MM * PX_PER_MM

Pages = tuple[PlannedPage, ...]
Printed = Face | None  # a face of ours, or that of the addressee in the template


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


class _KnownSetter:
    """Gives passages as they were set already, by their part."""

    def __init__(self, sample: Iterable[SetPassage], live: Iterable[SetPassage]) -> None:
        self._passages = {passage.passage.part: passage for passage in (*sample, *live)}

    def set_passages(self, passages: Sequence[Passage], *_: object, **__: object) -> tuple[SetPassage, ...]:
        return tuple(self._passages[passage.part] for passage in passages)

    def set_head_again(self, head: SetPassage) -> SetPassage:
        return head


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
        self._setter = LiveSetter(self._desk.flow, engine.stationery, self._painter)
        self._templates: dict[Shape, bool] = {}
        self._repertoires: dict[tuple[Printed, frozenset[int]], Glyphs] = {}
        self._addressee: Addressee | None = None
        self._samples: dict[Shape, Plan] = {}
        self._pages: dict[tuple[Shape, Shape], Pages] = {}
        self._mounted: OrderedDict[tuple[Shape, Pages | None], tuple[int, Mounted]] = OrderedDict()
        self._count = 0

    def typeset(self, letter: Letter, options: TypesettingOptions) -> Variant:
        """Set one letter; errors as `typeset_letter`."""
        desk = replace(self._desk, letter=letter, flow=compose_flow(letter, self._desk.engine.stationery))
        if not self._template_is_fixed(letter):
            return _write_in_full(lay_out_and_judge(desk), desk, options)
        look = (letter.language, letter.layout, letter.signature_style, letter.letterhead, letter.dateline)
        live = self._setter.set(desk, (*look, options.created, options.embed_source))
        if not (_fits(live) and self._has_all_glyphs(live)):
            return _write_in_full(lay_out_and_judge(desk), desk, options)
        try:
            return self._stamp_on_known(live, desk, options) or self._stamp_on_new(live, desk, options)
        except NotOnThisPlateError:
            return _write_in_full(lay_out_and_judge(desk), desk, options)

    def _stamp_on_known(self, live: Live, desk: Desk, options: TypesettingOptions) -> Variant | None:
        """Stamp a letter on its plate, if it is there."""
        key = live.shape, self._pages_of(live, desk)
        if key not in self._mounted:
            return None
        self._mounted.move_to_end(key)
        number, mounted = self._mounted[key]
        return replace(self._stamp(mounted, live, desk, options), plate=number, is_stamped=True)

    def _stamp_on_new(self, live: Live, desk: Desk, options: TypesettingOptions) -> Variant:
        """Lay a letter out, make a plate of it, and stamp it on that; or write it as it is laid out."""
        judged = lay_out_and_judge(desk)
        attempt = judged.attempt
        if attempt.plain or attempt.fit != AS_DESIGNED:
            return _write_in_full(judged, desk, options)
        try:
            addressee = addressee_on(attempt)
            if addressee:  # always in the first brush, whose texts are known
                addressee = self._addressee = self._addressee or addressee
            mounted = mount_plate(judged, live, desk, options, self._fonts_for(live, addressee))
        except NoPlateError:
            return _write_in_full(judged, desk, options)
        plan = attempt.plan
        self._count += 1
        self._samples[live.shape] = plan
        self._pages[live.shape, live.ends] = plan.pages
        self._mounted[live.shape, plan.pages] = self._count, mounted
        if len(self._mounted) > MOST_PLATES:
            (shape, _), _ = self._mounted.popitem(last=False)
            self._samples.pop(shape, None)
        return replace(self._stamp(mounted, live, desk, options), plate=self._count)

    def _stamp(self, mounted: Mounted, live: Live, desk: Desk, options: TypesettingOptions) -> Variant:
        lines, texts = dict(live.lines), dict(live.texts)
        if mounted.addressee:
            text = texts[ADDRESSEE] = live.addressee
            lines[ADDRESSEE] = paint_addressee(self._painter, mounted.addressee, text, mounted.glyphs)
        pdf = mounted.plate.stamp(lines, facts_of(desk.letter, options))
        return Variant(pdf, mounted.page_count, mounted.diagnostics, partial(proof_with, mounted, texts))

    def _pages_of(self, live: Live, desk: Desk) -> Pages | None:
        """Plan the pages of a letter whose shape is known: nothing is set but what differs."""
        known = self._pages.get((live.shape, live.ends))
        sample = self._samples.get(live.shape)
        if known is None and sample is not None:
            setter = _KnownSetter(sample.passages, live.passages)
            sizes = {path: image.size for path, image in desk.images.items()}
            known = plan_pages(desk.letter, desk.flow, desk.engine.stationery, setter, sizes).pages
            if len(self._pages) >= MOST_PLANS:
                self._pages.clear()
            self._pages[live.shape, live.ends] = known
        return known

    def _template_is_fixed(self, letter: Letter) -> bool:
        """Tell whether the template prints nothing that differs, but the addressee and the title."""
        known = (letter.letterhead, letter.dateline)
        if known not in self._templates:
            stationery = self._desk.engine.stationery
            zones = dict.fromkeys(stationery.zones, "")
            pages = tuple(Page(number, "following", "", "", zones) for number in (1, 2))
            pattern = replace(self._desk.letter, letterhead=letter.letterhead, dateline=letter.dateline)
            html = compose_pages(pattern, stationery, pages)
            self._templates[known] = not MARKED.search(PRINTED_ELSEWHERE.sub("", html))
        return self._templates[known]

    def _has_all_glyphs(self, live: Live) -> bool:
        glyphs = self._fonts_for(live, None).glyphs
        return all(is_within(text.glyphs, glyphs) for line in live.lines.values() for text in line.texts)

    def _fonts_for(self, live: Live, addressee: Addressee | None) -> Fonts:
        """Give the fonts of the plate a letter would stand on."""
        brushes: dict[Printed, Brush] = {face: live.brushes[face] for face in sorted(live.brushes)}
        if addressee:
            brushes[None] = addressee.brush
        glyphs: dict[str, dict[int, str]] = {}
        for face, brush in brushes.items():
            key = face, live.code_pages
            if key not in self._repertoires:
                fonts = self._desk.engine.stationery.fonts
                self._repertoires[key] = repertoire_of(brush, live.code_pages, fonts, self._painter)
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
