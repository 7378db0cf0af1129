"""Lines by total fit over synthetic breakpoints: every letter is 10 px wide, a space 5, a hyphen 5."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpress.typesetting.linebreaking import (
    DOUBLE_HYPHEN,
    EXPAND,
    HOPELESS,
    HYPHEN_BEFORE_LAST,
    LINE_PENALTY,
    NO_GIVE,
    RAGGED_SLACK,
    ROUNDING,
    SHORT_LINE,
    SHORT_RATIO,
    SHRINK,
    STRETCH,
    STUB,
    STUB_WIDTH,
    UNEVEN,
    Breakpoint,
    BrokenLine,
    LineRules,
    Tolerance,
    choose_lines,
)

LETTER, SPACE, HYPHEN = 10.0, 5.0, 5.0
HYPHEN_PENALTY = 50.0
ANY = Tolerance(-1.0, 1e9)


def points_of(text: str, *, hyphen_penalty: float = HYPHEN_PENALTY) -> list[Breakpoint]:
    """List the breakpoints of a text; `_` is a hyphenation point, `/` one in an address, `|` a line break."""
    points = [Breakpoint(0, 0, 0, 0, 0, 0)]
    width = glue = 0.0
    for at, character in enumerate(text):
        if character == " ":
            after, glue_after = width + SPACE, glue + SPACE
            points.append(Breakpoint(at, at + 1, width, glue, after, glue_after))
            width, glue = after, glue_after
        elif character == "_":
            end = width + HYPHEN
            points.append(Breakpoint(at, at + 1, end, glue, width, glue, hyphen_penalty, hyphen=True))
        elif character == "/":
            width += LETTER
            points.append(Breakpoint(at + 1, at + 1, width, glue, width, glue, may_end_short=True))
        elif character == "|":
            points.append(Breakpoint(at, at + 1, width, glue, width, glue, forced=True))
        else:
            width += LETTER
    points.append(Breakpoint(len(text), len(text), width, glue, width, glue, forced=True))
    return points


def text_of(lines: tuple[BrokenLine, ...], text: str) -> list[str]:
    """Give the chosen lines as text, a hyphen where one is set."""
    return [text[line.start.start : line.end.end].replace("_", "") + "-" * line.end.hyphen for line in lines]


def broken(text: str, rules: LineRules) -> list[str] | None:
    lines = choose_lines(points_of(text), rules)
    return None if lines is None else text_of(lines, text)


def test_a_text_that_fits_is_one_line_with_natural_spaces() -> None:
    (line,) = choose_lines(points_of("aaa bbb"), LineRules(100, ANY)) or ()

    assert (line.ratio, line.natural) == (0.0, True)


def test_a_whole_paragraph_is_weighed_where_a_greedy_one_would_leave_a_hole() -> None:
    lines = broken("aaa bb cc ddddd", LineRules(60, ANY, ragged=True))

    assert lines == ["aaa", "bb cc", "ddddd"]  # greedy: "aaa bb", and "cc" alone


def test_a_line_break_of_the_author_is_kept_and_its_line_is_natural() -> None:
    lines = choose_lines(points_of("aa bb|cc dd"), LineRules(55, ANY)) or ()

    assert text_of(lines, "aa bb|cc dd") == ["aa bb", "cc dd"]
    assert [line.natural for line in lines] == [True, True]


def test_a_word_is_hyphenated_where_that_fills_the_line() -> None:
    assert broken("aa bbbb_cccc dd", LineRules(70, Tolerance(-1, 3))) == ["aa bbbb-", "cccc dd"]


def test_a_word_stays_whole_when_the_hyphen_costs_more_than_the_space() -> None:
    rules = LineRules(100, ANY)
    text = "aaaaa bbbbb cc_cc dddd e"

    dear = choose_lines(points_of(text, hyphen_penalty=1e5), rules) or ()

    assert not any(line.end.hyphen for line in dear)


def test_no_two_lines_in_a_row_end_in_a_hyphen_when_that_can_be_avoided() -> None:
    text = "aaaa_aaaa bbbb_bb cccc ddd eeee_eeee fff gg_gg"

    lines = choose_lines(points_of(text, hyphen_penalty=0), LineRules(150, ANY)) or ()

    # alone, each line would be better as "aaaaaaaa bbbb-", "bb cccc ddd eeee-"
    assert text_of(lines, text) == ["aaaaaaaa bbbbbb", "cccc ddd eeee-", "eeee fff gggg"]


def test_two_hyphens_in_a_row_are_set_when_nothing_else_fits() -> None:
    assert broken("aaaaa_aaaaa_aaaaa", LineRules(60, ANY)) == ["aaaaa-", "aaaaa-", "aaaaa"]


def test_a_line_inside_an_address_may_end_short_and_keeps_its_spaces() -> None:
    text = "aaa bbbbb/cccccccc/d"

    lines = choose_lines(points_of(text), LineRules(100, ANY)) or ()

    assert text_of(lines, text) == ["aaa bbbbb/", "cccccccc/d"]
    assert lines[0].natural
    assert lines[0].ratio == SHORT_RATIO


def test_a_line_too_short_even_for_an_address_is_stretched() -> None:
    (first, _) = choose_lines(points_of("aa bb/cccccccccc"), LineRules(100, ANY)) or ()

    assert first.ratio > SHORT_RATIO


def test_a_line_beyond_hope_is_left_ragged() -> None:
    (first, _) = choose_lines(points_of("a bbbbbbbbbb"), LineRules(100, ANY)) or ()

    assert first.ratio > HOPELESS
    assert first.natural


@pytest.mark.parametrize(("hang", "expected"), [(0.0, ["aaa", "bbbb"]), (10.0, ["aaa bbbb"])])
def test_what_hangs_out_of_the_measure_counts_for_nothing(hang: float, expected: list[str]) -> None:
    points = points_of("aaa bbbb")
    points[-1] = points[-1]._replace(hang_end=hang)

    lines = choose_lines(points, LineRules(65, Tolerance(0, 1e9))) or ()

    assert text_of(lines, "aaa bbbb") == expected


def test_nothing_is_chosen_when_a_word_is_wider_than_the_measure() -> None:
    assert choose_lines(points_of("aaa bbbbbbbbbb c"), LineRules(60, ANY)) is None


def test_nothing_is_chosen_when_no_way_keeps_within_the_tolerance() -> None:
    assert choose_lines(points_of("aaaa bbbb cccc"), LineRules(60, Tolerance(-0.8, 0.8))) is None


def test_a_tight_line_beside_a_loose_one_is_avoided() -> None:
    text = "aaaaa aaaa aaaa aa aa aaaaa aaaa aaa"

    lines = choose_lines(points_of(text), LineRules(105, Tolerance(-1.2, 3))) or ()
    ratios = [line.ratio for line in lines if not line.end.forced]

    assert all(abs(one - other) < 2.5 for one, other in pairwise(ratios))


WORDS = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from([" ", " ", " ", "_", "/", "|"])), min_size=1, max_size=10
)
RULES = st.builds(
    LineRules,
    measure=st.integers(5, 16).map(lambda letters: letters * LETTER),
    tolerance=st.builds(Tolerance, st.sampled_from([-0.8, -1.2]), st.sampled_from([0.8, 3.0, 1e9])),
    ragged=st.booleans(),
)


def demerits_of(lines: list[tuple[Breakpoint, Breakpoint]], rules: LineRules) -> float | None:
    """Sum up one way of breaking as Knuth and Plass weigh it, or None when it is not permitted."""
    total, last_class = 0.0, 2
    for number, (start, end) in enumerate(lines):
        width = end.end_width - start.start_width - end.hang_end - start.hang_start
        ratio = ratio_of(width, end.end_glue - start.start_glue, end, rules)
        if ratio is None:
            return None
        fitness = 1 if ratio < -0.5 else 2 if ratio <= 0.5 else 3 if ratio <= 1 else 4
        total += (LINE_PENALTY + 100 * abs(ratio) ** 3) ** 2 + end.penalty**2
        total += UNEVEN * (abs(fitness - last_class) > 1)
        if start.hyphen and end.hyphen:
            total += DOUBLE_HYPHEN
        elif start.hyphen and number == len(lines) - 1:
            total += HYPHEN_BEFORE_LAST
        is_stub = width < STUB_WIDTH * rules.measure
        total += STUB * (end.forced and number > 0 and is_stub)
        last_class = fitness
    return total


def ratio_of(width: float, glue: float, end: Breakpoint, rules: LineRules) -> float | None:
    room = rules.measure - width
    if rules.ragged:
        ratio = 0.0 if end.forced else room / (rules.measure * RAGGED_SLACK)
        return ratio if room >= -ROUNDING and ratio <= rules.tolerance.loosest else None
    give = glue * (STRETCH if room >= 0 else SHRINK) + width * EXPAND
    ratio = room / give if give else NO_GIVE
    if room >= 0 and end.forced:
        ratio = 0.0
    elif room >= 0 and end.may_end_short and ratio > SHORT_RATIO and room < rules.measure * SHORT_LINE:
        ratio = SHORT_RATIO
    elif room < 0 and ratio < rules.tolerance.tightest:
        return rules.tolerance.tightest if room >= -ROUNDING else None
    return ratio if ratio <= rules.tolerance.loosest else None


def cheapest(points: list[Breakpoint], rules: LineRules) -> float | None:
    """Weigh every subset of the breakpoints that holds the forced ones."""
    free = [number for number, point in enumerate(points[1:-1], start=1) if not point.forced]
    forced = [number for number, point in enumerate(points) if point.forced]
    found = (
        demerits_of([(points[a], points[b]) for a, b in pairwise(sorted({0, *forced, *chosen}))], rules)
        for size in range(len(free) + 1)
        for chosen in combinations(free, size)
    )
    return min((cost for cost in found if cost is not None), default=None)


def joined(words: list[tuple[int, str]]) -> str:
    text = "".join("a" * size + end for size, end in words)
    return text[:-1] or text


@given(WORDS, RULES)
def test_the_lines_are_the_cheapest_of_all_ways_to_break(
    words: list[tuple[int, str]], rules: LineRules
) -> None:
    points = points_of(joined(words))

    lines = choose_lines(points, rules)
    cost = None if lines is None else demerits_of([(line.start, line.end) for line in lines], rules)

    assert cost == pytest.approx(cheapest(points, rules))


@given(WORDS, RULES)
def test_lines_follow_one_another_and_none_is_overfull(
    words: list[tuple[int, str]], rules: LineRules
) -> None:
    points = points_of(joined(words))

    lines = choose_lines(points, rules) or ()

    assert all(one.end == next_one.start for one, next_one in pairwise(lines))
    assert not lines or (lines[0].start, lines[-1].end) == (points[0], points[-1])
    assert {line.end for line in lines} >= {point for point in points if point.forced and lines}
    for line in lines:
        width = line.end.end_width - line.start.start_width
        glue = line.end.end_glue - line.start.start_glue
        least = width - (0 if rules.ragged else -rules.tolerance.tightest * (glue * SHRINK + width * EXPAND))
        assert least <= rules.measure + ROUNDING
