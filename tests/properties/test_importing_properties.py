"""Whatever stands in a document comes out as itself; no bytes raise anything but a refusal."""
# ruff: noqa: RUF001 -- dashes and quotation marks as word processors write them

from contextlib import suppress
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from document_makers import docx, odt, paragraphs
from letterpress.diagnostics import LetterError
from letterpress.importing import import_letter
from letterpress.letter import Paragraph, Text, nodes_in, plain_text
from letterpress.reading import read_letter

# What is typed and means something even so is left out: raised digits call notes, braces are fields.
TYPED = st.text(st.sampled_from("ab 1.,:;!?()[]<>*_`#|\\+-=~^&\"'{}$%/@é“”…–"), min_size=1, max_size=60)
FIELDS = ("{{", "{%")
STARTS = (b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")


def _is_plain(text: str) -> bool:
    return any(map(str.isalpha, text)) and not any(field in text for field in FIELDS)


def _body_of(data: bytes) -> str:
    letter = read_letter(import_letter(data, "letter")).letter
    assert all(isinstance(node, Text) for block in nodes_in(letter, Paragraph) for node in block.children)
    return " ".join(plain_text(block.children) for block in letter.body if isinstance(block, Paragraph))


@given(TYPED.filter(_is_plain))
@settings(max_examples=150)
def test_whatever_is_typed_comes_out_as_itself(typed: str) -> None:
    text = f"so {typed} so"
    word = docx(paragraphs("Dear Ada,", "", escape(text), "", "Yours sincerely,", "", "Bo Lee"))
    lines = ("Dear Ada,", "", escape(text), "", "Yours sincerely,", "", "Bo Lee")
    open_document = odt("".join(f"<text:p>{line}</text:p>" for line in lines))

    assert _body_of(word).split() == text.split()
    assert _body_of(open_document).split() == text.split()


@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(start: bytes, rest: bytes) -> None:
    with suppress(LetterError):
        import_letter(start + rest, "letter")


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_document_that_was_damaged_raises_nothing_but_a_refusal(place: int, damage: bytes) -> None:
    data = docx(paragraphs("Dear Ada,", "", "Thank you.", "", "Yours sincerely,"))
    place %= len(data)

    with suppress(LetterError):
        import_letter(data[:place] + damage + data[place + len(damage) :], "letter")
