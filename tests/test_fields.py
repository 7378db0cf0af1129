"""Fields: what the text asks for, what a value can and cannot become, and where errors are placed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpress.diagnostics import Code, LetterError
from letterpress.letter import Letter, LineBreak, Paragraph, Text, nodes_in, plain_text
from letterpress.merging import FieldText, fill_letter, misplaced_fields, unfilled_fields
from letterpress.reading import read_letter
from letterpress.source import Source, Span

LETTER = """\
{{ name }}
{{ street }}
{{ city }}

November 24, 2026

Dear {{ name }}:

Thank you for *{{ gift }}*.[^1]

{% if member %}
You are a member.
{% endif %}

{% for child in children %}
- {{ child.name }}
{% endfor %}

Sincerely,

{{ signer }}
Mayor

[^1]: Received from {{ city }}.
"""
ROW: dict[str, object] = {
    "name": "Ada Lovelace", "street": "1 High Street", "city": "London", "gift": "a book", "member": "",
    "children": [], "signer": "Jo Doe",
}  # fmt: skip


def filled(text: str, **values: object) -> Letter:
    """Read a text with fields and put the values in."""
    one = FieldText(Source("letter.md", text)).fill(values)
    return fill_letter(read_letter(one.source).letter, one.values)


def letter_of(**values: object) -> Letter:
    return filled(LETTER, **(ROW | values))


def lines_of(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    return [plain_text(paragraph.children) for paragraph in paragraphs]


def body_of(letter: Letter) -> list[str]:
    return [plain_text(block.children) for block in letter.body if isinstance(block, Paragraph)]


def complaints_of(text: str, **values: object) -> list[tuple[Code, int]]:
    with pytest.raises(LetterError) as caught:
        FieldText(Source("letter.md", text)).fill(values)
    return [(one.code, one.place.line) for one in caught.value.diagnostics if one.place]


def test_values_stand_in_every_part_of_the_letter() -> None:
    letter = letter_of()

    assert lines_of(letter.inside_address) == ["Ada Lovelace", "1 High Street", "London"]
    assert letter.salutation
    assert plain_text(letter.salutation.children) == "Dear Ada Lovelace:"
    assert body_of(letter)[0].startswith("Thank you for a book.")
    assert letter.signature_block[0].name == "Jo Doe"
    assert [
        plain_text(text.children) for text in letter.footnotes[0].blocks if isinstance(text, Paragraph)
    ] == ["Received from London."]


def test_a_condition_leaves_no_line_behind() -> None:
    assert len(body_of(letter_of())) == 1
    assert body_of(letter_of(member="yes"))[1] == "You are a member."


def test_a_loop_goes_through_a_list_of_the_row() -> None:
    letter = letter_of(children=[{"name": "Byron"}, {"name": "Annabella"}])

    texts = [node.text for node in nodes_in(letter, Text)]
    assert {"Byron", "Annabella"} <= set(texts)


@pytest.mark.parametrize(
    "value",
    [
        "*O'Neil*",
        "<b>x</b>",
        "{{ 7*7 }}",
        "{% raw %}",
        "[^1]",
        "# Heading",
        "- item",
        "¹",
        "---",
        "[x](https://x.org)",
        "PS: x",
    ],
)
def test_a_value_is_words_and_nothing_else(value: str) -> None:
    letter = letter_of(name=value, gift=value, signer=value)

    assert lines_of(letter.inside_address)[0] == value
    assert body_of(letter)[0].startswith(f"Thank you for {value}.")
    assert letter.signature_block[0].name == value
    assert len(letter.footnotes) == 1


@given(st.text(st.characters(exclude_categories=["Cs", "Co", "Cc", "Zl", "Zp"]), min_size=1))
def test_any_value_comes_out_as_it_went_in(value: str) -> None:
    letter = letter_of(gift=value)

    assert body_of(letter)[0] == f"Thank you for {value}."


def test_a_value_of_several_lines_is_so_many_lines() -> None:
    letter = letter_of(street="1 High Street\r\nFloor 2\n", gift="one\ntwo")

    assert lines_of(letter.inside_address) == ["Ada Lovelace", "1 High Street", "Floor 2", "London"]
    assert len(list(nodes_in(letter, LineBreak))) == 1


def test_an_empty_line_of_an_address_is_left_out() -> None:
    assert lines_of(letter_of(street="").inside_address) == ["Ada Lovelace", "London"]


def test_a_paragraph_of_an_empty_value_is_left_out() -> None:
    assert body_of(filled("Dear Ada,\n\n{{ remark }}\n\nText.\n\nSincerely,\n\nBob\n", remark="")) == [
        "Text."
    ]


def test_what_a_macro_puts_together_is_text_of_the_author_with_values() -> None:
    text = "{% macro greet(n) %}*dear* {{ n }}{% endmacro %}{{ greet(name) }} and {{ greet(name) ~ '!' }}"

    texts = [node.text for node in nodes_in(filled(text, name="*A*"), Text)]
    assert texts == ["dear", " *A* and *dear* *A*!"]


def test_the_names_a_text_asks_for_are_known_with_their_places() -> None:
    fields = FieldText(Source("letter.md", "Dear {{ name }},\n{% if a.b %}{{ name }}{% endif %}")).fields

    assert [(field.name, field.span) for field in fields] == [("name", Span(8, 12)), ("a", Span(23, 24))]


def test_a_name_without_a_value_is_an_error_at_its_line() -> None:
    assert complaints_of("Dear Ada,\n\n{{ nobody }}\n") == [(Code.FIELD_INVALID, 3)]


@pytest.mark.parametrize("text", ["\n{{ name", "\n{% if name %}", "\n{{ name | nothing }}", "\n{{ 1 / 0 }}"])
def test_what_is_no_jinja_is_an_error_at_its_line(text: str) -> None:
    assert complaints_of(text, name="x") == [(Code.FIELD_INVALID, 2)]


@pytest.mark.parametrize(
    "text", ["{{ ''.__class__ }}", "{{ name.__init__.__globals__ }}", "{{ [].append(1) }}"]
)
def test_the_sandbox_holds(text: str) -> None:
    assert complaints_of(text, name="x") == [(Code.FIELD_INVALID, 1)]


def test_a_value_cannot_look_like_a_mark() -> None:
    assert complaints_of("{{ row.names }}", row={"names": ["\U000f0000"]}) == [(Code.FIELD_INVALID, 1)]


def test_a_value_names_no_file() -> None:
    source = FieldText(Source("letter.md", 'Dear Ada,\n\n![]({{ path }} "A map")\n')).fill({"path": "/etc/x"})

    letter = read_letter(source.source).letter
    assert [one.code for one in misplaced_fields(letter, source.source)] == [Code.FIELD_PLACE]


def test_a_value_ends_no_part_of_an_address() -> None:
    letter = filled("Dear Ada,\n\n[Your page](https://example.org/{{ key }}/x)\n", key="../a?b#c")

    assert "https://example.org/..%2Fa%3Fb%23c/x" in repr(letter)


def test_places_are_those_of_the_author() -> None:
    text = (
        "Dear {{ name }},\n\n{% if name %}\nHello.\n{% endif %}\n\nNo note here.[^9]\n\nSincerely,\n\nBob\n"
    )
    one = FieldText(Source("letter.md", text)).fill({"name": "A much longer name\nof two lines"})

    found = read_letter(one.source).diagnostics

    assert [(d.code, d.place.line, d.place.column) for d in found if d.place] == [
        (Code.FOOTNOTE_UNDEFINED, 7, 14)
    ]


@pytest.mark.parametrize(
    ("text", "line"), [("Dear\n{{ name }},", 2), ("{% if x %}", 1), ("{{ a.b | date }}", 1)]
)
def test_fields_that_nobody_fills_are_reported(text: str, line: int) -> None:
    found = list(unfilled_fields(Source("letter.md", text)))

    assert [(one.code, one.place.line) for one in found if one.place] == [(Code.FIELD_UNFILLED, line)]


@pytest.mark.parametrize("text", ["{{}}", "{{ a b }}", "{ x }", "100{%}", "f(x) = {{1, 2}, {3}}"])
def test_other_braces_are_text(text: str) -> None:
    assert list(unfilled_fields(Source("letter.md", text))) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_every_kind_are_read_and_places_kept(end: str) -> None:
    text = end.join(["Dear {{ name }},", "", "{% if name %}", "No note here.[^9]", "{% endif %}"])
    one = FieldText(Source("letter.md", text)).fill({"name": "Ada"})

    found = read_letter(one.source).diagnostics

    assert [(d.code, d.place.line, d.place.column) for d in found if d.place] == [
        (Code.FOOTNOTE_UNDEFINED, 4, 14)
    ]


def test_expressions_nested_too_deep_are_refused() -> None:
    with pytest.raises(LetterError):
        FieldText(Source("letter.md", "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}"))


def test_more_fields_than_there_are_marks_are_refused() -> None:
    with pytest.raises(LetterError, match="more than 65534 fields"):
        FieldText(Source("letter.md", "a{{ b }}" * 65_535))


def test_a_value_of_a_mapping_comes_before_what_a_mapping_can_do() -> None:
    order = {"items": ["pen", "ink"], "keys": "two", "update": "soon"}

    text = "{% for one in order.items %}{{ one }} {% endfor %}{{ order.keys }} {{ order.update }}"

    assert body_of(filled(f"Dear Ada,\n\n{text}\n", order=order)) == ["pen ink two soon"]
