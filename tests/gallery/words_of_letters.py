"""The words of a letter in the order of reading, from its tree alone, and pages of words held against them.

Nothing here asks typesetting where anything stands: what comes out of a file is compared with what went in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from letterpress.letter import (
    Block,
    BulletList,
    Figure,
    FootnoteCall,
    Heading,
    Inline,
    Letter,
    LineBreak,
    ListItem,
    NumberedList,
    PageBreak,
    Paragraph,
    Quotation,
    Signatory,
    Table,
    Text,
    ThematicBreak,
    plain_text,
)
from letterpress.stationery import Stationery

SPACES = re.compile("[ \n\t\u00a0\u202f]+")
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True)
class Printed:
    """What a letter prints: running words, the words of its notes, the heads that tables set again."""

    text: tuple[str, ...]
    notes: tuple[tuple[str, ...], ...]
    heads: tuple[tuple[str, ...], ...]


def printed_words(letter: Letter, stationery: Stationery) -> Printed:
    """Give every word of a letter once, in the order it is read on the page."""
    labels = stationery.labels_for(letter.language)
    parts = [*chain.from_iterable(stationery.zones.values()), *stationery.flow]
    text = [letter.letterhead.name, " · ".join(letter.letterhead.lines)]
    text += [line for part in parts for line in _part(part, letter, labels)]
    notes = [f"{note.number} " + " ".join(_blocks(note.blocks)) for note in letter.footnotes]
    if letter.layout.notes_at == "end" and notes:
        text += [labels["endnotes"], *notes]
        notes = []
    heads = (
        " ".join(plain_text(cell.children) for cell in block.header)
        for block in letter.body
        if isinstance(block, Table)
    )
    return Printed(words(" ".join(text)), tuple(map(words, notes)), tuple(map(words, heads)))


def words(text: str) -> tuple[str, ...]:
    """Split text into words."""
    return tuple(word for word in SPACES.split(text) if word)


def _part(  # noqa: C901 -- one case for each kind of part
    name: str, letter: Letter, labels: Mapping[str, str]
) -> Iterator[str]:
    value = getattr(letter, name)
    match name:
        case "dateline":
            yield value.line if value else ""
        case "mailing_notation":
            yield value
        case "attention_line":
            yield f"{labels['attention']} {value}" if value else ""
        case "references":
            yield from (f"{reference.label}: {reference.value}" for reference in value)
        case "body":
            yield from _blocks(value)
        case "signature_block":
            yield from map(_signatory, value)
        case "subject_line":
            yield f"{labels['subject']} {_printed(value.children)}" if value else ""
        case "salutation" | "complimentary_close":
            yield _printed(value.children) if value else ""
        case "inside_address":
            yield from (_printed(line.children) for line in value)
        case "enclosures" | "copies" | "postscript":
            label = labels["enclosure" if name == "enclosures" and len(value) == 1 else name]
            yield from ([label] if value else [])
            yield from (_printed(line.children) for line in value)
        case _:
            raise AssertionError(name)


def _signatory(signatory: Signatory) -> str:
    office = signatory.joint.join(filter(None, (signatory.title, signatory.organisation)))
    return f"{signatory.name} {office}"


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                yield _printed(block.children)
            case Quotation():
                yield from _blocks(block.blocks)
            case BulletList():
                yield from _items(block.items, ["•"] * len(block.items))
            case NumberedList():
                yield from _items(block.items, [f"{block.start + n}." for n in range(len(block.items))])
            case Table():
                yield _printed(block.caption)
                yield from (_printed(cell.children) for row in (block.header, *block.rows) for cell in row)
            case Figure():
                yield _printed(block.caption)
            case ThematicBreak() | PageBreak():
                pass


def _items(items: tuple[ListItem, ...], markers: list[str]) -> Iterator[str]:
    for item, marker in zip(items, markers, strict=True):
        yield marker
        yield from _blocks(item.blocks)


def _printed(inlines: tuple[Inline, ...]) -> str:
    """Give inline content with the numbers of its calls."""
    parts = []
    for inline in inlines:
        match inline:
            case Text():
                parts.append(inline.text)
            case LineBreak():
                parts.append("\n")
            case FootnoteCall():
                parts.append(str(inline.number))
            case _:
                parts.append(_printed(inline.children))
    return "".join(parts)


class Reader:
    """Reads pages of extracted text against the words of a letter; what is left over is a difference."""

    def __init__(self, printed: Printed) -> None:
        self._printed = printed
        self._at = 0  # in the text
        self._notes = [0] * len(printed.notes)
        self._begun = 0  # notes begun

    def read(self, page: str) -> str:
        """Read a page without its furniture; give what is wrong with it, or nothing."""
        lines = [words(line) for line in page.splitlines()]
        left = self._skip_head([word for line in lines for word in line])
        ends = _ends(lines)
        left_ends = ends[len(ends) - len(left) :]
        text = self._printed.text[self._at :]
        taken, used = _match(left, left_ends, text)
        for shorter in range(min(3, taken) + 1):  # the first words of the notes may be the next of the text
            if shorter:
                taken, used = _match(left[: used - 1], left_ends, text)
            rest = self._read_notes(left[used:], left_ends[used:])
            if rest is not None:
                self._at += taken
                self._notes, self._begun = rest
                return ""
        return f"found {' '.join(left[used : used + 8])!r}, expected {' '.join(text[taken : taken + 8])!r}"

    def left_over(self) -> list[str]:
        """Give the words that stood on no page."""
        notes = zip(self._printed.notes, self._notes, strict=True)
        return [*self._printed.text[self._at :], *(word for note, at in notes for word in note[at:])]

    def _skip_head(self, found: list[str]) -> list[str]:
        """Leave out the head of a table that is set again at the top of a page."""
        if not self._at:
            return found
        head = next((head for head in self._printed.heads if tuple(found[: len(head)]) == head), ())
        is_first = self._printed.text[self._at : self._at + len(head)] == head
        return found if is_first else found[len(head) :]

    def _read_notes(self, found: list[str], ends: list[bool]) -> tuple[list[int], int] | None:
        """Read open notes, then new ones, each in order; None when words remain."""
        at, begun = list(self._notes), self._begun
        for number, note in enumerate(self._printed.notes):
            if at[number] < len(note) and (number < begun or found):
                taken, used = _match(found, ends, note[at[number] :])
                if taken:
                    at[number] += taken
                    begun = max(begun, number + 1)
                    found, ends = found[used:], ends[used:]
        return None if found else (at, begun)


def _ends(lines: list[tuple[str, ...]]) -> list[bool]:
    return [place == len(line) - 1 for line in lines for place in range(len(line))]


def _match(found: list[str], ends: list[bool], expected: tuple[str, ...]) -> tuple[int, int]:
    """Count the leading words that agree: of those expected, and of those found.

    A word that is divided over line ends agrees when its pieces, joined without the hyphen, are the word.
    """
    used = 0
    for taken, word in enumerate(expected):
        pieces, end = "", used
        while end < len(found) and pieces != word and (end == used or ends[end - 1]):
            pieces = pieces.removesuffix(SOFT_HYPHEN) + found[end]
            end += 1
            if not word.startswith(pieces.removesuffix(SOFT_HYPHEN)):
                return taken, used
        if pieces != word:
            return taken, used
        used = end
    return len(expected), used
