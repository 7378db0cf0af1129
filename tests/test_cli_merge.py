"""`letterpress merge`: a letter and a file of recipients in, a folder of letters out, or nothing at all."""

import csv
import json
import signal
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from time import sleep

import pytest
from click.testing import CliRunner, Result
from PIL import Image
from pypdf import PdfReader

from letterpress.cli.errorlist import errors_csv
from letterpress.cli.program import program
from letterpress.diagnostics import Code, Diagnostic, Place, Severity

LETTER = """\
{{ name }}
{{ city }}

May 4, 2026

Dear {{ name }},

Thank you{% if gift %} for {{ gift }}{% endif %}.

Sincerely,

Bob Roe
"""
PEOPLE = "Name,City,Gift\nAda,London,a *book*\nGrace,New York,\nEmmy,Göttingen,tea\n"


@pytest.fixture
def office(desk: Path) -> Path:
    (desk / "letter.md").write_text(LETTER)
    (desk / "people.csv").write_text(PEOPLE)
    return desk


def _merge(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(program, ("merge", "letter.md", *arguments), input=stdin)


def _letters(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.pdf"))


def _manifest(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def _text(pdf: bytes) -> str:
    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_every_row_becomes_a_letter_and_a_line_of_the_manifest(office: Path) -> None:
    run = _merge("people.csv", "-o", "run")

    assert (run.exit_code, run.stdout, run.stderr) == (0, "run\n", "3 letters, 3 pages; run/manifest.jsonl\n")
    assert _letters(office / "run") == ["1.pdf", "2.pdf", "3.pdf"]
    assert [(one["row"], one["file"], one["pages"]) for one in _manifest(office / "run")] == [
        (1, "1.pdf", 1), (2, "2.pdf", 1), (3, "3.pdf", 1),
    ]  # fmt: skip
    assert "Thank you for a *book*." in _text((office / "run/1.pdf").read_bytes())


def test_a_row_alone_has_the_bytes_of_the_run_whoever_else_is_in_it(office: Path) -> None:
    _merge("people.csv", "-o", "run", "--jobs", "2")
    _merge("people.csv", "-o", "some", "--rows", "2-")
    arguments = ("render", "letter.md", "--recipients", "people.csv", "--recipient", "2", "-o", "two.pdf")
    CliRunner().invoke(program, arguments)

    pdf = (office / "two.pdf").read_bytes()
    assert pdf == (office / "run/2.pdf").read_bytes() == (office / "some/2.pdf").read_bytes()


def test_every_letter_holds_the_values_of_its_row_and_of_no_other(office: Path) -> None:
    tokens = [f"token{n}x" for n in range(12)]
    rows = "".join(f"{one},City {one},gift {one}\n" for one in tokens)
    (office / "tokens.csv").write_text("Name,City,Gift\n" + rows)

    _merge("tokens.csv", "-o", "run", "--jobs", "2", "--name", "{{ name }}")

    found = {path.stem: _text(path.read_bytes()) for path in office.glob("run/*.pdf")}
    assert {name: [one for one in tokens if one in text] for name, text in found.items()} == {
        one: [one] for one in tokens
    }
    assert [text.count(name) for name, text in found.items()] == [4] * 12


def test_files_are_named_by_fields_that_part_no_folders(office: Path) -> None:
    (office / "odd.csv").write_text("Name,City,Gift\n../../etc,a/b,\nCON,.,x\n")

    _merge("odd.csv", "-o", "run", "--name", "{{ city }}/{{ row }} {{ name }}", "--folders")

    assert _letters(office / "run") == ["0001/_/2 CON.pdf", "0001/a-b/1 ..-..-etc.pdf"]


def test_letters_of_one_name_are_refused_before_the_run(office: Path) -> None:
    (office / "twins.csv").write_text("Name,City,Gift\nAda,x,\nADA,x,\n")

    run = _merge("twins.csv", "-o", "run", "--name", "{{ name }}")

    assert run.exit_code == 3
    assert not (office / "run").exists()


def test_nothing_is_written_when_rows_are_bad_and_all_of_them_are_named(office: Path) -> None:
    (office / "bad.csv").write_text(PEOPLE + "Bob,x\n" * 60)

    run = _merge("bad.csv", "-o", "run", "--errors", "errors.csv")

    rows = list(csv.DictReader(StringIO((office / "errors.csv").read_text("utf-8-sig"))))
    assert run.exit_code == 3
    assert run.stderr.count("[recipients-row]") == 50
    assert "60 errors; the first 50:" in run.stderr
    assert [(row["file"], row["line"], row["row"]) for row in rows] == [
        ("bad.csv", str(n), str(n - 1)) for n in range(5, 65)
    ]
    assert not (office / "run").exists()


def test_bad_rows_can_be_left_out(office: Path) -> None:
    (office / "bad.csv").write_text("Name,City,Gift\nAda,London,x\nBob\nEmmy,y,z\n")

    run = _merge("bad.csv", "-o", "run", "--skip-bad")

    assert run.exit_code == 0
    assert "1 error: their rows are left out" in run.stderr
    assert [one["row"] for one in _manifest(office / "run")] == [1, 3]


def test_a_row_whose_values_fail_in_the_letter_is_a_bad_row(office: Path) -> None:
    (office / "letter.md").write_text(LETTER.replace("{{ gift }}", "{{ gift | int(default=none) + 1 }}"))

    run = _merge("people.csv", "-o", "run")

    assert run.exit_code == 3
    assert run.stderr.count("people.csv:") == 2
    assert "people.csv:2: row 1: error: a field fails" in run.stderr
    assert "(letter.md, line 8) [recipients-row]" in run.stderr


def test_a_letter_that_is_refused_stops_no_other(office: Path) -> None:
    (office / "odd.csv").write_text("Name,City,Gift\nAda,London,\U0001f600\nBob,x,\n")

    run = _merge("odd.csv", "-o", "run")

    assert run.exit_code == 3
    assert "row 1, 1.pdf: refused: " in run.stderr
    assert "1 of 2 letters were not made" in run.stderr
    assert _letters(office / "run") == ["2.pdf"]


def test_letters_are_joined_for_the_print_shop_in_the_order_of_the_rows(office: Path) -> None:
    run = _merge(
        "people.csv", "-o", "run", "--print-run", "print.pdf", "--duplex", "--name", "{{ row }} {{ name }}"
    )

    reader = PdfReader(office / "print.pdf")
    assert run.exit_code == 0
    assert run.stderr.endswith("print.pdf: 3 letters on 3 sheets, pdf/a-2u\n")
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == [
        "1 Ada",
        "2 Grace",
        "3 Emmy",
    ]
    assert len(reader.pages) == 6


def test_a_print_run_is_divided_after_so_many_sheets(office: Path) -> None:
    _merge("people.csv", "-o", "run", "--print-run", "print.pdf", "--sheets", "2")

    assert [len(PdfReader(office / f"print-{n}.pdf").pages) for n in (1, 2)] == [2, 1]


def test_a_dry_run_names_the_files_and_writes_nothing(office: Path) -> None:
    run = _merge("people.csv", "-o", "run", "--dry-run", "--name", "{{ name }}")

    assert (run.exit_code, run.stdout) == (0, "1\tAda.pdf\n2\tGrace.pdf\n3\tEmmy.pdf\n")
    assert not (office / "run").exists()


def test_a_run_is_resumed_only_with_what_it_began_with(office: Path) -> None:
    _merge("people.csv", "-o", "run")
    (office / "run/2.pdf").unlink()

    again = _merge("people.csv", "-o", "run")
    resumed = _merge("people.csv", "-o", "run", "--resume")
    (office / "letter.md").write_text(LETTER.replace("Thank you", "Thanks"))
    changed = _merge("people.csv", "-o", "run", "--resume")

    assert (again.exit_code, resumed.exit_code, changed.exit_code) == (3, 0, 3)
    assert "3 letters, 3 pages, 2 of them from before" in resumed.stderr
    assert _letters(office / "run") == ["1.pdf", "2.pdf", "3.pdf"]


def test_a_run_is_not_resumed_with_another_image(office: Path) -> None:
    (office / "letter.md").write_text(LETTER.replace("Sincerely", "![a stamp](stamp.png)\n\nSincerely"))
    Image.new("RGB", (30, 20), "tan").save(office / "stamp.png")
    begun = _merge("people.csv", "-o", "run")

    Image.new("RGB", (30, 20), "red").save(office / "stamp.png")
    changed = _merge("people.csv", "-o", "run", "--resume")

    assert (begun.exit_code, changed.exit_code) == (0, 3)
    assert "what it rests on has changed: images" in changed.stderr


def test_a_run_is_not_resumed_with_another_image_that_only_some_letters_show(office: Path) -> None:
    chosen = "{% if gift %}![a stamp](tan.png){% else %}![a stamp](red.png){% endif %}"
    (office / "letter.md").write_text(LETTER.replace("Sincerely", f"{chosen}\n\n\nSincerely"))
    for name in ("red", "tan"):
        Image.new("RGB", (30, 20), name).save(office / f"{name}.png")
    begun = _merge("people.csv", "-o", "run")

    Image.new("RGB", (30, 20), "blue").save(office / "tan.png")
    changed = _merge("people.csv", "-o", "run", "--resume")

    assert (begun.exit_code, changed.exit_code) == (0, 3)
    assert "what it rests on has changed: images" in changed.stderr


def test_a_check_tries_every_row_and_reads_the_letter_to_the_first(office: Path) -> None:
    (office / "bad.csv").write_text(PEOPLE + "Bob\n")
    (office / "called.md").write_text(LETTER.replace("Thank you", "Thank you[^9]"))

    def check(letter: str, people: str) -> Result:
        return CliRunner().invoke(program, ("check", letter, "--recipients", people))

    good, bad, called = (
        check("letter.md", "people.csv"),
        check("letter.md", "bad.csv"),
        check("called.md", "people.csv"),
    )
    assert (good.exit_code, bad.exit_code, called.exit_code) == (0, 3, 1)
    assert good.stdout == ""
    assert bad.stdout.startswith("bad.csv:5: row 4: error: the row has 1 cell")
    assert called.stdout.startswith("called.md:8:10: error: ")


def test_an_interrupted_run_says_how_to_finish_it(office: Path) -> None:
    (office / "many.csv").write_text("Name,City,Gift\n" + "Ada,London,\n" * 500)
    command = [sys.executable, "-m", "letterpress", "merge", "letter.md", "many.csv", "-o", "run"]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 -- our own program
    while not list(office.glob("run/*.pdf")):
        assert run.poll() is None
        sleep(0.05)
    run.send_signal(signal.SIGINT)

    _, said = run.communicate(timeout=60)

    assert run.returncode == 130
    assert said.endswith("interrupted; type the same command with --resume to finish the run\n")


@pytest.mark.usefixtures("office")
def test_recipients_may_come_from_a_pipe() -> None:
    run = _merge("-", "-o", "run", stdin=PEOPLE)

    assert (run.exit_code, run.stdout) == (0, "run\n")


def test_a_column_the_letter_asks_for_in_vain_is_named(office: Path) -> None:
    (office / "people.csv").write_text("Nmae,City,Gift\nAda,London,\n")

    run = _merge("people.csv", "-o", "run")

    assert run.exit_code == 3
    assert "hint: do you mean nmae?" in run.stderr


@pytest.mark.parametrize("message", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_errors_become_no_formula(message: str) -> None:
    place = Place(message, 1, 1, row=2, field=message)
    found = Diagnostic(Code.RECIPIENTS_ROW, Severity.ERROR, message, message, place)

    (_, row) = list(csv.reader(StringIO(errors_csv([found], "").decode("utf-8-sig"), newline="")))

    assert row == [f"'{message}", "1", "2", f"'{message}", "recipients-row", f"'{message}", f"'{message}"]


def test_errors_without_a_place_are_said_of_the_file() -> None:
    found = Diagnostic(Code.RECIPIENTS_EMPTY, Severity.ERROR, "nothing")

    assert errors_csv([found], "people.csv").decode("utf-8-sig").splitlines()[1] == (
        "people.csv,,,,recipients-empty,nothing,"
    )
