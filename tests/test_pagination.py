"""Pages over units and notes made up for the purpose: every line is 10 px high."""

from collections.abc import Sequence
from dataclasses import replace
from time import process_time

import pytest

from letterpress.typesetting import pagination
from letterpress.typesetting.pagination import (
    FORBID,
    Frame,
    NoPagesError,
    NoteLine,
    NotePiece,
    PlannedPage,
    Unit,
    least_height,
    paginate,
)

LINE = 10.0
FRAME = Frame(first_depth=100, depth=100, note_lead=10, note_gap=0, leading=LINE)


def lines(count: int, *, calls: dict[int, tuple[int, ...]] | None = None) -> list[Unit]:
    """Make a paragraph of so many lines; `calls` are notes by the line that calls them."""
    called = calls or {}
    return [Unit(n * LINE, (n + 1) * LINE, called.get(n, ())) for n in range(count)]


def note(count: int, *, calls: dict[int, tuple[int, ...]] | None = None) -> list[NoteLine]:
    called = calls or {}
    return [NoteLine(n * LINE, (n + 1) * LINE, called.get(n, ())) for n in range(count)]


def cuts(pages: Sequence[PlannedPage]) -> list[tuple[int, int]]:
    return [(page.first, page.last) for page in pages]


def pieces(pages: Sequence[PlannedPage]) -> list[list[NotePiece]]:
    return [list(page.notes) for page in pages]


def test_an_empty_letter_has_no_pages() -> None:
    assert paginate([], [], FRAME) == ()


def test_what_fits_stands_on_one_page() -> None:
    assert cuts(paginate(lines(10), [], FRAME)) == [(0, 10)]


def test_the_first_page_may_be_less_deep_than_the_others() -> None:
    frame = replace(FRAME, first_depth=40)

    assert cuts(paginate(lines(14), [], frame)) == [(0, 4), (4, 14)]


def test_space_above_the_first_line_of_a_page_is_dropped() -> None:
    units = [Unit(0, 100), Unit(130, 230)]

    assert [page.text_height for page in paginate(units, [], FRAME)] == [100, 100]


def test_a_forbidden_break_is_avoided_by_a_shorter_page() -> None:
    units = lines(12)
    units[10] = units[10]._replace(penalty=FORBID)

    assert cuts(paginate(units, [], FRAME)) == [(0, 9), (9, 12)]


def test_a_forbidden_break_is_made_when_there_is_no_other() -> None:
    units = [unit._replace(penalty=FORBID) for unit in lines(12)]

    assert sorted(last - first for first, last in cuts(paginate(units, [], FRAME))) == [2, 10]


def test_a_page_of_signatories_alone_takes_running_text_over() -> None:
    units = [*lines(10), Unit(100, 110, is_text=False), Unit(110, 120, is_text=False)]

    assert cuts(paginate(units, [], FRAME)) == [(0, 9), (9, 12)]


def test_a_note_stands_on_the_page_of_its_call() -> None:
    pages = paginate(lines(14, calls={11: (0,)}), [note(2)], FRAME)

    assert pieces(pages) == [[], [NotePiece(0, 0, 2)]]


def test_a_note_pushes_text_overleaf_rather_than_itself() -> None:
    pages = paginate(lines(10, calls={0: (0,)}), [note(3)], FRAME)

    assert (cuts(pages), pieces(pages)) == ([(0, 6), (6, 10)], [[NotePiece(0, 0, 3)], []])


def test_notes_stand_in_the_order_of_their_calls() -> None:
    pages = paginate(lines(4, calls={0: (1, 0), 2: (2,)}), [note(1), note(1), note(1)], FRAME)

    assert [piece.note for piece in pages[0].notes] == [1, 0, 2]


def test_notes_of_cells_side_by_side_stand_by_number() -> None:
    units = [unit._replace(side_by_side=True) for unit in lines(4, calls={0: (2,), 1: (0,), 2: (1,)})]

    pages = paginate(units, [note(1), note(1), note(1)], FRAME)

    assert [piece.note for piece in pages[0].notes] == [0, 1, 2]


