"""Recipients of every format, chosen in every way, from the commands that write to them."""

import json
import sqlite3
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from letterpress.cli.program import program
from letterpress.mailing import Version, Versions, plan_mailing
from letterpress.merging import RecipientsOptions, Selection
from letterpress.source import Source

LETTER = """\
{{ inside_address }}

May 4, 2026

Dear {{ name }},

We have {{ amount }}.

Sincerely,

Bob Roe
"""
HEADER = ["Name", "Street", "ZIP", "City", "Amount", "Home"]
PEOPLE = [
    ["Ada Roe", "1 A St", "01067", "Dresden", "12.50", "x"],
    ["Bo Lee", "2 B St", "10115", "Berlin", "7.00", ""],
    ["Cy Roe", "1 A St", "01067", "Dresden", "3.25", "x"],
    ["Di Moe", "3 C St", "04109", "Leipzig", "1.75", ""],
]
QUERY = ("--query", "SELECT * FROM people")


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(HEADER)
    for number, row in enumerate(PEOPLE, 2):
        sheet.append([*row[:2], int(row[2]), row[3], float(row[4]), row[5]])
        sheet[f"C{number}"].number_format = "00000"
        sheet[f"E{number}"].number_format = "0.00"
    data = BytesIO()
    book.save(data)
    return data.getvalue()


