"""Lines of a printed page to paragraphs, headings and items of lists.

Paper parts paragraphs by an empty line, by a line that ends before its time, or by an indent. A line ends
before its time when the first word of the next would have fitted on it.
"""
# ruff: noqa: RUF001 -- dashes, bullets and quotation marks as printed texts have them

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise, zip_longest

from letterpress.reading.dates import is_ordinal_date
from letterpress.reading.headlines import leads_on
from letterpress.reading.lettered import ItemMark, read_item_mark
from letterpress.reading.printed.pages import (
    PrintedLine,
    begins_small,
    ends_sentence,
    first_word,
    is_letter,
)
from letterpress.source import FIRST_MARK

SLACK = 5  # columns a line may be short of the measure by the widths of its letters alone
LEAST_PROSE = 40  # columns; shorter lines tell nothing of the measure
MOST_MEASURE = 130  # columns; who has longer lines wraps none
MOST_HEADING = 80  # columns
LEAST_HEADING_LETTERS = 4
LEAST_ENDS = 3  # of paragraphs without an empty line below them; fewer are chance
NEW_PARAGRAPH_INDENT = 2  # columns

MOST_HEADLINE = 60  # columns of a heading in small letters

_HEADLINE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+)?[^\W\d_a-zß-ÿ].*[\w)?]")
_OPENING = "\"'([“‘„«"
_WORD = re.compile(r"[^\W\d_]{2}")
_BULLET = re.compile("[•◦‣⁃∙●○■□▪▫◾➢➤✓·\uf000-\uf0ff][ \t]*")
_DASH = re.compile(r"[-–—*o][ \t]+(?=\S)")
_LONE_LETTER = "o"  # the bullet of a list inside another
_NUMBER = re.compile(r"\(?(?P<number>\d{1,2})[.)][ \t]+(?=\S)")


class PrintedKind(Enum):
    """What lines are on paper."""

    PARAGRAPH = auto()
    HEADING = auto()
    BULLET = auto()
    NUMBER = auto()


@dataclass(slots=True)
class PrintedBlock:
    """A block of a printed text.

    `lead` counts the characters of its first line that are its mark, `number` is that of a numbered item,
    `is_nested` tells a bullet inside a numbered item, `bullet` is the line of one that stands alone. Lines
    come to it as long as it is open.
    """

    kind: PrintedKind
    lines: list[PrintedLine]
    lead: int = 0
    number: int = 0
    is_nested: bool = False
    bullet: PrintedLine | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """How the prose of a text is set: its measure in columns, and whether paragraphs follow without a gap."""

    measure: int
    runs_on: bool


