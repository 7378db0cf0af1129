"""The checks of a finished file against its proof, on values alone."""

from dataclasses import replace

import pytest

from letterpress.diagnostics import Diagnostic, Severity
from letterpress.preflight.checks import check_boxes, check_fonts, check_footnotes, check_text, countable
from letterpress.preflight.inspection import FontUse
from letterpress.preflight.reading import Page
from letterpress.preflight.runs import Run, SpeltOut
from letterpress.proof import Proof, ProofLine, ProofPage
from letterpress.source import Source, Span

SHEET = (0.0, 0.0, 612.0, 792.0)
PAPER = (215.9, 279.4)
FONT = FontUse("ABCDEF+EB-Garamond", "EB Garamond", is_embedded=True, is_subset=True, has_unicode=True)
TWO_PAGES = Proof((ProofPage(()), ProofPage(())), PAPER)
TURNED_SHEET = (0.0, 0.0, 792.0, 612.0)
SOURCE = Source("letter.txt", "Dear Ada,\n\nThank you.\n")


def run(text: str, left: float = 72.0, baseline: float = 700.0) -> Run:
    return Run(text, left, left + 5 * len(text), baseline, 11.0)


def page(*texts: str) -> Page:
    return Page({"MediaBox": SHEET}, tuple(map(run, texts)))


def proof(*lines: str) -> Proof:
    spans = {"Dear Ada,": Span(0, 9), "Thank you.": Span(11, 21)}
    proved = tuple(ProofLine(line, spans.get(line)) for line in lines)
    return Proof((ProofPage(proved),), PAPER, source=SOURCE)


def said(diagnostics: list[Diagnostic]) -> list[str]:
    return [diagnostic.message for diagnostic in diagnostics]


def test_a_page_that_shows_its_lines_passes() -> None:
    assert list(check_text((page("Dear", " Ada,", "Thank you."),), proof("Dear Ada,", "Thank you."))) == []


@pytest.mark.parametrize(
    ("shown", "set_"),
    [
        ("hyphen\u00ad", "hyphen\u2010"),
        ("two words ", "two words"),
        ("of\ufb01ce", "office"),
        ("note\u00b9", "note1"),
        ("caf\u00e9", "cafe\u0301"),
        ("https://a/b", "https://a/\u200bb"),
        ("A\u00a0B", "A B"),
    ],
)
def test_what_a_glyph_cannot_tell_does_not_count(shown: str, set_: str) -> None:
    assert countable(shown) == countable(set_)


def test_lines_drawn_in_another_order_than_read_are_refused() -> None:
    findings = list(check_text((page("Thank you.", "Dear Ada,"),), proof("Dear Ada,", "Thank you.")))

    assert [finding.message for finding in findings] == ["page 1: lines are drawn in another order than read"]


def test_a_lost_line_is_refused_at_the_authors_line() -> None:
    (finding,) = check_text((page("Dear Ada,"),), proof("Dear Ada,", "Thank you."))

    assert finding.message == 'page 1: the line "Thank you." is not on the page as it was set'
    assert finding.place == SOURCE.place(Span(11, 21))


def test_a_line_drawn_twice_is_refused() -> None:
    findings = list(check_text((page("Dear Ada,", "Dear Ada,"),), proof("Dear Ada,")))

    assert said(findings) == ['page 1: "DearAda," is on the page and was not set']


def test_a_single_wrong_character_is_refused() -> None:
    findings = list(check_text((page("Thank yuo."),), proof("Thank you.")))

    assert said(findings) == [
        'page 1: the line "Thank you." is not on the page as it was set',
        'page 1: "Thankyuo." is on the page and was not set',
    ]


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("(", ")"),  # turned
        ("น้ำ", "น\u0e4d้\u0e32"),  # in parts, in another order
        ("بِ", "\u2060\u2060\u0650"),  # parts that tell nothing by themselves
        ("\u2011", "-"),
    ],
)
def test_characters_that_their_glyphs_can_show_may_be_spelt_out(says: str, told: str) -> None:
    spelt = replace(page("Thank you."), spelt=(SpeltOut(says, told),))

    assert list(check_text((spelt,), proof("Thank you."))) == []


@pytest.mark.parametrize(
    ("says", "told"), [("(", "["), ("Ada", "Bob"), ("ab", "a"), ("", "a"), ("a", ""), ("אב", "א")]
)
def test_words_spelt_out_that_are_not_drawn_are_refused(says: str, told: str) -> None:
    spelt = replace(page("Thank you."), spelt=(SpeltOut(says, told),))

    assert said(list(check_text((spelt,), proof("Thank you.")))) == [
        f'page 1: "{told}" is drawn where "{says}" is read'
    ]


def test_a_missing_page_is_refused() -> None:
    assert said(list(check_text((), proof("Dear Ada,")))) == ["the file has 0 pages, 1 were set"]


def test_glyphs_without_characters_are_refused() -> None:
    findings = list(check_text((replace(page("Dear Ada,"), unreadable=3),), proof("Dear Ada,")))

    assert said(findings) == ["page 1: 3 glyphs do not extract as characters"]


@pytest.mark.parametrize(
    "outside",
    [run("Thank you.", left=-2), run("Thank you.", left=570), run("Thank you.", baseline=790)],
    ids=["left", "right", "top"],
)
def test_words_that_run_off_the_sheet_are_refused_at_the_authors_line(outside: Run) -> None:
    (finding,) = check_text((Page({"MediaBox": SHEET}, (outside,)),), proof("Thank you."))

    assert finding.message.startswith('page 1: "Thank you." stands outside its area')
    assert finding.place == SOURCE.place(Span(11, 21))


