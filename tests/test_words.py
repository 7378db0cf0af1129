"""Words measured in the fonts that draw them, and the breakpoints they give."""

import pytest

from letterpress.letter import Emphasis, FootnoteCall, Inline, LineBreak, Link, Text
from letterpress.typesetting.linebreaking import Breakpoint
from letterpress.typesetting.matter import flatten
from letterpress.typesetting.metrics import Face, Metrics
from letterpress.typesetting.wordbreaks import (
    ANYWHERE,
    EMERGENCY,
    PLAIN,
    WITH_HYPHENS,
    WITHOUT_SPACE,
    BreakRules,
)
from letterpress.typesetting.words import IN_PHRASE, WordSmith
from letters_in_type import engine_of

PLAIN_FACE = Face("text", "paragraph")
MEASURE = 400.0


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    found = Metrics(engine_of("us-block"), "en")
    found.learn(Face("text", "paragraph", inline) for inline in ((), ("em",), ("a",), ("call",)))
    return found


def points_of(
    metrics: Metrics, *inlines: Inline, level: int = PLAIN, by_phrase: bool = False
) -> list[Breakpoint]:
    rules = BreakRules("en", level, hyphenate=True)
    matter = flatten(inlines, "text", "paragraph")
    return WordSmith(metrics).breakpoints(matter, MEASURE, rules, by_phrase=by_phrase)


def test_the_sums_of_a_text_end_at_the_width_its_font_gives_it(metrics: Metrics) -> None:
    text = "Toffee for AVAILABLE wavelengths"

    last = points_of(metrics, Text(text))[-1]

    assert last.end_width == pytest.approx(metrics.width(PLAIN_FACE, text), abs=0.5)


def test_a_line_may_end_at_every_space(metrics: Metrics) -> None:
    points = points_of(metrics, Text("one two three"))

    assert [(point.end, point.start) for point in points] == [(0, 0), (3, 4), (7, 8), (13, 13)]
    assert [point.forced for point in points] == [False, False, False, True]


def test_no_line_ends_at_a_protected_space_but_it_stretches(metrics: Metrics) -> None:
    points = points_of(metrics, Text("Dr.\u00a0Ada"))

    assert len(points) == 2
    assert points[-1].end_glue == pytest.approx(metrics.space(PLAIN_FACE))


def test_a_line_break_of_the_author_is_forced(metrics: Metrics) -> None:
    assert [point.forced for point in points_of(metrics, Text("a"), LineBreak(), Text("b"))] == [
        False,
        True,
        True,
    ]


def test_no_line_ends_between_a_word_and_its_note(metrics: Metrics) -> None:
    points = points_of(metrics, Text("word."), FootnoteCall("1", 1), Text(" next"), level=WITH_HYPHENS)

    assert [point.end for point in points] == [0, 6, 11]


def test_a_line_may_end_at_a_zero_width_space_without_a_hyphen(metrics: Metrics) -> None:
    points = points_of(metrics, Text("https://example.org/under\u200bstanding"), level=WITH_HYPHENS)

    assert any((point.end, point.start, point.penalty) == (25, 25, WITHOUT_SPACE) for point in points)
    assert not any(point.hyphen for point in points)


def test_a_hyphen_is_part_of_the_width_before_it(metrics: Metrics) -> None:
    points = points_of(metrics, Text("understanding"), level=WITH_HYPHENS)
    broken = next(point for point in points if point.hyphen)

    before = metrics.width(PLAIN_FACE, "understanding"[: broken.end] + "\u2010")
    assert broken.end_width == pytest.approx(before)
    assert points[-1].end_width - broken.start_width == pytest.approx(
        metrics.width(PLAIN_FACE, "understanding"[broken.end :])
    )


def test_a_link_that_shows_its_address_takes_no_hyphen(metrics: Metrics) -> None:
    link = Link((Text("https://example.org/understanding"),), "https://example.org/understanding")

    points = points_of(metrics, link, level=WITH_HYPHENS)

    assert not any(point.hyphen for point in points)
    assert any(point.may_end_short for point in points)


def test_a_word_in_two_faces_is_one_word(metrics: Metrics) -> None:
    points = points_of(metrics, Text("un"), Emphasis((Text("believable"),)), Text("ness"))

    assert len(points) == 2


def test_punctuation_hangs_at_the_end_and_quotes_at_the_start(metrics: Metrics) -> None:
    points = points_of(metrics, Text("one, \u201ctwo\u201d three"))

    assert points[1].hang_end > 0
    assert points[1].hang_start > 0
    assert points_of(metrics, Text("one two"))[1].hang_end == 0


def test_a_word_wider_than_the_measure_breaks_anywhere_in_an_emergency_only(metrics: Metrics) -> None:
    word = Text("x" * 200)

    assert len(points_of(metrics, word, level=WITH_HYPHENS)) == 2
    assert {p.penalty for p in points_of(metrics, word, level=EMERGENCY)[1:-1]} == {ANYWHERE}


def test_lines_by_phrase_end_after_punctuation(metrics: Metrics) -> None:
    points = points_of(metrics, Text("City of Princeton, New Jersey"), by_phrase=True)

    assert [point.penalty for point in points[1:-1]] == [IN_PHRASE, IN_PHRASE, 0, IN_PHRASE]


def test_a_word_in_several_faces_breaks_after_a_dash_between_them(metrics: Metrics) -> None:
    points = points_of(metrics, Emphasis((Text("north"),)), Text("\u2014"), Emphasis((Text("south"),)))

    assert [point.end for point in points] == [0, 6, 11]
    assert points[1].end_width == pytest.approx(points[1].start_width)


def test_a_word_of_several_faces_that_is_too_wide_breaks_anywhere_but_before_its_note(
    metrics: Metrics,
) -> None:
    half = Emphasis((Text("m" * 30),))
    points = points_of(metrics, half, Text("n" * 30), FootnoteCall("1", 1), level=EMERGENCY)

    assert [point.end for point in points] == [*range(60), 61]