def survey(lines: Sequence[PrintedLine]) -> Setting:
    """Find out how the prose of a text is set."""
    rights = sorted(line.right for line in lines if len(line.text) >= LEAST_PROSE)
    measure = rights[len(rights) * 9 // 10] if rights else 0
    full = sum(right >= 3 * measure // 4 for right in rights)
    ends = [other.gap for one, other in pairwise(lines) if _ends_before_its_time(one, other, measure)]
    is_wrapped = measure <= MOST_MEASURE and 10 * full >= 6 * len(rights)
    without_gap = sum(gap == 0 for gap in ends)
    return Setting(measure, is_wrapped and without_gap >= LEAST_ENDS and 2 * without_gap > len(ends))


def _ends_before_its_time(line: PrintedLine, following: PrintedLine, measure: int) -> bool:
    """Tell whether a sentence ends on a line that had room for the next word."""
    room = measure - line.right - 1
    return (
        line.page == following.page
        and ends_sentence(line)
        and not begins_small(following)
        and room >= len(first_word(following)) + SLACK
    )


def read_prose(lines: Sequence[PrintedLine], measure: int = 0) -> tuple[PrintedBlock, ...]:
    """Cut lines into blocks; without a measure none of them ends before its time."""
    return tuple(_Composer(measure).blocks(lines))


class _Composer:
    """Goes through lines of one measure, and keeps the last number of a list."""

    def __init__(self, measure: int) -> None:
        self._measure = measure
        self._number = 0
        self._next_marks: set[ItemMark] = set()  # of items that are lettered

    def blocks(self, lines: Sequence[PrintedLine]) -> Iterator[PrintedBlock]:
        """Yield the blocks in order."""
        opened: PrintedBlock | None = None
        mark: PrintedLine | None = None  # a bullet that stands alone on its line
        for line, following in zip_longest(lines, lines[1:]):
            found = None if mark else self._begin_item(line, opened)
            if found and found.lead == len(line.text):
                mark = line
                continue
            if mark:
                nested = self._is_nested(mark, opened)
                found = PrintedBlock(PrintedKind.BULLET, [line], is_nested=nested, bullet=mark)
                mark = None
            may_head = not found or found.kind is PrintedKind.PARAGRAPH  # `A. Methods` may be either
            is_headline = opened is not None and may_head and self._is_headline(opened, line, following)
            if is_headline:
                found = None
            if opened and not found and not is_headline and not self._begins_paragraph(opened, line):
                opened.lines.append(line)
                continue
            if opened:
                yield opened
            opened = found or PrintedBlock(PrintedKind.HEADING if is_headline else _kind_of(line), [line])
        if opened:
            yield opened
        if mark:
            yield PrintedBlock(PrintedKind.PARAGRAPH, [mark])

    def _begin_item(self, line: PrintedLine, opened: PrintedBlock | None) -> PrintedBlock | None:
        """Give the item a line begins, if it begins one."""
        above = opened.lines[-1] if opened else None
        if bullet := _BULLET.match(line.text):
            nested = self._is_nested(line, opened)
            return PrintedBlock(PrintedKind.BULLET, [line], bullet.end(), is_nested=nested)
        is_listed = opened is not None and opened.kind is PrintedKind.BULLET
        leads_to_list = is_listed or (above is not None and above.text.endswith((":", ";")))
        if leads_to_list and line.text == _LONE_LETTER:
            return PrintedBlock(PrintedKind.BULLET, [line], len(line.text))
        may_begin = above is None or line.gap > 0 or line.page != above.page or ends_sentence(above)
        number = _NUMBER.match(line.text)
        may_begin = may_begin or (opened is not None and opened.kind is PrintedKind.HEADING)
        leads = above is not None and (above.text.endswith(",") or leads_on(above.text))
        leads_to_first = number is not None and number["number"] == "1" and line.text[number.end()].islower()
        may_count = may_begin or leads_to_first or (leads and not is_ordinal_date(line.text))
        if number and may_count and int(number["number"]) in (1, self._number + 1):
            self._number = int(number["number"])
            return PrintedBlock(PrintedKind.NUMBER, [line], number.end(), self._number)
        if may_begin or leads:
            marks, _ = read_item_mark(line.text)
            goes_on = next((mark for mark in marks if mark in self._next_marks or mark.number == 1), None)
            if goes_on and not goes_on.style.startswith("(1"):
                self._next_marks.add(goes_on._replace(number=goes_on.number + 1))
                return PrintedBlock(PrintedKind.PARAGRAPH, [line], is_nested=self._is_nested(line, opened))
        if may_begin and leads_to_list and (dash := _DASH.match(line.text)):
            nested = self._is_nested(line, opened)
            return PrintedBlock(PrintedKind.BULLET, [line], dash.end(), is_nested=nested)
        return None

    def _is_nested(self, mark: PrintedLine, opened: PrintedBlock | None) -> bool:
        if opened is None:
            return False
        if opened.kind is PrintedKind.NUMBER:
            return opened.lines[-1].text.endswith(":") or mark.indent > opened.lines[0].indent
        return opened.is_nested

    def _is_headline(self, opened: PrintedBlock, line: PrintedLine, following: PrintedLine | None) -> bool:
        """Tell whether a line is a heading in small letters: short, behind a sentence, above prose."""
        if following is None or not ends_sentence(opened.lines[-1]) or not _HEADLINE.fullmatch(line.text):
            return False
        if ends_sentence(line) or leads_on(line.text):
            return False
        room = self._measure - line.right - 1 - SLACK
        is_short = len(line.text) <= MOST_HEADLINE and room >= len(first_word(following))
        if any(mark.match(following.text) for mark in (_NUMBER, _BULLET)):
            return is_short
        is_prose = _begins_large(following) and len(following.text) >= LEAST_PROSE
        return is_short and is_prose and 10 * following.right >= 6 * self._measure

    def _begins_paragraph(self, opened: PrintedBlock, line: PrintedLine) -> bool:
        above = opened.lines[-1]
        if is_heading(line) or opened.kind is PrintedKind.HEADING:
            is_one_heading = opened.kind is PrintedKind.HEADING and is_heading(line)
            return not (is_one_heading and not line.gap and not ends_sentence(above))
        if line.page != above.page or not _WORD.search(opened.lines[0].text):
            return ends_sentence(above)
        if line.gap:
            return ends_sentence(above) or _begins_large(line)
        if line.indent >= above.indent + NEW_PARAGRAPH_INDENT and len(opened.lines) > 1:
            return ends_sentence(above)
        is_item = opened.kind in (PrintedKind.BULLET, PrintedKind.NUMBER)
        return (is_item and self._is_cut_short(above, line)) or _ends_before_its_time(
            above, line, self._measure
        )

    def _is_cut_short(self, above: PrintedLine, line: PrintedLine) -> bool:
        """Tell whether an item without a stop ends on a line that is half empty, above prose."""
        is_prose = _begins_large(line) and len(line.text) >= LEAST_PROSE
        return is_prose and 10 * above.right < 6 * self._measure


def _begins_large(line: PrintedLine) -> bool:
    """Tell whether a line begins with a capital, or with the mark of a value that is filled in later."""
    first = line.text.lstrip(_OPENING)[:1]
    return first.isupper() or first >= chr(FIRST_MARK)


def is_heading(line: PrintedLine) -> bool:
    """Tell whether a line is in capitals throughout, as a heading is."""
    letters = [character for character in line.text if is_letter(character)]
    return (
        len(line.text) <= MOST_HEADING
        and len(letters) >= LEAST_HEADING_LETTERS
        and all(character.isupper() for character in letters)
        and not line.text.endswith((".", ",", ";"))
    )


def _kind_of(line: PrintedLine) -> PrintedKind:
    return PrintedKind.HEADING if is_heading(line) else PrintedKind.PARAGRAPH
