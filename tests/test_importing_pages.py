"""PDFs as letters: text as it looks, calls of notes, columns of signatories, files that are no letters."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from document_makers import body_of, told
from letterpress.diagnostics import LetterError
from letterpress.importing import import_letter
from letterpress.importing.pages.addresses import rejoin

HELVETICA = {
    "/Type": "/Font",
    "/Subtype": "/Type1",
    "/BaseFont": "/Helvetica",
    "/Encoding": "/WinAnsiEncoding",
}


def _pdf(*pages: str, font: dict[str, str] = HELVETICA, rotate: int = 0) -> bytes:
    """Write a PDF of content streams, with one font, /F."""
    writer = PdfWriter()
    described = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    for content in pages:
        page = writer.add_blank_page(600, 800)
        stream = DecodedStreamObject()
        stream.set_data(content.encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001 -- the way pypdf has
        fonts = DictionaryObject({NameObject("/F"): described})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Rotate")] = NumberObject(rotate)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _show(text: str, x: float, y: float, size: float = 10) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n"


def _lines(*lines: str, top: float = 700, x: float = 50) -> str:
    return "".join(_show(line, x, top - 12 * n) for n, line in enumerate(lines))


def test_lines_indents_and_white_are_kept() -> None:
    content = _show("5 May 2026", 200, 700) + _show("Dear Ada,", 50, 670) + _lines("one", "two", top=658)

    assert body_of(import_letter(_pdf(content), "a")) == (f"{' ' * 30}5 May 2026\n\nDear Ada,\none\ntwo")


def test_a_narrow_space_that_is_written_parts_words() -> None:
    content = "BT /F 10 Tf 50 Tz 20 700 Td (Dear Ada Roe, hello) Tj ET"

    assert body_of(import_letter(_pdf(content), "a")) == "Dear Ada Roe, hello"


def test_raised_digits_are_superscripts_behind_words_and_before_notes() -> None:
    content = (
        _lines("as agreed.", "It is so.")
        + _show("12", 97, 704, 6)
        + _show("12", 50, 603, 6)
        + _show("See the log.", 57, 600)
    )

    assert body_of(import_letter(_pdf(content), "a")) == "as agreed.¹²\nIt is so.\n\n\n\n¹² See the log."


def test_a_number_of_full_size_is_no_call() -> None:
    assert (
        body_of(import_letter(_pdf(_lines("in 1914, area 51", "and 3 more")), "a"))
        == "in 1914, area 51\nand 3 more"
    )


def test_pages_end_with_form_feeds() -> None:
    data = _pdf(_lines("one more line"), _lines("another line"))

    assert import_letter(data, "a").text == "---\ntext: printed\n---\n\none more line\n\fanother line\n\f"


def test_signatories_in_columns_stand_one_below_the_other() -> None:
    content = _lines("Dear Ada,", "", "Yours sincerely,", top=760)
    for n, (left, right) in enumerate((("Ada Roe, Mayor of", "Cy Young, Clerk"), ("Bath", "of Ely"))):
        content += _show(left, 50, 690 - 12 * n) + _show(right, 250, 690 - 12 * n)
    content += _show("Bo Lee, Mayor", 50, 650) + _show("Di Fox, Clerk", 250, 650)

    assert body_of(import_letter(_pdf(content), "a")).partition("Yours sincerely,\n\n")[2] == (
        "Ada Roe, Mayor of\nBath\n\nCy Young, Clerk\nof Ely\n\nBo Lee, Mayor\n\nDi Fox, Clerk"
    )


def test_a_page_that_is_turned_is_read_upright() -> None:
    content = "BT /F 10 Tf 0 1 -1 0 100 50 Tm (Dear Ada, hello) Tj ET"

    assert body_of(import_letter(_pdf(content, rotate=90), "a")) == "Dear Ada, hello"


def test_text_in_forms_is_read_and_turned_text_is_counted() -> None:
    data = _pdf(_lines("Dear Ada, hello") + "BT /F 9 Tf 0 1 -1 0 20 20 Tm (draft) Tj ET")
    source = import_letter(data, "a")

    assert body_of(source) == "Dear Ada, hello"
    assert "5 characters that are not upright" in source.diagnostics[0].message


def test_the_one_warning_says_what_may_be_lost() -> None:
    (warning,) = told(import_letter(_pdf(_lines("Dear Ada, hello")), "a"))

    assert warning == (
        "pages-read the letter is read off its pages, where it may have lost emphasis, links, "
        "headings and tables but for their words"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (_pdf(""), "a.pdf has no text"),
        (b"%PDF-1.7 and then nothing", "a.pdf is damaged: "),
        (
            _pdf(
                _lines("01" * 20),
                font={"/Type": "/Font", "/Subtype": "/Type0", "/Encoding": "/Identity-H"},
            ),
            "the fonts on page 1 of a.pdf do not say which characters they show",
        ),
    ],
    ids=["empty", "broken", "no mapping"],
)
def test_files_that_say_nothing_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(LetterError) as caught:
        import_letter(data, "a.pdf")

    assert caught.value.diagnostics[0].message.startswith(said)


def test_a_file_behind_a_password_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(_pdf(_lines("Dear Ada, hello")))))
    writer.encrypt("secret", algorithm="RC4-128")
    written = BytesIO()
    writer.write(written)

    with pytest.raises(LetterError) as caught:
        import_letter(written.getvalue(), "a.pdf")

    assert caught.value.diagnostics[0].message == "a.pdf is protected by a password"


def test_addresses_parted_at_line_ends_are_whole_where_links_say_so() -> None:
    text = "See https://site.example/a-\n   long/path.html, and\n   https://site.example/b"

    assert rejoin(text, ["https://site.example/a-long/path.html", "https://site.example/b"]) == (
        "See https://site.example/a-long/path.html,\nand\n   https://site.example/b"
    )


def test_a_form_that_shows_itself_ends() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(_pdf(_lines("Dear Ada, hello") + "/X Do"))))
    form = DecodedStreamObject()
    form.set_data(b"/X Do /X Do")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/Matrix")] = ArrayObject([NumberObject(n) for n in (1, 0, 0, 1, 0, 0)])
    resources = writer.pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    reference = writer._add_object(form)  # noqa: SLF001 -- the way pypdf has
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/X"): reference})
    written = BytesIO()
    writer.write(written)

    assert body_of(import_letter(written.getvalue(), "a")) == "Dear Ada, hello"


def test_more_glyphs_than_any_page_has_are_refused() -> None:
    with pytest.raises(LetterError) as caught:
        import_letter(_pdf(_show("x" * 60_000, 10, 10, 0.01)), "a.pdf")

    assert caught.value.diagnostics[0].message == "a.pdf has more words than any letter"


@pytest.mark.parametrize("matrix", ["0 0 0 0 0 0", f"1 0 0 1 1{30 * '0'} 0", f"1{30 * '0'} 0 0 1 0 0"])
def test_places_that_are_on_no_page_do_no_harm(matrix: str) -> None:
    data = _pdf(_lines("Dear Ada, hello") + f"BT /F 10 Tf {matrix} Tm (far) Tj ET")

    assert body_of(import_letter(data, "a")).strip() == "Dear Ada, hello"
