"""Front matter: what the text of a letter lacks, as YAML between two lines of hyphens.

The only door to PyYAML. Nothing is constructed: nodes are read with their places, aliases are
refused before they can grow, and what cannot be read as front matter stays text.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

import yaml

from letterpress.diagnostics import Code, Diagnostic, LetterError
from letterpress.letter import NOWHERE
from letterpress.source import Source, Span

MAX_CHARACTERS = 64 * 1024  # front matter describes a letter; more is not front matter
MAX_DEPTH = 8

_FENCE = re.compile(r"\A---[ \t]*\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\A---[ \t]*\n[ \t\n]*[A-Za-z][A-Za-z_ -]*:(?:\s|\Z)")
_FIRST_KEY = re.compile(r"[ \t\n]*(?:#.*\n[ \t\n]*)*[\"']?[A-Za-z][A-Za-z_ -]*[\"']?:(?:\s|\Z)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of the front matter: a string, strings, or pairs of strings, and its place."""

    value: str
    span: Span
    label: str = ""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of the front matter by key; `end` is where the text of the letter begins."""

    entries: dict[str, tuple[Entry, ...]]
    end: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    overridden: frozenset[str] = frozenset()

    def text(self, key: str) -> str:
        """Give the single value of a key, or an empty string."""
        return self.entries[key][0].value if key in self.entries else ""

    def span(self, key: str) -> Span:
        """Give the place of the first value of a key."""
        return self.entries[key][0].span


class _WrongValueError(Exception):
    """A value is not of the shape its key asks for."""

    def __init__(self, node: yaml.Node, wanted: str) -> None:
        super().__init__(wanted)
        self.node = node
        self.wanted = wanted


def read_front_matter(source: Source) -> FrontMatter:
    """Read the front matter of a text whose lines end with newlines.

    A text that begins with a rule and no key after it has no front matter; front matter that is
    broken is an error and stays text.
    """
    text = source.text
    fenced = _FENCE.match(text)
    if fenced is None:
        return _unclosed(source) if _OPENING.match(text) else FrontMatter({})
    if not _FIRST_KEY.match(fenced["body"]):
        return FrontMatter({})
    if len(fenced["body"]) > MAX_CHARACTERS:
        return _invalid(source, 4, f"the front matter is longer than {MAX_CHARACTERS:,} characters")
    return _read(source, fenced["body"], fenced.start("body"), fenced.end())


def _unclosed(source: Source) -> FrontMatter:
    return _invalid(source, 0, "the front matter is not closed", "add a line of three hyphens after it")


def _invalid(source: Source, at: int, message: str, hint: str = "") -> FrontMatter:
    hint = hint or "put the value in quotation marks, or look at docs/source-format.md"
    error = source.error(Code.FRONT_MATTER_INVALID, Span(at, at + 1), message, hint)
    return FrontMatter({}, 0, (error,))


def _read(source: Source, body: str, base: int, end: int) -> FrontMatter:
    try:
        hazard = _find_hazard(body)
        root = None if hazard else yaml.compose(body, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"the front matter is not YAML: {error.problem or error.context or 'unreadable'}"
        return _invalid(source, base + _index(mark), message)
    except yaml.reader.ReaderError as error:
        return _invalid(source, base + error.position, "the front matter has a character YAML does not allow")
    if hazard:
        return _invalid(source, base + hazard[0], hazard[1], "write the value out")
    if not isinstance(root, yaml.MappingNode):
        return FrontMatter({})
    return _read_keys(source, root, base, end)


def _find_hazard(body: str) -> tuple[int, str] | None:
    """Find an alias, an anchor or deep nesting, without building anything."""
    depth = 0
    for event in yaml.parse(body, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return _index(event.start_mark), "anchors and aliases are not allowed in front matter"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return _index(event.start_mark), f"the front matter is nested deeper than {MAX_DEPTH} levels"
    return None


def _index(mark: yaml.Mark | None) -> int:
    return mark.index if mark else 0


def _read_keys(source: Source, root: yaml.MappingNode, base: int, end: int) -> FrontMatter:
    entries: dict[str, tuple[Entry, ...]] = {}
    diagnostics: list[Diagnostic] = []
    for key, value in root.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        key_span = _span(key, base)
        canonical = _ALIASES.get(name, name)
        if canonical not in _SHAPES:
            diagnostics.append(_unknown(source, name, key_span))
        elif canonical in entries:
            message = f'"{name}" is given twice in the front matter'
            diagnostics.append(
                source.error(Code.FRONT_MATTER_INVALID, key_span, message, "keep one of the two")
            )
        else:
            try:
                entries[canonical] = _SHAPES[canonical](value, base)
            except _WrongValueError as wrong:
                message = f'"{name}" must be {wrong.wanted}'
                span = _span(wrong.node, base)
                diagnostics.append(source.error(Code.FRONT_MATTER_VALUE, span, message, _example(canonical)))
    return FrontMatter({k: v for k, v in entries.items() if v}, end, tuple(diagnostics))


def _unknown(source: Source, name: str, span: Span) -> Diagnostic:
    known = sorted([*_SHAPES, *_ALIASES])
    near = get_close_matches(name.lower().replace("-", "_"), known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else "known keys: " + ", ".join(sorted(_SHAPES))
    return source.error(Code.FRONT_MATTER_UNKNOWN_KEY, span, f'the front matter has no key "{name}"', hint)


def _span(node: yaml.Node, base: int) -> Span:
    return Span(node.start_mark.index + base, max(node.start_mark.index + 1, node.end_mark.index) + base)


# ------------------------------------------------------------------------ the shapes of values


def _text(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read one line of text; an empty value is as good as no key."""
    if not isinstance(node, yaml.ScalarNode):
        raise _WrongValueError(node, "one line of text")
    value = " ".join(node.value.split())
    return (Entry(value, _span(node, base)),) if value and node.tag != "tag:yaml.org,2002:null" else ()


