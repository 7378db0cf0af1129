"""`letterpress init` and `letterpress stationery new`: what they write works, and nothing is written over."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterpress.cli.program import program
from letterpress.stationery import list_stationery, load_stationery


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments)


@pytest.mark.parametrize("base", ["us-block", "din-5008-a", "us-10"])
def test_a_new_project_can_be_set_at_once(base: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = _run("init", "harbour", "--base", base)
    monkeypatch.chdir(desk / "harbour")

    merged = _run("merge", "letter.md", "people.csv", "-o", "out/run", "--strict")

    assert (begun.exit_code, begun.stdout, merged.exit_code) == (0, "harbour\n", 0)
    assert len([*(desk / "harbour/out/run").glob("*.pdf")]) == 3
    for line in begun.stderr.splitlines():
        assert line.removeprefix("next:").strip().startswith(("cd harbour", "letterpress "))


@pytest.mark.parametrize("base", list_stationery())
def test_stationery_of_ones_own_begins_as_its_base(base: str, desk: Path) -> None:
    run = CliRunner().invoke(program, ["stationery", "new", "ours", "--base", base])

    assert (run.exit_code, run.stdout) == (0, "ours\n")
    own, shipped = load_stationery(f"{desk}/ours"), load_stationery(base)
    assert own.boxes_mm == shipped.boxes_mm
    assert own.labels == shipped.labels
    text = (desk / "ours/stationery.toml").read_text()
    (desk / "ours/stationery.toml").write_text(text.replace("# first =", "first ="))
    assert load_stationery(f"{desk}/ours").boxes_mm == shipped.boxes_mm


@pytest.mark.parametrize(
    ("folder", "base", "exit_code", "code"),
    [
        ("there", "us-block", 7, "[output-unwritable]"),
        ("missing/ours", "us-block", 7, "[output-unwritable]"),
        ("ours", "us-blok", 4, "[stationery-unknown]"),
    ],
)
def test_nothing_is_begun_where_it_cannot_be(
    folder: str, base: str, exit_code: int, code: str, desk: Path
) -> None:
    (desk / "there").mkdir()
    before = sorted(desk.iterdir())

    run = CliRunner().invoke(program, ["stationery", "new", folder, "--base", base])

    assert (run.exit_code, code in run.stderr, sorted(desk.iterdir())) == (exit_code, True, before)