def turned(units: list[Unit], *numbers: int) -> list[Unit]:
    """Turn units; a break is asked for wherever that changes."""
    changed = [unit._replace(turned=number in numbers) for number, unit in enumerate(units)]
    before = [False, *(unit.turned for unit in changed)]
    return [unit._replace(begins_page=unit.turned != was) for unit, was in zip(changed, before, strict=False)]


def test_what_is_turned_stands_on_pages_of_its_own_with_their_own_depth() -> None:
    units = turned(lines(14), *range(4, 11))

    pages = paginate(units, [], replace(FRAME, turned_depth=40))

    assert [(page.first, page.last, page.turned) for page in pages] == [
        (0, 4, False), (4, 8, True), (8, 11, True), (11, 14, False)
    ]  # fmt: skip


def test_a_note_goes_on_on_a_page_turned_like_that_of_its_call() -> None:
    units = turned(lines(3, calls={1: (0,)}), 1)

    pages = paginate(units, [note(14)], replace(FRAME, turned_depth=60))

    assert [(page.turned, page.first < page.last, len(page.notes)) for page in pages] == [
        (False, True, 0), (True, True, 1), (True, False, 1), (True, False, 1), (False, True, 0)
    ]  # fmt: skip


def test_a_unit_takes_the_least_of_its_notes_and_of_those_they_call() -> None:
    notes = [note(9, calls={1: (1,)}), note(3)]
    unit = Unit(20, 50, (0,), lead=15)

    assert least_height(unit, notes, FRAME) == 15 + 30 + 10 + 20 + 30


def test_a_note_that_does_not_fit_goes_on_at_the_foot_of_the_next_page() -> None:
    pages = paginate(lines(8, calls={5: (0,)}), [note(8)], FRAME)

    (first, second) = pieces(pages)
    assert first[0].start == 0
    assert second[0] == NotePiece(0, first[0].end, 8)


@pytest.mark.parametrize("size", [2, 3])
def test_a_note_of_less_than_four_lines_is_never_divided(size: int) -> None:
    pages = paginate(lines(9, calls={8: (0,)}), [note(size)], FRAME)

    assert [piece for page in pieces(pages) for piece in page] == [NotePiece(0, 0, size)]


def test_a_note_taller_than_a_page_fills_pages_of_its_own() -> None:
    pages = paginate(lines(1, calls={0: (0,)}), [note(30)], FRAME)

    assert [piece for page in pieces(pages) for piece in page] == [
        NotePiece(0, 0, 8),
        NotePiece(0, 8, 17),
        NotePiece(0, 17, 26),
        NotePiece(0, 26, 30),
    ]


def test_a_note_called_in_a_note_stands_behind_it() -> None:
    notes = [note(2, calls={0: (1,)}), note(1), note(1)]

    pages = paginate(lines(2, calls={0: (0,), 1: (2,)}), notes, FRAME)

    assert [piece.note for piece in pages[0].notes] == [0, 1, 2]


def test_a_note_called_late_in_a_divided_note_begins_where_that_call_is() -> None:
    notes = [note(12, calls={11: (1,)}), note(2)]

    pages = paginate(lines(3, calls={0: (0,)}), notes, FRAME)

    assert [piece.note for piece in pages[0].notes] == [0]
    assert [piece.note for piece in pages[1].notes] == [0, 1]


def test_a_unit_that_fits_nowhere_is_named() -> None:
    with pytest.raises(NoPagesError) as caught:
        paginate([Unit(0, 10), Unit(10, 120)], [], FRAME)

    assert caught.value.unit == 1


def test_notes_left_over_that_fit_nowhere_are_laid_to_the_last_unit() -> None:
    notes = [note(5, calls={3: (1, 2)}), note(3), note(3)]

    with pytest.raises(NoPagesError) as caught:
        paginate(lines(2, calls={0: (0,)}), notes, replace(FRAME, first_depth=70, depth=70))

    assert caught.value.unit == 1


