"""The stretches of a letter to its parts: lines become paragraphs, strings and signatories."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from letterpress.diagnostics import Code, Diagnostic
from letterpress.letter import (
    Block,
    Dateline,
    Emphasis,
    Heading,
    Inline,
    Letter,
    Letterhead,
    Metadata,
    Paragraph,
    Reference,
    Strong,
    Text,
    plain_text,
)
from letterpress.reading.claims import Doubt, Part, Rule, claims_of
from letterpress.reading.dashed import list_dashes
from letterpress.reading.ending import read_ending
from letterpress.reading.formulas import SUBJECT_LABEL
from letterpress.reading.headlines import mark_headlines
from letterpress.reading.lettered import list_items
from letterpress.reading.lines import bare, unmarked
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.reading.markup.raw import span_of
from letterpress.reading.markup.run import unbroken
from letterpress.reading.opening import (
    Opening,
    claim_date,
    read_leading_parts,
    read_opening,
)
from letterpress.reading.overruling import NOTHING, Stated
from letterpress.reading.parts import Division
from letterpress.reading.titles import is_subject, is_title
from letterpress.reading.transcript import Transcript
from letterpress.source import Source, Span

MAX_MEASURE = 110  # characters; who has longer lines wraps none
PAGE_BREAK_HINT = "put it between two paragraphs of the body"


def assemble(
    parts: Division, script: Transcript, notes: Sequence[int] = (), stated: Stated = NOTHING
) -> Letter:
    """Make a letter of its stretches, in the order of the text; footnotes and front matter come later.

    Args:
        parts: the stretches.
        script: reads their lines.
        notes: where its notes stood, in order.
        stated: the lines that are parts because the front matter names them.
    """
    if parts.salutation or parts.opening:
        opening, body = read_opening(parts.opening, stated), parts.body
    else:
        opening, body = read_leading_parts(parts.body, stated)
    if len(body) > 1 and claim_date(body[0], opening):
        body = body[1:]
    may_be_subject = opening.lacks(Part.SUBJECT_LINE, opening.subject) and body
    if may_be_subject and (is_subject(body[0]) or is_title(body)):
        rule = Rule.LABEL_SUBJECT if is_subject(body[0]) else Rule.TITLE_IN_CAPITALS
        opening.claim(Part.SUBJECT_LINE, rule, *body[0].lines)
        opening.subject, body = body[0].lines, body[1:]
    letter = _head(opening, script)
    ending = read_ending(parts.ending, notes, stated, _measure(parts.body))
    before, above = _part_page_above(opening.rest, body)
    after, below = _part_page_below(ending.rest, notes)
    script.diagnostics += _misplaced(script.source, before, after, (*above, *below))
    script.diagnostics += _lost_breaks(script.source, (*parts.opening, *parts.ending))
    script.claims += (*stated.claims, *parts.claims, *opening.claims, *ending.claims, *claims_of(body))
    script.claims += (
        *claims_of(before, Rule.UNCLAIMED_ABOVE),
        *claims_of(after, Rule.UNCLAIMED_BELOW),
        *claims_of(above, Rule.PAGE_ABOVE, Part.OUTSIDE),
        *claims_of(below, Rule.PAGE_BELOW, Part.OUTSIDE),
    )
    script.doubts += (*parts.doubts, *_moved(before, after, (*above, *below)))
    outside = script.blocks((*above, *below, *stated.outside))
    return replace(
        letter,
        metadata=Metadata(title=_title(outside)),
        outside=outside,
        salutation=script.paragraph(parts.salutation) if parts.salutation else None,
        body=script.blocks(list_items(list_dashes(mark_headlines((*before, *body, *after))))),
        complimentary_close=script.paragraph(parts.close) if parts.close else None,
        signature_mark=script.paragraph(tuple(ending.marks)) if ending.marks else None,
        signature_block=ending.signatories,
        identification=_lines(script, ending.identification),
        enclosures=_lines(script, (*opening.enclosures, *ending.enclosures)),
        copies=_lines(script, (*opening.copies, *ending.copies)),
        postscript=_lines(script, ending.postscript),
    )


def _measure(body: Sequence[RawBlock]) -> int:
    """Give the length of the longest line of paragraphs that were wrapped; 0 where none were."""
    lines = (line for block in body if block.kind is Kind.PARAGRAPH for line in block.lines[:-1])
    return max((length for line in lines if (length := len(bare(line))) <= MAX_MEASURE), default=0)


def _lines(script: Transcript, parts: Sequence[tuple[Line, ...]]) -> tuple[Paragraph, ...]:
    """Read parts of lines; what asks for a break at the end of one breaks nothing."""
    return tuple(script.paragraph((*lines[:-1], unbroken(lines[-1]))) for lines in parts)


_Blocks = tuple[RawBlock, ...]


def _part_page_above(before: Sequence[RawBlock], body: Sequence[RawBlock]) -> tuple[_Blocks, _Blocks]:
    """Part text before the salutation into the letter's and the page's it stands on.

    It is the page's when it has a heading and is shorter than the letter.
    """
    has_heading = any(block.kind is Kind.HEADING for block in before)
    is_page = has_heading and _length(before) < _length(body)
    return ((), tuple(before)) if is_page else (tuple(before), ())


def _part_page_below(after: Sequence[RawBlock], notes: Sequence[int]) -> tuple[_Blocks, _Blocks]:
    """Part text after the signatures into the letter's and the page's: what stands below the last note."""
    first = next((n for n, block in enumerate(after) if notes and block.span.start > notes[-1]), len(after))
    return tuple(after[:first]), tuple(after[first:])


def _length(blocks: Sequence[RawBlock]) -> int:
    return sum(block.span.end - block.span.start for block in blocks)


def _title(outside: tuple[Block, ...]) -> str:
    """Give the heading of the page a letter stands on: what the letter is called there."""
    first = next((block for block in outside if isinstance(block, Heading)), None)
    return " ".join(plain_text(first.children).split()) if first else ""


def _head(opening: Opening, script: Transcript) -> Letter:
    head = [(line, words) for line in opening.letterhead if (words := unmarked(line))]
    return Letter(
        letterhead=_letterhead(head),
        dateline=_dateline(opening),
        mailing_notation=unmarked(opening.mailing) if opening.mailing else "",
        references=tuple(
            Reference(label, value, span_of((line,))) for label, value, line in opening.references
        ),
        inside_address=tuple(script.paragraph((unbroken(line),)) for line in opening.address),
        attention_line=opening.attention,
        subject_line=_subject(opening.subject, script) if opening.subject else None,
    )


def _letterhead(head: list[tuple[Line, str]]) -> Letterhead:
    if not head:
        return Letterhead()
    (_, name), *below = head
    return Letterhead(name, tuple(words for _, words in below), span_of(tuple(line for line, _ in head)))


def _dateline(opening: Opening) -> Dateline | None:
    if opening.dateline is None:
        return None
    line, written = opening.dateline
    call = unmarked(line).removeprefix(bare(line))
    return Dateline(written.text + call, written.date, written.place, written.joint, span_of((line,)))


def _subject(lines: tuple[Line, ...], script: Transcript) -> Paragraph:
    """Read a subject line without its label and without stress on all of it, which the page gives."""
    paragraph = script.paragraph(lines)
    children = paragraph.children
    while len(children) == 1 and isinstance(children[0], Emphasis | Strong):
        children = children[0].children
    return Paragraph(_without_label(children), paragraph.span)


def _without_label(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    match children:
        case (Emphasis() | Strong() as label, *rest) if SUBJECT_LABEL.fullmatch(plain_text((label,))):
            return _trimmed(tuple(rest))
        case (Emphasis() | Strong() as label, Text(text, span), *rest) if text.startswith(
            ":"
        ) and SUBJECT_LABEL.fullmatch(plain_text((label,)) + ":"):
            return _trimmed((Text(text[1:], Span(span.start + 1, span.end)), *rest))
        case (Text(text, span), *rest) if found := SUBJECT_LABEL.match(text):
            kept = text[found.end() :]
            first = (Text(kept, Span(min(span.start + found.end(), span.end), span.end)),) if kept else ()
            return (*first, *rest)
        case _:
            return children


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    match children:
        case (Text(text, span), *rest):
            kept = text.lstrip()
            first = (Text(kept, Span(span.end - len(kept), span.end)),) if kept else ()
            return (*first, *rest)
        case _:
            return children


def _misplaced(
    source: Source, before: Sequence[RawBlock], after: Sequence[RawBlock], outside: Sequence[RawBlock]
) -> Iterator[Diagnostic]:
    """Warn of text that no rule claims outside the body: it moves, or is the page's own."""
    if outside:
        words = source.text[outside[0].span.start : outside[0].span.end].split("\n")[0]
        message = f'what stands around the letter on its page is not printed, from "{words[:60]}" on'
        hint = "if it belongs to the letter, name the lines of the letter with body_lines"
        yield source.warning(Code.TEXT_AROUND_LETTER, outside[0].span, message, hint)
    if before:
        message = (
            "the text before the salutation is no date, address or subject: it is set below the salutation"
        )
        hint = "move it below the salutation, or say what it is, for instance inside_address_lines: 3-7"
        yield source.warning(Code.TEXT_BEFORE_SALUTATION, before[0].span, message, hint)
    if after:
        message = (
            "the text after the signatures is no enclosure, copy or postscript: it is set above the close"
        )
        hint = 'begin it with "P.S.", "cc:" or "Enclosures:", or say what it is: signature_lines: 40-52'
        yield source.warning(Code.TEXT_AFTER_SIGNATURES, after[0].span, message, hint)


def _moved(
    before: Sequence[RawBlock], after: Sequence[RawBlock], outside: Sequence[RawBlock]
) -> Iterator[Doubt]:
    """Say what was moved or left out, once each, as the warnings do."""
    for blocks, reason, key in (
        (before, "no rule knows it: it is set below the salutation", "inside_address_lines: {line}"),
        (after, "no rule knows it: it is set above the close", "signature_lines: {line}"),
        (outside, "the page's, not the letter's: it is not printed", "body_lines: {line}"),
    ):
        if blocks:
            yield Doubt(blocks[0].span, reason, key)


def _lost_breaks(source: Source, blocks: tuple[RawBlock, ...]) -> Iterator[Diagnostic]:
    """Warn of page breaks where the stationery alone decides what stands on which page."""
    for block in blocks:
        if block.kind is Kind.PAGE_BREAK:
            message = "a page break outside the body is left out"
            yield source.warning(Code.PAGE_BREAK_PLACE, block.span, message, PAGE_BREAK_HINT)
