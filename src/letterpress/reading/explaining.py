"""What each line of a letter was taken for: the accounts of all steps of reading, line by line.

The last step that took a stretch says what part it is, the first that took it for that says by which rule.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from letterpress.letter import FootnoteCall, nodes_in
from letterpress.reading.claims import Claim, Part
from letterpress.reading.reader import Reading
from letterpress.source import LINE_END, Source, Span


@dataclass(frozen=True, slots=True)
class Taken:
    """What a line, or a stretch of one, was taken for.

    `number` is that of a signatory, or the label of a note.
    """

    part: Part
    rule: str
    number: str = ""

    @property
    def name(self) -> str:
        """Give part and number in words: `signatory 3`."""
        return f"{self.part} {self.number}".rstrip()


@dataclass(frozen=True, slots=True)
class Guess:
    """Why what a line was taken for may be wrong, and what to write into the front matter then."""

    reason: str
    overrule: str


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of the file, its number from 1, what it was taken for, the labels of the notes it calls.

    A line out of columns may be several things; one without words is nothing.
    """

    number: int
    text: str
    taken: tuple[Taken, ...] = ()
    calls: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()


def explain_lines(source: Source, reading: Reading) -> tuple[ExplainedLine, ...]:
    """Explain every line of a letter.

    Args:
        source: the text of a file, as it was read.
        reading: what was read from it.
    """
    taken = _taken_by_line(reading)
    guesses = _guesses_by_line(reading)
    calls: dict[int, list[str]] = defaultdict(list)
    for call in sorted(nodes_in(reading.letter, FootnoteCall), key=lambda call: call.span.start):
        calls[source.line_and_column(call.span.start)[0]].append(call.label)
    lines = LINE_END.split(source.text)
    return tuple(
        ExplainedLine(n, line, tuple(taken[n]), tuple(calls[n]), tuple(dict.fromkeys(guesses[n])))
        for n, line in enumerate(lines if lines[-1] else lines[:-1], start=1)
    )


def _taken_by_line(reading: Reading) -> dict[int, list[Taken]]:
    """Give what lines were taken for, from left to right."""
    found: dict[int, list[_Stretch]] = defaultdict(list)
    for account in reversed(reading.accounts):
        for claim in account.claims:
            whole = _Whole(claim)
            for line, start, end in _stretches(account.source, claim.span):
                _place(found[line], _Stretch(start, end, whole))
    lines: dict[int, list[Taken]] = defaultdict(list)
    for line, stretches in found.items():
        ordered = sorted(stretches, key=lambda stretch: stretch.start)
        lines[line] = list(dict.fromkeys(_taken(stretch) for stretch in ordered))
    return lines


@dataclass(slots=True)
class _Whole:
    """A claim, and that of an earlier step on a stretch of it."""

    claim: Claim
    before: Claim | None = None


@dataclass(slots=True)
class _Stretch:
    """Columns `start` to `end` of a line, the claim they belong to, and that of an earlier step on them."""

    start: int
    end: int
    whole: _Whole
    before: Claim | None = None


def _taken(stretch: _Stretch) -> Taken:
    claim = stretch.before or stretch.whole.before or stretch.whole.claim
    return Taken(claim.part, claim.rule, claim.number)


def _place(placed: list[_Stretch], new: _Stretch) -> None:
    """Add a stretch where it lies on no other; on one that is the same part it says how that was known."""
    over = [other for other in placed if new.start < other.end and other.start < new.end]
    for other in over:
        if other.whole.claim.part is new.whole.claim.part and other.whole is not new.whole:
            other.before = new.whole.claim
            other.whole.before = other.whole.before or new.whole.claim
    if not over:
        placed.append(new)


def _stretches(source: Source, span: Span) -> Iterator[tuple[int, int, int]]:
    """Yield line and columns of what a stretch was in the file, without white space at both ends."""
    for origin, place in source.trace(span):
        words = origin.text[place.start : place.end]
        if not words.strip() and place.end > place.start:
            continue
        start = place.start + len(words) - len(words.lstrip())
        end = max(start + 1, place.start + len(words.rstrip()))
        first, column = origin.line_and_column(start)
        last, _ = origin.line_and_column(end - 1)
        for line in range(first, last + 1):
            whole = origin.span_of_line(line)
            left = column if line == first else 1
            right = end - whole.start + 1 if line == last else whole.end - whole.start + 1
            yield line, left, right


def _guesses_by_line(reading: Reading) -> dict[int, list[Guess]]:
    guesses: dict[int, list[Guess]] = defaultdict(list)
    for account in reading.accounts:
        for doubt in account.doubts:
            line, _, _ = next(_stretches(account.source, doubt.span))
            guesses[line].append(Guess(doubt.reason, doubt.key.format(line=line)))
    return guesses
