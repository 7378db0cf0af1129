"""The audit finds what differs from the plan: each finding, made to happen."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from letterpress.composing import compose_flow, compose_pages
from letterpress.diagnostics import Code, StationeryError, TypesettingError
from letterpress.letter import Footnote, FootnoteCall, Letter, Letterhead, Paragraph, Text
from letterpress.stationery import Stationery
from letterpress.typesetting import Engine, typeset_letter
from letterpress.typesetting.audit import Finding, audit_pages, audit_plan
from letterpress.typesetting.emission import Scribe
from letterpress.typesetting.lines import LineSetter
from letterpress.typesetting.makeup import Plan, PlannedSheet, make_pages, plan_pages
from letterpress.typesetting.metrics import Metrics
from letterpress.typesetting.setting import Typesetter, faces_of
from letters_in_type import LETTER, OPTIONS, SOURCE, engine_of, line, typeset

NOTED = replace(
    LETTER,
    body=(Paragraph((Text("Thank you."), FootnoteCall("1", 1))), line("word " * 60)),
    footnotes=(Footnote("1", 1, (line("A note."),)),),
)


@pytest.fixture(scope="module")
def planned() -> tuple[Plan, tuple[PlannedSheet, ...], str]:
    """Plan a letter with a note, and write its pages."""
    engine = engine_of("us-block")
    flow = compose_flow(NOTED, engine.stationery)
    metrics = Metrics(engine, "en")
    metrics.learn(faces_of(flow))
    setter = Typesetter(metrics, LineSetter(metrics, "en"), engine.stationery, {})
    plan = plan_pages(NOTED, flow, engine.stationery, setter)
    pages, sheets = make_pages(plan, engine.stationery, Scribe(engine.stationery.labels_for("en"), ()))
    return plan, sheets, compose_pages(NOTED, engine.stationery, pages)


def findings_of(html: str, sheets: tuple[PlannedSheet, ...]) -> list[str]:
    engine = engine_of("us-block")
    _, findings = audit_pages(engine.lay_out(html), sheets, engine.stationery)
    return [finding.message for finding in findings]


def with_line(sheet: PlannedSheet, number: int, **changes: object) -> PlannedSheet:
    lines = list(sheet.lines)
    lines[number] = lines[number]._replace(**changes)  # type: ignore[arg-type]  # any field of a line
    return replace(sheet, lines=tuple(lines))


MOVED = "'Dear Ada,' is off its place by"
Planned = tuple[Plan, tuple[PlannedSheet, ...], str]


def test_a_layout_that_follows_its_plan_has_no_findings(planned: Planned) -> None:
    plan, sheets, html = planned

    assert (findings_of(html, sheets), audit_plan(plan, sheets)) == ([], ())


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (lambda s: with_line(s, 0, text="Dear Bob,"), "laid out 'Dear Ada,', planned 'Dear Bob,'"),
        (
            lambda s: with_line(s, 0, top=s.lines[0].top + 0.5),
            "'Dear Ada,' is off its place by +0.00, -0.50 px",
        ),
        (
            lambda s: with_line(s, 0, left=s.lines[0].left - 3),
            "'Dear Ada,' is off its place by +3.00, +0.00 px",
        ),
        (lambda s: replace(s, calls=()), "a note begins on a page that does not call it"),
    ],
)
def test_a_line_that_is_not_as_planned_is_found(
    planned: Planned, tamper: Callable[[PlannedSheet], PlannedSheet], expected: str
) -> None:
    _, (sheet,), html = planned

    assert findings_of(html, (tamper(sheet),)) == [expected]


def test_a_line_that_is_wider_than_planned_is_found(planned: Planned) -> None:
    _, (sheet,), html = planned

    (found,) = findings_of(html, (with_line(sheet, 0, width=sheet.lines[0].width + 1),))

    assert found.startswith("'Dear Ada,' is ")
    assert "px wide, planned" in found


def test_a_line_too_few_is_found(planned: Planned) -> None:
    _, (sheet,), html = planned

    messages = findings_of(html, (replace(sheet, lines=sheet.lines[:-1]),))

    assert messages == [f"planned {len(sheet.lines) - 1} lines, laid out {len(sheet.lines)}"]


def test_a_page_too_many_is_found(planned: Planned) -> None:
    _, sheets, html = planned

    assert "planned 2 pages, laid out 1" in findings_of(html, (*sheets, *sheets))


def test_text_the_layout_breaks_in_two_is_found(planned: Planned) -> None:
    _, sheets, html = planned

    assert findings_of(html.replace("Dear Ada,", "Dear<br>Ada,"), sheets) != []


def test_a_plan_that_loses_a_line_is_found(planned: Planned) -> None:
    plan, (sheet,), _ = planned

    messages = [f.message for f in audit_plan(plan, (replace(sheet, lines=sheet.lines[1:]),))]

    assert messages == ["'Dear Ada,' is planned 1 times too few or too many"]


def test_a_plan_whose_note_begins_on_another_page_is_found(planned: Planned) -> None:
    plan, (sheet,), _ = planned
    late = (replace(sheet, notes_begun=()), PlannedSheet((), (), (1,)))

    assert [f.message for f in audit_plan(plan, late)] == ["note 1 does not begin on the page of its call"]


def test_a_letter_that_differs_from_its_plan_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[bool] = []

    def differ(*_: object) -> tuple[Finding, ...]:
        tries.append(True)
        return (Finding(1, "a line moved"),)

    monkeypatch.setattr("letterpress.typesetting.layout.audit_plan", differ)

    with pytest.raises(TypesettingError, match="page 1: a line moved"):
        typeset(LETTER)
    assert len(tries) == 2


def refused(letter: Letter, stationery: Stationery) -> str:
    with pytest.raises(StationeryError) as caught:
        typeset_letter(letter, SOURCE, stationery, OPTIONS, Engine(stationery))
    assert {found.code for found in caught.value.diagnostics} == {Code.STATIONERY_OVERFLOW}
    return str(caught.value)


def test_an_address_too_long_for_its_box_is_refused_with_the_millimetres_missing() -> None:
    stationery = engine_of("din-5008-b").stationery
    address = replace(LETTER, inside_address=(line("A line"),) * 11)

    assert refused(address, stationery).endswith("leaves the box 'address' of din-5008-b by 13.1 mm")


@pytest.mark.parametrize("name", ["us-block", "din-5008-b"])
def test_a_letterhead_too_tall_for_its_box_is_refused(name: str) -> None:
    letter = replace(LETTER, letterhead=Letterhead("The Office of Offices " * 15))

    assert f"leaves the box 'letterhead' of {name} by " in refused(letter, engine_of(name).stationery)


def test_a_name_too_wide_for_its_box_is_refused() -> None:
    letter = replace(LETTER, letterhead=Letterhead("W" * 60))

    assert "leaves the box 'letterhead'" in refused(letter, engine_of("us-block").stationery)


def test_an_address_that_just_fits_is_set() -> None:
    assert typeset(replace(LETTER, inside_address=(line("A line"),) * 8), "din-5008-b").page_count == 1