SPREADSHEET = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table>{}
</table:table></office:spreadsheet></office:body></office:document-content>"""
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def _opendocument() -> bytes:
    rows = ("".join(map(CELL.format, row)) for row in [HEADER, *PEOPLE])
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("content.xml", SPREADSHEET.format(table))
    return data.getvalue()


@pytest.fixture
def office(desk: Path) -> Path:
    """Give a folder with the same people in every format."""
    (desk / "letter.md").write_text(LETTER)
    rows = [dict(zip(HEADER, row, strict=True)) for row in PEOPLE]
    table = "\n".join(";".join(row) for row in [HEADER, *PEOPLE])
    (desk / "people.csv").write_text(table)
    (desk / "windows.csv").write_bytes(table.encode("utf-16"))
    (desk / "people.tsv").write_text(table.replace(";", "\t"))
    (desk / "people.json").write_text(json.dumps(rows))
    (desk / "people.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (desk / "people.xlsx").write_bytes(_workbook())
    (desk / "people.ods").write_bytes(_opendocument())
    with sqlite3.connect(desk / "people.db") as database:
        database.execute(f"CREATE TABLE people ({', '.join(HEADER)})")
        database.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", PEOPLE)
    database.close()
    return desk


def _run(command: str, *arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(program, (command, "letter.md", *arguments), input=stdin)


def _dry_run(*arguments: str, stdin: bytes = b"") -> list[str]:
    run = _run("merge", *arguments, "-o", "run", "--dry-run", "--name", "{{ name }} {{ zip }}", stdin=stdin)
    assert run.exit_code == 0, run.stderr
    return run.stdout.splitlines()


def _text(pdf: Path) -> str:
    return PdfReader(pdf).pages[0].extract_text()


FILES = {
    "people.csv": (), "windows.csv": (), "people.tsv": (), "people.json": (), "people.jsonl": (),
    "people.xlsx": (), "people.ods": (), "people.db": QUERY,
}  # fmt: skip


@pytest.mark.usefixtures("office")
def test_every_format_gives_the_same_recipients() -> None:
    expected = [f"{n}\t{row[0]} {row[2]}.pdf" for n, row in enumerate(PEOPLE, 1)]

    assert {name: _dry_run(name, *more) for name, more in FILES.items()} == dict.fromkeys(FILES, expected)


@pytest.mark.parametrize("name", FILES)
def test_every_format_may_come_from_standard_input(office: Path, name: str) -> None:
    data = (office / name).read_bytes()

    assert _dry_run("-", *FILES[name], stdin=data) == _dry_run(name, *FILES[name])


def test_a_letter_has_the_same_bytes_from_every_format_and_command(office: Path) -> None:
    for name, more in FILES.items():
        command = ("render", "--recipients", name, "--recipient", "2", *more, "-o", f"{name}.pdf")
        assert _run(*command).exit_code == 0
    _run("merge", "people.xlsx", "-o", "run", "--rows", "2-3")

    letters = {(office / f"{name}.pdf").read_bytes() for name in FILES}
    assert letters == {(office / "run/2.pdf").read_bytes()}
    assert [line.strip() for line in _text(office / "run/2.pdf").splitlines()[1:4]] == [
        "Bo Lee", "2 B St", "10115 Berlin",
    ]  # fmt: skip


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (("--where", "city=DRESDEN"), "13"),
        (("--where", "city!=Dresden", "--where", "name=bo  lee"), "2"),
        (("--unique", "Home"), "124"),
        (("--household", "home"), "124"),
        (("--rows", "2-3"), "23"),
        (("--sort", "zip"), "1342"),
        (("--sort", "Amount", "--rows", "1,3-"), "431"),
    ],
    ids=str,
)
def test_a_merge_chooses_and_orders_and_every_row_keeps_its_number(
    options: tuple[str, ...], rows: str
) -> None:
    assert [line.partition("\t")[0] for line in _dry_run("people.csv", *options)] == list(rows)


def test_a_household_is_one_letter_that_names_its_members(office: Path) -> None:
    names = "{% for one in members %}{{ one.name }}{% if not loop.last %} and {% endif %}{% endfor %}"
    (office / "letter.md").write_text(LETTER.replace("{{ name }}", names))
    options = ("--household", "home")

    made = _run("merge", "people.csv", "-o", "run", *options)
    _run("render", "--recipients", "people.csv", "--recipient", "3", *options, "-o", "one.pdf")

    assert (made.exit_code, sorted(path.name for path in office.glob("run/*.pdf"))) == (
        0,
        ["1.pdf", "2.pdf", "4.pdf"],
    )
    assert "Dear Ada Roe and Cy Roe," in _text(office / "run/1.pdf")
    assert (office / "one.pdf").read_bytes() == (office / "run/1.pdf").read_bytes()


def test_a_print_run_follows_the_order_that_was_asked_for(office: Path) -> None:
    _run("merge", "people.csv", "-o", "run", "--sort", "name", "--print-run", "print.pdf")
    _run("merge", "people.csv", "-o", "sorted", "--sort", "zip", "--print-run", "posted.pdf")

    titles = {
        name: [entry.title for entry in PdfReader(office / name).outline if not isinstance(entry, list)]
        for name in ("print.pdf", "posted.pdf")
    }
    assert titles == {"print.pdf": ["1", "2", "3", "4"], "posted.pdf": ["1", "3", "4", "2"]}


def test_a_run_is_not_resumed_with_a_member_of_a_household_changed(office: Path) -> None:
    arguments = ("merge", "people.csv", "-o", "run", "--household", "home", "--rows", "1")
    first = _run(*arguments)
    changed = (office / "people.csv").read_text().replace("Cy Roe", "Cyd Roe")
    (office / "people.csv").write_text(changed)

    again = _run(*arguments, "--resume")

    assert (first.exit_code, again.exit_code) == (0, 3)
    assert "rows have changed: 1" in again.stderr


def test_the_front_matter_names_types_and_requires_columns_for_merge_render_and_check(office: Path) -> None:
    rules = "---\nrecipients:\n  sum: {column: AMOUNT, type: number, required: true}\n---\n"
    (office / "letter.md").write_text(rules + LETTER.replace("{{ amount }}", "{{ sum * 2 }}"))
    bad = (office / "people.csv").read_text().replace("7.00", "seven").replace("3.25", "")
    (office / "bad.csv").write_text(bad)
    wanted = ("--recipients", "people.csv", "--recipient", "1", "-o", "one.pdf")

    made, refused = _run("render", *wanted), _run("merge", "bad.csv", "-o", "run")
    checked = _run("check", "--recipients", "bad.csv")

    said = [line.partition(" [")[0] for line in refused.stderr.splitlines() if "error" in line]
    assert (made.exit_code, refused.exit_code, checked.exit_code) == (0, 3, 3)
    assert "We have 25.00." in _text(office / "one.pdf")
    assert said == [
        'bad.csv:3: row 2, column "Amount": error: "seven" is no number',
        'bad.csv:4: row 3, column "Amount": error: the cell is empty, and the front matter requires it',
    ]
    assert all(line in checked.stdout for line in said)


def test_bad_rows_that_are_not_chosen_by_number_stop_nothing(office: Path) -> None:
    (office / "bad.csv").write_text((office / "people.csv").read_text().replace(";x", ";x;y"))

    some, all_of_them = _dry_run("bad.csv", "--rows", "2,4"), _run("merge", "bad.csv", "-o", "run")

    assert len(some) == 2
    assert all_of_them.exit_code == 3


def test_what_is_wrong_with_the_file_as_a_whole_is_in_the_errors_too(office: Path) -> None:
    (office / "bad.csv").write_text("name,NAME\nAda\n")

    run = _run("merge", "bad.csv", "-o", "run", "--errors", "errors.csv", "--skip-bad")

    errors = (office / "errors.csv").read_text("utf-8-sig").splitlines()
    assert run.exit_code == 3
    assert sorted(line.partition(",recipients-")[0] for line in errors[1:] if "recipients-" in line) == [
        "bad.csv,1,,name",
        "bad.csv,2,1,",
    ]
    assert not (office / "run").exists()


@pytest.mark.usefixtures("office")
def test_letter_and_recipients_cannot_share_standard_input() -> None:
    run = CliRunner().invoke(program, ("merge", "-", "-", "-o", "run"), input="x")

    assert run.exit_code == 2
    assert "cannot both come from standard input" in run.stderr


def test_a_mailing_from_a_program_has_recipients_with_their_values(office: Path) -> None:
    letter = Source("letter.md", "---\nrecipients: {since: {type: date}}\n---\nDear {{ name }}, {{ since }}")
    (office / "since.jsonl").write_text('{"name": "Ada", "since": "24.11.2026"}\n{"name": "", "since": ""}\n')

    mailing = plan_mailing(
        Versions(Version(letter)),
        office / "since.jsonl",
        "since",
        RecipientsOptions(selection=Selection(rows="1")),
    )

    assert [one.values for one in mailing.recipients] == [
        {"name": "Ada", "since": date(2026, 11, 24), "row": 1}
    ]
    assert mailing.errors == mailing.notes == ()
