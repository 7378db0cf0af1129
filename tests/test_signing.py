"""Signatories from a file: found beside the letter, known by their columns, checked row by row."""

import json
import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from pypdf import PdfReader

from letterpress.checking import check_letter
from letterpress.cli.program import program
from letterpress.diagnostics import Code, LetterError
from letterpress.letter import Signatory
from letterpress.merging import add_signatories
from letterpress.press import Press, RenderOptions, render_source
from letterpress.reading import read_letter
from letterpress.source import Source

LETTER = "---\nsignatories: {}\n---\nJuly 1, 2026\n\nDear {{{{ name }}}},\n\nIt runs.\n\nSincerely,\n\n{}"
CSV = "name,title,organisation\nBo Lee,Mayor,City of Bath\nÉa Roe,,\nCy Łę,Clerk,\n"


def letter(asked: str = "people.csv", signatory: str = "") -> Source:
    return Source("letter.md", LETTER.format(asked, signatory).replace("{{ name }}", "Ada"))


def sign(folder: Path, text: str | bytes, asked: str = "people.csv", signatory: str = "") -> list[Signatory]:
    source = letter(asked, signatory)
    (folder / ("people.json" if "json" in asked else "people.csv")).write_bytes(
        text if isinstance(text, bytes) else text.encode()
    )
    signed = add_signatories(read_letter(source).letter, source, folder)
    assert signed.diagnostics == ()
    return list(signed.letter.signature_block)


def complaints(
    folder: Path, text: str, asked: str = "people.csv", signatory: str = ""
) -> list[tuple[Code, int | None, str]]:
    source = letter(asked, signatory)
    (folder / "people.csv").write_text(text)
    found = add_signatories(read_letter(source).letter, source, folder).diagnostics
    return [(d.code, (d.place.row or d.place.line) if d.place else None, d.message) for d in found]


def facts(signatories: list[Signatory]) -> list[tuple[str, str, str, str]]:
    return [(s.name, s.post_nominals, s.title, s.organisation) for s in signatories]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,title,organisation\nBo Lee,Mayor,City of Bath", ("Bo Lee", "", "Mayor", "City of Bath")),
        ("Titel;Vorname;Nachname;Funktion;Ort\nDr.;Bo;Lee;Leiter;Ulm", ("Dr. Bo Lee", "", "Leiter", "Ulm")),
        ("Prénom\tNom de famille\tFonction\nBo\tLee\tMaire", ("Bo Lee", "", "Maire", "")),
        ("Name,Degrees,Affiliation,City,State\nBo Lee,M.D.,Clinic,Bath,ME",
         ("Bo Lee", "M.D.", "", "Clinic, Bath, ME")),
        ("nombre,cargo,correo\nBo Lee,Alcalde,a@b.example", ("Bo Lee", "", "Alcalde", "")),
        ('[{"name": "Bo Lee", "role": "Mayor"}]', ("Bo Lee", "", "Mayor", "")),
    ],
    ids=["english", "german", "french", "location", "spanish", "json"],
)  # fmt: skip
def test_columns_are_known_by_name(text: str, expected: tuple[str, ...], tmp_path: Path) -> None:
    asked = "people.json" if text.startswith("[") else "people.csv"

    assert facts(sign(tmp_path, text, asked)) == [expected]


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active
    for row in (("Name", "Title"), ("Bo Lee", "Mayor")):
        book.active.append(row)
    data = BytesIO()
    book.save(data)

    assert facts(sign(tmp_path, data.getvalue())) == [("Bo Lee", "", "Mayor", "")]


def test_those_of_the_text_stand_first(tmp_path: Path) -> None:
    assert [s.name for s in sign(tmp_path, CSV, signatory="Di Fox\n")] == [
        "Di Fox",
        "Bo Lee",
        "Éa Roe",
        "Cy Łę",
    ]


def test_signatories_are_sorted_without_case_and_accents(tmp_path: Path) -> None:
    text = "first name,last name\nA,Lz\nB,ŁA\nC,van der Au\nD,Öz\nE,oa\nF,Öz\n"

    signed = sign(tmp_path, text, "{file: people.csv, sort: [last name, First_Name]}")

    assert [s.name for s in signed] == ["B ŁA", "A Lz", "E oa", "D Öz", "F Öz", "C van der Au"]


def test_all_bad_rows_are_named_and_none_is_set(tmp_path: Path) -> None:
    text = "name,title\nBo Lee,Mayor\n,Clerk\nCy \U000f0001,\n ,Cook\n"
    (tmp_path / "people.csv").write_text(text)

    with pytest.raises(LetterError) as refused:
        render_source(letter(), RenderOptions(folder=tmp_path))

    places = [d.place for d in refused.value.diagnostics if d.code is Code.SIGNATORY_ROW]
    assert [(place.row, place.field) for place in places if place] == [(2, ""), (3, "name"), (4, "")]
    assert len(refused.value.diagnostics) == 3


def test_a_count_that_is_not_met_is_an_error_at_its_key(tmp_path: Path) -> None:
    asked = "{file: people.csv, count: 4}"

    assert complaints(tmp_path, CSV, asked) == [
        (Code.SIGNATORIES_COUNT, 2, "people.csv has 3 signatories; the front matter expects 4")
    ]
    assert complaints(tmp_path, CSV, asked.replace("4", "3")) == []


