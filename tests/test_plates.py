"""Plates: a stamped letter is the letter laid out in full, whoever was written to before."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import md5, sha256
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from alike import assert_alike
from letterpress.diagnostics import Code
from letterpress.merging import FieldText, Pattern
from letterpress.preflight import inspect_pdf
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, PlateCase, TypesettingOptions, Variant, typeset_letter
from letterpress.typesetting.plates import case as cases

OPTIONS = TypesettingOptions(datetime(2026, 11, 24, tzinfo=UTC))
SENTENCES = (
    "The council met last week and looked at every page of the plan that you sent us in the spring. "
    "We thank you for the care with which it was written, and for the figures in its second part.[^1] "
)
TEXT = f"""\
---
subject: The plan of {{{{ city }}}}
---
Council of the Towns

November 24, 2026

{{{{ name }}}}
{{{{ street }}}}
{{{{ extra }}}}
{{{{ city }}}}

Dear {{{{ greeting }}}}:

{SENTENCES} You asked on behalf of *{{{{ city }}}}* for an answer in {{{{ weeks }}}} weeks, and here it is.
{SENTENCES}

{{% if member %}}As a member since {{{{ member }}}} you know how much it counts.{{% endif %}}

| Post | Amount |
|:-----|-------:|
| Fee  | {{{{ fee }}}} |
| Tax  | 10.00  |

{(SENTENCES * 4).replace("[^1]", "")}

{(SENTENCES * 5).replace("[^1]", "")}

{(SENTENCES * 5).replace("[^1]", "")}

{{{{ greeting }}}}, we look forward to the meeting.

Sincerely,

Ada Roe
Clerk to {{{{ name }}}}

