"""The numbers of footnotes on paper, and what is wrong between notes and their calls."""

import re
from collections.abc import Iterator, Mapping

from letterpress.diagnostics import Code, Diagnostic
from letterpress.letter import FootnoteCall
from letterpress.reading.calls import LetterCalls
from letterpress.reading.footnotes import RawNote
from letterpress.source import Source, Span

_REFERENCE = re.compile(  # `supra note 4`, `siehe Fn. 3`, `voir note 2`; not `notes 12 months`
    r"\b(?:(?:supra|infra|see|above|below|cf\.?|compare|siehe|s\.|vgl\.?|voir|véase|vedi|zie|jfr?|ver|zob\.)\s+(?:also\s+|auch\s+|aussi\s+)?"
    r"(?:foot)?(?:notes?|fn\.?|fußnoten?|anm(?:erkung|\.)|notas?|noot|voetnoot|fotnot|przypis|nn?\.)\s+(?:\d{1,3}|[*†‡]{1,3}))",
    re.IGNORECASE,
)


def number_notes(labels: tuple[str, ...], called: tuple[str, ...]) -> tuple[int, ...]:
    """Give every note its number on paper, in the order of `labels`; no two are the same.

    Numeric labels keep their number; the others take the free numbers in the order of `called`, the labels
    in the order of their first calls.
    """
    taken = {int(label) for label in labels if _is_number(label)}
    free = _free_numbers(taken)
    defined = dict.fromkeys(labels)
    in_order = (*(label for label in called if label in defined), *labels)
    named = dict.fromkeys(label for label in in_order if not _is_number(label))
    numbers = {label: next(free) for label in named}
    seen: set[str] = set()
    result = []
    for label in labels:
        own = int(label) if _is_number(label) else numbers[label]
        result.append(next(free) if label in seen else own)
        seen.add(label)
    return tuple(result)


def _is_number(label: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{0,5}", label) is not None


def _free_numbers(taken: set[int]) -> Iterator[int]:
    number = 0
    while True:
        number += 1
        if number not in taken:
            yield number


def check_notes(
    source: Source, notes: tuple[RawNote, ...], numbers: Mapping[str, int], calls: LetterCalls
) -> Iterator[Diagnostic]:
    """Complain of calls without a note, notes without a call, doubled labels, calls out of order."""
    called = {call.label for call in calls.text}.union(
        *({c.label for c in own} for own in calls.notes.values())
    )
    seen: set[str] = set()
    for note in notes:
        if note.label in seen:
            message = f'there are two footnotes "{note.label}"'
            hint = "give one of them another label, or delete it"
            yield source.error(Code.FOOTNOTE_DUPLICATE, note.mark, message, hint)
        elif note.label not in called:
            message = f'footnote "{note.label}" is never called'
            hint = f'put "{_written(note)}" where the text needs it, or delete the note'
            yield source.error(Code.FOOTNOTE_UNCALLED, note.mark, message, hint)
        seen.add(note.label)
    yield from _check_definitions(source, numbers, calls)
    yield from _check_order(source, numbers, calls)
    yield from _check_references(source, notes, numbers)
    yield from _check_cycles(source, calls)


def _written(note: RawNote) -> str:
    return f"[^{note.label}]" if note.style == "caret" else f"[{note.label}]"


def _check_definitions(
    source: Source, numbers: Mapping[str, int], calls: LetterCalls
) -> Iterator[Diagnostic]:
    for call in (*calls.text, *(call for own in calls.notes.values() for call in own)):
        if call.label not in numbers:
            message = f'footnote "{call.label}" is called but never defined'
            hint = f'add a line that starts with "[^{call.label}]:", or remove the call'
            yield source.error(Code.FOOTNOTE_UNDEFINED, call.span, message, hint)


def _check_order(source: Source, numbers: Mapping[str, int], calls: LetterCalls) -> Iterator[Diagnostic]:
    """Complain of first calls whose numbers go down in the text.

    A note that only notes call may come right after the note that calls it, or after all that the text
    calls: writers do both, and a reader finds either.
    """
    highest = 0
    met: set[str] = set()
    for call in calls.text:
        number = numbers.get(call.label, 0)
        if number and call.label not in met and number < highest:
            yield _out_of_order(source, call, highest)
        highest = max(highest, number)
        met.add(call.label)
    for label, own in calls.notes.items():
        for call in own:
            number = numbers.get(call.label, 0)
            if number and call.label not in met and number < numbers[label]:
                yield _out_of_order(source, call, numbers[label])
            met.add(call.label)


def _out_of_order(source: Source, call: FootnoteCall, highest: int) -> Diagnostic:
    message = f'footnote "{call.label}" is called after footnote "{highest}"'
    return source.warning(
        Code.FOOTNOTE_ORDER, call.span, message, "number the notes in the order of their calls"
    )


def _check_references(
    source: Source, notes: tuple[RawNote, ...], numbers: Mapping[str, int]
) -> Iterator[Diagnostic]:
    """Warn of words such as `see note 3` where notes get their numbers here, and 3 may be another one."""
    given = [note.label for note in notes if str(numbers[note.label]) != note.label]
    if not given:
        return
    for found in _REFERENCE.finditer(source.text):
        message = f'"{found[0]}" may not hold: notes such as "{given[0]}" get their numbers here'
        hint = "look at the number the note has on paper, and call the note, for instance with [^3]"
        yield source.warning(Code.FOOTNOTE_REFERENCE, Span(*found.span()), message, hint)
        return


def _check_cycles(source: Source, calls: LetterCalls) -> Iterator[Diagnostic]:
    """Complain of every call by which a note comes to call itself."""
    done: set[str] = set()
    for label in calls.notes:
        if label not in done:
            yield from (_cycle(source, call) for call in _closing_calls(label, calls, done))


def _closing_calls(label: str, calls: LetterCalls, done: set[str]) -> Iterator[FootnoteCall]:
    """Follow the calls from a note on; yield those that lead back to a note on the way."""
    way = {label: iter(calls.notes[label])}
    while way:
        last = next(reversed(way))
        call = next(way[last], None)
        if call is None:
            del way[last]
            done.add(last)
        elif call.label in way:
            yield call
        elif call.label not in done and call.label in calls.notes:
            way[call.label] = iter(calls.notes[call.label])


def _cycle(source: Source, call: FootnoteCall) -> Diagnostic:
    message = f'footnote "{call.label}" is called by itself, or by a note it calls'
    return source.error(Code.FOOTNOTE_CYCLE, call.span, message, "remove the call, or say it in words")
