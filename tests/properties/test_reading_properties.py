"""Properties of reading: it raises on no text, loses no character, and knows the place of every node."""

from hypothesis import given
from hypothesis import strategies as st

from letterpress.checking import check_letter
from letterpress.letter import FootnoteCall, Letter, Text
from letterpress.outline import letter_json, outline
from letterpress.reading import read_letter
from letterpress.source import Source
from letters_in_pieces import (
    PIECES,
    PRINTED_MARK,
    PRINTED_PIECES,
    lost_characters,
    nodes_in,
    place_of,
    words_of,
)

LETTERS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
PRINTED_LETTERS = st.lists(st.sampled_from((*PIECES, *PRINTED_PIECES)), max_size=60).map(
    lambda pieces: PRINTED_MARK + "".join(pieces)
)
ANY_TEXT = st.one_of(st.text(), st.text("*_[]()<>\\^:¹²1a- \n#>"), LETTERS, PRINTED_LETTERS)


@given(ANY_TEXT)
def test_reading_raises_on_no_text(text: str) -> None:
    source = Source("any.txt", text)

    reading = read_letter(source)

    diagnostics = (*reading.diagnostics, *check_letter(reading.letter, source))
    assert isinstance(letter_json(reading.letter, source, diagnostics), dict)
    assert outline(reading.letter, spans=True)


@given(st.one_of(LETTERS, PRINTED_LETTERS))
def test_no_letter_or_digit_of_the_source_is_lost(text: str) -> None:
    assert lost_characters(text, read_letter(Source("any.txt", text))) == []


@given(ANY_TEXT)
def test_a_text_says_what_stands_at_its_place(text: str) -> None:
    letter = read_letter(Source("any.txt", text)).letter

    for node in nodes_in(letter):
        if isinstance(node, Text):
            place = words_of(text[node.span.start : node.span.end])
            assert words_of(node.text) == place or ("\f" in text and _stands_in(words_of(node.text), place))


def _stands_in(words: str, place: str) -> bool:
    """Tell whether letters stand in a place in their order; a paragraph two pages part has a foot within."""
    rest = iter(place)
    return all(character in rest for character in words)


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
