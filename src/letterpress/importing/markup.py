"""XML as the readers of documents look at it: tags and attributes by the usual prefixes."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

NAMESPACES: Mapping[str, str] = {
    # ECMA-376, transitional and strict
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/drawing/2017/decorative": "adec",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    # OpenDocument 1.3, part 3
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://purl.org/dc/elements/1.1/": "dc",
}


def prefix_names(root: Element) -> Element:
    """Write the names of a tree with the prefixes of `NAMESPACES`; those of no known one get a `?`."""
    for element in root.iter():
        element.tag = _prefixed(element.tag)
        named = {_prefixed(name): value for name, value in element.attrib.items()}
        element.attrib.clear()
        element.attrib.update(named)
    return root


def _prefixed(name: str) -> str:
    if not name.startswith("{"):
        return name
    namespace, _, local = name[1:].partition("}")
    return f"{NAMESPACES.get(namespace, '?')}:{local}"


def children(element: Element | None, *tags: str) -> Iterator[Element]:
    """Yield the children with one of some tags; of no element there are none."""
    return (child for child in (element if element is not None else ()) if child.tag in tags)


def child(element: Element | None, *path: str) -> Element | None:
    """Follow a path of tags down to the first element there, or to none."""
    for tag in path:
        element = next(children(element, tag), None)
    return element


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """Give an attribute; of no element the default."""
    return default if element is None else element.get(name, default)


def words_in(element: Element, *tags: str) -> str:
    """Give the text of all elements with one of some tags, below an element or it itself."""
    return "".join(found.text or "" for found in element.iter() if found.tag in tags)
