"""Files of recipients in, rows and complaints out."""

import json
import os
import sqlite3
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from letterpress.diagnostics import Code, RecipientsError, Severity
from letterpress.letter import ColumnKind, ColumnRule
from letterpress.merging import (
    FieldText,
    Reading,
    Recipient,
    RecipientsOptions,
    Selection,
    Value,
    fields_sha256,
    read_for_letter,
    read_recipients,
)
from letterpress.merging.recipients import fields_json
from letterpress.merging.tables import opening
from letterpress.source import Source

PEOPLE = b"no,name,country,home\n1,Ada 10,DE,x\n2,Bo 9,de,x\n3,Cy 9,AT,\n4,Di 1,AT,\n"
Complaint = tuple[str, int | None, int | None, str]


def _read(
    data: bytes,
    *rules: ColumnRule,
    encoding: str | None = None,
    selection: Selection | None = None,
    addressed: bool = False,
) -> Reading:
    options = RecipientsOptions(encoding, "", selection or Selection(), rules, addressed)
    return read_recipients(BytesIO(data), "people.csv", options)


def _read_for(letter: str, data: bytes, selection: Selection | None = None) -> Reading:
    options = RecipientsOptions(selection=selection or Selection())
    return read_for_letter(BytesIO(data), "people.csv", (FieldText(Source("letter.md", letter)),), options)


def _fields(reading: Reading) -> list[dict[str, object]]:
    return [dict(recipient.fields) for recipient in reading.recipients]


def _complaints(reading: Reading) -> list[Complaint]:
    """Give code, line, row and column of every complaint."""
    nowhere = (None, None, "")
    return [
        (d.code, *((d.place.line, d.place.row, d.place.field) if d.place else nowhere))
        for d in reading.diagnostics
    ]


TEXTS = {
    "commas": b"a,b\n1x,2\n",
    "semicolons with commas in the values": b'a;b\n"1x";2\n',
    "tabs": b"a\tb\n1x\t2\n",
    "bars": b"a|b\n1x|2\n",
    "a delimiter that is declared": b"sep=;\na;b\n1x;2\n",
    "a byte order mark": b"\xef\xbb\xbfa,b\n1x,2\n",
    "UTF-16": "a,b\n1x,2\n".encode("utf-16"),
    "carriage returns": b"a,b\r1x,2\r",
    "no line end at the end": b"a,b\r\n1x,2",
    "empty lines first and last": b"\n\na,b\n1x,2\n\n\n",
    "headers of other spellings": "Á , -B-\n1x,2\n".encode(),
    "a delimiter at the end of every row": b"a,b,\n1x,2,\n",
    "an array": b'[{"a": "1x", "b": "2"}]',
    "objects a line": b'{"a": "1x", "b": "2"}\n\n',
}


@pytest.mark.parametrize("data", TEXTS.values(), ids=TEXTS)
def test_a_text_is_read(data: bytes) -> None:
    reading = _read(data)

    assert (_fields(reading), reading.diagnostics) == ([{"a": "1x", "b": "2"}], ())


@pytest.mark.parametrize(
    ("header", "name"),
    [("PRÉNOM", "prenom"), ("e-mail", "e_mail"), ("Straße", "strasse"), ("2nd", "_2nd"), ("住所", "住所")],
)
def test_columns_are_named_whatever_their_case_spaces_and_accents(header: str, name: str) -> None:
    assert list(_fields(_read(f"{header},b\nx,y\n".encode()))[0]) == [name, "b"]


@pytest.mark.parametrize(
    ("first", "is_header"),
    [("2025", True), ("1", True), ("01067", False), ("12.50", False), ("3 €", False), ("24.11.2026", False)],
)
def test_a_first_row_of_data_is_no_header(first: str, *, is_header: bool) -> None:
    reading = _read(f"name;{first}\nAda;x\n".encode())

    assert bool(reading.recipients) is is_header
    assert [d.code for d in reading.diagnostics] == ([] if is_header else [Code.RECIPIENTS_HEADER])


