"""Front matter as templates of other programs have it: their letters are read whole."""

import pytest

from letterpress.diagnostics import Code, Severity
from letterpress.letter import Letter, plain_text
from letterpress.reading import read_letter
from letterpress.source import Source

PANDOC = """\
author: Ada Roe
return-address:
  - 1 High Street
  - Bath
address:
  - Bo Lee
  - 2 Low Street
opening: Dear Bo,
closing: Sincerely,
encl:
  - Plan
cc: [Cy Young]
ps: One more thing.
date: May 5, 2026
"""
QUARTO = """\
sender:
  name: Ada Roe
  address:
    - 1 High Street
    - Bath
  email: ada@roe.example
recipient:
  name: Bo Lee
  address:
    - 2 Low Street
date: May 5, 2026
opening: Dear Bo,
closing: Sincerely,
signature: Ada Roe
cc: Cy Young
encl: Plan
ps: One more thing.
format: letter-pdf
"""
KOMA = """\
fromname: Ada Roe
fromaddress: |
  1 High Street
  Bath
toaddress: |
  Bo Lee
  2 Low Street
place: Bath
date: May 5, 2026
opening: Dear Bo,
closing: Sincerely,
enclosure: Plan
cc: Cy Young
ps: One more thing.
"""


def read(front: str) -> tuple[Letter, list[Code]]:
    reading = read_letter(Source("a.md", f"---\n{front}---\n\nIt runs.\n"))
    return reading.letter, [d.code for d in reading.diagnostics if d.severity is not Severity.NOTE]


@pytest.mark.parametrize("front", [PANDOC, QUARTO, KOMA], ids=["pandoc", "quarto", "koma"])
def test_a_letter_of_another_template_is_read_whole(front: str) -> None:
    letter, _ = read(front)

    assert letter.letterhead.name == "Ada Roe"
    assert letter.letterhead.lines[:2] == ("1 High Street", "Bath")
    assert [plain_text(line.children) for line in letter.inside_address] == ["Bo Lee", "2 Low Street"]
    assert letter.salutation
    assert plain_text(letter.salutation.children) == "Dear Bo,"
    assert letter.complimentary_close
    assert plain_text(letter.complimentary_close.children) == "Sincerely,"
    assert [signatory.name for signatory in letter.signature_block] == ["Ada Roe"]
    assert letter.dateline
    assert letter.dateline.date
    assert letter.dateline.date.isoformat() == "2026-05-05"
    assert [plain_text(line.children) for line in letter.copies] == ["Cy Young"]
    assert [plain_text(line.children) for line in letter.enclosures] == ["Plan"]
    assert [plain_text(line.children) for line in letter.postscript] == ["One more thing."]


def test_a_place_stands_before_the_date() -> None:
    letter, codes = read("place: Bath\ndate: May 5, 2026\n")

    assert letter.dateline
    assert letter.dateline.line == "Bath, May 5, 2026"
    assert codes == []


def test_who_signs_has_name_and_office() -> None:
    letter, _ = read('closing: Sincerely,\nsignature: ["Ada Roe, M.D.", Director]\nauthor: Bo Lee\n')

    (signatory,) = letter.signature_block
    assert (signatory.name, signatory.title) == ("Ada Roe", "Director")


def test_without_a_stated_close_the_author_of_the_file_signs_nothing() -> None:
    letter, _ = read("author: Ada Roe\n")

    assert letter.signature_block == ()


def test_a_close_in_the_text_and_in_front_matter_is_an_error() -> None:
    reading = read_letter(
        Source("a.md", "---\nclosing: Yours,\n---\nDear Bo,\n\nIt runs.\n\nSincerely,\n\nAda Roe\n")
    )

    assert [d.code for d in reading.diagnostics] == [Code.PART_TWICE]


def test_how_the_block_is_set_is_no_signatory() -> None:
    reading = read_letter(
        Source("a.md", "---\nsignature: {columns: 2}\n---\nDear Bo,\n\nIt runs.\n\nSincerely,\n\nAda Roe\n")
    )

    assert reading.diagnostics == ()
    assert [signatory.name for signatory in reading.letter.signature_block] == ["Ada Roe"]
    assert reading.letter.signature_style.columns == 2
