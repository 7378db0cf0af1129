"""Fonts as a file holds them: what they are called, and what their codes mean and measure."""

import re
from dataclasses import dataclass, field

from pypdf.generic import DictionaryObject

from letterpress.preflight.inspection import FontUse
from letterpress.preflight.objects import array, dictionary, name, number, resolve, stream_data, text

_SUBSET_PREFIX = re.compile(r"[A-Z]{6}\+")
_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_MAX_RANGE = 0x10000  # codes have two bytes


@dataclass(frozen=True, slots=True)
class Font:
    """A font whose codes can be read: two bytes each, their text and their widths in thousandths."""

    texts: dict[int, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    default_width: float = 1000.0


def describe_font(font: DictionaryObject) -> FontUse:
    """Tell what matters of a font to an archive."""
    descendants = array(font.get("/DescendantFonts"))
    inner = dictionary(descendants[0]) if descendants else font
    descriptor = dictionary(inner.get("/FontDescriptor"))
    full_name = name(font.get("/BaseFont"))
    is_type_3 = name(font.get("/Subtype")) == "Type3"  # drawn by the file itself
    return FontUse(
        name=full_name,
        family=text(descriptor.get("/FontFamily")) or _SUBSET_PREFIX.sub("", full_name),
        is_embedded=is_type_3 or any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        is_subset=is_type_3 or bool(_SUBSET_PREFIX.match(full_name)),
        has_unicode="/ToUnicode" in font,
    )


def read_font(font: DictionaryObject) -> Font:
    """Read what the codes of a composite font mean; other fonts are not readable here."""
    descendants = array(font.get("/DescendantFonts"))
    if name(font.get("/Encoding")) != "Identity-H" or not descendants:
        return Font()
    inner = dictionary(descendants[0])
    default = number(inner.get("/DW")) if "/DW" in inner else 1000.0
    texts, widths = _texts(stream_data(font.get("/ToUnicode"))), _widths(array(inner.get("/W")))
    return Font(texts, widths, default)


def _texts(cmap: bytes) -> dict[int, str]:
    """Read a ToUnicode map (ISO 32000-1:2008, 9.10.3)."""
    texts: dict[int, str] = {}
    for kind, block in _BLOCK.findall(cmap):
        values = [
            bytes.fromhex(value.decode()) for value in _HEXADECIMAL.findall(block) if len(value) % 2 == 0
        ]
        if kind == b"char":
            for code, value in zip(values[::2], values[1::2], strict=False):
                texts[int.from_bytes(code)] = value.decode("utf-16-be", "replace")
        else:
            for first, last, value in zip(values[::3], values[1::3], values[2::3], strict=False):
                texts.update(_range(int.from_bytes(first), int.from_bytes(last), value))
    return texts


def _range(first: int, last: int, value: bytes) -> dict[int, str]:
    start = value.decode("utf-16-be", "replace")
    if not start:
        return {}
    codes = range(first, min(last, first + _MAX_RANGE) + 1)
    return {code: start[:-1] + chr(min(ord(start[-1]) + code - first, 0x10FFFF)) for code in codes}


def _widths(entries: list[object]) -> dict[int, float]:
    """Read the widths of a composite font (ISO 32000-1:2008, 9.7.4.3)."""
    widths: dict[int, float] = {}
    position = 0
    while position + 1 < len(entries):
        first, second = int(number(entries[position])), resolve(entries[position + 1])
        if isinstance(second, list):
            widths.update({first + index: number(width) for index, width in enumerate(second)})
            position += 2
        elif position + 2 < len(entries):
            last = min(int(number(second)), first + _MAX_RANGE)
            widths.update(dict.fromkeys(range(first, last + 1), number(entries[position + 2])))
            position += 3
        else:
            break
    return widths
