"""What goes where: the parts of a letter as passages, in the order the stationery gives.

A `Passage` is a stretch of text that is set as one: a paragraph, a heading, an item's paragraph, an
address, a row of signatories. Typesetting breaks it into lines and pages without knowing which part of a
letter it is. This module decides order, labels, markers and structure; it knows no font and no length.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain
from typing import assert_never

from letterpress.diagnostics import Code, Diagnostic, Severity, StationeryError
from letterpress.letter import (
    NOWHERE,
    Block,
    BulletList,
    Footnote,
    Heading,
    Inline,
    Letter,
    LineBreak,
    ListItem,
    NumberedList,
    Paragraph,
    Quotation,
    Signatory,
    Strong,
    Text,
)
from letterpress.source import Span
from letterpress.stationery import SignatureGrid, Stationery

BULLET = "•"


@dataclass(frozen=True, slots=True)
class Container:
    """An element of the structure around passages (ISO 32000-1, 14.8.4); `part` names it uniquely."""

    role: str
    part: str
    style: str = ""
    numbering: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that is set as one, in one cell or, for a row of signatories, several side by side.

    `style` is its class in the style sheet, `role` its structure element, `part` its name there. `marker`
    stands before its first line: the number or bullet of an item, the number of a note. `columns` is the
    number of columns its cells stand in, of which the last row may fill only some.
    """

    style: str
    part: str
    cells: tuple[tuple[Inline, ...], ...]
    role: str = "P"
    path: tuple[Container, ...] = ()
    marker: str = ""
    columns: int = 1
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class NoteFlow:
    """A footnote as passages; its marker stands with the first."""

    number: int
    label: str
    passages: tuple[Passage, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything a letter prints: boxes of the first page, the running text, the notes."""

    zones: Mapping[str, tuple[Passage, ...]]
    text: tuple[Passage, ...]
    notes: tuple[NoteFlow, ...]


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

    notes = tuple(_note_flow(note) for note in letter.footnotes)
    zones = {zone: passages_of(parts) for zone, parts in stationery.zones.items()}
    return Flow(zones, passages_of(stationery.flow), notes)


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
    part = f"note-{note.number}"
    passages = tuple(_blocks(note.blocks, part, (), "note"))
    if not passages or passages[0].marker or passages[0].style != "note":
        passages = (Passage("note", f"{part}.number", ((),), span=note.span), *passages)
    first = replace(passages[0], marker=str(note.number))
    return NoteFlow(note.number, note.label, (first, *passages[1:]), note.span)


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
            (Text(desk.letter.dateline.text, desk.letter.dateline.span),), desk.letter.dateline.span
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
    yield from _blocks(desk.letter.body, "b", (), "paragraph")


def _complimentary_close(desk: _Desk) -> Iterator[Passage]:
    if desk.letter.complimentary_close:
        yield from _lines("complimentary_close", (desk.letter.complimentary_close,))


def _enclosures(desk: _Desk) -> Iterator[Passage]:
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
    signatories = desk.letter.signature_block
    if not signatories:
        return
    columns = min(desk.letter.signature_style.columns or desk.grid.columns, len(signatories))
    if len(signatories) == 1:
        yield Passage("signature", "signature", (_signatory(signatories[0]),), span=signatories[0].span)
        return
    path = (Container("L", "signatures", numbering="None"),)
    for row in range(0, len(signatories), columns):
        cells = signatories[row : row + columns]
        span = Span(cells[0].span.start, cells[-1].span.end)
        part, content = f"signature-{row // columns}", tuple(map(_signatory, cells))
        yield Passage("signature", part, content, "LI LBody", path, columns=columns, span=span)


def _signatory(signatory: Signatory) -> tuple[Inline, ...]:
    name = Strong((Text(signatory.name, signatory.span),), signatory.span)
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


def _blocks(
    blocks: tuple[Block, ...], part: str, path: tuple[Container, ...], style: str
) -> Iterator[Passage]:
    """Unfold nested blocks into passages; `style` is the class of a plain paragraph here."""
    for number, block in enumerate(blocks):
        name = f"{part}.{number}"
        match block:
            case Paragraph():
                yield Passage(style, name, (block.children,), path=path, span=block.span)
            case Heading():
                role = f"H{min(block.level, 6)}"
                yield Passage(
                    f"heading-{min(block.level, 3)}", name, (block.children,), role, path, span=block.span
                )
            case Quotation():
                inner = Container("BlockQuote", name, "quotation")
                yield from _blocks(block.blocks, name, (*path, inner), style)
            case BulletList():
                yield from _items(block.items, Container("L", name, "list", "Disc"), path, style, None)
            case NumberedList():
                container = Container("L", name, "list", "Decimal")
                yield from _items(block.items, container, path, style, block.start)
            case _:
                assert_never(block)


def _items(
    items: tuple[ListItem, ...],
    container: Container,
    path: tuple[Container, ...],
    style: str,
    start: int | None,
) -> Iterator[Passage]:
    item_style = "item" if style == "paragraph" else style
    for number, item in enumerate(items):
        marker = BULLET if start is None else f"{start + number}."
        name = f"{container.part}.{number}"
        inner = (*path, container, Container("LI", name), Container("LBody", f"{name}.body"))
        passages = list(_blocks(item.blocks, name, inner, item_style))
        if not passages:
            passages = [Passage(item_style, f"{name}.0", ((),), path=inner, span=item.span)]
        yield replace(passages[0], marker=f"{marker} {passages[0].marker}".rstrip())
        yield from passages[1:]
