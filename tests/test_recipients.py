"""Files of recipients: what is read out of them, and what is said of what is wrong."""

import csv
import json
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpress.diagnostics import Code, RecipientsError
from letterpress.merging import (
    FieldText,
    Table,
    check_columns,
    choose_rows,
    digest_of,
    name_of_column,
    read_recipients,
)
from letterpress.source import Source

PEOPLE = "First Name,City\nAda,London\nGrace,New York\nEmmy,Göttingen\n"
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(str.strip)


def table_of(text: str, name: str = "people.csv") -> Table:
    return read_recipients(Source(name, text))


def values_of(table: Table) -> list[dict[str, object]]:
    return [dict(row.values) for row in table.rows]


def complaints_of(table: Table) -> list[tuple[Code, int]]:
    return [(one.code, one.place.line) for one in table.diagnostics if one.place]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    table = table_of(PEOPLE.replace(",", delimiter))

    assert values_of(table)[0] == {"first_name": "Ada", "city": "London"}
    assert table.diagnostics == ()


def test_cells_may_hold_delimiters_quotes_and_line_ends() -> None:
    table = table_of('name,address\n"Lovelace, Ada","1 ""High"" Street\nLondon"\nBob,x\n')

    assert values_of(table)[0] == {"name": "Lovelace, Ada", "address": '1 "High" Street\nLondon'}
    assert [(row.number, row.line) for row in table.rows] == [(1, 2), (2, 4)]


def test_values_stay_text_as_they_stand() -> None:
    assert values_of(table_of("zip,sum,day\n04177,=1+1,1/2/2026\n")) == [
        {"zip": "04177", "sum": "=1+1", "day": "1/2/2026"}
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("First  Name", "first_name"),
        ("PRÉNOM", "prenom"),
        ("e-mail", "e_mail"),
        ("Straße", "strasse"),
        ("2nd", "_2nd"),
        ("__class__", "class"),
        ("住所", "住所"),
        ("—", ""),
    ],
)
def test_columns_are_named_whatever_their_case_spaces_and_accents(title: str, name: str) -> None:
    assert name_of_column(title) == name


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", Code.RECIPIENTS_UNREADABLE, 1),
        ("\n \n", Code.RECIPIENTS_UNREADABLE, 1),
        ("name,city\n", Code.RECIPIENTS_UNREADABLE, 1),
        ("name,city\nAda\n", Code.RECIPIENTS_ROW, 2),
        ("name,city\nAda,London,x\n", Code.RECIPIENTS_ROW, 2),
        ("name,Name\nAda,London\n", Code.RECIPIENTS_HEADER, 1),
        ("name,\nAda,London\n", Code.RECIPIENTS_HEADER, 1),
        ("name,if\nAda,London\n", Code.RECIPIENTS_HEADER, 1),
        ('name,city\nAda,x\n\nBob,"London\nEve,x\n', Code.RECIPIENTS_UNREADABLE, 4),
        ("name\nA\0da\n", Code.RECIPIENTS_UNREADABLE, 2),
        (",".join(map("c{}".format, range(1001))) + "\n", Code.RECIPIENTS_UNREADABLE, 2),
        ("name\n" + "x" * 200_000 + "\n", Code.RECIPIENTS_UNREADABLE, 2),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_said_at_its_line(text: str, code: Code, line: int) -> None:
    assert complaints_of(table_of(text)) == [(code, line)]


def test_every_bad_row_is_reported() -> None:
    text = "name,city\n" + "Ada\n" * 3 + "Bob,x\n"

    assert complaints_of(table_of(text)) == [(Code.RECIPIENTS_ROW, line) for line in (2, 3, 4)]


def test_objects_are_rows_and_may_hold_lists() -> None:
    people = [{"First Name": "Ada", "Children": [{"Full Name": "Byron"}]}, {"First Name": "Bob", "Sum": 3}]

    for name, text in (("p.json", json.dumps(people)), ("p.jsonl", "\n".join(map(json.dumps, people)))):
        assert values_of(table_of(text, name)) == [
            {"first_name": "Ada", "children": ({"full_name": "Byron"},), "sum": ""},
            {"first_name": "Bob", "children": "", "sum": 3},
        ]


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("p.json", "[\n{]", Code.RECIPIENTS_UNREADABLE, 2),
        ("p.json", "{}", Code.RECIPIENTS_UNREADABLE, 1),
        ("p.json", "[" * 100_000, Code.RECIPIENTS_UNREADABLE, 1),
        ("p.jsonl", '{"a": 1}\n{"a"\n', Code.RECIPIENTS_UNREADABLE, 2),
        ("p.jsonl", '{"a": 1}\n\n[1]\n', Code.RECIPIENTS_ROW, 3),
        ("p.json", '[{"a": 1, "A": 2}]', Code.RECIPIENTS_HEADER, 1),
    ],
)
def test_what_is_wrong_with_objects_is_said(name: str, text: str, code: Code, line: int) -> None:
    assert complaints_of(table_of(text, name)) == [(code, line)]


def test_a_kind_that_is_not_read_is_refused() -> None:
    with pytest.raises(RecipientsError, match="of a kind that is not read"):
        table_of("x", "people.xlsb")


@pytest.mark.parametrize(
    ("wanted", "rows"), [("", [1, 2, 3]), ("2", [2]), ("2-", [2, 3]), ("3,1-2", [3, 1, 2]), ("1, 1", [1])]
)
def test_rows_are_chosen_by_number(wanted: str, rows: list[int]) -> None:
    assert [one.row for one in choose_rows(table_of(PEOPLE), wanted)] == rows


@pytest.mark.parametrize("wanted", ["0", "4", "2-1", "1-9", "x", "1,,2", "-"])
def test_rows_that_are_not_there_are_refused(wanted: str) -> None:
    with pytest.raises(RecipientsError, match="rows 1 to 3"):
        choose_rows(table_of(PEOPLE), wanted)


def test_a_column_the_letter_asks_for_in_vain_is_an_error_with_the_nearest_name() -> None:
    letter = Source("letter.md", "Dear {{ frist_name }},")

    found = list(check_columns(table_of(PEOPLE), FieldText(letter).fields, letter))

    assert [(one.code, one.hint) for one in found] == [
        (Code.FIELD_UNKNOWN, "do you mean first_name?"),
        (Code.RECIPIENTS_UNUSED, ""),
    ]


def test_a_digest_is_that_of_the_values_whatever_their_order() -> None:
    assert digest_of({"a": "1", "b": "é"}) == digest_of({"b": "é", "a": "1"}) != digest_of({"a": "1"})


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1))
def test_what_a_program_writes_as_csv_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    written = StringIO(newline="")
    csv.writer(written).writerows([("one", "two"), *rows])

    read = [(row.values["one"], row.values["two"]) for row in table_of(written.getvalue()).rows]

    assert read == [row for row in rows if any(row)]


@given(st.text(), st.sampled_from(["p.csv", "p.json", "p.jsonl"]))
def test_no_text_raises(text: str, name: str) -> None:
    table = table_of(text, name)

    assert table.rows or table.diagnostics
