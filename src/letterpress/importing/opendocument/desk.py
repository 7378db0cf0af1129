"""What the readers of an .odt share: its parts, its notes, and what they found."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from letterpress.importing.archives import Archive
from letterpress.importing.content import Block, Findings
from letterpress.importing.markup import attribute, child, children
from letterpress.importing.opendocument.styles import Styles

_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(slots=True)
class Desk:
    """The document that is being read; all but its parts fills up meanwhile.

    Attributes:
        deleted: what tracked deletions took out, by their identifiers.
        rejects: the text is read as it was before its tracked changes.
        inserting: how many tracked insertions are open; they are passed over when changes are rejected.
        counts: the last numbers of lists, by their style and level.
    """

    archive: Archive
    styles: Styles
    rejects: bool
    deleted: Mapping[str, Element] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    images: dict[str, bytes] = field(default_factory=dict)
    notes: list[tuple[Block, ...]] = field(default_factory=list)
    inserting: int = 0
    inserted: frozenset[str] = frozenset()
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @property
    def skips(self) -> bool:
        """Tell whether what is read now is an insertion that is rejected."""
        return self.rejects and self.inserting > 0

    def take_image(self, path: str) -> str:
        """Keep an image by its path in the document, and give its name; none where there is no image."""
        data = self.archive.read(posixpath.normpath(path)) if ":" not in path else b""
        name = _UNSAFE.sub("-", posixpath.basename(path))
        if not data or not name:
            return ""
        self.images[name] = data
        return name


def regions_of(body: Element | None) -> Iterator[tuple[str, Element]]:
    """Yield tracked changes with their identifiers: insertions, deletions, changes of format."""
    for region in children(child(body, "text:tracked-changes"), "text:changed-region"):
        for change in region:
            yield attribute(region, "text:id") or attribute(region, "xml:id"), change
