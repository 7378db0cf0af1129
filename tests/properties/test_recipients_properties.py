"""Properties of recipients: what csv writes comes back, and no bytes raise."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpress.merging import Reading, RecipientsOptions, fields_sha256, read_recipients

NAMES = ["alpha", "beta", "gamma"]
PRINTABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t,;|\"'=+-@"), max_size=12
)
ROWS = st.lists(st.lists(PRINTABLE, min_size=3, max_size=3), min_size=1, max_size=8)
HEADS = (
    b"", b"a,b\n", b'a\n"', b"[", b'[{"a": ', b'{"a":', b"SQLite format 3\0", b"PK\x03\x04",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"sep=;\n",
)  # fmt: skip


@given(rows=ROWS, delimiter=st.sampled_from(",;\t|"), line_end=st.sampled_from(["\n", "\r\n", "\r"]))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_csv_writes_comes_back(
    encoding: str, rows: list[list[str]], delimiter: str, line_end: str
) -> None:
    text = StringIO(newline="")
    broken = any("\r" in cell or "\n" in cell for row in rows for cell in row)  # 3.11 forgets to quote some
    writer = csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=csv.QUOTE_ALL if broken else csv.QUOTE_MINIMAL,
    )
    writer.writerows([NAMES, *rows])
    reading = read_recipients(BytesIO(text.getvalue().encode(encoding)), "people")

    expected = [cells for row in rows if any(cells := [cell.strip() for cell in row])]
    assert [list(recipient.contents) for recipient in reading.recipients] == expected


@given(
    head=st.sampled_from(HEADS),
    body=st.binary(max_size=200) | st.text('",\n\r[]{}:ab1;\0', max_size=60).map(str.encode),
    encoding=st.sampled_from(
        [None, None, "cp1252", "utf-16", "utf-7", "utf-32", "shift_jis", "punycode", "idna"]
    ),
)
def test_any_bytes_give_a_reading(head: bytes, body: bytes, encoding: str | None) -> None:
    reading = read_recipients(BytesIO(head + body), "people", RecipientsOptions(encoding))

    assert isinstance(reading, Reading)
    assert reading.recipients or reading.diagnostics
    assert all(len(fields_sha256(recipient)) == 64 for recipient in reading.recipients)
    assert all(d.message.encode() for d in reading.diagnostics)
