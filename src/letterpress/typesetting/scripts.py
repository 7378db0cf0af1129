"""Scripts that are not set as Latin is: those without spaces, from right to left, or with shaped letters.

The rules for the first are those of UAX 14, as Pango has them; no widths, no fonts.
"""

import re
import unicodedata
from collections.abc import Iterator

from weasyprint.text.line_break import get_log_attrs

UNSPACED = re.compile(
    "[\u0e00-\u109f\u1780-\u17ff"  # Thai, Lao, Tibetan, Burmese; Khmer
    "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"  # Hangul, which has spaces but breaks between syllables too
    "\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffee"  # ideographs, kana and their punctuation
    "\U0001aff0-\U0001b16f\U00020000-\U0003ffff]"
)
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
SHAPED = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # marks on letters of any script
    "\u0590-\u109f\u1100-\u11ff\u1700-\u18af\u1900-\u1cff"  # Hebrew to Burmese; jamo; Khmer to Lepcha
    "\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00011fff\U0001e800-\U0001efff]"
)
# Rule LB19a of Unicode 16, which older Pango has not: a quotation between ideographs is set off on one side.
HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
QUOTED = re.compile(
    f"(?<=[{HAN}\uff0c\uff1a\uff1b\u3002])(?=[\u201c\u2018][{HAN}])"
    f"|(?<=[{HAN}\uff01\uff1f\u3002][\u201d\u2019])(?=[{HAN}])"
)
ANY_LANGUAGE = "und"  # told to Pango, which would else ask the machine for its own


def is_like_latin(text: str) -> bool:
    """Tell whether text holds nothing of these scripts: it takes hyphens, and one font has its spaces."""
    return not UNSPACED.search(text) and not RIGHT_TO_LEFT.search(text)


def is_shaped(text: str) -> bool:
    """Tell whether letters in text join, stack or turn round: its glyphs do not tell it one by one."""
    return SHAPED.search(text) is not None


def reads_from_right(text: str) -> bool:
    """Tell whether a passage reads from right to left: all its lines do, each by its first letter.

    As in UAX 9, P1 to P3; a newline ends a line, and one without letters has no say.
    """
    lines = [kind for line in text.split("\n") if (kind := _kind_of_first_letter(line))]
    return bool(lines) and "L" not in lines


def _kind_of_first_letter(line: str) -> str:
    kinds = (unicodedata.bidirectional(character) for character in line)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "")


def breaks_by_unicode(text: str, language: str) -> Iterator[int]:
    """Yield the places where text between two spaces breaks because it holds a script without them.

    No closing mark or small kana begins a line, no opening one ends it. What stands between two characters
    of ASCII is left to the rules of Latin words.
    """
    if not UNSPACED.search(text):
        return
    attributes = get_log_attrs(text, language or ANY_LANGUAGE)
    quoted = {match.start() for match in QUOTED.finditer(text)}
    for offset in range(1, len(text)):
        is_break = attributes[offset].is_line_break or offset in quoted
        if is_break and not text[offset - 1 : offset + 1].isascii():
            yield offset
