"""Dates as letters write them."""

from datetime import date

import pytest
from babel import Locale

from letterpress.reading.dates import is_ordinal_date, read_date
from letterpress.reading.formulas import FORMULAS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("July 22, 2021", date(2021, 7, 22)),
        ("July 22nd, 2021", date(2021, 7, 22)),
        ("22 July 2021", date(2021, 7, 22)),
        ("22nd of July 2021", date(2021, 7, 22)),
        ("Amsterdam, September 5 2004", date(2004, 9, 5)),
        ("Thursday, July 22, 2021", date(2021, 7, 22)),
        ("2021-07-22", date(2021, 7, 22)),
        ("24. November 2026", date(2026, 11, 24)),
        ("Berlin, den 5. Mai 2020", date(2020, 5, 5)),
        ("Berlin, 05.05.2020", date(2020, 5, 5)),
        ("Paris, le 1er mai 2020", date(2020, 5, 1)),
        ("Madrid, 3 de marzo de 2020", date(2020, 3, 3)),
        ("Lisboa, 7 de Maio de 2004", date(2004, 5, 7)),
        ("Stockholm den 5 maj 2020", date(2020, 5, 5)),
        ("Warszawa, dnia 5 maja 2020 r.", date(2020, 5, 5)),
        ("Oslo, 5. desember 2020", date(2020, 12, 5)),
        ("Heidelberg/Bonn, im Februar 2014", None),
        ("Firenze, lì 30 novembre 2011", date(2011, 11, 30)),
        ("תל אביב, 7 ביוני 2018", date(2018, 6, 7)),
        ("القاهرة، 3 مايو 2022", date(2022, 5, 3)),
        ("بيروت في 12 تشرين الأول 2019", date(2019, 10, 12)),
        ("2021年3月23日", date(2021, 3, 23)),
        ("Date: 13 March 2026.", date(2026, 3, 13)),
        ("28/08/2019", date(2019, 8, 28)),
        ("08/28/2019", date(2019, 8, 28)),
        ("Göteborg 2021-11-04", date(2021, 11, 4)),
        ("11/04/2019", None),
        ("8/3/04", None),
        ("31 February 2020", None),
        ("March 2020", None),
    ],
)
def test_a_date_is_read(text: str, expected: date | None) -> None:
    written = read_date(text)

    assert written is not None
    assert written.date == expected


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("Amsterdam, September 5 2004", "Amsterdam", "September 5 2004"),
        ("Berlin, den 5. Mai 2020", "Berlin", "5. Mai 2020"),
        ("Stockholm den 5 maj 2020", "Stockholm", "5 maj 2020"),
        ("den 5 maj 2020", "", "den 5 maj 2020"),
        ("Bern, Dienstag, 5. Mai 2020", "Bern", "Dienstag, 5. Mai 2020"),
        ("Thursday, July 22, 2021", "", "Thursday, July 22, 2021"),
        ("Published 4 April 2022", "", "4 April 2022"),
        ("Date: Bath, 5 May 2020", "Bath", "5 May 2020"),
    ],
)
def test_a_place_and_a_label_are_no_part_of_the_date(text: str, place: str, day: str) -> None:
    written = read_date(text)

    assert written is not None
    assert (written.place, written.text) == (place, day)


@pytest.mark.parametrize(
    "text", ["", "May I ask you", "5 men", "2021", "July 22, 2021 was a Thursday", "1/2"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


def test_a_day_and_a_month_are_no_item_of_a_list() -> None:
    assert is_ordinal_date("24. November 2026")
    assert is_ordinal_date("1. Mai")
    assert not is_ordinal_date("1. Maintain the machine")
    assert not is_ordinal_date("1. ink")


@pytest.mark.parametrize("language", sorted({row.language for row in FORMULAS}))
def test_months_are_named_as_cldr_names_them(language: str) -> None:
    names = Locale.parse(language).months["format"]["wide"]

    written = [read_date(f"5 {name} 2020") for name in names.values()]

    assert [found and found.date for found in written] == [date(2020, month, 5) for month in names]


def test_austria_and_short_english_months_are_those_of_cldr() -> None:
    austrian = Locale.parse("de_AT").months["format"]["wide"][1]
    short = Locale.parse("en").months["format"]["abbreviated"].values()

    written = [read_date(f"5 {name} 2020") for name in (austrian, *short)]

    assert all(written)
