"""The keys front matter may have, and the shape of the value of each.

A shape is a function from a node to entries: it takes what can be meant in one way only.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import yaml

from letterpress.reading.languages import LANGUAGE_TAG
from letterpress.source import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of the front matter: a string, strings, or pairs of strings, and its place."""

    value: str
    span: Span
    label: str = ""


class WrongValueError(Exception):
    """A value is not of the shape its key asks for."""

    def __init__(self, node: yaml.Node, wanted: str) -> None:
        super().__init__(wanted)
        self.node = node
        self.wanted = wanted


def index_of(mark: object) -> int:
    """Give the offset of a mark; the library types it in three ways."""
    return int(getattr(mark, "index", 0))


def span_of_node(node: yaml.Node, base: int) -> Span:
    """Give the place of a node in the source; `base` is where the YAML begins."""
    return Span(
        index_of(node.start_mark) + base, max(index_of(node.start_mark) + 1, index_of(node.end_mark)) + base
    )


def _text(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read one line of text; an empty value is as good as no key."""
    if not isinstance(node, yaml.ScalarNode):
        raise WrongValueError(node, "one line of text")
    value = " ".join(node.value.split())
    return (Entry(value, span_of_node(node, base)),) if value and node.tag != "tag:yaml.org,2002:null" else ()


def _lines(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read lines: a list of them, or one text with line breaks."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(entry for item in node.value for entry in _text(item, base))
    if not isinstance(node, yaml.ScalarNode):
        raise WrongValueError(node, "lines of text")
    if node.tag == "tag:yaml.org,2002:null":
        return ()
    span = span_of_node(node, base)
    return tuple(Entry(" ".join(line.split()), span) for line in node.value.splitlines() if line.strip())


def _address(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read lines, or a mapping whose values are the lines: `{name: Ada Roe, address: [1 High Street]}`."""
    if isinstance(node, yaml.MappingNode):
        return tuple(entry for _, value in node.value for entry in _lines(value, base))
    return _lines(node, base)


def _keywords(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    if isinstance(node, yaml.ScalarNode):
        return tuple(Entry(w.strip(), span_of_node(node, base)) for w in node.value.split(",") if w.strip())
    return _lines(node, base)


def _references(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read pairs of label and value: a mapping, or a list of mappings with `label` and `value`."""
    if isinstance(node, yaml.MappingNode):
        return tuple(_pair(key, value, base) for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_labelled(item, base) for item in node.value)
    raise WrongValueError(node, "labels with their values")


def _labelled(node: yaml.Node, base: int) -> Entry:
    if isinstance(node, yaml.MappingNode):
        parts = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        if set(parts) == {"label", "value"}:
            return _pair(parts["label"], parts["value"], base)
        if len(node.value) == 1:
            key, value = node.value[0]
            return _pair(key, value, base)
    raise WrongValueError(node, "labels with their values")


def _pair(key: yaml.Node, value: yaml.Node, base: int) -> Entry:
    label, words = _text(key, base), _text(value, base)
    if not label or not words:
        raise WrongValueError(value, "labels with their values")
    return Entry(words[0].value, Span(label[0].span.start, words[0].span.end), label[0].value)


def _fields(
    **shapes: Callable[[yaml.Node, int], tuple[Entry, ...]],
) -> Callable[[yaml.Node, int], tuple[Entry, ...]]:
    def read(node: yaml.Node, base: int) -> tuple[Entry, ...]:
        if not isinstance(node, yaml.MappingNode):
            raise WrongValueError(node, "a mapping of " + " and ".join(shapes))
        found: list[Entry] = []
        for key, value in node.value:
            if key.value not in shapes:
                raise WrongValueError(key, "a mapping of " + " and ".join(shapes))
            found += [replace(e, label=key.value) for e in shapes[key.value](value, base)]
        return tuple(found)

    return read


def _letterhead(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read the name alone, or a mapping of `name` and `lines`."""
    if isinstance(node, yaml.ScalarNode):
        lines = _lines(node, base)
        return tuple(replace(line, label="lines" if n else "name") for n, line in enumerate(lines))
    return _fields(name=_text, lines=_lines)(node, base)


def _signature(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read who signs, a line or lines, or a mapping that says how the block is set."""
    return _SIGNATURE_STYLE(node, base) if isinstance(node, yaml.MappingNode) else _lines(node, base)


def _matching(pattern: str | re.Pattern[str], wanted: str) -> Callable[[yaml.Node, int], tuple[Entry, ...]]:
    rule = re.compile(pattern)

    def read(node: yaml.Node, base: int) -> tuple[Entry, ...]:
        found = _text(node, base)
        if found and not rule.fullmatch(found[0].value):
            raise WrongValueError(node, wanted)
        return found

    return read


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def _recipients(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read columns by name: what the file calls each, or a mapping of what is asked of it.

    The labels are `name.column`, `name.type`, `name.required` and `name.decimal`; the first is always there.
    """
    wanted = "names for columns of recipients, each with a column or with column, type, required, decimal"
    if not isinstance(node, yaml.MappingNode):
        raise WrongValueError(node, wanted)
    found: list[Entry] = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or not _NAME.fullmatch(key.value):
            raise WrongValueError(key, "names of letters, digits and underscores")
        if any(entry.label == f"{key.value}.column" for entry in found):
            raise WrongValueError(key, "names that are all different")
        span = span_of_node(key, base)
        asked = _text(value, base) if isinstance(value, yaml.ScalarNode) else _ASKED_OF_COLUMN(value, base)
        given = {entry.label or "column": entry.value for entry in asked}
        column = given.pop("column", key.value)
        found += [Entry(column, span, f"{key.value}.column")]
        found += [Entry(words, span, f"{key.value}.{label}") for label, words in given.items()]
    return tuple(found)


def _one_of(*words: str) -> Callable[[yaml.Node, int], tuple[Entry, ...]]:
    return _matching("|".join(map(re.escape, words)), " or ".join(f'"{word}"' for word in words))


_ASKED_OF_COLUMN = _fields(
    column=_text,
    type=_one_of("text", "number", "date", "flag", "email", "list", "language"),
    required=_one_of("true", "false", "yes", "no"),
    decimal=_one_of(".", ","),
)
_SIGNATURE_STYLE = _fields(
    columns=_matching(r"[1-4]", "a number of columns from 1 to 4"),
    ink_mm=_matching(r"\d{1,2}(?:\.\d{1,3})?|100", "the room for ink in millimetres, from 0 to 100"),
)
_SIGNATORIES = _fields(file=_text, sort=_lines, count=_matching(r"\d{1,7}", "a number of signatories"))


def _signatories(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read a file of signatories: its name alone, or a mapping of `file`, `sort` and `count`."""
    if isinstance(node, yaml.ScalarNode):
        return tuple(replace(entry, label="file") for entry in _text(node, base))
    found = _SIGNATORIES(node, base)
    if not any(entry.label == "file" for entry in found):
        raise WrongValueError(node, "a file, or a mapping with file, sort and count")
    return found


_LINE_OF_FILE = _matching(r"none|\d{1,7}", 'the number of a line, or "none"')
_LINES_OF_FILE = _matching(
    r"none|\d{1,7}(?:\s*-\s*\d{1,7})?(?:\s*,\s*\d{1,7}(?:\s*-\s*\d{1,7})?)*", 'line numbers, or "none"'
)
SHAPES: dict[str, Callable[[yaml.Node, int], tuple[Entry, ...]]] = {
    "acronyms": _one_of("plain", "small-caps"),
    "attention_line": _text,
    "attention_lines": _LINES_OF_FILE,
    "author": _text,
    "body_lines": _LINES_OF_FILE,
    "calls": _one_of(
        *("auto", "none", "caret", "superscript", "brackets", "braces", "escaped-brackets", "tag"),
        *("parentheses", "bare", "inline", "symbols"),
    ),
    "closing_line": _LINES_OF_FILE,
    "complimentary_close": _text,
    "copies": _lines,
    "copy_lines": _LINES_OF_FILE,
    "date": _text,
    "date_line": _LINE_OF_FILE,
    "description": _text,
    "enclosure_lines": _LINES_OF_FILE,
    "enclosures": _lines,
    "fit": _matching(r"none|[1-9][0-9]?(?: pages?)?", 'a number of pages, or "none"'),
    "footnotes": _one_of("footnotes", "endnotes"),
    "inside_address": _address,
    "inside_address_lines": _LINES_OF_FILE,
    "keywords": _keywords,
    "language": _matching(LANGUAGE_TAG, "a language tag such as en, en-GB or de"),
    "letterhead": _letterhead,
    "letterhead_lines": _LINES_OF_FILE,
    "mailing_notation": _text,
    "mailing_notation_line": _LINE_OF_FILE,
    "notes_heading_line": _LINES_OF_FILE,
    "outside_lines": _LINES_OF_FILE,
    "place": _text,
    "postscript": _lines,
    "postscript_lines": _LINES_OF_FILE,
    "quotes": _one_of("as-written", "typographic"),
    "recipients": _recipients,
    "reference_lines": _LINES_OF_FILE,
    "references": _references,
    "return_address": _address,
    "running_head_lines": _LINES_OF_FILE,
    "salutation": _text,
    "salutation_line": _LINES_OF_FILE,
    "signatories": _signatories,
    "signature": _signature,
    "signature_lines": _LINES_OF_FILE,
    "stationery": _text,
    "subject": _text,
    "subject_lines": _LINES_OF_FILE,
    "text": _one_of("printed", "typed"),
    "title": _text,
    "wide_tables": _one_of("turned", "upright"),
}


ALIASES = {  # also what templates of pandoc, Quarto and KOMA-Script call them
    "address": "inside_address",
    "cc": "copies",
    "closing": "complimentary_close",
    "encl": "enclosures",
    "enclosure": "enclosures",
    "fromaddress": "return_address",
    "fromname": "author",
    "lang": "language",
    "opening": "salutation",
    "ps": "postscript",
    "recipient": "inside_address",
    "return-address": "return_address",
    "sender": "return_address",
    "subject_line": "subject",
    "toaddress": "inside_address",
}
_EXAMPLES = {
    "acronyms": "acronyms: small-caps",
    "calls": "calls: superscript",
    "fit": "fit: 1 page",
    "footnotes": "footnotes: endnotes",
    "quotes": "quotes: typographic",
    "inside_address": "inside_address: [Ada Roe, 1 High Street, Bath]",
    "letterhead": "letterhead: {name: Roe & Sons, lines: [1 High Street, Bath]}",
    "recipients": "recipients: {amount: {column: Betrag, type: number, required: true}}",
    "references": "references: {Our reference: AR/7}",
    "signatories": "signatories: {file: people.csv, sort: last name, count: 300}",
    "signature": "signature: {columns: 2, ink_mm: 20}",
    "language": "language: en-GB",
    "text": "text: typed",
    "wide_tables": "wide_tables: upright",
}


def example_of(key: str) -> str:
    """Show how a key is written."""
    numbers = {_LINE_OF_FILE: "12", _LINES_OF_FILE: "12" if key.endswith("_line") else "3-7"}
    lines = f"{key}: {numbers[SHAPES[key]]}" if SHAPES[key] in numbers else ""
    return f'write for instance "{_EXAMPLES.get(key) or lines or f"{key}: …"}"'
