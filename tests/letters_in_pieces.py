"""Texts put together of what letters are made of, and what must hold of each letter read."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from letterpress.diagnostics import Code
from letterpress.letter import Letter
from letterpress.reading import Reading
from letterpress.source import Span

# fmt: off
PIECES = (
    "Dear Ada,", "Sehr geehrte Frau Roe,", "Sincerely,", "Mit freundlichen Grüßen",
    "Ada Roe, Mayor of Bath, Avon", "Bo Lee, Ph.D.", "July 22, 2021", "24. November 2026", "1. one",
    "2. two", "- dash", "* star", "# head", "> ", "*", "**", "_", "[", "](", "https://a.example", ")",
    "<https://b.example/c>", "[words](https://d.example)", "[bad](javascript:x)",
    "<mailto:a@b.example>", "a@b.example", "¹", "¹ first note", "²", "[1]", "[1] body", "mm³", "\\",
    "\\[1\\]", "&amp;", "<b>", "---", "***", "cc: Bo", "Enclosures:", "P.S. more", "Re: subject",
    "Via e-mail", "Attention: Cy", "word", "Words of a sentence.", "ﬁ", "é", "\u00a0", "\t", "    ",
    "  ", "\\\n", "/s/", " ", " ", " ", "\n", "\n", "\n", "\n\n", "\n\n", "\n\n", "\r\n", "\r", "\f",
    "\u2028", "x" * 90, "| a | b |\n", "|---|--:|\n", "| c \\| d | e | f |\n", "Table: what", ": what",
    "![words](a.png)", '![](b.png "words")', "![", "\\newpage", "* * *", "[mot]{lang=fr}", "{lang=de}",
    "engine*", "* note", "cards†", "† dagger", "(a) item", "(b) item", "**Bold**", "1", "2", "Signatories:",
    "Ada Roe      Bo Lee", "(1) low", "[a]", "[a] low", "To the Board:", "cc Bo",
    "[^a]", "[^b]", "[^a]: A", "[^b]: B", '"', "'", "--", "3. three",
)
# fmt: on
# fmt: off
PRINTED_PIECES = (
    "NDA 208574", "Page 2", "\f", "\f", "students.1 Black", 'Act of 2009,4 "an', "1 See the Act.",
    "2 Ibid.", "4 Another.", "1\n", "(b) (4)", "\u2022 bullet", "\u2022\n", "foun-\n", "dation",
    "A HEADING", "1. ", "(1) item", "      ", "Ada Roe          Bo Lee", "/s/ ADA ROE 01/02/2020",
    "electronic signature", "Reference ID: 4", "mm3", "15 LETTERS 255", "https://a.example/b-\n",
    "7 May 2020", "w" * 70, "A sentence that goes on for more than half of a line.",
)
# fmt: on
LABELS = re.compile(  # words that become a part, not text
    r"P\.S\.|cc:?|Enclosures:|Re:|Table:(?=\s)|\\newpage|\ba[*_\s]*:|\bnote\b", re.IGNORECASE
)
PRINTED = {
    "Text", "FootnoteCall", "Link", "Foreign", "Figure", "Letterhead", "Dateline", "Reference", "Signatory",
}  # fmt: skip
PRINTED_MARK = "---\ntext: printed\n---\n"
FRONT_MATTER = re.compile(rf"\A{PRINTED_MARK}")
LEFT_OUT = {Code.RUNNING_HEADS, Code.SIGNATURE_PAGE, Code.COMMENTS}  # what is not printed is named
LIST_NUMBER = re.compile(r"(?<![^\W_])(?:[0-9]{1,6}|[a-z]{1,4})(?=[.)]\s)")


def nodes_in(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        for child in node:
            yield from nodes_in(child)
    elif is_dataclass(node) and not isinstance(node, Span):
        yield node
        for field in fields(node):
            yield from nodes_in(getattr(node, field.name))


def place_of(node: object) -> Span:
    span = getattr(node, "span", None)
    assert isinstance(span, Span)
    return span


def leaf_spans(letter: Letter) -> Iterator[Span]:
    """Give the places of what ends up on paper or in the file: texts, calls, links, strings of parts."""
    for node in nodes_in(letter):
        name = type(node).__name__
        if name in PRINTED:
            yield place_of(node)
        elif name == "Footnote":
            start = place_of(node).start
            yield Span(start, start + len("[^a]:"))


def lost_characters(text: str, reading: Reading) -> list[tuple[int, str]]:
    """Give the letters and digits of a text that its letter has nowhere, each with its place.

    Where a diagnostic names what is not printed, or a part is kept without its place, nothing is looked for.
    """
    letter = reading.letter
    if (
        letter.attention_line
        or letter.mailing_notation
        or any(d.code in LEFT_OUT for d in reading.diagnostics)
    ):
        return []
    kept = bytearray(len(text))
    for span in leaf_spans(letter):
        kept[span.start : span.end] = b"\1" * (span.end - span.start)
    for pattern in (FRONT_MATTER, LABELS, LIST_NUMBER):
        for found in pattern.finditer(text):
            kept[found.start() : found.end()] = b"\1" * len(found[0])
    return [(n, c) for n, c in enumerate(text) if c.isalnum() and not kept[n]]


def words_of(text: str) -> str:
    """Give the letters and digits of a text."""
    return "".join(c for c in text if c.isalnum())
