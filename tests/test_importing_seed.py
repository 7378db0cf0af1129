"""The seed letter as a document of every kind is the letter that its text is."""

import re
from pathlib import Path

import pytest

from document_makers import by_pandoc
from letterpress.importing import import_letter
from letterpress.outline import outline
from letterpress.press import RenderOptions, render_source
from letterpress.reading import read_letter
from letterpress.source import Source, decode_source

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
RAISED = "[⁰¹²³⁴⁵⁶⁷⁸⁹]+"


def _with_real_notes(text: str) -> str:
    """Give the seed letter with notes that pandoc knows for notes."""
    bodies = re.sub(
        f"^({RAISED}) ", lambda found: f"[^{found[1].translate(SUPERSCRIPTS)}]: ", text, flags=re.MULTILINE
    )
    return re.sub(RAISED, lambda found: f"[^{found[0].translate(SUPERSCRIPTS)}]", bodies)


def _words(source: Source) -> str:
    """Give the outline of a letter without what pages do not show: emphasis, links, line ends."""
    shown = outline(read_letter(source).letter)
    texts = re.findall(
        r"^ *(?:Text text=|FootnoteCall |Signatory |Dateline |(\w+: \w+)$)(.*)", shown, re.MULTILINE
    )
    return re.sub(r"[\s\\-]|' *'", "", "".join("".join(pair).strip("'\"") for pair in texts))


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_the_seed_letter_out_of_a_word_processor_is_that_of_the_text(
    kind: str, seed: Path, tmp_path: Path
) -> None:
    text = decode_source(seed.read_bytes(), "seed")
    document = by_pandoc(_with_real_notes(text.text), kind, tmp_path)

    source = import_letter(document.read_bytes(), "seed")

    assert outline(read_letter(source).letter) == outline(read_letter(text).letter)
    assert source.diagnostics == ()


def test_the_seed_letter_off_its_own_pages_has_the_words_of_the_text(seed: Path) -> None:
    text = decode_source(seed.read_bytes(), "seed")

    source = import_letter(render_source(text, RenderOptions()).pdf, "seed")

    assert _words(source) == _words(text)


def test_a_pdf_that_carries_its_source_is_read_by_it(seed: Path) -> None:
    text = decode_source(seed.read_bytes(), "seed.txt")

    source = import_letter(render_source(text, RenderOptions(embed_source=True)).pdf, "out/seed.pdf")

    assert (source.name, source.data) == ("out/seed.pdf/seed.txt", seed.read_bytes())
    assert [one.code for one in source.diagnostics] == ["source-embedded"]


def test_the_document_itself_is_what_a_letter_carries(tmp_path: Path) -> None:
    document = by_pandoc(
        "Dear Ada,\n\nThank you.\n\nYours sincerely,\n\nBo Lee\n", "docx", tmp_path
    ).read_bytes()

    letter = render_source(import_letter(document, "letter.docx"), RenderOptions(embed_source=True))

    again = import_letter(letter.pdf, "a.pdf")
    assert letter.standards == ("pdf/a-3a", "pdf/ua-1")
    assert (again.name, again.data) == ("a.pdf/letter.docx", document)
    assert again.text.endswith("Yours sincerely,\n\nBo Lee\n")