@pytest.mark.parametrize("number", ["1e9999999999999999999", "1e401", "1e-401", "1" * 500, "-" + "9" * 5000])
def test_a_number_with_more_digits_than_anything_has_makes_its_row_bad(number: str) -> None:
    reading = _read(f'{{"a": 1}}\n{{"a": {number}}}\n'.encode())

    assert _complaints(reading) == [(Code.RECIPIENTS_ROW, 2, 2, "")]


def test_a_column_that_cannot_be_used_can_be_renamed() -> None:
    reading = _read(b"__class__,loop\nx,y\n", ColumnRule("kind", "class"), ColumnRule("round", "Loop"))

    assert _fields(reading) == [{"kind": "x", "round": "y"}]


def test_what_looks_like_a_formula_in_text_is_data() -> None:
    reading = _read(b"a,b\n=2+2,@x\n+1,-1\n")

    assert _fields(reading) == [{"a": "=2+2", "b": "@x"}, {"a": "+1", "b": "-1"}]


def test_line_ends_may_be_mixed_and_stand_in_quotes() -> None:
    reading = _read(b'a,b\r\n"1\n2",x\r3,y\n4,"z\r\n"')

    assert _fields(reading) == [{"a": "1\n2", "b": "x"}, {"a": "3", "b": "y"}, {"a": "4", "b": "z"}]
    assert [recipient.line for recipient in reading.recipients] == [2, 4, 5]


def test_another_encoding_is_read_when_it_is_named() -> None:
    reading = _read("a,b\nJosé,€\n".encode("cp1252"), encoding="cp1252")

    assert _fields(reading) == [{"a": "José", "b": "€"}]


BAD = {
    "nothing at all": (b"", [(Code.RECIPIENTS_EMPTY, 1, None, "")]),
    "a header only": (b"a,b\n", [(Code.RECIPIENTS_EMPTY, 1, None, "")]),
    "no header": (b"1,ada@roe.example\n", [(Code.RECIPIENTS_HEADER, 1, None, "")]),
    "one name for two": (b"A-b,a b\nx,y", [(Code.RECIPIENTS_HEADER, 1, None, "a_b")]),
    "a header with underscores": (b"__class__,b\nx,y\n", [(Code.RECIPIENTS_HEADER, 1, None, "__class__")]),
    "a header that is a word of templates": (b"loop,b\nx,y\n", [(Code.RECIPIENTS_HEADER, 1, None, "loop")]),
    "a header that is no name": (b"#,b\nx,y\n", [(Code.RECIPIENTS_HEADER, 1, None, "#")]),
    "values without a header": (b"a,\nx,y\n", [(Code.RECIPIENTS_HEADER, 2, 1, "")]),
    "too few cells": (b"a,b\nx\ny,z\n", [(Code.RECIPIENTS_ROW, 2, 1, "")]),
    "too many cells": (b"a,b\nx,y,z\ny,z\n", [(Code.RECIPIENTS_ROW, 2, 1, "")]),
    "an empty row": (b"a,b\n\nx,y\n", [(Code.RECIPIENTS_LEFT_OUT, 2, None, "")]),
    "a NUL": (b"a,b\nx\0,y\ny,z\n", [(Code.RECIPIENTS_VALUE, 2, 1, "a")]),
    "text after a quotation mark": (b'a,b\n"x"x,y\ny,z\n', [(Code.RECIPIENTS_ROW, 2, 1, "")]),
    "an unclosed quotation mark": (b'a,b\nx,y\nx,"\n"",y\n\n', [(Code.RECIPIENTS_ROW, 3, None, "")]),
    "a quotation mark closed by the next": (b'a,b\nx,"y\nz,"w"\n', [(Code.RECIPIENTS_ROW, 2, None, "")]),
    "an endless quotation mark": (b'a\n"' + b"x\n" * 99_999, [(Code.RECIPIENTS_ROW, 2, None, "")]),
    "a field too long": (b"a\n" + b"x" * 140_000 + b"\ny\n", [(Code.RECIPIENTS_LIMIT, 2, 1, "")]),
    "a line too long": (b"x" * 2_000_000, [(Code.RECIPIENTS_LIMIT, 1, None, "")]),
    "a million columns": (b"a," * 1_000_000, [(Code.RECIPIENTS_LIMIT, 1, None, "")]),
    "ten thousand columns": (b"a," * 10_000 + b"b\n", [(Code.RECIPIENTS_LIMIT, 1, None, "")]),
    "a wrong byte": (b"a,b\nx,y\nJos\xe9,y\n", [(Code.RECIPIENTS_ENCODING, 3, 2, "a")]),
    "UTF-16 without a mark": ("a,b\n".encode("utf-16-le"), [(Code.RECIPIENTS_ENCODING, 1, None, "")]),
    "half of a UTF-16 character": ("a,b\n".encode("utf-16")[:-1], [(Code.RECIPIENTS_ENCODING, 1, None, "")]),
    "no array": (b'[{"a": 1},\n {"a" 2}]', [(Code.RECIPIENTS_ROW, 2, None, "")]),
    "text after an array": (b'[{"a": 1}]\n[]', [(Code.RECIPIENTS_ROW, 2, None, "")]),
    "an empty array": (b"[]", [(Code.RECIPIENTS_EMPTY, 1, None, "")]),
    "an element that is no object": (b'[{"a": 1},\n3]', [(Code.RECIPIENTS_ROW, 2, 2, "")]),
    "a line that is no JSON": (b'{"a": 1}\n{"a"\n', [(Code.RECIPIENTS_ROW, 2, 2, "")]),
    "a name twice": (b'{"a": 1}\n{"a": 1, "a": 2}\n', [(Code.RECIPIENTS_ROW, 2, 2, "")]),
    "NaN": (b'{"a": 1}\n{"a": NaN}\n', [(Code.RECIPIENTS_ROW, 2, 2, "")]),
    "half a character": (b'{"a": 1}\n{"a": "\\ud800"}\n', [(Code.RECIPIENTS_VALUE, 2, 2, "a")]),
    "lists nine deep": (b'{"a": 1}\n{"a": [[[[[[[[[1]]]]]]]]]}', [(Code.RECIPIENTS_VALUE, 2, 2, "a")]),
    "lists without end": (b'{"a": 1}\n{"a": ' + b"[" * 99_999, [(Code.RECIPIENTS_LIMIT, 2, 2, "")]),
    "a damaged database": (b"SQLite format 3\0x", [(Code.RECIPIENTS_UNREADABLE, 1, None, "")]),
    "a damaged spreadsheet": (b"PK\3\4x", [(Code.RECIPIENTS_UNREADABLE, 1, None, "")]),
    "a compound file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", [(Code.RECIPIENTS_UNREADABLE, 1, None, "")]),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_a_complaint_with_line_row_and_column(
    data: bytes, expected: list[Complaint]
) -> None:
    assert _complaints(_read(data)) == expected


