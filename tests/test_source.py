"""Bytes to text, and places in it."""

import pytest

from letterpress.diagnostics import Code, LetterError, Place, Severity
from letterpress.source import Source, Span, decode_source

WORDS = "Grüße, Ada"


def refusal(data: bytes, encoding: str | None = None) -> tuple[Code, str]:
    with pytest.raises(LetterError) as refused:
        decode_source(data, "a.txt", encoding)
    diagnostic = refused.value.diagnostics[0]
    return diagnostic.code, diagnostic.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_being_named(encoding: str) -> None:
    assert decode_source(WORDS.encode(encoding), "a.txt").text == WORDS


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "utf-16-le"])
def test_any_other_encoding_is_named(encoding: str) -> None:
    assert decode_source(WORDS.encode(encoding), "a.txt", encoding).text == WORDS


def test_bytes_that_do_not_fit_are_refused_with_byte_and_offset() -> None:
    assert refusal(WORDS.encode("cp1252")) == (
        Code.SOURCE_ENCODING,
        "a.txt is not utf-8: byte 0xFC at offset 2",
    )


def test_a_codec_nobody_knows_is_refused() -> None:
    assert refusal(b"x", "klingon")[0] == Code.SOURCE_ENCODING


def test_what_is_no_letter_is_refused() -> None:
    assert refusal(b"")[0] == Code.SOURCE_EMPTY
    assert refusal(b" \n\t\n")[0] == Code.SOURCE_EMPTY
    assert refusal(b"PK\x03\x04\x00\x00")[0] == Code.SOURCE_BINARY


def test_a_place_has_line_column_and_the_line() -> None:
    source = Source("a.txt", "one\ntwo three\nfour")

    assert source.place(Span(8, 13)) == Place("a.txt", 2, 5, "two three", 5)
    assert source.place(Span(18, 18)) == Place("a.txt", 3, 5, "four", 1)


def test_a_place_shows_a_long_line_around_its_column() -> None:
    place = Source("a.txt", "x" * 500 + "y" + "z" * 500).place(Span(500, 501))

    assert place.column == 501
    assert "y" in place.excerpt
    assert len(place.excerpt) == 100


def test_a_source_makes_diagnostics_at_its_places() -> None:
    source = Source("a.txt", "one two")

    error = source.error(Code.LINK_SCHEME, Span(4, 7), "message", "hint")
    warning = source.warning(Code.LINK_SCHEME, Span(4, 7), "message")

    assert (error.severity, error.hint, error.place) == (
        Severity.ERROR,
        "hint",
        Place("a.txt", 1, 5, "one two", 3),
    )
    assert (warning.severity, warning.hint) == (Severity.WARNING, "")


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\n\fDear", 2), ("a\r\nb\r\nDear", 3), ("a\rb\rDear", 3), ("a\u2028b\nDear", 2)],
    ids=["form feed", "two characters", "one character", "line separator"],
)
def test_lines_are_counted_as_editors_count_them(text: str, line: int) -> None:
    source = Source("a.txt", text)

    place = source.place(Span(text.index("Dear"), len(text)))

    assert (place.line, source.span_of_line(line).end) == (line, len(text))
