"""Set lines as HTML: every line a block, and where each comes out."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from letterpress.composing import compose_flow
from letterpress.letter import (
    BulletList,
    Emphasis,
    Footnote,
    FootnoteCall,
    Letter,
    Link,
    ListItem,
    Paragraph,
    Text,
)
from letterpress.preflight import inspect_pdf
from letterpress.typesetting.emission import Scribe
from letterpress.typesetting.lines import LineSetter
from letterpress.typesetting.makeup import Plan, PlannedSheet, make_pages, plan_pages
from letterpress.typesetting.metrics import Metrics
from letterpress.typesetting.setting import Typesetter, faces_of
from letters_in_type import LETTER, engine_of, line, typeset


def planned(letter: Letter) -> tuple[Plan, str, tuple[PlannedSheet, ...]]:
    engine = engine_of("us-block")
    flow = compose_flow(letter, engine.stationery)
    metrics = Metrics(engine, "en")
    metrics.learn(faces_of(flow))
    setter = Typesetter(metrics, LineSetter(metrics, "en"), engine.stationery, {})
    plan = plan_pages(letter, flow, engine.stationery, setter)
    pages, sheets = make_pages(plan, engine.stationery, Scribe(engine.stationery.labels_for("en"), ()))
    return plan, "".join(page.text + page.notes for page in pages), sheets


def with_body(*blocks: Paragraph | BulletList, notes: tuple[Footnote, ...] = ()) -> Letter:
    return replace(LETTER, body=blocks, footnotes=notes)


NOTED = with_body(
    Paragraph((Text("One"), FootnoteCall("1", 1), Text(" and again"), FootnoteCall("1", 1))),
    notes=(Footnote("1", 1, (line("A note."),)),),
)


def test_every_planned_line_is_one_block() -> None:
    _, html, (sheet,) = planned(with_body(line("word " * 200), BulletList((ListItem((line("item"),)),))))

    assert html.count('<span class="l"') == len(sheet.lines)


def test_elements_are_balanced() -> None:
    _, html, _ = planned(
        with_body(BulletList((ListItem((line("a"), BulletList((ListItem((line("b"),)),)))),)), line("c"))
    )

    assert {tag: html.count(f"<{tag}") - html.count(f"</{tag}>") for tag in ("div", "p", "span", "a")} == {
        "div": 0, "p": 0, "span": 0, "a": 0,
    }  # fmt: skip


def test_a_call_leads_to_its_note_and_the_note_back_to_the_first_call() -> None:
    _, html, _ = planned(NOTED)

    assert html.count('id="call-1"') == 1
    assert html.count('href="#note-1"') == 2
    assert re.findall(r'<div [^>]*id="note-1"', html) != []
    assert 'href="#call-1" title="Back to the text of note 1"' in html


def test_a_link_over_two_lines_is_one_part_of_the_structure() -> None:
    link = Link((Text("word " * 40),), 'https://example.org/?a="b"&c')

    _, html, _ = planned(with_body(Paragraph((link,)), Paragraph((Link((Text("x"),), "https://x.org"),))))

    assert html.count('href="https://example.org/?a=&quot;b&quot;&amp;c"') > 1
    assert set(re.findall(r'data-part="(link-\d+)"', html)) == {"link-1", "link-2"}


@pytest.mark.parametrize("text", ["<b>&amp;</b>", "</table>", "<!-- x"])
def test_text_is_escaped(text: str) -> None:
    _, html, _ = planned(with_body(line(text)))

    assert text not in html


def test_emphasis_is_closed_at_the_end_of_a_line_and_opened_on_the_next() -> None:
    _, html, _ = planned(with_body(Paragraph((Emphasis((Text("word " * 60),)),))))
    rows = re.findall(r'<span class="l"[^>]*>(.*?)</span>', html)

    assert all(row.startswith("<em>") and row.endswith("</em>") for row in rows if "word" in row)


def test_lines_of_a_passage_stand_one_leading_apart() -> None:
    plan, _, (sheet,) = planned(with_body(line("word " * 60)))
    tops = [one.top for one in sheet.lines if one.text.startswith("word")]

    leading = plan.text[1].measures.leading
    assert [b - a for a, b in pairwise(tops)] == pytest.approx([leading] * (len(tops) - 1))


def test_justified_lines_reach_the_margin_but_for_what_hangs() -> None:
    plan, _, _ = planned(with_body(line("Quite ordinary words, set in lines of even spaces. " * 20)))
    (cell,) = plan.text[1].cells

    assert all(0 <= one.width + one.indent - cell.width < 4 for one in cell.lines[:-1])


def test_a_line_of_one_long_word_is_narrowed_into_the_measure() -> None:
    plan, _, _ = planned(with_body(line("https://www.example.org/" + "abcdefgh/" * 60)))
    (cell,) = plan.text[1].cells

    assert max(one.width + one.indent for one in cell.lines) < cell.width + 4


def test_a_note_called_twice_is_proved_by_two_calls_and_one_note() -> None:
    typeset_letter = typeset(NOTED)
    (page,) = typeset_letter.proof.pages

    assert (page.calls, page.notes) == ((1, 1), (1,))
    assert inspect_pdf(typeset_letter.pdf, typeset_letter.proof).diagnostics == ()