def test_a_wrong_byte_is_named_with_its_place_in_the_file() -> None:
    (found,) = _read(b"a,b\nx,y\nJos\xe9,y\n").diagnostics

    assert found.message == "byte 0xE9 is no character; the file is not utf-8: byte 0xE9 at offset 11"


@pytest.mark.parametrize("encoding", ["base64", "rot13", "klingon", "punycode", "a\0b"])
def test_what_is_no_encoding_of_text_is_refused(encoding: str) -> None:
    reading = _read(b"a,b\nx,y\n", encoding=encoding)

    assert _complaints(reading) == [(Code.RECIPIENTS_ENCODING, 1, None, "")]


def test_good_rows_are_given_out_beside_bad_ones() -> None:
    reading = _read(b"a,b\nx\n\ny,z\n")

    assert [(r.row, r.line) for r in reading.recipients] == [(2, 4)]
    assert reading.row_count == 2


def test_nothing_is_given_out_when_the_file_as_a_whole_is_wrong() -> None:
    assert _read(b'a,b\nx,y\n"\nx,y\n').recipients == ()
    assert _read(b"a,A\nx,y\n").recipients == ()


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv", Path("a\0b")):
        with pytest.raises(RecipientsError) as caught:
            read_recipients(path, str(path))

        assert [d.code for d in caught.value.diagnostics] == [Code.RECIPIENTS_UNREADABLE]


# columns and values


