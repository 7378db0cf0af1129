"""Lines that say what a letter is about, and the line that says again who wrote it."""

import re
from collections.abc import Sequence

from letterpress.reading.formulas import OPEN_LETTER, SUBJECT_LABEL
from letterpress.reading.headlines import LEAST_PROSE, MAX_HEADLINE, is_bold_line
from letterpress.reading.lines import LEAF_KINDS, bare
from letterpress.reading.markup import Kind, RawBlock
from letterpress.reading.parts import MAX_SHORT_LINE

MIN_CAPITALS = 8  # letters of a subject in capitals
MIN_OF_SENDER = 3  # letters of a part of the sender's line; shorter ones are in any letterhead by chance

_PARTS_OF_SENDER = re.compile(r"\s*[·•|,\u2013]\s+")


def is_title_of_open_letter(block: RawBlock) -> bool:
    """Tell whether a paragraph is a line such as `Open letter on the herbarium`."""
    is_line = block.kind is Kind.PARAGRAPH and len(block.lines) == 1
    found = OPEN_LETTER.match(bare(block.lines[0])) if is_line else None
    return found is not None and found.end() < len(bare(block.lines[0]))


def is_subject(block: RawBlock) -> bool:
    """Tell whether a paragraph is a labelled subject line."""
    return block.kind is Kind.PARAGRAPH and SUBJECT_LABEL.match(bare(block.lines[0])) is not None


def is_title(blocks: Sequence[RawBlock]) -> bool:
    """Tell whether the first line below a salutation alone is in capitals, or short and no sentence.

    British letters have their subjects there.
    """
    first, *others = blocks
    if not others or any(map(_is_in_capitals, others)):
        return False
    return _is_in_capitals(first) or _is_headline(first, others[0])


def _is_headline(block: RawBlock, following: RawBlock) -> bool:
    """Tell whether a block is a short line that is no sentence, above prose."""
    if {block.kind, following.kind} != {Kind.PARAGRAPH} or len(block.lines) > 1 or is_bold_line(block):
        return False
    words = bare(block.lines[0])
    is_line = MIN_CAPITALS <= len(words) <= MAX_HEADLINE and words[0].isupper() and words[-1].isalnum()
    return is_line and following.span.end - following.span.start >= LEAST_PROSE


def _is_in_capitals(block: RawBlock) -> bool:
    if block.kind not in LEAF_KINDS or len(block.lines) > 1:
        return False
    words = bare(block.lines[0])
    return len(words) <= MAX_SHORT_LINE and words.isupper() and sum(map(str.isalpha, words)) >= MIN_CAPITALS


def says_sender(words: str, letterhead: Sequence[str]) -> bool:
    """Tell whether a line of several parts says what the letterhead says, as windows show it."""
    pieces = [_squeeze(piece) for piece in _PARTS_OF_SENDER.split(words)]
    head = _squeeze("".join(letterhead))
    return len(pieces) > 1 and all(len(one) >= MIN_OF_SENDER and one in head for one in pieces)


def _squeeze(words: str) -> str:
    return "".join(filter(str.isalnum, words)).casefold()
