"""How letters mark footnotes, as a table: one row a style.

A row says what a call looks like in the text, how the note itself begins, and whether the call is
believed without a note. Another style is another row.
"""

import re
from dataclasses import dataclass

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FROM_SUPERSCRIPT = str.maketrans(SUPERSCRIPTS, "0123456789")
_LABEL = r"[^\s\[\]^\\]{1,64}"


@dataclass(frozen=True, slots=True)
class Marker:
    """One style of footnote marks.

    `call` matches at the call and `body` at the beginning of a note; group 1 is the label.
    A style with `always` is believed even where no note has the label: the author meant a call.
    One with `inside` begins a note on any line, others only at the beginning of a paragraph.
    One with `needs_call` makes notes only where the text has a call of its style at all.
    `no_call_after` refuses a call by the characters before it: `10⁶` and `mm³` call no notes.
    """

    name: str
    call: re.Pattern[str]
    body: re.Pattern[str]
    always: bool = False
    inside: bool = False
    needs_call: bool = False
    no_call_after: re.Pattern[str] | None = None
    call_without_note_after: re.Pattern[str] | None = None


MARKERS = (
    Marker(
        "caret",
        re.compile(rf"\[\^({_LABEL})\]"),
        re.compile(rf"\[\^({_LABEL})\]:[ \t]*"),
        always=True,
        inside=True,
    ),
    Marker(
        "superscript",
        re.compile(rf"([{SUPERSCRIPTS}]{{1,4}})(?![{SUPERSCRIPTS}⁺⁻])"),
        re.compile(rf"([{SUPERSCRIPTS}]{{1,4}})(?![{SUPERSCRIPTS}⁺⁻])[ \t]*(?=\S)"),
        inside=True,
        no_call_after=re.compile(
            r"[⁺⁻]$|(?:^|[^\w.,])(?:10|2|e)$|(?:^|[\s\d(/])(?:[cdkmµn]?m|ft|yd)$|\d\s*(?:in|mi)$"
        ),
        call_without_note_after=re.compile(r"[.,;:!?\u201d\u2019\"»]$"),
    ),
    Marker(
        "brackets",
        re.compile(r"\[([0-9]{1,4}|[a-z]|[ivx]{2,5})\](?:\(#[\w:.-]{1,40}\)|(?!\())"),
        re.compile(r"\[([0-9]{1,4}|[a-z]|[ivx]{2,5})\]:?[ \t]+(?=\S)"),
        needs_call=True,
    ),
    Marker(
        "braces",
        re.compile(r"\{([0-9]{1,4})\}"),
        re.compile(r"\{([0-9]{1,4})\}:?[ \t]+(?=\S)"),
        needs_call=True,
    ),
    Marker(
        "escaped brackets",
        re.compile(r"\\\[([0-9]{1,4})\\\](?!\()"),
        re.compile(r"\\\[([0-9]{1,4})\\\]:?[ \t]+(?=\S)"),
        needs_call=True,
    ),
    Marker(
        "tag",
        re.compile(r"<sup>([0-9]{1,4})</sup>", re.IGNORECASE),
        re.compile(r"<sup>([0-9]{1,4})</sup>[ \t]*(?=\S)", re.IGNORECASE),
    ),
)
CALL_OPENERS = SUPERSCRIPTS + "[{\\<"  # the characters a call may begin with
LOOK_BACK = 16  # characters before a call that decide whether it is one


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark found in the text: its style, its label, and where the mark ends."""

    style: str
    label: str
    end: int


def label_of(mark: str) -> str:
    """Give the label of a mark as an ordinary string: `¹²` and `012` are both `12`."""
    label = mark.translate(_FROM_SUPERSCRIPT)
    return str(int(label)) if label.isascii() and label.isdigit() else label


def find_body_mark(text: str) -> Mark | None:
    """Find the mark of a note at the beginning of a line."""
    for marker in MARKERS:
        if found := marker.body.match(text):
            return Mark(marker.name, label_of(found[1]), found.end())
    return None


def find_call(
    text: str, position: int, known: frozenset[tuple[str, str]], refused: frozenset[str] = frozenset()
) -> Mark | None:
    """Find a footnote call at a position.

    `known` holds style and label of the notes there are, `refused` the styles in which nothing is a call.
    """
    for marker in MARKERS:
        if marker.name in refused:
            continue
        if (found := marker.call.match(text, position)) and _is_believed(marker, found, known):
            return Mark(marker.name, label_of(found[1]), found.end())
    return None


def _is_believed(marker: Marker, found: re.Match[str], known: frozenset[tuple[str, str]]) -> bool:
    before = found.string[max(0, found.start() - LOOK_BACK) : found.start()]
    if marker.no_call_after and marker.no_call_after.search(before):
        return False
    if marker.always or (marker.name, label_of(found[1])) in known:
        return True
    return bool(marker.call_without_note_after and marker.call_without_note_after.search(before))
