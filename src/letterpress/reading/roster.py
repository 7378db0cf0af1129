"""Those who sign in lists, tables and under headings: blocks that are more than lines of names.

Nothing here takes a line of a signatory apart; that is for `signatories`.
"""

import re

from letterpress.reading.formulas import COPIES_LABEL, ENCLOSURES_LABEL, NAME_COLUMN, SIGNATORIES_LABEL
from letterpress.reading.headlines import is_bold_line
from letterpress.reading.lines import bare, bare_lines, is_separator, unmarked
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.signatories import Paragraph, is_signed

MAX_SIGNATORY = 160  # characters of a line with name, office and body
MAX_PROSE_WORDS = 12  # a line with more words and a full stop is a sentence
LEAST_SMALL = 4  # words of a sentence that begin small
MAX_HEADING = 60  # characters of a heading above some of those who sign

_LINE_FOR_INK = re.compile(r"(?:by|par|per|por|von|af|przez)\s?:[-_.\s]*(?:/s/.*)?", re.IGNORECASE)
_LISTS = (Kind.BULLETS, Kind.NUMBERS)


def is_prose(block: RawBlock) -> bool:
    """Tell whether a paragraph is running text rather than lines of a list."""
    words = bare_lines(block)
    long = any(len(line) > MAX_SIGNATORY for line in words)
    text = " ".join(words)
    return long or (text.endswith((".", "?", "!")) and len(text.split()) > MAX_PROSE_WORDS)


def is_sentence(block: RawBlock) -> bool:
    """Tell whether a block is a sentence, however short: it has a stop, and most of its words begin small."""
    text = " ".join(bare_lines(block))
    words = text.split()
    small = sum(word[0].islower() for word in words)
    return text.endswith((".", "?", "!")) and small >= LEAST_SMALL and 2 * small > len(words)


def is_line_for_ink(line: Line) -> bool:
    """Tell whether a line leaves room for ink: `By: ______`."""
    return _LINE_FOR_INK.fullmatch(unmarked(line)) is not None


def signs(block: RawBlock) -> bool:
    """Tell whether a block holds signatories, or is the heading above their list."""
    if block.kind is Kind.HEADING:
        return SIGNATORIES_LABEL.fullmatch(bare(block.lines[0])) is not None
    return block.kind is Kind.PARAGRAPH and not is_prose(block) and not is_separator(block.lines[0])


def read_list(block: RawBlock) -> list[Paragraph]:
    """Give the signatories of a list, one an item, or of a table, one a row; none where it holds prose."""
    match block.kind:
        case Kind.BULLETS | Kind.NUMBERS:
            items = [item.children for item in block.children]
            if all(len(item) == 1 and signs(item[0]) for item in items):
                return [(item[0].lines, tuple(map(unmarked, item[0].lines))) for item in items]
        case Kind.TABLE:
            head, *rows = [row for row in block.children if row.kind is Kind.ROW]
            if rows and NAME_COLUMN.fullmatch(_cells(head)[0]):
                filled = [(row, words) for row in rows if (words := ", ".join(filter(None, _cells(row))))]
                return [((_line_of(row),), (words,)) for row, words in filled]
        case _:  # signatories stand in no other block
            pass
    return []


def is_heading_of_names(block: RawBlock, following: RawBlock | None) -> bool:
    """Tell whether a block is a heading above some of those who sign, as a country or `Individuals:`.

    Bold words may be a name: they are a heading only above a list.
    """
    if following is None or len(block.lines) != 1 or SIGNATORIES_LABEL.fullmatch(bare(block.lines[0])):
        return False
    is_list = following.kind in (*_LISTS, Kind.TABLE) and bool(read_list(following))
    words = bare(block.lines[0])
    if len(words) > MAX_HEADING or not (is_list or signs(following)):
        return False
    if block.kind is Kind.PARAGRAPH:
        return words.endswith(":") or (is_list and is_bold_line(block))
    return block.kind is Kind.HEADING


def place_of_names(blocks: tuple[RawBlock, ...]) -> int:
    """Give the block from which on there are only names, and what labels begin, in a letter without a close.

    Below a name is an office or a body; the last may be alone. Without names it is the number of blocks.
    """
    place = len(blocks)
    for n in range(len(blocks) - 1, 0, -1):
        block = blocks[n]
        if block.kind is not Kind.PARAGRAPH:
            break
        if is_signed(bare_lines(block), is_last=n == len(blocks) - 1):
            place = n
        elif not any(label.match(bare(block.lines[0])) for label in (ENCLOSURES_LABEL, COPIES_LABEL)):
            break
    return place


def _cells(row: RawBlock) -> list[str]:
    return [" ".join(map(unmarked, cell.lines)) for cell in row.children]


def _line_of(row: RawBlock) -> Line:
    return next(line for cell in row.children for line in cell.lines)
