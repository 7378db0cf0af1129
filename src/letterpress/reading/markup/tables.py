"""Pipe tables: lines that are cut into cells at every `|` without a backslash before it.

GitHub Flavored Markdown, 4.10, and pandoc's captions; but a row that is too long keeps its cells, and a
line without a `|` ends the table. This module knows lines, not the library that finds blocks.
"""

import re
from dataclasses import replace

from letterpress.letter import Alignment
from letterpress.reading.markup.raw import Kind, Line, RawBlock, span_of
from letterpress.source import Span

MAX_COLUMNS = 1000  # a line with more is no row
MAX_EMPTY_CELLS = 65_536  # what short rows of one table may be filled up with; no table needs more

_PIPE = re.compile(r"\\.|(\|)")
_HYPHENS = re.compile(r":?-+:?")
_BREAK_TAG = re.compile(r"<br[ \t]{0,3}/?>", re.IGNORECASE)
_CAPTION_LABEL = re.compile(r"(?:[Tt]able)?:[ \t]+(?=\S)")
_NUMBERED_CAPTION = re.compile(r"table[ \t]+[0-9]+[.:][ \t]+\S", re.IGNORECASE)


def is_row(text: str) -> bool:
    """Tell whether a line can be a row of a table."""
    return "|" in text and any(found[1] for found in _PIPE.finditer(text)) and not is_caption(text)


def is_caption(text: str) -> bool:
    """Tell whether a paragraph that begins so is the caption of the table above or below it."""
    return bool(_CAPTION_LABEL.match(text) or _NUMBERED_CAPTION.match(text))


def read_alignments(text: str) -> tuple[Alignment, ...]:
    """Read the line of hyphens below the head of a table; empty when the line is none."""
    if "|" not in text or text.strip("|:- \t"):
        return ()
    cells = [line.text.strip() for line in _cut(Line(text, 0))]
    if len(cells) > MAX_COLUMNS or not all(_HYPHENS.fullmatch(cell) for cell in cells):
        return ()
    return tuple(_alignment(cell) for cell in cells)


def _alignment(hyphens: str) -> Alignment:
    if hyphens.endswith(":"):
        return "center" if hyphens.startswith(":") else "right"
    return "left"


def count_cells(text: str) -> int:
    """Count the cells of a row."""
    return len(_cut(Line(text, 0)))


def read_row(line: Line) -> RawBlock:
    """Cut a line into the cells of a row."""
    cells = tuple(
        RawBlock(Kind.CELL, span_of((cell,)), _lines_of(cell)) for cell in map(_without_margins, _cut(line))
    )
    return RawBlock(Kind.ROW, span_of((line,)), children=cells)


def _cut(line: Line) -> list[Line]:
    """Cut a line at its pipes; the ones before the first and after the last cell are margins."""
    text = line.text.rstrip()
    pipes = [found.start() for found in _PIPE.finditer(text) if found[1]]
    bounds = [-1, *pipes, len(text)]
    if pipes and not text[: pipes[0]].strip():
        bounds = bounds[1:]
    if bounds[2:] and pipes[-1] == len(text) - 1:
        bounds = bounds[:-1]
    starts = [bound + 1 for bound in bounds[:-1]]
    return [Line(text[start:end], line.start + start) for start, end in zip(starts, bounds[1:], strict=True)]


def _without_margins(cell: Line) -> Line:
    kept = cell.text.lstrip()
    return Line(kept.rstrip(), cell.start + len(cell.text) - len(kept))


def _lines_of(cell: Line) -> tuple[Line, ...]:
    """Cut a cell after every `<br>`, which asks for a break wherever it stands in a cell."""
    starts = [0, *(found.end() for found in _BREAK_TAG.finditer(cell.text))]
    ends = [*starts[1:], len(cell.text)]
    lines = [Line(cell.text[start:end], cell.start + start) for start, end in zip(starts, ends, strict=True)]
    return tuple(line for line in lines if line.text.strip())


def with_captions(blocks: list[RawBlock]) -> tuple[RawBlock, ...]:
    """Give every table the caption that stands right above it, or else the one right below it."""
    done: list[RawBlock] = []
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        following = waiting[-1] if waiting else None
        if following and _is_caption(block) and following.kind is Kind.TABLE:
            done.append(_captioned(waiting.pop(), block))
        elif following and block.kind is Kind.TABLE and _is_caption(following):
            done.append(_captioned(block, waiting.pop()))
        else:
            done.append(block)
    return tuple(done)


def _is_caption(block: RawBlock) -> bool:
    return block.kind is Kind.PARAGRAPH and is_caption(block.lines[0].text)


def _captioned(table: RawBlock, paragraph: RawBlock) -> RawBlock:
    first = paragraph.lines[0]
    label = _CAPTION_LABEL.match(first.text)
    cut = label.end() if label else 0
    lines = (first.behind(cut), *paragraph.lines[1:])
    caption = RawBlock(Kind.CAPTION, span_of(lines), lines)
    span = Span(min(table.span.start, paragraph.span.start), max(table.span.end, paragraph.span.end))
    return replace(table, span=span, children=(*table.children, caption))
