"""The sheets of a stationery drawn with their boxes, window and folds, to be looked at."""

from collections.abc import Iterator, Mapping
from html import escape

from letterpress.stationery import Box, Stationery
from letterpress.typesetting.engine import Engine, place_css

# Green always shows in the window, red may; what stands in neither is hidden by the envelope.
STYLE = """
.drawn { position: absolute; box-sizing: border-box; overflow: hidden }
.drawn { font: 7pt/8pt "Alegreya Sans", sans-serif }
.drawn.box { border: .4pt solid #777; color: #444; padding: 1pt 2pt }
.drawn.always { border: 1pt solid #1a7f37; background: rgba(26, 127, 55, .08) }
.drawn.ever { border: 1pt dashed #cf222e }
.drawn.fold { border-top: .5pt dashed #555; color: #555; text-align: right; padding-right: 2mm }
.drawn.legend { left: 0; right: 0; bottom: 2mm; text-align: center; color: #444 }
"""
FIRST_PAGE_ONLY = ("letterhead", "return_address", "first", "first_plain")


def draw_sheets(stationery: Stationery) -> bytes:
    """Draw the first page of a stationery, the following ones and the turned ones, as a PDF.

    Raises:
        StationeryError: its style sheet is broken, or a file of it is missing.
    """
    html = "".join(_sheets(stationery))
    document = Engine(stationery).lay_out(f"<!doctype html><style>{STYLE}</style><body>{html}</body>")
    pdf: bytes = document.write_pdf()
    return pdf


def _sheets(stationery: Stationery) -> Iterator[str]:
    upright = stationery.boxes_on(turned=False)
    first = {name: box for name, box in upright.items() if name not in {"following", "continuation"}}
    following = {
        name: box for name, box in upright.items() if name not in {*FIRST_PAGE_ONLY, *stationery.zones}
    }
    yield _sheet(stationery, "first page", first, _over_the_sheet(stationery))
    yield _sheet(stationery, "following pages", following)
    if stationery.turns_pages:
        yield _sheet(stationery, "turned pages", stationery.boxes_on(turned=True), turned=True)


def _sheet(
    stationery: Stationery, pages: str, boxes: Mapping[str, Box], over: str = "", *, turned: bool = False
) -> str:
    drawn = "".join(
        f'<div class="drawn box" style="{place_css(box)}">{escape(name)}, {_told(box)}</div>'
        for name, box in boxes.items()
    )
    width, height = stationery.paper.size_mm(turned=turned)
    said = f"{stationery.title}: {pages}, {width:g} x {height:g} mm"
    kind = "sheet turned-sheet" if turned else "sheet"
    return f'<div class="{kind}">{drawn}{over}<div class="drawn legend">{escape(said)}</div></div>'


def _over_the_sheet(stationery: Stationery) -> str:
    """Draw what lies over the first page: the window, and the marks across the sheet."""
    width = stationery.paper.width_mm
    drawn = [
        f'<div class="drawn fold" style="{place_css(Box(0.0, mark.top_mm, width, 4.0))}">'
        f"{escape(mark.name)} {mark.top_mm:g}</div>"
        for mark in stationery.marks
    ]
    if window := stationery.window:
        drawn += [
            f'<div class="drawn {kind}" style="{place_css(box)}"></div>'
            for kind, box in (("ever", window.ever), ("always", window.always))
        ]
    return "".join(drawn)


def _told(box: Box) -> str:
    return f"{box.left_mm:g} / {box.top_mm:g}, {box.width_mm:g} x {box.height_mm:g}"
