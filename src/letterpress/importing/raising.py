"""Raised and lowered characters: digits have characters of their own, which call notes or count atoms."""

import re

from letterpress.importing.content import Findings

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

_ORDINAL = re.compile(r"\s*(?:st|nd|rd|th|er|re|ère|e|ème|o|a|os|as|®|™|[ºª])?\s*", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")


def raise_up(text: str, findings: Findings) -> str:
    """Write what is set above the line: digits as superscripts, other characters as they are."""
    if not _ORDINAL.fullmatch(_DIGITS.sub("", text)):
        findings.changed("characters set above the line stand on it", text)
    return text.translate(RAISED)


def lower(text: str, findings: Findings) -> str:
    """Write what is set below the line: digits as subscripts, other characters as they are."""
    if _DIGITS.sub("", text).strip():
        findings.changed("characters set below the line stand on it", text)
    return text.translate(LOWERED)
