"""The language of a recipient: of the labels, the hyphens and the text of a letter, alone and in a run."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from letterpress.cli.program import program
from letterpress.mailing import Version, Versions, facts_of_mailing, surroundings_of
from letterpress.merging import Recipient
from letterpress.press import RenderOptions
from letterpress.source import Source

LETTER = """\
---
recipients:
  language: Sprache
  due: {type: date}
---
{{ name }}
{{ city }}

{{ due | date }}

{{ name | salutation(form) }},

Thank you.

Sincerely,

Jo Doe

Enclosures: plan
"""
LETTRE = LETTER.replace("Thank you", "Merci").replace("Sincerely", "Cordialement")
PEOPLE = """\
Name,City,Sprache,Due,Form
Roe,Bath,en-GB,2026-11-24,f
Doe,Bonn,German,2026-11-25,m
Blanc,Lyon,fr_CH,2026-11-26,
Noir,Paris,,2026-11-27,
"""
SOURCES = ("--source-for", "FR=lettre.md", "--stationery", "din-5008-b")


@pytest.fixture
def office(desk: Path) -> Path:
    (desk / "letter.md").write_text(LETTER)
    (desk / "lettre.md").write_text(LETTRE)
    (desk / "people.csv").write_text(PEOPLE)
    return desk


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments)


def _merge(*arguments: str) -> Result:
    return _run("merge", "letter.md", "people.csv", "-o", "run", *arguments)


def _read(path: Path) -> tuple[str, str]:
    reader = PdfReader(BytesIO(path.read_bytes()))
    return str(reader.root_object["/Lang"]), reader.pages[0].extract_text()


def test_each_recipient_gets_a_letter_in_the_language_of_the_row(office: Path) -> None:
    assert _merge(*SOURCES).exit_code == 0

    letters = [_read(office / f"run/{row}.pdf") for row in range(1, 5)]
    assert [language for language, _ in letters] == ["en-GB", "de", "fr-CH", "en"]
    expected = (
        ("24 November 2026", "Dear Ms Roe,", "Thank you.", "Enclosure:"),
        ("25. November 2026", "Sehr geehrter Herr Doe,", "Thank you.", "Anlage:"),
        ("26 novembre 2026", "Madame, Monsieur,", "Merci.", "Pièce jointe"),
        ("November 27, 2026", "Dear Noir,", "Thank you.", "Enclosure:"),
    )
    for (_, text), words in zip(letters, expected, strict=True):
        assert [word for word in words if word not in text] == []


def test_a_row_alone_has_the_bytes_of_the_run_in_every_language(office: Path) -> None:
    _merge(*SOURCES)

    for row in ("1", "2", "3", "4"):
        one = ("--recipients", "people.csv", "--recipient", row, "-o", "one.pdf")
        assert _run("render", "letter.md", *one, *SOURCES).exit_code == 0
        assert (office / "one.pdf").read_bytes() == (office / f"run/{row}.pdf").read_bytes()


def test_the_language_chooses_the_stationery_as_it_does_for_one_letter(office: Path) -> None:
    _merge()

    widths = [PdfReader(office / f"run/{row}.pdf").pages[0].mediabox.width for row in (2, 4)]
    assert round(widths[0]) == 595
    assert widths[1] == 612


@pytest.mark.parametrize(("name", "said"), [("lettre.md", "letter for fr"), ("letter.md", "letter")])
def test_a_run_is_not_resumed_when_any_of_its_texts_has_changed(office: Path, name: str, said: str) -> None:
    _merge(*SOURCES)
    with (office / name).open("a") as text:
        text.write("\n")

    run = _merge(*SOURCES, "--resume")

    assert run.exit_code == 3
    assert f"what it rests on has changed: {said} [run-changed]" in run.stderr


def test_a_word_that_is_no_language_makes_its_row_bad(office: Path) -> None:
    (office / "people.csv").write_text(PEOPLE.replace("German", "Klingon"))

    run = _merge()

    assert run.exit_code == 3
    assert 'people.csv:3: row 2, column "Sprache": error: "Klingon" is no language' in run.stderr


def test_without_the_authors_word_a_column_called_language_is_a_column(office: Path) -> None:
    (office / "letter.md").write_text(LETTER.replace("  language: Sprache\n", ""))
    (office / "people.csv").write_text(PEOPLE.replace("Sprache", "Language").replace("German", "Klingon"))

    assert _merge().exit_code == 0
    assert _read(office / "run/2.pdf")[0] == "en"


def test_texts_for_languages_need_a_column_that_says_the_language(office: Path) -> None:
    (office / "letter.md").write_text(LETTER.replace("  language: Sprache\n", ""))

    run = _merge(*SOURCES)

    assert run.exit_code == 3
    assert "lettre.md is for a language, and no column says which language a row has" in run.stderr


def test_a_letter_has_one_language(office: Path) -> None:
    (office / "letter.md").write_text(LETTER.replace("due: {type: date}", "due: {type: language}"))

    run = _merge()

    assert run.exit_code == 3
    assert "'due' is the second column for it [front-matter-value]" in run.stderr


def test_check_looks_at_the_text_of_every_language(office: Path) -> None:
    (office / "lettre.md").write_text(LETTRE.replace("Jo Doe", ""))

    run = _run("check", "letter.md", "--recipients", "people.csv", "--source-for", "fr=lettre.md")

    assert "lettre.md" in run.stdout
    assert "letter.md" not in run.stdout


@pytest.mark.parametrize("command", ["render", "check"])
def test_texts_for_languages_are_for_recipients(office: Path, command: str) -> None:
    run = _run(command, "letter.md", "--source-for", "fr=lettre.md")

    assert run.exit_code == 2
    assert "--source-for needs --recipients FILE" in run.stderr
    assert (office / "lettre.md").exists()


def test_the_text_for_a_language_is_that_of_the_nearest_tag() -> None:
    text = Version(Source("x", ""))
    versions = Versions(text, {"fr": text, "zh-hant": text})

    tags = [versions.tag_for(tag) for tag in ("fr-CH-1990", "FR", "zh-Hant-TW", "zh", "", "de")]
    assert tags == ["fr", "fr", "zh-hant", "", "", ""]


def test_what_letters_rest_on_has_the_stationery_of_every_letter_and_babel_where_it_writes() -> None:
    paper = '---\nstationery: "{{ paper }}"\n---\n'
    letter = Versions(
        Version(Source("letter.md", LETTER)), {"fr": Version(Source("lettre.md", paper + "Bonjour\n"))}
    )
    plain = Versions(letter.others["fr"])
    names, due = ("name", "city", "due", "form", "paper"), date(2026, 11, 24)
    people = [
        Recipient(row, row, names, ("Roe", "Bath", due, "f", paper), language)
        for row, (paper, language) in enumerate(
            [("", "en"), ("us-block", "fr"), ("din-5008-b", "fr"), ("", "fr")], 1
        )
    ]

    of_all = surroundings_of(letter, facts_of_mailing(letter, people, RenderOptions()))
    of_plain = surroundings_of(plain, facts_of_mailing(plain, people[1:2], RenderOptions()))

    papers = [name.removeprefix("stationery ") for name in of_all if name.startswith("stationery ")]
    assert papers == ["din-5008-b", "us-block"]
    assert [f"trial letter on {paper}" in of_all for paper in papers] == [True, True]
    assert ("Babel" in of_all, "Babel" in of_plain) == (True, False)
