"""Write set lines as HTML that can only be drawn one way, and say where each line must come out.

Every line is a block of its own that cannot be broken, with its word space and scale; attributes say what
each element is in the structure (`docs/conformance.md`). The same slices give the planned place of every
line, which the audit holds the layout against.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import count
from typing import NamedTuple, assert_never

from letterpress.composing import Container
from letterpress.letter import Emphasis, FootnoteCall, Inline, LineBreak, Link, Strong, Text
from letterpress.source import Span
from letterpress.typesetting.galley import Slice, is_row, slice_height
from letterpress.typesetting.setting import SetCell, SetLine, SetPassage


class PlannedLine(NamedTuple):
    """A line and its place on the page: left and top of its block, its width, in CSS pixels of the sheet."""

    text: str
    left: float
    top: float
    width: float
    calls: tuple[int, ...]
    span: Span


class Scribe:
    """Write the slices of one letter; it remembers which link and which call it has begun."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = labels
        self._links: dict[int, str] = {}
        self._called: set[int] = set()
        self._numbers = count(1)

    def column(self, slices: Iterable[Slice]) -> str:
        """Write slices one below the other, inside the elements of the structure around them."""
        parts: list[str] = []
        path: tuple[Container, ...] = ()
        for piece in slices:
            inside = piece.passage.passage.path
            if _begins_with_marker(piece):
                beside = inside[:-1] if inside and inside[-1].role == "LBody" else inside
                parts += [_change_path(path, beside), self._marker(piece)]
                path = beside
            parts += [_change_path(path, inside), self._slice(piece)]
            path = inside
        parts.append(_change_path(path, ()))
        return "".join(parts)

    def note(self, number: int, after: str, slices: Sequence[Slice], *, begins: bool, gap: float) -> str:
        """Write a piece of a note, read after the part of the text it is called in."""
        anchor = f' id="note-{number}"' if begins else ""
        return (
            f'<div{anchor} data-tag="Note" data-id="note-{number}" data-part="note-{number}"'
            f' data-after="{escape(after)}" style="margin-top:{gap:.3f}px">{self.column(slices)}</div>'
        )

    def _slice(self, piece: Slice) -> str:
        passage = piece.passage
        if is_row(passage):
            return self._row(piece)
        gap = -passage.measures.leading if _begins_with_marker(piece) else piece.gap
        cell = passage.cells[0]
        lines = "".join(self._line(line) for line in cell.lines[piece.start : piece.end])
        style = f"margin:{gap:.3f}px 0 0 {cell.left:.3f}px;width:{cell.width:.3f}px;padding:0"
        if passage.measures.justified:
            style += ";text-align:left"
        inner = passage.passage
        return (
            f'<p class="{inner.style}" data-tag="{inner.role}" data-part="{escape(inner.part)}"'
            f' style="{style}">{lines}</p>'
        )

    def _row(self, piece: Slice) -> str:
        inner = piece.passage.passage
        part = escape(inner.part)
        cells = "".join(
            f'<div class="cell {inner.style}" data-tag="{inner.role}" data-part="{part}-{number}"'
            f' style="left:{cell.left:.3f}px;width:{cell.width:.3f}px;margin:0;padding:0">'
            f"{''.join(self._line(line) for line in cell.lines)}</div>"
            for number, cell in enumerate(piece.passage.cells)
        )
        style = f"margin-top:{piece.gap:.3f}px;height:{slice_height(piece):.3f}px"
        return f'<div class="row" style="{style}">{cells}</div>'

    def _marker(self, piece: Slice) -> str:
        """Write a marker on a line of its own; the text follows on the same line."""
        passage, marker = piece.passage, piece.passage.marker
        assert marker is not None
        number = passage.passage.part.removeprefix("note-").partition(".")[0]
        text = escape(marker.text, quote=False)
        if passage.zone == "notes" and passage.passage.marker == number:
            title = escape(f"{self._labels['back']} {number}")
            link = f'<a class="link" href="#call-{number}" title="{title}" data-tag="Lbl Link">'
            text = f"{link}{text}</a>"
        else:
            text = f'<span data-tag="Lbl">{text}</span>'
        style = f"margin:{piece.gap:.3f}px 0 0;padding:0;text-align:left"
        place = f"margin-left:{marker.indent:.3f}px"
        line = f'<span class="l" style="{place}"><span class="marker">{text}</span></span>'
        return f'<div class="{passage.passage.style}" style="{style}">{line}</div>'

    def _line(self, line: SetLine) -> str:
        style = ""
        if line.word_space is not None:
            style += f"word-spacing:{line.word_space:.4f}px;"
        if line.scale != 1.0:
            style += f"transform:scaleX({line.scale:.6f});"
        if line.indent:
            style += f"margin-left:{line.indent:.3f}px"
        attributes = f' style="{style}"' if style else ""
        if line.spaced:
            attributes += ' data-space="after"'
        parts = [f'<span class="l"{attributes}>']
        path: tuple[Inline, ...] = ()
        for piece in line.pieces:
            same = _common(path, piece.path)
            parts += [_close(node) for node in reversed(path[same:])]
            parts += [self._open(node) for node in piece.path[same:]]
            path = piece.path
            parts.append(escape(piece.text, quote=False))
        parts += [_close(node) for node in reversed(path)]
        parts.append("</span>")
        return "".join(parts)

    def _open(self, node: Inline) -> str:
        match node:
            case Emphasis():
                return "<em>"
            case Strong():
                return "<strong>"
            case Link():
                part = self._links.setdefault(id(node), f"link-{len(self._links) + 1}")
                return f'<a class="link" href="{escape(node.target)}" data-tag="Link" data-part="{part}">'
            case FootnoteCall():
                anchor = "" if node.number in self._called else f' id="call-{node.number}"'
                self._called.add(node.number)
                title = escape(f"{self._labels['footnote']} {node.number}")
                return (
                    f'<a class="call"{anchor} href="#note-{node.number}" title="{title}"'
                    f' data-tag="Reference Link" data-part="call-{next(self._numbers)}">'
                )
            case Text() | LineBreak():
                raise AssertionError(node)
            case _:
                assert_never(node)


