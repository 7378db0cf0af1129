"""Straight quotation marks and hyphens to those of a language."""
# ruff: noqa: RUF001 -- quotation marks that look like others are what is tested

import re
from pathlib import Path

import pytest

from letterpress.reading.languages import LANGUAGE_TAG
from letterpress.reading.markup import punctuate

IN_LANGUAGES = {
    "en": "“so ‘it’ is”",
    "en-GB": "“so ‘it’ is”",
    "de": "„so ‚it‘ is“",
    "de-AT": "„so ‚it‘ is“",
    "de-CH": "«so \u2039it\u203a is»",
    "de-Latn-CH": "„so ‚it‘ is“",
    "fr": "«\u202fso “it” is\u202f»",
    "es": "«so “it” is»",
    "it": "«so “it” is»",
    "nl": "“so ‘it’ is”",
    "pl": "„so «it» is”",
    "sv": "”so ’it’ is”",
    "ja": "“so ‘it’ is”",
}


@pytest.mark.parametrize(("language", "printed"), IN_LANGUAGES.items())
def test_quotation_marks_are_those_of_the_language(language: str, printed: str) -> None:
    assert punctuate("\"so 'it' is\"", language) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("don't, O'Neil's, the boys' caps", "don’t, O’Neil’s, the boys’ caps"),
        ("'tis the '90s, rock 'n' roll", "’tis the ’90s, rock ’n’ roll"),
        ("the 1990's 'best' year", "the 1990’s ‘best’ year"),
        ("a 6' 2\" board, 5'10\" long", "a 6' 2\" board, 5'10\" long"),
        ('("so") and ["so"]', "(“so”) and [“so”]"),
        ('"wait--" he said', "“wait–” he said"),
        ("it---so---is, 3--4, ---- no", "it—so—is, 3–4, ---- no"),
        ('"https://a.example/b--c"', "“https://a.example/b--c”"),
        ("a--b@c--d.example", "a--b@c--d.example"),
        ("\" and '", "\" and '"),
    ],
)
def test_words_around_a_mark_say_what_it_is(typed: str, printed: str) -> None:
    assert punctuate(typed, "en") == printed


def test_the_document_shows_the_marks_there_are(project: Path) -> None:
    text = (project / "docs" / "source-format.md").read_text(encoding="utf-8")
    row = re.search(r"^\| `\"so 'it' is\"` \| (.*) \|$", text, re.MULTILINE)
    assert row

    shown = [cell.replace("« ", "«").replace(" »", "»") for cell in row[1].split(" | ")]

    printed = [punctuate("\"so 'it' is\"", language) for language in ("en", "de", "fr", "es", "sv", "pl")]
    assert shown == [marks.replace("\u202f", "") for marks in printed]


@pytest.mark.parametrize(
    "tag", ["de", "en-GB", "zh-Hant-TW", "sl-rozaj", "de-CH-1996", "es-419", "gsw", "en-x-a"]
)
def test_tags_of_languages_are_known_by_their_shape(tag: str) -> None:
    assert LANGUAGE_TAG.fullmatch(tag)


@pytest.mark.parametrize("tag", ["", "d", "german", "de_DE", "de-", "en-GB-GB", "x-a", "1de"])
def test_what_has_no_shape_of_a_tag_is_none(tag: str) -> None:
    assert not LANGUAGE_TAG.fullmatch(tag)
