"""Count what a typesetter would mark on the pages of a letter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from statistics import mean, median

from compare.alignment import PlacedLine, PlacedPiece, place_lines
from compare.instrument import FOOT, LEFT, RIGHT, Line, Pages
from compare.pieces import HYPHENS, body_pieces, note_pieces
from letterpress.letter import Letter

TEXT_PITCH, SMALL_PITCH, NOTE_PITCH = 15.6, 13.65, 12.2
NOTE_LEAD = 17.0  # from the text to the first note at least, the rule between them: 4.2 + 0.14 + 1.6 mm
QUOTATION_INDENT = 15.6
TOLERANCE = 2.0  # points a line may stand out or end short
PUNCTUATION = (
    f"{HYPHENS}.,;:!?'\"“”„»«—)]\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{EN DASH}"
)
HANG = 0.5  # of the pitch: what punctuation at a line's end may stand out in the margin
STUB = 1 / 8  # of the measure
FEWEST_ON_LAST_PAGE = 2  # lines of text beside signatories


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter's pages, and every line of text and notes at its place in the letter."""

    pages: Pages
    text: tuple[PlacedPiece, ...]
    notes: tuple[PlacedPiece, ...]

    @property
    def all(self) -> tuple[PlacedPiece, ...]:
        """Give the pieces of text and notes."""
        return (*self.text, *self.notes)

    @property
    def prose(self) -> tuple[PlacedPiece, ...]:
        """Give what is set in justified lines."""
        return tuple(placed for placed in self.all if placed.piece.is_prose)


def read_letter_pages(pages: Pages, letter: Letter) -> Reading:
    """Find every line of a letter's pages in the letter.

    Raises:
        TextDiffersError: the pages do not say what the letter says.
    """
    text = place_lines(pages.text, body_pieces(letter))
    return Reading(pages, text, place_lines(pages.notes, note_pieces(letter)))


def late_notes(reading: Reading) -> int:
    """Count notes that begin on another page than their call."""
    begun = {}
    for placed in reading.notes:
        begun.setdefault(placed.piece.note, placed.lines[0].line.page)
    called = ((number, placed.page_of(end)) for placed in reading.text for number, end in placed.piece.calls)
    return sum(begun[number] != page for number, page in called)


def split_notes(reading: Reading) -> int:
    """Count notes that stand on more than one page."""
    pages: dict[int, set[int]] = {}
    for placed in reading.notes:
        pages.setdefault(placed.piece.note, set()).update(one.line.page for one in placed.lines)
    return sum(len(some) > 1 for some in pages.values())


def hyphens(reading: Reading) -> int:
    """Count hyphens at line ends that the author did not write."""
    return sum(placed.hyphenated(one) for placed in reading.all for one in placed.breaks)


def ladders(reading: Reading, least: int) -> int:
    """Count runs of so many lines or more that end in a hyphen, the author's own ones too."""
    runs = (
        len(list(run))
        for placed in reading.all
        for ends, run in groupby(placed.breaks, key=lambda one: one.line.text[-1] in HYPHENS)
        if ends
    )
    return sum(length >= least for length in runs)


def hyphens_over_page(reading: Reading) -> int:
    """Count words divided over a page turn."""
    return sum(
        placed.hyphenated(one) and following.line.page != one.line.page
        for placed in reading.all
        for one, following in zip(placed.lines, placed.lines[1:], strict=False)
    )


def broken_addresses(reading: Reading) -> int:
    """Count breaks that falsify a web address: with a hyphen added, or inside a word of it."""

    def falsifies(placed: PlacedPiece, one: PlacedLine) -> bool:
        piece, end = placed.piece, one.end
        inside = piece.compared[end - 1].isalnum() and piece.compared[end].isalnum() and not piece.gap(end)
        return piece.is_in_address(end) and (inside or placed.hyphenated(one))

    return sum(falsifies(placed, one) for placed in reading.all for one in placed.breaks)


def doubtful_addresses(reading: Reading) -> int:
    """Count breaks of a web address after a hyphen of its own, which a reader may take for ours."""
    return sum(
        placed.piece.is_in_address(one.end) and bool(placed.piece.gap(one.end))
        for placed in reading.all
        for one in placed.breaks
    )


def word_spaces(pieces: tuple[PlacedPiece, ...], ideal: float) -> list[float]:
    """Give the word space of every justified line, 1 being the ideal.

    The space of a line is the mean of its gaps, as kerning beside a space is none of the line's doing.
    """
    return [
        mean(one.line.spaces) / ideal
        for placed in pieces
        if placed.piece.is_prose
        for one in placed.breaks
        if one.line.spaces and not _is_short(placed, one)
    ]


def ideal_space(pieces: tuple[PlacedPiece, ...]) -> float:
    """Give the setter's own ideal: the median space of the lines that nothing stretches.

    These are the date, the salutation and the last lines of paragraphs.
    """
    return median(
        gap
        for placed in pieces
        if placed.piece.is_prose or placed.piece.kind == "line"
        for gap in placed.lines[-1].line.spaces
    )


def spaces_in_text(reading: Reading) -> list[float]:
    """Give the word spaces of the text."""
    return word_spaces(reading.text, ideal_space(reading.text))


