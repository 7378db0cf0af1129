"""Tables of a .docx: rows of as many cells, those that were merged one by one (ECMA-376, part 1, 17.4)."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from letterpress.importing.content import Cell, Table
from letterpress.importing.markup import attribute, child
from letterpress.importing.word.desk import Desk
from letterpress.importing.word.styles import is_on

FIRST_ROW = 0x20  # of the bits of `tblLook`
MOST_COLUMNS = 200


def read_table(element: Element, desk: Desk, read_cell: Callable[[Element], Cell]) -> Table:
    """Read a table; `read_cell` reads what is in a cell."""
    rows = []
    merged = False
    for row in _parts(element, "w:tr", desk):
        cells: list[Cell] = []
        for cell in _parts(row, "w:tc", desk):
            width, goes_on = _merging(cell)
            merged |= width > 1 or goes_on
            cells += [Cell() if goes_on else read_cell(cell), *[Cell()] * (width - 1)]
        rows.append(tuple(cells[:MOST_COLUMNS]))
    if merged:
        hint = "look at the table: the words of merged cells stand in the first of them"
        desk.findings.changed("merged cells of a table stand apart", hint=hint)
    columns = max((len(row) for row in rows), default=0)
    return Table(tuple((*row, *[Cell()] * (columns - len(row))) for row in rows), _has_head(element))


def _merging(cell: Element) -> tuple[int, bool]:
    """Tell how many columns a cell takes, and whether it goes on from the row above."""
    properties = child(cell, "w:tcPr")
    span = attribute(child(properties, "w:gridSpan"), "w:val", "1")
    down = child(properties, "w:vMerge")
    goes_on = down is not None and attribute(down, "w:val") != "restart"
    return (min(max(int(span), 1), MOST_COLUMNS) if span.isdecimal() else 1), goes_on


def _parts(element: Element, tag: str, desk: Desk) -> Iterator[Element]:
    """Yield rows of a table or cells of a row, content controls opened, without those struck out."""
    for one in element:
        if one.tag == "w:sdt":
            for content in desk.contents_of_control(one):
                yield from _parts(content, tag, desk)
        elif one.tag == "w:customXml":
            yield from _parts(one, tag, desk)
        elif one.tag == tag and child(one, f"{tag}Pr", "w:ins" if desk.rejects else "w:del") is None:
            yield one


def _has_head(table: Element) -> bool:
    """Tell whether the first row is a head: it is repeated on pages, or its style makes it one."""
    first = next((one for one in table if one.tag == "w:tr"), None)
    if is_on(child(first, "w:trPr", "w:tblHeader")):
        return True
    look = child(table, "w:tblPr", "w:tblLook")
    stated = attribute(look, "w:firstRow")
    bits = attribute(look, "w:val")
    return stated in {"1", "true"} or (not stated and _hexadecimal(bits) & FIRST_ROW > 0)


def _hexadecimal(digits: str) -> int:
    try:
        return int(digits, 16)
    except ValueError:
        return 0
