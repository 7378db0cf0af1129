"""Rules of make-up: where a page may break, and what it costs."""

from dataclasses import replace

import pytest

from letterpress.composing import Arrangement, Container, Passage
from letterpress.stationery import PX_PER_MM, SignatureGrid
from letterpress.typesetting.galley import (
    AFTER_HYPHEN,
    INSIDE_PARAGRAPH,
    INSIDE_ROW,
    INSIDE_TABLE,
    LONE_LINE,
    Galley,
    Slice,
    Slot,
    note_column,
    slice_height,
    slices_of,
    spread_out,
    text_galley,
    with_head,
)
from letterpress.typesetting.images import ImageSize
from letterpress.typesetting.lines import SetLine
from letterpress.typesetting.metrics import Measures
from letterpress.typesetting.pagination import FORBID, Frame
from letterpress.typesetting.setting import SetCell, SetPassage

LEADING, ABOVE, BELOW = 10.0, 6.0, 8.0
GRID = SignatureGrid(columns=2, column_gap_mm=5, row_gap_mm=2, ink_mm=15, ink_up_to=3)
MEASURES = Measures(ABOVE, BELOW, LEADING, 0, 0, justified=True, hyphenated=True, font_size=10, word_space=0)
LINE = SetLine(())


def passage(
    style: str, lines: int, *, calls: tuple[int, ...] = (), hyphens: tuple[int, ...] = ()
) -> SetPassage:
    """Make a passage of so many lines; notes are called in its last line."""
    column = [replace(LINE, hyphen=number in hyphens) for number in range(lines)]
    column[-1] = replace(column[-1], calls=calls)
    return SetPassage(Passage(style, style, ((),)), "text", MEASURES, (SetCell(0, 100, tuple(column)),))


def row(*heights: int, ink: float = 0.0) -> SetPassage:
    cells = tuple(SetCell(0, 50, (LINE,) * height) for height in heights)
    return SetPassage(
        Passage("signature", "row", ((),) * len(cells), arrangement=Arrangement.SIGNATURES, columns=2),
        "text",
        MEASURES,
        cells,
        ink,
    )


def frame_of(depth: float) -> Frame:
    return Frame(depth, depth, note_lead=0, note_gap=0, leading=LEADING)


def galley_of(*passages: SetPassage) -> Galley:
    return text_galley(passages, GRID, {number: number - 1 for number in range(1, 10)})


def penalties(*passages: SetPassage) -> list[float]:
    return [unit.penalty for unit in galley_of(*passages).units]


def test_lines_follow_one_another_and_the_larger_margin_counts() -> None:
    tops = [unit.top for unit in galley_of(passage("item", 2), passage("item", 1)).units]

    assert tops == [0.0, LEADING, 2 * LEADING + max(ABOVE, BELOW)]


def test_running_text_comes_back_to_half_lines_after_what_is_not() -> None:
    tops = [unit.top for unit in galley_of(passage("item", 1), passage("paragraph", 1)).units]

    assert tops == [0.0, 2 * LEADING]


def test_a_paragraph_keeps_two_lines_on_either_side_of_a_break() -> None:
    inside = [0.0, FORBID, INSIDE_PARAGRAPH, INSIDE_PARAGRAPH, FORBID]

    assert penalties(passage("paragraph", 5)) == inside


@pytest.mark.parametrize("lines", [2, 3])
def test_a_short_paragraph_is_not_broken(lines: int) -> None:
    assert penalties(passage("paragraph", lines))[1:] == [FORBID] * (lines - 1)


def test_a_break_after_a_hyphen_costs_more() -> None:
    assert penalties(passage("paragraph", 5, hyphens=(1,)))[2:4] == [AFTER_HYPHEN, INSIDE_PARAGRAPH]


@pytest.mark.parametrize("style", ["dateline", "inside_address", "heading-1", "complimentary_close"])
def test_some_parts_stay_whole(style: str) -> None:
    assert penalties(passage(style, 5))[1:] == [FORBID] * 4


@pytest.mark.parametrize("style", ["subject_line", "salutation", "heading-1", "heading-2", "heading-3"])
def test_what_leads_on_keeps_two_lines_after_it(style: str) -> None:
    assert penalties(passage(style, 1), passage("paragraph", 5))[:4] == [0, FORBID, FORBID, INSIDE_PARAGRAPH]


