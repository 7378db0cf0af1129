"""The letter as data: a frozen tree in the words of the secretary's handbook.

Every node knows where in the source it was read (`span`). There is no behaviour here beyond small
pure helpers: reading makes letters, composing and typesetting read them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date as Date  # noqa: N812 -- a field is called date
from typing import Literal, TypeVar, assert_never

from letterpress.source import Span

NOWHERE = Span(0, 0)
Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters as the author wrote them; white space is significant only as a space."""

    text: str
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line break the author asked for."""

    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class FootnoteCall:
    """The mark in the text that calls a note; `number` is that of the note, 0 where none is defined."""

    label: str
    number: int
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words, set in italics."""

    children: tuple["Inline", ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Strong:
    """Important words, set in bold."""

    children: tuple["Inline", ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address; `target` has one of the permitted schemes."""

    children: tuple["Inline", ...]
    target: str
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words in another language than the letter's; `language` is a BCP 47 tag as the author wrote it."""

    children: tuple["Inline", ...]
    language: str
    span: Span = NOWHERE


Inline = Text | LineBreak | FootnoteCall | Emphasis | Strong | Link | Foreign


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; also one line of a part that is made of lines (address, enclosures, copies)."""

    children: tuple[Inline, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the body; levels count from 1 without gaps."""

    level: int
    children: tuple[Inline, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list."""

    blocks: tuple["Block", ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list whose items have no numbers."""

    items: tuple[ListItem, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list whose items are numbered on from `start`.

    `style` is the mark that a first item has where that is not `1.`: `(1)`, `a)`, `(i)`, `A)`.
    """

    start: int
    items: tuple[ListItem, ...]
    span: Span = NOWHERE
    style: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Blocks quoted from elsewhere, indented."""

    blocks: tuple["Block", ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table."""

    children: tuple[Inline, ...]
    span: Span = NOWHERE


Alignment = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a head row (empty cells where it has none), rows of the same length, and its caption."""

    header: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    alignments: tuple[Alignment, ...]
    caption: tuple[Inline, ...] = ()
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Figure:
    """An image on a line of its own: the path as written, what it shows in words, and its caption."""

    path: str
    alternative: str
    caption: tuple[Inline, ...] = ()
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A rule between two passages of the body."""

    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""

    span: Span = NOWHERE


Block = (
    Paragraph | Heading | BulletList | NumberedList | Quotation | Table | Figure | ThematicBreak | PageBreak
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the name of the body and the lines under it (address, telephone, site)."""

    name: str = ""
    lines: tuple[str, ...] = ()
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Dateline:
    """The date as written and, where it can be read, as a date; the place before it, and what joins them."""

    text: str
    date: Date | None = None
    place: str = ""
    joint: str = ""
    span: Span = NOWHERE

    @property
    def line(self) -> str:
        """What stands on paper: `Berlin, den 5. Mai 2026`."""
        return f"{self.place}{self.joint}{self.text}"


@dataclass(frozen=True, slots=True)
class Reference:
    """One field of the reference line, such as `Our reference` and its value."""

    label: str
    value: str
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note: its label in the source, its number on paper, its text."""

    label: str
    number: int
    blocks: tuple[Block, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signs: name, office and body, and the words between office and body (`, `, ` of `).

    `post_nominals` are the degrees and honours written behind the name: `M.D., Ph.D.`, `procuration` is
    what says before it that one signs for another: `i. A.`, `pp`, `group` the heading they sign under.
    """

    name: str
    title: str = ""
    organisation: str = ""
    joint: str = ", "
    post_nominals: str = ""
    procuration: str = ""
    group: tuple[Inline, ...] = ()
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class SignatoryFile:
    """Where more signatories are listed: a file, the columns it is sorted by, how many it must have."""

    file: str
    sort: tuple[str, ...] = ()
    count: int | None = None
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class SignatureStyle:
    """What the author asks of the signature block; None leaves it to the stationery."""

    columns: int | None = None
    ink_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself and the page does not show."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What the author asks of the pages.

    `notes_at` says where the notes stand: at the foot of their pages or at the end of the letter.
    `fit_pages` is the number of pages the letter must not exceed, None where it may take what it needs.
    `wide_tables` says whether tables that are too wide for an upright page may stand on turned ones.
    """

    notes_at: Literal["foot", "end"] = "foot"
    fit_pages: int | None = None
    small_cap_acronyms: bool = False
    wide_tables: Literal["turned", "upright"] = "turned"


DecimalMark = Literal["", ".", ","]
ColumnKind = Literal["", "text", "number", "date", "flag", "email", "list", "language"]


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What the letter asks of a column of its recipients.

    Attributes:
        name: what the letter calls it.
        column: what the file calls it; empty where that is the same.
        kind: what its values are read as; empty takes them as they are found.
        required: whether a row without it is bad.
        decimal: what parts whole and fraction in its numbers; empty leaves it to the number.
    """

    name: str
    column: str = ""
    kind: ColumnKind = ""
    required: bool = False
    decimal: DecimalMark = ""
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter. Parts the text lacks are empty or None.

    `outside` is what stands around the letter on its page, such as a menu, and is not printed;
    `signature_mark` is what stands where one would sign in ink: `/s/`, `{See appended signature page}`,
    `identification` what follows the names: reference initials (`JS:kl`), `Docket No. 50-331`.
    """

    language: str = "en"
    metadata: Metadata = Metadata()
    stationery: str = ""
    letterhead: Letterhead = Letterhead()
    mailing_notation: str = ""
    dateline: Dateline | None = None
    references: tuple[Reference, ...] = ()
    inside_address: tuple[Paragraph, ...] = ()
    attention_line: str = ""
    subject_line: Paragraph | None = None
    salutation: Paragraph | None = None
    body: tuple[Block, ...] = ()
    complimentary_close: Paragraph | None = None
    signature_mark: Paragraph | None = None
    signature_block: tuple[Signatory, ...] = ()
    signatory_file: SignatoryFile | None = None
    signature_style: SignatureStyle = SignatureStyle()
    layout: Layout = Layout()
    identification: tuple[Paragraph, ...] = ()
    enclosures: tuple[Paragraph, ...] = ()
    copies: tuple[Paragraph, ...] = ()
    postscript: tuple[Paragraph, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    outside: tuple[Block, ...] = ()
    recipients: tuple[ColumnRule, ...] = ()


def plain_text(inlines: tuple[Inline, ...]) -> str:
    """Give the words of inline content without markup and without footnote calls."""
    return "".join(_plain(inline) for inline in inlines)


def _plain(inline: Inline) -> str:
    match inline:
        case Text():
            return inline.text
        case LineBreak():
            return "\n"
        case FootnoteCall():
            return ""
        case Emphasis() | Strong() | Link() | Foreign():
            return plain_text(inline.children)
        case _:
            assert_never(inline)


def nodes_in(value: object, kind: type[Node]) -> Iterator[Node]:
    """Yield every value of one kind in a letter or a part of one, in order."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from nodes_in(part, kind)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from nodes_in(getattr(value, field.name), kind)


def map_nodes(letter: Letter, kind: type[Node], change: Callable[[Node], object]) -> Letter:
    """Give the letter with every value of one kind in it changed: calls, spans, texts."""
    changed = _map(letter, kind, change)
    assert isinstance(changed, Letter)
    return changed


def _map(value: object, kind: type[Node], change: Callable[[Node], object]) -> object:
    if isinstance(value, kind):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_map(part, kind, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{name: _map(part, kind, change) for name, part in parts.items()})
    return value
