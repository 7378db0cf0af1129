"""Names of files: safe everywhere, and never two that are one."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from letterpress.running import find_collisions, numbered_folder, safe_name

MARKS = [*'./\\:*?"<>|- \t\n\0', *"\u202e\u200d\u0301\u0338\u00a0", "con", "NUL", "x" * 190]
HOSTILE = st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=30)), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("17-Lovelace.pdf", "17-Lovelace.pdf"),
        ("Ada  Lovelace\n.pdf", "Ada Lovelace .pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\letters\\a.pdf", "C--letters-a.pdf"),
        ("-rf.pdf", "rf.pdf"),
        (".hidden", "hidden"),
        ("letter. . .", "letter"),
        ("CON", "CON_"),
        ("nul.pdf", "nul_.pdf"),
        ("Lpt1 .tar.gz", "Lpt1_.tar.gz"),
        ("CONRAD.pdf", "CONRAD.pdf"),
        ("COM¹", "COM¹_"),
        ("gnp\u202efdp.exe", "gnpfdp.exe"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
        ("Søren Åström.pdf", "Søren Åström.pdf"),
        ("\ud800a\0b", "ab"),
        ("", "_"),
        ("...", "_"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("é" * 150 + ".pdf", "é" * 98 + ".pdf"),
        ("x" * 195 + "e\u0331\u0323.pdf", "x" * 195 + ".pdf"),
        ("x" * 195 + " .y" + ".pdf", "x" * 195 + ".pdf"),
    ],
)
def test_a_text_becomes_a_name(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(HOSTILE)
@example("x" * 199 + "..pdf")
@example("." + "-" * 300)
@example("a." + "b" * 300)
@example("CON" + " " * 300 + ".pdf")
@example("con." + "\u0301" * 300)
def test_every_text_becomes_a_name_that_every_file_system_takes(text: str) -> None:
    name = safe_name(text)

    assert 1 <= len(name.encode()) <= 200
    assert not re.search(r'[<>:"/\\|?*]', name)
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in name)
    assert not re.match(r"[.\- ]|(?i:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", name)
    assert not name.endswith((".", " "))
    assert unicodedata.is_normalized("NFC", name)
    assert safe_name(name) == name


@given(st.from_regex(r"[0-9]{1,6}(-[A-Za-z0-9ÀÉÜßłő]{1,30}){1,3}\.pdf", fullmatch=True))
def test_a_name_of_letters_and_digits_stays_as_it_is(name: str) -> None:
    assert safe_name(name) == name


def test_folders_hold_a_thousand_rows_each() -> None:
    assert [numbered_folder(row) for row in (1, 1000, 1001, 100_000)] == ["0001", "0001", "0002", "0100"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (("a.pdf", "b.pdf"), ()),
        (("a.pdf", "b.pdf", "A.PDF", "a.pdf"), ((0, 2, 3),)),
        (("Zoë.pdf", "Zoe\u0308.pdf"), ((0, 1),)),
        (("Straße.pdf", "STRASSE.pdf"), ((0, 1),)),
        (("1/a.pdf", "2/a.pdf"), ()),
        (("1/a.pdf", "1/b.pdf"), ()),
        (("a", "A/b.pdf"), ((0, 1),)),
        (("a/b/c.pdf", "a/b"), ((1, 0),)),
    ],
)
def test_files_that_would_be_one_are_found(
    files: tuple[str, ...], found: tuple[tuple[int, ...], ...]
) -> None:
    assert find_collisions(files) == found