def test_words_outside_the_area_of_their_page_are_refused() -> None:
    wanted = proof("Thank you.")
    wanted = replace(wanted, pages=(replace(wanted.pages[0], area_mm=(25.4, 40.0, 190.5, 254.0)),))

    (finding,) = check_text((page("Thank you."),), wanted)

    assert finding.message == (
        'page 1: "Thank you." stands outside its area, 25.4 mm from the left edge and 32.5 mm below the top'
    )


def test_spaces_may_stand_anywhere() -> None:
    pages = (Page({"MediaBox": SHEET}, (run("Thank you."), run("  ", left=-50))),)

    assert list(check_text(pages, proof("Thank you."))) == []


def test_a_font_that_travels_and_reads_passes() -> None:
    assert list(check_fonts((FONT,), frozenset({"EB Garamond"}))) == []


@pytest.mark.parametrize(
    ("font", "message", "severity"),
    [
        (replace(FONT, is_embedded=False), "font ABCDEF+EB-Garamond is not embedded", Severity.ERROR),
        (replace(FONT, is_subset=False), "font ABCDEF+EB-Garamond is embedded whole", Severity.WARNING),
        (
            replace(FONT, has_unicode=False),
            "font ABCDEF+EB-Garamond does not say which characters it shows",
            Severity.ERROR,
        ),
        (
            replace(FONT, family="DejaVu Sans"),
            "font DejaVu Sans is none of the stationery's (Alegreya Sans, EB Garamond)",
            Severity.ERROR,
        ),
    ],
)
def test_a_font_an_archive_cannot_keep_is_named(font: FontUse, message: str, severity: Severity) -> None:
    (finding,) = check_fonts((font,), frozenset({"EB Garamond", "Alegreya Sans"}))

    assert (finding.message, finding.severity) == (message, severity)


def test_pages_of_the_papers_size_pass() -> None:
    boxes = {"MediaBox": SHEET, "TrimBox": SHEET}

    assert list(check_boxes((Page(boxes), Page(boxes)), TWO_PAGES)) == []


def test_a_page_of_another_size_is_refused() -> None:
    findings = list(check_boxes((Page({"MediaBox": (0.0, 0.0, 595.0, 842.0)}),), TWO_PAGES))

    assert said(findings) == ["page 1 measures 209.9 by 297.04 mm, not 215.9 by 279.4 mm"]


def test_a_box_that_cuts_the_sheet_is_refused() -> None:
    findings = list(
        check_boxes((Page({"MediaBox": SHEET, "CropBox": (10.0, 0.0, 612.0, 792.0)}),), TWO_PAGES)
    )

    assert said(findings) == ["page 1: its CropBox is not the sheet"]


def test_a_page_is_turned_where_it_was_planned_so_and_nowhere_else() -> None:
    pages = (Page({"MediaBox": SHEET}), Page({"MediaBox": TURNED_SHEET}))
    turned = replace(TWO_PAGES, pages=(ProofPage(()), ProofPage((), turned=True)))

    assert list(check_boxes(pages, turned)) == []
    assert said(list(check_boxes(pages, TWO_PAGES))) == [
        "page 2 measures 279.4 by 215.9 mm, not 215.9 by 279.4 mm"
    ]
    assert said(list(check_boxes((pages[0], pages[0]), turned))) == [
        "page 2 measures 215.9 by 279.4 mm, not 279.4 by 215.9 mm"
    ]


def test_pages_of_two_sizes_in_any_file_are_worth_a_warning_but_not_turned_ones() -> None:
    boxes = (SHEET, TURNED_SHEET, (0.0, 0.0, 595.0, 842.0))

    (finding,) = check_boxes(tuple(Page({"MediaBox": box}) for box in boxes), None)

    assert (finding.severity, finding.message[:26]) == (Severity.WARNING, "page 3 measures 209.9 by 2")


def test_notes_on_the_pages_of_their_calls_pass() -> None:
    wanted = Proof((ProofPage((), (1, 2), (1, 2)), ProofPage((), (1, 3), (3,))), PAPER)

    assert list(check_footnotes({0: [1, 2], 1: [1, 3]}, {0: [1, 2], 1: [3]}, wanted)) == []


@pytest.mark.parametrize(
    ("calls", "notes", "message"),
    [
        ({0: [1]}, {1: [1]}, "footnote 1 is called on page 1 and begins on page 2"),
        ({0: [1]}, {}, "footnote 1 is called on page 1 and has no text"),
        ({}, {2: [4]}, "footnote 4 is never called and begins on page 3"),
    ],
)
def test_a_note_away_from_its_call_is_refused(
    calls: dict[int, list[int]], notes: dict[int, list[int]], message: str
) -> None:
    assert said(list(check_footnotes(calls, notes, None))) == [message]


def test_a_call_that_was_planned_and_not_drawn_is_refused() -> None:
    wanted = Proof((ProofPage((), (1, 2), (1, 2)),), PAPER)

    findings = list(check_footnotes({0: [1]}, {0: [1]}, wanted))

    assert said(findings) == ["page 1: calls 1, not 1, 2", "page 1: notes 1, not 1, 2"]
