"""A letter as JSON and as a tree."""

from letterpress.letter import Paragraph, Table, TableCell, Text
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

DISPLAYS = """\
---
footnotes: endnotes
fit: 1 page
acronyms: small-caps
wide_tables: upright
---
Dear Ada,

Costs:

| Item | Price |
|---|---|
| *Wheels* | 3[^n] |
| Cards |

: Costs

---

![The [engine]{lang=fr}](a.png "A frame")

\\newpage

Sincerely,

Bo Lee

[^n]:

    | a | b |
    |---|---|
    | 1 | 2 |

    Table: Caption

    ![Words](b.png)

    ---
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
        {
            "type": "list",
            "ordered": True,
            "start": 3,
            "style": "1.",
            "items": [{"text": "three"}, {"text": "four"}],
        },
        {"type": "quotation", "blocks": [{"type": "paragraph", "text": "quoted twice"}]},
    ]
    assert facts["footnotes"] == [
        {
            "label": "n",
            "number": 1,
            "text": "A note.\n\n- with\n- items",
            "blocks": [
                {"type": "paragraph", "text": "A note."},
                {"type": "list", "ordered": False, "items": [{"text": "with"}, {"text": "items"}]},
            ],
        }
    ]


def test_json_has_tables_figures_rules_and_page_breaks() -> None:
    source = Source("a.txt", DISPLAYS)
    reading = read_letter(source)

    facts = letter_json(reading.letter, source, reading.diagnostics)

    assert facts["body"][1:] == [
        {
            "type": "table",
            "header": ["Item", "Price"],
            "rows": [["*Wheels*", "3[^n]"], ["Cards", ""]],
            "caption": "Costs",
        },
        {"type": "rule"},
        {"type": "figure", "path": "a.png", "alternative": "A frame", "caption": "The [engine]{lang=fr}"},
        {"type": "page_break"},
    ]
    assert facts["footnotes"][0]["text"] == "a | b\n1 | 2\nCaption\n\nWords\n\n"
    assert facts["layout"] == {
        "footnotes": "endnotes",
        "fit": 1,
        "acronyms": "small-caps",
        "wide_tables": "upright",
    }


def test_an_outline_shows_rows_of_a_table() -> None:
    row = (TableCell((Text("one"),)), TableCell(()))

    assert outline(Table(row, (row,), ("left", "right"))) == (
        "Table\n"
        "  header: TableCell\n    Text text='one'\n"
        "  header: TableCell\n"
        "  rows:\n    TableCell\n      Text text='one'\n    TableCell\n"
        "  alignments: 'left'\n  alignments: 'right'\n"
    )


def test_json_has_every_key_of_the_contract_for_an_empty_letter() -> None:
    source = Source("a.txt", "x")

    facts = letter_json(read_letter(source).letter, source, ())

    assert {
        "language", "title", "dateline", "inside_address", "attention_line", "references", "salutation",
        "subject_line", "body", "footnotes", "complimentary_close", "signature_block", "enclosures", "copies",
        "postscript", "diagnostics",
    } <= set(facts)  # fmt: skip
    assert facts["dateline"] is None


def test_json_has_what_is_asked_of_columns_of_recipients() -> None:
    source = Source("a.txt", "---\nrecipients: {sum: {column: Betrag, type: number, decimal: ','}}\n---\nx")

    facts = letter_json(read_letter(source).letter, source, ())

    assert facts["recipients"] == [
        {"name": "sum", "column": "Betrag", "type": "number", "required": False, "decimal": ","}
    ]


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
