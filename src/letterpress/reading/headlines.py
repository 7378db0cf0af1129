"""Headings that nobody marked: a line in bold, or a short line without a stop between two paragraphs."""
# ruff: noqa: RUF001 -- quotation marks as people type them

import re
from collections.abc import Sequence

from letterpress.reading.dates import read_date
from letterpress.reading.lines import bare
from letterpress.reading.markup import Kind, Line, RawBlock

MAX_HEADLINE = 60  # characters
LEAST_PROSE = 60  # characters of a paragraph below a heading
LOWEST = 6  # the level of headings that have none: below those that are marked

_HEADLINE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+)?[\"“„«]?[^\W\d_].*[\w)?”\"»]")
_NO_HEADLINE = re.compile(r"@|://|\[\^|<|\s{3}")
_ENDS_SENTENCE = re.compile(r"[.!?][)\"'”’»]?(?:\[?\^?\w{1,12}\]|[\d¹²³⁴-⁹⁰]{1,3})?$")


def mark_headlines(blocks: Sequence[RawBlock]) -> tuple[RawBlock, ...]:
    """Make headings of the paragraphs of a body that are headings to the eye."""
    return tuple(
        RawBlock(Kind.HEADING, block.span, (_unstressed(block),), number=LOWEST)
        if _is_headline(blocks, number)
        else block
        for number, block in enumerate(blocks)
    )


def is_bold_line(block: RawBlock) -> bool:
    """Tell whether a paragraph is one strong line."""
    if block.kind is not Kind.PARAGRAPH or len(block.lines) > 1:
        return False
    words = block.lines[0].text.strip()
    is_strong = words.startswith("**") and words.endswith("**") and len(words) > len("****")
    return is_strong and "**" not in words[2:-2]


def _is_headline(blocks: Sequence[RawBlock], number: int) -> bool:
    block = blocks[number]
    if block.kind is not Kind.PARAGRAPH or len(block.lines) > 1 or number + 1 == len(blocks):
        return False
    words = bare(block.lines[0])
    if (
        len(words) > MAX_HEADLINE
        or words.endswith((",", ":", ";"))
        or _NO_HEADLINE.search(block.lines[0].text)
    ):
        return False
    if is_bold_line(block):
        return True
    begins_large = words.lstrip('0123456789. "“„«')[:1].isupper()
    is_like_one = begins_large and _HEADLINE.fullmatch(words) is not None and not read_date(words)
    return is_like_one and number > 0 and _is_prose(blocks[number + 1]) and _ends(blocks[number - 1])


def _is_prose(block: RawBlock) -> bool:
    return block.kind is Kind.PARAGRAPH and block.span.end - block.span.start >= LEAST_PROSE


def _ends(block: RawBlock) -> bool:
    """Tell whether a paragraph, or the last item of a list, ends as prose does."""
    while block.children:
        block = block.children[-1]
    return block.kind is Kind.HEADING or bool(
        block.lines and _ENDS_SENTENCE.search(block.lines[-1].text.rstrip()[-24:])
    )


def _unstressed(block: RawBlock) -> Line:
    """Give the line of a heading without the marks that make all of it bold."""
    line = block.lines[0]
    if not is_bold_line(block):
        return line
    return Line(line.text.strip()[2:-2], line.start + line.text.index("**") + 2)
