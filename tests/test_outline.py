"""A letter as JSON and as a tree."""

from letterpress.letter import Paragraph, Text
from letterpress.outline import letter_json, outline
from letterpress.reading import read_letter
from letterpress.source import Source, Span

TEXT = """\
Dear Ada,

# Terms

A *very* **old** [site](https://a.example), <https://b.example> and <c@d.example>[^n].

- one
  - inner
- two

3. three
4. four

> quoted
> twice

Sincerely,

Bo Lee

[^n]: A note.

    - with
    - items
"""


def test_json_keeps_markup_in_its_texts() -> None:
    source = Source("a.txt", TEXT)
    reading = read_letter(source)

    facts = letter_json(reading.letter, source, reading.diagnostics)

    assert facts["body"] == [
        {"type": "heading", "level": 1, "text": "Terms"},
        {
            "type": "paragraph",
            "text": "A *very* **old** [site](https://a.example), <https://b.example> and <c@d.example>[^n].",
        },
        {
            "type": "list",
            "ordered": False,
            "items": [
                {
                    "text": "one",
                    "blocks": [{"type": "list", "ordered": False, "items": [{"text": "inner"}]}],
                },
                {"text": "two"},
            ],
        },
        {"type": "list", "ordered": True, "start": 3, "items": [{"text": "three"}, {"text": "four"}]},
        {"type": "quotation", "blocks": [{"type": "paragraph", "text": "quoted twice"}]},
    ]
    assert facts["footnotes"] == [{"label": "n", "number": 1, "text": "A note.\n\n- with\n- items"}]


def test_json_has_every_key_of_the_contract_for_an_empty_letter() -> None:
    source = Source("a.txt", "x")

    facts = letter_json(read_letter(source).letter, source, ())

    assert {
        "language", "title", "dateline", "inside_address", "attention_line", "references", "salutation",
        "subject_line", "body", "footnotes", "complimentary_close", "signature_block", "enclosures", "copies",
        "postscript", "diagnostics",
    } <= set(facts)  # fmt: skip
    assert facts["dateline"] is None


def test_json_gives_the_place_of_a_diagnostic() -> None:
    source = Source("a.txt", "Dear Ada,\n\nas agreed[^x]")
    reading = read_letter(source)

    facts = letter_json(reading.letter, source, reading.diagnostics)

    assert facts["diagnostics"] == [
        {
            "code": "footnote-undefined",
            "severity": "error",
            "line": 3,
            "column": 10,
            "message": 'footnote "x" is called but never defined',
            "hint": 'add a line that starts with "[^x]:", or remove the call',
        }
    ]


def test_an_outline_can_show_places() -> None:
    paragraph = Paragraph((Text("one", Span(2, 5)),), Span(2, 5))

    assert outline(paragraph, spans=True) == "Paragraph @2-5\n  Text text='one' @2-5\n"
    assert outline(paragraph) == "Paragraph\n  Text text='one'\n"
