"""Writes the structure tree into a PDF, in place of WeasyPrint's.

WeasyPrint adds its structure as its last objects but the metadata stream, so these are cut off and ours
are added: no dead object stays in the file. ISO 32000-1:2008, 14.7 and 14.8; ISO 14289-1:2014, 7.1.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import pydyf

from letterpress.diagnostics import Code, Diagnostic, Severity, TypesettingError
from letterpress.typesetting.conformance.objects import look_up, number_of
from letterpress.typesetting.conformance.tree import Content, LinkArea, Structure, Tag

STRUCTURE_TYPES = ("/StructTreeRoot", "/StructElem", "/OBJR")


@dataclass(slots=True)
class _Writing:
    """What the tree needs on its way into the file: owners of content and links, by reference."""

    pdf: pydyf.PDF
    pages: tuple[bytes, ...]
    contents: dict[int, dict[int, bytes]] = field(default_factory=lambda: defaultdict(dict))
    links: list[bytes] = field(default_factory=list)
    identifiers: dict[str, bytes] = field(default_factory=dict)


def write_structure(pdf: pydyf.PDF, structure: Structure) -> None:
    """Replace the structure tree, the parent tree and the ID tree.

    The metadata stream goes with the old tree: it must be written after this.
    """
    _cut_structure(pdf)
    writing = _Writing(pdf, pdf.page_references)
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(root)
    root["K"] = pydyf.Array([_write_tag(structure.root, root.reference, writing)])
    _write_parent_tree(root, structure, writing)
    if writing.identifiers:
        names = pydyf.Array()
        for identifier, reference in sorted(writing.identifiers.items()):
            names.extend((pydyf.String(identifier), reference))
        root["IDTree"] = _add(pdf, pydyf.Dictionary({"Names": names}))
    pdf.catalog["StructTreeRoot"] = root.reference


def drop_links(pdf: pydyf.PDF, annotations: tuple[int, ...]) -> None:
    """Take link annotations off their pages."""
    dropped = {pdf.objects[number].reference for number in annotations}
    for reference in pdf.page_references if dropped else ():
        page = look_up(pdf, reference)
        if "Annots" in page:
            page["Annots"] = pydyf.Array(kid for kid in page["Annots"] if kid not in dropped)
    for number in annotations:
        empty = pydyf.Dictionary()
        empty.number = number
        pdf.objects[number] = empty


def _cut_structure(pdf: pydyf.PDF) -> None:
    root = look_up(pdf, pdf.catalog.pop("StructTreeRoot"))
    first = number_of(root["ParentTree"])
    metadata = look_up(pdf, pdf.catalog.pop("Metadata"))
    for candidate in pdf.objects[first + 1 :]:
        is_structure = isinstance(candidate, pydyf.Dictionary) and candidate.get("Type") in STRUCTURE_TYPES
        if not is_structure and candidate is not metadata:
            message = f"object {candidate.number} stands among the structure elements and is none"
            raise TypesettingError(Diagnostic(Code.TYPESETTING_MISMATCH, Severity.ERROR, message))
    del pdf.objects[first:]


def _write_tag(tag: Tag, parent: bytes, writing: _Writing) -> bytes:
    pdf = writing.pdf
    element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{tag.role}", "P": parent})
    reference = _add(pdf, element)
    pages = [kid.page for kid in tag.kids if not isinstance(kid, Tag)]
    if pages:
        element["Pg"] = writing.pages[pages[0]]
    if tag.identifier:
        writing.identifiers[tag.identifier] = reference
    _describe_tag(element, tag)
    kids = element["K"] = pydyf.Array()
    for kid in tag.kids:
        match kid:
            case Tag():
                kids.append(_write_tag(kid, reference, writing))
            case Content():
                kids.append(_write_content(kid, pages[0], reference, writing))
            case LinkArea():
                kids.append(_write_link(kid, tag.contents, reference, writing))
    return reference


def _describe_tag(element: pydyf.Dictionary, tag: Tag) -> None:
    strings = {"ID": tag.identifier, "Lang": tag.language, "Alt": tag.alternative}
    element.update({key: pydyf.String(string) for key, string in strings.items() if string})
    if tag.numbering:
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{tag.numbering}"})
    if tag.scope:
        element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": f"/{tag.scope}"})
    if tag.box:
        corners = pydyf.Array(round(number, 3) for number in tag.box)
        element["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": corners})


def _write_content(content: Content, page: int, owner: bytes, writing: _Writing) -> object:
    writing.contents[content.page][content.mcid] = owner
    if content.page == page:
        return content.mcid
    reference = writing.pages[content.page]
    return pydyf.Dictionary({"Type": "/MCR", "Pg": reference, "MCID": content.mcid})


def _write_link(area: LinkArea, contents: str, owner: bytes, writing: _Writing) -> object:
    annotation = writing.pdf.objects[area.annotation]
    annotation["Rect"] = pydyf.Array(round(number, 3) for number in area.rectangle)
    annotation["Contents"] = pydyf.String(contents)
    annotation["StructParent"] = len(writing.pages) + len(writing.links)
    writing.links.append(owner)
    page = writing.pages[area.page]
    return pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": page})


def _write_parent_tree(root: pydyf.Dictionary, structure: Structure, writing: _Writing) -> None:
    pdf = writing.pdf
    for page, mcid in structure.artifacts:
        writing.contents[page][mcid] = b"null"
    numbers = pydyf.Array()
    for page in range(len(writing.pages)):
        owners = writing.contents[page]
        array = pydyf.Array(owners.get(mcid, b"null") for mcid in range(max(owners, default=-1) + 1))
        numbers.extend((page, _add(pdf, array)))
    for key, owner in enumerate(writing.links, start=len(writing.pages)):
        numbers.extend((key, owner))
    root["ParentTree"] = _add(pdf, pydyf.Dictionary({"Nums": numbers}))
    root["ParentTreeNextKey"] = len(writing.pages) + len(writing.links)


def _add(pdf: pydyf.PDF, added: pydyf.Object) -> bytes:
    pdf.add_object(added)
    reference: bytes = added.reference
    return reference
