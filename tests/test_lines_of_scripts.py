"""Letters in scripts without spaces and from right to left, through the whole press."""

# ruff: noqa: RUF001 -- the marks of these scripts look like others

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterpress.letter import FootnoteCall, Inline, LineBreak, Text
from letterpress.press import RenderOptions, render_source
from letterpress.source import decode_source
from letterpress.typesetting.lines import LineSetter, LineStyle, SetLine
from letterpress.typesetting.metrics import Face, Metrics
from letters_in_type import engine_of, squeeze, text_of, typeset_text
from scripts_in_type import make_stationery

WIDTH = 585.0  # of the text, in px
EM = 16.0
CHINESE = "我们今天（和朋友）去北京看书，很好。你说「一起写信」，好的？给朋友写信、看书，"
HEBREW = "שלום לכולם, אנחנו מודים לכם (מאוד) על העבודה עם Ada ועם אחרים. "
CHARACTERS = st.sampled_from([*CHINESE, "Beijing", " ", "well-known", "www.example.org/a"])


@pytest.fixture(scope="session")
def stationery(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_stationery(tmp_path_factory.mktemp("stationery") / "own"))


def set_lines(stationery: str, *inlines: Inline, width: float = WIDTH) -> tuple[SetLine, ...]:
    metrics = Metrics(engine_of(stationery), "zh")
    metrics.learn([Face("text", "paragraph"), Face("text", "paragraph", ("call",))])
    style = LineStyle(metrics.measures("text", "paragraph"), width)
    return LineSetter(metrics, "zh").set_lines(inlines, "text", "paragraph", style)


def test_a_chinese_letter_passes_audit_and_preflight_and_is_copied_whole(
    stationery: str, tmp_path: Path
) -> None:
    text = f"July 22, 2021\n\nDear Ada,\n\n{CHINESE * 6}\n\nSincerely,\n\nBob\n"

    rendered = render_source(decode_source(text.encode(), "letter.txt"), RenderOptions(stationery))

    assert rendered.diagnostics == ()
    assert CHINESE * 6 in squeeze(text_of(rendered.pdf, tmp_path)[0])


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHARACTERS, min_size=1, max_size=150).map("".join), st.sampled_from([150.0, WIDTH]))
def test_lines_hold_every_character_once_and_begin_with_no_closing_mark(
    stationery: str, text: str, width: float
) -> None:
    lines = set_lines(stationery, Text(text), width=width)

    joined = "".join(line.text.removesuffix("\u2010") if line.hyphen else line.text for line in lines)
    assert squeeze(joined) == squeeze(text)
    assert all(line.width <= width * 1.05 for line in lines)
    broken = [line.text[0] for before, line in pairwise(lines) if not before.spaced]
    assert not set(broken) & set("）」，。、？")


def test_lines_of_ideographs_are_full_to_the_last_and_justified_when_letters_can_give_as_much(
    stationery: str,
) -> None:
    lines = set_lines(stationery, Text("我们今天去北京看书" * 30), width=40.5 * EM)

    assert {round(line.width, 1) for line in lines[:-1]} == {40.5 * EM}
    assert {round(line.scale, 4) for line in lines[:-1]} == {round(40.5 / 41, 4)}


def test_lines_of_ideographs_that_cannot_be_justified_are_ragged_and_full(stationery: str) -> None:
    lines = set_lines(stationery, Text("我们今天去北京看书" * 30), width=10.7 * EM)

    assert {(len(line.text), line.scale) for line in lines} == {(10, 1.0)}


def test_no_line_ends_between_an_ideograph_and_its_note(stationery: str) -> None:
    lines = set_lines(stationery, Text("我们今天"), FootnoteCall("1", 1), Text("去北京"), width=4.05 * EM)

    assert [line.text for line in lines] == ["我们今", "天1去北", "京"]


def test_a_long_paragraph_without_spaces_is_broken_in_seconds(stationery: str) -> None:
    begin = time.process_time()

    set_lines(stationery, Text((CHINESE * 140)[:5000]))

    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "body", [HEBREW * 3, f"We said {HEBREW * 3}", f"*{HEBREW.strip()}* {HEBREW * 2}", f"- {HEBREW * 3}"]
)
def test_right_to_left_text_comes_out_where_it_was_planned(stationery: str, body: str) -> None:
    letter = typeset_text(f"Dear Ada,\n\n{body}\n\nSincerely,\n\nBob\n", stationery)

    assert letter.page_count == 1


def test_a_passage_from_right_to_left_ends_at_the_left_and_hangs_nowhere(stationery: str) -> None:
    lines = set_lines(stationery, Text(HEBREW * 3))

    assert all(line.from_right for line in lines)
    assert [round(line.indent + line.width, 1) for line in lines] == [WIDTH] * len(lines)


def test_a_word_from_right_to_left_stays_whole_however_narrow_the_line(stationery: str) -> None:
    lines = set_lines(stationery, Text("שלום לכולם אנחנו מודים"), width=20.0)

    assert [line.text for line in lines] == ["שלום", "לכולם", "אנחנו", "מודים"]


def test_lines_of_an_address_read_each_in_its_own_direction_from_one_edge(stationery: str) -> None:
    lines = set_lines(stationery, Text("שלום לכולם"), LineBreak(), Text("12 Nile Street"))

    assert [(line.from_right, line.indent) for line in lines] == [(True, 0.0), (False, 0.0)]
