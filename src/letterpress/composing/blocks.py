"""Blocks of the body, of a quotation, an item or a note, unfolded into passages."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from letterpress.composing.passages import Arrangement, Container, Image, Passage
from letterpress.letter import (
    Block,
    BulletList,
    Figure,
    Heading,
    ListItem,
    NumberedList,
    PageBreak,
    Paragraph,
    Quotation,
    Table,
    ThematicBreak,
)
from letterpress.numerals import write_mark
from letterpress.source import Span

BULLET = "•"
PAGE_BREAK = "page-break"
DEEPEST_HEADING_STYLE, DEEPEST_HEADING_ROLE = 3, 6


def unfold_blocks(  # noqa: C901 -- one case for each kind of block
    blocks: tuple[Block, ...], part: str, path: tuple[Container, ...], style: str
) -> Iterator[Passage]:
    """Unfold nested blocks into passages; `style` is the class of a plain paragraph here."""
    for number, block in enumerate(blocks):
        name = f"{part}.{number}"
        match block:
            case Paragraph():
                yield Passage(style, name, (block.children,), path=path, span=block.span)
            case Heading():
                role = f"H{min(block.level, DEEPEST_HEADING_ROLE)}"
                yield Passage(
                    f"heading-{min(block.level, DEEPEST_HEADING_STYLE)}",
                    name,
                    (block.children,),
                    role,
                    path,
                    span=block.span,
                )
            case Quotation():
                inner = Container("BlockQuote", name, "quotation")
                yield from unfold_blocks(block.blocks, name, (*path, inner), style)
            case BulletList():
                marks = (BULLET,) * len(block.items)
                yield from _items(block.items, marks, Container("L", name, "list", "Disc"), path, style)
            case NumberedList():
                container = Container("L", name, "list", _numbering(block))
                marks = tuple(write_mark(block.style, n) for n, _ in enumerate(block.items, block.start))
                yield from _items(block.items, marks, container, path, style)
            case Table():
                yield from _table(block, name, path)
            case Figure():
                image = Image(block.path, block.alternative)
                yield Passage("figure", name, role="Figure", path=path, image=image, span=block.span)
                if block.caption:
                    yield Passage("caption", f"{name}.caption", (block.caption,), path=path, span=block.span)
            case ThematicBreak():
                yield Passage("rule", name, role="Artifact", path=path, span=block.span)
            case PageBreak():
                yield Passage(PAGE_BREAK, name, path=path, span=block.span)
            case _:
                assert_never(block)


def _numbering(block: NumberedList) -> str:
    """Name how the items of a list are numbered (ISO 32000-1, table 347, ListNumbering)."""
    names = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}
    return next((name for system, name in names.items() if system in block.style), "Decimal")


def _table(table: Table, part: str, path: tuple[Container, ...]) -> Iterator[Passage]:
    """Unfold a table into its caption, its head and its rows."""
    around = (*path, Container("Table", part))
    if table.caption:
        yield Passage("caption", f"{part}.caption", (table.caption,), "Caption", around, span=table.span)
    head = table.header if any(cell.children for cell in table.header) else ()
    for number, row in enumerate((head, *table.rows) if head else table.rows):
        is_head = bool(head) and number == 0
        name = f"{part}.{number}"
        yield Passage(
            "table-head" if is_head else "table-row",
            name,
            tuple(cell.children for cell in row),
            "TH" if is_head else "TD",
            (*around, Container("TR", name)),
            arrangement=Arrangement.TABLE,
            columns=len(table.alignments),
            alignments=table.alignments,
            span=Span(row[0].span.start, row[-1].span.end) if row else table.span,
        )


def _items(
    items: tuple[ListItem, ...],
    marks: tuple[str, ...],
    container: Container,
    path: tuple[Container, ...],
    style: str,
) -> Iterator[Passage]:
    item_style = "item" if style == "paragraph" else style
    for number, (marker, item) in enumerate(zip(marks, items, strict=True)):
        name = f"{container.part}.{number}"
        inner = (*path, container, Container("LI", name), Container("LBody", f"{name}.body"))
        passages = list(unfold_blocks(item.blocks, name, inner, item_style))
        if not passages:
            passages = [Passage(item_style, f"{name}.0", ((),), path=inner, span=item.span)]
        yield replace(passages[0], marker=f"{marker} {passages[0].marker}".rstrip())
        yield from passages[1:]
