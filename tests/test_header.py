"""The continuation header: the addressee gives way, date and page number never."""

from dataclasses import replace
from itertools import pairwise

import pytest

from letterpress.diagnostics import StationeryError
from letterpress.letter import Dateline, Letter
from letterpress.preflight import inspect_pdf
from letterpress.typesetting.header import shortenings
from letters_in_type import LETTER, line, squeeze, text_in_browser, typeset

LONG = "The Honourable Society for the Preservation of Bridges, Weirs, Towpaths and Locks along Lower Reaches"
ADDRESS = "https://www.example.org/" + "/".join(f"committee-{number}" for number in range(12))
DATE = Dateline("July 22, 2021")


def letter_to(*address: str) -> Letter:
    body = (line("Thank you for the engine. " * 200),)
    return replace(LETTER, inside_address=tuple(map(line, address)), body=body, dateline=DATE)


def header_of(letter: Letter, stationery: str) -> list[str]:
    """Give what the second page says above the text: addressee, page, date."""
    typeset_letter = typeset(letter, stationery)
    assert inspect_pdf(typeset_letter.pdf, typeset_letter.proof).diagnostics == ()
    words = squeeze(text_in_browser(typeset_letter.pdf)[1])
    page = f"Page2of{typeset_letter.page_count}"
    before, found, after = words.partition(page)
    date = squeeze(DATE.text)
    return [before.removesuffix(date), found, date if date in (before + after)[: len(before + date)] else ""]


@pytest.mark.parametrize("stationery", ["us-block", "din-5008-b"])
@pytest.mark.parametrize("name", [LONG, ADDRESS])
def test_an_addressee_too_long_for_the_header_is_shortened_beside_page_and_date(
    name: str, stationery: str
) -> None:
    addressee, page, date = header_of(letter_to(name), stationery)

    assert squeeze(name).startswith(addressee.removesuffix("…"))
    assert (addressee.endswith("…"), len(addressee) > 30) == (True, True)
    assert (page != "", date) == (True, "July22,2021")


def test_a_name_is_shortened_at_a_word() -> None:
    addressee, *_ = header_of(letter_to(LONG), "us-block")

    kept = addressee.removesuffix("…")
    assert kept in {squeeze(" ".join(LONG.split()[:count])).rstrip(",") for count in range(1, 17)}


def test_a_name_that_has_room_on_two_lines_is_whole() -> None:
    name = "The Honourable Society for the Preservation of Bridges and Weirs"

    addressee, *_ = header_of(letter_to(name), "us-block")

    assert addressee == squeeze(name)


def test_the_whole_addressee_stands_on_the_first_page() -> None:
    first = text_in_browser(typeset(letter_to(LONG), "din-5008-b").pdf)[0]

    assert squeeze(LONG) in squeeze(first)


def test_a_date_that_leaves_the_header_is_refused_as_before() -> None:
    letter = replace(letter_to("Ada Roe"), dateline=Dateline("in the year of our Lord " * 12))

    with pytest.raises(StationeryError, match="leaves the box 'continuation'"):
        typeset(letter, "us-block")


def test_shortenings_lose_words_and_then_letters_and_no_accent_alone() -> None:
    assert shortenings("E\u0301va, Ada") == ["E\u0301va…", "E\u0301v…", "E\u0301…"]
    assert shortenings("") == []
    assert all(len(one) > len(other) for one, other in pairwise(shortenings(LONG)))
