"""Make a forme of a letter that was laid out, with its addressee and its proof."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pydyf
from weasyprint import Document
from weasyprint.formatting_structure import boxes

from letterpress.diagnostics import Diagnostic
from letterpress.proof import Proof
from letterpress.typesetting.audit import LaidLine, PrintedText, classes_of, text_boxes_in
from letterpress.typesetting.complaints import log_of_weasyprint
from letterpress.typesetting.conformance import finish_pages, line_end_glyphs
from letterpress.typesetting.layout import Attempt, Desk
from letterpress.typesetting.pagination import PlannedPage
from letterpress.typesetting.plates.cutting import ADDRESSEE, LiveLine, NoPlateError, cut_forme, line_boxes
from letterpress.typesetting.plates.live import Live, lines_of
from letterpress.typesetting.plates.painting import Brush, Glyphs, Painter, break_text
from letterpress.typesetting.plates.plate import Forme, LineKey, PaintedLine
from letterpress.typesetting.typesetting import (
    Judged,
    TypesettingOptions,
    attachments_of,
    facts_of,
    proof_of,
)

Kinds = frozenset[bool]  # of the pages after the first: whether they are turned


def kinds_of(pages: Sequence[PlannedPage]) -> Kinds:
    """Tell which kinds of pages follow the first."""
    return frozenset(page.turned for page in pages[1:])


class Addressee(NamedTuple):
    """How the template prints the addressee on following pages of these kinds, and the least room there."""

    brush: Brush
    width: float
    kinds: Kinds


class Paintbox(NamedTuple):
    """What lines are painted with: `glyphs` are those the fonts have in any pack."""

    painter: Painter
    addressee: Addressee | None
    glyphs: Glyphs


@dataclass(frozen=True, slots=True)
class Mounted:
    """A forme, and what the letters on it have in common beside it.

    `fonts` are those its pages are drawn with, by the keys of the painter; `own`, the glyphs of what does not
    differ. `lines` gives, for each line that does, the pages it stands on and its number in their proof.
    `addressee` is how following pages print that, if they do.
    """

    forme: Forme
    fonts: tuple[Hashable, ...]
    own: Glyphs = field(repr=False)
    page_count: int
    diagnostics: tuple[Diagnostic, ...]
    proof: Proof = field(repr=False)
    lines: Mapping[LineKey, tuple[tuple[int, int], ...]]
    addressee: Addressee | None


def addressee_on(attempt: Attempt) -> Addressee | None:
    """Find how the addressee is printed on the pages of a letter."""
    found = [box for _, _, box in _lines_on_pages(attempt) if _is_addressee(box)]
    if not found:
        return None
    narrowest = min(found, key=lambda box: box.width)
    style = next(text_boxes_in(narrowest)).style
    return Addressee(Brush(style, style["word_spacing"]), narrowest.width, kinds_of(attempt.plan.pages))


def mount_forme(
    judged: Judged, live: Live, desk: Desk, options: TypesettingOptions, paintbox: Paintbox
) -> Mounted:
    """Make the forme of a letter that was laid out.

    Raises:
        NoPlateError: a line is drawn otherwise than it is painted.
    """
    attempt, facts = judged.attempt, facts_of(desk.letter, options)
    document, (painter, addressee, glyphs) = attempt.document, paintbox
    lines = dict(live.lines)
    if addressee:
        lines[ADDRESSEE] = paint_addressee(painter, addressee, live.addressee)
    wanted, numbers = _find_live(attempt, live, lines)
    own = painter.glyphs_in(_texts_but(attempt, wanted))
    formes: list[Forme] = []

    def finish(document: Document, pdf: pydyf.PDF) -> None:
        for font in document.fonts.values():  # a forme must not tell whose letter was drawn
            font.to_unicode = {**own.get(font.hash, {}), **glyphs.get(font.hash, {})}
        finished = finish_pages(document, pdf, facts)
        formes.append(cut_forme(pdf, finished, wanted, facts, line_end_glyphs(document)))
        del pdf.objects[pdf.catalog.number + 1 :]  # nobody reads what WeasyPrint writes of it

    document.fonts = {}  # as if nothing had been drawn before
    with log_of_weasyprint() as log:
        document.write_pdf(
            pdf_variant=f"pdf/a-{facts.part}a",
            pdf_tags=True,
            attachments=attachments_of(desk, options, facts),
            finisher=finish,
        )
    if log:
        raise NoPlateError("WeasyPrint complains of the letter")
    proof = proof_of(attempt, desk.engine.stationery, facts, desk.source)
    pages = len(attempt.pages)
    return Mounted(
        formes[0], tuple(document.fonts), own, pages, judged.diagnostics, proof, numbers, addressee
    )


def paint_addressee(painter: Painter, addressee: Addressee, text: str) -> PaintedLine:
    """Paint the addressee as the template prints it, in as many lines as its room asks for."""
    painted = painter.paint(addressee.brush, text)
    if painted.width <= addressee.width:
        return PaintedLine((painted,), written=(text,))
    lines = break_text(addressee.brush, text, addressee.width)
    return PaintedLine(tuple(painter.paint(addressee.brush, line) for line in lines), written=lines)


def proof_with(mounted: Mounted, texts: Mapping[LineKey, str], addressee: Sequence[str]) -> Proof:
    """Give the proof of a letter: that of its plate with its own lines."""
    pages = [list(page.lines) for page in mounted.proof.pages]
    for key, places in mounted.lines.items():
        for page, number in places:
            if key == ADDRESSEE:
                for after, text in enumerate(addressee):
                    pages[page][number + after] = replace(pages[page][number + after], text=text)
            else:
                pages[page][number] = replace(pages[page][number], text=texts[key])
    with_lines = (
        replace(page, lines=tuple(lines)) for page, lines in zip(mounted.proof.pages, pages, strict=True)
    )
    return replace(mounted.proof, pages=tuple(with_lines))


def _lines_on_pages(attempt: Attempt) -> Iterator[tuple[int, int, boxes.Box]]:
    """Yield page, number there and box of every line."""
    for page, laid in enumerate(attempt.document.pages):
        page_box = laid._page_box  # noqa: SLF001 -- the box tree has no public door
        yield from ((page, number, box) for number, box in enumerate(line_boxes(page_box)))


def _texts_but(attempt: Attempt, wanted: Iterable[LiveLine]) -> Iterator[boxes.TextBox]:
    """Yield the texts on the pages of a letter, without those of the lines that differ."""
    differing = {text for line in wanted for text in text_boxes_in(line.box)}
    for page in attempt.document.pages:
        page_box = page._page_box  # noqa: SLF001 -- the box tree has no public door
        yield from (text for text in text_boxes_in(page_box) if text not in differing)


def _is_addressee(box: boxes.Box) -> bool:
    return "addressee" in classes_of(box)


def _find_live(
    attempt: Attempt, live: Live, painted: Mapping[LineKey, PaintedLine]
) -> tuple[list[LiveLine], dict[LineKey, tuple[tuple[int, int], ...]]]:
    """Find the boxes of the lines that differ, and where these lines stand in the proof of their page.

    Raises:
        NoPlateError: a line is on no page.
    """
    differing = {passage.passage.part for passage in live.passages}
    passages = (passage for passage in attempt.plan.passages if passage.passage.part in differing)
    keys = {id(line): key for key, line in lines_of(passages)}
    wanted: list[LiveLine] = []
    numbers: dict[LineKey, tuple[tuple[int, int], ...]] = {}
    ours = [iter(_numbered_lines(attempt, page)) for page in range(len(attempt.pages))]
    for page, number, box in _lines_on_pages(attempt):
        if _is_addressee(box):
            key, in_proof = ADDRESSEE, _number_of_print(attempt, page, painted[ADDRESSEE].written)
        else:
            line, in_proof = next(ours[page])
            if line not in keys:
                continue
            key = keys[line]
        wanted.append(LiveLine(key, page, number, box, painted[key]))
        numbers[key] = (*numbers.get(key, ()), (page, in_proof))
    if numbers.keys() != painted.keys():
        raise NoPlateError("not every line that differs is on a page")
    return wanted, numbers


def _numbered_lines(attempt: Attempt, page: int) -> Iterator[tuple[int, int]]:
    """Yield the identity of each line of ours that has text, and its number in the proof of its page."""
    content = attempt.pages[page].content
    numbers = (number for number, one in enumerate(content) if isinstance(one, LaidLine))
    for number, planned in zip(numbers, attempt.sheets[page].lines, strict=True):
        if planned.line and planned.line.pieces:
            yield id(planned.line), number


def _number_of_print(attempt: Attempt, page: int, lines: Sequence[str]) -> int:
    content = [one.text if isinstance(one, PrintedText) else None for one in attempt.pages[page].content]
    for number in range(len(content)):
        if content[number : number + len(lines)] == list(lines):
            return number
    raise NoPlateError("the addressee is not printed as it is")
