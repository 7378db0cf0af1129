"""Rewrites the content streams of the pages: marks as the tree has them, and the spaces it asks for.

WeasyPrint leaves the operators of a page as a list, so nothing is parsed here.
"""

import re
from collections.abc import Mapping

import pydyf

from letterpress.typesetting.conformance.objects import look_up
from letterpress.typesetting.conformance.tree import Content, Structure, tags_in

SHOW, SHOW_END = b" TJ", b"] TJ"
_FONT = re.compile(rb"/(\S+) (\S+) Tf")


def mark_content(pdf: pydyf.PDF, structure: Structure) -> None:
    """Give the marked content on the pages the names the tree gives it, and artifacts their types."""
    names = {
        (kid.page, kid.mcid): tag.role
        for tag in tags_in(structure.root)
        for kid in tag.kids
        if isinstance(kid, Content)
    }
    for number, operators in enumerate(_page_operators(pdf)):
        for index, operand in enumerate(operators):
            if not (isinstance(operand, pydyf.Dictionary) and "MCID" in operand):
                continue
            key = (number, operand["MCID"])
            if key in structure.artifacts:
                operators[index - 1 : index + 1] = ["/Artifact", _artifact(*structure.artifacts[key])]
            else:
                operators[index - 1] = f"/{names[key]}"


def space_words(pdf: pydyf.PDF, structure: Structure, space_glyphs: Mapping[bytes, int]) -> None:
    """Show a space after the content that asks for one (ISO 32000-1:2008, 14.8.2.5).

    On paper the end of a line parts two words, in the text nothing does. `space_glyphs` gives, by the
    name of a font in the resources, the glyph of its space, where the font has one. Call this before
    `mark_content`: artifacts lose their numbers there.
    """
    if not space_glyphs:
        return
    for number, operators in enumerate(_page_operators(pdf)):
        wanted = {mcid for page, mcid in structure.spaced if page == number}
        spaced: list[object] = []
        font = b""
        last_show: int | None = None
        mcid: int | None = None
        for operator in operators:
            spaced.append(operator)
            if isinstance(operator, pydyf.Dictionary) and "MCID" in operator:
                mcid, last_show = operator["MCID"], None
            elif not isinstance(operator, bytes):
                continue
            elif operator.endswith(b" Tf"):
                font = operator
            elif operator.endswith(SHOW):
                last_show = len(spaced) - 1
            elif operator == b"EMC" and mcid in wanted and last_show is not None:
                spaced[last_show : last_show + 1] = _show_space(spaced[last_show], font, space_glyphs)
                wanted.discard(mcid)
        operators[:] = spaced


def _show_space(show: object, font: bytes, space_glyphs: Mapping[bytes, int]) -> list[bytes]:
    """Show the space with the words, or in another font where theirs has none."""
    assert isinstance(show, bytes)
    match = _FONT.fullmatch(font)
    if match and match[1] in space_glyphs:
        return [show.removesuffix(SHOW_END) + b"<%04x>" % space_glyphs[match[1]] + SHOW_END]
    name, glyph = next(iter(space_glyphs.items()))
    size = match[2] if match else b"1"
    return [show, b"/%b %b Tf" % (name, size), b"[<%04x>] TJ" % glyph, font]


def drop_empty_kerning(pdf: pydyf.PDF) -> None:
    """Drop the kerning that was cut to nothing: half of the operands on a page."""
    for operators in _page_operators(pdf):
        for index, operator in enumerate(operators):
            if isinstance(operator, bytes) and operator.endswith(SHOW):
                operators[index] = operator.replace(b">0<", b"").replace(b">0]", b">]")


def _page_operators(pdf: pydyf.PDF) -> list[list[object]]:
    return [look_up(pdf, look_up(pdf, page)["Contents"]).stream for page in pdf.page_references]


def _artifact(kind: str, subtype: str) -> pydyf.Dictionary:
    entries = {"Type": f"/{kind}", "Subtype": f"/{subtype}"}
    return pydyf.Dictionary({key: name for key, name in entries.items() if name != "/"})