def test_pages_are_found_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "SEARCH_LIMIT", 300)  # a twentieth, and of the time
    units, notes = lines(120, calls={2 * n: (n,) for n in range(60)}), [note(80)] * 60
    frame = Frame(first_depth=400, depth=500, note_lead=20, note_gap=0, leading=LINE)
    start = process_time()

    pages = paginate(units, notes, frame)

    assert process_time() - start < 5
    assert (pages[0].first, pages[-1].last) == (0, 120)
    assert sum(piece.end - piece.start for page in pages for piece in page.notes) == 60 * 80


def test_a_long_text_of_many_notes_needs_no_limit() -> None:
    units = lines(450, calls={3 * n: (n,) for n in range(150)})
    frame = Frame(first_depth=400, depth=500, note_lead=20, note_gap=0, leading=LINE)

    pages = paginate(units, [note(2)] * 150, frame)

    assert all(piece.start == 0 for page in pages for piece in page.notes)


def test_a_unit_that_asks_for_it_begins_a_page() -> None:
    units = lines(6)
    units[2] = units[2]._replace(begins_page=True)

    assert cuts(paginate(units, [], FRAME)) == [(0, 2), (2, 6)]


def test_white_before_a_break_that_was_asked_for_costs_nothing() -> None:
    units = lines(14)
    units[3] = units[3]._replace(begins_page=True)

    assert cuts(paginate(units, [], FRAME)) == [(0, 3), (3, 13), (13, 14)]


def test_notes_left_over_go_on_before_or_on_the_page_that_was_asked_for() -> None:
    units = lines(4, calls={0: (0,)})
    units[1] = units[1]._replace(begins_page=True)

    pages = paginate(units, [note(14)], FRAME)

    assert min(piece for page in pieces(pages) for piece in page).start == 0
    assert sum(piece.end - piece.start for page in pieces(pages) for piece in page) == 14
    assert next(page for page in pages if page.last > 1).first == 1


def test_what_is_set_again_above_a_unit_takes_its_room_on_a_new_page_only() -> None:
    units = [unit._replace(lead=3 * LINE) for unit in lines(20)]

    pages = paginate(units, [], replace(FRAME, first_depth=130))

    assert cuts(pages) == [(0, 10), (10, 17), (17, 20)]
    assert [page.text_height for page in pages] == [130, 100, 60]


def test_a_way_found_before_the_limit_is_taken_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    units = lines(200, calls={10: (0,), 11: (1,)})
    looked_at = 0
    plain = pagination._pages_from  # noqa: SLF001 -- to count the states that are looked at

    def counting(*arguments: object) -> object:
        nonlocal looked_at
        looked_at += 1
        return plain(*arguments)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(pagination, "_pages_from", counting)
    monkeypatch.setattr(pagination, "SEARCH_LIMIT", 400)

    paginate(units, [note(30), note(6)], FRAME)

    assert looked_at < 500


def page_of_white(gives: tuple[int, ...], *, notes: int = 1) -> PlannedPage:
    """Plan a first page of 100 px whose seventh line cannot stand on it: the lines `gives` name may move."""
    units = [
        unit._replace(gives=number in gives, calls=(0,) if number == 0 and notes else ())
        for number, unit in enumerate(lines(6))
    ]
    return paginate([*units, Unit(60, 150)], [note(2)] if notes else [], FRAME)[0]


def test_white_above_notes_is_spread_over_the_spaces_that_give() -> None:
    page = page_of_white((1, 2, 3, 4))

    assert page.spread == pytest.approx(10 / 4)


def test_a_space_gives_no_more_than_its_share_of_the_leading() -> None:
    assert page_of_white((3,)).spread == pagination.GIVE * LINE


def test_a_page_that_would_stay_uneven_is_not_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "STILL_EVEN", 0.4)

    assert page_of_white((3,)).spread == 0


def test_the_space_above_the_first_line_of_a_page_does_not_give() -> None:
    assert page_of_white((0,)).spread == 0


def test_a_page_without_notes_keeps_to_the_grid() -> None:
    assert page_of_white((1, 2, 3, 4), notes=0).spread == 0


def test_the_last_page_is_not_spread() -> None:
    units = [unit._replace(gives=True) for unit in lines(3, calls={0: (0,)})]

    assert [page.spread for page in paginate(units, [note(2)], FRAME)] == [0]
