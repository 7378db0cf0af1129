"""Write set lines as HTML that can only be drawn one way, and say where each line must come out.

Every line is a block of its own that cannot be broken, with its word space and scale; attributes say what
each element is in the structure (`docs/conformance.md`). The same slices give the planned place of every
line, which the audit holds the layout against.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import count
from typing import NamedTuple, assert_never

from letterpress.composing import Arrangement, Container, Image, Passage
from letterpress.letter import (
    Emphasis,
    FootnoteCall,
    Foreign,
    Inline,
    LineBreak,
    Link,
    Strong,
    Text,
    plain_text,
)
from letterpress.source import Span
from letterpress.typesetting.engine import image_address
from letterpress.typesetting.galley import Slice, slice_height
from letterpress.typesetting.lines import WORD_SPACE_DIGITS, SetLine
from letterpress.typesetting.matter import SMALL_CAPS
from letterpress.typesetting.setting import SetCell


class PlannedLine(NamedTuple):
    """A line and its place on the page: left and top of its block, its width, in CSS pixels of the sheet."""

    text: str
    left: float
    top: float
    width: float
    calls: tuple[int, ...]
    span: Span
    repeated: bool = False
    line: SetLine | None = None


FROM_RIGHT = ";direction:rtl;text-align:left"  # its place is planned from the left all the same
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


class Scribe:
    """Write the slices of one letter; it remembers which link and which call it has begun."""

    def __init__(self, labels: Mapping[str, str], images: Sequence[str]) -> None:
        self._labels = labels
        self._images = {path: image_address(number) for number, path in enumerate(images)}
        self._opened: set[str] = set()
        self._links: dict[int, str] = {}
        self._called: set[int] = set()
        self._numbers = count(1)

    def column(self, slices: Iterable[Slice]) -> str:
        """Write slices one below the other, inside the elements of the structure around them."""
        parts: list[str] = []
        path: tuple[Container, ...] = ()
        for piece in slices:
            inside = () if piece.repeated else piece.passage.passage.path
            if _begins_with_marker(piece):
                beside = inside[:-1] if inside and inside[-1].role == "LBody" else inside
                parts += [self._change_path(path, beside), self._marker(piece)]
                path = beside
            parts += [self._change_path(path, inside), self._slice(piece)]
            path = inside
        parts.append(self._change_path(path, ()))
        return "".join(parts)

    def _change_path(self, old: tuple[Container, ...], new: tuple[Container, ...]) -> str:
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same]:
            same += 1
        closing = "</div>" * (len(old) - same)
        return closing + "".join(self._open_container(container) for container in new[same:])

    def _open_container(self, container: Container) -> str:
        part = escape(container.part)
        attributes = f'data-tag="{container.role}" data-part="{part}"'
        if container.numbering:
            attributes += f' data-numbering="{container.numbering}"'
        if container.role == "Note":
            attributes += f' data-id="{part}"'
        if container.after:
            attributes += f' data-after="{escape(container.after)}"'
        if container.role == "Note" and container.part not in self._opened:
            attributes += f' id="{part}"'
        self._opened.add(container.part)
        return f"<div {attributes}>"

    def _slice(self, piece: Slice) -> str:
        if piece.passage.passage.is_row:
            return self._row(piece)
        if piece.passage.passage.image:
            return self._image(piece, piece.passage.passage.image)
        if piece.passage.is_whole:
            return _rule(piece)
        return self._paragraph(piece)

    def _paragraph(self, piece: Slice) -> str:
        passage, inner = piece.passage, piece.passage.passage
        gap = -passage.measures.leading if _begins_with_marker(piece) else piece.gap
        cell = passage.cells[0]
        lines = "".join(self._line(line) for line in cell.lines[piece.start : piece.end])
        style = f"margin:{gap:.3f}px 0 0 {cell.left:.3f}px;width:{cell.width:.3f}px;padding:0"
        if passage.measures.justified:
            style += ";text-align:left"
        attributes = f'data-tag="{inner.role}" data-part="{escape(inner.part)}"'
        if inner.role in HEADINGS and not piece.start:
            attributes += f' data-outline="{escape(_words(inner))}"'
        return f'<p class="{inner.style}" {attributes} style="{style}">{lines}</p>'

    def _row(self, piece: Slice) -> str:
        inner = piece.passage.passage
        cells = "".join(
            f'<div class="cell {inner.style}"{"" if piece.repeated else _tag(inner, number)}'
            f' style="left:{cell.left:.3f}px;width:{cell.width:.3f}px">'
            f"{''.join(self._line(line) for line in _lines_of(cell, piece))}</div>"
            for number, cell in enumerate(piece.passage.cells)
        )
        style = f"margin-top:{piece.gap:.3f}px;height:{slice_height(piece):.3f}px"
        apart = ' data-tag="Artifact" data-artifact="Pagination/Header"' if piece.repeated else ""
        rule = _row_rule(piece) if inner.arrangement is Arrangement.TABLE and _ends_row(piece) else ""
        return f'<div class="row"{apart} style="{style}">{cells}{rule}</div>'

    def _image(self, piece: Slice, image: Image) -> str:
        passage, size = piece.passage, piece.passage.image_size
        assert size is not None
        place = f"margin:{piece.gap:.3f}px 0 0 {passage.measures.left:.3f}px"
        return (
            f'<img data-tag="Figure" data-part="{escape(passage.passage.part)}"'
            f' src="{self._images[image.path]}" alt="{escape(image.alternative)}"'
            f' style="display:block;{place};width:{size.width:.3f}px;height:{size.height:.3f}px">'
        )

    def _marker(self, piece: Slice) -> str:
        """Write a marker on a line of its own; the text follows on the same line."""
        passage, marker = piece.passage, piece.passage.marker
        assert marker is not None
        text = escape(marker.text, quote=False)
        number = passage.passage.begins_note
        if number is not None:
            title = escape(f"{self._labels['back']} {number}")
            link = f'<a class="link" href="#call-{number}" title="{title}" data-tag="Lbl Link">'
            text = f"{link}{text}</a>"
        else:
            text = f'<span data-tag="Lbl">{text}</span>'
        style = f"margin:{piece.gap:.3f}px 0 0;padding:0;text-align:left"
        place = f"margin-left:{marker.indent:.3f}px{FROM_RIGHT if marker.from_right else ''}"
        line = f'<span class="l" style="{place}"><span class="marker">{text}</span></span>'
        return f'<div class="{passage.passage.style}" style="{style}">{line}</div>'

    def _line(self, line: SetLine) -> str:
        style = ""
        if line.word_space is not None:
            style += f"word-spacing:{line.word_space:.{WORD_SPACE_DIGITS}f}px;"
        if line.scale != 1.0:
            style += f"transform:scaleX({line.scale:.6f});"
        if line.indent:
            style += f"margin-left:{line.indent:.3f}px;"
        if line.from_right:
            style += FROM_RIGHT.removeprefix(";")
        attributes = f' style="{style}"' if style else ""
        if line.spaced:
            attributes += ' data-space="after"'
        if line.own_hyphen:
            attributes += ' data-hyphen="own"'
        parts = [f'<span class="l"{attributes}>']
        path: tuple[Inline, ...] = ()
        for piece in line.pieces:
            same = _common(path, piece.path)
            parts += [_close(node) for node in reversed(path[same:])]
            parts += [self._open(node) for node in piece.path[same:]]
            path = piece.path
            text = escape(piece.text, quote=False)
            parts.append(f'<span class="sc">{text}</span>' if SMALL_CAPS in piece.face.inline else text)
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
            case Foreign():
                return f'<span lang="{escape(node.language)}">'
            case Text() | LineBreak():
                raise AssertionError(node)
            case _:
                assert_never(node)


def _words(passage: Passage) -> str:
    return " ".join(plain_text(passage.cells[0]).split())


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
        case Foreign():
            return "</span>"
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


def _tag(passage: Passage, number: int) -> str:
    return f' data-tag="{passage.role}" data-part="{escape(passage.cell_part(number))}"'


def _rule(piece: Slice) -> str:
    style = f"margin-top:{piece.gap:.3f}px;height:{slice_height(piece):.3f}px"
    apart = 'data-tag="Artifact" data-artifact="Layout"'
    return f'<div {apart} style="{style}"><div class="thematic-break"></div></div>'


def _ends_row(piece: Slice) -> bool:
    """Tell whether a row ends here: one that goes on overleaf has no line below it."""
    return piece.passage.is_whole or piece.end == piece.passage.line_count


def _row_rule(piece: Slice) -> str:
    """Draw the line below a row of a table, as wide as its columns."""
    left = min(cell.left for cell in piece.passage.cells)
    width = max(cell.left + cell.width for cell in piece.passage.cells) - left
    apart = "" if piece.repeated else ' data-tag="Artifact" data-artifact="Layout"'
    kind = f"row-rule {piece.passage.passage.style}-rule"
    return f'<div class="{kind}"{apart} style="left:{left:.3f}px;width:{width:.3f}px"></div>'


def planned_lines(slices: Iterable[Slice], left: float, top: float) -> Iterator[PlannedLine]:
    """Say where the lines of slices come out when their column starts at this place of the sheet."""
    for piece in slices:
        top += piece.gap
        passage = piece.passage
        if passage.marker and piece.start == 0:
            yield _planned(passage.marker, left, top, piece)
        for cell in passage.cells:
            yield from _cell_lines(cell, piece, left, top)
        top += slice_height(piece)


def _cell_lines(cell: SetCell, piece: Slice, left: float, top: float) -> Iterator[PlannedLine]:
    for number, line in enumerate(_lines_of(cell, piece)):
        yield _planned(line, left + cell.left, top + number * piece.passage.measures.leading, piece)


def _lines_of(cell: SetCell, piece: Slice) -> Sequence[SetLine]:
    return cell.lines if piece.passage.is_whole else cell.lines[piece.start : piece.end]


def _planned(line: SetLine, left: float, top: float, piece: Slice) -> PlannedLine:
    span = piece.passage.passage.span
    return PlannedLine(line.text, left + line.indent, top, line.width, line.calls, span, piece.repeated, line)
