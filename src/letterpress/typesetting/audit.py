"""Hold the layout against the plan: every line where it was planned, every other word inside its box.

The plan says what must be on each page; the box tree of the finished layout says what is. A difference is
a finding, and a letter with findings is not handed over. Lengths are CSS pixels.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from weasyprint import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from letterpress.source import Span
from letterpress.stationery import PX_PER_MM, Box, Stationery
from letterpress.typesetting.emission import PlannedLine
from letterpress.typesetting.makeup import Plan, PlannedSheet
from letterpress.typesetting.metrics import FontUse, font_use_of

MOVED_PX = 0.15  # a line may be off its planned place by: rounding of three decimals and of Pango units
WIDTH_PX = 0.6  # a line may be wider or narrower than planned by: a Pango unit a word space
SPILL_PX = 1.0  # text may leave its box by


class Finding(NamedTuple):
    """A difference between plan and page, at the author's text where that is known."""

    page: int
    message: str
    span: Span | None = None


class Spill(NamedTuple):
    """Text that leaves a box of the stationery, with the millimetres missing."""

    page: int
    box: str
    text: str
    missing_mm: float


class Extent(NamedTuple):
    """Where text stands, and the size of its letters."""

    left: float
    top: float
    width: float
    height: float
    font_size: float


class LaidLine(NamedTuple):
    """A line as the layout has it."""

    text: str
    left: float
    top: float
    width: float


class PrintedText(NamedTuple):
    """Text the template prints, and the fonts its style asks for."""

    text: str
    use: FontUse


class PageText(NamedTuple):
    """What a laid-out page holds, in reading order: lines we set, and what the template prints.

    It is `turned` when its sheet lies as the paper of the stationery does not.
    """

    content: tuple[LaidLine | PrintedText, ...]
    spills: tuple[Spill, ...]
    turned: bool

    @property
    def lines(self) -> tuple[LaidLine, ...]:
        """Give the lines we set."""
        return tuple(line for line in self.content if isinstance(line, LaidLine))

    @property
    def printed(self) -> tuple[PrintedText, ...]:
        """Give what the template prints."""
        return tuple(text for text in self.content if isinstance(text, PrintedText))


def audit_pages(
    document: Document, sheets: Sequence[PlannedSheet], stationery: Stationery
) -> tuple[tuple[PageText, ...], tuple[Finding, ...]]:
    """Compare every page with its plan."""
    pages = read_pages(document, stationery)
    findings = []
    if len(pages) != len(sheets):
        findings.append(Finding(len(sheets), f"planned {len(sheets)} pages, laid out {len(pages)}"))
    for number, (page, sheet) in enumerate(zip(pages, sheets, strict=False), start=1):
        findings += _compare(number, page.lines, sheet.lines)
        if sorted(set(sheet.notes_begun) - set(sheet.calls)):
            findings.append(Finding(number, "a note begins on a page that does not call it"))
    return pages, tuple(findings)


def read_pages(document: Document, stationery: Stationery) -> tuple[PageText, ...]:
    """Read what a layout holds, and what of it leaves its box."""
    return tuple(
        _read_page(page._page_box, number, stationery)  # noqa: SLF001 -- the box tree has no public door
        for number, page in enumerate(document.pages, 1)
    )


def audit_plan(plan: Plan, sheets: Sequence[PlannedSheet]) -> tuple[Finding, ...]:
    """Prove the plan itself: every line of the galley on one page, every note begun where it is called."""
    findings = []
    placed = Counter(
        (id(line.span), line.span, line.text) for sheet in sheets for line in sheet.lines if not line.repeated
    )
    expected = Counter(
        (id(passage.passage.span), passage.passage.span, line.text)
        for group in (*plan.zones.values(), plan.text, *(note.passages for note in plan.notes))
        for passage in group
        for line in (
            *((passage.marker,) if passage.marker else ()),
            *(line for cell in passage.cells for line in cell.lines),
        )
    )
    for (_, span, text), missing in ((expected - placed) + (placed - expected)).items():
        findings.append(Finding(0, f"{text!r} is planned {missing} times too few or too many", span))
    first_call: dict[int, int] = {}
    for number, sheet in enumerate(sheets):
        for call in sheet.calls:
            first_call.setdefault(call, number)
    for note in plan.notes:
        begun = [number for number, sheet in enumerate(sheets) if note.number in sheet.notes_begun]
        if begun != [first_call.get(note.number)]:
            findings.append(
                Finding(0, f"note {note.number} does not begin on the page of its call", note.span)
            )
    return tuple(findings)


