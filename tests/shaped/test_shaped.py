"""Letters in Hebrew, Arabic and Thai: written, and read back word for word.

`make bless` rewrites the trees; read the diff as someone would who hears the letter and does not see it.
"""

import re
import subprocess
import unicodedata
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

import pytest
from pypdf import PdfReader

from letterpress.merging import FieldText, Pattern
from letterpress.preflight import inspect_pdf, structure_outline
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, PlateCase, TypesetLetter, typeset_letter
from letters_in_type import OPTIONS, squeeze, text_in_browser, text_of, typeset_text
from scripts_in_type import make_shaped_stationery

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in (HERE / "letters").iterdir())
CLOSE = {"arabic", "thai"}  # letters that stand apart or one over the other, where poppler sees a space
UNMARKED = [name for name in NAMES if name != "marked"]


@cache
def stationery() -> str:
    return str(make_shaped_stationery(Path(mkdtemp()) / "shaped"))


@cache
def typeset_of(name: str) -> TypesetLetter:
    return typeset_text((HERE / "letters" / f"{name}.md").read_text(encoding="utf-8"), stationery())


def planned(letter: TypesetLetter) -> str:
    return "\n".join(line.text for page in letter.proof.pages for line in page.lines)


def normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def seen(text: str) -> str:
    """Leave out what is not seen: spaces, soft hyphens, marks of direction; compatibility forms are one."""
    kept = "".join(sign for sign in squeeze(text) if unicodedata.category(sign) != "Cf")
    return normal(kept)


def words(text: str) -> set[str]:
    """Give the words of the scripts that are shaped."""
    return set(re.findall("[\u05d0-\u05ea]{2,}|[\u0620-\u064a]{2,}|[\u0e01-\u0e4e]{2,}", normal(text)))


def by_sight(pdf: bytes) -> str:
    """Extract the text as poppler reads it without `-raw`: by the places of the glyphs."""
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    found = subprocess.run(command, input=pdf, check=True, capture_output=True).stdout.decode()  # noqa: S603 -- fixed words
    return normal(found)


@pytest.mark.parametrize("name", NAMES)
def test_the_structure_is_read_as_recorded(name: str, *, bless: bool) -> None:
    path = HERE / f"{name}.tree.txt"

    actual = structure_outline(typeset_of(name).pdf)
    if bless:
        path.write_text(actual, encoding="utf-8")

    assert actual == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_letters_pass_both_standards_and_hold_every_character_in_order(name: str) -> None:
    letter = typeset_of(name)

    inspection = inspect_pdf(letter.pdf, letter.proof)

    assert inspection.diagnostics == ()
    assert inspection.standards == ("pdf/a-2a", "pdf/ua-1")


@pytest.mark.parametrize("name", UNMARKED)
def test_poppler_reads_the_content_in_order(name: str, tmp_path: Path) -> None:
    letter = typeset_of(name)

    assert seen("".join(text_of(letter.pdf, tmp_path))) == seen(planned(letter))


def test_poppler_loses_no_mark(tmp_path: Path) -> None:
    letter = typeset_of("marked")  # it turns the characters of a cluster round, whatever is said of them

    assert sorted(seen("".join(text_of(letter.pdf, tmp_path)))) == sorted(seen(planned(letter)))


@pytest.mark.parametrize("name", UNMARKED)
def test_poppler_finds_every_word_by_sight(name: str) -> None:
    letter = typeset_of(name)

    found = by_sight(letter.pdf)

    assert [word for word in words(planned(letter)) if word not in squeeze(found)] == []
    if name not in CLOSE:
        assert words(planned(letter)) - words(found) == set()


@pytest.mark.parametrize("name", UNMARKED)
def test_words_are_copied_whole_from_a_browser(name: str) -> None:
    letter = typeset_of(name)

    assert words(planned(letter)) - words("".join(text_in_browser(letter.pdf))) == set()


@pytest.mark.parametrize("name", ["hebrew", "english"])
def test_pypdf_finds_every_word(name: str) -> None:
    letter = typeset_of(name)

    found = "".join(page.extract_text() for page in PdfReader(BytesIO(letter.pdf)).pages)

    assert [word for word in words(planned(letter)) if word not in found] == []


def test_markers_and_columns_change_sides_where_text_reads_from_the_right() -> None:
    text = typeset_of("hebrew").plan.text
    items = [passage for passage in text if passage.marker]
    rows = [passage.cells for passage in text if len(passage.cells) > 1]

    beyond = [
        passage.marker.indent - passage.cells[0].left - passage.cells[0].width
        for passage in items
        if passage.marker
    ]
    assert len(beyond) == 4
    assert all(gap > 0 for gap in beyond)
    assert [[cell.left for cell in row] for row in rows] == [
        sorted((cell.left for cell in row), reverse=True) for row in rows
    ]


def test_the_title_and_the_outline_are_in_the_order_of_reading() -> None:
    reader = PdfReader(BytesIO(typeset_of("hebrew").pdf))

    assert reader.metadata
    assert reader.metadata.title == "תודה על המנוע"
    assert [entry["/Title"] for entry in reader.outline] == ["כותרת משנה: 2021"]  # type: ignore[call-overload]  # lists in lists


def test_a_recipient_with_an_arabic_name_gets_the_same_letter_in_a_merge_as_alone() -> None:
    engine = Engine(load_stationery(stationery()))
    text = "July 22, 2021\n\n{{ name }}\n1 High Street\nCairo\n\nDear {{ name }},\n\nThank you.\n"
    filled = FieldText(Source("letter.md", text)).fill({"name": "محمد الفاسي"})
    pattern = Pattern(read_letter(filled.source).letter)
    case = PlateCase(pattern.letter, filled.source, engine, {})
    letter = pattern.fill(filled.values)
    alone = typeset_letter(letter, filled.source, engine.stationery, OPTIONS, engine)

    merged = [case.typeset(letter, OPTIONS) for _ in range(2)]

    assert {sha256(one.pdf).digest() for one in merged} == {sha256(alone.pdf).digest()}
    assert {one.parts for one in merged} == {()}
    assert inspect_pdf(alone.pdf, alone.proof).diagnostics == ()


def test_a_letter_with_hebrew_in_its_fixed_text_is_stamped_all_the_same() -> None:
    engine = Engine(load_stationery(stationery()))
    text = "July 22, 2021\n\nDear {{ name }},\n\nThey said שלום (לכולם) to (all).\n\nSincerely,\n\nBob\n"
    filled = FieldText(Source("letter.md", text)).fill({"name": "Ada (of Turin)"})
    pattern = Pattern(read_letter(filled.source).letter)
    case = PlateCase(pattern.letter, filled.source, engine, {})

    first, second = (case.typeset(pattern.fill(filled.values), OPTIONS) for _ in range(2))

    assert (first.is_stamped, second.is_stamped) == (False, True)
    assert sha256(first.pdf).digest() == sha256(second.pdf).digest()
    assert inspect_pdf(second.pdf, second.proof()).diagnostics == ()