def _lines(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read lines: a list of them, or one text with line breaks."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(entry for item in node.value for entry in _text(item, base))
    if not isinstance(node, yaml.ScalarNode):
        raise _WrongValueError(node, "lines of text")
    if node.tag == "tag:yaml.org,2002:null":
        return ()
    span = _span(node, base)
    return tuple(Entry(" ".join(line.split()), span) for line in node.value.splitlines() if line.strip())


def _keywords(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    if isinstance(node, yaml.ScalarNode):
        return tuple(Entry(w.strip(), _span(node, base)) for w in node.value.split(",") if w.strip())
    return _lines(node, base)


def _references(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read pairs of label and value: a mapping, or a list of mappings with `label` and `value`."""
    if isinstance(node, yaml.MappingNode):
        return tuple(_pair(key, value, base) for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_labelled(item, base) for item in node.value)
    raise _WrongValueError(node, "labels with their values")


def _labelled(node: yaml.Node, base: int) -> Entry:
    if isinstance(node, yaml.MappingNode):
        parts = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        if set(parts) == {"label", "value"}:
            return _pair(parts["label"], parts["value"], base)
        if len(node.value) == 1:
            key, value = node.value[0]
            return _pair(key, value, base)
    raise _WrongValueError(node, "labels with their values")


def _pair(key: yaml.Node, value: yaml.Node, base: int) -> Entry:
    label, words = _text(key, base), _text(value, base)
    if not label or not words:
        raise _WrongValueError(value, "labels with their values")
    return Entry(words[0].value, Span(label[0].span.start, words[0].span.end), label[0].value)


def _fields(
    **shapes: Callable[[yaml.Node, int], tuple[Entry, ...]],
) -> Callable[[yaml.Node, int], tuple[Entry, ...]]:
    def read(node: yaml.Node, base: int) -> tuple[Entry, ...]:
        if not isinstance(node, yaml.MappingNode):
            raise _WrongValueError(node, "a mapping of " + " and ".join(shapes))
        found: list[Entry] = []
        for key, value in node.value:
            if key.value not in shapes:
                raise _WrongValueError(key, "a mapping of " + " and ".join(shapes))
            found += [replace(e, label=key.value) for e in shapes[key.value](value, base)]
        return tuple(found)

    return read


def _letterhead(node: yaml.Node, base: int) -> tuple[Entry, ...]:
    """Read the name alone, or a mapping of `name` and `lines`."""
    if isinstance(node, yaml.ScalarNode):
        lines = _lines(node, base)
        return tuple(replace(line, label="lines" if n else "name") for n, line in enumerate(lines))
    return _fields(name=_text, lines=_lines)(node, base)


def _matching(pattern: str, wanted: str) -> Callable[[yaml.Node, int], tuple[Entry, ...]]:
    rule = re.compile(pattern)

    def read(node: yaml.Node, base: int) -> tuple[Entry, ...]:
        found = _text(node, base)
        if found and not rule.fullmatch(found[0].value):
            raise _WrongValueError(node, wanted)
        return found

    return read


_SHAPES: dict[str, Callable[[yaml.Node, int], tuple[Entry, ...]]] = {
    "attention_line": _text,
    "author": _text,
    "copies": _lines,
    "date": _text,
    "description": _text,
    "enclosures": _lines,
    "inside_address": _lines,
    "keywords": _keywords,
    # RFC 5646: the shapes in use, not the registry
    "language": _matching(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", "a language tag such as en, en-GB or de"),
    "letterhead": _letterhead,
    "mailing_notation": _text,
    "postscript": _lines,
    "references": _references,
    "salutation": _text,
    "signature": _fields(
        columns=_matching(r"[1-4]", "a number of columns from 1 to 4"),
        ink_mm=_matching(r"\d{1,2}(?:\.\d{1,3})?|100", "the room for ink in millimetres, from 0 to 100"),
    ),
    "stationery": _text,
    "subject": _text,
    "title": _text,
}
_ALIASES = {"subject_line": "subject", "cc": "copies", "lang": "language"}
_EXAMPLES = {
    "inside_address": "inside_address: [Ada Roe, 1 High Street, Bath]",
    "letterhead": "letterhead: {name: Roe & Sons, lines: [1 High Street, Bath]}",
    "references": "references: {Our reference: AR/7}",
    "signature": "signature: {columns: 2, ink_mm: 20}",
    "language": "language: en-GB",
}


def _example(key: str) -> str:
    return f'write for instance "{_EXAMPLES.get(key, f"{key}: …")}"'


def override(front: FrontMatter, values: Mapping[str, str]) -> FrontMatter:
    """Put other values in the place of those of the front matter: text, or lists and mappings in brackets.

    Raises:
        LetterError: a key or a value is not permitted.
    """
    if not values:
        return front
    lines = "".join(f"{key}: {_quote(value)}\n" for key, value in values.items())
    source = Source("--set", f"---\n{lines}---\n")
    given = read_front_matter(source)
    if given.diagnostics:
        raise LetterError(*given.diagnostics)
    entries = {
        key: tuple(replace(entry, span=NOWHERE) for entry in value) for key, value in given.entries.items()
    }
    return replace(front, entries=front.entries | entries, overridden=frozenset(entries))


def _quote(value: str) -> str:
    """Write text so that YAML reads it as it is; what opens a bracket is a list or a mapping already."""
    return value if value.startswith(("[", "{")) else json.dumps(value, ensure_ascii=False)


def known_keys() -> tuple[str, ...]:
    """Give the keys front matter may have, in alphabetical order; other names for them left out."""
    return tuple(sorted(_SHAPES))
