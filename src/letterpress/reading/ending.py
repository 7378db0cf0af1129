"""After the close: signatories, enclosures, copies and the postscript.

Labels (`cc:`, `Enclosures:`, `P.S.`) open a part, which lasts until the next label. What no rule
claims is handed back.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import zip_longest

from letterpress.letter import Signatory, Text
from letterpress.reading.claims import Claim, Part, Rule
from letterpress.reading.formulas import (
    COPIES_LABEL,
    ENCLOSURES_LABEL,
    IDENTIFICATION,
    ON_BEHALF,
    POSTSCRIPT,
    SIGNATORIES_LABEL,
)
from letterpress.reading.lines import bare, is_separator, unmarked
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import cut_paragraph, paragraph_of, span_of
from letterpress.reading.markup.run import asks_for_break
from letterpress.reading.overruling import NOTHING, Stated
from letterpress.reading.roster import (
    is_heading_of_names,
    is_line_for_ink,
    is_prose,
    is_sentence,
    read_list,
    signs,
)
from letterpress.reading.signatories import (
    Paragraph,
    are_rows_of_persons,
    cells_of_person,
    is_company,
    read_signatories,
)
from letterpress.source import Span

FULL_LINE = 60  # characters; a longer line of a list of names was wrapped
LABEL = 10  # characters a label before an item takes off its line
LEAST_PROSE_WORDS = 3  # small ones in a line with a full stop above the names

_INSTEAD_OF_INK = re.compile(
    r"[{\[(].*[}\])]|/s/.*|/[^/]{1,40}/|[.\s]{4,}|(?:i\.\s?[av]\.|p\.\s?p\.|ppa\.)", re.IGNORECASE
)
_FOR_OTHERS = re.compile(
    r"(?:for|für|för|voor|pour|por|per|para|for the|For the) [^\W\d_]"
)  # no name begins small
_ITEM_MARK = re.compile(r"(?:[-*•\u2013]|\d{1,2}[.)])[ \t]+(?=\S)")


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

    `marks` are lines in the place of ink or right above those who sign, `signing` the lines of these,
    `groups` the headings above some of them, `identification` initials and numbers below the names.
    `closed` are parts no rule may look for, as the front matter says which lines they are; `measure` is how
    long its lines are.
    """

    marks: list[Line] = field(default_factory=list)
    signing: list[Paragraph] = field(default_factory=list)
    groups: list[RawBlock] = field(default_factory=list)
    signatories: tuple[Signatory, ...] = ()
    identification: list[tuple[Line, ...]] = field(default_factory=list)
    enclosures: list[tuple[Line, ...]] = field(default_factory=list)
    copies: list[tuple[Line, ...]] = field(default_factory=list)
    postscript: list[tuple[Line, ...]] = field(default_factory=list)
    rest: list[RawBlock] = field(default_factory=list)
    labels: list[tuple[_Part, RawBlock]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    closed: frozenset[Part] = frozenset()
    measure: int = 0


def read_ending(
    blocks: tuple[RawBlock, ...],
    notes: Sequence[int] = (),
    stated: Stated = NOTHING,
    measure: int = 0,
) -> Ending:
    """Read the blocks after the complimentary close.

    Args:
        blocks: the blocks, without notes.
        notes: where the notes of the letter stood, in order; one ends what a label opened.
        stated: the lines that are parts because the front matter names them.
        measure: how long lines of the letter are, in characters.
    """
    ending = Ending(closed=stated.parts, measure=measure)
    part = _Part.SIGNATORIES
    blocks = tuple(_unfolded(blocks))
    place = blocks[0].span.start if blocks else 0
    for block, following in zip_longest(blocks, blocks[1:]):
        if part is not _Part.SIGNATORIES and bisect(notes, place) < bisect(notes, block.span.start):
            part = _Part.REST
        place = block.span.start
        may_head = part is _Part.SIGNATORIES and Part.SIGNATORY not in stated.parts
        if may_head and is_heading_of_names(block, following) and not _begins_with_label(block.lines[0]):
            ending.groups.append(block)
            continue
        is_paragraph = block.kind is Kind.PARAGRAPH
        for piece in cut_paragraph(block, _begins_with_label) if is_paragraph else [block]:
            if left := _without_identification(piece, ending):
                part = _place(left, part, ending)
    _keep_bare_labels(ending)
    _part_company(ending)
    _add_stated(ending, stated)
    _group(ending, read_signatories(ending.signing))
    ending.claims[:0] = _claims_of_signatories(ending)
    while ending.rest and ending.rest[-1].kind is Kind.RULE:
        ending.claims.append(Claim(ending.rest.pop().span, Part.SEPARATOR, Rule.DRAWN_RULE))
    return ending


def _unfolded(blocks: Sequence[RawBlock]) -> Iterator[RawBlock]:
    """Yield what stands in quotations, and headings above names in one paragraph with them on their own.

    After the close a quotation quotes nobody: its author wanted names indented.
    """
    for block in blocks:
        if block.kind is Kind.QUOTATION:
            yield from _unfolded(block.children)
        elif block.kind is Kind.PARAGRAPH and any(map(_heads_names, block.lines)):
            for piece in cut_paragraph(block, _heads_names):
                is_above = len(piece.lines) > 1 and _heads_names(piece.lines[0])
                for lines in (piece.lines[:1], piece.lines[1:]) if is_above else (piece.lines,):
                    yield paragraph_of(lines, piece.indent)
        else:
            yield block


def _heads_names(line: Line) -> bool:
    words = unmarked(line)
    is_label = _begins_with_label(line) or is_line_for_ink(line) or _is_above_names(words)
    return words.endswith(":") and len(words) <= FULL_LINE and not is_label


def _without_identification(block: RawBlock, ending: Ending) -> RawBlock | None:
    """Take the line that identifies the letter off a paragraph below the names; None when it is all of it."""
    if block.kind is not Kind.PARAGRAPH or not ending.signing or not _is_identification(block.lines[0]):
        return block
    line, *others = block.lines
    ending.identification.append((line,))
    ending.claims.append(Claim(span_of((line,)), Part.IDENTIFICATION, Rule.IDENTIFIES))
    return paragraph_of(tuple(others), block.indent) if others else None


def _group(ending: Ending, signatories: tuple[Signatory, ...]) -> None:
    """Give those who sign below a heading its words; one with nobody below it is no heading of names."""
    places = [group.span.start for group in ending.groups]
    words = [
        Text(unmarked(group.lines[0]).removesuffix(":"), span_of(group.lines)) for group in ending.groups
    ]
    numbers = [bisect(places, one.span.start) for one in signatories]
    used = frozenset(numbers)
    ending.signatories = tuple(
        replace(one, group=(words[n - 1],)) if n else one for one, n in zip(signatories, numbers, strict=True)
    )
    for n, group in enumerate(ending.groups, start=1):
        if n in used:
            ending.claims.append(Claim(group.span, Part.SIGNATORY, Rule.HEADING_OF_NAMES))
        else:
            ending.rest.append(group)
    ending.rest.sort(key=lambda block: block.span.start)


def _part_company(ending: Ending) -> None:
    """Take the company whose people sign for it for a line right above them: `Roe GmbH` below the close."""
    match ending.signing:
        case [((line,), (words,)), *others] if others and is_company(words):
            if not any(is_company(one[0]) for _, one in others):
                ending.signing = others
                ending.marks.append(line)
                ending.claims.append(Claim(span_of((line,)), Part.SIGNATURE_MARK, Rule.IN_PLACE_OF_INK))


def _begins_with_label(line: Line) -> bool:
    return _label_of(line) is not None or _is_identification(line)


def _is_identification(line: Line) -> bool:
    return IDENTIFICATION.fullmatch(bare(line)) is not None


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
        case _Part.ENCLOSURES if items := _items(block, ending.measure):
            ending.enclosures += items
            ending.claims.append(Claim(block.span, *_CLAIMED[part]))
        case _Part.COPIES if items := _items(block, ending.measure):
            ending.copies += items
            ending.claims.append(Claim(block.span, *_CLAIMED[part]))
        case _Part.POSTSCRIPT if block.kind is Kind.PARAGRAPH:
            ending.postscript.append(block.lines)
            ending.claims.append(Claim(block.span, *_CLAIMED[part]))
        case _Part.SIGNATORIES if Part.SIGNATORY not in ending.closed and _sign(block, ending):
            pass
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
                items += (tuple(item) for item in _unwrapped(kept, ending.measure))


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


def _items(block: RawBlock, measure: int) -> list[tuple[Line, ...]]:
    """Give the lines of a part that is made of lines: those of a paragraph, or the items of a list."""
    if block.kind in (Kind.BULLETS, Kind.NUMBERS):
        paragraphs = [p for item in block.children for p in item.children]
        if all(p.kind is Kind.PARAGRAPH for p in paragraphs):
            return [p.lines for p in paragraphs]
        return []
    if block.kind is not Kind.PARAGRAPH or is_prose(block) or is_separator(block.lines[0]):
        return []
    return [tuple(item) for item in _unwrapped(block.lines, measure)]


def _unwrapped(lines: tuple[Line, ...], measure: int) -> list[list[Line]]:
    """Give an item a line; one that fills its line goes on in the next."""
    items: list[list[Line]] = []
    above: Line | None = None
    for line in lines:
        mark = _ITEM_MARK.match(line.text)
        if above and items and not mark and _goes_on(above, line, measure):
            items[-1].append(line)
        elif unmarked(line):  # a call alone is an item too
            items.append([line.behind(mark.end()) if mark else line])
        above = line
    return items


def _goes_on(line: Line, following: Line, measure: int) -> bool:
    """Tell whether a line was wrapped: it is long, and the first word of the next had no room on it."""
    words, first = bare(line), bare(following).partition(" ")[0]
    is_long = len(words) >= FULL_LINE and len(words) + 1 + len(first) > measure - LABEL
    return is_long and not asks_for_break(line)


def _is_above_names(words: str) -> bool:
    """Tell whether a line stands between the close and the names: for ink, or to say what they are."""
    small = [word for word in words.split() if word.islower()]
    is_sentence = words.endswith(".") and len(small) >= LEAST_PROSE_WORDS
    if _FOR_OTHERS.match(words) and len(words) <= FULL_LINE:
        return True
    return is_sentence or any(
        line.fullmatch(words) for line in (_INSTEAD_OF_INK, SIGNATORIES_LABEL, ON_BEHALF)
    )


def _is_drawn_rule(block: RawBlock) -> bool:
    is_line = block.kind is Kind.PARAGRAPH and len(block.lines) == 1
    return is_line and (is_separator(block.lines[0]) or not unmarked(block.lines[0]))


def _sign(block: RawBlock, ending: Ending) -> bool:
    """Give a block to the signatories, if it holds any; a list holds all of them."""
    if ending.signing and block.lines and is_sentence(block):
        return False
    if not signs(block):
        may_hold = ending.groups or not ending.signing
        listed = read_list(block) if may_hold else []
        ending.signing += listed
        ending.claims += [Claim(block.span, Part.SIGNATORY, Rule.LIST_OF_NAMES)] if listed else []
        return bool(listed)
    are_rows = are_rows_of_persons([line.text for line in block.lines])
    words_of = _words_of_row if are_rows else unmarked
    lines = [(line, text) for line in block.lines if (text := words_of(line)) and not is_line_for_ink(line)]
    while lines and not ending.signing and _is_above_names(lines[0][1]):
        mark, _ = lines.pop(0)
        ending.marks.append(mark)
        ending.claims.append(Claim(span_of((mark,)), Part.SIGNATURE_MARK, Rule.IN_PLACE_OF_INK))
    if lines:
        ending.signing.append((tuple(line for line, _ in lines), tuple(text for _, text in lines)))
    return True


def _words_of_row(line: Line) -> str:
    return ", ".join(unmarked(Line(cell, line.start)) for cell in cells_of_person(line.text))


def _claims_of_signatories(ending: Ending) -> list[Claim]:
    """Claim the lines of those who sign, by their numbers: a line each, or a block of several."""
    lines = {(line.start, line.end) for paragraph, _ in ending.signing for line in paragraph}
    rules = (
        Rule.LINE_BELOW_CLOSE if (one.span.start, one.span.end) in lines else Rule.BLOCK_OF_ONE
        for one in ending.signatories
    )
    return [
        Claim(one.span, Part.SIGNATORY, rule, str(number))
        for number, (one, rule) in enumerate(zip(ending.signatories, rules, strict=True), start=1)
    ]
