"""Copyfitting: in which order, how far, and what is said of it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from letterpress.diagnostics import Code, LetterError, Severity
from letterpress.letter import Layout, Letter
from letterpress.press import RenderOptions, render_source
from letterpress.source import decode_source
from letterpress.typesetting import TypesetLetter
from letterpress.typesetting.engine import AS_DESIGNED, Fit
from letterpress.typesetting.fitting import describe_fit, fits_for
from letters_in_type import LETTER, engine_of, line, typeset

SENTENCE = "The survey of the harbour wall was carried out in calm weather, stone by stone, at low tide. "
SMALLEST = engine_of("us-block").stationery.fitting.smallest
DRAWN_IN = engine_of("us-block").stationery.fitting.drawn_in


def letter_of(paragraphs: int, *, pages: int | None = None) -> Letter:
    body = tuple(line(SENTENCE * 4) for _ in range(paragraphs))
    return replace(LETTER, body=body, layout=Layout(fit_pages=pages))


def leading_of(letter: TypesetLetter) -> float:
    """Give the leading of a letter, as a factor of the design."""
    designed = typeset(LETTER).plan.text[0].measures.leading
    return letter.plan.text[0].measures.leading / designed


def first_with(pages: int, *, more_than: int = 0) -> int:
    """Give the least number of paragraphs that take so many pages as designed."""
    counts = range(more_than + 1, 40)
    return next(n for n in counts if typeset(letter_of(n, pages=9)).page_count == pages)


@pytest.fixture(scope="module")
def overrun() -> int:
    """Give the number of paragraphs whose letter runs over onto a second page."""
    return first_with(2, more_than=5)


def test_fits_grow_tighter_step_by_step_and_the_leading_gives_way_twice_as_fast() -> None:
    fits = list(fits_for(0.9))

    assert all(a.leading > b.leading and a.size > b.size for a, b in pairwise(fits))
    assert [round((1 - fit.leading) / (1 - fit.size), 1) for fit in fits] == [2.0] * len(fits)


@pytest.mark.parametrize("smallest", [0.82, 0.955, 0.99])
def test_no_fit_goes_below_what_the_stationery_permits(smallest: float) -> None:
    assert [fit for fit in fits_for(smallest) if fit.leading < smallest - 1e-9] == []


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        (AS_DESIGNED, []),
        (Fit(0.98, 0.96), ["set smaller to save a page: type by 2.0 %, leading by 4.0 %"]),
    ],
)
def test_what_was_made_smaller_is_stated(fit: Fit, expected: list[str]) -> None:
    found = list(describe_fit(fit))

    assert [(one.message, one.code, one.severity) for one in found] == [
        (message, Code.COPYFITTED, Severity.NOTE) for message in expected
    ]


def test_a_letter_that_keeps_within_its_pages_is_set_as_designed() -> None:
    letter = typeset(letter_of(2, pages=1))

    assert (letter.page_count, letter.diagnostics, leading_of(letter)) == (1, (), 1.0)


def test_a_letter_is_set_smaller_to_keep_within_its_pages(overrun: int) -> None:
    letter = typeset(letter_of(overrun, pages=1))

    assert [one.code for one in letter.diagnostics] == [Code.COPYFITTED]
    assert letter.page_count == 1
    assert SMALLEST <= leading_of(letter) < 1


def test_a_letter_that_runs_over_by_a_few_lines_is_drawn_in_unasked(overrun: int) -> None:
    letter = typeset(letter_of(overrun))

    assert (letter.page_count, leading_of(letter) >= DRAWN_IN - 1e-6) in {(1, True), (2, True)}


def test_a_letter_that_cannot_keep_within_its_pages_is_refused() -> None:
    with pytest.raises(LetterError) as refused:
        typeset(letter_of(30, pages=1))

    (found,) = refused.value.diagnostics
    assert found.code is Code.PAGES_EXCEEDED
    assert found.message.endswith("pages and may take 1, even in the smallest type permitted")


def test_a_note_of_copyfitting_does_not_fail_a_strict_run(overrun: int) -> None:
    body = "\n\n".join([SENTENCE * 4] * overrun)
    text = f"---\nfit: 1 page\n---\nMay 5, 2026\n\nDear Ada,\n\n{body}\n\nSincerely,\n\nBob\n"

    rendered = render_source(decode_source(text.encode(), "letter.txt"), RenderOptions(strict=True))

    assert [one.code for one in rendered.diagnostics] == [Code.COPYFITTED]
