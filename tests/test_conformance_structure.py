"""The structure tree, from what boxes declare."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpress.diagnostics import TypesettingError
from letterpress.typesetting.conformance.structure import build_structure
from letterpress.typesetting.conformance.tree import (
    Content,
    Drawn,
    LinkArea,
    Tag,
    contents_of,
)

AREA = LinkArea(0, 7, (0.0, 0.0, 1.0, 1.0))


class Desk:
    """Hands out numbered boxes and contents, as a page would."""

    def __init__(self) -> None:
        self.mcid = 0
        self.box = 0

    def text(self, text: str, page: int = 0) -> Content:
        self.mcid += 1
        return Content(page, self.mcid, text)

    def __call__(self, *kids: Drawn | Content | LinkArea | str, **attributes: str) -> Drawn:
        """Draw a box: `data_tag="P"` declares `data-tag="P"`."""
        self.box += 1
        declared = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        contents = tuple(self.text(kid) if isinstance(kid, str) else kid for kid in kids)
        return Drawn(declared.get("data-part", f"#{self.box}"), declared, contents)


def outline(tag: Tag) -> str:
    """Write a tree in one line: `P(words Link(more))`."""
    words = [
        outline(kid) if isinstance(kid, Tag) else kid.text if isinstance(kid, Content) else "@"
        for kid in tag.kids
    ]
    language = f":{tag.language}" if tag.language else ""
    return f"{tag.role}{language}({' '.join(words)})"


def tree_of(*kids: Drawn | Content | LinkArea, language: str = "en") -> str:
    return outline(build_structure(Drawn("", kids=kids), language).root)


@pytest.fixture
def draw() -> Desk:
    return Desk()


def test_boxes_without_a_role_are_transparent(draw: Desk) -> None:
    tree = tree_of(draw(draw(draw("one"), draw(draw("two")), data_tag="P")))

    assert tree == "Document(P(one two))"


def test_several_roles_nest(draw: Desk) -> None:
    tree = tree_of(draw("see", draw(AREA, "1", data_tag="Reference Link"), data_tag="P"))

    assert tree == "Document(P(see Reference(Link(@ 1))))"


def test_what_has_a_link_is_a_link(draw: Desk) -> None:
    tree = tree_of(draw(draw(AREA, "there"), draw(AREA, "1", data_tag="Lbl"), data_tag="P"))

    assert tree == "Document(P(Link(@ there) Lbl(Link(@ 1))))"


def test_a_link_holds_no_second_link(draw: Desk) -> None:
    tree = tree_of(draw(draw(AREA, "two", draw(AREA, "lines")), data_tag="P"))

    assert tree == "Document(P(Link(@ two @ lines)))"


def test_pieces_of_one_part_become_one_element(draw: Desk) -> None:
    first = draw(draw("begun", data_tag="P", data_part="b3"))
    second = draw(draw("ended", data_tag="P", data_part="b3"), draw("next", data_tag="P"))

    assert tree_of(first, second) == "Document(P(begun ended) P(next))"


def test_a_link_over_two_lines_is_one_link(draw: Desk) -> None:
    lines = (
        draw(draw(AREA, "https://", data_part="l1")),
        draw(draw(AREA, "example.org", data_part="l1"), " now"),
    )

    assert tree_of(draw(*lines, data_tag="P")) == "Document(P(Link(@ https:// @ example.org)  now))"


def test_notes_are_read_after_their_paragraph_in_their_order(draw: Desk) -> None:
    page = (
        draw("text", data_tag="P", data_part="b1"),
        draw("more", data_tag="P", data_part="b2"),
        draw("first", data_tag="Note", data_id="n1", data_after="b1"),
        draw("second", data_tag="Note", data_id="n2", data_after="b1"),
        draw("third", data_tag="Note", data_id="n3", data_after="b2"),
    )

    assert tree_of(*page) == "Document(P(text) Note(first) Note(second) P(more) Note(third))"


def test_a_note_that_goes_on_overleaf_is_one_note(draw: Desk) -> None:
    pages = (
        draw("text", data_tag="P", data_part="b1"),
        draw("begun", data_tag="Note", data_id="n1", data_part="n1", data_after="b1"),
        draw("more", data_tag="P"),
        draw("ended", data_tag="Note", data_id="n1", data_part="n1", data_after="b1"),
    )

    assert tree_of(*pages) == "Document(P(text) Note(begun ended) P(more))"


def test_a_note_called_in_a_note_follows_it(draw: Desk) -> None:
    page = (
        draw("text", data_tag="P", data_part="b1"),
        draw("outer", data_tag="Note", data_id="n1", data_part="n1", data_after="b1"),
        draw("inner", data_tag="Note", data_id="n2", data_after="n1"),
    )

    assert tree_of(*page) == "Document(P(text) Note(outer) Note(inner))"


def test_artifacts_leave_the_tree(draw: Desk) -> None:
    header = draw(draw("Page 2"), data_tag="Artifact", data_artifact="Pagination/Header")
    rule = draw("———", data_tag="Artifact")

    structure = build_structure(Drawn("", kids=(header, rule, draw("text", data_tag="P"))), "en")

    assert outline(structure.root) == "Document(P(text))"
    assert structure.artifacts == {(0, 1): ("Pagination", "Header"), (0, 2): ("Layout", "")}


def test_foreign_words_say_their_language(draw: Desk) -> None:
    paragraph = draw("a ", draw("schöne", draw(" neue"), lang="de"), draw(" world", lang="en"), data_tag="P")

    assert tree_of(paragraph) == "Document(P(a  Span:de(schöne  neue)  world))"


def test_foreign_paragraphs_say_their_language_themselves(draw: Desk) -> None:
    quotation = draw(draw("eins", data_tag="P"), draw("zwei", data_tag="P"), lang="de")

    assert tree_of(quotation) == "Document(P:de(eins) P:de(zwei))"


def test_an_element_that_holds_nothing_is_left_out_but_for_cells(draw: Desk) -> None:
    row = draw(draw(data_tag="TD"), draw("x", data_tag="TD"), data_tag="TR")

    assert tree_of(draw(data_tag="P"), row) == "Document(TR(TD() TD(x)))"


def test_a_box_of_spaces_gives_its_space_to_the_words_before(draw: Desk) -> None:
    item = draw(draw("1.", data_tag="Lbl"), " ", draw("words", data_tag="LBody"), data_tag="LI")

    structure = build_structure(Drawn("", kids=(item,)), "en")

    assert outline(structure.root) == "Document(LI(Lbl(1.) LBody(words)))"
    assert structure.spaced == {(0, 1)}


def test_the_words_of_a_line_are_followed_by_a_space_where_it_says_so(draw: Desk) -> None:
    lines = (draw("two", draw("words"), data_space="after"), draw("hyphen\u2010"), draw("ated"))

    structure = build_structure(Drawn("", kids=(draw(*lines, data_tag="P"),)), "en")

    assert structure.spaced == {(0, 1)}  # the innermost words were drawn first


def test_a_hyphen_of_the_words_own_is_noted_at_the_end_of_a_line_only(draw: Desk) -> None:
    lines = (
        draw("well-", draw("known-"), data_hyphen="own"),
        draw("up-", data_space="after"),
        draw("and", data_hyphen="own"),
        draw("down-"),
    )

    structure = build_structure(Drawn("", kids=(draw(*lines, data_tag="P"),)), "en")

    assert structure.hyphened == {(0, 1), (0, 3)}
    assert structure.spaced == {(0, 3)}


def test_a_link_is_called_by_its_title_or_else_by_its_words(draw: Desk) -> None:
    titled = draw(AREA, "1", title="Footnote 1")
    plain = draw(draw(AREA, "two", data_part="x", data_space="after"), draw(AREA, "words", data_part="x"))

    root = build_structure(Drawn("", kids=(titled, plain)), "en").root

    assert [kid.contents for kid in root.kids if isinstance(kid, Tag)] == ["Footnote 1", "two words"]


def test_lists_say_how_they_are_numbered(draw: Desk) -> None:
    items = draw(draw(draw("a", data_tag="LBody"), data_tag="LI"), data_tag="L", data_numbering="Decimal")

    (tag,) = build_structure(Drawn("", kids=(items,)), "en").root.kids

    assert isinstance(tag, Tag)
    assert tag.numbering == "Decimal"


REFUSALS: dict[str, tuple[Callable[[Desk], tuple[Drawn, ...]], str]] = {
    "unknown role": (
        lambda draw: (draw("x", data_tag="Paragraph"),),
        "data-tag: 'Paragraph' is no standard structure type",
    ),
    "artifact with a role": (
        lambda draw: (draw("x", data_tag="Artifact P"),),
        'data-tag="Artifact P": an artifact has no other role',
    ),
    "link in an artifact": (
        lambda draw: (draw(draw(AREA, "x"), data_tag="Artifact"),),
        "a link stands in an artifact, where no reader finds it",
    ),
    "note without id": (
        lambda draw: (draw("x", data_tag="Note", data_part="n1"),),
        "note n1 has no data-id (ISO 14289-1, 7.9)",
    ),
    "two of one id": (
        lambda draw: tuple(draw("x", data_tag="Note", data_id="n1") for _ in range(2)),
        "two structure elements are called 'n1'",
    ),
    "part that is not there": (
        lambda draw: (draw("x", data_tag="Note", data_id="n1", data_after="b9"),),
        "1 pieces of content would not be read",
    ),
    "parts that wait for each other": (
        lambda draw: (
            draw("x", data_tag="P", data_part="a", data_after="b"),
            draw("y", data_tag="P", data_part="b", data_after="a"),
        ),
        "2 pieces of content would not be read",
    ),
    "pieces of different roles": (
        lambda draw: (draw("x", data_tag="P", data_part="a"), draw("y", data_tag="H1", data_part="a")),
        "the pieces of part a are tagged ('P',) and ('H1',)",
    ),
    "image without words": (
        lambda draw: (draw("\ufffc", data_tag="Figure", src="seal.svg", alt=" "),),
        "image 'seal.svg' has no alternative text",
    ),
}


@pytest.mark.parametrize(("boxes", "message"), REFUSALS.values(), ids=REFUSALS)
def test_a_declaration_that_makes_no_sense_is_refused(
    draw: Desk, boxes: Callable[[Desk], tuple[Drawn, ...]], message: str
) -> None:
    with pytest.raises(TypesettingError) as refusal:
        tree_of(*boxes(draw))

    assert [diagnostic.message for diagnostic in refusal.value.diagnostics] == [message]


ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "data-tag": st.sampled_from(["P", "Span", "LI", "Artifact", "Lbl Span", "TD"]),
        "lang": st.sampled_from(["en", "de", "fr"]),
        "data-space": st.just("after"),
    },
)
Tree = str | tuple[dict[str, str], list["Tree"]]
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(["word", " ", ""]),
    lambda kids: st.tuples(ATTRIBUTES, st.lists(kids, max_size=4)),
    max_leaves=30,
)


def numbered(desk: Desk, tree: Tree) -> Drawn | Content:
    if isinstance(tree, str):
        return desk.text(tree)
    attributes, kids = tree
    desk.box += 1
    part = f"#{desk.box}"
    return Drawn(part, attributes, tuple(numbered(desk, kid) for kid in kids))


@given(TREES)
def test_each_piece_of_content_is_read_once_or_an_artifact(tree: Tree) -> None:
    drawn = Drawn("", kids=(numbered(Desk(), tree),))

    structure = build_structure(drawn, "en")

    read = [(content.page, content.mcid) for content in contents_of(structure.root)]
    everything = [(content.page, content.mcid) for content in contents_of(drawn)]
    assert sorted([*read, *structure.artifacts]) == sorted(everything)
