"""What the front matter says of single lines: which part they are, whatever the rules would take them for.

Lines are counted as the file has them, so that they are found again in every text that reading writes anew.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from letterpress.diagnostics import Code, Diagnostic
from letterpress.reading.claims import Claim, Part, Rule
from letterpress.reading.frontmatter import Entry, FrontMatter
from letterpress.reading.lines import LEAF_KINDS
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import paragraph_of, span_of
from letterpress.source import LINE_END, Source, Span

PARTS_BY_KEY: Mapping[str, Part] = {
    "letterhead_lines": Part.LETTERHEAD,
    "date_line": Part.DATELINE,
    "mailing_notation_line": Part.MAILING_NOTATION,
    "reference_lines": Part.REFERENCE,
    "inside_address_lines": Part.INSIDE_ADDRESS,
    "attention_lines": Part.ATTENTION_LINE,
    "subject_lines": Part.SUBJECT_LINE,
    "salutation_line": Part.SALUTATION,
    "body_lines": Part.BODY,
    "closing_line": Part.CLOSE,
    "signature_lines": Part.SIGNATORY,
    "enclosure_lines": Part.ENCLOSURE,
    "copy_lines": Part.COPY,
    "postscript_lines": Part.POSTSCRIPT,
    "notes_heading_line": Part.NOTES_HEADING,
    "running_head_lines": Part.RUNNING_HEAD,
    "outside_lines": Part.OUTSIDE,
}
EVERY_STYLE, NO_CALLS = "auto", "none"

_NEVER_TAKEN = (None, Part.BODY, Part.NOTES_HEADING, Part.RUNNING_HEAD)  # other steps look for them
_RANGE = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")
_HINT = "`letterpress parse --explain` prints the lines with their numbers"


@dataclass(frozen=True, slots=True)
class Overruling:
    """Parts by the lines of the file they stand on, and all parts of which anything is said.

    `calls` is the one style of calls that is believed: a name, `none`, or `auto` for what the rules believe.
    """

    parts: Mapping[int, Part] = field(default_factory=dict)
    stated: frozenset[Part] = frozenset()
    calls: str = EVERY_STYLE

    def part_at(self, source: Source, place: int) -> Part | None:
        """Give the part a place in a text is said to be, if anything is said of its line."""
        return self.parts.get(source.place(Span(place, place)).line) if self.parts else None

    def believes(self, style: str) -> bool:
        """Tell whether calls of a style may be believed."""
        return self.calls in (EVERY_STYLE, style)


AS_THE_RULES_SAY = Overruling()


def read_overruling(front: FrontMatter, source: Source) -> tuple[Overruling, tuple[Diagnostic, ...]]:
    """Read what the front matter of a text says of its lines; a line that cannot be meant is an error."""
    calls = front.text("calls").replace("-", " ") or EVERY_STYLE
    stated = {key: part for key, part in PARTS_BY_KEY.items() if key in front.entries}
    if not stated:
        return Overruling(calls=calls), ()
    lines = LINE_END.split(source.root.text)
    first = source.place(Span(front.end, front.end)).line if front.end else 1
    parts: dict[int, tuple[str, Part]] = {}
    diagnostics: list[Diagnostic] = []
    wrong: set[Part] = set()  # the rules may look for these: one complaint is enough
    for key in sorted(stated, key=lambda key: stated[key] is not Part.BODY):  # other parts may stand in it
        entry = front.entries[key][0]
        for numbers in _ranges(entry):
            found = _fault(lines, first, numbers) or _twice(parts, numbers, key)
            if found:
                complaint = source.error(Code.LINE_NUMBER, entry.span, f'"{key}": {found}', _HINT)
                diagnostics.append(replace(complaint, place=None) if key in front.overridden else complaint)
                wrong.add(stated[key])
            else:
                parts.update(dict.fromkeys(numbers, (key, stated[key])))
    named = {number: part for number, (_, part) in parts.items()}
    return Overruling(named, frozenset(stated.values()) - wrong, calls), tuple(diagnostics)


def _ranges(entry: Entry) -> Iterator[range]:
    for first, last in _RANGE.findall(entry.value):
        yield range(int(first), int(last or first) + 1)


def _fault(lines: list[str], first: int, numbers: range) -> str:
    """Say what is wrong with line numbers, if anything is."""
    if not numbers:
        return f"{numbers.start}-{numbers.stop - 1} ends before it begins"
    count = len(lines) if lines[-1] else len(lines) - 1
    if numbers[-1] > count:
        return f"there is no line {numbers[-1]:,}: the letter has {count:,}"
    if numbers[0] < first:
        return f"line {numbers[0]} is above the letter, which begins on line {first}"
    blank = next((n for n in (numbers[0], numbers[-1]) if not lines[n - 1].strip()), None)
    return f"line {blank} is empty" if blank else ""


def _twice(parts: Mapping[int, tuple[str, Part]], numbers: range, key: str) -> str:
    """Say which other key names one of the lines, if one does; any part may stand inside the body."""
    taken = (n for n in numbers if n in parts and parts[n][0] != key and parts[n][1] is not Part.BODY)
    number = next(taken, None)
    return f'"{parts[number][0]}" names line {number} too' if number else ""


@dataclass(frozen=True, slots=True)
class Stated:
    """The lines of a text that were taken out of its blocks, by part, each run of lines apart.

    `parts` are those no rule may look for; `body` is the stretch that is the body, `outside` what is no
    part of the letter.
    """

    runs: Mapping[Part, tuple[tuple[Line, ...], ...]] = field(default_factory=dict)
    parts: frozenset[Part] = frozenset()
    body: Span | None = None
    outside: tuple[RawBlock, ...] = ()

    def lines(self, part: Part) -> tuple[Line, ...]:
        """Give all lines of a part."""
        return tuple(line for run in self.runs.get(part, ()) for line in run)

    @property
    def claims(self) -> list[Claim]:
        """Give the claims of all lines that were taken out."""
        lines = [Claim(span_of(run), part, Rule.STATED) for part, runs in self.runs.items() for run in runs]
        return [*lines, *(Claim(block.span, Part.OUTSIDE, Rule.STATED) for block in self.outside)]


NOTHING = Stated()


def take_stated(
    blocks: tuple[RawBlock, ...], source: Source, overruling: Overruling
) -> tuple[tuple[RawBlock, ...], Stated]:
    """Take the lines out of blocks of which the front matter says what they are."""
    if not overruling.parts:
        return blocks, Stated(parts=overruling.stated)
    taker = _Taker(source, overruling)
    kept = tuple(left for block in blocks for left in taker.take(block))
    runs = {part: tuple(found) for part, found in taker.runs.items()}
    body = Span(taker.body[0].start, taker.body[-1].end) if taker.body else None
    return kept, Stated(runs, overruling.stated, body, tuple(taker.outside))


class _Taker:
    """Goes through blocks, and keeps what it takes out of them."""

    def __init__(self, source: Source, overruling: Overruling) -> None:
        self._source = source
        self._overruling = overruling
        self.runs: dict[Part, list[tuple[Line, ...]]] = defaultdict(list)
        self.outside: list[RawBlock] = []
        self.body: list[Span] = []

    def take(self, block: RawBlock) -> Iterator[RawBlock]:
        """Yield what is left of a block, cut where the body begins or ends."""
        if block.kind in LEAF_KINDS:
            yield from self._take_lines(block)
        elif block.kind in (Kind.QUOTATION, Kind.BULLETS, Kind.NUMBERS, Kind.ITEM):
            children = tuple(left for child in block.children for left in self.take(child))
            if children or not block.children:
                yield replace(block, children=children)
        elif self._part_at(block.span.start) is Part.OUTSIDE:
            self.outside.append(block)
        else:
            self._note_body(block)
            yield block

    def _take_lines(self, block: RawBlock) -> Iterator[RawBlock]:
        for part, found in groupby(block.lines, key=lambda line: self._part_at(line.start)):
            lines = tuple(found)
            left = block if lines == block.lines else paragraph_of(lines, block.indent)
            if part in _NEVER_TAKEN:
                self._note_body(left)
                yield left
            elif part is Part.OUTSIDE:
                self.outside.append(left)
            elif part:
                self.runs[part].append(lines)

    def _note_body(self, block: RawBlock) -> None:
        if self._part_at(block.span.start) is Part.BODY:
            self.body.append(block.span)

    def _part_at(self, place: int) -> Part | None:
        return self._overruling.part_at(self._source, place)
