"""Properties of reading: it raises on no text, loses no character, and knows the place of every node."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from hypothesis import given
from hypothesis import strategies as st

from letterpress.checking import check_letter
from letterpress.letter import (
    FootnoteCall,
    Letter,
    Text,
)
from letterpress.outline import letter_json, outline
from letterpress.reading import read_letter
from letterpress.source import Source, Span

# fmt: off
FRAGMENTS = (
    "Dear Ada,", "Sehr geehrte Frau Roe,", "Sincerely,", "Mit freundlichen Grüßen",
    "Ada Roe, Mayor of Bath, Avon", "Bo Lee, Ph.D.", "July 22, 2021", "24. November 2026", "1. one",
    "2. two", "- dash", "* star", "# head", "> ", "*", "**", "_", "[", "](", "https://a.example", ")",
    "<https://b.example/c>", "[words](https://d.example)", "[bad](javascript:x)",
    "<mailto:a@b.example>", "a@b.example", "¹", "¹ first note", "²", "[1]", "[1] body", "mm³", "\\",
    "\\[1\\]", "&amp;", "<b>", "---", "***", "cc: Bo", "Enclosures:", "P.S. more", "Re: subject",
    "Via e-mail", "Attention: Cy", "word", "Words of a sentence.", "ﬁ", "é", "\u00a0", "\t", "    ",
    "  ", "\\\n", "/s/", " ", " ", " ", "\n", "\n", "\n", "\n\n", "\n\n", "\n\n", "\r\n", "\r", "\f",
    "\u2028", "x" * 90, "| a | b |\n", "|---|--:|\n", "| c \\| d | e | f |\n", "Table: what", ": what",
    "![words](a.png)", '![](b.png "words")', "![", "\\newpage", "* * *", "[mot]{lang=fr}", "{lang=de}",
    "engine*", "* note", "cards†", "† dagger", "(a) item", "(b) item", "**Bold**", "1", "2", "Signatories:",
    "Ada Roe      Bo Lee", "(1) low", "[a]", "[a] low", "To the Board:", "cc Bo",
    "[^a]", "[^b]", "[^a]: A", "[^b]: B", '"', "'", "--", "3. three",
)
# fmt: on
LETTERS = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
ANY_TEXT = st.one_of(st.text(), st.text("*_[]()<>\\^:¹²1a- \n#>"), LETTERS)
LABELS = re.compile(  # words that become a part, not text
    r"P\.S\.|cc:?|Enclosures:|Re:|Table:(?=\s)|\\newpage", re.IGNORECASE
)
PRINTED = {
    "Text", "FootnoteCall", "Link", "Foreign", "Figure", "Letterhead", "Dateline", "Reference", "Signatory",
}  # fmt: skip
LIST_NUMBER = re.compile(r"(?<![^\W_])[0-9]{1,6}(?=[.)]\s)")


def nodes_in(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        for child in node:
            yield from nodes_in(child)
    elif is_dataclass(node) and not isinstance(node, Span):
        yield node
        for field in fields(node):
            yield from nodes_in(getattr(node, field.name))


def place_of(node: object) -> Span:
    span = getattr(node, "span", None)
    assert isinstance(span, Span)
    return span


def leaf_spans(letter: Letter) -> Iterator[Span]:
    """Give the places of what ends up on paper or in the file: texts, calls, links, strings of parts."""
    for node in nodes_in(letter):
        name = type(node).__name__
        if name in PRINTED:
            yield place_of(node)
        elif name == "Footnote":
            start = place_of(node).start
            yield Span(start, start + len("[^a]:"))


def lost_characters(text: str, letter: Letter) -> list[tuple[int, str]]:
    kept = bytearray(len(text))
    for span in leaf_spans(letter):
        kept[span.start : span.end] = b"\1" * (span.end - span.start)
    for pattern in (LABELS, LIST_NUMBER):
        for found in pattern.finditer(text):
            kept[found.start() : found.end()] = b"\1" * len(found[0])
    return [(n, c) for n, c in enumerate(text) if c.isalnum() and not kept[n]]


def has_line_parts(letter: Letter) -> bool:
    return bool(letter.attention_line or letter.mailing_notation)  # kept as strings, without a place


def words_of(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


@given(ANY_TEXT)
def test_reading_raises_on_no_text(text: str) -> None:
    source = Source("any.txt", text)

    reading = read_letter(source)

    diagnostics = (*reading.diagnostics, *check_letter(reading.letter, source))
    assert isinstance(letter_json(reading.letter, source, diagnostics), dict)
    assert outline(reading.letter, spans=True)


@given(LETTERS)
def test_no_letter_or_digit_of_the_source_is_lost(text: str) -> None:
    letter = read_letter(Source("any.txt", text)).letter

    if not has_line_parts(letter):
        assert lost_characters(text, letter) == []


@given(ANY_TEXT)
def test_a_text_says_what_stands_at_its_place(text: str) -> None:
    letter = read_letter(Source("any.txt", text)).letter

    for node in nodes_in(letter):
        if isinstance(node, Text):
            assert words_of(node.text) == words_of(text[node.span.start : node.span.end])


@given(LETTERS)
def test_a_signatory_has_every_word_of_the_line(text: str) -> None:
    letter = read_letter(Source("any.txt", text)).letter

    for signatory in letter.signature_block:
        words = signatory.name + signatory.title + signatory.joint + signatory.organisation
        assert words_of(words) == words_of(text[signatory.span.start : signatory.span.end])


@given(ANY_TEXT)
def test_spans_nest_and_stand_in_order(text: str) -> None:
    letter = read_letter(Source("any.txt", text)).letter

    for node in nodes_in(letter):
        if not isinstance(node, Letter) and hasattr(node, "span"):
            assert 0 <= node.span.start <= node.span.end <= len(text)
            check_children(node)


def check_children(node: object) -> None:
    span = place_of(node)
    at = span.start
    for name in ("children", "blocks", "items", "header", "rows"):
        for child in getattr(node, name, ()):
            for part in child if isinstance(child, tuple) else (child,):
                assert at <= part.span.start <= part.span.end <= span.end
                at = part.span.end
    for part in getattr(node, "caption", ()):
        assert span.start <= part.span.start <= part.span.end <= span.end


@given(LETTERS)
def test_quotation_marks_change_no_word_and_no_place(text: str) -> None:
    plain = read_letter(Source("any.txt", text)).letter
    printed = read_letter(Source("any.txt", text), {"quotes": "typographic"}).letter

    texts = [(words_of(node.text), node.span) for node in nodes_in(plain) if isinstance(node, Text)]
    assert texts == [(words_of(node.text), node.span) for node in nodes_in(printed) if isinstance(node, Text)]


@given(LETTERS)
def test_reading_is_pure(text: str) -> None:
    first = read_letter(Source("any.txt", text))
    again = read_letter(Source("any.txt", text))

    assert first == again


@given(LETTERS)
def test_line_ends_of_every_kind_read_alike(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    unix = read_letter(Source("any.txt", plain))
    dos = read_letter(Source("any.txt", plain.replace("\n", "\r\n")))

    assert outline(dos.letter) == outline(unix.letter)
    assert [(d.code, d.place) for d in dos.diagnostics] == [(d.code, d.place) for d in unix.diagnostics]


@given(LETTERS)
def test_every_call_leads_to_a_note_and_no_number_is_given_twice(text: str) -> None:
    reading = read_letter(Source("any.txt", text))

    numbers = [note.number for note in reading.letter.footnotes]
    labels = {note.label: note.number for note in reversed(reading.letter.footnotes)}
    calls = [node for node in nodes_in(reading.letter) if isinstance(node, FootnoteCall)]
    assert len(set(numbers)) == len(numbers)
    assert all(number > 0 for number in numbers)
    assert {call.label for call in calls if call.number == 0}.isdisjoint(labels)
