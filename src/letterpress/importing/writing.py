"""A document written as a letter is written: the text that reading reads, and that staff can keep and edit.

Knows no format of documents; `lettering` writes what stands in a line.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from letterpress.importing.content import (
    Block,
    Document,
    Findings,
    Kind,
    Paragraph,
    Picture,
    Table,
    Words,
    paragraphs_of,
)
from letterpress.importing.lettering import Line, is_kept, lines_of, write_line
from letterpress.reading.languages import LANGUAGE_TAG

BREAK = "  \n"  # two spaces at the end of a line ask for a break
IN_CELL = "<br>"
DASH = "\N{EN DASH}"  # before the items of a list in a cell
NOTE_MARGIN = "  "  # before all lines of a note but the first
RULES = {"left": "---", "right": "--:", "center": ":-:"}

_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]")


def write_letter(document: Document, findings: Findings) -> str:
    """Write a document as the text of a letter; what the text cannot say is added to `findings`."""
    scribe = _Scribe(document, findings)
    notes = (scribe.note(number, blocks) for number, blocks in enumerate(document.notes))
    parts = (_front_matter(document.properties), *scribe.blocks(document.blocks), *notes)
    return "\n\n".join(part for part in parts if part) + "\n"


def _front_matter(properties: Mapping[str, str]) -> str:
    """Write properties as front matter; it says that the text was typed and is no page of paper."""
    kept = {key: " ".join(value.split()) for key, value in properties.items()}
    if not LANGUAGE_TAG.fullmatch(kept.get("language", "")):
        kept.pop("language", None)
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in kept.items() if value]
    return "\n".join(("---", "text: typed", *lines, "---"))


class _Scribe:
    """Writes blocks; knows which lists are open, and how the notes are called."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._findings = findings
        everything = (document.blocks, *document.notes)
        raised = any(_RAISED.search(one.text) for one in paragraphs_of(chain(*everything)))
        self._prefix = "note-" if raised else ""  # numbers that are typed call notes of their own
        self._margins: list[str] = []  # of the items that are open, as wide as their marks
        self._numbers: list[int] = []  # the last number at each level
        self._delimiters: list[str] = []

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Yield blocks as they are written; lines that no white parts are one."""
        waiting = ""
        for block, following in _with_captions(blocks):
            if isinstance(block, Paragraph) and block.tight and waiting:
                waiting += BREAK + self._block(block, following)
                continue
            yield waiting
            waiting = self._block(block, following)
        yield waiting

    def note(self, number: int, blocks: Sequence[Block]) -> str:
        """Write a note with its label; its blocks stand behind a margin."""
        self._close_lists()
        words = "\n\n".join(part for part in self.blocks(blocks) if part)
        return f"[^{self._label(number)}]: {words}".replace("\n", f"\n{NOTE_MARGIN}").replace(
            f"\n{NOTE_MARGIN}\n", "\n\n"
        )

    def _label(self, note: int) -> str:
        return f"{self._prefix}{note + 1}"

    def _block(self, block: Block, caption: Paragraph | None) -> str:
        if isinstance(block, Table):
            self._close_lists()
            return self._table(block, caption)
        figures = [self._figure(one, caption) for one in block.pieces if isinstance(one, Picture)]
        parts = [*self._paragraph(block), *figures]
        margin = "".join(self._margins[: block.level]) if block.kind in {Kind.BODY, Kind.ITEM} else ""
        return f"\n\n{margin}".join(part for part in parts if part)

    def _paragraph(self, block: Paragraph) -> Iterator[str]:
        lines = [self._line(line) for line in self._told(block)]
        match block.kind:
            case Kind.RULE:
                yield "---"
            case Kind.PAGE_BREAK:
                yield "\\newpage"
            case Kind.HEADING:
                self._close_lists()
                yield "#" * block.level + " " + " ".join(filter(None, lines))
            case Kind.QUOTATION:
                self._close_lists()
                yield "> " + f"{BREAK}> ".join(filter(None, lines))
            case Kind.ITEM:
                yield self._item(block, list(filter(None, lines)))
            case Kind.BODY | Kind.CAPTION:
                yield from self._body(block.level, lines)

    def _told(self, block: Paragraph) -> Iterator[Line]:
        """Yield the lines of a paragraph; says what of their words is written otherwise."""
        for piece in block.pieces:
            if isinstance(piece, Words) and piece.link and not is_kept(piece.link):
                hint = "letters lead to http, https, mailto and tel"
                self._findings.left_out(f'the address "{piece.link[:60]}" of a link', piece.text, hint)
        lines = lines_of(block.pieces)
        if any("\t" in line.text.strip().replace(":\t", "") for line in lines):
            self._findings.changed(
                "tabs between words are spaces", block.text, "make it a table if it is one"
            )
        yield from lines

    def _line(self, line: Line) -> str:
        return re.sub(r"[ \t]*\t[ \t]*", " ", write_line(line, self._label))

    def _body(self, level: int, lines: list[str]) -> Iterator[str]:
        """Yield the paragraphs of one: an empty line in it parts it."""
        del self._margins[level:], self._numbers[level:], self._delimiters[level:]
        margin = "".join(self._margins)
        for part in _parted(lines):
            yield margin + f"{BREAK}{margin}".join(part)

    def _item(self, block: Paragraph, lines: list[str]) -> str:
        level = min(block.level, len(self._margins) + 1)
        delimiter = self._delimiter(level, block.number)
        mark = "- " if block.number is None else f"{block.number}{delimiter} "
        del self._margins[level - 1 :], self._numbers[level - 1 :], self._delimiters[level - 1 :]
        outer = "".join(self._margins)
        self._margins.append(" " * len(mark))
        self._numbers.append(-1 if block.number is None else block.number)
        self._delimiters.append(delimiter)
        return outer + mark + f"{BREAK}{outer}{self._margins[-1]}".join(lines)

    def _delimiter(self, level: int, number: int | None) -> str:
        """Give what stands behind a number: another sign than before parts two lists."""
        if number is None or len(self._numbers) < level:
            return "."
        last, sign = self._numbers[level - 1], self._delimiters[level - 1]
        return sign if number == last + 1 or last < 0 else {".": ")", ")": "."}[sign]

    def _close_lists(self) -> None:
        self._margins, self._numbers, self._delimiters = [], [], []

    def _figure(self, picture: Picture, caption: Paragraph | None) -> str:
        words = " ".join(filter(None, map(self._line, self._told(caption)))) if caption else ""
        told = picture.alternative.replace('"', "”")
        return f"![{words}]({picture.name}" + (f' "{told}")' if told else ")")

    def _table(self, table: Table, caption: Paragraph | None) -> str:
        head, *body = table.rows if table.has_head else ((), *table.rows)
        columns = max(map(len, table.rows), default=0)
        sides = [_alignment([row[n].alignment for row in body if row[n].paragraphs]) for n in range(columns)]
        rows = [
            self._row([self._cell(cell.paragraphs) for cell in head] or [""] * columns),
            f"|{'|'.join(RULES[side] for side in sides)}|",
            *(self._row([self._cell(cell.paragraphs) for cell in row]) for row in body),
        ]
        words = " ".join(filter(None, map(self._line, self._told(caption)))) if caption else ""
        return "\n".join(rows) + (f"\n\n: {words}" if words else "")

    def _row(self, cells: list[str]) -> str:
        return f"| {' | '.join(cells)} |"

    def _cell(self, paragraphs: Sequence[Paragraph]) -> str:
        lines = []
        for one in paragraphs:
            for piece in one.pieces:
                if isinstance(piece, Picture):
                    hint = "put it below the table"
                    self._findings.lost("an image in a table", piece.alternative, hint)
            mark = (
                "" if one.kind is not Kind.ITEM else f"{DASH} " if one.number is None else f"{one.number}. "
            )
            lines += [mark + text for text in map(self._line, self._told(one)) if text]
        return IN_CELL.join(lines)


def _alignment(sides: list[str]) -> str:
    return sides[0] if sides and len(set(sides)) == 1 else "left"


def _parted(lines: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in (*lines, ""):
        if line:
            part.append(line)
        elif part:
            yield part
            part = []


def _with_captions(blocks: Sequence[Block]) -> Iterator[tuple[Block, Paragraph | None]]:
    """Yield blocks with the caption that stands below or above, which is then no block of its own."""
    taken: set[int] = set()
    owners: dict[int, Paragraph] = {}
    for n, block in enumerate(blocks):
        if not _can_have_caption(block):
            continue
        for near in (n + 1, n - 1):
            other = blocks[near] if 0 <= near < len(blocks) else None
            if near not in taken and isinstance(other, Paragraph) and other.kind is Kind.CAPTION:
                taken.add(near)
                owners[n] = other
                break
    yield from ((block, owners.get(n)) for n, block in enumerate(blocks) if n not in taken)


def _can_have_caption(block: Block) -> bool:
    """Tell whether a block is a table, or an image and nothing else."""
    if isinstance(block, Table):
        return True
    return any(isinstance(one, Picture) for one in block.pieces) and not block.text.strip()
