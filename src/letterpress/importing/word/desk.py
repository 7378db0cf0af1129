"""What the readers of a .docx share: its parts, what they count, and what they found."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from letterpress.importing.content import Divider, Findings, Piece
from letterpress.importing.markup import attribute, child, children, words_in
from letterpress.importing.reviewing import Review
from letterpress.importing.word.numbering import Numbering
from letterpress.importing.word.package import Package, Relationship
from letterpress.importing.word.styles import Styles

Relationships = Mapping[str, Relationship]
TEXT = ("w:t", "w:delText", "m:t")  # elements whose text is words


RunPiece = Piece | Divider


@dataclass(frozen=True, slots=True)
class Desk:
    """The document that is being read; lists and mappings fill up meanwhile.

    Attributes:
        review: what becomes of tracked changes.
        images: bytes by the name the letter has for them.
        notes: the notes called so far: the kind of each and its identifier.
    """

    package: Package
    styles: Styles
    numbering: Numbering
    review: Review
    findings: Findings = field(default_factory=Findings)
    images: dict[str, bytes] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def rejects(self) -> bool:
        """Tell whether the text is read as it was before its tracked changes."""
        return self.review == "reject"

    def call(self, kind: str, identifier: str) -> int:
        """Give the place of a note among those called, a new one at its first call."""
        if (kind, identifier) not in self.notes:
            self.notes.append((kind, identifier))
        return self.notes.index((kind, identifier))

    def take_image(self, relationship: Relationship | None) -> str:
        """Keep the image a relationship leads to, and give its name; none where there is no image."""
        if relationship is None or relationship.is_outside:
            return ""
        data = self.package.read(relationship.target)
        name = posixpath.basename(relationship.target)
        if not data or not name:
            return ""
        self.images[name] = data
        return name

    def contents_of_control(self, element: Element) -> Iterator[Element]:
        """Yield the content of a content control; one that nobody filled in would be missed."""
        control = child(element, "w:sdtPr")
        for content in children(element, "w:sdtContent"):
            if child(control, "w:showingPlcHdr") is not None:
                name = attribute(child(control, "w:alias"), "w:val")
                what = f'the content control "{name}", which' if name else "a content control that"
                hint = "fill it in, or delete it"
                self.findings.lost(f"{what} is not filled in", words_in(content, *TEXT), hint)
            else:
                yield content


def chosen(element: Element) -> Iterator[Element]:
    """Yield what is in the first alternative a program of today reads (ECMA-376, part 3, 9.4)."""
    alternative = next(children(element, "mc:Choice", "mc:Fallback"), None)
    yield from (alternative if alternative is not None else ())


def outermost(element: Element, tag: str) -> Iterator[Element]:
    """Yield the elements with a tag that stand in no other of them; of alternatives one is looked at."""
    for one in chosen(element) if element.tag == "mc:AlternateContent" else element:
        if one.tag == tag:
            yield one
        else:
            yield from outermost(one, tag)
