"""What stands side by side above the salutation and below the close, put one below the other.

Word processors part references from a date, and one signatory from another, by tabs or by tables. Tables in
the body are tables.
"""

from collections.abc import Iterator
from dataclasses import replace

from letterpress.importing.content import (
    Block,
    Findings,
    Kind,
    LineBreak,
    Paragraph,
    Picture,
    Piece,
    Table,
    Words,
)
from letterpress.reading.formulas import close_language, is_salutation

MAX_SALUTATION, MAX_CLOSE = 160, 60  # characters

Line = tuple[Piece, ...]


def stack_sides(blocks: tuple[Block, ...], findings: Findings) -> tuple[Block, ...]:
    """Put tables and tabbed lines outside of the body one below the other, and say so."""
    start, end = _body(blocks)
    stacked: list[Block] = []
    group: list[Paragraph] = []
    for n, whole in enumerate(blocks):
        is_outside = n < start or n > end
        block = _without_pictures(whole, findings) if is_outside else whole
        if group and not (isinstance(block, Paragraph) and block.tight and is_outside):
            stacked += _stack_lines(group, findings)
            group = []
        if not is_outside:
            stacked.append(block)
        elif isinstance(block, Table):
            stacked += _unfold(block, findings)
        elif block.kind is Kind.BODY and block.level == 0:
            group.append(block)
        else:
            stacked.append(block)
    return (*stacked, *_stack_lines(group, findings))


def _without_pictures(block: Block, findings: Findings) -> Block:
    """Take images out of a paragraph outside of the body: logos, and signatures that were scanned."""
    if isinstance(block, Table):
        return block
    for piece in block.pieces:
        if isinstance(piece, Picture):
            hint = "a letter has its letterhead from the stationery, and room for ink below its close"
            findings.left_out("an image above the salutation or below the close", piece.alternative, hint)
    return replace(block, pieces=tuple(one for one in block.pieces if not isinstance(one, Picture)))


def _body(blocks: tuple[Block, ...]) -> tuple[int, int]:
    """Give the places of the salutation and of the close; without them the body has no such end."""
    texts = [" ".join(one.text.split()) if isinstance(one, Paragraph) else "" for one in blocks]
    start = next((n for n, text in enumerate(texts) if len(text) <= MAX_SALUTATION and _greets(text)), -1)
    closes = (n for n in range(len(texts) - 1, start, -1) if _closes(texts[n], blocks[n]))
    return start, next(closes, len(blocks))


def _greets(text: str) -> bool:
    return text.endswith((",", ":", "!")) and is_salutation(text)


def _closes(text: str, block: Block) -> bool:
    if not text or not isinstance(block, Paragraph):
        return False
    first = next(iter(_lines([block])), ())
    words = "".join(piece.text for piece in first if isinstance(piece, Words)).strip()
    return len(words) <= MAX_CLOSE and close_language(words) is not None


def _stack_lines(group: list[Paragraph], findings: Findings) -> Iterator[Paragraph]:
    """Yield the lines of a block; those that tabs part into columns, column by column."""
    lines = [_labelled(_cells(line)) for line in _lines(group)]
    width = max((len(cells) for cells in lines), default=0)
    if width < 2:  # noqa: PLR2004 -- one column stands below itself
        yield from group
        return
    findings.changed("what tabs put side by side stands one below the other", " ".join(p.text for p in group))
    for column in range(width):
        yield from _column([cells[column] if column < len(cells) else () for cells in lines])


def _unfold(table: Table, findings: Findings) -> Iterator[Paragraph]:
    """Yield what is in a table that only puts things side by side, column by column, labels with values."""
    lines = [_labelled([_joined(cell.paragraphs) for cell in row]) for row in table.rows]
    words = " ".join(one.text for row in table.rows for cell in row for one in cell.paragraphs)
    findings.changed("a table outside of the body stands as lines", words)
    for column in range(max((len(cells) for cells in lines), default=0)):
        yield from _column([cells[column] if column < len(cells) else () for cells in lines])


def _column(cells: list[Line]) -> Iterator[Paragraph]:
    """Yield the cells of a column as the lines of one block, parted where one is empty."""
    is_tight = False
    for cell in cells:
        if cell:
            yield Paragraph(cell, tight=is_tight)
        is_tight = bool(cell)


def _lines(group: list[Paragraph]) -> Iterator[Line]:
    for paragraph in group:
        line: list[Piece] = []
        for piece in paragraph.pieces:
            if isinstance(piece, LineBreak):
                yield tuple(line)
                line = []
            else:
                line.append(piece)
        yield tuple(line)


def _cells(line: Line) -> list[Line]:
    """Cut a line at its tabs; several in a row are one, and those before the first words none."""
    cells: list[list[Piece]] = [[]]
    for piece in line:
        if not isinstance(piece, Words):
            cells[-1].append(piece)
            continue
        first, *others = piece.text.split("\t")
        cells[-1] += [replace(piece, text=first)] if first else []
        cells.extend([replace(piece, text=words)] if words else [] for words in others)
    return [tuple(cell) for cell in cells if _says(cell)]


def _says(cell: list[Piece]) -> bool:
    return any(not isinstance(piece, Words) or piece.text.strip() for piece in cell)


def _labelled(cells: list[Line]) -> list[Line]:
    """Join a label that ends with a colon and what stands beside it."""
    joined: list[Line] = []
    for cell in cells:
        label = "".join(piece.text for piece in joined[-1] if isinstance(piece, Words)) if joined else ""
        if label.rstrip().endswith(":"):
            joined[-1] = (*joined[-1], Words(" "), *cell)
        else:
            joined.append(cell)
    return joined


def _joined(paragraphs: tuple[Paragraph, ...]) -> Line:
    pieces: list[Piece] = []
    for paragraph in paragraphs:
        pieces += [LineBreak()] if pieces else []
        pieces += paragraph.pieces
    return tuple(pieces)