def _begins_with_marker(piece: Slice) -> bool:
    return piece.passage.marker is not None and piece.start == 0


def _close(node: Inline) -> str:
    match node:
        case Emphasis():
            return "</em>"
        case Strong():
            return "</strong>"
        case Link() | FootnoteCall():
            return "</a>"
        case Text() | LineBreak():
            raise AssertionError(node)
        case _:
            assert_never(node)


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    """Count the leading members that are the same objects."""
    same = 0
    while same < min(len(one), len(other)) and one[same] is other[same]:
        same += 1
    return same


def _change_path(old: tuple[Container, ...], new: tuple[Container, ...]) -> str:
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    closing = "</div>" * (len(old) - same)
    return closing + "".join(_open_container(container) for container in new[same:])


def _open_container(container: Container) -> str:
    numbering = f' data-numbering="{container.numbering}"' if container.numbering else ""
    return f'<div data-tag="{container.role}" data-part="{escape(container.part)}"{numbering}>'


def planned_lines(slices: Iterable[Slice], left: float, top: float) -> Iterator[PlannedLine]:
    """Say where the lines of slices come out when their column starts at this place of the sheet."""
    for piece in slices:
        top += piece.gap
        passage = piece.passage
        if passage.marker and piece.start == 0:
            yield _planned(passage.marker, left, top, passage)
        for cell in passage.cells:
            yield from _cell_lines(cell, piece, left, top)
        top += slice_height(piece)


def _cell_lines(cell: SetCell, piece: Slice, left: float, top: float) -> Iterator[PlannedLine]:
    lines = cell.lines if is_row(piece.passage) else cell.lines[piece.start : piece.end]
    for number, line in enumerate(lines):
        yield _planned(line, left + cell.left, top + number * piece.passage.measures.leading, piece.passage)


def _planned(line: SetLine, left: float, top: float, passage: SetPassage) -> PlannedLine:
    return PlannedLine(line.text, left + line.indent, top, line.width, line.calls, passage.passage.span)
