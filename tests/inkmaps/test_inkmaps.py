"""Letters lie on their pages as mapped (`ink` says what the maps are)."""

from pathlib import Path

import pytest

from ink import TOLERANCE, differences, ink_maps
from letterpress.stationery import list_stationery
from letters_in_type import typeset_text

FOLDER = Path(__file__).parent
SEED = Path(__file__).parents[2] / "seeds" / "000_bb1200c619942f5d.txt"
STATIONERY_LETTER = (FOLDER / "letters" / "stationery.md").read_text(encoding="utf-8")
LETTERS = {
    "seed": ("us-block", SEED.read_text(encoding="utf-8")),
    "amtsbrief": ("din-5008-b", (FOLDER / "letters" / "amtsbrief.txt").read_text(encoding="utf-8")),
    "everything": ("us-block", (FOLDER / "letters" / "everything.txt").read_text(encoding="utf-8")),
    **{f"on-{name}": (name, STATIONERY_LETTER) for name in list_stationery()},
}


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_lies_on_its_pages_as_mapped(name: str, tmp_path: Path, *, bless: bool) -> None:
    stationery, text = LETTERS[name]
    path = FOLDER / f"{name}.txt"

    actual = ink_maps(typeset_text(text, stationery).pdf, tmp_path)
    if bless:
        path.write_text(actual, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")

    assert actual == expected or differences(actual, expected) <= TOLERANCE, f"\n{actual}"
