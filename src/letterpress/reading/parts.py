"""Where a letter's parts begin: everything before the salutation, its body, everything after the close."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from letterpress.reading.claims import Claim, Doubt, Part, Rule
from letterpress.reading.formulas import (
    ON_BEHALF,
    SIGNATORIES_LABEL,
    close_language,
    is_salutation,
    salutation_language,
)
from letterpress.reading.lines import LEAF_KINDS, bare, bare_lines
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import paragraph_of, span_of
from letterpress.reading.markup.run import unbroken
from letterpress.reading.overruling import NOTHING, Stated
from letterpress.reading.roster import place_of_names
from letterpress.source import Span

MAX_SALUTATION = 160  # characters; a longer line that begins with `Dear` is prose
MAX_BLOCKS_OF_OPENING = 4  # from an address that reads like a salutation to the salutation
MAX_LINES_OF_OPENING = 24
MAX_SALUTATION_LINES = 3
MAX_CLOSE_PARAGRAPH = 260  # `Veuillez agréer …` is a sentence
MAX_SIGNED_LINES = 8  # below a close that stands in one paragraph with the text above it
_ENDS_SALUTATION = (",", ":", "!", ";", "-", "\u2013", "\u2014", "\u060c")
MAX_SHORT_LINE = 80  # a line of an address or a signature; prose is longer


_Blocks = tuple[RawBlock, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """The blocks of a letter in its three stretches, and the lines that part them."""

    opening: tuple[RawBlock, ...] = ()
    salutation: tuple[Line, ...] = ()
    body: tuple[RawBlock, ...] = ()
    close: tuple[Line, ...] = ()
    ending: tuple[RawBlock, ...] = ()
    language: str | None = None
    claims: tuple[Claim, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """Lines `first` to `last` (not included) of block `block`."""

    block: int
    first: int
    last: int
    language: str | None


def divide(blocks: tuple[RawBlock, ...], stated: Stated = NOTHING) -> Division:
    """Part the blocks of a letter at its salutation and its complimentary close.

    Args:
        blocks: the blocks, without notes and without the lines of which the front matter says what they are.
        stated: these lines; a salutation or close among them parts the letter instead of one that is found.
    """
    above, middle, below = _cut_out(blocks, stated.body)
    greeting = None if Part.SALUTATION in stated.parts else _find_salutation(above)
    salutation = stated.lines(Part.SALUTATION)
    opening, salutation, rest = _cut_at(above, salutation) if salutation else _split(above, greeting)
    rest, below = (rest, below) if stated.body else ((), rest)
    farewell = None if Part.CLOSE in stated.parts else _find_close(below)
    close = stated.lines(Part.CLOSE)
    body, close, ending = _cut_at(below, close) if close else _split(below, farewell)
    if not close:
        named = place_of_names(below) if salutation and Part.CLOSE not in stated.parts else len(below)
        body, ending = below[:named], below[named:]
    elif body and farewell and _speaks_for_others(body[-1]):
        body, ending = body[:-1], (body[-1], *ending)
    if stated.body:  # what is not said to be the body stands above it or below it
        opening, body, ending = (*opening, *rest), middle, (*body, *ending)
    language = salutation_language(bare(salutation[0])) if salutation else None
    languages = (found.language for found in (greeting, farewell) if found and found.language)
    language = language or next(languages, None)
    claims = (
        *_claim(Part.SALUTATION, Rule.GREETING, salutation, greeting),
        *_claim(Part.CLOSE, Rule.FAREWELL, close, farewell),
    )
    doubts = (*_doubts_of_salutation(blocks, greeting), *_doubts_of_close(body, close))
    return Division(opening, salutation, body, close, ending, language, claims, doubts)


def _cut_out(blocks: _Blocks, body: Span | None) -> tuple[_Blocks, _Blocks, _Blocks]:
    """Part blocks into those above, in and below a stretch; without one all of them are above it."""
    if body is None:
        return blocks, (), ()
    above = tuple(block for block in blocks if block.span.start < body.start)
    below = tuple(block for block in blocks if block.span.start >= body.end)
    return above, blocks[len(above) : len(blocks) - len(below)], below


def _cut_at(blocks: _Blocks, lines: tuple[Line, ...]) -> tuple[_Blocks, tuple[Line, ...], _Blocks]:
    """Part blocks at lines that were taken out of them."""
    before = tuple(block for block in blocks if block.span.start < lines[0].start)
    return before, (*lines[:-1], unbroken(lines[-1])), blocks[len(before) :]


def _claim(part: Part, rule: Rule, lines: tuple[Line, ...], found: _Found | None) -> Iterator[Claim]:
    if found:
        named = f"{rule}-{found.language}" if found.language else Rule.GREETING_VALUE
        yield Claim(span_of(lines), part, named)


def _doubts_of_salutation(blocks: tuple[RawBlock, ...], greeting: _Found | None) -> Iterator[Doubt]:
    if greeting and len(blocks[greeting.block].lines) > greeting.last - greeting.first:
        line = blocks[greeting.block].lines[greeting.first]
        reason = "the salutation is a line of a paragraph, and none of the text is a paragraph of its own"
        yield Doubt(span_of((line,)), reason, "salutation_line: none")


def _doubts_of_close(body: tuple[RawBlock, ...], close: tuple[Line, ...]) -> Iterator[Doubt]:
    """Name short lines above the close that take leave too: the last of them all counts."""
    for block in body if close else ():
        for line in block.lines if block.kind is Kind.PARAGRAPH else ():
            if len(line.text) <= MAX_SHORT_LINE and line.text.endswith(",") and close_language(bare(line)):
                yield Doubt(
                    span_of((line,)), "it takes leave too; the last close counts", "closing_line: {line}"
                )


def _speaks_for_others(block: RawBlock) -> bool:
    """Tell whether a paragraph above the close is a line of the signature: `On behalf of the Board,`."""
    words = bare(block.lines[0]) if block.kind is Kind.PARAGRAPH and len(block.lines) == 1 else ""
    return words.endswith((",", ":")) and ON_BEHALF.fullmatch(words) is not None


def place_of_close(blocks: tuple[RawBlock, ...], stated: Stated = NOTHING) -> int | None:
    """Give the place of the complimentary close in the text, if there is one."""
    if Part.CLOSE in stated.parts:
        return next((line.start for line in stated.lines(Part.CLOSE)), None)
    found = _find_close(blocks)
    return blocks[found.block].lines[found.first].start if found else None


def _split(
    blocks: tuple[RawBlock, ...], found: _Found | None
) -> tuple[tuple[RawBlock, ...], tuple[Line, ...], tuple[RawBlock, ...]]:
    if found is None:
        return (), (), blocks
    block = blocks[found.block]
    before, after = block.lines[: found.first], block.lines[found.last :]
    return (
        (*blocks[: found.block], *((paragraph_of(before, block.indent),) if before else ())),
        (*block.lines[found.first : found.last - 1], unbroken(block.lines[found.last - 1])),
        (*((paragraph_of(after),) if after else ()), *blocks[found.block + 1 :]),
    )


def _find_salutation(blocks: tuple[RawBlock, ...]) -> _Found | None:
    """Find the first paragraph that is a salutation, or else the first line that is one."""
    first: _Found | None = None
    whole: _Found | None = None
    for found in _salutations(blocks):
        is_ended = bare(blocks[found.block].lines[found.last - 1]).endswith(_ENDS_SALUTATION)
        if whole and (not is_ended or not _are_short(blocks[whole.block : found.block])):
            return whole
        if found.first == 0 and found.last == len(blocks[found.block].lines):
            if is_ended:
                return found
            whole = found  # `His Excellency the Minister` above `Excellency,` is an address
        first = first or found  # `Madame Roe,` in an address looks like one
    return whole or first


def _are_short(blocks: _Blocks) -> bool:
    """Tell whether blocks are few and short lines all, as addresses and subjects are."""
    if (
        len(blocks) > MAX_BLOCKS_OF_OPENING
        or sum(len(block.lines) for block in blocks) > MAX_LINES_OF_OPENING
    ):
        return False
    return all(len(line.text) <= MAX_SHORT_LINE for block in blocks for line in block.lines)


def _salutations(blocks: tuple[RawBlock, ...]) -> Iterator[_Found]:
    for n, block in enumerate(blocks):
        if block.kind not in LEAF_KINDS:
            continue
        for first, line in enumerate(block.lines):
            words = bare(line)
            if len(words) > MAX_SALUTATION:
                break
            last = _end_of_salutation(block.lines, first, words) if is_salutation(words) else 0
            if last:
                yield _Found(n, first, last, salutation_language(words))


def _end_of_salutation(lines: tuple[Line, ...], first: int, words: str) -> int:
    """Give the line after a salutation: it ends with a comma or colon, or is a paragraph of its own."""
    greets_all = first == 0 and 1 < len(lines) <= MAX_SALUTATION_LINES
    if greets_all and all(is_salutation(bare(line)) for line in lines):
        return len(lines)
    if words.endswith(_ENDS_SALUTATION):
        below = lines[first + 1 : first + MAX_SALUTATION_LINES]
        return first + 1 + sum(1 for _ in takewhile(_goes_on_greeting, below))
    if first or len(lines) > MAX_SALUTATION_LINES:
        return 0
    end = bare(lines[-1])
    alone = len(lines) == 1 and not end.endswith((".", "?"))
    return len(lines) if alone or end.endswith(_ENDS_SALUTATION) else 0


def _goes_on_greeting(line: Line) -> bool:
    """Tell whether a line below a salutation greets somebody else: `Dear Ms Roe,` above `dear Mr Lee,`."""
    words = bare(line)
    return len(words) <= MAX_SALUTATION and words.endswith(_ENDS_SALUTATION) and is_salutation(words)


def _find_close(blocks: tuple[RawBlock, ...]) -> _Found | None:
    for n in range(len(blocks) - 1, -1, -1):
        block = blocks[n]
        if block.kind is Kind.PARAGRAPH and (found := _close_in(block, n)):
            return found
    return next(_labels_of_signatories(blocks), None)


def _labels_of_signatories(blocks: tuple[RawBlock, ...]) -> Iterator[_Found]:
    """Yield the lines that say who signs, in the place of a close: `Signatories:` above their names."""
    for n in range(len(blocks) - 2, 0, -1):
        block = blocks[n]
        if (
            block.kind in LEAF_KINDS
            and len(block.lines) == 1
            and SIGNATORIES_LABEL.fullmatch(bare(block.lines[0]))
        ):
            yield _Found(n, 0, 1, None)


def _close_in(block: RawBlock, n: int) -> _Found | None:
    words = bare_lines(block)
    if block.span.end - block.span.start <= MAX_CLOSE_PARAGRAPH:
        whole = close_language(" ".join(words))
        if whole:
            return _Found(n, 0, _end_of_close(words), whole)
    for first in range(len(words) - 1, -1, -1):
        line = words[first]
        language = close_language(line) if len(line) <= MAX_CLOSE_PARAGRAPH else None
        if language and (first == 0 or line.endswith(",") or _signs_off(words, first)):
            return _Found(n, first, first + 1, language)
    return None


def _end_of_close(words: tuple[str, ...]) -> int:
    """Give the line after a close that is a sentence over some lines, of a paragraph that begins with it."""
    ends = (n for n in range(1, len(words)) if words[n - 1].endswith((".", ",")))
    return next((n for n in ends if close_language(" ".join(words[:n]))), len(words))


def _signs_off(words: tuple[str, ...], first: int) -> bool:
    """Tell whether a close without a comma ends a paragraph: a sentence above it, names below it."""
    below = words[first + 1 :]
    is_short = len(below) <= MAX_SIGNED_LINES and all(len(line) <= MAX_SHORT_LINE for line in below)
    return is_short and words[first - 1].endswith((".", "!", "?"))
