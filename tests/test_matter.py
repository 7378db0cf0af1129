"""Inline content as one text in runs of one face."""

import pytest

from letterpress.letter import Emphasis, FootnoteCall, Inline, LineBreak, Link, Strong, Text
from letterpress.typesetting.matter import Matter, faces_in, flatten
from letterpress.typesetting.metrics import Face


def matter_of(*inlines: Inline) -> Matter:
    return flatten(inlines, "text", "paragraph")


@pytest.mark.parametrize(
    ("inlines", "expected"),
    [
        ((Text("a  b\t\nc"),), "a b c"),
        ((Text("  a "),), "a"),
        ((Text("a "), Text(" b")), "a b"),
        ((Text("a "), Emphasis((Text(" b "),)), Text(" c")), "a b c"),
        ((Text("a "), LineBreak(), Text(" b")), "a\nb"),
        ((Text("a"), LineBreak()), "a\n"),
        ((Text("a\u2028b\x85c"),), "a b c"),
        ((Text("a\u00a0b"),), "a\u00a0b"),
        ((Text("a\u200bb"),), "ab"),
        ((Text("co\u2010op"),), "co-op"),
        ((Text(""),), ""),
        ((), ""),
    ],
)
def test_white_space_collapses_as_in_css(inlines: tuple[Inline, ...], expected: str) -> None:
    assert matter_of(*inlines).text == expected


def test_soft_hyphens_are_remembered_by_their_place_and_leave_the_text() -> None:
    matter = matter_of(Text("x ama\u00adteur\u00ads "), Emphasis((Text("b\u00adc"),)))

    assert matter.text == "x amateurs bc"
    assert matter.soft_hyphens == {5, 9, 12}


def test_a_zero_width_space_leaves_the_text_and_its_place_is_remembered() -> None:
    matter = matter_of(Text("a\u200bb\u00adc "), Emphasis((Text("d\u200be"),)))

    assert matter.text == "abc de"
    assert matter.zero_width_spaces == {1, 5}
    assert matter.soft_hyphens == {2}


def test_runs_know_their_face_and_the_nodes_around_them() -> None:
    inner = Strong((Text("b"),))
    outer = Emphasis((Text("a "), inner))
    call = FootnoteCall("terms", 3)

    runs = matter_of(outer, call, Link((Text("x"),), "https://x.org")).runs

    assert [run.face.inline for run in runs] == [("em",), ("em", "strong"), ("call",), ("a",)]
    assert [run.text for run in runs] == ["a ", "b", "3", "x"]
    assert runs[1].path == (outer, inner)
    assert runs[2].path == (call,)


def test_runs_join_to_the_text_without_a_gap() -> None:
    matter = matter_of(Text("a "), Emphasis((Text(" b "),)), LineBreak(), Text(" c"), FootnoteCall("1", 1))

    assert "".join(run.text for run in matter.runs) == matter.text
    assert [run.start for run in matter.runs[1:]] == [run.end for run in matter.runs[:-1]]


def test_a_passage_without_text_needs_its_plain_face() -> None:
    assert list(faces_in((), "notes", "note")) == [Face("notes", "note")]


def small(*inlines: Inline, style: str = "paragraph") -> list[str]:
    """Give what stands in small capitals, when they are asked for."""
    runs = flatten(inlines, "text", style, small_cap_acronyms=True).runs
    return [run.text for run in runs if "sc" in run.face.inline]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as NATO and UNESCO say", ["NATO", "UNESCO"]),
        ("the INSTITUTE OF TIDES", ["INSTITUTE OF TIDES"]),
        ("AT&T and B&O", ["AT&T", "B&O"]),
        ("the US and I", []),
        ("McDONALD, iOS, 3M", []),
        ("see www.NATO.int/USA or INFO@NATO.int", []),
        ("(NATO)", ["NATO"]),
    ],
)
def test_acronyms_are_small_capitals_and_keep_their_letters(text: str, expected: list[str]) -> None:
    assert small(Text(text)) == expected
    assert flatten((Text(text),), "text", "paragraph", small_cap_acronyms=True).text == text


def test_links_and_postal_addresses_keep_their_capitals() -> None:
    assert small(Link((Text("NATO"),), "https://nato.int")) == []
    assert small(Text("WENLOW USA"), style="inside_address") == []


def test_nothing_is_small_capitals_unless_asked_for() -> None:
    assert [run.face.inline for run in matter_of(Text("as NATO says")).runs] == [()]
