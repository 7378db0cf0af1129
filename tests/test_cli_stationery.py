"""`letterpress stationery`: what there is to set a letter on."""

import pytest
from click.testing import CliRunner

from letterpress.cli.program import program
from letterpress.stationery import list_stationery, load_stationery


@pytest.mark.parametrize("arguments", [["stationery"], ["stationery", "list"]])
def test_every_stationery_is_listed_with_its_paper(arguments: list[str]) -> None:
    run = CliRunner().invoke(program, arguments)

    listed = {line.split()[0]: line.split()[1] for line in run.stdout.splitlines()}
    assert run.exit_code == 0
    assert listed == {name: load_stationery(name).paper.name for name in list_stationery()}


def test_a_stationery_is_shown_with_paper_boxes_fonts_and_labels() -> None:
    run = CliRunner().invoke(program, ["stationery", "show", "us-block"])

    assert run.exit_code == 0
    assert "paper   Letter, 215.9 x 279.4 mm" in run.stdout.splitlines()
    assert "  EB Garamond, weight 400, italic (EBGaramond-Italic.ttf)" in run.stdout.splitlines()
    for box in load_stationery("us-block").boxes_mm:
        assert f"\n  {box} " in run.stdout


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("name", "hint"),
    [("us-blok", "did you mean 'us-block'?"), ("./mine", "give the folder of a stationery")],
)
def test_stationery_that_is_not_there_is_refused_with_a_hint(name: str, hint: str) -> None:
    run = CliRunner().invoke(program, ["stationery", "show", name])

    assert run.exit_code == 4
    assert f"hint: {hint}" in run.stderr