[^1]: The figures are those of {{{{ city }}}}, as its own office counted them, and of the state.
"""
NAMES: tuple[str, ...] = (
    "Jane Roe",
    "Åsa Fjeldstad",
    "Jiří Dvořák",
    "Νίκος Παπαδόπουλος",
    "Иван Достоевский",
    "O",
    "Zoë Ng",
)
NAMES += (
    "Maria de la Concepción Fernández y Gutiérrez",
    "Wolfeschlegelsteinhausenbergerdorff",
    "Ffion Office",
)
CITIES = ("Springfield", "Łódź", "Αθήνα", "São Paulo", "Q", "Llanfairpwllgwyngyll")


class Letters:
    """A text with fields, and its plates on one stationery."""

    def __init__(self, text: str = TEXT, stationery: str = "us-block") -> None:
        self._fields = FieldText(Source("letter.md", text))
        self._engine = Engine(load_stationery(stationery))
        self._cases: dict[str, tuple[Pattern, PlateCase]] = {}

    def stamp(self, values: Mapping[str, object], options: TypesettingOptions = OPTIONS) -> Variant:
        """Set a letter on a plate, if there is one or it makes one."""
        filled = self._fields.fill(values)
        if filled.source.text not in self._cases:
            pattern = Pattern(read_letter(filled.source).letter)
            case = PlateCase(pattern.letter, filled.source, self._engine, {})
            self._cases[filled.source.text] = pattern, case
        pattern, case = self._cases[filled.source.text]
        return case.typeset(pattern.fill(filled.values), options)

    def lay_out(self, values: Mapping[str, object]) -> bytes:
        """Set a letter in full."""
        filled = self._fields.fill(values)
        letter = Pattern(read_letter(filled.source).letter).fill(filled.values)
        return typeset_letter(letter, filled.source, self._engine.stationery, OPTIONS, self._engine).pdf


def somebody(chance: random.Random) -> dict[str, object]:
    name = chance.choice(NAMES)
    return {
        "name": name,
        "street": f"{chance.randrange(1, 300)} High Street",
        "extra": chance.choice(("", "", "Apartment 5")),
        "city": chance.choice(CITIES),
        "greeting": f"{chance.choice(('Ms.', 'Mr.', 'Professor'))} {name.split()[-1]}",
        "weeks": chance.choice(("two", "twenty-two", "an unforeseeable number of")),
        "member": chance.choice(("", "1999")),
        "fee": chance.choice(("9.50", "1,234.00")),
    }


def named(name: str, **more: object) -> dict[str, object]:
    known = {
        "street": "1 High Street",
        "extra": "",
        "city": "Rome",
        "member": "",
        "weeks": "two",
        "fee": "9.50",
    }
    return {**known, "name": name, "greeting": f"Ms. {name.rsplit(maxsplit=1)[-1]}", **more}


@pytest.mark.parametrize("stationery", ["us-block", "din-5008-b"])
def test_a_stamped_letter_is_the_letter_laid_out_in_full(stationery: str) -> None:
    letters, chance = Letters(stationery=stationery), random.Random(7)  # noqa: S311 -- the same letters on every run
    stamped = 0
    for _ in range(16):
        values = somebody(chance)
        letter = letters.stamp(values)
        assert_alike(letter.pdf, letters.lay_out(values))
        assert inspect_pdf(letter.pdf, letter.proof()).diagnostics == ()
        stamped += letter.is_stamped
    for name in ("Ann Lee", "Bob Lee"):  # and again whom a plate is there for by now
        values = named(f"{name} Smith")
        letter = letters.stamp(values)
        assert_alike(letter.pdf, letters.lay_out(values))
        stamped += letter.is_stamped

    assert stamped > 0


def test_a_letter_in_another_script_needs_other_fonts_and_no_other_forme() -> None:
    letters = Letters()
    forme, latin = letters.stamp(named("Ann Smith")).parts

    for name in ("Jiří Dvořák", "Νίκος Ρήγας", "Иван Белый", "Jiří Ρήγας"):
        letter = letters.stamp(named(name))
        assert letter.is_stamped
        assert letter.parts[0] == forme
        assert letter.parts[1] != latin
        assert_alike(letter.pdf, letters.lay_out(named(name)))
        assert inspect_pdf(letter.pdf, letter.proof()).diagnostics == ()


@pytest.mark.parametrize("first", ["Ann Smith", "Νίκος Ρήγας", "Jiří \u1f71\u2126"])
def test_a_forme_does_not_tell_in_which_script_the_first_letter_on_it_was(first: str) -> None:
    shared_glyphs = "It says \u2126 and \u03a9, \u1f71 and \u03ac."  # one glyph for two characters
    text = TEXT.replace("Sincerely,", f"{shared_glyphs}\n\nSincerely,")
    everyone = [named(name) for name in ("Jiří Dvořák", "Ann Smith", "Νίκος Ρήγας")]
    alone = [sha256(Letters(text).stamp(values).pdf).digest() for values in everyone]
    letters = Letters(text)
    letters.stamp(named(first))

    after = [letters.stamp(values) for values in everyone]

    assert all(letter.is_stamped for letter in after)
    assert [sha256(letter.pdf).digest() for letter in after] == alone


def test_a_hyphen_at_the_end_of_a_line_is_known_on_a_forme_whose_first_letter_had_none() -> None:
    text = "November 24, 2026\n\nAnn Smith\nRome\n\nDear Ann:\n\n{{ words }}\n\nSincerely,\n\nAda Roe\n"
    spaced, hyphened = ({"words": join.join(["house"] * 20)} for join in (" ", "-"))
    alone = sha256(Letters(text).stamp(hyphened).pdf).digest()
    letters = Letters(text)
    letters.stamp(spaced)

    after = letters.stamp(hyphened)

    assert after.is_stamped
    assert sha256(after.pdf).digest() == alone
    assert_alike(after.pdf, letters.lay_out(hyphened))


def test_an_addressee_of_two_lines_stands_on_a_forme_of_its_own() -> None:
    letters = Letters()
    ann = letters.stamp(named("Ann Smith"))

    for first in ("Maria-Concepción de la Cruz", "Wilhelmina-Henriette von der Au"):
        name = f"{first} Fernández y Gutiérrez Smith"
        letter = letters.stamp(named(name))
        assert_alike(letter.pdf, letters.lay_out(named(name)))
        assert inspect_pdf(letter.pdf, letter.proof()).diagnostics == ()
    assert letter.is_stamped
    assert letter.parts[0] != ann.parts[0]


def test_the_bytes_of_a_letter_do_not_tell_for_whom_its_plate_was_made() -> None:
    ann, bob = named("Ann Smith"), named("Bob Quinn", greeting="Mr. Quinn")
    one, other = Letters(), Letters()

    first = one.stamp(ann), one.stamp(bob)
    second = other.stamp(bob), other.stamp(ann)

    assert [letter.is_stamped for letter in (*first, *second)] == [False, True, False, True]
    assert sha256(first[0].pdf).digest() == sha256(second[1].pdf).digest()
    assert sha256(first[1].pdf).digest() == sha256(second[0].pdf).digest()


def test_no_order_of_recipients_changes_a_byte() -> None:
    chance = random.Random(11)  # noqa: S311 -- the same letters on every run
    everyone = [somebody(chance) for _ in range(10)]
    digests = []
    for order in (range(10), reversed(range(10))):
        letters = Letters()
        digests.append({number: sha256(letters.stamp(everyone[number]).pdf).hexdigest() for number in order})

    assert digests[0] == digests[1]


def test_plates_that_were_put_away_are_made_again_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "MOST_FORMES", 1)
    letters = Letters()
    ann, far = named("Ann Smith"), named("Ann Smith", extra="Apartment 5")

    before = letters.stamp(ann)
    letters.stamp(far)
    after = letters.stamp(ann)

    assert not after.is_stamped
    assert sha256(before.pdf).digest() == sha256(after.pdf).digest()


def test_letters_that_run_over_are_drawn_in_on_plates_too() -> None:
    more = "And it went on to say that all of this had been done before, with the greatest care. " * 22
    letters, fits = Letters(TEXT.replace("Sincerely,", f"{more}\n\nSincerely,")), set()
    chance = random.Random(3)  # noqa: S311 -- the same letters on every run
    for name in ("Ann Smith", "Bob Quinn", "Cat Stone", "Maria de la Concepción Fernández y Gutiérrez Smith"):
        values = named(name, weeks=chance.choice(("two", "an unforeseeable number of")))
        letter = letters.stamp(values)
        assert_alike(letter.pdf, letters.lay_out(values))
        fits.add((letter.is_stamped, tuple(one.code for one in letter.diagnostics)))

    assert (True, (Code.COPYFITTED,)) in fits


@pytest.mark.parametrize("name", ["Ann Of\ufb01ce", "Ann H\u2082O"])
def test_a_letter_that_does_not_fit_on_a_plate_is_laid_out_in_full(name: str) -> None:
    letters = Letters()
    letters.stamp(named("Ann Smith"))

    letter = letters.stamp(named(name))

    assert (letter.parts, letter.is_stamped) == ((), False)
    assert sha256(letter.pdf).digest() == sha256(letters.lay_out(named(name))).digest()


FIGURES = "".join(f"| 1{number},000,000 " for number in range(12))
ANNEX = f"""\
## Figures

