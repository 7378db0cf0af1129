"""The checks of a finished file against its proof: values to diagnostics, no PDF.

Each check says what is wrong, where, and at which line of the author's text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from letterpress.diagnostics import Code, Diagnostic, Place, Severity
from letterpress.preflight.inspection import FontUse
from letterpress.preflight.objects import POINTS_PER_MM
from letterpress.preflight.reading import Box, Page
from letterpress.preflight.runs import Run, SpeltOut
from letterpress.proof import Proof, ProofLine, ProofPage

SIZE_TOLERANCE_MM = 0.05  # a twentieth of what a cutter holds
# Kerning is cut to whole thousandths of the font size when it is drawn, so lines end a little early or late.
PLACE_TOLERANCE_PT = 1.0
# Of the font size: how far the letters of a Latin, Greek or Cyrillic line reach above and below it.
REACH_ABOVE, REACH_BELOW = 0.7, 0.25
BREAK_HYPHEN = "\u2010"
HYPHENS = "-\u2010\u2011"  # drawn alike
UNTOLD = "\u2060"  # word joiner: what a glyph tells that stands for no character of its own
SIDES = re.compile("LEFT|RIGHT|LESS|GREATER")
SHORT = 60  # characters of the text quoted in a message
MAX_FINDINGS = 5  # of one kind on one page
BUG_HINT = "this is a fault of letterpress, not of the letter: please report it"


def check_fonts(fonts: tuple[FontUse, ...], families: frozenset[str] = frozenset()) -> Iterator[Diagnostic]:
    """Check that each font travels with the file, in part only, and reads as text."""
    wanted = {_squeezed(family): family for family in families}
    for font in fonts:
        if not font.is_embedded:
            yield _error(Code.PDF_FONT, f"font {font.name} is not embedded", "embed all fonts")
        elif not font.is_subset:
            message = f"font {font.name} is embedded whole"
            yield Diagnostic(Code.PDF_FONT, Severity.WARNING, message, "embed only the characters in use")
        if not font.has_unicode:
            yield _error(Code.PDF_FONT, f"font {font.name} does not say which characters it shows")
        if wanted and _squeezed(font.family) not in wanted:
            allowed = ", ".join(sorted(wanted.values()))
            yield _error(Code.PDF_FONT, f"font {font.family} is none of the stationery's ({allowed})")


def _squeezed(family: str) -> str:
    return family.replace(" ", "").replace("-", "").casefold()


def check_boxes(pages: tuple[Page, ...], proof: Proof | None) -> Iterator[Diagnostic]:
    """Check that each page has the size of the paper, upright or turned, and no box cuts or shifts it.

    Without a proof, pages on other paper than the first are worth a warning.
    """
    severity = Severity.ERROR if proof else Severity.WARNING
    for number, page in enumerate(pages, start=1):
        first = pages[0].size_mm
        permitted = (_sheet_mm(number, proof),) if proof else (first, first[::-1])
        if not any(_is_size(page, size) for size in permitted):
            width, height = page.size_mm
            want = f"{permitted[0][0]:g} by {permitted[0][1]:g} mm"
            message = f"page {number} measures {width:g} by {height:g} mm, not {want}"
            yield Diagnostic(Code.PDF_BOXES, severity, message)
        elif proof:
            for name, box in page.boxes.items():
                if not _is_same(box, (0.0, 0.0, *page.boxes["MediaBox"][2:])):
                    yield _error(Code.PDF_BOXES, f"page {number}: its {name} is not the sheet")


def _sheet_mm(number: int, proof: Proof) -> tuple[float, float]:
    """Give the size of a page as it was planned; one that was not is upright."""
    width, height = proof.paper_mm
    turned = number <= len(proof.pages) and proof.pages[number - 1].turned
    return (height, width) if turned else (width, height)


def _is_size(page: Page, size_mm: tuple[float, float]) -> bool:
    return all(abs(own - want) <= SIZE_TOLERANCE_MM for own, want in zip(page.size_mm, size_mm, strict=True))


def _is_same(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    tolerance = SIZE_TOLERANCE_MM * POINTS_PER_MM
    return all(abs(one - other) <= tolerance for one, other in zip(first, second, strict=True))


def check_text(pages: tuple[Page, ...], proof: Proof) -> Iterator[Diagnostic]:
    """Check that each page shows all its characters once and no others, and all inside its area."""
    if len(pages) != len(proof.pages):
        message = f"the file has {len(pages)} pages, {len(proof.pages)} were set"
        yield _error(Code.PDF_TEXT, message, BUG_HINT)
        return
    for number, (page, wanted) in enumerate(zip(pages, proof.pages, strict=True), start=1):
        if page.unreadable:
            yield _error(
                Code.PDF_TEXT, f"page {number}: {page.unreadable} glyphs do not extract as characters"
            )
        yield from _check_spelling(number, page.spelt)
        yield from _check_words(number, page.runs, wanted, proof)
        yield from _check_places(number, page, wanted, proof)


def _check_spelling(number: int, spelt: tuple[SpeltOut, ...]) -> Iterator[Diagnostic]:
    """Check that no `ActualText` says what its glyphs do not show.

    Both have the same signs in any order; only where a glyph tells nothing by itself, more may be said.
    """
    for says, told in spelt:
        said, shown = Counter(_signs(says)), Counter(_signs(told))
        if shown - said or (said - shown and UNTOLD not in told):
            message = f'page {number}: "{_short(told)}" is drawn where "{_short(says)}" is read'
            yield _error(Code.PDF_TEXT, message, BUG_HINT)


def _signs(text: str) -> Iterator[str]:
    """Yield the signs of a text apart from their marks; the two brackets of a pair are one."""
    for sign in unicodedata.normalize("NFKD", text):
        if unicodedata.mirrored(sign):
            yield SIDES.sub("", unicodedata.name(sign))
        elif not (sign.isspace() or unicodedata.category(sign) == "Cf" or sign in HYPHENS):
            yield sign


def _check_words(number: int, runs: tuple[Run, ...], wanted: ProofPage, proof: Proof) -> Iterator[Diagnostic]:
    shown = countable("".join(run.text for run in runs))
    if shown == countable("".join(line.text for line in wanted.lines)):
        return
    missing, left = _match_lines(shown, wanted.lines)
    for line in missing[:MAX_FINDINGS]:
        message = f'page {number}: the line "{_short(line.text)}" is not on the page as it was set'
        yield _error(Code.PDF_TEXT, message, BUG_HINT, _place(line, proof))
    for words in left[:MAX_FINDINGS]:
        yield _error(
            Code.PDF_TEXT, f'page {number}: "{_short(words)}" is on the page and was not set', BUG_HINT
        )
    if not missing and not left:
        yield _error(Code.PDF_TEXT, f"page {number}: lines are drawn in another order than read", BUG_HINT)


def _match_lines(shown: str, lines: tuple[ProofLine, ...]) -> tuple[list[ProofLine], list[str]]:
    """Take the lines out of the page's text, the longest first; give lines not found and text left over."""
    missing, left = [], [shown]
    for line in sorted(lines, key=lambda line: -len(line.text)):
        words = countable(line.text)
        index = next((index for index, piece in enumerate(left) if words in piece), None)
        if index is None:
            missing.append(line)
        else:
            before, _, after = left[index].partition(words)
            left[index : index + 1] = [piece for piece in (before, after) if piece]
    return sorted(missing, key=lines.index), left


