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
from letterpress.reading.footnotes import RawNote, gather_notes
from letterpress.reading.frontmatter import FrontMatter, override, read_front_matter
from letterpress.reading.marking import mark_notes
from letterpress.reading.markup import read_blocks
from letterpress.reading.newlines import normalise_newlines
from letterpress.reading.numbering import check_notes, number_notes
from letterpress.reading.parts import divide, place_of_close
from letterpress.reading.printed import Pages, Recovery, recover
from letterpress.reading.stated import add_stated_parts
from letterpress.reading.transcript import Transcript, nested_too_deep
from letterpress.reading.typography import punctuate_front_matter, punctuate_parts
from letterpress.source import MAX_CHARACTERS, Source, Span

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter as read, and what was wrong with its text."""

    letter: Letter
    diagnostics: tuple[Diagnostic, ...]


def read_letter(source: Source, overrides: Mapping[str, str] | None = None) -> Reading:
    """Read a letter out of its text.

    Args:
        source: the text; spans of the letter are places in it.
        overrides: values that count before those of the front matter and of the text.

    A text of more than `MAX_CHARACTERS` is not taken apart: its letter is one paragraph.

    Raises:
        LetterError: an override has a key or a value that front matter may not have. No text raises.
    """
    normalised = normalise_newlines(source.text)
    text = source if normalised.text == source.text else Source(source.name, normalised.text)
    if len(text.text) > MAX_CHARACTERS:
        return Reading(_unread(text.text), source.diagnostics)
    front = override(read_front_matter(text), overrides or {})
    recovery = Recovery(text)
    if front.text("text") != "typed":
        pages = Pages(normalised.pages, front.end, is_printed=front.text("text") == "printed")
        recovery = recover(text, pages, front.text("language"))
    marked = mark_notes(recovery.source, front.end)
    letter, diagnostics = _read(marked, front)
    steps = [*_steps_back(marked, text), *([normalised.original] if normalised.shortened else [])]
    if steps:
        letter = map_nodes(letter, Span, lambda span: reduce(lambda place, step: step(place), steps, span))
    return Reading(
        letter, tuple(sorted((*source.diagnostics, *recovery.diagnostics, *diagnostics), key=_place))
    )


def _steps_back(source: Source, text: Source) -> Iterator[Callable[[Span], Span]]:
    """Yield what leads from places in a text written anew to those in the text it was read in."""
    while source is not text and source.origin:
        yield source.origin.span
        source = source.origin.source


def _unread(text: str) -> Letter:
    """Keep a text that is too long to be set as it is: one paragraph, and nothing is lost."""
    span = Span(0, len(text))
    return Letter(body=(Paragraph((Text(text, span),), span),))


def _read(source: Source, front: FrontMatter) -> tuple[Letter, tuple[Diagnostic, ...]]:
    blocks = read_blocks(source.text, front.end)
    gathered = gather_notes(blocks.blocks, source.text, place_of_close(blocks.blocks))
    parts = divide(gathered.blocks)
    language = front.text("language") or parts.language or DEFAULT_LANGUAGE
    typographic = front.text("quotes") == "typographic"
    script = Transcript(source, gathered.calls, language if typographic else None)
    letter = assemble(parts, script, sorted(note.mark.start for note in gathered.notes))
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
    return _with_numbers(letter, numbers), diagnostics


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
