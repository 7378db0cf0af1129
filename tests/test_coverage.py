"""Characters no font has: refused with their name and the author's line, wherever they would be printed."""

import pytest

from letterpress.diagnostics import Code, Diagnostic, LetterError
from letterpress.source import Source, Span
from letterpress.stationery import load_stationery
from letterpress.typesetting.coverage import MOST_SHOWN, missing_characters, missing_diagnostics
from letterpress.typesetting.metrics import FontUse
from letters_in_type import typeset_text

FONTS = load_stationery("us-block").fonts
ROMAN = FontUse(("EB Garamond",), 400, "normal")
BEGIN = "---\nletterhead:\n  name: {letterhead}\n---\nJuly 22, 2021\n\nAda Roe\n{address}\n\nDear Ada,\n\n"
END = "{body}[^1]\n\nSincerely,\n\n{name}\n\n[^1]: *{note}*\n"
PLAIN = {"letterhead": "Office", "address": "Bath", "body": "Thank you.", "name": "Bob", "note": "Yes"}


def refused(**parts: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(LetterError) as caught:
        typeset_text((BEGIN + END).format_map(PLAIN | parts))
    return caught.value.diagnostics


@pytest.mark.parametrize(
    ("part", "line"), [("letterhead", 3), ("address", 8), ("body", 12), ("name", 16), ("note", 18)]
)
def test_a_character_no_font_has_is_refused_at_its_line(part: str, line: int) -> None:
    (found,) = refused(**{part: "a 漢 b"})

    assert (found.code, found.place and found.place.line) == (Code.CHARACTER_UNAVAILABLE, line)
    assert found.message == "no font of the stationery has U+6F22 漢 (CJK UNIFIED IDEOGRAPH-6F22)"


def test_a_character_that_occurs_twice_is_reported_once() -> None:
    assert len(refused(body="漢 and 漢", note="漢")) == 1


def test_every_missing_character_is_reported_together() -> None:
    assert len(refused(body="漢 and 字", note="ש")) == 3


def test_more_than_a_screenful_is_summed_up() -> None:
    found = refused(body="".join(chr(0x4E00 + n) for n in range(MOST_SHOWN + 5)))

    assert len(found) == MOST_SHOWN + 1
    assert found[-1].message.startswith("and 5 more characters")


@pytest.mark.parametrize("character", ["\u202e", "\u2067"])
def test_characters_that_turn_the_reading_order_are_refused(character: str) -> None:
    assert [found.code for found in refused(body=f"a {character}b")] == [Code.CHARACTER_UNAVAILABLE]


@pytest.mark.parametrize(
    "text", ["Ærøskøbing Łódź", "Ἑλλάς Россия", "fi\u200dfl\u200c x\u2060y\ufeff", "a\u00adb\u00a0c"]
)
def test_letters_of_europe_and_marks_without_a_shape_pass(text: str) -> None:
    assert list(missing_characters([(ROMAN, text, Span(0, 1))], FONTS)) == []


def test_a_font_of_another_style_does_not_serve() -> None:
    bold_only = tuple(face for face in FONTS if face.weight == 700)

    assert [c for c, _ in missing_characters([(ROMAN, "a", Span(0, 1))], bold_only)] == ["a"]


def test_a_control_character_is_named_without_being_shown() -> None:
    (found,) = missing_diagnostics([("\x07", Span(0, 3))], Source("x", "a\x07b"))

    assert found.message == "no font of the stationery has U+0007 (a control or unassigned character)"
