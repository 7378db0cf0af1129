"""Rewrites the content streams of the pages: marks as the tree has them, and ends of lines as it asks for.

WeasyPrint leaves the operators of a page as a list, so nothing is parsed here.
"""

import re
from codecs import BOM_UTF16_BE
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pydyf
from pydyf import _to_bytes  # its digits are ours

from letterpress.typesetting.conformance.objects import look_up
from letterpress.typesetting.conformance.tree import Content, Structure, tags_in

SHOW, SHOW_END = b" TJ", b"] TJ"
INNER_MARKS = (b" BDC", b" BMC")  # with their operands: ours (`spelling`), inside one of WeasyPrint's
HYPHEN_IN_WORD, HYPHEN_AND_SPACE = "-\u00ad", "-\u00a0"
_FONT = re.compile(rb"/(\S+) (\S+) Tf")
_LAST_GLYPH = re.compile(rb"([0-9a-f]{4})>(-?[0-9.]*)\] TJ\Z")


class LineEndGlyphs(NamedTuple):
    """By the name of a font in the resources: the glyph of its space, where it has one; its hyphens."""

    spaces: Mapping[bytes, int]
    hyphens: Mapping[bytes, Collection[int]]


def mark_content(pdf: pydyf.PDF, structure: Structure) -> dict[tuple[int, int], int]:
    """Give the marked content on the pages the names the tree gives it, and artifacts their types.

    Returns:
        By page and number of each marked content, the index of its operands among the operators.
    """
    places: dict[tuple[int, int], int] = {}
    names = {
        (kid.page, kid.mcid): tag.role
        for tag in tags_in(structure.root)
        for kid in tag.kids
        if isinstance(kid, Content)
    }
    for number, operators in enumerate(page_operators(pdf)):
        for index, operand in enumerate(operators):
            if not (isinstance(operand, pydyf.Dictionary) and "MCID" in operand):
                continue
            key = (number, operand["MCID"])
            places[key] = index
            if key in structure.artifacts:
                operators[index - 1 : index + 1] = ["/Artifact", _artifact(*structure.artifacts[key])]
            else:
                operators[index - 1] = f"/{names[key]}"
    return places


def end_lines(pdf: pydyf.PDF, structure: Structure, glyphs: LineEndGlyphs) -> None:
    """Let the ends of lines tell how they go on: with a space, or with the rest of the word.

    On paper the end of a line parts two words, in the text nothing does (ISO 32000-1:2008, 14.8.2.5). And a
    hyphen at the end of a line is taken for one of the break by readers that go by sight, Chromium's viewer
    among them, unless something stands behind it: a soft hyphen within a word, between two words a space
    they do not skip. Call this before `mark_content`: artifacts lose their numbers there.
    """
    for number, operators in enumerate(page_operators(pdf)):
        for mcid, index, font in reversed(list(_last_shows(operators))):
            place = (number, mcid)
            spaced = place in structure.spaced
            if place in structure.hyphened:
                operators[index : index + 1] = _show_hyphen(operators[index], font, glyphs, spaced=spaced)
            elif spaced:
                operators[index : index + 1] = _show_space(operators[index], font, glyphs.spaces)


def end_text(
    operators: Sequence[bytes], glyphs: LineEndGlyphs, *, spaced: bool, own_hyphen: bool
) -> tuple[bytes, ...]:
    """Let the end of one text tell how it goes on, as `end_lines` does on a page.

    Args:
        operators: those of one text, its last words shown last.
        glyphs: of the fonts of the file.
        spaced: a space follows.
        own_hyphen: its last hyphen is the author's own.
    """
    *before, show = operators
    if not (spaced or own_hyphen):
        return tuple(operators)
    font = next(operator for operator in reversed(before) if operator.endswith(b" Tf"))
    if own_hyphen:
        return (*before, *_show_hyphen(show, font, glyphs, spaced=spaced))
    return (*before, *_show_space(show, font, glyphs.spaces))


def _last_shows(operators: list[object]) -> Iterator[tuple[int, int, bytes]]:
    """Yield, for each marked content: its number, the index of its last words shown, and their font."""
    font = b""
    mcid: int | None = None
    last: int | None = None
    depth = 0
    for index, operator in enumerate(operators):
        if isinstance(operator, pydyf.Dictionary) and "MCID" in operator:
            mcid, last, depth = operator["MCID"], None, 0
        elif not isinstance(operator, bytes):
            continue
        elif operator.endswith(b" Tf"):
            font = operator
        elif operator.endswith(SHOW):
            last = index
        elif operator.endswith(INNER_MARKS):
            depth += 1
        elif operator == b"EMC" and depth:
            depth -= 1
        elif operator == b"EMC" and mcid is not None and last is not None:
            yield mcid, last, font
            mcid = None


