"""Scripts that lines break otherwise than Latin: where Unicode breaks them, and which way they read."""

# ruff: noqa: RUF001 -- the marks of these scripts look like others

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpress.typesetting.scripts import breaks_by_unicode, is_like_latin, reads_from_right

NEVER_FIRST = "。、，：；！？）」』”’ぁっゃュー々ゝ"
NEVER_LAST = "（「『“‘"
CHINESE = st.text("我们今天去北京ひらカナ" + NEVER_FIRST + NEVER_LAST, min_size=1, max_size=40)


def shown(text: str, language: str = "zh") -> str:
    """Write a text with `|` where it breaks."""
    breaks = set(breaks_by_unicode(text, language))
    return "".join("|" * (at in breaks) + character for at, character in enumerate(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们（今天）去，好吗？", "我|们|（今|天）|去，|好|吗？"),
        ("去Beijing，好", "去|Beijing，|好"),
        ("第2.5節ABC株", "第|2.5|節|ABC|株"),
        ("他说：“好。”我", "他|说：|“好。”|我"),
        ("（“好”，我）", "（“好”，|我）"),
        ("国——好……我", "国|——|好……|我"),
        ("コンピューターは「はい」", "コ|ン|ピュー|ター|は|「は|い」"),
        ("待って々。", "待っ|て々。"),
        ("한국어", "한|국|어"),
        ("ขอขอบคุณ", "ขอ|ขอบคุณ"),
        ("中\u2060国\u202f好\u2011我", "中\u2060国\u202f好\u2011我"),
        ("𠀀𠀁", "𠀀|𠀁"),
    ],
)
def test_scripts_without_spaces_break_as_unicode_has_it(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("language", ["", "en", "zh-Hant", "ja", "tlh"])
def test_the_language_of_the_letter_changes_no_break(language: str) -> None:
    assert shown("ちょっと（今天）", language) == "ちょっ|と|（今|天）"


@pytest.mark.parametrize(
    "text", ["well-known", "https://example.org/a", "été", "שלום-עולם", "عليكم", "a→b", ""]
)
def test_words_of_other_scripts_are_left_to_their_own_rules(text: str) -> None:
    assert shown(text) == text


def test_what_stands_between_ascii_characters_is_left_to_the_rules_of_latin_words() -> None:
    assert shown("看www.example.org/a-b，well-known") == "看|www.example.org/a-b，|well-known"


@given(CHINESE)
def test_no_line_begins_with_a_closing_mark_nor_ends_with_an_opening_one(text: str) -> None:
    breaks = list(breaks_by_unicode(text, "zh"))

    assert not [at for at in breaks if text[at] in NEVER_FIRST or text[at - 1] in NEVER_LAST]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("word", True),
        ("слово", True),
        ("“→”", True),
        ("a中", False),
        ("ไทย", False),
        ("שלום", False),
        ("عام", False),
    ],
)
def test_other_scripts_are_told_from_those_like_latin(text: str, *, expected: bool) -> None:
    assert is_like_latin(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear שלום", False),
        ("שלום Ada", True),
        ("(2021) عام", True),
        ("2021", False),
        ("", False),
        ("中国", False),
        ("שלום\n12\nעולם", True),
        ("שלום\nCairo", False),
    ],
)
def test_the_first_letter_of_each_line_tells_which_way_a_passage_reads(text: str, *, expected: bool) -> None:
    assert reads_from_right(text) == expected
