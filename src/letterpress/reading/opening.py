"""Before the salutation: letterhead, dateline, inside address, subject and their like.

A line is claimed by the first rule that knows it. What stands before the dateline and is short is
the writer's own head; what stands after it is the addressee.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from letterpress.reading.claims import Claim, Part, Rule
from letterpress.reading.dates import WrittenDate, read_date
from letterpress.reading.formulas import (
    ADDRESSEE,
    ATTENTION,
    COPIES_LABEL,
    ENCLOSURES_LABEL,
    FROM_LABEL,
    MAILING_NOTATION,
    REFERENCE,
    REFERENCE_FIELD,
    SUBJECT_LABEL,
    TO_ALONE,
    TO_LABEL,
)
from letterpress.reading.headlines import is_bold_line
from letterpress.reading.lines import bare, is_of_words, unmarked
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import cut_paragraph, paragraph_of, span_of
from letterpress.reading.overruling import NOTHING, Stated
from letterpress.reading.parts import MAX_SHORT_LINE
from letterpress.reading.titles import is_subject, is_title_of_open_letter, says_sender
from letterpress.source import FIRST_MARK

MAX_ADDRESS_LINES = 12
MAX_LETTERHEAD_LINES = 6  # more is a memo's head or the menu of a page, and would leave the paper
MAX_ADDRESS_LINE = 50  # characters, where no salutation says that the lines above it are an address
MIN_ADDRESS_LINES = 2  # above a subject without a label that follows them at once
MIN_SUBJECT = 40  # characters of such a subject; an address has shorter lines
MAX_LEADING = 6  # blocks above the date of a letter without a salutation
MAX_DATELINE = 60


_TOWN = re.compile(r"\b\d{4,6}\b|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}$")


@dataclass(slots=True)
class Opening:
    """The parts before the salutation, as lines; `rest` is what no rule claims.

    `closed` are parts no rule may look for, as the front matter says which lines they are.
    """

    letterhead: list[Line] = field(default_factory=list)
    dateline: tuple[Line, WrittenDate] | None = None
    address: list[Line] = field(default_factory=list)
    attention: str = ""
    mailing: Line | None = None
    references: list[tuple[str, str, Line]] = field(default_factory=list)
    subject: tuple[Line, ...] = ()
    enclosures: list[tuple[Line, ...]] = field(default_factory=list)
    copies: list[tuple[Line, ...]] = field(default_factory=list)
    rest: list[RawBlock] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    closed: frozenset[Part] = frozenset()

    def lacks(self, part: Part, found: object) -> bool:
        """Tell whether a rule may still look for a part of which so much is found."""
        return not found and part not in self.closed

    def claim(self, part: Part, rule: Rule, *lines: Line) -> None:
        """Note what lines were taken for."""
        self.claims.append(Claim(span_of(lines), part, rule))


def read_opening(blocks: tuple[RawBlock, ...], stated: Stated = NOTHING) -> Opening:
    """Read the blocks before the salutation, without the lines the front matter names."""
    opening = _begin(stated)
    unclaimed = [left for block in _claim_fields(blocks, opening) for left in _claim(block, opening)]
    is_page = any(block.kind is Kind.HEADING for block in unclaimed)  # of a wiki, with its own menu on top
    dated_at = opening.dateline[0].start if opening.dateline else -1
    _claim_subject(unclaimed, opening, dated_at)
    addressee = _addressee_above(unclaimed, opening, dated_at)
    for block in unclaimed:
        if not _is_address(block):
            opening.rest.append(block)
        elif block.span.start < dated_at and not _is_filled_in(block) and block is not addressee:
            head = [*opening.letterhead, *block.lines]
            if len(head) <= MAX_LETTERHEAD_LINES and not is_page and Part.LETTERHEAD not in opening.closed:
                opening.letterhead = head
                opening.claim(Part.LETTERHEAD, Rule.ABOVE_DATE, *block.lines)
            else:
                opening.rest.append(block)
        elif Part.INSIDE_ADDRESS in opening.closed:
            opening.rest.append(block)
        else:
            opening.address += block.lines
            opening.claim(Part.INSIDE_ADDRESS, Rule.ABOVE_SALUTATION, *block.lines)
    opening.letterhead.sort(key=lambda line: line.start)
    _leave_out_return_address(opening)
    return opening


def _leave_out_return_address(opening: Opening) -> None:
    """Leave out the line above the address that says the letterhead again: the stationery sets its own."""
    for lines in (opening.letterhead, opening.address):
        for line in lines[-1:] if lines is opening.letterhead else lines[:1]:
            if says_sender(bare(line), [bare(one) for one in opening.letterhead if one is not line]):
                lines.remove(line)
                opening.claims.insert(0, Claim(span_of((line,)), Part.RETURN_ADDRESS, Rule.SAYS_LETTERHEAD))


def _claim_fields(blocks: Sequence[RawBlock], opening: Opening) -> Iterator[RawBlock]:
    """Take the fields of a reference line: a label alone on its line, and its value on the next.

    German business letters have them side by side above the subject, `Ihr Zeichen`, `Unser Zeichen`, `Datum`.
    """
    lines = [line for block in blocks if block.kind is Kind.PARAGRAPH for line in block.lines]
    taken: set[int] = set()
    for label, value in pairwise(lines):
        if _is_field(label) and not _is_field(value) and Part.REFERENCE not in opening.closed:
            taken |= {label.start, value.start}
            _claim_field(label, value, opening)
    for block in blocks:
        kept = tuple(line for line in block.lines if line.start not in taken)
        if len(kept) == len(block.lines):
            yield block
        elif kept:
            yield paragraph_of(kept, block.indent)


def _is_field(line: Line) -> bool:
    return REFERENCE_FIELD.fullmatch(bare(line)) is not None


def _claim_field(label: Line, value: Line, opening: Opening) -> None:
    is_date = opening.lacks(Part.DATELINE, opening.dateline) and _is_date(value)
    if is_date and (written := read_date(bare(value))):
        opening.dateline = (value, written)
        opening.claim(Part.DATELINE, Rule.FIELD_OF_REFERENCES, label, value)
    else:
        opening.references.append((unmarked(label), unmarked(value), value))
        opening.claim(Part.REFERENCE, Rule.FIELD_OF_REFERENCES, label, value)


def _claim_subject(unclaimed: list[RawBlock], opening: Opening, dated_at: int) -> None:
    """Take a subject without its label: a line in bold, or the one between address and salutation."""
    if not opening.lacks(Part.SUBJECT_LINE, opening.subject) or not unclaimed:
        return
    below = [block for block in unclaimed if block.span.start > dated_at]
    bold = next((block for block in below if is_bold_line(block) or is_title_of_open_letter(block)), None)
    last = unclaimed[-1]
    above = [
        block
        for block in unclaimed[:-1]
        if _is_address(block) and (len(block.lines) > 1 or _names_addressee(block))
    ]
    if bold:
        opening.subject = bold.lines
        rule = Rule.BOLD_LINE if is_bold_line(bold) else Rule.OPEN_LETTER
        opening.claim(Part.SUBJECT_LINE, rule, *bold.lines)
        unclaimed.remove(bold)
    elif above and _may_be_subject(last):
        opening.subject = last.lines
        opening.claim(Part.SUBJECT_LINE, Rule.BELOW_ADDRESS, *last.lines)
        unclaimed.pop()
    elif _is_address(last) and len(last.lines) > MIN_ADDRESS_LINES and last.span.start > dated_at:
        *address, line = last.lines
        if len(bare(line)) >= MIN_SUBJECT and 2 * len(bare(line)) >= 3 * max(
            len(bare(one)) for one in address
        ):
            opening.subject = (line,)
            opening.claim(Part.SUBJECT_LINE, Rule.BELOW_ADDRESS, line)
            unclaimed[-1] = paragraph_of(tuple(address), last.indent)


def _may_be_subject(block: RawBlock) -> bool:
    """Tell whether a block is a line of the author that neither addresses nor greets anybody."""
    is_line = block.kind is Kind.PARAGRAPH and len(block.lines) == 1 and not _is_filled_in(block)
    return is_line and not _names_addressee(block) and not bare(block.lines[0]).endswith(",")


def _addressee_above(unclaimed: list[RawBlock], opening: Opening, dated_at: int) -> RawBlock | None:
    """Give the address above the dateline, where none is below it.

    It is the last of two blocks, or one that names a person.
    """
    above = [block for block in unclaimed if block.span.start < dated_at and _is_address(block)]
    if opening.address or not above or any(_is_address(b) and b.span.start > dated_at for b in unclaimed):
        return None
    is_second = len(above) > 1 and len(above[-1].lines) > 1
    return above[-1] if is_second or _names_addressee(above[-1]) else None


def _names_addressee(block: RawBlock) -> bool:
    """Tell whether a block begins as addresses do: with `To the`, `Mr`, `Herrn`."""
    return _addresses(block.lines[0])


def read_leading_parts(
    blocks: tuple[RawBlock, ...], stated: Stated = NOTHING
) -> tuple[Opening, tuple[RawBlock, ...]]:
    """Read the parts at the head of a letter without a salutation; stop at the first block none claims.

    Short lines above a date are parts too: the title of an open letter, and to whom it is.
    """
    if above := _count_above_date(blocks):
        return read_opening(blocks[:above], stated), blocks[above:]
    opening = _begin(stated)
    for n, block in enumerate(blocks):
        left = list(_claim(block, opening))
        if len(left) == 1 and blocks[n + 1 :] and _is_addressed(left[0], opening):
            opening.address += left[0].lines
            opening.claim(Part.INSIDE_ADDRESS, Rule.BELOW_DATE, *left[0].lines)
        elif left:
            return opening, blocks[n:]
    return opening, ()


def _is_addressed(block: RawBlock, opening: Opening) -> bool:
    """Tell whether the first block below a date is an address, of a letter without a salutation."""
    lacks = opening.lacks(Part.INSIDE_ADDRESS, opening.address) and opening.dateline is not None
    words = [bare(line) for line in block.lines]
    are_short = len(words) >= MIN_ADDRESS_LINES and all(len(line) <= MAX_ADDRESS_LINE for line in words)
    has_town = any(any(map(str.isdigit, line)) for line in words)
    return lacks and _is_address(block) and are_short and has_town and not words[-1].endswith((".", "!", "?"))


def _count_above_date(blocks: Sequence[RawBlock]) -> int:
    """Count the blocks up to a date on a line of its own, where only headings and short lines stand above."""
    for n, block in enumerate(blocks[: MAX_LEADING + 1]):
        if block.kind is not Kind.HEADING and not _is_address(block):
            return 0
        if n and len(block.lines) == 1 and _is_date(block.lines[0]):
            return n + 1
    return 0


def claim_date(block: RawBlock, opening: Opening) -> bool:
    """Take a date right below the salutation, which open letters have, where none is above it."""
    is_line = block.kind is Kind.PARAGRAPH and len(block.lines) == 1 and _is_date(block.lines[0])
    lacks = opening.lacks(Part.DATELINE, opening.dateline)
    return is_line and lacks and _claim_line(block.lines[0], bare(block.lines[0]), opening)


def _begin(stated: Stated) -> Opening:
    """Begin with the parts whose lines the front matter names."""
    opening = Opening(
        letterhead=list(stated.lines(Part.LETTERHEAD)),
        address=list(stated.lines(Part.INSIDE_ADDRESS)),
        subject=stated.lines(Part.SUBJECT_LINE),
        closed=stated.parts,
    )
    for line in stated.lines(Part.DATELINE):
        opening.dateline = (line, read_date(bare(line)) or WrittenDate(bare(line), None))
    for line in stated.lines(Part.MAILING_NOTATION):
        opening.mailing = line
    attention = " ".join(map(unmarked, stated.lines(Part.ATTENTION_LINE)))
    labelled = ATTENTION.fullmatch(attention)
    opening.attention = labelled["name"] if labelled else attention
    for line in stated.lines(Part.REFERENCE):
        label, colon, value = unmarked(line).partition(":")
        words = (label.strip(), value.strip()) if colon and value.strip() else ("", unmarked(line))
        opening.references.append((*words, line))
    return opening


def _claim(block: RawBlock, opening: Opening) -> Iterator[RawBlock]:
    """Give the lines of a block to the parts that know them; yield what is left of it."""
    if block.kind in (Kind.RULE, Kind.PAGE_BREAK):
        opening.claims.append(Claim(block.span, Part.SEPARATOR, Rule.DRAWN_RULE))
        return  # before the salutation they part nothing: the stationery does
    match block:
        case RawBlock(kind=Kind.BULLETS, children=(RawBlock(children=(RawBlock(lines=(line,)),)),)) if (
            _is_date(line)
        ):
            block = paragraph_of((line,))
        case _:
            pass
    if block.kind is not Kind.PARAGRAPH:
        yield block
        return
    for piece in cut_paragraph(block, _begins_part_below(block)):
        if not _claim_labelled(piece, opening):
            kept = [line for line in piece.lines if not _claim_line(line, bare(line), opening)]
            if kept:
                yield paragraph_of(tuple(kept), block.indent)


def _begins_part_below(block: RawBlock) -> Callable[[Line], bool]:
    """Give the judge of lines that begin a part; so does an addressee below a town, which ends an address."""
    towns = frozenset(line.start for town, line in pairwise(block.lines) if _TOWN.search(bare(town)))
    return lambda line: _begins_part(line) or (line.start in towns and _addresses(line))


def _addresses(line: Line) -> bool:
    return ADDRESSEE.match(bare(line)) is not None


def _begins_part(line: Line) -> bool:
    words = bare(line)
    is_mailing = len(words) <= MAX_SHORT_LINE and MAILING_NOTATION.fullmatch(words) is not None
    return is_mailing or _begins_with_label(line) or _is_date(line)


def _is_date(line: Line) -> bool:
    words = bare(line)
    return len(words) <= MAX_DATELINE and read_date(words) is not None


def _begins_with_label(line: Line) -> bool:
    """Tell whether a line begins with a label, as the lines of a memo do."""
    labels = (TO_LABEL, FROM_LABEL, ENCLOSURES_LABEL, COPIES_LABEL)
    words = bare(line)
    is_labelled = SUBJECT_LABEL.match(words) is not None or TO_ALONE.fullmatch(words) is not None
    is_labelled = is_labelled or (len(words) <= MAX_SHORT_LINE and REFERENCE.fullmatch(words) is not None)
    return is_labelled or any(label.match(line.text.lstrip("*_ ")) for label in labels)


def _claim_labelled(block: RawBlock, opening: Opening) -> bool:
    """Give a paragraph that begins with a label to its part, if that is empty yet."""
    first = block.lines[0]
    if TO_ALONE.fullmatch(bare(first)) and opening.lacks(Part.INSIDE_ADDRESS, opening.address):
        opening.address = [*block.lines[1:]]
        opening.claim(Part.INSIDE_ADDRESS, Rule.LABEL_TO, *block.lines)
    elif opening.lacks(Part.SUBJECT_LINE, opening.subject) and is_subject(block):
        opening.subject = block.lines
        opening.claim(Part.SUBJECT_LINE, Rule.LABEL_SUBJECT, *block.lines)
    elif opening.lacks(Part.INSIDE_ADDRESS, opening.address) and (label := TO_LABEL.match(first.text)):
        opening.address = [first.behind(label.end()), *block.lines[1:]]
        opening.claim(Part.INSIDE_ADDRESS, Rule.LABEL_TO, *block.lines)
    elif opening.lacks(Part.LETTERHEAD, opening.letterhead) and (label := FROM_LABEL.match(first.text)):
        opening.letterhead = [first.behind(label.end()), *block.lines[1:]]
        opening.claim(Part.LETTERHEAD, Rule.LABEL_FROM, *block.lines)
    else:
        return _claim_items(block, opening)
    return True


def _claim_items(block: RawBlock, opening: Opening) -> bool:
    """Give a paragraph that names enclosures or copies, as memos do on top, to them."""
    first = block.lines[0]
    for part, rule, pattern, items in (
        (Part.ENCLOSURE, Rule.LABEL_ENCLOSURES, ENCLOSURES_LABEL, opening.enclosures),
        (Part.COPY, Rule.LABEL_COPIES, COPIES_LABEL, opening.copies),
    ):
        label = (
            pattern.match(first.text, len(first.text) - len(first.text.lstrip("*_ ")))
            if opening.lacks(part, found=())
            else None
        )
        if label and first.behind(label.end()).text.strip():
            items.append((first.behind(label.end()), *block.lines[1:]))
            opening.claim(part, rule, *block.lines)
            return True
    return False


def _claim_line(line: Line, words: str, opening: Opening) -> bool:
    if len(words) > MAX_SHORT_LINE:
        return False
    if not unmarked(line):  # a row of underscores
        opening.claims.append(Claim(span_of((line,)), Part.SEPARATOR, Rule.DRAWN_RULE))
        return True
    is_dateline = opening.lacks(Part.DATELINE, opening.dateline) and len(words) <= MAX_DATELINE
    if is_dateline and (written := read_date(words)):
        opening.dateline = (line, written)
        opening.claim(Part.DATELINE, Rule.DATE_ALONE, line)
    elif opening.lacks(Part.ATTENTION_LINE, opening.attention) and (attention := ATTENTION.fullmatch(words)):
        opening.attention = unmarked(line)[attention.start("name") :]
        opening.claim(Part.ATTENTION_LINE, Rule.LABEL_ATTENTION, line)
    elif opening.lacks(Part.MAILING_NOTATION, opening.mailing) and MAILING_NOTATION.fullmatch(words):
        opening.mailing = line
        opening.claim(Part.MAILING_NOTATION, Rule.MAILING_PHRASE, line)
    elif opening.lacks(Part.REFERENCE, found=()) and (reference := REFERENCE.fullmatch(words)):
        opening.references.append((reference["label"], unmarked(line)[reference.start("value") :], line))
        opening.claim(Part.REFERENCE, Rule.LABEL_REFERENCE, line)
    else:
        return False
    return True


def _is_filled_in(block: RawBlock) -> bool:
    """Tell whether a block begins with a value: a recipient's, as a letterhead is the same on all."""
    return ord(bare(block.lines[0])[:1] or " ") >= FIRST_MARK


def _is_short(words: str) -> bool:
    return len(words) <= MAX_SHORT_LINE and any(map(is_of_words, words))


def _is_address(block: RawBlock) -> bool:
    return (
        block.kind is Kind.PARAGRAPH
        and len(block.lines) <= MAX_ADDRESS_LINES
        and all(_is_short(bare(line)) for line in block.lines)
    )
