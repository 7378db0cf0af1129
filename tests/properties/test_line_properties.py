"""What holds of the lines of any paragraph at any width, with the fonts that draw them."""

from functools import cache
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterpress.letter import Emphasis, FootnoteCall, Inline, Link, Text
from letterpress.typesetting.lines import LineSetter, LineStyle, SetLine
from letterpress.typesetting.matter import HYPHEN
from letterpress.typesetting.metrics import Face, Metrics
from letters_in_type import engine_of

NARROWEST, WIDEST = 0.75, 1.6
LANGUAGES = ("en", "de", "fr")
SYLLABLES = ["ba", "ver", "schaft", "tion", "in", "ter", "na", "gu", "lich", "pre", "er", "mo"]
WORDS = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6).map("".join)
ADDRESSES = st.lists(WORDS, min_size=2, max_size=8).map(lambda parts: "https://www." + "/".join(parts))
WIDTHS = st.sampled_from([150.0, 300.0, 585.0])  # of a table's column, a cell, the text
NARROW = 200.0  # in columns of a few words every line may have to end in a hyphen


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[Inline, ...]:
    """Draw running text with stressed words, addresses, links and calls of notes."""
    parts: list[Inline] = []
    for kind in draw(st.lists(st.sampled_from("tttteal"), min_size=1, max_size=6)):
        words = " ".join(draw(st.lists(WORDS, min_size=1, max_size=25))) + " "
        address = draw(ADDRESSES)
        chosen: dict[str, Inline] = {
            "t": Text(words),
            "e": Emphasis((Text(words),)),
            "a": Text(address + " "),
            "l": Link((Text(address),), address),
        }
        parts.append(chosen[kind])
        parts.append(FootnoteCall("1", 1) if kind == "e" else Text(" "))
    return tuple(parts)


@cache
def setter_of(language: str) -> tuple[Metrics, LineSetter]:
    metrics = Metrics(engine_of("us-block"), language)
    metrics.learn(Face("text", "paragraph", inline) for inline in ((), ("em",), ("a",), ("call",)))
    return metrics, LineSetter(metrics, language)


def set_lines(inlines: tuple[Inline, ...], language: str, width: float) -> tuple[SetLine, ...]:
    metrics, setter = setter_of(language)
    style = LineStyle(metrics.measures("text", "paragraph"), width)
    return setter.set_lines(inlines, "text", "paragraph", style)


def is_justified(line: SetLine) -> bool:
    return line.word_space is not None or line.scale != 1.0


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(paragraphs(), st.sampled_from(LANGUAGES), WIDTHS)
def test_lines_keep_the_rules_of_the_house(inlines: tuple[Inline, ...], language: str, width: float) -> None:
    lines = set_lines(inlines, language, width)

    hyphens = [len(list(run)) for hyphen, run in groupby(lines, key=lambda line: line.hyphen) if hyphen]
    assert all(NARROWEST <= line.evenness <= WIDEST for line in lines)
    assert all(line.width <= width * 1.05 for line in lines)
    assert width < NARROW or max(hyphens, default=0) <= 2
    assert not any("/" in line.text.split()[-1] for line in lines if line.hyphen and line.text.split())


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(paragraphs(), st.sampled_from(LANGUAGES), WIDTHS)
def test_lines_hold_every_character_once_and_in_order(
    inlines: tuple[Inline, ...], language: str, width: float
) -> None:
    lines = set_lines(inlines, language, width)

    joined = "".join(line.text.removesuffix(HYPHEN) if line.hyphen else line.text for line in lines)
    assert "".join(joined.split()) == "".join("".join(map(_plain, inlines)).split())


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=3, max_size=120).map(" ".join), st.sampled_from(LANGUAGES))
def test_no_word_is_divided_before_the_last_line_of_running_text(text: str, language: str) -> None:
    lines = set_lines((Text(text),), language, 585.0)

    assert not any(line.hyphen for line in lines[-2:])


@pytest.mark.parametrize("width", [150.0, 90.0])
def test_a_paragraph_that_cannot_be_justified_is_ragged_with_ideal_spaces(width: float) -> None:
    lines = set_lines((Text("Oberlandesgerichtspräsident " * 6),), "tlh", width)

    assert [line for line in lines if is_justified(line)] == []
    assert {line.evenness for line in lines} == {1.0}


def _plain(inline: Inline) -> str:
    match inline:
        case Text():
            return inline.text
        case FootnoteCall():
            return str(inline.number)
        case Emphasis() | Link():
            return "".join(map(_plain, inline.children))
        case _:
            raise AssertionError(inline)