def test_the_close_keeps_two_lines_before_it_and_the_first_row_after_it() -> None:
    found = penalties(passage("paragraph", 5), passage("complimentary_close", 1), row(2, 2), row(2, 2))

    assert found == [0, FORBID, INSIDE_PARAGRAPH, INSIDE_PARAGRAPH, FORBID, FORBID, FORBID, 0]


def test_a_row_of_signatories_is_one_unit_as_high_as_its_longest_cell() -> None:
    (unit,) = galley_of(row(2, 4)).units

    assert unit.bottom - unit.top == 4 * LEADING
    assert not unit.is_text


def test_rows_stand_apart_by_the_gap_of_the_grid() -> None:
    first, second = galley_of(row(2), row(2)).units

    assert second.top - first.bottom == pytest.approx(GRID.row_gap_mm * PX_PER_MM)


def test_names_have_room_for_ink_above_them() -> None:
    _, without = galley_of(passage("complimentary_close", 1), row(2)).units
    _, with_ink = galley_of(passage("complimentary_close", 1), row(2, ink=50.0)).units

    assert with_ink.top - without.top == 50.0


def test_a_note_belongs_to_the_line_of_its_first_call() -> None:
    units = galley_of(passage("paragraph", 2, calls=(2, 1)), passage("paragraph", 1, calls=(1, 3))).units

    assert [unit.calls for unit in units] == [(), (1, 0), (2,)]


def test_a_note_called_in_a_note_and_before_belongs_to_the_text() -> None:
    begun = {0}

    lines, _ = note_column((passage("note", 1, calls=(1, 2)),), GRID, {1: 0, 2: 1}, begun)

    assert [line.calls for line in lines] == [(1,)]
    assert begun == {0, 1}


def test_slices_gather_the_lines_of_a_passage_and_keep_the_gaps_between_passages() -> None:
    passages = (passage("item", 4), passage("item", 2))
    galley = galley_of(*passages)

    first, second = slices_of(passages, galley.slots[2:5], galley.units[2:5])

    assert (first.start, first.end, first.gap, slice_height(first)) == (2, 4, 0.0, 2 * LEADING)
    assert (second.start, second.end, second.gap) == (0, 1, BELOW)
    assert galley.slots[4] == Slot(1, 0)


def table(*heights: int, head: int = 1, part: str = "t") -> list[SetPassage]:
    """Make a table of a head (none when 0) and rows of so many lines."""
    around = (Container("Table", part),)
    roles = [("TH", head)] * bool(head) + [("TD", height) for height in heights]
    return [
        SetPassage(
            Passage(
                "table-row",
                f"{part}.{number}",
                ((),),
                role,
                (*around, Container("TR", f"{part}.{number}")),
                arrangement=Arrangement.TABLE,
            ),
            "text",
            MEASURES,
            (SetCell(0, 100, (LINE,) * height),),
        )
        for number, (role, height) in enumerate(roles)
    ]


def test_a_table_keeps_two_rows_with_its_head_and_two_at_its_end() -> None:
    kept = [FORBID, FORBID, INSIDE_TABLE, FORBID]

    assert penalties(*table(1, 1, 1, 1))[1:] == kept


def divided(*heights: int) -> SetPassage:
    """Make a row of cells of so many lines that may be divided."""
    (row,) = table(1, head=0)
    return replace(row, cells=tuple(SetCell(0, 50, (LINE,) * height) for height in heights), divided=True)


def test_a_tall_row_may_be_divided_where_every_cell_keeps_two_lines() -> None:
    inside = [FORBID, INSIDE_ROW, INSIDE_ROW + LONE_LINE, INSIDE_ROW, FORBID]

    assert penalties(divided(6, 4))[1:] == inside


def test_a_tall_row_is_rather_not_divided_after_a_hyphen() -> None:
    row = divided(6, 6)
    lines = tuple(replace(LINE, hyphen=number == 2) for number in range(6))

    found = penalties(replace(row, cells=(row.cells[0], SetCell(50, 50, lines))))

    assert found[2:4] == [INSIDE_ROW, INSIDE_ROW + AFTER_HYPHEN]


def test_the_last_row_of_a_table_may_begin_a_page_when_it_is_tall() -> None:
    rows = table(1, 1, 1, 6)

    kept = penalties(*rows)[4]
    free = penalties(*rows[:-1], replace(rows[-1], divided=True))[4]

    assert (kept, free) == (FORBID, INSIDE_TABLE)


