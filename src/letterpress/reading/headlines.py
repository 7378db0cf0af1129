"""Headings that nobody marked: a line in bold, or a short line without a stop between two paragraphs."""
# ruff: noqa: RUF001 -- quotation marks as people type them

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from letterpress.reading.dates import read_date
from letterpress.reading.lines import bare
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import paragraph_of

MAX_HEADLINE = 60  # characters
LEAST_PROSE = 60  # characters of a paragraph below a heading
LEAST_HEADS = 2  # that share their prose's paragraph, or are lists of one line
LOWEST = 6  # the level of headings that have none: below those that are marked

_HEADLINE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+)?[\"“„«]?[^\W\d_].*[\w)?”\"»]")
_ITEM = re.compile(r"\(?(?:[ivx]{1,4}|[a-z]|\d{1,2})[.)][ \t]")
_LEADS_ON = re.compile(
    r"\b(?:to|of|for|that|the|an?|and|or|by|with|in|on|at|from|is|are|zu|dass|und|oder|der|die|das|que|de|d[ue]|à|et|ou|para|y|o|e"
    r"|di|che|per|van|dat|te|en|att|och|og|om|że|do|i)$"
)
_SPEAKS = re.compile(r"(?:we|wir|ich|nous|je|noi|wij|vi|jag|jeg|please|bitte)\s", re.IGNORECASE)
_NO_HEADLINE = re.compile(r"@|://|\[\^|<|\s{3}")
_ENDS_SENTENCE = re.compile(r"[.!?][)\"'”’»]?(?:\[?\^?\w{1,12}\]|[\d¹²³⁴-⁹⁰]{1,3})?$")


def mark_headlines(blocks: Sequence[RawBlock]) -> tuple[RawBlock, ...]:
    """Make headings of the paragraphs of a body that are headings to the eye."""
    blocks = tuple(part for block in _with_heads_parted(blocks) for part in block)
    return tuple(
        RawBlock(Kind.HEADING, block.span, (_unstressed(block),), number=LOWEST)
        if _is_headline(blocks, number)
        else block
        for number, block in enumerate(blocks)
    )


def _with_heads_parted(blocks: Sequence[RawBlock]) -> Iterator[tuple[RawBlock, ...]]:
    """Yield blocks, but headings on their own: a line right above its prose, or a list of one line.

    Both need a second one like it, for a short line may be chance, and `1.` the only item of a list.
    """
    pieces = [
        _head_above_prose(block) or (_head_of_list(block) if following and _is_prose(following) else ())
        for block, following in zip_longest(blocks, blocks[1:])
    ]
    counted = Counter(block.kind for block, piece in zip(blocks, pieces, strict=True) if piece)
    for block, piece in zip(blocks, pieces, strict=True):
        yield piece if piece and counted[block.kind] >= LEAST_HEADS else (block,)


def _head_above_prose(block: RawBlock) -> tuple[RawBlock, ...]:
    """Part a paragraph whose first line is short and no sentence, though the next word had room on it."""
    if block.kind is not Kind.PARAGRAPH or len(block.lines) < 2:  # noqa: PLR2004 -- a line, and its prose
        return ()
    words, *below = (bare(line) for line in block.lines)
    room = max(map(len, below)) - len(words) - 1 - len(below[0].partition(" ")[0])
    is_head = _is_like_headline(words) and below[0][:1].isupper() and 3 * room >= 2 * len(words)
    prose = paragraph_of(block.lines[1:], block.indent)
    return (paragraph_of(block.lines[:1], block.indent), prose) if is_head and _is_prose(prose) else ()


def _head_of_list(block: RawBlock) -> tuple[RawBlock, ...]:
    """Give a list of one line that is no sentence as that line with its number."""
    match block:
        case RawBlock(
            kind=Kind.NUMBERS, children=(RawBlock(children=(RawBlock(lines=(line,)),), number=number),)
        ):
            mark = f"{number}.".ljust(line.start - block.span.start)
            is_head = _is_like_headline(mark + bare(line))
            return (paragraph_of((Line(mark + line.text, block.span.start),)),) if is_head else ()
        case _:
            return ()


def is_bold_line(block: RawBlock) -> bool:
    """Tell whether a paragraph is one strong line."""
    if block.kind is not Kind.PARAGRAPH or len(block.lines) > 1:
        return False
    words = block.lines[0].text.strip()
    is_strong = words.startswith("**") and words.endswith("**") and len(words) > len("****")
    return is_strong and "**" not in words[2:-2]


def leads_on(words: str) -> bool:
    """Tell whether words begin or end as no heading does, for others must follow: `We call on you to`."""
    return _LEADS_ON.search(words[-12:]) is not None or _SPEAKS.match(words) is not None


def _is_headline(blocks: Sequence[RawBlock], number: int) -> bool:
    block = blocks[number]
    if block.kind is not Kind.PARAGRAPH or len(block.lines) > 1 or number + 1 == len(blocks):
        return False
    words = bare(block.lines[0])
    is_plain = not words.endswith((",", ":", ";")) and not _NO_HEADLINE.search(block.lines[0].text)
    if is_plain and len(words) <= MAX_HEADLINE and is_bold_line(block):
        return True
    is_like_one = is_plain and _is_like_headline(words)
    return is_like_one and number > 0 and _is_prose(blocks[number + 1]) and _ends(blocks[number - 1])


def _is_like_headline(words: str) -> bool:
    """Tell whether words are short, begin large and end with no stop, and are no date."""
    begins_large = words.lstrip('0123456789. "“„«')[:1].isupper()
    is_short = len(words) <= MAX_HEADLINE and _HEADLINE.fullmatch(words) is not None
    return is_short and begins_large and not leads_on(words) and not read_date(words)


def _is_prose(block: RawBlock) -> bool:
    is_long = block.kind is Kind.PARAGRAPH and block.span.end - block.span.start >= LEAST_PROSE
    return is_long and not _ITEM.match(block.lines[0].text)


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