def _show_space(show: object, font: bytes, spaces: Mapping[bytes, int]) -> list[bytes]:
    """Show a space with the words, or in another font where theirs has none."""
    assert isinstance(show, bytes)
    if not spaces:
        return [show]
    words = _FONT.fullmatch(font)
    if words and words[1] in spaces:
        return [show.removesuffix(SHOW_END) + b"<%04x>" % spaces[words[1]] + SHOW_END]
    name, glyph = next(iter(spaces.items()))
    size = words[2] if words else b"1"
    return [show, b"/%b %b Tf" % (name, size), b"[<%04x>] TJ" % glyph, font]


def _show_hyphen(show: object, font: bytes, glyphs: LineEndGlyphs, *, spaced: bool) -> list[bytes]:
    """Show words whose last hyphen is their own, read as such whatever follows (ISO 32000-1:2008, 14.9.4)."""
    assert isinstance(show, bytes)
    words, last = _FONT.fullmatch(font), _LAST_GLYPH.search(show)
    if not words or not last or int(last[1], 16) not in glyphs.hyphens.get(words[1], ()):
        return _show_space(show, font, glyphs.spaces) if spaced else [show]
    before, hyphen = show[: last.start()] + b">" + SHOW_END, b"[<" + last[0]
    shown = _show_space(hyphen, font, glyphs.spaces) if spaced else [hyphen]
    text = BOM_UTF16_BE + (HYPHEN_AND_SPACE if spaced else HYPHEN_IN_WORD).encode("utf-16-be")
    return [before, b"/Span <</ActualText <%b>>> BDC" % text.hex().encode(), *shown, b"EMC"]


def text_places(operators: Sequence[object]) -> dict[int, slice]:
    """Give, by the number of its marked content, where each text stands: from `BT` to `ET`."""
    places: dict[int, slice] = {}
    mcid, begin = -1, 0
    for index, operator in enumerate(operators):
        if isinstance(operator, pydyf.Dictionary) and "MCID" in operator:
            mcid = operator["MCID"]
        elif operator == b"BT":
            begin = index
        elif operator == b"ET":
            places[mcid] = slice(begin, index + 1)
    return places


def map_glyphs(pdf: pydyf.PDF, told: Mapping[bytes, Mapping[int, str]]) -> None:
    """Let glyphs tell what they stand for (ISO 32000-1:2008, 9.10.3), by the names of their fonts."""
    for font in pdf.objects:
        if not (isinstance(font, pydyf.Dictionary) and "ToUnicode" in font):
            continue
        glyphs = told.get(font["BaseFont"].removeprefix(b"/").partition(b"+")[0], {})
        mapped = {
            b"<%04x>" % glyph: text.encode("utf-16-be").hex().encode() for glyph, text in glyphs.items()
        }
        stream = look_up(pdf, font["ToUnicode"])
        stream.stream = [
            b"%b <%b>" % (code, mapped[code]) if (code := line.partition(b" ")[0]) in mapped else line
            for line in stream.stream
        ]


def drop_empty_kerning(pdf: pydyf.PDF) -> None:
    """Drop the kerning that was cut to nothing: half of the operands on a page."""
    for operators in page_operators(pdf):
        for index, operator in enumerate(operators):
            if isinstance(operator, bytes):
                operators[index] = without_empty_kerning(operator)


def without_empty_kerning(operator: bytes) -> bytes:
    """Give an operator without kerning that was cut to nothing."""
    return operator.replace(b">0<", b"").replace(b">0]", b">]") if operator.endswith(SHOW) else operator


def page_operators(pdf: pydyf.PDF) -> list[list[object]]:
    """Give the operators of every page, to be changed in place."""
    return [look_up(pdf, look_up(pdf, page)["Contents"]).stream for page in pdf.page_references]


def join_operators(operators: Iterable[object]) -> bytes:
    """Write operators as they stand in a content stream."""
    return b"\n".join(map(_to_bytes, operators))


def write_numbers(*numbers: float) -> bytes:
    """Write numbers as they stand in a content stream."""
    return b" ".join(map(_to_bytes, numbers))


def _artifact(kind: str, subtype: str) -> pydyf.Dictionary:
    entries = {"Type": f"/{kind}", "Subtype": f"/{subtype}"}
    return pydyf.Dictionary({key: name for key, name in entries.items() if name != "/"})
