"""Whole files under judgement: ours, broken ones, hostile ones."""

import io
import random
import re
import zlib
from dataclasses import replace

import pytest
from pypdf import PdfReader, PdfWriter

from letterpress.diagnostics import Code
from letterpress.preflight import Inspection, inspect_pdf, structure_outline
from letterpress.proof import Proof, ProofLine, ProofPage
from small_pages import finish

PAPER = (70.56, 70.56)
FIRST = """
<p data-tag="P" data-part="b1">Words<a data-tag="Reference Link" id="c1" href="#n1" title="Footnote 1">1</a>
here</p>
<div id="n1" data-tag="Note" data-id="n1" data-after="b1"><a data-tag="Lbl Link" href="#c1">1</a>
The note</div>
"""
SECOND = '<p data-tag="P">and over\u2010leaf</p>'
PROOF = Proof(
    pages=(
        ProofPage((ProofLine("Words1 here"), ProofLine("1 The note")), (1,), (1,)),
        ProofPage((ProofLine("and overleaf"),)),
    ),
    paper_mm=PAPER,
    standards=("pdf/a-2a", "pdf/ua-1"),
    families=frozenset({"EB Garamond"}),
)


@pytest.fixture(scope="module")
def letter() -> bytes:
    return finish(FIRST, SECOND)


def said(inspection: Inspection) -> list[tuple[Code, str]]:
    return [(diagnostic.code, diagnostic.message) for diagnostic in inspection.diagnostics]


def test_a_finished_letter_is_what_it_claims(letter: bytes) -> None:
    inspection = inspect_pdf(letter, PROOF)

    assert said(inspection) == []
    assert inspection.standards == inspection.claimed == ("pdf/a-2a", "pdf/ua-1")
    assert inspection.page_count == 2
    assert inspection.page_sizes_mm == (PAPER, PAPER)
    assert [font.family for font in inspection.fonts] == ["EB Garamond"]


def test_a_finished_letter_is_judged_without_a_proof_too(letter: bytes) -> None:
    assert said(inspect_pdf(letter)) == []


def test_a_standard_that_is_expected_and_not_claimed_is_refused(letter: bytes) -> None:
    inspection = inspect_pdf(letter, replace(PROOF, standards=("pdf/a-3a",)))

    assert said(inspection) == [(Code.PDF_STANDARD, "the file does not claim pdf/a-3a")]


def test_a_claim_that_does_not_hold_is_refused_with_rule_and_object(letter: bytes) -> None:
    spoilt = re.sub(rb"<dc:title>.*?</dc:title>", lambda match: b" " * len(match[0]), letter)

    inspection = inspect_pdf(spoilt, PROOF)

    assert inspection.standards == ("pdf/a-2a",)
    ((code, message),) = said(inspection)
    assert code is Code.PDF_STANDARD
    assert re.fullmatch(r"pdf/ua-1: .* \(rule PDFUA1-METADATA-TITLE-001.*\)", message)


def test_a_lost_word_and_a_late_note_are_refused(letter: bytes) -> None:
    first, second = PROOF.pages
    moved = (
        replace(first, lines=first.lines[:1], notes=()),
        replace(second, lines=(*second.lines, *first.lines[1:]), notes=(1,)),
    )

    inspection = inspect_pdf(letter, replace(PROOF, pages=moved))

    assert said(inspection) == [
        (Code.PDF_TEXT, 'page 1: "1Thenote" is on the page and was not set'),
        (Code.PDF_TEXT, 'page 2: the line "1 The note" is not on the page as it was set'),
        (Code.PDF_FOOTNOTE, "page 1: notes 1, not none"),
        (Code.PDF_FOOTNOTE, "page 2: notes none, not 1"),
    ]


def test_other_paper_and_other_fonts_are_refused(letter: bytes) -> None:
    wanted = replace(PROOF, paper_mm=(210.0, 297.0), families=frozenset({"Alegreya Sans"}))

    codes = [code for code, _ in said(inspect_pdf(letter, wanted))]

    assert codes == [Code.PDF_FONT, Code.PDF_BOXES, Code.PDF_BOXES]


def file_of(*objects: bytes) -> bytes:
    """Write a file with a classical cross-reference table; the first object is the catalogue."""
    output, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(output))
        output += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(output))
    return output + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table) + end


def packed(data: bytes) -> bytes:
    data = zlib.compress(data, 9)
    return b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(data), data)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>"
BOMB = packed(bytes(100_000_000))
NESTED = b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 100_000 + b"]" * 100_000 + b">>"
TAGGED = b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 4 0 R>>"

UNREADABLE = {
    "empty": b"",
    "garbage": random.Random(1).randbytes(10_000),  # noqa: S311 -- no secret
    "header alone": b"%PDF-1.7\n",
    "loop in the page tree": file_of(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
    "page without a size": file_of(CATALOGUE, PAGES, b"<</Type/Page/Parent 2 0 R>>"),
    "page of words": file_of(CATALOGUE, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[(a) /b]>>"),
    "nested without end": file_of(NESTED, PAGES, PAGE, packed(b"")),
    "bomb for metadata": file_of(b"<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>", PAGES, PAGE, BOMB),
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_a_diagnostic(data: bytes) -> None:
    inspection = inspect_pdf(data, PROOF)

    assert [code for code, _ in said(inspection)] == [Code.PDF_UNREADABLE]


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_letter_is_unreadable(letter: bytes, part: float) -> None:
    inspection = inspect_pdf(letter[: int(part * len(letter))], PROOF)

    assert [code for code, _ in said(inspection)] == [Code.PDF_UNREADABLE]


def test_an_encrypted_letter_is_unreadable(letter: bytes) -> None:
    writer, output = PdfWriter(clone_from=PdfReader(io.BytesIO(letter))), io.BytesIO()
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(output)

    assert said(inspect_pdf(output.getvalue())) == [(Code.PDF_UNREADABLE, "the file is encrypted")]


def test_a_bomb_for_a_page_is_left_alone_or_refused() -> None:
    data = file_of(CATALOGUE, PAGES, PAGE, BOMB)

    assert [code for code, _ in said(inspect_pdf(data))] == [Code.PDF_STANDARD]
    assert [code for code, _ in said(inspect_pdf(data, PROOF))] == [Code.PDF_UNREADABLE]


@pytest.mark.parametrize("sign", [b"[", b"(", b"<<", b"<", b"(\\", b"[("])
def test_a_page_of_open_brackets_is_judged_in_time(sign: bytes) -> None:
    data = file_of(CATALOGUE, PAGES, PAGE, packed(sign * 200_000))

    assert Code.PDF_TEXT in [code for code, _ in said(inspect_pdf(data, PROOF))]


def test_a_loop_in_the_structure_tree_is_left_at_its_second_turn() -> None:
    data = file_of(TAGGED, PAGES, PAGE, b"<</K[5 0 R 5 0 R]>>", b"<</S/P/K[5 0 R 4 0 R]>>")

    assert structure_outline(data) == "P\n"


def test_a_file_of_someone_else_claims_nothing() -> None:
    data = file_of(CATALOGUE, PAGES, PAGE, packed(b""))

    assert said(inspect_pdf(data)) == [(Code.PDF_STANDARD, "the file claims no archival standard")]


def test_no_letter_with_spoilt_bytes_raises(letter: bytes) -> None:
    chance = random.Random(7)  # noqa: S311 -- no secret
    for _ in range(40):
        spoilt = bytearray(letter)
        for _ in range(chance.randrange(1, 20)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)

        assert isinstance(inspect_pdf(bytes(spoilt), PROOF), Inspection)
