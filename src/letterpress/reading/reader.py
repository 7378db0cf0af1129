"""A letter's text to a `Letter`: the order of the steps, and nothing else.

Reading is pure and raises on no text: what no rule claims is body text, and what is wrong is a
diagnostic at its place.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from letterpress.diagnostics import Diagnostic
from letterpress.letter import Block, Footnote, FootnoteCall, Letter, Paragraph, Text, map_nodes
from letterpress.reading.assembly import assemble
from letterpress.reading.calls import LetterCalls, calls_of_blocks, calls_of_letter
from letterpress.reading.claims import Account, Claim, Part, Rule
from letterpress.reading.comments import NO_COMMENTS, leave_out_comments
from letterpress.reading.footnotes import RawNote, gather_notes, refused_styles
from letterpress.reading.frontmatter import FrontMatter, override, read_front_matter
from letterpress.reading.marking import mark_notes
from letterpress.reading.markup import read_blocks
from letterpress.reading.newlines import normalise_newlines
from letterpress.reading.numbering import check_notes, number_notes
from letterpress.reading.overruling import Overruling, read_overruling, take_stated
from letterpress.reading.parts import divide, place_of_close
from letterpress.reading.printed import Pages, Recovery, recover
from letterpress.reading.stated import add_stated_parts
from letterpress.reading.transcript import Transcript, nested_too_deep
from letterpress.reading.typography import punctuate_front_matter, punctuate_parts
from letterpress.source import MAX_CHARACTERS, Source, Span

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter as read, what was wrong with its text, and an account of each step in their order."""

    letter: Letter
    diagnostics: tuple[Diagnostic, ...]
    accounts: tuple[Account, ...] = ()


def read_letter(source: Source, overrides: Mapping[str, str] | None = None) -> Reading:
    """Read a letter out of its text.

    Args:
        source: the text; spans of the letter are places in it.
        overrides: values that count before those of the front matter and of the text.

    A text of more than `MAX_CHARACTERS` is not taken apart: its letter is one paragraph.

    Raises:
        LetterError: an override has a key or a value that front matter may not have. No text raises.
    """
    normalised = normalise_newlines(source)
    text = normalised.source
    if len(text.text) > MAX_CHARACTERS:
        everything = Claim(Span(0, len(text.text)), Part.PARAGRAPH, Rule.TOO_LONG)
        return Reading(_unread(text.text), source.diagnostics, (Account(text, (everything,)),))
    front = override(read_front_matter(text), overrides or {})
    overruling, faults = read_overruling(front, text)
    recovery = Recovery(text)
    if front.text("text") != "typed":
        is_printed = front.text("text") == "printed"
        pages = Pages(normalised.pages, front.end, is_printed, overruling)
        recovery = recover(text, pages, front.text("language"))
    is_typed = recovery.source is text  # on printed pages nothing is markup
    written, comments = leave_out_comments(text, front.end) if is_typed else (recovery.source, NO_COMMENTS)
    marked = mark_notes(written, front.end, overruling)
    letter, diagnostics, account = _read(marked.source, front, overruling)
    if steps := tuple(_steps_back(marked.source, source)):
        letter = map_nodes(letter, Span, lambda span: reduce(lambda place, step: step(place), steps, span))
    found = (*source.diagnostics, *faults, *recovery.diagnostics, *comments.diagnostics, *diagnostics)
    head = (Claim(Span(0, front.end), Part.FRONT_MATTER, Rule.FRONT_MATTER),) if front.end else ()
    printed = Account(text, (*head, *recovery.claims), recovery.doubts)
    accounts = (printed, marked.account, account, Account(text, comments.claims))
    return Reading(letter, tuple(sorted(found, key=_place)), accounts)


def _steps_back(source: Source, text: Source) -> Iterator[Callable[[Span], Span]]:
    """Yield what leads from places in a text written anew to those in the text it was read from."""
    while source is not text and source.origin:
        yield source.origin.span
        source = source.origin.source


def _unread(text: str) -> Letter:
    """Keep a text that is too long to be set as it is: one paragraph, and nothing is lost."""
    span = Span(0, len(text))
    return Letter(body=(Paragraph((Text(text, span),), span),))


def _read(
    source: Source, front: FrontMatter, overruling: Overruling
) -> tuple[Letter, tuple[Diagnostic, ...], Account]:
    blocks = read_blocks(source.text, front.end)
    rest, named = take_stated(blocks.blocks, source, overruling)
    gathered = gather_notes(rest, source.text, place_of_close(rest, named), overruling)
    parts = divide(gathered.blocks, named)
    language = front.text("language") or parts.language or DEFAULT_LANGUAGE
    typographic = front.text("quotes") == "typographic"
    quotes_of = language if typographic else None
    script = Transcript(source, gathered.calls, quotes_of, refused_styles(overruling))
    letter = assemble(parts, script, sorted(note.mark.start for note in gathered.notes), named)
    if typographic:
        letter = punctuate_parts(letter, language)
        front = punctuate_front_matter(front, language)
    stated = add_stated_parts(letter, front, source, language)
    bodies = tuple(script.note(note) for note in gathered.notes)
    calls = LetterCalls(calls_of_letter(stated.letter), _calls_of_notes(gathered.notes, bodies))
    notes = _number(gathered.notes, bodies, calls)
    numbers = {note.label: note.number for note in reversed(notes)}
    letter = replace(stated.letter, footnotes=tuple(sorted(notes, key=lambda note: note.number)))
    diagnostics = (
        *front.diagnostics,
        *(nested_too_deep(source, span) for span in blocks.too_deep[:1]),
        *stated.diagnostics,
        *script.diagnostics,
        *check_notes(source, gathered.notes, numbers, calls),
    )
    claims, doubts = (*gathered.claims, *script.claims), (*gathered.doubts, *script.doubts)
    return _with_numbers(letter, numbers), diagnostics, Account(source, claims, doubts)


def _calls_of_notes(
    raws: tuple[RawNote, ...], bodies: tuple[tuple[Block, ...], ...]
) -> dict[str, tuple[FootnoteCall, ...]]:
    """Give the calls in each note by its label; of two notes with one label the first counts."""
    pairs = reversed(list(zip(raws, bodies, strict=True)))
    return dict(reversed({raw.label: calls_of_blocks(body) for raw, body in pairs}.items()))


def _number(
    raws: tuple[RawNote, ...], bodies: tuple[tuple[Block, ...], ...], calls: LetterCalls
) -> tuple[Footnote, ...]:
    numbers = number_notes(tuple(raw.label for raw in raws), calls.first_labels())
    return tuple(
        Footnote(raw.label, number, body, raw.span)
        for raw, number, body in zip(raws, numbers, bodies, strict=True)
    )


def _with_numbers(letter: Letter, numbers: Mapping[str, int]) -> Letter:
    """Give every call the number of its note; a call without a note keeps number 0."""
    if not numbers:
        return letter
    return map_nodes(letter, FootnoteCall, lambda call: replace(call, number=numbers.get(call.label, 0)))


def _place(diagnostic: Diagnostic) -> tuple[int, int]:
    return (diagnostic.place.line, diagnostic.place.column) if diagnostic.place else (0, 0)