def test_rules_rename_columns_and_type_their_values() -> None:
    rules = (
        ColumnRule("who", "Vor Name"),
        ColumnRule("amount", "Betrag", "number"),
        ColumnRule("joined", kind="date"),
        ColumnRule("member", kind="flag"),
        ColumnRule("gifts", kind="list"),
        ColumnRule("mail", kind="email"),
    )
    data = (
        "Vor-Náme;Betrag;joined;member;gifts;mail\n"
        'Ada;"1.234,50";24.11.2026;ja;"pen; ink";a@b.example\nBo;;;;;\n'
    )
    reading = _read(data.encode(), *rules)

    assert _fields(reading) == [
        {
            "who": "Ada", "amount": Decimal("1234.50"), "joined": date(2026, 11, 24), "member": True,
            "gifts": ("pen", "ink"), "mail": "a@b.example",
        },
        {"who": "Bo", "amount": "", "joined": "", "member": False, "gifts": (), "mail": ""},
    ]  # fmt: skip


WRONG: dict[ColumnKind, tuple[str, ...]] = {
    "number": ("12 apples", "1,234", "1.2.3,4,5", "--1", "1,23,4"),
    "date": ("soon", "11/12/2026", "2026-02-30", "May 2026"),
    "flag": ("perhaps", "2"),
    "email": ("ada", "ada@roe", "Ada <ada@roe.example>", "a@b.example, c@d.example"),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in WRONG.items() for text in texts])
def test_a_value_that_is_not_of_its_type_makes_its_row_bad(kind: ColumnKind, text: str) -> None:
    data = json.dumps([{"a": text}]).encode()
    reading = _read(data, ColumnRule("a", kind=kind))

    assert _complaints(reading) == [(Code.RECIPIENTS_VALUE, 1, 1, "a")]


NUMBERS = {
    "1": "1", "-1.5": "-1.5", "0,125": "0.125", "1.234.567": "1234567", "1,234.5": "1234.5",
    "1 234,5": "1234.5", "1'234": "1234", "12,34": "12.34", "1234,567": "1234.567",
}  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_number_that_can_be_read_in_one_way_is_read(text: str, number: str) -> None:
    reading = _read(json.dumps([{"a": text}]).encode(), ColumnRule("a", kind="number"))

    assert _fields(reading) == [{"a": Decimal(number)}]


def test_the_mark_of_decimals_settles_a_number_with_two_readings() -> None:
    comma = _read(b"a;b\n1,234;x\n", ColumnRule("a", kind="number", decimal=","))
    point = _read(b"a;b\n1,234;x\n", ColumnRule("a", kind="number", decimal="."))

    assert (_fields(comma)[0]["a"], _fields(point)[0]["a"]) == (Decimal("1.234"), Decimal(1234))


def test_a_required_cell_must_be_filled() -> None:
    reading = _read(b"a,b\n ,y\n", ColumnRule("a", required=True))

    assert _complaints(reading) == [(Code.RECIPIENTS_VALUE, 2, 1, "a")]


LETTER = """---
recipients: {c: Sum, b: {required: true}}
---
Dear {{ first_name }}, {{ row }}, {{ c }}
"""


def test_columns_the_letter_wants_are_found_or_missed_at_their_place_in_the_letter() -> None:
    reading = _read_for(LETTER, b"frist_name,b,d\nx,y,z\n")

    assert [(d.code, d.severity, d.place and (d.place.name, d.place.line)) for d in reading.diagnostics] == [
        (Code.FIELD_UNKNOWN, Severity.ERROR, ("letter.md", 2)),
        (Code.FIELD_UNKNOWN, Severity.ERROR, ("letter.md", 4)),
        (Code.RECIPIENTS_UNUSED, Severity.NOTE, ("people.csv", 1)),
    ]
    assert reading.diagnostics[1].hint == "do you mean frist_name?"
    assert reading.diagnostics[2].message == "the letter does not use: frist_name, d"
    assert reading.recipients == ()


def test_a_column_has_one_name() -> None:
    reading = _read_for("---\nrecipients: {one: B, two: b}\n---\n{{ one }}", b"a,b\nx,y\n")

    assert [d.message for d in reading.diagnostics if d.severity is Severity.ERROR] == [
        "the front matter has two names for the column 'B'"
    ]


def test_columns_the_selection_uses_are_not_unused() -> None:
    reading = _read_for("Dear {{ a }},", b"a,b,c,d,e\n1x,2,3,4,5\n", Selection(("B=2",), "c", "d", "", "e"))

    assert reading.diagnostics == ()


