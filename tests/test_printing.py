"""The parts of a print run: values of a PDF, contents of pages, balanced trees, objects once."""

import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from letterpress.printing import content, sharing
from letterpress.printing.content import cut, unmark
from letterpress.printing.filters import pack
from letterpress.printing.pdffile import PdfFile
from letterpress.printing.sharing import SharedObjects
from letterpress.printing.trees import FAN_OUT, Tree, labels_node, pages_node
from letterpress.printing.values import (
    Reference,
    Stream,
    UnreadableError,
    Value,
    parse_value,
    reference_to,
    string_bytes,
    text_string,
    write_value,
)

LINE = b"q\n/P\n<</MCID %d>>\nBDC\nBT [<%04x>] TJ ET\nEMC\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b"<</A 1 0 R/B[/C -.5 true null]>>",
            {b"/A": Reference(1), b"/B": [b"/C", b"-.5", b"true", b"null"]},
        ),
        (b"[1 0 2 0 R 3]", [b"1", b"0", Reference(2), b"3"]),
        (b"[1 0 Rx]", [b"1", b"0", b"Rx"]),
        (rb"(a (1 0 R) \) \\)", rb"(a (1 0 R) \) \\)"),
        (b"<</A<31 20 30>/B/C%comment 1 0 R\n/D()>>", {b"/A": b"<31 20 30>", b"/B": b"/C", b"/D": b"()"}),
    ],
)
def test_values_are_read(data: bytes, expected: Value) -> None:
    assert parse_value(data, 0)[0] == expected


@pytest.mark.parametrize(
    "data", [b"", b"<</A 1", b"(never", b"]", b"[>>", b"<</A>>", b"<<[]1>>", b"<zz>", b"{"]
)
def test_what_is_no_value_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        parse_value(data, 0)


def test_values_are_written_with_other_numbers() -> None:
    value, _ = parse_value(b"<</A 1 0 R/B [(1 0 R) 2 0 R]>>", 0)

    written = write_value(value, lambda reference: reference_to(reference.number + 40))
    assert written == b"<</A 41 0 R/B [(1 0 R) 42 0 R]>>"


@pytest.mark.parametrize(
    "data", [b"(note-1)", b"<6e6f74652d31>", b"/note-1", rb"(no\164e\0551)", b"(no\\\nte-1)"]
)
def test_one_name_may_be_written_in_many_ways(data: bytes) -> None:
    assert string_bytes(data) == b"note-1"


@pytest.mark.parametrize("text", ["plain", r"(\)", "Émile Зоя 山", "", "\U0001f58b"])
def test_text_is_read_back_by_another_reader(text: str) -> None:
    data = text_string(text)

    assert parse_value(data, 0) == (data, len(data))
    plain = string_bytes(data)
    assert (plain[2:].decode("utf-16-be") if plain.startswith(b"\xfe\xff") else plain.decode()) == text


def test_pieces_of_content_are_the_content() -> None:
    page = b"".join(LINE % (n, n) for n in range(50))

    pieces = list(cut(page))
    assert b"".join(pieces) == page
    assert len(pieces) > 50 / content.LINES_PER_PIECE / 2


def test_a_line_more_leaves_the_other_pieces_as_they_are() -> None:
    page = b"".join(LINE % (1, n) for n in range(50))

    longer = list(cut(LINE % (1, 999) + page))
    assert len(set(cut(page)) - set(longer)) <= 1


def test_content_in_which_cuts_could_be_wrong_is_left_whole() -> None:
    page = b"BT (text with <</MCID 1>> BDC \nEMC\n inside) Tj ET\nEMC\n"

    assert list(cut(unmark(page))) == [page]


def test_marks_lose_their_numbers_and_nothing_else() -> None:
    assert unmark(LINE % (7, 1)) == b"q\n/P\nBMC\nBT [<0001>] TJ ET\nEMC\n"
    assert unmark(b"/Span <</ActualText <feff00ad>>> BDC") == b"/Span <</ActualText <feff00ad>>> BDC"


def test_no_packed_text_ends_in_a_carriage_return() -> None:
    texts = [b"%d" % number for number in range(2000)]

    packed = [pack(text) for text in texts]
    assert [data for data in packed if data.endswith(b"\r")] == []
    assert [zlib.decompress(data).rstrip() for data in packed] == texts


def test_equal_objects_are_written_once() -> None:
    shared = SharedObjects(PdfFile(BytesIO()))

    assert shared.put(b"<</A 1>>") == shared.put(b"<</A 1>>") != shared.put(b"<</A 2>>")
    one, other = Stream({}, b"data"), Stream({}, b"other")
    assert shared.put_stream(b"", one) == shared.put_stream(b"", one) != shared.put_stream(b"", other)


def test_a_piece_met_again_gets_a_stream_of_its_own() -> None:
    shared = SharedObjects(PdfFile(BytesIO()))

    assert len(shared.put_pieces([b"Dear Ada", b"text", b"end"])) == 1
    second = shared.put_pieces([b"Dear Bob", b"text", b"end"])
    third = shared.put_pieces([b"Dear Cy", b"text", b"end"])
    assert len(second) == len(third) == 3
    assert second[1:] == third[1:]


def test_what_is_remembered_is_bounded_and_what_is_in_use_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MAX_REMEMBERED", 3)
    shared = SharedObjects(PdfFile(BytesIO()))
    font = shared.put(b"font")

    for number in range(100):
        shared.put(b"%d" % number)
        assert shared.put(b"font") == font


@pytest.mark.parametrize("count", [1, FAN_OUT, FAN_OUT + 1, FAN_OUT**2 + 1])
def test_pages_and_labels_stand_in_balanced_trees(count: int) -> None:
    sink = BytesIO()
    file = PdfFile(sink)
    pages, labels = Tree(file, pages_node), Tree(file, labels_node)
    for index in range(count):
        number = file.take_number()
        box = b"<</Type /Page/MediaBox [0 0 %d 9]/Parent %s>>" % (index + 1, reference_to(pages.leaf()))
        file.put(number, box)
        pages.add(reference_to(number), index)
        labels.add(b"%d <</P (%d-)/S /D>>" % (index, index), index)
    root, info = file.take_number(), file.take_number()
    ends = (reference_to(pages.finish()), reference_to(labels.finish()))
    file.put(root, b"<</Type /Catalog/Pages %s/PageLabels %s>>" % ends)
    file.put(info, b"<<>>")
    file.close(root, info)

    reader = PdfReader(sink, strict=True)
    assert [int(page.mediabox.width) for page in reader.pages] == list(range(1, count + 1))
    assert reader.page_labels[-1] == f"{count - 1}-1"
