"""Front matter: what the text of a letter lacks, as YAML between two lines of hyphens.

The only door to PyYAML. Nothing is constructed: nodes are read with their places, aliases are
refused before they can grow, and what cannot be read as front matter stays text.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

import yaml

from letterpress.diagnostics import Code, Diagnostic, LetterError
from letterpress.letter import NOWHERE
from letterpress.reading.frontmatter.shapes import (
    ALIASES,
    SHAPES,
    Entry,
    WrongValueError,
    example_of,
    index_of,
    span_of_node,
)
from letterpress.source import Source, Span

MAX_CHARACTERS = 64 * 1024  # front matter describes a letter; more is not front matter
MAX_DEPTH = 8
NEARLY = 0.75  # alike; a key that is so near to one of ours is a slip of the pen

_FENCE = re.compile(r"\A---[ \t]*\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\A---[ \t]*\n[ \t\n]*[A-Za-z][\w-]*:(?:\s|\Z)")
_FIRST_KEY = re.compile(r"[ \t\n]*(?:#.*\n[ \t\n]*)*[\"']?[A-Za-z][\w-]*[\"']?:(?:\s|\Z)")


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
        return _invalid(source, base + index_of(mark), message)
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
            return index_of(event.start_mark), "anchors and aliases are not allowed in front matter"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return index_of(event.start_mark), f"the front matter is nested deeper than {MAX_DEPTH} levels"
    return None


def _read_keys(source: Source, root: yaml.MappingNode, base: int, end: int) -> FrontMatter:
    entries: dict[str, tuple[Entry, ...]] = {}
    diagnostics: list[Diagnostic] = []
    for key, value in root.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        key_span = span_of_node(key, base)
        canonical = ALIASES.get(name, name)
        if canonical not in SHAPES:
            diagnostics.append(_unknown(source, name, key_span))
        elif canonical in entries:
            message = f'"{name}" is given twice in the front matter'
            diagnostics.append(
                source.error(Code.FRONT_MATTER_INVALID, key_span, message, "keep one of the two")
            )
        else:
            try:
                entries[canonical] = SHAPES[canonical](value, base)
            except WrongValueError as wrong:
                message = f'"{name}" must be {wrong.wanted}'
                span = span_of_node(wrong.node, base)
                diagnostics.append(
                    source.error(Code.FRONT_MATTER_VALUE, span, message, example_of(canonical))
                )
    return FrontMatter({k: v for k, v in entries.items() if v}, end, tuple(diagnostics))


def _unknown(source: Source, name: str, span: Span) -> Diagnostic:
    """Refuse a key that is nearly one of ours; one of another program says nothing to letterpress."""
    known = sorted([*SHAPES, *ALIASES])
    near = get_close_matches(name.lower().replace("-", "_"), known, n=1, cutoff=NEARLY)
    message = f'the front matter has no key "{name}"'
    if near:
        return source.error(Code.FRONT_MATTER_UNKNOWN_KEY, span, message, f'did you mean "{near[0]}"?')
    hint = "it is passed over; known keys: " + ", ".join(sorted(SHAPES))
    return source.warning(Code.FRONT_MATTER_UNKNOWN_KEY, span, message, hint)


def override(front: FrontMatter, values: Mapping[str, str]) -> FrontMatter:
    """Put other values in the place of those of the front matter.

    A value is plain text, its lines parted by newlines; one in brackets or braces is YAML.

    Raises:
        LetterError: a key or a value is not permitted.
    """
    given: dict[str, tuple[Entry, ...]] = {}
    for key, value in values.items():
        written = value if value.lstrip().startswith(("[", "{")) else json.dumps(value, ensure_ascii=False)
        read = read_front_matter(Source("--set", f"---\n{key}: {written}\n---\n"))
        if read.diagnostics or not read.end:
            raise LetterError(*(replace(d, place=None) for d in read.diagnostics))
        given |= {
            name: tuple(replace(e, span=NOWHERE) for e in found) for name, found in read.entries.items()
        }
    return replace(front, entries=front.entries | given, overridden=frozenset(given))


def known_keys() -> tuple[str, ...]:
    """Give the keys front matter may have, in alphabetical order; other names for them left out."""
    return tuple(sorted(SHAPES))
