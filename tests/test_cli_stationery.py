"""`letterpress stationery`: what there is to set a letter on."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdfium2 import PdfDocument

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


def test_the_sheets_of_a_stationery_are_drawn(desk: Path) -> None:
    run = CliRunner().invoke(program, ["stationery", "show", "din-5008-b", "--proof", "sheet.pdf"])

    assert (run.exit_code, run.stdout) == (0, "sheet.pdf\n")
    with PdfDocument(desk / "sheet.pdf") as pdf:
        sizes = [(round(page.get_width()), round(page.get_height())) for page in pdf]
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
    assert sizes == [(595, 842), (595, 842), (842, 595)]
    assert "address, 25 / 50, 75 x 40" in texts[0]
    assert "fold 105" in texts[0]
    assert "following, 25 / 32, 165 x 236.5" in texts[1]
    assert "turned, 28.5 / 32, 240 x 158" in texts[2]
