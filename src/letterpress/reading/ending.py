"""After the close: signatories, enclosures, copies and the postscript.

Labels (`cc:`, `Enclosures:`, `P.S.`) open a part, which lasts until the next label. What no rule
claims is handed back.
"""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from letterpress.letter import Signatory
from letterpress.reading.claims import Claim, Part, Rule
from letterpress.reading.formulas import COPIES_LABEL, ENCLOSURES_LABEL, POSTSCRIPT
from letterpress.reading.lines import bare, bare_lines, unmarked
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import cut_paragraph, paragraph_of, span_of
from letterpress.reading.markup.run import asks_for_break
from letterpress.reading.overruling import NOTHING, Stated
from letterpress.reading.signatories import read_signatories
from letterpress.source import Span

MAX_SIGNATORY = 160  # characters of a line with name, office and body
FULL_LINE = 60  # characters; a longer line of a list of names was wrapped
MAX_PROSE_WORDS = 12  # a line with more words and a full stop is a sentence

_INSTEAD_OF_INK = re.compile(
    r"[{\[(].*[}\])]|/s/.*|[_.\s]{4,}|(?:i\.\s?[av]\.|p\.\s?p\.|ppa\.)", re.IGNORECASE
)
_SEPARATOR = re.compile(r"[-_=*~\s]{2,}")


class _Part(Enum):
    SIGNATORIES = auto()
    ENCLOSURES = auto()
    COPIES = auto()
    POSTSCRIPT = auto()
    REST = auto()


_LABELS = (
    (_Part.ENCLOSURES, ENCLOSURES_LABEL),
    (_Part.COPIES, COPIES_LABEL),
    (_Part.POSTSCRIPT, POSTSCRIPT),
)

_CLAIMED = {
    _Part.ENCLOSURES: (Part.ENCLOSURE, Rule.LABEL_ENCLOSURES),
    _Part.COPIES: (Part.COPY, Rule.LABEL_COPIES),
    _Part.POSTSCRIPT: (Part.POSTSCRIPT, Rule.LABEL_POSTSCRIPT),
}


