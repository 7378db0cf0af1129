"""A letter as text to look at: JSON for programs, an outline of the tree for people and tests."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, assert_never

from letterpress.diagnostics import Diagnostic, diagnostic_json
from letterpress.letter import (
    Block,
    BulletList,
    ColumnRule,
    Dateline,
    Emphasis,
    Figure,
    Footnote,
    FootnoteCall,
    Foreign,
    Heading,
    Inline,
    Letter,
    LineBreak,
    Link,
    ListItem,
    NumberedList,
    PageBreak,
    Paragraph,
    Quotation,
    Signatory,
    Strong,
    Table,
    TableCell,
    Text,
    ThematicBreak,
    plain_text,
)
from letterpress.numerals import DECIMAL, write_mark
from letterpress.source import Source

INDENT = "  "


def outline(node: object, *, spans: bool = False) -> str:
    """Print a tree of dataclasses, one node a line, fields that are empty left out."""
    return "\n".join(_outline(node, "", spans=spans)) + "\n"


def _outline(node: object, label: str, *, spans: bool) -> Iterator[str]:
    if isinstance(node, tuple):  # a row of a table
        yield label.rstrip()
        for child in node:
            yield from (INDENT + line for line in _outline(child, "", spans=spans))
        return
    if not is_dataclass(node) or isinstance(node, type):
        yield f"{label}{node.isoformat() if isinstance(node, date) else repr(node)}"
        return
    values = [(f.name, getattr(node, f.name)) for f in fields(node) if f.name != "span"]
    defaults = {f.name: f.default for f in fields(node)}
    flat = [f"{name}={_scalar(v)}" for name, v in values if not _is_tree(v) and v not in ("", None)]
    place = [f"@{node.span.start}-{node.span.end}"] if spans and hasattr(node, "span") else []
    yield label + " ".join([type(node).__name__, *flat, *place])
    for name, value in values:
        if isinstance(value, tuple):
            for child in value:
                heading = "" if name in ("children", "blocks", "items") else f"{name}: "
                yield from (INDENT + line for line in _outline(child, heading, spans=spans))
        elif _is_tree(value) and value != defaults[name]:
            yield from (INDENT + line for line in _outline(value, f"{name}: ", spans=spans))


def _is_tree(value: object) -> bool:
    return isinstance(value, tuple) or is_dataclass(value)


def _scalar(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)


def title_of(letter: Letter) -> str:
    """Give the title the PDF carries: the author's own, the subject line, or addressee and date."""
    if letter.metadata.title:
        return letter.metadata.title
    if letter.subject_line:
        return " ".join(plain_text(letter.subject_line.children).split())
    parts = []
    if letter.salutation:
        parts.append(" ".join(plain_text(letter.salutation.children).split()).rstrip(",:"))
    if letter.dateline:
        parts.append(letter.dateline.line)
    return ", ".join(parts) or "Letter"


def letter_json(letter: Letter, source: Source, diagnostics: tuple[Diagnostic, ...]) -> dict[str, Any]:
    """Give a letter as the JSON object of `letterpress parse --json` (docs/source-format.md)."""
    return {
        "source": source.name,
        "language": letter.language,
        "title": title_of(letter),
        "stationery": letter.stationery,
        "letterhead": {"name": letter.letterhead.name, "lines": list(letter.letterhead.lines)},
        "dateline": _dateline(letter.dateline),
        "mailing_notation": letter.mailing_notation,
        "inside_address": _lines(letter.inside_address),
        "attention_line": letter.attention_line,
        "references": [{"label": r.label, "value": r.value} for r in letter.references],
        "salutation": _line(letter.salutation),
        "subject_line": _line(letter.subject_line),
        "layout": {
            "footnotes": "endnotes" if letter.layout.notes_at == "end" else "footnotes",
            "fit": letter.layout.fit_pages,
            "acronyms": "small-caps" if letter.layout.small_cap_acronyms else "plain",
            "wide_tables": letter.layout.wide_tables,
        },
        "body": [_block(block) for block in letter.body],
        "footnotes": [_footnote(note) for note in letter.footnotes],
        "complimentary_close": _line(letter.complimentary_close),
        "signature_mark": _line(letter.signature_mark),
        "signature_block": [_signatory(signatory) for signatory in letter.signature_block],
        "identification": _lines(letter.identification),
        "enclosures": _lines(letter.enclosures),
        "copies": _lines(letter.copies),
        "postscript": _lines(letter.postscript),
        "outside": [_block(block) for block in letter.outside],
        "recipients": [_rule(rule) for rule in letter.recipients],
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in diagnostics],
    }


def _signatory(signatory: Signatory) -> dict[str, str]:
    return {
        "procuration": signatory.procuration,
        "name": signatory.name,
        "post_nominals": signatory.post_nominals,
        "title": signatory.title,
        "organisation": signatory.organisation,
        "group": _marked(signatory.group),
    }