| Post {"".join(f"| Month{number} " for number in range(12))}|
|:-----{"|---:" * 12}|
| Fee[^2] {FIGURES}|
| Tax {FIGURES}|

Table: All of them

"""
WITH_ANNEX = TEXT.replace("Sincerely,", f"{ANNEX}Here ends the list for {{{{ city }}}}.\n\nSincerely,")
WITH_ANNEX += "\n[^2]: A fee of the whole council.\n"


TITLE = '<div class="folio" data-tag="Artifact">{{ title }}</div>'


@pytest.mark.parametrize("area", ["first-plain", "turned"])
def test_a_template_that_prints_more_than_the_addressee_gets_no_plates(tmp_path: Path, area: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    base = load_stationery("us-block")
    (own / "stationery.toml").write_bytes((base.folder / "stationery.toml").read_bytes())
    type_area = '<div class="{{ page.area }}">'
    title = f'{{% if page.area == "{area}" %}}{TITLE}{{% endif %}}'
    template = base.template.read_text().replace(type_area, title + type_area)
    (own / "letter.html.jinja").write_text(template)
    letters = Letters(WITH_ANNEX, str(own))

    for city in ("Rome", "Bonn"):
        letter = letters.stamp(named("Ann Smith", city=city))

        assert letter.parts == ()
        with pypdfium2.PdfDocument(letter.pdf) as pdf:
            assert any(f"The plan of {city}" in page.get_textpage().get_text_range() for page in pdf)


def turned_pages(pdf: bytes) -> list[bool]:
    return [page.mediabox.width > page.mediabox.height for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("stationery", ["us-block", "din-5008-b"])
def test_a_letter_with_a_turned_table_is_stamped_too(stationery: str) -> None:
    letters, chance = Letters(WITH_ANNEX, stationery), random.Random(5)  # noqa: S311 -- the same letters on every run
    stamped = 0
    for _ in range(12):
        values = somebody(chance)
        letter = letters.stamp(values)
        assert_alike(letter.pdf, letters.lay_out(values))
        assert inspect_pdf(letter.pdf, letter.proof()).diagnostics == ()
        assert any(turned_pages(letter.pdf))
        stamped += letter.is_stamped

    assert stamped > 0


def test_an_addressee_of_two_lines_on_pages_of_two_widths_is_laid_out_in_full() -> None:
    letters = Letters(WITH_ANNEX)
    ann = letters.stamp(named("Ann Smith"))

    for first in ("Maria-Concepción de la Cruz", "Wilhelmina-Henriette von der Au"):
        values = named(f"{first} Fernández y Gutiérrez Smith")
        letter = letters.stamp(values)
        assert (letter.parts, letter.is_stamped) == ((), False)
        assert sha256(letter.pdf).digest() == sha256(letters.lay_out(values)).digest()
    assert ann.parts


@pytest.mark.parametrize(
    ("text", "field"),
    [("| Tax ", "| {{ fee }} "), ("All of", "All of {{ fee }}"), ("whole", "{{ fee }} whole")],
)
def test_what_a_recipient_changes_on_a_turned_page_is_laid_out_in_full(text: str, field: str) -> None:
    letters = Letters(WITH_ANNEX.replace(f"\n{text}", f"\n{field}").replace(f" {text}", f" {field}"))
    for fee in ("9.50", "1,234.00"):
        letter = letters.stamp(named("Ann Smith", fee=fee))

        assert (letter.parts, any(turned_pages(letter.pdf))) == ((), True)
        assert inspect_pdf(letter.pdf, letter.proof()).diagnostics == ()


def test_whether_a_table_is_turned_depends_on_the_values_of_the_letter_alone() -> None:
    narrow = WITH_ANNEX.replace(",000,000", "").replace("Month", "M")
    letters, turned = Letters(narrow.replace("| Tax ", "| Tax {{ weeks }} ")), []
    for weeks in ("two", "x" * 60, "two", "three"):
        values = named("Ann Smith", weeks=weeks)
        letter = letters.stamp(values)
        assert_alike(letter.pdf, letters.lay_out(values))
        turned.append(any(turned_pages(letter.pdf)))

    assert turned == [False, True, False, False]


def test_a_stamped_letter_says_whom_it_is_to_in_its_own_words_alone() -> None:
    letters = Letters()
    for token in ("Quartz", "Zephyr", "Jackdaw"):
        letter = letters.stamp(named(f"Ann {token}"))
        with pypdfium2.PdfDocument(letter.pdf) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert text.count(token) >= 4
        assert not {"Quartz", "Zephyr", "Jackdaw"} - {token} & set(text.split())


def test_a_stamped_letter_carries_the_row_of_its_own_recipient() -> None:
    letters = Letters()
    for name in ("Ann Smith", "Bob Quinn"):
        row = f'{{"name": "{name}"}}'.encode()
        letter = letters.stamp(named(name), replace(OPTIONS, row=row))

        assert PdfReader(BytesIO(letter.pdf)).attachments == {"recipient.json": [row]}
        assert inspect_pdf(letter.pdf, letter.proof()).standards == ("pdf/a-3a", "pdf/ua-1")
        assert md5(row, usedforsecurity=False).hexdigest().encode() in letter.pdf
    assert letter.is_stamped


def test_no_stream_of_any_letter_ends_in_a_carriage_return() -> None:
    letters = Letters()
    for number in range(600):  # one Flate stream in 256 would
        letter = letters.stamp(named("Ann Smith", street=f"{number} High Street"))
        assert b"\r\nendstream" not in letter.pdf
