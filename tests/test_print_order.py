"""`merge --print-order postal`: where a postal code is found, and the order letters are printed in."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from letterpress.cli.program import program
from letterpress.merging import Recipient, postcode_of

LETTER = """\
---
recipients: {name: Name}
---
{{ inside_address }}

May 4, 2026

Dear {{ name }},

Thank you.

Sincerely,

Bob Roe
"""
PEOPLE = """\
Name,Street,PLZ,Ort,Land
Ada,Weg 1,10115,Berlin,
Bob,Weg 2,01067,Dresden,
Cyd,Weg 3,,Bonn,
Dan,Weg 4,1010,Wien,Austria
Eve,Weg 5,9010,Klagenfurt,Austria
Fay,Weg 6,01067,Dresden,
"""


@pytest.fixture
def office(desk: Path) -> Path:
    (desk / "letter.md").write_text(LETTER)
    (desk / "people.csv").write_text(PEOPLE)
    return desk


def _merge(*arguments: str) -> Result:
    return CliRunner().invoke(program, ("merge", "letter.md", "people.csv", "-o", "run", *arguments))


def _printed(path: Path) -> list[str]:
    outline = PdfReader(path).outline
    return [str(one["/Title"]) for one in outline if not isinstance(one, list)]


def test_letters_are_printed_by_country_and_postal_code_those_without_last(office: Path) -> None:
    run = _merge("--print-run", "print.pdf", "--print-order", "postal")

    assert run.exit_code == 0
    assert _printed(office / "print.pdf") == ["2", "6", "1", "4", "5", "3"]
    assert "note: 1 row without a postal code comes last in the print run: 3 [print-run-order]" in run.stderr


@pytest.mark.parametrize("order", [(), ("--print-order", "file")])
def test_letters_are_printed_in_the_order_of_the_run_otherwise(office: Path, order: tuple[str, ...]) -> None:
    assert _merge("--print-run", "print.pdf", "--sort", "name", *order).exit_code == 0

    assert _printed(office / "print.pdf") == ["1", "2", "3", "4", "5", "6"]


def test_a_column_of_any_name_is_the_postal_code_when_the_letter_says_so(office: Path) -> None:
    letter = LETTER.replace("{name: Name}", "{name: Name, postcode: Gebiet}").replace(
        "inside_address", "name"
    )
    (office / "letter.md").write_text(letter)
    (office / "people.csv").write_text("Name,Gebiet\nAda,20\nBob,3\n")

    assert _merge("--print-run", "print.pdf", "--print-order", "postal").exit_code == 0
    assert _printed(office / "print.pdf") == ["2", "1"]


def test_nothing_is_set_when_nothing_says_where_letters_go(office: Path) -> None:
    (office / "letter.md").write_text(LETTER.replace("inside_address", "name"))
    (office / "people.csv").write_text("Name,Gebiet\nAda,20\nBob,3\n")

    run = _merge("--print-run", "print.pdf", "--print-order", "postal")

    assert run.exit_code == 3
    assert "[print-run-order]" in run.stderr
    assert not (office / "run").exists()


def test_an_order_is_that_of_a_print_run(office: Path) -> None:
    run = _merge("--print-order", "postal")

    assert run.exit_code == 2
    assert "--print-order needs --print-run FILE.pdf" in run.stderr
    assert not (office / "run").exists()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("Ada Roe\nWeg 1\nD-10115 Berlin", "10115"),
        ("Ada Roe\n12345 Main Street\nBath, NY 14810-0001", "14810-0001"),
        ("Ada Roe\nKade 1\n1017 AB Amsterdam\nNetherlands", "1017 AB"),
        ("Ada Roe\n1 The Mall\nLondon SW1A 1AA\nUnited Kingdom", "SW1A 1AA"),
        ("Ada Roe\nToronto ON  M5V 2T6", "M5V 2T6"),
        ("Ada Roe\nul. Nowa 3\n00-950 Warszawa", "00-950"),
        ("Ada Roe\nGata 1\n111 22 Stockholm", "111 22"),
        ("12345 Club\nBonn", ""),
        ("", ""),
    ],
)
def test_a_postal_code_is_found_in_the_lines_of_an_address(address: str, code: str) -> None:
    assert postcode_of(Recipient(1, 2, ("inside_address",), (address,))) == code