def spaces_in_notes(reading: Reading) -> list[float]:
    """Give the word spaces of the notes."""
    return word_spaces(reading.notes, ideal_space(reading.notes)) if reading.notes else []


def widest_space(reading: Reading) -> float:
    """Give the widest word space of a justified line."""
    return max((*spaces_in_text(reading), *spaces_in_notes(reading)), default=1.0)


def narrowest_space(reading: Reading) -> float:
    """Give the narrowest word space of a justified line."""
    return min((*spaces_in_text(reading), *spaces_in_notes(reading)), default=1.0)


def unevenness(spaces: list[float]) -> float:
    """Give the root mean square deviation of word spaces from the ideal."""
    return sqrt(mean((space - 1) ** 2 for space in spaces)) if spaces else 0.0


def short_lines(reading: Reading) -> int:
    """Count lines that ought to be justified and end short of the measure."""
    return sum(_is_short(placed, one) for placed in reading.prose for one in placed.breaks)


def overfull_lines(reading: Reading) -> int:
    """Count lines that stand out of the measure by more than hanging punctuation."""
    lines = ((one.line, _right_edge(placed)) for placed in reading.all for one in placed.lines)
    small = ((line, RIGHT) for line in reading.pages.small)
    return sum(line.right > edge + TOLERANCE + _hang(line) for line, edge in (*lines, *small))


def _is_short(placed: PlacedPiece, one: PlacedLine) -> bool:
    return one.line.right < _right_edge(placed) - TOLERANCE


def _right_edge(placed: PlacedPiece) -> float:
    return RIGHT - (QUOTATION_INDENT if placed.piece.kind == "quotation" else 0)


def _hang(line: Line) -> float:
    return HANG * NOTE_PITCH if line.text[-1] in PUNCTUATION else 0.0


def lone_lines(reading: Reading) -> int:
    """Count widows and orphans: one line of a paragraph alone at the head or the foot of a page."""
    return sum(
        on_page == 1
        for placed in reading.all
        for on_page in _ends(
            [len(list(some)) for _, some in groupby(placed.lines, lambda one: one.line.page)]
        )
    )


def stubs(reading: Reading) -> int:
    """Count last lines of paragraphs shorter than an eighth of the measure."""
    return sum(
        placed.lines[-1].line.right - placed.lines[-1].line.left < STUB * (_right_edge(placed) - LEFT)
        for placed in reading.prose
        if len(placed.lines) > 1
    )


def empty_lines(reading: Reading) -> int:
    """Count the lines of text that would have had room above the notes and below all, last page excepted."""
    pages = reading.pages
    white = 0
    for page in range(pages.count - 1):
        above = [
            line.middle + pitch / 2
            for lines, pitch in ((pages.text, TEXT_PITCH), (pages.small, SMALL_PITCH))
            for line in lines
            if line.page == page
        ]
        notes = [line.middle for line in pages.notes if line.page == page]
        end = max(above, default=0.0)
        room = FOOT - end
        if notes:
            gap = min(notes) - NOTE_PITCH / 2 - end - NOTE_LEAD
            room = max(0.0, gap) + FOOT - max(notes) - NOTE_PITCH / 2
        white += max(0, int(room / TEXT_PITCH))
    return white


def pages_of_names(reading: Reading) -> int:
    """Count pages where signatories stand with fewer than two lines of text."""
    close = next((placed.lines[-1].line for placed in reading.text if placed.piece.kind == "close"), None)
    if close is None:
        return 0
    place = (close.page, close.middle)
    names = {line.page for line in reading.pages.small if (line.page, line.middle) > place}
    lines = [one.line.page for placed in reading.text if placed.piece.is_prose for one in placed.lines]
    return sum(lines.count(page) < FEWEST_ON_LAST_PAGE for page in names)


def _ends(counts: Sequence[int]) -> Iterator[int]:
    """Yield the first and the last of several numbers, nothing of one alone."""
    if len(counts) > 1:
        yield counts[0]
        yield counts[-1]


COUNTS: Mapping[str, Callable[[Reading], float]] = {
    "pages": lambda reading: reading.pages.count,
    "notes begun after the page of their call": late_notes,
    "notes split over pages": split_notes,
    "hyphens at line ends": hyphens,
    "runs of two and more hyphens": lambda reading: ladders(reading, 2),
    "runs of three and more hyphens": lambda reading: ladders(reading, 3),
    "words divided over a page turn": hyphens_over_page,
    "addresses broken with a hyphen or in a word": broken_addresses,
    "addresses broken at a hyphen of their own": doubtful_addresses,
    "widest word space (ideal 1)": widest_space,
    "narrowest word space (ideal 1)": narrowest_space,
    "rms deviation of word spaces in the text": lambda reading: unevenness(spaces_in_text(reading)),
    "rms deviation of word spaces in the notes": lambda reading: unevenness(spaces_in_notes(reading)),
    "lines short of the measure": short_lines,
    "lines beyond the measure": overfull_lines,
    "widows and orphans": lone_lines,
    "stubs as last lines": stubs,
    "empty lines at page feet": empty_lines,
    "pages of names alone": pages_of_names,
}
