"""Stationery read from folders: what is shipped, what is refused, and with which words."""

import re
import shutil
from dataclasses import fields, replace
from pathlib import Path

import pytest

from letterpress.diagnostics import Code, LetterError, StationeryError
from letterpress.stationery import (
    Box,
    FontFace,
    FootnoteArea,
    Mark,
    Paper,
    SignatureGrid,
    Window,
    assets_folder,
    default_stationery,
    list_stationery,
    load_stationery,
)
from letterpress.typesetting import typeset_letter
from letters_in_type import LETTER, OPTIONS, SOURCE, line, text_in_browser, typeset

DOCUMENT = (Path(__file__).parents[1] / "docs/stationery.md").read_text(encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Copy a stationery to change it."""
    return Path(shutil.copytree(assets_folder("templates") / "plain", tmp_path / "own"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def refused(folder: Path) -> tuple[Code, str]:
    """Load a stationery and set a letter on it; give what refuses it."""
    with pytest.raises(StationeryError) as caught:
        typeset_letter(LETTER, SOURCE, load_stationery(str(folder)), OPTIONS)
    (found, *_) = caught.value.diagnostics
    return found.code, found.message.replace(str(folder), "own")


def test_the_stationeries_that_ship() -> None:
    assert list_stationery() == (
        "din-5008-a",
        "din-5008-b",
        "jp",
        "nf",
        "plain",
        "sn-left",
        "sn-right",
        "uk-dl",
        "us-10",
        "us-9",
        "us-block",
        "us-modified-block",
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "us-block"),
        ("de", "din-5008-b"),
        ("de-AT", "din-5008-b"),
        ("DE", "din-5008-b"),
        ("fr", "us-block"),
    ],
)
def test_the_language_of_a_letter_chooses_its_stationery(language: str, expected: str) -> None:
    assert default_stationery(language) == expected


@pytest.mark.parametrize("name", list_stationery())
def test_shipped_stationery_loads_with_the_same_labels_in_every_language(name: str) -> None:
    stationery = load_stationery(name)

    assert len(stationery.labels) > 30
    assert {frozenset(labels) for labels in stationery.labels.values()} == {
        frozenset(stationery.labels["en"])
    }


def test_an_unknown_name_suggests_a_near_one() -> None:
    with pytest.raises(StationeryError) as caught:
        load_stationery("us-blok")

    assert caught.value.diagnostics[0].hint == "did you mean 'us-block'?"


@pytest.mark.parametrize("name", ["./nowhere", "../nowhere", "a/b"])
def test_a_folder_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(StationeryError, match=f"no folder '{name}'"):
        load_stationery(name)


def test_a_stationery_of_ones_own_is_set_as_the_shipped_one(own: Path) -> None:
    assert typeset_letter(LETTER, SOURCE, load_stationery(str(own)), OPTIONS).page_count == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('base = "us-blok"', "unknown stationery 'us-blok'"),
        ('base = "../plain"', "base = '../plain' is no stationery that ships"),
        ("base = 3", "base = 3 is no stationery that ships"),
    ],
)
def test_a_base_is_a_stationery_that_ships(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "stationery.toml").write_text(text)

    with pytest.raises(StationeryError) as caught:
        load_stationery(f"{tmp_path}")

    assert expected in caught.value.diagnostics[0].message


def test_a_stationery_on_a_base_says_only_what_is_different(tmp_path: Path) -> None:
    (tmp_path / "stationery.toml").write_text(
        """
        base = "din-5008-b"
        title = "Ours"
        unlabelled = []
        [boxes_mm]
        return_address = false
        folio = { top_mm = 280.0 }
        [labels.de]
        postscript = "Nachsatz:"
        """
    )
    (tmp_path / "letter.css").write_text(".folio { text-align: left }")
    base = load_stationery("din-5008-b")

    own = load_stationery(f"{tmp_path}")

    assert {name for name, box in base.boxes_mm.items() if own.boxes_mm.get(name) != box} == {
        "return_address",
        "folio",
    }
    assert own.boxes_mm["folio"] == replace(base.boxes_mm["folio"], top_mm=280.0)
    assert own.labels_for("de-AT") == {
        **base.labels_for("de"),
        "subject": "Betreff:",
        "postscript": "Nachsatz:",
    }
    assert [sheet.folder.name for sheet in own.css] == ["plain", "din-5008-b", tmp_path.name]
    assert own.template == base.template
    assert typeset_letter(LETTER, SOURCE, own, OPTIONS).page_count == 1


def test_a_letter_in_a_language_without_labels_takes_those_of_the_stationery() -> None:
    assert load_stationery("din-5008-b").labels_for("mt")["page"] == "Seite"
    assert load_stationery("us-block").labels_for("mt")["page"] == "Page"


@pytest.mark.parametrize("file", ["stationery.toml", "letter.html.jinja", "letter.css"])
def test_a_missing_file_is_named(own: Path, file: str) -> None:
    (own / file).unlink()

    assert refused(own) == (Code.STATIONERY_ASSET_MISSING, f"stationery 'own' has no {file}")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('title = "A4', 'titel = "A4', "'title' is missing"),
        ("width_mm = 210.0", "width_mm = 210.0\nweight_g = 80", "weight_g"),
        ("row_gap_mm = 3.6", "row_gap_mm = 3.6\nrow_color = 1", "row_color"),
        ("top_mm = 276.0,", "top_mm = 291.5,", "box 'folio' is not on the sheet of 210.0 x 297.0 mm"),
        ("top_mm = 276.0,", "top_mm = -1.0,", "box 'folio' is not on the sheet of 210.0 x 297.0 mm"),
        ("following = {", "folowing = {", "boxes_mm has no 'following'"),
        ('fonts = ["EB Garamond", ', 'fonts = ["EB Garamont", ', "no font file for EB Garamont"),
        ("[paper]", "[paper", "Expected"),
        ("[paper]", "[zones]\nwindow = []\n\n[paper]", "zone 'window' has no box"),
        ('"salutation", "body"', '"salutation", "bodey"', "bodey"),
        ("width_mm = 210.0", 'width_mm = "wide"', ""),
        ("columns = 3", "columns = 0", "signature.columns must be 1 or more"),
        ('back = "Back', 'bakc = "Back', "labels.en has no 'back'"),
        ('language = "en"', 'language = "xx"', "language = 'xx', and labels has no such language"),
        ('language = "en"', 'unlabelled = ["subjct"]', "unlabelled names 'subjct', which is no label"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(own: Path, old: str, new: str, expected: str) -> None:
    change(own / "stationery.toml", old, new)

    code, message = refused(own)

    assert code is Code.STATIONERY_INVALID
    assert expected in message


def test_a_missing_font_file_is_named(own: Path) -> None:
    change(
        own / "stationery.toml", "[labels.en]", '[[face]]\nfamily = "Own"\nfile = "Own.ttf"\n\n[labels.en]'
    )

    assert refused(own) == (Code.STATIONERY_ASSET_MISSING, "font file own/Own.ttf is missing")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{{ title }}", "{{ titel }}", "own/letter.html.jinja: 'titel' is undefined"),
        ("{% endfor %}", "", "own/letter.html.jinja:"),
        ("{{ page.text }}", "{{ page.text", "own/letter.html.jinja:"),
    ],
)
def test_a_broken_template_is_refused_with_its_line(own: Path, old: str, new: str, expected: str) -> None:
    change(own / "letter.html.jinja", old, new)

    code, message = refused(own)

    assert code is Code.STATIONERY_INVALID
    assert message.startswith(expected)


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://example.org/a.png", "../../secret.png", "nowhere.png"]
)
def test_nothing_but_the_files_of_the_stationery_is_read(own: Path, address: str) -> None:
    change(own / "letter.css", ".notes {", f".sheet {{ background: url('{address}') }} .notes {{")

    code, message = refused(own)

    assert code is Code.STATIONERY_ASSET_MISSING
    assert message.startswith("stationery 'own' asks in vain: ")


def test_a_picture_of_the_stationery_itself_is_read(own: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (own / "mark.svg").write_text(svg)
    change(own / "letter.css", ".notes {", ".sheet { background: url(mark.svg) no-repeat } .notes {")

    assert typeset_letter(LETTER, SOURCE, load_stationery(str(own)), OPTIONS).page_count == 1


@pytest.mark.parametrize("kind", [Paper, Box, FootnoteArea, SignatureGrid, Mark, FontFace, Window])
def test_every_value_of_a_table_is_documented(kind: type) -> None:
    renamed = {"path": "file"}
    names = [renamed.get(field.name, field.name) for field in fields(kind)]

    assert [name for name in names if f"`{name}`" not in DOCUMENT] == []


def test_every_box_label_and_table_of_the_shipped_stationery_is_documented() -> None:
    used = set()
    for name in list_stationery():
        stationery = load_stationery(name)
        used |= {*stationery.boxes_mm, *stationery.zones, *stationery.flow, *stationery.labels["en"]}

    assert sorted(word for word in used if f"`{word}`" not in DOCUMENT) == []


def test_every_class_of_the_shipped_style_sheets_is_documented() -> None:
    sheets = "".join(path.read_text() for path in assets_folder("templates").glob("*/letter.css"))
    selectors = re.sub(r"/\*.*?\*/|\{.*?\}", "", sheets, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][a-z_0-9-]+)", selectors))

    assert sorted(name for name in classes if f"`.{name}`" not in DOCUMENT) == []


def test_every_name_a_shipped_template_uses_is_documented() -> None:
    templates = "".join(path.read_text() for path in assets_folder("templates").glob("*/letter.html.jinja"))
    names = set(
        re.findall(r"\b((?:page|letter|labels|stationery)\.[a-z_.]+|title|addressee|page_count)\b", templates)
    )

    assert sorted(name for name in names - {"title"} if f"`{name}`" not in DOCUMENT) == []


NEED_FONTS = {"ar", "he", "ja", "ko", "zh"}


@pytest.mark.parametrize("language", sorted(load_stationery("plain").labels))
def test_the_words_of_a_language_are_printed_or_want_for_a_font(language: str) -> None:
    letter = replace(
        LETTER,
        language=language,
        subject_line=line("Engines"),
        attention_line="Ada",
        enclosures=(line("Notes"),),
        copies=(line("Bob"),),
        postscript=(line("More."),),
    )
    words = load_stationery("plain").labels[language]

    if language in NEED_FONTS:
        with pytest.raises(LetterError, match="no font of the stationery has"):
            typeset(letter, "plain")
        return
    shown = text_in_browser(typeset(letter, "plain").pdf)[0]

    printed = ("subject", "attention", "enclosure", "copies", "postscript")
    assert [label for label in printed if words[label] not in shown] == []
