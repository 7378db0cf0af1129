"""`letterpress render`: a letter in, a PDF out, or nothing at all."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from conftest import LETTER
from letterpress.cli.program import program
from letterpress.preflight import inspect_pdf

UNDEFINED = LETTER.replace("Monday.", "Monday.[^terms]")
UNDATED = LETTER.removeprefix("November 24, 2026\n\n")


def _run(*arguments: str, stdin: bytes | None = None, environment: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(program, arguments, input=stdin, env=environment)


def _created(pdf: Path) -> datetime | None:
    metadata = PdfReader(pdf).metadata
    return metadata.creation_date if metadata else None


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_letter_becomes_a_pdf_of_its_name_in_out(desk: Path) -> None:
    run = _run("render", "letter.txt")

    inspection = inspect_pdf((desk / "out/letter.pdf").read_bytes())
    assert (run.exit_code, run.stdout) == (0, "out/letter.pdf\n")
    assert run.stderr == "1 page, pdf/a-2a and pdf/ua-1\n"
    assert (inspection.standards, inspection.diagnostics) == (("pdf/a-2a", "pdf/ua-1"), ())
    assert _files(desk) == ["letter.txt", "out/letter.pdf"]


def test_the_seed_letter_is_set_on_three_pages(desk: Path, seed: Path) -> None:
    run = _run("render", str(seed), "-o", str(desk / "seed.pdf"), "--strict")

    assert (run.exit_code, run.stdout) == (0, f"{desk}/seed.pdf\n")
    assert run.stderr.startswith("3 pages, ")


def test_a_source_can_travel_inside_the_pdf(desk: Path) -> None:
    run = _run("render", "letter.txt", "--embed-source")

    pdf = desk / "out/letter.pdf"
    assert run.exit_code == 0
    assert inspect_pdf(pdf.read_bytes()).standards == ("pdf/a-3a", "pdf/ua-1")
    assert PdfReader(pdf).attachments == {"letter.txt": [LETTER.encode()]}


@pytest.mark.usefixtures("desk")
def test_a_source_from_a_pipe_travels_as_letter_txt() -> None:
    run = _run("render", "-", "-o", "-", "--embed-source", stdin=LETTER.encode())

    assert PdfReader(BytesIO(run.stdout_bytes)).attachments == {"letter.txt": [LETTER.encode()]}


@pytest.mark.usefixtures("desk")
def test_a_pdf_goes_to_standard_output_and_nothing_else_does() -> None:
    run = _run("render", "-", "-o", "-", stdin=LETTER.encode())

    assert run.exit_code == 0
    assert inspect_pdf(run.stdout_bytes).standards == ("pdf/a-2a", "pdf/ua-1")


def test_a_pdf_never_goes_to_a_terminal(desk: Path) -> None:
    ours, theirs = os.openpty()

    run = subprocess.run(  # noqa: S603 -- the project's own command
        [sys.executable, "-m", "letterpress", "render", desk / "letter.txt", "-o", "-"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )

    os.close(ours)
    os.close(theirs)
    assert run.returncode == 2
    assert b"a PDF is no text for a terminal" in run.stderr


def test_a_letter_from_standard_input_is_named_letter(desk: Path) -> None:
    run = _run("render", "-", stdin=LETTER.encode())

    assert run.stdout == "out/letter.pdf\n"
    assert (desk / "out/letter.pdf").exists()


@pytest.mark.usefixtures("desk")
def test_a_quiet_run_says_nothing() -> None:
    run = _run("render", "letter.txt", "--quiet")

    assert (run.exit_code, run.output) == (0, "")


def test_stationery_is_chosen_by_option_then_by_the_letter_then_by_its_language(desk: Path) -> None:
    letter = f"---\nstationery: din-5008-b\n---\n{LETTER}"
    (desk / "own.txt").write_text(letter)
    papers = {}

    for name, arguments in {
        "own": ["own.txt"],
        "option": ["own.txt", "--stationery", "us-block"],
        "key": ["letter.txt", "--set", "stationery=din-5008-b"],
        "language": ["letter.txt", "--set", "language=de"],
        "default": ["letter.txt"],
    }.items():
        _run("render", *arguments, "-o", f"{name}.pdf")
        ((width, _),) = inspect_pdf((desk / f"{name}.pdf").read_bytes()).page_sizes_mm
        papers[name] = round(width)

    assert papers == {"own": 210, "option": 216, "key": 210, "language": 210, "default": 216}


@pytest.mark.parametrize("where", ["mine", "./mine", "absolute"])
def test_a_folder_of_ones_own_is_stationery(where: str, desk: Path, project: Path) -> None:
    shutil.copytree(project / "templates/us-block", desk / "mine")
    (desk / "mine/stationery.toml").write_text(
        (desk / "mine/stationery.toml").read_text().replace("width_mm = 215.9", "width_mm = 230.0")
    )
    folder = {"absolute": str(desk / "mine"), "mine": "mine/"}.get(where, where)

    run = _run("render", "letter.txt", "--stationery", folder, "-o", "letter.pdf")

    ((width, _),) = inspect_pdf((desk / "letter.pdf").read_bytes()).page_sizes_mm
    assert (run.exit_code, round(width)) == (0, 230)


@pytest.mark.parametrize(
    ("letter", "options", "exit_code", "code"),
    [
        (UNDEFINED, [], 1, "footnote-undefined"),
        (UNDATED, ["--strict"], 1, "date-unknown"),
        (LETTER, ["--stationery", "us-blok"], 4, "stationery-unknown"),
        (LETTER.replace("Ada", "Ada \N{PILE OF POO}"), [], 1, "character-unavailable"),
        ("", [], 1, "source-empty"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    letter: str, options: Sequence[str], exit_code: int, code: str, desk: Path
) -> None:
    (desk / "letter.txt").write_text(letter)

    run = _run("render", "letter.txt", "--json", *options)

    codes = {json.loads(line)["code"] for line in run.stderr.splitlines()}
    assert (run.exit_code, run.stdout, code in codes) == (exit_code, "", True)
    assert _files(desk) == ["letter.txt"]


def test_a_letter_refused_for_a_warning_says_so(desk: Path) -> None:
    (desk / "letter.txt").write_text(UNDATED)

    run = _run("render", "letter.txt", "--strict")

    assert run.exit_code == 1
    assert run.stderr.splitlines()[-1] == "refused: --strict lets warnings fail"


@pytest.mark.parametrize("output", ["new/letter.pdf", ".", "letter.txt/letter.pdf", "/dev/full"])
def test_a_pdf_that_cannot_be_written_is_refused(output: str, desk: Path) -> None:
    run = _run("render", "letter.txt", "-o", output, "--json")

    (line,) = run.stderr.splitlines()
    assert (run.exit_code, run.stdout, json.loads(line)["code"]) == (7, "", "output-unwritable")
    assert _files(desk) == ["letter.txt"]


def test_a_file_in_the_place_of_out_is_refused(desk: Path) -> None:
    (desk / "out").write_text("no folder")

    run = _run("render", "letter.txt", "--json")

    assert (run.exit_code, json.loads(run.stderr)["code"]) == (7, "output-unwritable")


@pytest.mark.parametrize("output", ["letter.txt", "./letter.txt"])
def test_a_letter_is_never_written_over(output: str, desk: Path) -> None:
    run = _run("render", "letter.txt", "-o", output)

    assert run.exit_code == 2
    assert "is the letter itself" in run.stderr
    assert (desk / "letter.txt").read_text() == LETTER


def test_a_date_comes_from_source_date_epoch_before_the_letter(desk: Path) -> None:
    _run("render", "letter.txt", "-o", "letter.pdf")
    _run("render", "letter.txt", "-o", "epoch.pdf", environment={"SOURCE_DATE_EPOCH": "86400"})

    assert _created(desk / "letter.pdf") == datetime(2026, 11, 24, tzinfo=UTC)
    assert _created(desk / "epoch.pdf") == datetime(1970, 1, 2, tzinfo=UTC)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("value", ["yesterday", "1e9", "99999999999999999999"])
def test_a_source_date_epoch_that_is_no_number_of_seconds_is_a_usage_error(value: str) -> None:
    run = _run("render", "letter.txt", environment={"SOURCE_DATE_EPOCH": value})

    assert run.exit_code == 2
    assert f"SOURCE_DATE_EPOCH is a number of seconds, not '{value}'" in run.stderr


def test_an_undated_letter_is_set_with_a_warning_and_a_fixed_date(desk: Path) -> None:
    (desk / "letter.txt").write_text(UNDATED)

    run = _run("render", "letter.txt", "--json")

    assert (run.exit_code, json.loads(run.stderr)["code"]) == (0, "date-unknown")
    assert _created(desk / "out/letter.pdf") == datetime(1970, 1, 1, tzinfo=UTC)


def test_the_same_letter_is_the_same_bytes_in_every_process(desk: Path, seed: Path) -> None:
    for name, environment in {
        "one": {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        "two": {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "HOME": "/nowhere"},
    }.items():
        subprocess.run(  # noqa: S603 -- the project's own command
            [sys.executable, "-m", "letterpress", "render", seed, "-o", f"{name}.pdf", "--embed-source"],
            env=os.environ | environment,
            check=True,
            capture_output=True,
            timeout=60,
        )

    assert (desk / "one.pdf").read_bytes() == (desk / "two.pdf").read_bytes()


def test_preflight_judges_one_file_after_the_other(desk: Path) -> None:
    _run("render", "letter.txt", "-o", "letter.pdf")
    (desk / "broken.pdf").write_bytes((desk / "letter.pdf").read_bytes()[:2000])

    run = _run("preflight", "none.pdf", "letter.pdf", "broken.pdf")

    assert run.exit_code == 6
    assert run.stdout.splitlines() == [
        "none.pdf: fails",
        "letter.pdf: passes, pdf/a-2a and pdf/ua-1",
        "broken.pdf: fails",
    ]
    assert "\nbroken.pdf: error: " in run.stderr


def test_preflight_prints_verdicts_as_json(desk: Path) -> None:
    _run("render", "letter.txt", "-o", "letter.pdf")

    run = _run("preflight", str(desk / "letter.pdf"), "--json")

    assert json.loads(run.stdout) == {
        "file": f"{desk}/letter.pdf",
        "passes": True,
        "pages": 1,
        "standards": ["pdf/a-2a", "pdf/ua-1"],
        "signatures": [],
    }


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("file", "code"),
    [("letter.txt", "pdf-unreadable"), ("none.pdf", "source-unreadable"), (".", "source-unreadable")],
)
def test_what_is_no_pdf_fails_preflight(file: str, code: str) -> None:
    run = _run("preflight", file, "--json")

    assert run.exit_code == 6
    assert json.loads(run.stderr)["code"] == code


def test_a_row_of_a_file_fills_in_the_letter(desk: Path) -> None:
    (desk / "fields.md").write_text(
        "May 4, 2026\n\nDear {{ name }},\n\nThank you.\n\nSincerely,\n\nBob Roe\n"
    )
    (desk / "people.csv").write_text("Name\nAda\nGrace *H*\n")

    run = _run("render", "fields.md", "--recipients", "people.csv", "--recipient", "2", "-o", "out.pdf")

    assert (run.exit_code, run.stdout) == (0, "out.pdf\n")
    assert "Dear Grace *H*," in PdfReader(desk / "out.pdf").pages[0].extract_text()


def test_a_row_that_is_not_there_or_bad_fails_with_exit_code_3(desk: Path) -> None:
    (desk / "people.csv").write_text("Name,City\nAda,London\n")
    (desk / "bad.csv").write_text("Name,City\nAda\nBob,x\n")

    missing = _run("render", "letter.txt", "--recipients", "people.csv", "--recipient", "2")
    bad = _run("render", "letter.txt", "--recipients", "bad.csv", "--recipient", "1")
    beside = _run("render", "letter.txt", "--recipients", "bad.csv", "--recipient", "2", "-o", "bob.pdf")

    assert (missing.exit_code, bad.exit_code, beside.exit_code) == (3, 3, 0)
    assert "there are no rows 2, only 1 to 1" in missing.stderr
    assert "bad.csv:2: row 1: error: the row has 1 cell, the header 2" in bad.stderr
    assert _files(desk) == ["bad.csv", "bob.pdf", "letter.txt", "people.csv"]


@pytest.mark.usefixtures("desk")
def test_a_file_of_recipients_wants_a_row() -> None:
    run = _run("render", "letter.txt", "--recipients", "people.csv")

    assert run.exit_code == 2
    assert "go together" in run.stderr


def test_recipients_in_another_encoding_are_read_when_it_is_named(desk: Path) -> None:
    (desk / "people.csv").write_bytes("Name\nZoë\n".encode("cp1252"))
    request = ("render", "letter.txt", "--recipients", "people.csv", "--recipient", "1")

    unnamed, named = _run(*request), _run(*request, "--recipients-encoding", "cp1252")

    assert (unnamed.exit_code, named.exit_code) == (3, 0)
    assert "--recipients-encoding" in unnamed.stderr
