"""Hyphens of the author's at the ends of lines, as readers that go by sight give them back."""

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from letterpress.preflight import inspect_pdf
from letterpress.typesetting import TypesetLetter
from letters_in_type import text_in_browser, text_of, typeset_text
from small_pages import failures, finish

LETTER = "July 1, 2026\n\nDear Ada,\n\n{}\n\nSincerely,\n\nCharles Babbage\n"
COMPOUND = "hyper-critical-long-standing-all-encompassing-non-commissioned-anti-establishment-"
SUSPENDED = "the upper- and the lower- and the inner- and the outer- and the left- and the right- "


@pytest.fixture(scope="module")
def letter() -> TypesetLetter:
    body = (f"{COMPOUND * 5}bell", f"{SUSPENDED * 20}hand", "and the grade was A-", "The end.")
    return typeset_text(LETTER.format("\n\n".join(body)))


def in_reading_order(pdf: bytes, folder: Path) -> list[str]:
    """Extract text as `pdftotext` does unless told otherwise: it takes out hyphens at the ends of lines."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    return [subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True).stdout.decode()]  # noqa: S603, S607 -- as the machine has it


def in_browser(pdf: bytes, _folder: Path) -> list[str]:
    return text_in_browser(pdf)


def by_pypdf(pdf: bytes, _folder: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_lines_of_the_letter_end_in_hyphens_of_both_kinds(letter: TypesetLetter) -> None:
    lines = [line for passage in letter.plan.text for cell in passage.cells for line in cell.lines]

    assert {(line.own_hyphen, line.spaced) for line in lines if line.text.endswith("-")} == {
        (True, False),
        (False, True),
    }


@pytest.mark.parametrize("extract", [in_browser, in_reading_order, text_of, by_pypdf])
def test_a_hyphen_of_the_authors_stays_at_the_end_of_a_line(
    extract: Callable[[bytes, Path], list[str]], letter: TypesetLetter, tmp_path: Path
) -> None:
    text = "".join(extract(letter.pdf, tmp_path))

    whole = re.sub("-\u00ad?\r?\n(?=[a-z])", "-", text).replace("\u00a0", " ")
    words = whole.split()
    assert f"{COMPOUND * 5}bell" in words
    assert [words.count(word) for word in SUSPENDED.split() if word.endswith("-")] == [20] * 6
    assert words[words.index("A-") + 1] == "The"


def test_preflight_has_nothing_to_say_of_such_hyphens(letter: TypesetLetter) -> None:
    assert inspect_pdf(letter.pdf, letter.proof).diagnostics == ()


def test_a_hyphen_reads_with_the_break_behind_it() -> None:
    lines = (
        '<span class="line" data-hyphen="own">a well-</span>'
        '<span class="line" data-space="after">known up-</span>'
        '<span class="line">and</span>'
    )

    pdf = finish(f'<p data-tag="P">{lines}</p>')

    content = PdfReader(BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    assert re.findall(rb"ActualText <feff([0-9a-f]+)>", content.get_data()) == [b"002d00ad", b"002d00a0"]
    assert failures(pdf, "2a", "ua1") == []