def _rule(rule: ColumnRule) -> dict[str, str | bool]:
    return {
        "name": rule.name,
        "column": rule.column,
        "type": rule.kind,
        "required": rule.required,
        "decimal": rule.decimal,
    }


def _footnote(note: Footnote) -> dict[str, Any]:
    """Give a note's words as its text, and its blocks where it is more than one paragraph."""
    shown: dict[str, Any] = {"label": note.label, "number": note.number, "text": _text_of(note.blocks)}
    plain = all(isinstance(block, Paragraph) for block in note.blocks[:1]) and len(note.blocks) <= 1
    return shown if plain else shown | {"blocks": [_block(block) for block in note.blocks]}


def _dateline(dateline: Dateline | None) -> dict[str, str | None] | None:
    if dateline is None:
        return None
    day = dateline.date.isoformat() if dateline.date else None
    return {"text": dateline.text, "place": dateline.place, "date": day}


def _line(paragraph: Paragraph | None) -> str:
    return _marked(paragraph.children) if paragraph else ""


def _lines(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    return [_marked(paragraph.children) for paragraph in paragraphs]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"type": "paragraph", "text": _marked(block.children)}
        case Heading():
            return {"type": "heading", "level": block.level, "text": _marked(block.children)}
        case BulletList():
            return {"type": "list", "ordered": False, "items": [_item(item) for item in block.items]}
        case NumberedList():
            items = [_item(item) for item in block.items]
            return {
                "type": "list",
                "ordered": True,
                "start": block.start,
                "style": block.style or DECIMAL,
                "items": items,
            }
        case Quotation():
            return {"type": "quotation", "blocks": [_block(inner) for inner in block.blocks]}
        case Table() | Figure() | ThematicBreak() | PageBreak():
            return _display(block)
        case _:
            assert_never(block)


def _display(block: Table | Figure | ThematicBreak | PageBreak) -> dict[str, Any]:
    match block:
        case Table():
            rows = [_cells(row) for row in block.rows]
            caption = _marked(block.caption)
            return {"type": "table", "header": _cells(block.header), "rows": rows, "caption": caption}
        case Figure():
            caption = _marked(block.caption)
            return {
                "type": "figure", "path": block.path, "alternative": block.alternative, "caption": caption
            }  # fmt: skip
        case ThematicBreak():
            return {"type": "rule"}
        case PageBreak():
            return {"type": "page_break"}
        case _:
            assert_never(block)


def _cells(row: tuple[TableCell, ...]) -> list[str]:
    return [_marked(cell.children) for cell in row]


def _item(item: ListItem) -> dict[str, Any]:
    """Give an item's first paragraph as its text, and what follows as blocks where there is more."""
    match item.blocks:
        case (Paragraph() as first, *rest):
            shown: dict[str, Any] = {"text": _marked(first.children)}
        case rest:
            shown = {"text": ""}
    return shown | {"blocks": [_block(block) for block in rest]} if rest else shown


def _text_of(blocks: tuple[Block, ...]) -> str:
    """Give the words of blocks as one text, paragraphs with an empty line between them."""
    return "\n\n".join(_words(block) for block in blocks)


def _words(block: Block) -> str:
    match block:
        case Paragraph() | Heading():
            return _marked(block.children)
        case BulletList() | NumberedList():
            marks = _item_marks(block)
            return "\n".join(
                f"{mark} {_text_of(item.blocks)}" for mark, item in zip(marks, block.items, strict=True)
            )
        case Quotation():
            return "\n".join(f"> {line}" for line in _text_of(block.blocks).splitlines())
        case Table():
            rows = (block.header, *block.rows)
            return "\n".join([*(" | ".join(_cells(row)) for row in rows), _marked(block.caption)]).strip()
        case Figure() | ThematicBreak() | PageBreak():
            return (_marked(block.caption) or block.alternative) if isinstance(block, Figure) else ""
        case _:
            assert_never(block)


def _item_marks(block: BulletList | NumberedList) -> list[str]:
    if isinstance(block, BulletList):
        return ["-"] * len(block.items)
    return [write_mark(block.style, n) for n, _ in enumerate(block.items, block.start)]


def _marked(inlines: tuple[Inline, ...]) -> str:
    return "".join(_mark(inline) for inline in inlines)


def _mark(inline: Inline) -> str:
    match inline:
        case Text():
            return inline.text
        case LineBreak():
            return "\n"
        case FootnoteCall():
            return f"[^{inline.label}]"
        case Emphasis() | Strong():
            stars = "*" if isinstance(inline, Emphasis) else "**"
            return f"{stars}{_marked(inline.children)}{stars}"
        case Link():
            words = _marked(inline.children)
            bare = inline.target in (words, f"mailto:{words}")
            return f"<{words}>" if bare else f"[{words}]({inline.target})"
        case Foreign():
            return f"[{_marked(inline.children)}]{{lang={inline.language}}}"
        case _:
            assert_never(inline)
