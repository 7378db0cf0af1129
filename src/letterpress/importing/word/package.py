"""A .docx as a package: its parts, and what they lead to (ECMA-376, part 2).

Nothing outside of the package is ever opened: a relationship that leads elsewhere is an address and no more.
"""

import posixpath
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letterpress.importing.archives import Archive, refusal
from letterpress.importing.markup import attribute, child, children

DOCUMENT = "officeDocument"  # the last word of the type of the relationship to the main part


class Relationship(NamedTuple):
    """Where a relationship leads: a part, or an address outside of the package."""

    kind: str
    target: str
    is_outside: bool


class Part(NamedTuple):
    """A part of a package as XML, and its relationships by their identifiers."""

    root: Element
    relationships: Mapping[str, Relationship]


class Package:
    """The parts of a .docx.

    Raises:
        LetterError: it has no document.
    """

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        found = (one for one in self._relationships("").values() if one.kind == DOCUMENT)
        self._main = next((one.target for one in found if not one.is_outside), "word/document.xml")
        document = self.part(self._main)
        if document is None or document.root.tag != "w:document":
            raise refusal(f"{name} has no document in it", "open it in a word processor and save it again")
        self.document = document

    @property
    def has_macros(self) -> bool:
        """Tell whether the package carries macros."""
        return any(one.endswith("vbaProject.bin") for one in self._archive.names)

    def part(self, path: str) -> Part | None:
        """Read a part by its path."""
        root = self._archive.read_xml(path)
        return None if root is None else Part(root, self._relationships(path))

    def beside(self, kind: str) -> Part | None:
        """Read the part of a kind that the document leads to, such as `styles`."""
        found = (one for one in self.document.relationships.values() if one.kind == kind)
        target = next((one.target for one in found if not one.is_outside), None)
        return self.part(target) if target else None

    def read(self, path: str) -> bytes:
        """Read the bytes of a part, none where there is no such part."""
        return self._archive.read(path)

    def properties(self) -> dict[str, str]:
        """Give the core properties of the document as keys of front matter (ECMA-376, part 2, 11)."""
        root = self._archive.read_xml("docProps/core.xml")
        keys = {
            "title": "dc:title",
            "author": "dc:creator",
            "description": "dc:subject",
            "keywords": "cp:keywords",
            "language": "dc:language",
        }
        found = {key: child(root, tag) for key, tag in keys.items()}
        return {key: element.text or "" for key, element in found.items() if element is not None}

    def _relationships(self, path: str) -> dict[str, Relationship]:
        folder, name = posixpath.split(path)
        root = self._archive.read_xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {one.get("Id", ""): _relationship(one, folder) for one in children(root, "rel:Relationship")}


def _relationship(element: Element, folder: str) -> Relationship:
    kind = attribute(element, "Type").rpartition("/")[2]
    target = attribute(element, "Target")
    if attribute(element, "TargetMode") == "External":
        return Relationship(kind, target, is_outside=True)
    whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return Relationship(kind, posixpath.normpath(whole), is_outside=False)