@pytest.mark.parametrize(
    ("text", "asked", "message"),
    [
        ("post,town\na,b\n", "people.csv", "people.csv has no column with names; it has post, town"),
        (CSV, "{file: people.csv, sort: age}", 'people.csv has no column "age" to sort by'),
        (CSV, "../people.csv", 'the file of signatories "../people.csv" is not in the folder of the letter'),
        (CSV, "/etc/passwd", 'the file of signatories "/etc/passwd" is not in the folder of the letter'),
        (CSV, "others.csv", 'the file of signatories "others.csv" is not in the folder of the letter'),
    ],
)
def test_a_file_that_cannot_be_meant_is_an_error_at_its_key(
    text: str, asked: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "people.csv").write_text(CSV)

    assert complaints(tmp_path / "inside", text, asked) == [(Code.SIGNATORIES_FILE, 2, message)]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "elsewhere.csv").write_text(CSV)
    (tmp_path / "inside/link.csv").symlink_to(tmp_path / "elsewhere.csv")

    found = complaints(tmp_path / "inside", CSV, "link.csv")

    assert [code for code, _, _ in found] == [Code.SIGNATORIES_FILE]


def test_who_signs_twice_is_named_with_both_places_and_stays(tmp_path: Path) -> None:
    text = "name,organisation\nBo Lee,Bath\nBO LEE,\nCy Dee,A\nCy Dee,B\nDi Fox,\n"

    assert complaints(tmp_path, text, signatory="Di Fox\n") == [
        (Code.SIGNATORY_TWICE, 2, '"BO LEE" signs twice: in row 1 (line 2) too'),
        (Code.SIGNATORY_TWICE, 5, '"Di Fox" signs twice: on line 12 of the letter too'),
    ]


def test_who_signs_twice_in_the_text_is_named_with_both_lines() -> None:
    source = letter(
        "people.csv", "Bo Lee, Mayor\n\nCy Dee\n\nBo  Lee\n\nCy Dee, Clerk\n\nBo Lee, Clerk, Bath\n"
    )

    found = [d for d in check_letter(read_letter(source).letter, source) if d.code is Code.SIGNATORY_TWICE]

    assert [(d.place and d.place.line, d.message) for d in found] == [
        (16, '"Bo Lee" signs twice: on line 12 too'),
        (18, '"Cy Dee" signs twice: on line 14 too'),
        (20, '"Bo Lee" signs twice: on line 16 too'),
    ]


def test_cells_are_data_and_no_markup(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,title\n*Bo*[^1] ¹ <b>,[x](https://a.example) {{ 1 }}\n")

    pdf = render_source(letter(), RenderOptions(folder=tmp_path)).pdf

    text = " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert "*Bo*[^1] ¹ <b> [x](https://a.example) {{ 1 }}" in text


def test_three_hundred_sign_and_the_screen_says_so(tmp_path: Path) -> None:
    rows = "".join(f"Bo {chr(65 + n % 26)}{chr(97 + n // 26)}lee,Clerk {n}\n" for n in range(300))
    (tmp_path / "people.csv").write_text("name,title\n" + rows)
    (tmp_path / "letter.md").write_text(letter("{file: people.csv, count: 300}").text)

    run = CliRunner().invoke(program, ["render", str(tmp_path / "letter.md"), "-o", str(tmp_path / "a.pdf")])
    parsed = CliRunner().invoke(program, ["parse", str(tmp_path / "letter.md"), "--json"])

    assert "300 signatures" in run.stderr
    assert len(json.loads(parsed.stdout)["signature_block"]) == 300
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages)
    assert sorted(map(int, re.findall(r"Clerk (\d+)", text))) == list(range(300))


def test_check_names_the_bad_rows(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,title\n,Clerk\n")
    (tmp_path / "letter.md").write_text(letter().text)

    run = CliRunner().invoke(program, ["check", str(tmp_path / "letter.md")])

    assert run.exit_code == 1
    assert "people.csv:2: row 1: error: the row has no name [signatory-row]" in run.stdout


def test_letters_of_a_merge_are_those_set_alone_and_read_the_file_once(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(CSV)
    fields = Source("letter.md", LETTER.format("people.csv", ""))
    press = Press(fields, RenderOptions(folder=tmp_path), with_fields=True)

    first = press.render({"name": "Ada"})
    (tmp_path / "people.csv").unlink()
    second = press.render({"name": "Babbage"})

    assert (first.signatory_count, second.signatory_count) == (3, 3)
    (tmp_path / "people.csv").write_text(CSV)
    alone = Press(fields, RenderOptions(folder=tmp_path), with_fields=True).render({"name": "Babbage"})
    assert sha256(second.pdf).hexdigest() == sha256(alone.pdf).hexdigest()


def test_a_merge_with_a_bad_row_among_its_signatories_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,title\n,Clerk\n")
    (tmp_path / "to.csv").write_text("name\nAda\n")
    (tmp_path / "letter.md").write_text(LETTER.format("people.csv", ""))

    run = CliRunner().invoke(
        program, ["merge", str(tmp_path / "letter.md"), str(tmp_path / "to.csv"), "-o", str(tmp_path / "run")]
    )

    assert run.exit_code == 1
    assert "signatory-row" in run.stderr
    assert not (tmp_path / "run").exists()


def test_a_run_is_not_resumed_with_other_signatories(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(CSV)
    (tmp_path / "to.csv").write_text("name\nAda\n")
    (tmp_path / "letter.md").write_text(LETTER.format("people.csv", ""))
    merge = ["merge", str(tmp_path / "letter.md"), str(tmp_path / "to.csv"), "-o", str(tmp_path / "run")]
    assert CliRunner().invoke(program, merge).exit_code == 0
    (tmp_path / "people.csv").write_text(CSV + "Di Fox,,\n")

    run = CliRunner().invoke(program, [*merge, "--resume"])

    assert (run.exit_code, "images and signatories" in run.stderr) == (3, True)
