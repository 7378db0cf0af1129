"""Read notes as Markdown has them with other readers too, and show the differences: `make compare-notes`.

The cases are those of `tests/corpus/markdown-notes.txt`. Each reader's letter becomes one line: its words,
and where a note is called, the words of the note in braces. pandoc reads as itself, as CommonMark and as
PHP Markdown Extra; cmark-gfm and markdown-it with its footnotes are the two others.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pypandoc
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from letterpress.letter import FootnoteCall, LineBreak, Text
from letterpress.reading import read_letter
from letterpress.source import Source

CASES = Path(__file__).parents[1] / "tests" / "corpus" / "markdown-notes.txt"
CASE = re.compile(r"^--- ([a-z0-9-]+) ---\n(.*?)(?=^--- |\Z)", re.MULTILINE | re.DOTALL)
CALL = re.compile("\0(.*?)\0")
BLOCKS = ("p", "li", "h1", "h2", "td", "th", "blockquote", "pre", "br")
INLINE = ("Text", "LineBreak", "FootnoteCall", "Emphasis", "Strong", "Link", "Foreign")
WORDS_AT: Mapping[str, int] = {"Code": 1, "CodeBlock": 1, "Link": 1, "Image": 1, "Span": 1, "Header": 2}

SPACE_AFTER = dict.fromkeys(("Para", "Plain", "Header", "CodeBlock"), " ")


def squeeze(words: str) -> str:
    """Give words with one space between any two of them."""
    return " ".join(words.split())


def read_as_letterpress(text: str) -> str:
    """Read a letter as we do; what a note calls is in its braces."""
    letter = read_letter(Source("case.md", text)).letter
    notes = {note.label: note.blocks for note in reversed(letter.footnotes)}
    return squeeze(_words([letter.salutation, letter.body], notes))


def _words(node: object, notes: Mapping[str, object]) -> str:
    match node:
        case Text():
            return node.text
        case LineBreak():
            return " "
        case FootnoteCall():
            inner = {label: body for label, body in notes.items() if label != node.label}
            known = node.label in notes
            return f"{{{squeeze(_words(notes[node.label], inner))}}}" if known else f"[^{node.label}]"
        case tuple() | list():
            flows = all(type(part).__name__ in INLINE for part in node)
            return ("" if flows else " ").join(_words(part, notes) for part in node)
    fields = getattr(node, "__dataclass_fields__", ())
    names = [name for name in fields if name not in ("span", "target", "alternative", "alignments")]
    return " ".join(_words(getattr(node, name), notes) for name in names)


def read_as_pandoc(dialect: str) -> Callable[[str], str]:
    """Give pandoc's reader for a dialect of Markdown."""

    def read(text: str) -> str:
        return squeeze(_pandoc_words(json.loads(pypandoc.convert_text(text, "json", dialect))["blocks"]))

    return read


def _pandoc_words(node: object) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(_pandoc_words(part) for part in node if not isinstance(part, str))
    if not isinstance(node, dict) or "t" not in node or node["t"] in ("RawInline", "RawBlock"):
        return ""
    kind, content = node["t"], node.get("c", " ")
    words = _pandoc_words(content[WORDS_AT[kind]] if kind in WORDS_AT else content)
    return f"{{{squeeze(words)}}}" if kind == "Note" else words + SPACE_AFTER.get(kind, "")


class _Page(HTMLParser):
    """The words of a page, and of each note in the section of notes at its end, by its id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.body: list[str] = []
        self.notes: dict[str, list[str]] = {}
        self._at, self._silent = self.body, 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "li" and given.get("id", "").startswith("fn"):
            self._at = self.notes.setdefault(given["id"], [])
        if tag == "a" and given.get("href", "").startswith("#fn"):
            self._silent = 1
            if "backref" not in given.get("class", ""):
                self._at.append(f"\0{given['href'][1:]}\0")
        self._at.append(given.get("alt", "") if tag == "img" else " " if tag in BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._silent = 0
        if tag == "section":
            self._at = self.body
        self._at.append(" " if tag in BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._at.append(data)

    def words(self, pieces: list[str], seen: tuple[str, ...] = ()) -> str:
        """Give the words of pieces, with those of the notes they call."""
        return squeeze(CALL.sub(lambda found: self._note(found[1], seen), "".join(pieces)))

    def _note(self, name: str, seen: tuple[str, ...]) -> str:
        return "{}" if name in seen else f"{{{self.words(self.notes.get(name, []), (*seen, name))}}}"


def _read_html(page: str) -> str:
    read = _Page(page.replace(" data-footnote-backref", ""))
    return read.words(read.body)


def read_as_cmark_gfm(text: str) -> str:
    """Read a letter with GitHub's cmark."""
    options = Options.CMARK_OPT_FOOTNOTES
    return _read_html(cmarkgfm.markdown_to_html_with_extensions(text, options, ["table"]))


def read_as_markdown_it(text: str) -> str:
    """Read a letter with markdown-it and its footnotes."""
    return _read_html(MarkdownIt().enable("table").use(footnote_plugin).render(text))


READERS: Mapping[str, Callable[[str], str]] = {
    "pandoc": read_as_pandoc("markdown"),
    "CommonMark": read_as_pandoc("commonmark_x"),
    "PHP Extra": read_as_pandoc("markdown_phpextra"),
    "cmark-gfm": read_as_cmark_gfm,
    "markdown-it": read_as_markdown_it,
}


def main() -> int:
    """Print, for each case, who reads it otherwise."""
    agreed = total = 0
    for name, text in CASE.findall(CASES.read_text(encoding="utf-8")):
        ours = read_as_letterpress(text)
        others = {reader: read(text) for reader, read in READERS.items()}
        same = [reader for reader, theirs in others.items() if theirs == ours]
        agreed, total = agreed + len(same), total + len(others)
        print(f"{len(same)} of {len(others)}  {name}")
        if len(same) < len(others):
            print(f"        {'letterpress':<12} {ours}")
        for reader in others.keys() - set(same):
            print(f"        {reader:<12} {others[reader]}")
    print(f"\n{agreed} of {total} readings agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
