"""Documents on the command line: render, check, parse and merge take them as they take texts."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image
from pypdf import PdfReader

from document_makers import docx, paragraphs, words
from letterpress.cli.program import program

LETTER = ("November 24, 2026", "", "Dear {{ name }},", "", "Thank you.", "", "Sincerely,", "", "Bo Lee")
CHANGED = paragraphs(*LETTER) + f'<w:p><w:ins w:id="1">{words("P.S. Soon.")}</w:ins></w:p>'


def _run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(program, arguments, input=stdin)


@pytest.fixture
def letter(desk: Path) -> Path:
    """Give a letter as a document, with a field."""
    path = desk / "letter.docx"
    path.write_bytes(docx(paragraphs(*LETTER)))
    return path


def test_parse_prints_the_text_a_document_is_read_as(letter: Path) -> None:
    run = _run("parse", letter.name, "--source")

    assert run.exit_code == 0
    assert run.stdout == (
        "---\ntext: typed\n---\n\nNovember 24, 2026\n\nDear {{ name }},\n\nThank you.\n\n"
        "Sincerely,\n\nBo Lee\n"
    )


def test_the_text_of_a_text_is_printed_as_it_is(desk: Path) -> None:
    run = _run("parse", "letter.txt", "--source")

    assert run.stdout == (desk / "letter.txt").read_text()


def test_parse_prints_one_form_only() -> None:
    run = _run("parse", "letter.txt", "--source", "--json")

    assert (run.exit_code, "--json and --source exclude each other" in run.stderr) == (2, True)


def test_documents_come_from_standard_input_too(letter: Path) -> None:
    run = _run("parse", "-", "--json", stdin=letter.read_bytes())

    assert '"complimentary_close": "Sincerely,"' in run.stdout


def test_fields_of_a_document_are_filled_in_as_those_of_a_text(letter: Path, desk: Path) -> None:
    (desk / "people.csv").write_text("name\nAda\nBo\n")

    merged = _run("merge", letter.name, "people.csv", "-o", "run")
    from_text = _run("parse", letter.name, "--source")
    (desk / "letter.md").write_text(from_text.stdout)
    again = _run("merge", "letter.md", "people.csv", "-o", "again")

    digests = [
        [sha256(path.read_bytes()).hexdigest() for path in sorted((desk / folder).glob("*.pdf"))]
        for folder in ("run", "again")
    ]
    assert (merged.exit_code, again.exit_code) == (0, 0)
    assert digests[0] == digests[1]
    assert len(digests[0]) == 2


def test_check_refuses_a_document_under_review_and_says_what_to_type(desk: Path) -> None:
    (desk / "letter.docx").write_bytes(docx(CHANGED))

    run = _run("check", "letter.docx")

    assert run.exit_code == 1
    assert "letter.docx has 1 tracked change [document-review]" in run.stdout
    assert "type --review accept or --review reject" in run.stdout


@pytest.mark.parametrize(("review", "postscript"), [("accept", True), ("reject", False)])
def test_a_review_is_settled_by_an_option(desk: Path, review: str, *, postscript: bool) -> None:
    (desk / "letter.docx").write_bytes(docx(CHANGED))

    run = _run("parse", "letter.docx", "--review", review)

    assert ("postscript" in run.stdout, run.stderr) == (postscript, "")


def test_a_run_under_one_review_is_not_finished_under_the_other(desk: Path) -> None:
    (desk / "letter.docx").write_bytes(docx(CHANGED))
    (desk / "people.csv").write_text("name\nAda\n")
    _run("merge", "letter.docx", "people.csv", "-o", "run", "--review", "accept")

    run = _run("merge", "letter.docx", "people.csv", "-o", "run", "--review", "reject", "--resume")

    assert "[run-changed]" in run.stderr


def test_images_of_a_document_are_set_and_nothing_is_written_beside_it(desk: Path) -> None:
    picture = BytesIO()
    Image.new("RGB", (120, 80), "tan").save(picture, "PNG")
    figure = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="a" descr="A tan field"/>'
        '<a:graphic><a:graphicData><a:blip r:embed="i"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
    body = paragraphs(*LETTER[:2], "Dear Ada,", "", figure, "", *LETTER[4:])
    data = docx(body, {"word/media/image1.png": picture.getvalue()}, {"i": ("image", "media/image1.png")})
    (desk / "letter.docx").write_bytes(data)
    before = set(desk.iterdir())

    run = _run("render", "letter.docx", "-o", "letter.pdf")

    images = PdfReader(desk / "letter.pdf").pages[0].images
    assert (run.exit_code, len(images)) == (0, 1)
    assert set(desk.iterdir()) - before == {desk / "letter.pdf"}


def test_a_note_that_a_pdf_carries_its_source_fails_nothing(desk: Path) -> None:
    _run("render", "letter.txt", "--embed-source", "-o", "letter.pdf")

    run = _run("check", "letter.pdf", "--strict")

    assert (run.exit_code, "[source-embedded]" in run.stdout) == (0, True)
    assert (desk / "letter.pdf").exists()


def test_a_pdf_that_lies_where_its_letter_would_be_written_is_not_lost(desk: Path) -> None:
    _run("render", "letter.txt")
    before = (desk / "out/letter.pdf").read_bytes()

    run = _run("render", "out/letter.pdf")

    assert (run.exit_code, "is the letter itself" in run.stderr) == (2, True)
    assert sha256((desk / "out/letter.pdf").read_bytes()).hexdigest() == sha256(before).hexdigest()
