"""Where words may be broken: addresses, dashes, compounds, names, languages."""

import pytest

from letterpress.typesetting.wordbreaks import (
    AFTER_DASH,
    AFTER_SCHEME,
    AT_SOFT_HYPHEN,
    HYPHENATED,
    IN_ADDRESS,
    IN_COMPOUND,
    IN_NAME,
    LEFT_MIN,
    PLAIN,
    RIGHT_MIN,
    WITH_HYPHENS,
    BreakRules,
    breaks_anywhere,
    breaks_in,
    is_address,
)

NONE: frozenset[int] = frozenset()


def shown(text: str, language: str = "en", level: int = WITH_HYPHENS, soft: frozenset[int] = NONE) -> str:
    """Write a word with `-` where it takes a hyphen and `|` where it breaks without one."""
    address = is_address(text, linked=False)
    breaks = breaks_in(text, BreakRules(language, level, hyphenate=True), soft, address=address)
    marks = {one.offset: "-" if one.hyphen else "|" for one in breaks}
    return "".join(marks.get(at, "") + character for at, character in enumerate(text))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("https://www.example.org/a-b/c", "https://|www.|example.|org/|a-|b/c"),
        ("http://example.org/page?one=two&three", "http://|example.|org/|page?|one=|two&|three"),
        ("www.example.org/some_name#place", "www.|example.|org/|some_|name#|place"),
        ("<https://example.org/x1>", "<https://|example.|org/|x1>"),
        ("(https://example.org/deed).", "(https://|example.|org/|deed)."),
        ("ada.lovelace@example.org", "ada.|lovelace@example.|org"),
        ("first-last@example.org", "first-|last@example.|org"),
    ],
)
def test_an_address_breaks_after_its_punctuation_and_takes_no_hyphen(word: str, expected: str) -> None:
    assert shown(word) == expected


@pytest.mark.parametrize("mark", list("/.-_?&=#"))
def test_an_address_breaks_after_each_of_its_marks(mark: str) -> None:
    assert shown(f"www.internationalisation{mark}misunderstandings").endswith(
        f"internationalisation{mark}|misunderstandings"
    )


def test_an_address_leaves_three_characters_on_either_side() -> None:
    assert shown("www.ab/d") == "www.|ab/d"


@pytest.mark.parametrize(
    ("text", "linked", "expected"),
    [
        ("https://example.org", False, True),
        ("www.example.org", False, True),
        ("“https://example.org", False, True),
        ("ada@example.org", False, True),
        ("example.org", False, False),
        ("and/or", False, False),
        ("example.org", True, True),
        ("and/or", True, True),
        ("the report", True, False),
        ("report", True, False),
        ("@ada", False, False),
    ],
)
def test_an_address_is_told_from_words(text: str, *, linked: bool, expected: bool) -> None:
    assert is_address(text, linked=linked) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("well-known", "well-|known"),
        ("COVID-19", "COVID-19"),
        ("258-60", "258-60"),
        ("e-mail", "e-mail"),
        ("state-of-the-art", "state-|of-|the-|art"),
        ("1914\u20131918", "1914\u2013|1918"),
        ("crimes\u2014creates", "crimes\u2014|creates"),
        ("crimes,\u2014\u201ccreates", "crimes,\u2014|\u201ccreates"),
        ("\u2014creates", "\u2014creates"),
        ("creates\u2014", "creates\u2014"),
        ("-well", "-well"),
        ("well\u2011known", "well\u2011known"),
        ("well-\u2060known", "well-\u2060known"),
        ("בית-חדש", "בית-|חדש"),
        ("בית\u05beחדש", "בית\u05be|חדש"),
    ],
)
def test_a_word_breaks_after_its_dashes(word: str, expected: str) -> None:
    assert shown(word, level=PLAIN) == expected


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("international", "en-US", "in-ter-na-tional"),
        ("(international),", "en-US", "(in-ter-na-tional),"),
        ("table", "en-US", "ta-ble"),
        ("Donaudampfschifffahrt", "de", "Do-nau-dampf-schiff-fahrt"),
        ("Gemeindeverwaltung", "de", "Ge-mein-de-ver-wal-tung"),
        ("internationalement", "fr", "in-ter-na-tio-na-le-ment"),
        ("international", "tlh", "international"),
        ("international", "", "international"),
        ("1234567890", "en", "1234567890"),
        ("over", "en", "over"),
    ],
)
def test_a_word_is_hyphenated_in_its_language_or_not_at_all(word: str, language: str, expected: str) -> None:
    assert shown(word, language) == expected


@pytest.mark.parametrize("word", ["international", "misunderstanding", "Donaudampfschifffahrtsgesellschaft"])
def test_a_hyphen_leaves_two_letters_before_and_three_after_it(word: str) -> None:
    breaks = breaks_in(word, BreakRules("de", WITH_HYPHENS, hyphenate=True), NONE, address=False)

    assert all(LEFT_MIN <= one.offset <= len(word) - RIGHT_MIN for one in breaks)


def test_no_word_is_hyphenated_on_the_first_pass() -> None:
    assert shown("international", level=PLAIN) == "international"


def test_no_word_is_hyphenated_where_the_style_forbids_it() -> None:
    rules = BreakRules("en", WITH_HYPHENS, hyphenate=False)

    assert breaks_in("international", rules, NONE, address=False) == ()


def test_soft_hyphens_of_the_author_replace_those_of_the_dictionary() -> None:
    assert shown("international", soft=frozenset({5})) == "inter-national"


@pytest.mark.parametrize(
    ("word", "soft", "address", "penalties"),
    [
        ("much-misunderstood", NONE, False, {AFTER_DASH, IN_COMPOUND}),
        ("understanding", NONE, False, {HYPHENATED}),
        ("Washington", NONE, False, {IN_NAME}),
        ("Washington", frozenset({4}), False, {AT_SOFT_HYPHEN}),
        ("www.example.org", NONE, True, {IN_ADDRESS, AFTER_SCHEME}),
    ],
)
def test_each_kind_of_break_has_its_price(
    word: str, soft: frozenset[int], *, address: bool, penalties: set[int]
) -> None:
    breaks = breaks_in(word, BreakRules("en", WITH_HYPHENS, hyphenate=True), soft, address=address)

    assert {one.penalty for one in breaks} == penalties


def test_names_and_compounds_are_broken_less_gladly_than_plain_words() -> None:
    order = [AFTER_DASH, IN_ADDRESS, AT_SOFT_HYPHEN, HYPHENATED, IN_NAME, IN_COMPOUND]

    assert order == sorted(order)


@pytest.mark.parametrize("word", ["שלוםשלוםשלום", "السلامعليكم", "我们今天去北京", "สวัสดีชาวโลก"])
def test_no_hyphen_stands_in_scripts_that_have_none(word: str) -> None:
    for language in ("he", "ar", "zh", "th", "en"):
        assert shown(word, language, soft=frozenset({3})) == word


def test_a_word_joiner_holds_an_address_together() -> None:
    assert shown("www.example.org/\u2060deed") == "www.|example.|org/\u2060deed"


def test_even_in_an_emergency_what_is_held_together_or_joined_stays_whole() -> None:
    assert [one.offset for one in breaks_anywhere("ab\u2060cd\u202fe\u2011f")] == [1, 4]
    assert list(breaks_anywhere("السلام")) == []


def test_in_an_emergency_a_word_breaks_before_every_character() -> None:
    assert [one.offset for one in breaks_anywhere("abcd")] == [1, 2, 3]
