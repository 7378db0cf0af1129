"""The recipient's row inside the PDF: the very bytes the manifest has the digest of, alone and in a run."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader
from pypdf.generic import ArrayObject

from letterpress.cli.program import program

LETTER = """\
---
recipients: {amount: {type: number}, due: {type: date}}
---
{{ name }}

May 4, 2026

Dear {{ name }},

Thank you for {{ amount }} by {{ due }}.

Sincerely,

Bob Roe
"""
PEOPLE = "Name,Amount,Due,Note\nAda *Ł*,1.50,2026-11-24,x\nGrace,2,2026-11-25,\n"
ROWS = [
    {"name": "Ada *Ł*", "amount": "1.50", "due": "2026-11-24", "note": "x"},
    {"name": "Grace", "amount": "2", "due": "2026-11-25", "note": ""},
]


@pytest.fixture
def office(desk: Path) -> Path:
    (desk / "letter.md").write_text(LETTER)
    (desk / "people.csv").write_text(PEOPLE)
    return desk


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments)


def _attached(path: Path) -> dict[str, tuple[str, str, bytes]]:
    """Give relationship, media type and data of each associated file, by name."""
    listed = PdfReader(path).root_object["/AF"]
    assert isinstance(listed, ArrayObject)
    files = (one.get_object() for one in listed)
    streams = {file["/UF"]: (file["/AFRelationship"], file["/EF"]["/F"].get_object()) for file in files}
    return {name: (role, data["/Subtype"], data.get_data()) for name, (role, data) in streams.items()}


@pytest.mark.parametrize("also", [(), ("--embed-source",)])
def test_a_letter_carries_its_row_as_the_manifest_knows_it(office: Path, also: tuple[str, ...]) -> None:
    run = _run("merge", "letter.md", "people.csv", "-o", "run", "--embed-row", *also)

    assert run.exit_code == 0
    entries = [json.loads(line) for line in (office / "run/manifest.jsonl").read_text().splitlines()]
    for entry, row in zip(entries, ROWS, strict=True):
        attached = _attached(office / "run" / entry["file"])
        role, kind, data = attached.pop("recipient.json")
        assert (role, kind, json.loads(data)) == ("/Data", "/application/json", row)
        assert sha256(data).hexdigest() == entry["fields_sha256"]
        assert entry["standards"] == ["pdf/a-3a", "pdf/ua-1"]
        assert list(attached) == (["letter.md"] if also else [])


def test_a_row_alone_carries_the_same_bytes(office: Path) -> None:
    _run("merge", "letter.md", "people.csv", "-o", "run", "--embed-row")
    one = ("--recipients", "people.csv", "--recipient", "2", "-o", "two.pdf", "--embed-row")

    assert _run("render", "letter.md", *one).exit_code == 0
    assert (office / "two.pdf").read_bytes() == (office / "run/2.pdf").read_bytes()


def test_a_run_with_rows_is_no_run_without(office: Path) -> None:
    _run("merge", "letter.md", "people.csv", "-o", "run", "--embed-row")

    assert "has changed: options" in _run("merge", "letter.md", "people.csv", "-o", "run", "--resume").stderr
    assert (office / "run/1.pdf").exists()


def test_a_letter_to_nobody_has_no_row(office: Path) -> None:
    run = _run("render", "letter.md", "--embed-row")

    assert run.exit_code == 2
    assert "--embed-row needs --recipients FILE" in run.stderr
    assert not (office / "out").exists()
