"""Widths of columns: equal ones, fair ones, and what is done when words do not fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpress.typesetting.columns import (
    Column,
    Extent,
    content_columns,
    equal_columns,
    extent_of,
    least_width,
)
from letterpress.typesetting.linebreaking import Breakpoint

GAP = 10.0


def widths(*extents: Extent, width: float) -> list[float]:
    return [round(column.width, 6) for column in content_columns(extents, width, GAP)]


def test_equal_columns_share_a_width_with_gaps_between_them() -> None:
    assert equal_columns(3, 110, GAP) == (Column(0, 30), Column(40, 30), Column(80, 30))


def test_columns_that_have_room_are_as_wide_as_they_like_and_no_wider() -> None:
    assert widths(Extent(10, 20), Extent(10, 50), width=500) == [20, 50]


def test_a_wide_column_takes_what_the_others_leave() -> None:
    assert widths(Extent(5, 20), Extent(10, 30), Extent(10, 900), width=220) == [20, 30, 150]


def test_two_wide_columns_share_alike() -> None:
    assert widths(Extent(10, 900), Extent(5, 20), Extent(10, 800), width=220) == [90, 20, 90]


def test_no_column_is_narrower_than_its_widest_word_while_words_fit() -> None:
    assert widths(Extent(80, 900), Extent(5, 900), Extent(5, 900), width=140) == [80, 20, 20]


def test_columns_whose_words_do_not_fit_share_by_their_words() -> None:
    assert widths(Extent(300, 900), Extent(100, 100), width=110) == [75, 25]


def test_columns_take_at_least_their_widest_words_and_the_gaps_between_them() -> None:
    assert least_width([Extent(60, 90), Extent(40, 40), Extent(5, 9)], GAP) == 60 + 40 + 5 + 2 * GAP


def test_an_extent_is_the_widest_word_and_the_widest_line_the_author_broke() -> None:
    points = [
        Breakpoint(0, 0, 0, 0, 0, 0),
        Breakpoint(3, 4, 30, 0, 40, 10),
        Breakpoint(9, 10, 90, 10, 90, 10, forced=True),
        Breakpoint(12, 12, 110, 10, 110, 10, forced=True),
    ]

    assert extent_of(points) == Extent(least=50, ideal=90)


EXTENTS = st.lists(
    st.tuples(st.floats(0, 200), st.floats(0, 800)).map(lambda pair: Extent(pair[0], sum(pair))),
    min_size=1,
    max_size=12,
).filter(lambda extents: sum(extent.least for extent in extents) > 1)


@given(EXTENTS, st.floats(200, 900))
def test_columns_never_leave_the_width_nor_stand_on_each_other(extents: list[Extent], width: float) -> None:
    columns = content_columns(extents, width, GAP)

    ends = [column.left + column.width for column in columns]
    assert ends[-1] <= width + 1e-6
    assert all(after.left == pytest.approx(end + GAP) for end, after in zip(ends, columns[1:], strict=False))
    if least_width(extents, GAP) <= width:
        assert all(c.width >= e.least - 1e-6 for c, e in zip(columns, extents, strict=True))