def countable(text: str) -> str:
    """Give the characters that count, in one form: no spaces, no soft or breaking hyphens, NFKC.

    The same glyph may stand for several characters (a superior figure, a ligature), and a font tells
    only one of them.
    """
    kept = (sign for sign in text if not (sign.isspace() or unicodedata.category(sign) == "Cf"))
    return unicodedata.normalize("NFKC", "".join(kept)).replace(BREAK_HYPHEN, "").replace(" ", "")


def _check_places(number: int, page: Page, wanted: ProofPage, proof: Proof) -> Iterator[Diagnostic]:
    left, bottom, right, top = _area(page, wanted)
    outside = [
        run
        for run in page.runs
        if run.text.strip()
        and not (
            run.left >= left - PLACE_TOLERANCE_PT
            and run.right <= right + PLACE_TOLERANCE_PT
            and run.baseline - REACH_BELOW * run.size >= bottom - PLACE_TOLERANCE_PT
            and run.baseline + REACH_ABOVE * run.size <= top + PLACE_TOLERANCE_PT
        )
    ]
    for run in outside[:MAX_FINDINGS]:
        x, y = (
            round(points / POINTS_PER_MM, 1)
            for points in (run.left, page.boxes["MediaBox"][3] - run.baseline)
        )
        message = f'page {number}: "{_short(run.text)}" stands outside its area, {x} mm from the left edge'
        line = next((line for line in wanted.lines if countable(run.text) in countable(line.text)), None)
        place = _place(line, proof) if line else None
        yield _error(Code.PDF_TEXT, f"{message} and {y} mm below the top", BUG_HINT, place)


def _area(page: Page, wanted: ProofPage) -> Box:
    left, bottom, right, top = page.boxes["MediaBox"]
    if wanted.area_mm is None:
        return left, bottom, right, top
    from_left, from_top, to_right, to_bottom = (edge * POINTS_PER_MM for edge in wanted.area_mm)
    return (left + from_left, top - to_bottom, left + to_right, top - from_top)


def check_footnotes(
    calls: dict[int, list[int]], notes: dict[int, list[int]], proof: Proof | None
) -> Iterator[Diagnostic]:
    """Check that each note begins on the page of its first call, or is there at all; by page (from 0)."""
    first_call = _first_pages(calls)
    first_note = _first_pages(notes)
    for number in sorted(first_call.keys() | first_note.keys()):
        call, note = first_call.get(number), first_note.get(number)
        if call is None or note is None or (call != note and not (proof and proof.notes_at_end)):
            called = f"is called on page {call + 1}" if call is not None else "is never called"
            begun = f"begins on page {note + 1}" if note is not None else "has no text"
            yield _error(Code.PDF_FOOTNOTE, f"footnote {number} {called} and {begun}", BUG_HINT)
    for page, wanted in enumerate(proof.pages if proof else ()):
        for kind, found, planned in (("calls", calls, wanted.calls), ("notes", notes, wanted.notes)):
            if Counter(found.get(page, ())) != Counter(planned):
                was, want = _numbers(found.get(page, [])), _numbers(planned)
                yield _error(Code.PDF_FOOTNOTE, f"page {page + 1}: {kind} {was}, not {want}", BUG_HINT)


def _first_pages(numbers: dict[int, list[int]]) -> dict[int, int]:
    first: dict[int, int] = {}
    for page in sorted(numbers):
        for number in numbers[page]:
            first.setdefault(number, page)
    return first


def _numbers(numbers: list[int] | tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "none"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


def _place(line: ProofLine, proof: Proof) -> Place | None:
    return proof.source.place(line.span) if proof.source and line.span else None


def _error(code: Code, message: str, hint: str = "", place: Place | None = None) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, hint, place)
