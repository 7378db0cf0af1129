"""Letters of the gallery in a print run: the same pages, links to the same places, equal things once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from gallery_letters import typeset_of
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, IndirectObject

from letterpress.diagnostics import Code, DeliveryError, Severity
from letterpress.preflight import inspect_pdf
from letterpress.printing import PrintLetter, PrintOptions, PrintSummary, outline, pdffile, write_print_run

NAMES = ("calls", "figures", "lettre", "tables", "turned")
CREATED = datetime(2026, 11, 24, tzinfo=UTC)
OPTIONS = PrintOptions("Spring mailing", CREATED)


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[PrintLetter]:
    monkeypatch.chdir(tmp_path)
    return [PrintLetter(f"{name}.pdf", f"{name.title()} (Émile)", typeset_of(name).pdf) for name in NAMES]


def _run(letters: list[PrintLetter], options: PrintOptions = OPTIONS) -> tuple[PrintSummary, PdfReader]:
    summary = write_print_run(letters, Path("run.pdf"), options)
    return summary, PdfReader(summary.files[0].path)


@cache
def _pictures(pdf: bytes) -> list[bytes]:
    """Picture the pages as they lie on upright sheets."""
    pages = ((page, page.get_width() > page.get_height()) for page in pypdfium2.PdfDocument(pdf))
    return [
        page.render(scale=0.5, rotation=270 if turned else 0).to_pil().tobytes() for page, turned in pages
    ]


def _first_pages() -> list[int]:
    counts = [typeset_of(name).page_count for name in NAMES]
    return [sum(counts[:index]) for index in range(len(counts))]


def test_pages_look_as_in_the_letters(letters: list[PrintLetter]) -> None:
    summary, _ = _run(letters)

    expected = [picture for name in NAMES for picture in _pictures(typeset_of(name).pdf)]
    assert _pictures(summary.files[0].path.read_bytes()) == expected


def test_turned_pages_lie_on_upright_sheets_with_their_top_at_the_left(letters: list[PrintLetter]) -> None:
    summary, _ = _run([letters[NAMES.index("turned")]])

    pages = pypdfium2.PdfDocument(summary.files[0].path)
    assert [page.get_size() for page in pages] == [(612, 792)] * 4


def test_pages_say_what_the_letters_say(letters: list[PrintLetter]) -> None:
    _, reader = _run(letters)

    own = [page.extract_text() for letter in letters for page in PdfReader(BytesIO(letter.pdf)).pages]
    assert [page.extract_text() for page in reader.pages] == own


def test_what_a_run_claims_is_confirmed(letters: list[PrintLetter]) -> None:
    summary, _ = _run(letters, PrintOptions("A & <B>", CREATED, duplex=True))

    inspection = inspect_pdf(summary.files[0].path.read_bytes())
    assert inspection.claimed == inspection.standards == (summary.standard,) == ("pdf/a-2u",)
    assert {d.code for d in inspection.diagnostics} <= {Code.PDF_BOXES}  # one letter is on A4


def test_the_same_letters_give_the_same_bytes(letters: list[PrintLetter]) -> None:
    one = _run(letters)[0].files[0].path.read_bytes()

    assert _run(letters)[0].files[0].path.read_bytes() == one


def _places(reader: PdfReader, first: int, count: int) -> list[tuple[int, list[float]]]:
    """Give page and place of each link within a stretch of pages, pages counted from its first."""
    numbers = {page.indirect_reference.idnum: index for index, page in enumerate(reader.pages)}  # type: ignore[union-attr]  # pages of a file have numbers
    named = reader.named_destinations
    found = []
    for page in reader.pages[first : first + count]:
        for annotation in page.get("/Annots", ()):
            place = annotation.get_object().get("/Dest")
            if isinstance(place, str):
                place = named[place].dest_array
            if isinstance(place, ArrayObject):
                reference = list.__getitem__(place, 0)  # pypdf would follow it
                assert isinstance(reference, IndirectObject)
                found.append((numbers[reference.idnum] - first, [float(value) for value in place[2:4]]))
    return found


def test_links_lead_to_the_same_places_of_their_own_letter(letters: list[PrintLetter]) -> None:
    _, reader = _run([*letters, *letters])

    total = sum(typeset_of(name).page_count for name in NAMES)
    for letter, name, first in zip(letters, NAMES, _first_pages(), strict=True):
        count = typeset_of(name).page_count
        own = _places(PdfReader(BytesIO(letter.pdf)), 0, count)
        assert _places(reader, first, count) == own
        assert _places(reader, first + total, count) == own


def test_links_into_the_web_stay(letters: list[PrintLetter]) -> None:
    _, reader = _run(letters)

    def addresses(source: PdfReader) -> list[str]:
        links = [link.get_object() for page in source.pages for link in page.get("/Annots", ())]
        return [str(link["/A"]["/URI"]) for link in links if "/A" in link]

    assert addresses(reader) == [
        address for letter in letters for address in addresses(PdfReader(BytesIO(letter.pdf)))
    ]


def test_there_is_one_outline_entry_a_letter(letters: list[PrintLetter]) -> None:
    _, reader = _run(letters)

    entries = [(entry.title, reader.get_destination_page_number(entry)) for entry in reader.outline]  # type: ignore[arg-type, union-attr]  # it is flat
    assert entries == list(zip([letter.label for letter in letters], _first_pages(), strict=True))


def _titles(entries: object) -> list[object]:
    assert isinstance(entries, list)
    return [_titles(entry) if isinstance(entry, list) else str(entry.title) for entry in entries]


def test_many_letters_stand_in_groups(letters: list[PrintLetter], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "LONGEST_LIST", 2)
    _, reader = _run([letters[0]._replace(label=f"Letter {number}") for number in range(1, 6)])

    first = ["1\u20132", ["Letter 1", "Letter 2"], "3\u20134", ["Letter 3", "Letter 4"]]
    assert _titles(reader.outline) == ["1\u20134", first, "5\u20135", ["5\u20135", ["Letter 5"]]]


def test_the_validator_follows_the_outline_of_many_letters(letters: list[PrintLetter]) -> None:
    summary, _ = _run([letters[2]] * 300)

    assert inspect_pdf(summary.files[0].path.read_bytes()).standards == ("pdf/a-2u",)


def test_a_label_is_words_and_never_markup(letters: list[PrintLetter]) -> None:
    labels = ["(a\\) /Title <b>", "two\nlines\0", "\u202eright", "x" * 5000, ""]
    _, reader = _run([letters[0]._replace(label=label) for label in labels])

    titles = [str(entry.title) for entry in reader.outline]  # type: ignore[union-attr]  # it is flat
    assert titles == [labels[0], "two lines", labels[2], "x" * 500, ""]


def test_pages_are_labelled_by_letter_and_page(letters: list[PrintLetter]) -> None:
    _, reader = _run(letters)

    counts = [typeset_of(name).page_count for name in NAMES]
    expected = [f"{letter}-{page}" for letter, count in enumerate(counts, 1) for page in range(1, count + 1)]
    assert reader.page_labels == expected


def test_a_run_says_title_and_date_given(letters: list[PrintLetter]) -> None:
    _, reader = _run(letters)

    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.creation_date) == ("Spring mailing", CREATED)


def test_duplex_begins_each_letter_on_the_front_of_a_sheet(letters: list[PrintLetter]) -> None:
    summary, reader = _run(letters, replace(OPTIONS, duplex=True))

    counts = [typeset_of(name).page_count + typeset_of(name).page_count % 2 for name in NAMES]
    starts = [reader.get_destination_page_number(entry) for entry in reader.outline]  # type: ignore[arg-type]  # it is flat
    assert starts == [sum(counts[:index]) for index in range(len(counts))]
    assert summary.files[0].sheet_count * 2 == summary.files[0].page_count == len(reader.pages)


def test_a_blank_page_has_the_size_of_the_page_before_it(letters: list[PrintLetter]) -> None:
    odd = [letter for letter, name in zip(letters, NAMES, strict=True) if typeset_of(name).page_count % 2]
    _, reader = _run(odd, replace(OPTIONS, duplex=True))

    assert (reader.pages[-1].mediabox, reader.pages[-1].trimbox) == (
        reader.pages[-2].mediabox,
        reader.pages[-2].trimbox,
    )
    assert reader.pages[-1].get_contents() is None


def test_a_file_has_no_more_sheets_than_asked_for(letters: list[PrintLetter]) -> None:
    counts = [typeset_of(name).page_count for name in NAMES]
    limit = max(counts)
    summary, _ = _run([*letters, *letters], replace(OPTIONS, sheets_per_file=limit))

    names = [file.path.name for file in summary.files]
    assert names == [f"run-{number}.pdf" for number in range(1, len(names) + 1)]
    assert all(file.sheet_count == file.page_count <= limit for file in summary.files)
    assert sum(file.letter_count for file in summary.files) == len(NAMES) * 2
    labels = [PdfReader(file.path).page_labels for file in summary.files]
    assert [label for file in labels for label in file if label.endswith("-1")] == [
        f"{n}-1" for n in range(1, len(NAMES) * 2 + 1)
    ]


def test_a_letter_of_more_sheets_than_a_file_is_alone_in_one_with_a_warning(
    letters: list[PrintLetter],
) -> None:
    long = max(letters, key=lambda letter: typeset_of(Path(letter.name).stem).page_count)
    summary, _ = _run([long, long], replace(OPTIONS, sheets_per_file=1))

    assert [file.letter_count for file in summary.files] == [1, 1]
    assert [(d.code, d.severity) for d in summary.diagnostics] == [
        (Code.PRINT_RUN_SHEETS, Severity.WARNING)
    ] * 2


def test_a_hundred_copies_cost_little(letters: list[PrintLetter]) -> None:
    one = _run(letters[:1])[0].files[0].size_bytes
    hundred = _run(letters[:1] * 101)[0].files[0].size_bytes

    assert (hundred - one) / 100 < 1000


def _cut_off(data: bytes) -> bytes:
    return data[:-200]


def _garbage(_data: bytes) -> bytes:
    return b"no PDF at all"


def _overwritten(data: bytes) -> bytes:
    return data[:1000] + bytes(len(data) - 2000) + data[-1000:]


def _broken_font(data: bytes) -> bytes:
    broken = bytearray(data)
    broken[data.index(b"stream\n", data.index(b"/Length1")) + 1000] ^= 0xFF
    return bytes(broken)


def _encrypted(data: bytes) -> bytes:
    writer = PdfWriter(BytesIO(data))
    writer.encrypt("secret", algorithm="RC4-128")
    encrypted = BytesIO()
    writer.write(encrypted)
    return encrypted.getvalue()


def _changed(data: bytes) -> bytes:
    update = b"xref\n0 0\ntrailer\n<</Prev 9/Root 2 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + update


@pytest.mark.parametrize("harm", [_cut_off, _garbage, _overwritten, _broken_font, _encrypted, _changed])
def test_a_letter_that_cannot_be_read_is_named_and_nothing_is_written(
    letters: list[PrintLetter], harm: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    letters[2] = letters[2]._replace(pdf=harm(letters[2].pdf))

    with pytest.raises(DeliveryError) as refused:
        _run(letters, replace(OPTIONS, sheets_per_file=1))

    assert [d.code for d in refused.value.diagnostics] == [Code.PRINT_RUN_LETTER]
    assert letters[2].name in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_letter_that_claims_nothing_is_refused(letters: list[PrintLetter]) -> None:
    letters[1] = letters[1]._replace(pdf=letters[1].pdf.replace(b"<pdfaid:part>", b"<pdfaid:mart>"))

    with pytest.raises(DeliveryError, match="claims no standard"):
        _run(letters)


def test_a_run_of_no_letter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError) as refused:
        write_print_run([], tmp_path / "run.pdf", OPTIONS)

    assert [d.code for d in refused.value.diagnostics] == [Code.PRINT_RUN_EMPTY]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(letters: list[PrintLetter], tmp_path: Path) -> None:
    with pytest.raises(DeliveryError) as refused:
        write_print_run(letters, tmp_path / "nowhere" / "run.pdf", OPTIONS)

    assert [d.code for d in refused.value.diagnostics] == [Code.OUTPUT_UNWRITABLE]


@pytest.mark.parametrize("name", [".", "/dev/null"])
def test_a_folder_or_a_device_is_not_replaced(letters: list[PrintLetter], tmp_path: Path, name: str) -> None:
    with pytest.raises(DeliveryError, match="no file that could be replaced"):
        write_print_run(letters, tmp_path / name, OPTIONS)

    assert not (tmp_path / name).is_file()


def test_a_run_of_too_many_objects_is_refused(
    letters: list[PrintLetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdffile, "MAX_OBJECTS", 500)

    with pytest.raises(DeliveryError) as refused:
        _run(letters * 20)

    assert [d.code for d in refused.value.diagnostics] == [Code.PRINT_RUN_LIMIT]
    assert not Path("run.pdf").exists()
