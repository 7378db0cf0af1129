"""What goes where: the parts of a letter as passages, in the order the stationery gives.

This module decides order, labels, markers and structure; it knows no font and no length.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain, groupby

from letterpress.composing.blocks import PAGE_BREAK, unfold_blocks
from letterpress.composing.passages import Arrangement, Container, Flow, NoteFlow, Passage
from letterpress.composing.turning import name_tables_in_notes, name_tables_in_text
from letterpress.diagnostics import Code, Diagnostic, Severity, StationeryError
from letterpress.letter import (
    Footnote,
    Inline,
    Letter,
    LineBreak,
    Paragraph,
    Signatory,
    Strong,
    Text,
)
from letterpress.reading import calls_in
from letterpress.source import Span
from letterpress.stationery import SignatureGrid, Stationery

SIGNATURES = "signatures"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the parts are composed from."""

    letter: Letter
    labels: Mapping[str, str]
    grid: SignatureGrid


def compose_flow(letter: Letter, stationery: Stationery) -> Flow:
    """Lay out the parts of a letter in the order and the zones of its stationery.

    Raises:
        StationeryError: it names a part that letters do not have.
    """
    _refuse_unknown_parts(stationery)
    desk = _Desk(letter, stationery.labels_for(letter.language), stationery.signature)

    def passages_of(parts: tuple[str, ...]) -> tuple[Passage, ...]:
        return tuple(passage for part in parts for passage in PARTS[part](desk))

    zones = {zone: passages_of(parts) for zone, parts in stationery.zones.items()}
    text = _with_page_breaks(passages_of(stationery.flow))
    if letter.layout.wide_tables == "turned":
        text = name_tables_in_text(text)
    notes = tuple(_note_flow(note) for note in letter.footnotes)
    if letter.layout.notes_at == "end" and notes:
        heading = Passage("heading-1", "endnotes", ((Text(desk.labels["endnotes"]),),), "H1")
        return Flow(zones, (*text, heading, *(p for note in notes for p in note.passages)), ())
    callers = _callers((*(p for zone in zones.values() for p in zone), *text), notes)
    notes = name_tables_in_notes(notes, text, callers)
    return Flow(zones, text, tuple(_read_after(note, callers.get(note.number, "")) for note in notes))


def _callers(passages: tuple[Passage, ...], notes: tuple[NoteFlow, ...]) -> dict[int, str]:
    """Name, for each note, the part of the structure it is read after: where it is called first."""
    callers: dict[int, str] = {}
    for passage in (*passages, *(passage for note in notes for passage in note.passages)):
        for number, cell in enumerate(passage.cells):
            for call in calls_in(cell):
                callers.setdefault(call.number, _reading_place(passage, number))
    return callers


def _reading_place(passage: Passage, cell: int) -> str:
    """Name the part after which a note may stand: never inside a table, a list of names or a note."""
    closing = (c for c in passage.path if c.role in {"Table", "Note"} or c.part.startswith(SIGNATURES))
    closed = next((c.part for c in closing), "")
    return closed or passage.cell_part(cell)


def _read_after(note: NoteFlow, part: str) -> NoteFlow:
    def placed(passage: Passage) -> Passage:
        own, *inner = passage.path
        return replace(passage, path=(replace(own, after=part), *inner))

    return replace(note, passages=tuple(map(placed, note.passages)))


def note_part(number: int) -> str:
    """Name the structure element of a note."""
    return f"note-{number}"


def _refuse_unknown_parts(stationery: Stationery) -> None:
    for part in (*stationery.flow, *chain.from_iterable(stationery.zones.values())):
        if part not in PARTS:
            near = get_close_matches(part, PARTS, n=1)
            raise StationeryError(
                Diagnostic(
                    Code.STATIONERY_INVALID,
                    Severity.ERROR,
                    f"{stationery.folder / 'stationery.toml'}: no part of a letter is called {part!r}",
                    f"did you mean {near[0]!r}?" if near else f"the parts are {', '.join(PARTS)}",
                )
            )


def _note_flow(note: Footnote) -> NoteFlow:
    part = note_part(note.number)
    path = (Container("Note", part),)
    passages = _with_page_breaks(tuple(unfold_blocks(note.blocks, part, path, "note")))
    if not passages or passages[0].marker or passages[0].style != "note":
        passages = (Passage("note", f"{part}.number", ((),), path=path, span=note.span), *passages)
    first = replace(passages[0], marker=str(note.number), begins_note=note.number)
    return NoteFlow(note.number, note.label, (first, *passages[1:]), note.span)