@dataclass(slots=True)
class Ending:
    """The parts after the close; enclosures, copies and postscript as runs of lines.

    `marks` are lines in the place of ink, `closed` parts no rule may look for, as the front matter says which
    lines they are.
    """

    marks: list[Line] = field(default_factory=list)
    signatories: list[Signatory] = field(default_factory=list)
    enclosures: list[tuple[Line, ...]] = field(default_factory=list)
    copies: list[tuple[Line, ...]] = field(default_factory=list)
    postscript: list[tuple[Line, ...]] = field(default_factory=list)
    rest: list[RawBlock] = field(default_factory=list)
    labels: list[tuple[_Part, RawBlock]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    closed: frozenset[Part] = frozenset()


def read_ending(blocks: tuple[RawBlock, ...], notes: Sequence[int] = (), stated: Stated = NOTHING) -> Ending:
    """Read the blocks after the complimentary close.

    Args:
        blocks: the blocks, without notes.
        notes: where the notes of the letter stood, in order; one ends what a label opened.
        stated: the lines that are parts because the front matter names them.
    """
    ending = Ending(closed=stated.parts)
    part = _Part.SIGNATORIES
    place = blocks[0].span.start if blocks else 0
    for block in blocks:
        if part is not _Part.SIGNATORIES and bisect(notes, place) < bisect(notes, block.span.start):
            part = _Part.REST
        place = block.span.start
        is_paragraph = block.kind is Kind.PARAGRAPH
        for piece in cut_paragraph(block, _begins_with_label) if is_paragraph else [block]:
            part = _place(piece, part, ending)
    _keep_bare_labels(ending)
    _add_stated(ending, stated)
    while ending.rest and ending.rest[-1].kind is Kind.RULE:
        ending.claims.append(Claim(ending.rest.pop().span, Part.SEPARATOR, Rule.DRAWN_RULE))
    return ending


def _begins_with_label(line: Line) -> bool:
    return _label_of(line) is not None


def _label_of(line: Line) -> tuple[_Part, int] | None:
    """Find the label a line begins with, and where the words after it begin."""
    start = len(line.text) - len(line.text.lstrip("*_ \t"))
    for part, label in _LABELS:
        if found := label.match(line.text, start):
            return part, found.end()
    return None


def _place(block: RawBlock, part: _Part, ending: Ending) -> _Part:
    """Give a block to the part it belongs to; return the part the next block may go on with."""
    if block.kind in (Kind.RULE, Kind.PAGE_BREAK, Kind.FIGURE) or _is_drawn_rule(block):
        if block.kind is Kind.FIGURE or (block.kind is Kind.RULE and part is _Part.REST):
            ending.rest.append(block)
        else:
            ending.claims.append(Claim(block.span, Part.SEPARATOR, Rule.DRAWN_RULE))
        return part  # they part nothing: after the close the stationery does
    label = _label_of(block.lines[0]) if block.kind is Kind.PARAGRAPH else None
    if label and _CLAIMED[label[0]][0] not in ending.closed:
        part, end = label
        words = _without_label(block, end)
        if words is None:
            ending.labels.append((part, block))
            ending.claims.append(Claim(block.span, *_CLAIMED[part]))
            return part
        before = Span(block.span.start, words.span.start)
        ending.claims.append(Claim(before, *_CLAIMED[part]))
        block = words
    match part:
        case _Part.ENCLOSURES if items := _items(block):
            ending.enclosures += items
            ending.claims.append(Claim(block.span, *_CLAIMED[part]))
        case _Part.COPIES if items := _items(block):
            ending.copies += items
            ending.claims.append(Claim(block.span, *_CLAIMED[part]))
        case _Part.POSTSCRIPT if block.kind is Kind.PARAGRAPH:
            ending.postscript.append(block.lines)
            ending.claims.append(Claim(block.span, *_CLAIMED[part]))
        case _Part.SIGNATORIES if _signs(block) and Part.SIGNATORY not in ending.closed:
            _sign(block, ending)
        case _Part.ENCLOSURES | _Part.COPIES | _Part.SIGNATORIES | _Part.POSTSCRIPT | _Part.REST:
            ending.rest.append(block)
            return _Part.REST
    return part


def _add_stated(ending: Ending, stated: Stated) -> None:
    """Add the parts whose lines the front matter names, without their labels."""
    for lines in stated.runs.get(Part.SIGNATORY, ()):
        _sign(paragraph_of(lines), ending)
    for part, (claimed, _) in _CLAIMED.items():
        for lines in stated.runs.get(claimed, ()):
            label = _label_of(lines[0])
            block = paragraph_of(lines)
            words = _without_label(block, label[1]) if label and label[0] is part else block
            kept = (words or block).lines
            if part is _Part.POSTSCRIPT:
                ending.postscript.append(kept)
            else:
                items = ending.enclosures if part is _Part.ENCLOSURES else ending.copies
                items += (tuple(item) for item in _unwrapped(kept))


def _without_label(block: RawBlock, end: int) -> RawBlock | None:
    """Drop the label a paragraph begins with; None when the label is all of it."""
    first = block.lines[0]
    words = first.behind(end)
    kept = (words, *block.lines[1:]) if words.text.strip() else block.lines[1:]
    return paragraph_of(kept, block.indent) if kept else None


def _keep_bare_labels(ending: Ending) -> None:
    """Put a label that nothing follows into its part: `Encl.` is all that letter says of its enclosures."""
    for part, block in ending.labels:
        if part is _Part.ENCLOSURES:
            ending.enclosures = ending.enclosures or [block.lines]
        elif part is _Part.COPIES:
            ending.copies = ending.copies or [block.lines]
        else:
            ending.postscript = ending.postscript or [block.lines]


def _items(block: RawBlock) -> list[tuple[Line, ...]]:
    """Give the lines of a part that is made of lines: those of a paragraph, or the items of a list."""
    if block.kind in (Kind.BULLETS, Kind.NUMBERS):
        paragraphs = [p for item in block.children for p in item.children]
        if all(p.kind is Kind.PARAGRAPH for p in paragraphs):
            return [p.lines for p in paragraphs]
        return []
    if block.kind is not Kind.PARAGRAPH or _is_prose(block):
        return []
    return [tuple(item) for item in _unwrapped(block.lines)]


def _unwrapped(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Give an item a line; one that fills its line goes on in the next."""
    items: list[list[Line]] = []
    fills = False
    for line in lines:
        words = bare(line)
        if fills and items:
            items[-1].append(line)
        elif unmarked(line):  # a call alone is an item too
            items.append([line])
        fills = len(words) >= FULL_LINE and not asks_for_break(line)
    return items


def _is_prose(block: RawBlock) -> bool:
    words = bare_lines(block)
    long = any(len(line) > MAX_SIGNATORY for line in words)
    text = " ".join(words)
    return long or (text.endswith((".", "?", "!")) and len(text.split()) > MAX_PROSE_WORDS)


def _signs(block: RawBlock) -> bool:
    if block.kind is not Kind.PARAGRAPH or _is_prose(block):
        return False
    return not _is_separator(block.lines[0])


def _is_drawn_rule(block: RawBlock) -> bool:
    return block.kind is Kind.PARAGRAPH and len(block.lines) == 1 and _is_separator(block.lines[0])


def _is_separator(line: Line) -> bool:
    return _SEPARATOR.fullmatch(unmarked(line)) is not None


def _sign(block: RawBlock, ending: Ending) -> None:
    lines = [(line, text) for line in block.lines if (text := unmarked(line))]
    while lines and not ending.signatories and _INSTEAD_OF_INK.fullmatch(lines[0][1]):
        mark, _ = lines.pop(0)
        ending.marks.append(mark)
        ending.claims.append(Claim(span_of((mark,)), Part.SIGNATURE_MARK, Rule.IN_PLACE_OF_INK))
    if not lines:
        return
    words = tuple(text for _, text in lines)
    found = read_signatories(tuple(line for line, _ in lines), words)
    rule = Rule.LINE_BELOW_CLOSE if len(found) == len(lines) else Rule.BLOCK_OF_ONE
    for number, signatory in enumerate(found, start=len(ending.signatories) + 1):
        ending.claims.append(Claim(signatory.span, Part.SIGNATORY, rule, str(number)))
    ending.signatories += found