def test_the_front_matter_of_a_letter_is_heeded_though_it_has_fields_itself() -> None:
    letter = (
        "---\nsubject: {{ a }}\n{% if a %}\nkeywords: x\n{% endif %}\nrecipients: {a: B}\n---\nDear {{ a }},"
    )
    reading = _read_for(letter, b"b\n1x\n")

    assert (_fields(reading), reading.diagnostics) == ([{"a": "1x"}], ())


@pytest.mark.parametrize(
    ("asked", "hint"),
    [("members", "--household COLUMN"), ("inside_address", "no column that is known as an address")],
)
def test_what_no_column_gives_is_asked_for_in_vain_without_what_it_takes(asked: str, hint: str) -> None:
    (found, *_) = _read_for(f"{{{{ {asked} }}}}", b"a,b\nx,y\n").diagnostics

    assert (found.code, hint in found.hint) == (Code.FIELD_UNKNOWN, True)


def test_lists_objects_and_numbers_of_json_are_kept_with_the_zeros_of_numbers() -> None:
    reading = _read(b'[{"sum": 1.50, "big": 1e3, "on": true, "no": null, "items": [{"Unit price": 3}]}]')

    assert _fields(reading) == [
        {
            "sum": Decimal("1.50"), "big": Decimal(1000), "on": True, "no": "",
            "items": ({"unit_price": Decimal(3)},),
        }
    ]  # fmt: skip
    assert str(_fields(reading)[0]["sum"]) == "1.50"


def test_values_of_json_that_come_late_are_empty_in_rows_before() -> None:
    reading = _read(b'{"a": "1x"}\n{"b": "2", "a": ""}\n')

    assert _fields(reading) == [{"a": "1x", "b": ""}, {"a": "", "b": "2"}]


ADDRESSES = {
    "one column": ({"Anschrift": "Ada\n1 High Street\n\nBath"}, ("Ada", "1 High Street", "Bath")),
    "parts": (
        {"Vorname": "Ada", "Nachname": "Roe", "Straße": "Am Tor 1", "PLZ": "01067", "Ort": "Dresden"},
        ("Ada Roe", "Am Tor 1", "01067 Dresden"),
    ),
    "a state": (
        {"company": "Roe", "name": "Ada", "street": "1 A St", "city": "Bath", "state": "NY", "zip": "14810"},
        ("Roe", "Ada", "1 A St", "Bath, NY 14810"),
    ),
    "the United Kingdom": (
        {"name": "Ada", "address": "1 A St", "city": "Bath", "postcode": "BA1 1AA", "country": "UK"},
        ("Ada", "1 A St", "Bath", "BA1 1AA", "UK"),
    ),
}


