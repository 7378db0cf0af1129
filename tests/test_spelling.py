"""Texts written in reading order, glyph by glyph: values to values, and what is drawn stays where it was."""

# ruff: noqa: RUF001 -- the letters of these scripts look like others

import subprocess
from importlib.resources import files

import pytest

from letterpress.diagnostics import TypesettingError
from letterpress.typesetting.conformance.clusters import Cluster
from letterpress.typesetting.conformance.spelling import Glyph, Look, Spelt, match_clusters, spell_text
from letterpress.typesetting.conformance.telling import UNTOLD, mirrored, settle_told
from small_pages import draw, finish

FONT, RAISED = Look(b"F", 10.0, b"0"), Look(b"F", 10.0, b"3")
WIDTHS = {b"F": dict.fromkeys(range(100), 500.0)}
TOLD = {b"F": {1: "א", 2: "ב", 3: "ג", 9: " ", 20: "a", 21: "b", 30: ")"}}
BEGIN, END = (b"BT", b"1 0 0 1 0 0 Tm", b"/F 10 Tf"), b"ET"


def turned(*texts: tuple[str, int]) -> tuple[Cluster, ...]:
    """Make clusters of one glyph each, in reading order, and put them in the order of the eye."""
    clusters = [Cluster(text, start, 1, (glyph,)) for start, (text, glyph) in enumerate(texts)]
    return tuple(reversed(clusters))


def spell(shown: bytes, clusters: tuple[Cluster, ...], *, spaced: bool = False) -> list[object]:
    operators = [*BEGIN, shown, END]
    return spell_text(operators, match_clusters(operators, clusters, WIDTHS), TOLD, spaced=spaced)


def test_text_that_is_read_as_it_is_drawn_stays_as_it_is() -> None:
    clusters = (Cluster("a", 0, 0, (20,)), Cluster("b", 1, 0, (21,)))

    assert spell(b"[<0014>-10<0015>] TJ", clusters) == [*BEGIN, b"[<0014>-10<0015>] TJ", END]


def test_words_from_right_to_left_come_in_reading_order_with_their_glyphs_as_they_were() -> None:
    clusters = turned(("א", 1), ("ב", 2), (" ", 9), ("ג", 3))

    written = spell(b"[<0003000900020001>] TJ", clusters)

    assert written == [
        *BEGIN[:2],
        b"/ReversedChars BMC",
        BEGIN[2],
        b"[-500<000900020001>] TJ",
        b"[2000<0003>] TJ",
        b"EMC",
        END,
    ]


def test_a_space_behind_the_last_word_stands_at_its_left() -> None:
    written = spell(b"[<00020001>] TJ", turned(("א", 1), ("ב", 2)), spaced=True)

    assert written[-2:] == [b"[1250] TJ", END]


def test_a_turned_bracket_is_spelt_out() -> None:
    written = spell(b"[<001e>] TJ", turned(("(", 30)))

    assert written[2] == b"/Span <</ActualText <feff0028>>> BDC"


def test_letters_that_stand_one_over_the_other_are_shown_one_by_one() -> None:
    written = spell(b"[<0002>200<0001>] TJ", turned(("א", 1), ("ב", 2)))

    assert [one for one in written if isinstance(one, bytes) and one.endswith(b"TJ")] == [
        b"[-300<0001>] TJ",
        b"[800<0002>] TJ",
    ]


def test_glyphs_that_are_not_those_of_the_layout_are_refused() -> None:
    operators = [*BEGIN, b"[<0001>] TJ", END]

    with pytest.raises(TypesettingError, match="disagree"):
        match_clusters(operators, turned(("ב", 2)), WIDTHS)
    with pytest.raises(TypesettingError, match="disagree"):
        match_clusters(operators, (), WIDTHS)


def spelt(text: str, *codes: int, is_turned: bool = True, look: Look = FONT) -> Spelt:
    return Spelt(text, 0, is_turned, tuple(Glyph(code, look, 0.0, 5.0) for code in codes))


def told(known: dict[int, str], *clusters: Spelt) -> dict[int, str]:
    return settle_told([clusters], {b"F": known})[b"F"]


def test_a_turned_bracket_tells_what_it_looks_like() -> None:
    assert told({30: "("}, spelt("(", 30)) == {30: ")"}


def test_letter_and_mark_share_the_characters_of_their_cluster() -> None:
    assert told({7: "בּ", 2: ""}, spelt("בּ", 7, 2, look=RAISED)) == {7: "\u05bc", 2: "ב"}


def test_a_vowel_that_is_drawn_in_two_tells_its_two_parts() -> None:
    assert told({40: "", 41: "ำ"}, spelt("ำ", 40, 41, is_turned=False)) == {40: "\u0e4d", 41: "\u0e32"}


def test_a_part_of_several_letters_tells_nothing() -> None:
    assert told({}, spelt("ى", 50), spelt("ي", 51, 50)) == {50: UNTOLD, 51: UNTOLD}


def test_what_a_glyph_tells_in_other_texts_stays() -> None:
    assert told({60: "x"}, spelt("y", 60, is_turned=False)) == {}


@pytest.mark.parametrize("pair", ["()", "[]", "{}", "<>", "«»", "‹›"])
def test_brackets_and_their_mirrors(pair: str) -> None:
    assert (mirrored(pair[0]), mirrored(pair[1])) == (pair[1], pair[0])


@pytest.mark.parametrize("text", ["a", "א", "()", "∫", ""])
def test_other_texts_have_no_mirror(text: str) -> None:
    assert mirrored(text) == text


AMIRI = files("fontpkg_amiri") / "files" / "Amiri-Regular.ttf"
PAGE = f"""
<style>@font-face {{ font-family: Amiri; src: url(file://{AMIRI}) }}</style>
<p data-tag="P" style="font-family: 'EB Garamond', Amiri">We said السلام عليكم (جدا) and شكرًا to مُحَمَّد.</p>
<p data-tag="P" style="font-family: 'EB Garamond', Amiri; direction: rtl">لا إله 12-15, Ada (so) ومع.</p>
"""


def picture(pdf: bytes) -> bytes:
    command = ["pdftoppm", "-r", "150", "-"]
    return subprocess.run(command, input=pdf, check=True, capture_output=True).stdout  # noqa: S603 -- fixed words


def test_no_glyph_moves_when_text_is_spelt() -> None:
    drawn = draw(PAGE).write_pdf(pdf_variant="pdf/a-2a", pdf_tags=True)

    finished = finish(PAGE)

    assert picture(finished) == picture(drawn)
