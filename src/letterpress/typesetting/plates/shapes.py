"""What fixes the pages of a letter: two letters of one shape differ in the characters of some lines alone.

The frame says which passages there are; a shape, how the lines of the passages that a recipient changes fall
out. Make-up and markup follow from both, so letters that agree in them agree in every place on every page.
"""

from collections.abc import Hashable, Iterator, Sequence

from letterpress.composing import Flow, Passage
from letterpress.letter import Emphasis, FootnoteCall, Foreign, Inline, Link, Strong, plain_text
from letterpress.typesetting.emission import HEADINGS
from letterpress.typesetting.lines import Piece, SetLine
from letterpress.typesetting.matter import SMALL_CAPS
from letterpress.typesetting.setting import SetPassage

Shape = Hashable


def frame_of(flow: Flow) -> Shape:
    """Say which passages a letter has, and everything of them but their text."""
    zones = tuple((zone, tuple(map(_frame_of_passage, passages))) for zone, passages in flow.zones.items())
    notes = tuple((note.number, tuple(map(_frame_of_passage, note.passages))) for note in flow.notes)
    return zones, tuple(map(_frame_of_passage, flow.text)), notes


def _frame_of_passage(passage: Passage) -> Shape:
    return (
        passage.part,
        passage.style,
        passage.role,
        passage.marker,
        len(passage.cells),
        passage.columns,
        passage.image,
        passage.begins_page,
    )


def shape_of(passage: SetPassage) -> Shape:
    """Say how the lines of a passage fall out; a heading also what it says, for the outline has it."""
    inner = passage.passage
    words = tuple(map(plain_text, inner.cells)) if inner.role in HEADINGS else ()
    nodes: dict[int, int] = {}
    cells = tuple(
        (cell.left, cell.width, tuple(_shape_of_line(line, nodes) for line in cell.lines))
        for cell in passage.cells
    )
    return inner.part, inner.style, words, cells


def ends_of(passage: SetPassage) -> Shape:
    """Say which lines end in a hyphen: the price of a page break there, and nothing else, depends on it."""
    return tuple(tuple(line.hyphen for line in cell.lines) for cell in passage.cells)


def texts_of(line: SetLine) -> tuple[Piece, ...]:
    """Join what is drawn as one text: pieces that follow one another inside the same elements."""
    texts: list[Piece] = []
    for piece in line.pieces:
        if texts and _goes_on(piece, texts[-1]):
            texts[-1] = texts[-1]._replace(text=texts[-1].text + piece.text)
        else:
            texts.append(piece)
    return tuple(texts)


def _goes_on(piece: Piece, before: Piece) -> bool:
    if piece.face != before.face or SMALL_CAPS in piece.face.inline or len(piece.path) != len(before.path):
        return False
    return all(node is other for node, other in zip(piece.path, before.path, strict=True))


def _shape_of_line(line: SetLine, nodes: dict[int, int]) -> Shape:
    return line.from_right, tuple(tuple(_shape_of_piece(piece, nodes)) for piece in texts_of(line))


def _shape_of_piece(piece: Piece, nodes: dict[int, int]) -> Iterator[Shape]:
    yield piece.face
    for node in piece.path:
        yield nodes.setdefault(id(node), len(nodes))
        yield _kind_of(node)


def _kind_of(node: Inline) -> Shape:
    match node:
        case Link():
            return "link", node.target, plain_text(node.children)
        case FootnoteCall():
            return "call", node.number
        case Foreign():
            return "foreign", node.language
        case Emphasis() | Strong():
            return type(node).__name__
        case _:
            raise AssertionError(node)


def can_be_stamped(passages: Sequence[SetPassage]) -> bool:
    """Tell whether a plate can paint every line: none is turned, cut or blank, and no head comes again."""
    if any(passage.turned or passage.passage.role == "TH" for passage in passages):
        return False
    lines = (line for passage in passages for cell in passage.cells for line in cell.lines)
    return all(not line.cut and all(text.text.strip() for text in texts_of(line)) for line in lines)