@pytest.mark.parametrize(("fields", "address"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_comes_from_columns_known_by_name(
    fields: dict[str, str], address: tuple[str, ...]
) -> None:
    (recipient,) = _read(json.dumps([fields]).encode(), addressed=True).recipients

    assert recipient.fields["inside_address"] == "\n".join(address)


def test_an_empty_address_makes_a_row_bad_where_the_letter_wants_one() -> None:
    data = b"name,street,city\nAda,,\nBob,1 A St,Bath\n"
    reading = _read_for("{{ inside_address }}\n", data)

    assert _complaints(reading) == [(Code.RECIPIENTS_VALUE, 2, 1, "")]
    assert [one.row for one in reading.recipients] == [2]
    assert _read(data).diagnostics == ()


def test_a_column_may_be_the_inside_address_itself() -> None:
    reading = _read_for("{{ inside_address }}\n", b"inside_address,city\n,Bath\nx,Bath\n")

    assert [one.fields["inside_address"] for one in reading.recipients] == ["", "x"]


# choosing


SELECTIONS = {
    "where": (Selection(where=("Country = de",)), [1, 2]),
    "where not": (Selection(where=("country!=DE", "no!=3")), [4]),
    "sort": (Selection(sort="name"), [1, 2, 3, 4]),
    "sort by country": (Selection(sort="country"), [3, 4, 1, 2]),
    "rows": (Selection(rows="2, 3-4"), [2, 3, 4]),
    "rows to the end": (Selection(rows="3-"), [3, 4]),
    "unique": (Selection(unique="country"), [1, 3]),
    "household": (Selection(household="home"), [1, 3, 4]),
    "a row of a household": (Selection(household="home", rows="2"), [1]),
    "a household of those that are chosen": (Selection(("no!=1",), household="home"), [2, 3, 4]),
}


@pytest.mark.parametrize(("selection", "rows"), SELECTIONS.values(), ids=SELECTIONS)
def test_a_selection_chooses_and_orders(selection: Selection, rows: list[int]) -> None:
    assert [r.row for r in _read(PEOPLE, selection=selection).recipients] == rows


def test_numbers_within_words_sort_by_size() -> None:
    reading = _read(b"a,b\nx10,1\nx9,2\n,3\n", selection=Selection(sort="a"))

    assert [r.row for r in reading.recipients] == [2, 1, 3]


def test_a_household_has_the_fields_of_its_first_row_and_all_its_members() -> None:
    first, *_ = _read(PEOPLE, selection=Selection(household="home")).recipients

    assert first.fields["name"] == "Ada 10"
    assert json.loads(fields_json(first.fields))["members"] == [
        {"no": "1", "name": "Ada 10", "country": "DE", "home": "x"},
        {"no": "2", "name": "Bo 9", "country": "de", "home": "x"},
    ]


BAD_ROWS = b"a,b,home\n1,x,p\n\0,x,p\n3,y,q\nz\n5,y,r\n"


@pytest.mark.parametrize(
    ("selection", "rows", "bad"),
    [
        (Selection(), [1, 3, 5], [2, 4]),
        (Selection(rows="3,5"), [3, 5], []),
        (Selection(rows="1-3"), [1, 3], [2]),
        (Selection(("b=y",)), [3, 5], [2, 4]),
        (Selection(household="home", rows="1"), [], [2]),
    ],
    ids=repr,
)
def test_bad_rows_are_named_unless_their_number_is_not_chosen(
    selection: Selection, rows: list[int], bad: list[int]
) -> None:
    reading = _read(BAD_ROWS, selection=selection)

    assert [one.row for one in reading.recipients] == rows
    assert [d.place and d.place.row for d in reading.diagnostics] == bad


def test_a_household_with_a_bad_row_gets_no_letter() -> None:
    reading = _read(b"a,home\n1,x\n\0,x\n3,y\n", selection=Selection(household="home"))

    assert [r.row for r in reading.recipients] == [3]


def test_a_row_that_repeats_a_value_is_left_out_with_a_note() -> None:
    reading = _read(PEOPLE, selection=Selection(unique="country"))

    assert [(d.severity, d.message) for d in reading.diagnostics] == [
        (Severity.NOTE, "the same country as in row 1; the row was left out"),
        (Severity.NOTE, "the same country as in row 3; the row was left out"),
    ]


@pytest.mark.parametrize(
    "selection",
    [
        Selection(where=("country",)),
        Selection(where=("land=DE",)),
        Selection(sort="land"),
        Selection(rows="0"),
        Selection(rows="5-2"),
        Selection(rows="x"),
        Selection(rows="9"),
        Selection(rows="4-9"),
        Selection(rows="1,,2"),
        Selection(rows="-"),
        Selection(where=("no=9",)),
        Selection(unique="land"),
        Selection(household="land"),
    ],
    ids=repr,
)
def test_a_selection_of_what_is_not_there_is_refused(selection: Selection) -> None:
    reading = _read(PEOPLE, selection=selection)

    assert (reading.recipients, [d.code for d in reading.diagnostics]) == ((), [Code.RECIPIENTS_SELECTION])


# databases


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "crm data?.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE people (name TEXT, no INTEGER, sum REAL, note, photo BLOB)")
        connection.execute("INSERT INTO people VALUES ('Ada', 7, 1.5, NULL, x'00')")
    connection.close()
    return path


@pytest.mark.parametrize("as_bytes", [False, True])
def test_a_database_is_read_by_query(database: Path, *, as_bytes: bool) -> None:
    options = RecipientsOptions(query="SELECT name, no, sum, note FROM people")
    reading = read_recipients(BytesIO(database.read_bytes()) if as_bytes else database, "crm.db", options)

    assert _fields(reading) == [{"name": "Ada", "no": Decimal(7), "sum": Decimal("1.5"), "note": ""}]


QUERIES = {
    "none": ("", Code.RECIPIENTS_QUERY),
    "writing": ("DELETE FROM people", Code.RECIPIENTS_QUERY),
    "writing and giving": ("DELETE FROM people RETURNING name", Code.RECIPIENTS_QUERY),
    "two": ("SELECT 1 AS a; DELETE FROM people", Code.RECIPIENTS_QUERY),
    "another file": ("ATTACH 'x.db' AS x", Code.RECIPIENTS_QUERY),
    "a pragma": ("PRAGMA journal_mode=WAL", Code.RECIPIENTS_QUERY),
    "nonsense": ("SELEKT", Code.RECIPIENTS_QUERY),
    "a NUL": ("SELECT\0 1", Code.RECIPIENTS_QUERY),
    "no rows": ("SELECT name FROM people WHERE no = 0", Code.RECIPIENTS_EMPTY),
    "a blob": ("SELECT photo FROM people", Code.RECIPIENTS_VALUE),
    "one name twice": ("SELECT name, name FROM people", Code.RECIPIENTS_HEADER),
}


@pytest.mark.parametrize(("query", "code"), QUERIES.values(), ids=QUERIES)
def test_a_query_that_does_not_give_rows_is_refused_and_changes_nothing(
    database: Path, query: str, code: Code
) -> None:
    before = database.read_bytes()
    reading = read_recipients(database, "crm.db", RecipientsOptions(query=query))

    assert [d.code for d in reading.diagnostics] == [code]
    assert database.read_bytes() == before


def test_a_database_without_a_query_shows_one_to_type(database: Path) -> None:
    (found,) = read_recipients(database, "crm.db").diagnostics

    assert found.hint == "type --query 'SELECT * FROM people'"


def test_a_query_of_what_is_no_database_is_refused() -> None:
    reading = read_recipients(BytesIO(PEOPLE), "people.csv", RecipientsOptions(query="SELECT 1"))

    assert [d.code for d in reading.diagnostics] == [Code.RECIPIENTS_QUERY]


# digests and complaints


def test_the_digest_is_the_same_in_every_format() -> None:
    in_csv = _read("Größe,b\n01,é\n".encode())
    in_json = _read('[{"b": "é", "GRÖSSE": "01"}]'.encode())

    assert fields_json(in_csv.recipients[0].fields) == '{"b":"é","grosse":"01"}'
    assert fields_sha256(in_csv.recipients[0]) == fields_sha256(in_json.recipients[0])


def test_the_digest_depends_on_the_fields_alone() -> None:
    names = ("b", "a", "c")
    contents: tuple[Value, ...] = (date(2026, 11, 24), Decimal("1.50"), (True, {"d": ""}))
    recipient = Recipient(1, 2, names, contents)

    assert fields_json(recipient.fields) == '{"a":"1.50","b":"2026-11-24","c":[true,{"d":""}]}'
    assert fields_sha256(recipient) == fields_sha256(Recipient(9, 9, names[::-1], contents[::-1]))
    assert fields_sha256(recipient) != fields_sha256(Recipient(1, 2, ("x", "a", "c"), contents))


def test_what_comes_through_a_pipe_is_read_as_a_file_is(database: Path) -> None:
    for data, query in ((PEOPLE, ""), (database.read_bytes(), "SELECT name FROM people")):
        reader, writer = os.pipe()
        os.write(writer, data)
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            reading = read_recipients(stream, "<stdin>", RecipientsOptions(query=query))

        assert reading.recipients[0].fields["name"] in ("Ada 10", "Ada")


def test_a_pipe_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(BytesIO):
        def seekable(self) -> bool:
            return False

        def read(self, size: int | None = -1) -> bytes:
            return b"x" * (size or 0)

    monkeypatch.setattr(opening, "MAX_PIPED_BYTES", 3_000_000)

    assert _complaints(read_recipients(Endless(), "<stdin>")) == [(Code.RECIPIENTS_LIMIT, 1, None, "")]
