"""Spreadsheets of recipients: values as they are shown, and files that are none."""

import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from letterpress.diagnostics import Code
from letterpress.letter import ColumnRule
from letterpress.merging import Reading, RecipientsOptions, read_recipients
from letterpress.merging.tables.numberformats import show_value

DAY = datetime(2026, 11, 4)  # noqa: DTZ001 -- a spreadsheet's clock has no zone
MOMENT = datetime(2026, 11, 4, 15, 5, 9)  # noqa: DTZ001 -- as above
SHOWN = [
    (1067, "00000", "01067"),
    (1234.5, "General", "1234.5"),
    (0.1 + 0.2, "General", "0.3"),
    (123456789012, "General", "123456789012"),
    (1e20, "General", "100000000000000000000"),
    (-7, "General", "-7"),
    (7, '"No. "General', "No. 7"),
    (7, "@", "7"),
    (1234.5, "#,##0.00", "1,234.50"),
    (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
    (0, '0;-0;"none"', "none"),
    (1.5, "0.0#", "1.5"),
    (1.005, "0.00", "1.01"),
    (0.125, "0.0%", "12.5%"),
    (5551234567, "(000) 000-0000", "(555) 123-4567"),
    (1234567, '#,##0,"k"', "1,235k"),
    (12, "[$€-407] #,##0.00", "€ 12.00"),
    (1234.5, "_-* #,##0.00\\ [$€-1]_-", "1,234.50 €"),
    (12345, "0.00E+00", "1.23E+04"),
    (-5, "[Red]0", "-5"),
    (0.5, "# ?/?", None),
    (3, "[>2]0;0", None),
    (1, "0." + "0" * 500, None),
    (DAY, "dd.mm.yyyy", "04.11.2026"),
    (DAY, "mm-dd-yy", "2026-11-04"),
    (DAY, "d mmmm yyyy", "4 November 2026"),
    (DAY, "ddd, d-mmm-yy", "Wed, 4-Nov-26"),
    (DAY, "[$-407]d. mmmm yyyy", None),
    (DAY, "[$-407]dd.mm.yyyy;@", "04.11.2026"),
    (DAY, "[$-F800]dddd, mmmm dd, yyyy", "2026-11-04"),
    (MOMENT, "yyyy-mm-dd h:mm AM/PM", "2026-11-04 3:05 PM"),
    (MOMENT, "hh:mm:ss.0", "15:05:09.0"),
    (MOMENT, "General", "2026-11-04 15:05:09"),
    (time(9, 5), "h:mm", "9:05"),
    (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "shown"), SHOWN)
def test_a_value_is_shown_as_its_format_says(value: float | date, code: str, shown: str | None) -> None:
    assert show_value(value, code) == shown


def _workbook(fill: Callable[[Worksheet], object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _appending(*rows: list[object]) -> Callable[[Worksheet], object]:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return fill


def _people(sheet: Worksheet) -> None:
    sheet.append(["Name", "Postcode", "Sum", "Joined", "Member", None])
    sheet.append(["=Ada", 1067, 1234.5, date(2026, 11, 4), True])
    sheet.append([])
    sheet.append(["Bo\nLee", "01067", None, None, None])
    sheet["A2"].data_type = "s"
    sheet["B2"].number_format = "00000"
    sheet["C2"].number_format = "#,##0.00"
    sheet["D2"].number_format = "dd.mm.yyyy"


def _read(data: bytes, options: RecipientsOptions | None = None) -> Reading:
    return read_recipients(BytesIO(data), "people.xlsx", options or RecipientsOptions())


def _fields(reading: Reading) -> list[dict[str, object]]:
    return [dict(recipient.fields) for recipient in reading.recipients]


def test_a_workbook_gives_values_as_shown() -> None:
    reading = _read(_workbook(_people))

    assert _fields(reading) == [
        {"name": "=Ada", "postcode": "01067", "sum": "1,234.50", "joined": "04.11.2026", "member": True},
        {"name": "Bo\nLee", "postcode": "01067", "sum": "", "joined": "", "member": ""},
    ]
    assert [(r.row, r.line) for r in reading.recipients] == [(1, 2), (2, 4)]
    assert [d.code for d in reading.diagnostics] == [Code.RECIPIENTS_LEFT_OUT]


def test_a_typed_column_of_a_workbook_has_the_value_itself() -> None:
    rules = (ColumnRule("sum", kind="number"), ColumnRule("joined", kind="date"))
    first, _ = _read(_workbook(_people), RecipientsOptions(rules=rules)).recipients

    assert (first.fields["sum"], first.fields["joined"]) == (Decimal("1234.5"), date(2026, 11, 4))


def test_a_formula_without_a_kept_value_makes_its_row_bad() -> None:
    data = _workbook(_appending(["a", "b"], ["x", "=1+1"], ["#N/A", 2]))
    reading = _read(data)

    assert [(d.code, d.place and d.place.row, d.message) for d in reading.diagnostics] == [
        (Code.RECIPIENTS_VALUE, 1, "the formula has no value in the file"),
        (Code.RECIPIENTS_VALUE, 2, "the cell shows #N/A"),
    ]


def test_a_formula_has_the_value_its_program_kept() -> None:
    data = _workbook(_appending(["a", "b"], ["x", "=1+1"]))
    # So openpyxl writes an empty value with lxml, which the extra `sign` brings.
    kept = _replaced(data, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>")

    assert _fields(_read(kept)) == [{"a": "x", "b": "2"}]


def test_a_format_that_is_not_understood_gives_the_plain_value_and_a_warning() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a"])
        sheet.append([0.5])
        sheet["A2"].number_format = "# ?/?"

    reading = _read(_workbook(fill))

    assert _fields(reading) == [{"a": "0.5"}]
    assert [d.severity for d in reading.diagnostics] == ["warning"]


def _replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    changed = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(changed, "w") as other:
        for part in archive.namelist():
            content = archive.read(part)
            assert part != name or old in content
            other.writestr(part, content.replace(old, new) if part == name else content)
    return changed.getvalue()


OPENDOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""
HEADER = "<table:table-row>{}</table:table-row>".format(
    "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("Name", "Postcode", "Sum", "Joined")
    )
)
ROW = """<table:table-row>
<table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation
 ><text:p>Ada<text:s text:c="2"/><text:span>Roe</text:span></text:p><text:p>Bath</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1067"><text:p>01067</text:p></table:table-cell>
<table:table-cell office:value-type="currency" office:value="1234.5"
 ><text:p>1.234,50 €</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2026-11-04"
 ><text:p>4. Nov</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16380"/></table:table-row>"""
EMPTY = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'


def _opendocument(*rows: str, after: str = "") -> bytes:
    table = f'<table:table table:name="People">{"".join(rows)}</table:table>{after}'
    return _archive({"content.xml": OPENDOCUMENT.format(table).encode()})


def _archive(parts: dict[str, bytes]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_an_opendocument_sheet_gives_the_words_it_shows() -> None:
    reading = _read(_opendocument(HEADER, ROW, EMPTY))

    assert _fields(reading) == [
        {"name": "Ada  Roe\nBath", "postcode": "01067", "sum": "1.234,50 €", "joined": "4. Nov"}
    ]
    assert reading.diagnostics == ()


def test_a_typed_column_of_an_opendocument_sheet_has_the_value_itself() -> None:
    rules = (ColumnRule("sum", kind="number"), ColumnRule("joined", kind="date"))
    (only,) = _read(_opendocument(HEADER, ROW), RecipientsOptions(rules=rules)).recipients

    assert (only.fields["sum"], only.fields["joined"]) == (Decimal("1234.5"), date(2026, 11, 4))


def test_sheets_after_the_first_are_left_out_with_a_note() -> None:
    other = '<table:table table:name="Other"/>'
    reading = _read(_opendocument(HEADER, ROW, after=other))

    assert [d.message for d in reading.diagnostics] == [
        'the sheet "People" is read; "Other" and any others are not'
    ]


FAULTY_CELLS = {
    "a formula without a value": '<table:table-cell table:formula="of:=1+1"/>',
    "an error": '<table:table-cell calcext:value-type="error"><text:p>Err</text:p></table:table-cell>',
}  # fmt: skip


@pytest.mark.parametrize("cell", FAULTY_CELLS.values(), ids=FAULTY_CELLS)
def test_a_faulty_cell_of_an_opendocument_sheet_makes_its_row_bad(cell: str) -> None:
    reading = _read(_opendocument(HEADER, f"<table:table-row>{cell}</table:table-row>"))

    assert [(d.code, d.place and d.place.row) for d in reading.diagnostics] == [(Code.RECIPIENTS_VALUE, 1)]


def _locked() -> bytes:
    """Give an archive whose directory says that its part needs a password."""
    data = bytearray(_archive({"xl/workbook.xml": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


REFUSED = {
    "a zip bomb": (_archive({"xl/workbook.xml": b"\0" * 40_000_000}), Code.RECIPIENTS_LIMIT),
    "another archive": (_archive({"letter.txt": b"Dear Ada"}), Code.RECIPIENTS_UNREADABLE),
    "an archive with a password": (_locked(), Code.RECIPIENTS_UNREADABLE),
    "an encrypted opendocument": (
        _archive({"content.xml": b"x", "META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        Code.RECIPIENTS_UNREADABLE,
    ),
    "a workbook of nothing": (_archive({"xl/workbook.xml": b"<a/>"}), Code.RECIPIENTS_UNREADABLE),
    "a cut workbook": (_workbook(_people)[:3000], Code.RECIPIENTS_UNREADABLE),
    "an empty workbook": (_workbook(lambda _: None), Code.RECIPIENTS_EMPTY),
    "no XML": (_archive({"content.xml": b"x"}), Code.RECIPIENTS_UNREADABLE),
    "entities": (
        _archive({"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        Code.RECIPIENTS_UNREADABLE,
    ),
    "ten thousand columns": (
        _opendocument(HEADER.replace("-cell ", '-cell table:number-columns-repeated="9999" ')),
        Code.RECIPIENTS_LIMIT,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sheet_of_recipients_is_refused(data: bytes, code: Code) -> None:
    assert [d.code for d in _read(data).diagnostics] == [code]


@pytest.mark.parametrize("data", [_workbook(_people), _opendocument(HEADER, ROW)], ids=["xlsx", "ods"])
def test_a_damaged_spreadsheet_never_raises(data: bytes) -> None:
    for at in range(0, len(data), 41):
        broken = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]

        assert isinstance(_read(broken), Reading)


def test_damaged_xml_in_a_whole_archive_never_raises() -> None:
    name = "xl/worksheets/sheet1.xml"
    for old, new in (
        (b'r="A2"', b'r="ZZZZZ2"'), (b'<row r="2"', b'<row r="x"'), (b'<row r="2"', b'<row r="99999999999"'),
        (b"<v>1067</v>", b"<v>1e999</v>"), (b"<v>1067</v>", b"<v>x</v>"), (b't="b"', b't="s"'),
        (b'<c r="B2" s="1"', b'<c r="B2" s="999"'), (b"</sheetData>", b""),
    ):  # fmt: skip
        reading = _read(_replaced(_workbook(_people), name, old, new))

        assert [d for d in reading.diagnostics if d.severity == "error"] or reading.recipients


def test_without_the_extra_the_command_that_installs_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.delitem(sys.modules, "letterpress.merging.tables.workbooks", raising=False)
    (found,) = _read(_workbook(_people)).diagnostics

    assert (found.code, found.hint) == (
        Code.EXTRA_MISSING,
        "type pip install 'letterpress-pdf[sheets]'",
    )
