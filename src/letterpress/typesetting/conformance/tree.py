"""What the pages hold and the tree that is read from them: values only, no PDF and no WeasyPrint.

`Drawn` is what was read off the pages: one element of the HTML with its declarations (`data-tag` and
its kin, see `docs/conformance.md`), what it drew, and what it holds. `Tag` is one structure element.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

ARTIFACT = "Artifact"
IMAGE_TEXT = "\ufffc"

# ISO 32000-1:2008, 14.8.4: the standard structure types, without those that hide content.
_GROUPS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "TOC", "TOCI", "Index"})
_PARAGRAPHS = frozenset({"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Caption"})
_LISTS = frozenset({"L", "LI", "Lbl", "LBody"})
_TABLES = frozenset({"Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"})
_INLINE = frozenset({"Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link"})
_ILLUSTRATIONS = frozenset({"Figure", "Formula"})
STANDARD_ROLES = _GROUPS | _PARAGRAPHS | _LISTS | _TABLES | _INLINE | _ILLUSTRATIONS

KEPT_EMPTY = frozenset({"TH", "TD"})  # an empty cell still holds its column
LAYOUT = ("Layout", "")


@dataclass(frozen=True, slots=True)
class Content:
    """Marked content: a piece of text or an image on a page (from 0), by its number there.

    The text of an image is U+FFFC, the object replacement character.
    """

    page: int
    mcid: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class LinkArea:
    """The clickable rectangle of a link: page (from 0), object number, corners in points from below."""

    page: int
    annotation: int
    rectangle: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one element of the HTML drew in one spot; equal `part`s are pieces of one whole.

    `box` are the corners of an image in points from the lower left corner of the page.
    """

    part: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    kids: tuple["Drawn | Content | LinkArea", ...] = ()
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """One structure element: its role, what the standard wants to know of it, and what it holds."""

    role: str
    kids: tuple["Tag | Content | LinkArea", ...] = ()
    identifier: str = ""
    language: str = ""
    alternative: str = ""
    numbering: str = ""
    scope: str = ""
    contents: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """The tree; and by (page, mcid) what stands outside it, with the artifact's type and subtype.

    `spaced` is the content that a space must follow, for a reader who hears no gaps; `hyphened` the content
    at the end of a line whose last hyphen is the author's own.
    """

    root: Tag
    artifacts: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    spaced: frozenset[tuple[int, int]] = frozenset()
    hyphened: frozenset[tuple[int, int]] = frozenset()


def contents_of(tag: "Drawn | Tag | Content | LinkArea") -> Iterator[Content]:
    """Yield all marked content inside, in order."""
    match tag:
        case Content():
            yield tag
        case LinkArea():
            pass
        case _:
            for kid in tag.kids:
                yield from contents_of(kid)


def tags_in(tag: Tag) -> Iterator[Tag]:
    """Yield a structure element and all below it, in reading order."""
    yield tag
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from tags_in(kid)
