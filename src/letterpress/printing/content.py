"""What a page draws, cut into pieces that pages of other letters may share.

Pages of a run differ in some lines: an address, a salutation. A page may draw several streams one after
another (ISO 32000-1:2008, 7.8.2), so a page is cut where it has drawn a line, at places its own words choose:
a line more or less moves no other cut. Marks of the structure tree, which the file does not have, go first.
"""

import re
from collections.abc import Iterator
from zlib import crc32

_MARK = re.compile(rb"<<\s*/MCID\s+\d+\s*>>\s*BDC\b")
_END_OF_LINE = b"\nEMC\n"
_INLINE_IMAGE = re.compile(rb"ID(?<!\wID)\s")  # letters are searched for faster than \b
_CUT = b"\0"  # stands in no content whose strings are in hexadecimal
LINES_PER_PIECE = 2  # one end of a line in two is a cut, by its own words


def unmark(content: bytes) -> bytes:
    """Take the numbers of marked content away; what is marked stays marked."""
    return _MARK.sub(b"BMC", content) if _is_plain(content) else content


def cut(content: bytes) -> Iterator[bytes]:
    """Cut content into pieces which drawn one after another draw the same."""
    if not _is_plain(content):
        yield content
        return
    piece: list[bytes] = []
    for line in content.replace(_END_OF_LINE, _END_OF_LINE + _CUT).split(_CUT):
        piece.append(line)
        if crc32(line) % LINES_PER_PIECE == 0:
            yield b"".join(piece)
            piece = []
    if piece:
        yield b"".join(piece)


def _is_plain(content: bytes) -> bool:
    """Tell whether there is nothing in which operators could stand that are none."""
    return not (b"(" in content or _CUT in content or (b"ID" in content and _INLINE_IMAGE.search(content)))