def test_each_line_of_a_divided_row_carries_the_head_and_its_own_notes() -> None:
    head, row = table(4)
    lines = tuple(replace(LINE, calls=calls) for calls in ((), (2,), (), (1,)))
    row = replace(row, cells=(SetCell(0, 50, lines[2:]), SetCell(50, 50, lines)), divided=True)

    units = galley_of(head, row).units[1:]

    assert [unit.calls for unit in units] == [(), (0, 1), (), ()]
    assert [unit.lead for unit in units] == [LEADING + BELOW] * 4
    assert all(unit.side_by_side for unit in units)


def test_the_caption_of_a_table_stays_with_it_and_that_of_a_figure_with_the_image() -> None:
    caption = passage("caption", 1)
    above = replace(caption, passage=replace(caption.passage, role="Caption"))
    image = SetPassage(Passage("figure", "f"), "text", MEASURES, image_size=ImageSize(10, 50))

    assert penalties(above, *table(1, 1, 1, 1))[1] == FORBID
    assert penalties(image, caption)[1] == FORBID


def test_the_head_of_a_table_is_charged_to_each_row_that_may_begin_a_page() -> None:
    galley = galley_of(*table(1, 2, head=3))

    assert galley.heads == {1: 0, 2: 0}
    assert [unit.lead for unit in galley.units] == [0.0, 3 * LEADING + BELOW, 3 * LEADING + BELOW]


def test_a_table_without_a_head_and_the_next_table_repeat_nothing_of_another() -> None:
    galley = galley_of(*table(1, part="a"), *table(1, head=0, part="b"))

    assert galley.heads == {1: 0}


def test_a_head_that_would_leave_too_little_of_a_page_is_not_set_again() -> None:
    passages = table(1, 30, head=10)

    assert text_galley(passages, GRID, {}, frame_of(40 * LEADING)).heads == {}
    assert text_galley(passages, GRID, {}, frame_of(60 * LEADING)).heads == {1: 0, 2: 0}


def test_pages_break_where_the_text_is_turned_and_where_it_is_upright_again() -> None:
    one, two = passage("paragraph", 2), replace(passage("caption", 2), turned=True)

    units = galley_of(one, two, one).units

    assert [unit.begins_page for unit in units] == [False, False, True, False, True, False]
    assert [unit.turned for unit in units] == [False, False, True, True, False, False]


def test_the_head_of_a_turned_table_is_held_against_a_turned_page() -> None:
    passages = [replace(one, turned=True) for one in table(1, 30, head=10)]
    frame = replace(frame_of(60 * LEADING), turned_depth=40 * LEADING)

    assert text_galley(passages, GRID, {}, frame).heads == {}


def test_a_head_set_again_stands_first_and_is_no_news_to_a_listener() -> None:
    head, row = table(2)
    (again, first) = with_head((Slice(row, 0, 1, 0.0),), head)

    assert (again.passage, again.repeated, first.gap) == (head, True, BELOW)


def test_a_passage_after_a_page_break_begins_a_page_with_its_first_line() -> None:
    one, two = passage("paragraph", 1), passage("paragraph", 3)
    asked = replace(two, passage=replace(two.passage, begins_page=True))

    assert [unit.begins_page for unit in galley_of(one, asked).units] == [False, True, False, False]


def giving(*passages: SetPassage) -> list[int]:
    """List the passages whose space above gives."""
    galley = galley_of(*passages)
    return [slot.passage for unit, slot in zip(galley.units, galley.slots, strict=True) if unit.gives]


def test_the_space_between_paragraphs_gives_and_that_below_a_heading_does_not() -> None:
    text = (
        passage("paragraph", 2),
        passage("heading-1", 1),
        passage("paragraph", 2),
        passage("paragraph", 2),
    )

    assert giving(*text) == [1, 3]


def test_the_spaces_inside_a_table_do_not_give() -> None:
    assert giving(passage("paragraph", 1), *table(1, 1), passage("paragraph", 1)) == [1, 4]


def test_the_spaces_around_signatories_do_not_give() -> None:
    signed = (passage("complimentary_close", 1), passage("signature", 1), passage("signature", 1))

    assert giving(passage("paragraph", 2), *signed) == []


def test_units_move_down_by_the_spaces_that_are_wider_above_them() -> None:
    units = galley_of(passage("paragraph", 2), passage("paragraph", 1), passage("paragraph", 1)).units

    moved = [after.top - unit.top for unit, after in zip(units, spread_out(units, 3.0), strict=True)]

    assert moved == [0.0, 0.0, 3.0, 6.0]
