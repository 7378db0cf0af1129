"""`letterpress recipients` shows what is read, and lists what is wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterpress.cli.program import program

GOOD = "First name,PLZ\nAda,01067\nBo,\n"
BAD = "name,home\n" + "x\n" * 60 + "=1,y\n"


def _run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(program, ["recipients", *words], input=text)


@pytest.fixture
def people(desk: Path) -> Path:
    (desk / "good.csv").write_text(GOOD)
    (desk / "bad.csv").write_text(BAD)
    return desk


@pytest.mark.usefixtures("people")
def test_columns_are_shown_with_counts_and_examples() -> None:
    result = _run("good.csv")

    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "column      in the file  filled  for example",
            "first_name  First name        2  Ada",
            "plz         PLZ               1  01067",
            "good.csv: 2 rows, 0 of them bad; 2 recipients",
        ],
    )


def test_standard_input_is_read() -> None:
    result = _run("-", "--rows", "2", text=GOOD)

    assert (result.exit_code, result.stdout.splitlines()[-1]) == (
        0,
        "<stdin>: 2 rows, 0 of them bad; 1 recipient",
    )


@pytest.mark.usefixtures("people")
def test_the_first_fifty_complaints_are_shown_and_all_are_in_the_list() -> None:
    result = _run("bad.csv", "--errors", "errors.csv")

    assert result.exit_code == 3
    assert result.stderr.count("[recipients-row]") == 50
    assert "bad.csv:2: row 1: error: the row has 1 cell, the header 2 [recipients-row]" in result.stderr
    assert result.stderr.splitlines()[0] == "60 errors; the first 50:"
    assert len(Path("errors.csv").read_text("utf-8-sig").splitlines()) == 61


def test_nothing_is_written_without_being_asked_for(people: Path) -> None:
    before = sorted(people.iterdir())
    _run("bad.csv")

    assert sorted(people.iterdir()) == before


@pytest.mark.usefixtures("people")
def test_json_has_everything() -> None:
    shown = json.loads(_run("bad.csv", "--json").stdout)

    assert (shown["file"], shown["rows"], shown["recipients"]) == ("bad.csv", 61, 1)
    assert shown["columns"][0] == {"name": "name", "header": "name", "filled": 1, "example": "=1"}
    assert shown["diagnostics"][0] == {
        "code": "recipients-row", "severity": "error", "line": 2, "column": 1, "row": 1, "field": "",
        "message": "the row has 1 cell, the header 2",
        "hint": "is a delimiter missing, or one too many? what holds a delimiter needs quotation marks",
    }  # fmt: skip


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "words", [("none.csv",), ("good.csv", "--sort", "x"), ("good.csv", "--query", "SELECT 1")]
)
def test_what_cannot_be_done_leaves_with_exit_code_3(words: tuple[str, ...]) -> None:
    assert _run(*words).exit_code == 3


@pytest.mark.usefixtures("people")
def test_a_list_of_errors_that_cannot_be_written_is_an_error() -> None:
    assert _run("good.csv", "--errors", "none/errors.csv").exit_code == 7