def _with_page_breaks(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Let the passage after a page break begin a page; a break at the end breaks nothing."""
    kept: list[Passage] = []
    begins = False
    for passage in passages:
        if passage.style == PAGE_BREAK:
            begins = bool(kept)
        else:
            kept.append(replace(passage, begins_page=True) if begins else passage)
            begins = False
    return tuple(kept)


def _lines(style: str, lines: tuple[Paragraph, ...], label: str = "") -> Iterator[Passage]:
    if not lines:
        return
    content: list[Inline] = [Text(label + " ", lines[0].span)] if label else []
    for number, line in enumerate(lines):
        if number:
            content.append(LineBreak(line.span))
        content += line.children
    span = Span(lines[0].span.start, lines[-1].span.end)
    yield Passage(style, style, (tuple(content),), span=span)


def _plain_line(style: str, text: str, label: str = "") -> Iterator[Passage]:
    if text:
        yield from _lines(style, (Paragraph((Text(text),)),), label)


def _dateline(desk: _Desk) -> Iterator[Passage]:
    if desk.letter.dateline:
        line = Paragraph(
            (Text(desk.letter.dateline.line, desk.letter.dateline.span),), desk.letter.dateline.span
        )
        yield from _lines("dateline", (line,))


def _references(desk: _Desk) -> Iterator[Passage]:
    lines = tuple(
        Paragraph((Text(f"{reference.label}: {reference.value}", reference.span),), reference.span)
        for reference in desk.letter.references
    )
    yield from _lines("references", lines)


def _inside_address(desk: _Desk) -> Iterator[Passage]:
    yield from _lines("inside_address", desk.letter.inside_address)


def _mailing_notation(desk: _Desk) -> Iterator[Passage]:
    yield from _plain_line("mailing_notation", desk.letter.mailing_notation)


def _attention_line(desk: _Desk) -> Iterator[Passage]:
    yield from _plain_line("attention_line", desk.letter.attention_line, desk.labels["attention"])


def _subject_line(desk: _Desk) -> Iterator[Passage]:
    if desk.letter.subject_line:
        yield from _lines("subject_line", (desk.letter.subject_line,), desk.labels["subject"])


def _salutation(desk: _Desk) -> Iterator[Passage]:
    if desk.letter.salutation:
        yield from _lines("salutation", (desk.letter.salutation,))


def _body(desk: _Desk) -> Iterator[Passage]:
    yield from unfold_blocks(desk.letter.body, "b", (), "paragraph")


def _complimentary_close(desk: _Desk) -> Iterator[Passage]:
    close, mark = desk.letter.complimentary_close, desk.letter.signature_mark
    yield from _lines("complimentary_close", tuple(line for line in (close, mark) if line))


def _enclosures(desk: _Desk) -> Iterator[Passage]:
    """Compose the enclosures, and above them what identifies the letter: handbooks put it there."""
    for passage in _lines("enclosures", desk.letter.identification):
        yield replace(passage, part="identification")
    label = desk.labels["enclosure"] if len(desk.letter.enclosures) == 1 else desk.labels["enclosures"]
    yield from _lines("enclosures", desk.letter.enclosures, label)


def _copies(desk: _Desk) -> Iterator[Passage]:
    yield from _lines("copies", desk.letter.copies, desk.labels["copies"])


def _postscript(desk: _Desk) -> Iterator[Passage]:
    for number, paragraph in enumerate(desk.letter.postscript):
        label = (Text(desk.labels["postscript"] + " ", paragraph.span),) if number == 0 else ()
        yield Passage(
            "postscript", f"postscript-{number}", ((*label, *paragraph.children),), span=paragraph.span
        )


def _signature_block(desk: _Desk) -> Iterator[Passage]:
    """Compose the signatures, as a list where they are several; a heading above some of them parts it."""
    signatories = desk.letter.signature_block
    if len(signatories) == 1 and not signatories[0].group:
        yield Passage("signature", "signature", (_signatory(signatories[0]),), span=signatories[0].span)
        return
    row = 0
    for number, (group, members) in enumerate(groupby(signatories, key=lambda one: one.group)):
        cells = tuple(members)
        if group:
            heading = Strong(group, cells[0].span)
            yield Passage("heading-3", f"signatures-of-{number}", ((heading,),), span=cells[0].span)
        name = f"{SIGNATURES}-{number}" if number else SIGNATURES
        columns = min(desk.letter.signature_style.columns or desk.grid.columns, len(cells))
        for start in range(0, len(cells), columns):
            yield _signature_row(cells[start : start + columns], f"signature-{row}", name, columns)
            row += 1


def _signature_row(cells: tuple[Signatory, ...], part: str, name: str, columns: int) -> Passage:
    return Passage(
        "signature",
        part,
        tuple(map(_signatory, cells)),
        "LI LBody",
        (Container("L", name, numbering="None"),),
        arrangement=Arrangement.SIGNATURES,
        columns=columns,
        span=Span(cells[0].span.start, cells[-1].span.end),
    )


def _signatory(signatory: Signatory) -> tuple[Inline, ...]:
    person = " ".join(filter(None, (signatory.procuration, signatory.name)))
    words = ", ".join(filter(None, (person, signatory.post_nominals)))
    name = Strong((Text(words, signatory.span),), signatory.span)
    office = signatory.joint.join(filter(None, (signatory.title, signatory.organisation)))
    lines = ((LineBreak(signatory.span), Text(line, signatory.span)) for line in office.splitlines())
    return (name, *(part for line in lines for part in line))


Part = Callable[[_Desk], Iterator[Passage]]
PARTS: Mapping[str, Part] = {
    "dateline": _dateline,
    "mailing_notation": _mailing_notation,
    "inside_address": _inside_address,
    "attention_line": _attention_line,
    "references": _references,
    "subject_line": _subject_line,
    "salutation": _salutation,
    "body": _body,
    "complimentary_close": _complimentary_close,
    "signature_block": _signature_block,
    "enclosures": _enclosures,
    "copies": _copies,
    "postscript": _postscript,
}