def _compare(number: int, laid: Sequence[LaidLine], planned: Sequence[PlannedLine]) -> Iterator[Finding]:
    if len(laid) != len(planned):
        yield Finding(number, f"planned {len(planned)} lines, laid out {len(laid)}")
    for line, plan in zip(laid, planned, strict=False):
        if line.text != plan.text.rstrip(" "):
            yield Finding(number, f"laid out {line.text!r}, planned {plan.text!r}", plan.span)
        elif abs(line.left - plan.left) > MOVED_PX or abs(line.top - plan.top) > MOVED_PX:
            off = f"{line.left - plan.left:+.2f}, {line.top - plan.top:+.2f} px"
            yield Finding(number, f"{plan.text!r} is off its place by {off}", plan.span)
        elif abs(line.width - plan.width) > WIDTH_PX:
            yield Finding(
                number, f"{plan.text!r} is {line.width:.2f} px wide, planned {plan.width:.2f}", plan.span
            )


def _read_page(page_box: boxes.PageBox, number: int, stationery: Stationery) -> PageText:
    content: list[LaidLine | PrintedText] = []
    spills: list[Spill] = []
    places = {name.replace("_", "-"): box for name, box in stationery.boxes_mm.items()}

    def note(piece: LaidLine | PrintedText, extent: Extent, place: str) -> None:
        content.append(piece)
        if place and piece.text.strip() and (missing := _missing_mm(extent, places[place])) > 0:
            spills.append(Spill(number, place.replace("-", "_"), piece.text, missing))

    def walk(box: boxes.Box, place: str) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 -- WeasyPrint wraps positioned boxes
        if isinstance(box, boxes.TextBox):
            extent = Extent(box.position_x, box.position_y, box.width, box.height, box.style["font_size"])
            note(PrintedText(box.text, font_use_of(box.style)), extent, place)
            return
        classes = classes_of(box)
        place = next((name for name in classes if name in places), place)
        if "l" in classes and isinstance(box, boxes.BlockBox):
            line = _laid_line(box)
            note(line, Extent(line.left, line.top, line.width, box.height, box.style["font_size"]), place)
            return
        for child in getattr(box, "children", ()):
            walk(child, place)

    walk(page_box, "")
    paper = stationery.paper
    turned = (page_box.width > page_box.height) != (paper.width_mm > paper.height_mm)
    return PageText(tuple(content), tuple(spills), turned)


def classes_of(box: boxes.Box) -> tuple[str, ...]:
    """Give the classes of the element a box stands for."""
    element = box.element
    if element is None or "::" in (box.element_tag or "") or not hasattr(element, "get"):
        return ()
    return tuple((element.get("class") or "").split())


def _laid_line(box: boxes.BlockBox) -> LaidLine:
    texts = list(text_boxes_in(box))
    left = box.border_box_x()
    ends = (text.position_x + text.width for text in texts)  # from right to left, the last one stands first
    natural = max(ends, default=left) - left
    scale = _scale(box)
    return LaidLine(
        "".join(text.text for text in texts).rstrip(" "), left, box.border_box_y(), natural * scale
    )


def _scale(box: boxes.BlockBox) -> float:
    for name, arguments in box.style["transform"]:
        if name == "scale":
            return float(arguments[0])
    return 1.0


def text_boxes_in(box: boxes.Box) -> Iterator[boxes.TextBox]:
    """Yield the text boxes inside a box, in reading order."""
    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from text_boxes_in(child)


def _missing_mm(extent: Extent, box: Box) -> float:
    """Give the millimetres by which text leaves its box, 0 when it is inside."""
    left, top = box.left_mm * PX_PER_MM, box.top_mm * PX_PER_MM
    right, bottom = left + box.width_mm * PX_PER_MM, top + box.height_mm * PX_PER_MM
    hang = extent.font_size  # punctuation and markers reach out of the measure
    over = max(
        left - extent.left - hang,
        extent.left + extent.width - right - hang,
        top - extent.top - extent.height * 0.25,  # ascenders above the first line's leading
        extent.top + extent.height * 0.75 - bottom,
    )
    return over / PX_PER_MM if over > SPILL_PX else 0.0
