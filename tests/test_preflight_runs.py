"""Runs of text, read from content streams as they might be anybody's."""

import pytest

from letterpress.preflight.fonts import Font
from letterpress.preflight.runs import SpeltOut, read_runs

FONTS = {"/F": Font(dict(enumerate("?אבג abc()", start=0)), {}, 500.0)}


def texts(content: bytes) -> list[str]:
    return [run.text for run in read_runs(b"BT /F 10 Tf " + content + b" ET", FONTS).runs]


def test_glyphs_are_read_in_the_order_of_the_content() -> None:
    assert texts(b"[<00050006>-20<0007>] TJ <0001> Tj") == ["abc", "א"]


def test_what_is_shown_the_other_way_round_is_read_from_its_end_one_string_after_the_other() -> None:
    shown = b"/ReversedChars BMC [<00020001>] TJ [<0003>-20<0002>] TJ EMC [<00050006>] TJ"

    assert texts(shown) == ["אב", "בג", "ab"]


def test_what_the_actual_text_says_is_read_where_the_glyphs_tell_something_else() -> None:
    reading = read_runs(
        b"BT /F 10 Tf [<0005>] TJ /Span <</ActualText <feff0028>>> BDC [<0009>] TJ EMC ET", FONTS
    )

    assert [run.text for run in reading.runs] == ["a", "("]
    assert reading.spelt == (SpeltOut("(", ")"),)


def test_an_actual_text_over_several_strings_is_one_run_as_wide_as_they_are() -> None:
    reading = read_runs(
        b"BT /F 10 Tf /Span <</ActualText (x)>> BDC [<0005>] TJ 2 Ts [-1000<0006>] TJ 0 Ts EMC ET", FONTS
    )

    ((run,), spelt) = reading.runs, reading.spelt
    assert (run.text, run.left, run.right) == ("x", 0.0, 20.0)
    assert spelt == (SpeltOut("x", "ab"),)


@pytest.mark.parametrize("text", [b"<feff006100ad>", b"<FEFF 0061 00A0>", b"(a)"])
def test_an_actual_text_that_adds_only_what_is_not_seen_changes_nothing(text: bytes) -> None:
    reading = read_runs(b"BT /F 10 Tf /Span <</ActualText " + text + b">> BDC [<0005>] TJ EMC ET", FONTS)

    assert ([run.text for run in reading.runs], reading.spelt) == (["a"], ())


def test_an_actual_text_without_glyphs_is_no_text_and_is_told() -> None:
    reading = read_runs(b"BT /F 10 Tf /Span <</ActualText (more)>> BDC EMC ET", FONTS)

    assert (reading.runs, reading.spelt) == ((), (SpeltOut("more", ""),))


def test_a_string_that_begins_with_a_move_is_as_wide_as_its_glyphs() -> None:
    (run,) = read_runs(b"BT /F 10 Tf 1 0 0 1 100 50 Tm [3000<0005>] TJ ET", FONTS).runs

    assert (run.left, run.right) == (70.0, 75.0)
