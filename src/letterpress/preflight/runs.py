"""Every piece of text on a page with its place, from the content stream alone (ISO 32000-1:2008, 9.4).

This is a second pair of eyes: it knows nothing of how the page was made. Text in form objects and inline
images is not read: letterpress writes neither.

Glyphs are read in the order of the content, and from the last to the first where a mark says that they are
shown the other way round (14.8.2.3.3). Where an `ActualText` says something else than they tell, it is what
is read (14.9.4), and both are handed on to be compared.
"""

import re
from codecs import BOM_UTF16_BE
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from letterpress.matrices import IDENTITY, Matrix, apply, multiply
from letterpress.preflight.fonts import Font

Operand = bytes

NO_FONT = Font()

# What is opened and never closed reaches to where it can: a page of open brackets is read once, not once
# for each bracket.
_TOKEN = re.compile(
    rb"(?P<array>\[(?:[^\[\]()<>]|<[0-9A-Fa-f\s]*+>|\((?:[^()\\]|\\.)*+\))*+\]?)"
    rb"|(?P<dictionary><<[^<>]*+(?:<[^<>]*+>[^<>]*+)*+(?:>>)?)"
    rb"|(?P<string><[0-9A-Fa-f\s]*+>?|\((?:[^()\\]|\\.)*+\)?)"
    rb"|(?P<name>/[^\s\[\]<>()/%{}]*+)"
    rb"|(?P<number>[+-]?(?:\d++\.?\d*+|\.\d++))(?=[\s\[\]<>()/%]|\Z)"
    rb"|(?P<operator>[^\s\[\]<>()/%{}]++)"
    rb"|%[^\r\n]*+",
    re.DOTALL,
)
_ELEMENT = re.compile(rb"<([0-9A-Fa-f\s]*)>|\(((?:[^()\\]|\\.)*)\)|([+-]?[\d.]+)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_MCID = re.compile(rb"/MCID\s+(\d+)")
_ACTUAL_TEXT = re.compile(rb"/ActualText\s*(?:<([0-9A-Fa-f\s]*)>|\(((?:[^()\\]|\\.)*)\))", re.DOTALL)
_ARTIFACT_NAME = re.compile(rb"/(Type|Subtype)\s*/(\w+)")


@dataclass(frozen=True, slots=True)
class Run:
    """Text shown at once: its extent in points from the lower left corner, its size, its mark.

    `mcid` is the number of the marked content around it; `artifact` its type and subtype where the mark
    says that it is none of the text.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    mcid: int | None = None
    artifact: str = ""


class SpeltOut(NamedTuple):
    """What an `ActualText` says, and what the glyphs tell that it stands for."""

    says: str
    told: str


class Reading(NamedTuple):
    """The runs of a content stream in their order, and what is odd about them.

    `spelt` is what their `ActualText` says otherwise than their glyphs; `unreadable` counts the codes without
    a meaning.
    """

    runs: tuple[Run, ...]
    spelt: tuple[SpeltOut, ...] = ()
    unreadable: int = 0


class _Mark(NamedTuple):
    """Marked content that is open: what it says of the glyphs in it, and the number of its first run."""

    mcid: int | None = None
    artifact: str = ""
    is_reversed: bool = False
    actual_text: str | None = None
    start: int = 0


@dataclass(slots=True)
class _State:
    """The text state, and the matrices it moves."""

    fonts: Mapping[str, Font]
    font: Font = NO_FONT
    size: float = 0.0
    ctm: Matrix = IDENTITY
    text: Matrix = IDENTITY
    line: Matrix = IDENTITY
    leading: float = 0.0
    character_spacing: float = 0.0
    scaling: float = 1.0
    rise: float = 0.0
    saved: list[tuple[Matrix, Font, float]] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    spelt: list[SpeltOut] = field(default_factory=list)
    unreadable: int = 0


def read_runs(content: bytes, fonts: Mapping[str, Font]) -> Reading:
    """Read the runs of a content stream.

    `fonts` are the page's fonts by the names its resources give them.
    """
    state = _State(fonts)
    operands: list[Operand] = []
    for token in _TOKEN.finditer(content):
        if token.lastgroup == "operator":
            operator = token.group()
            if operator in _SHOWING:
                state.runs.extend(_show(operator, operands, state))
            elif operator in _OPERATORS:
                _OPERATORS[operator](state, operands)
            operands.clear()
        elif token.lastgroup:
            operands.append(token.group())
    return Reading(tuple(state.runs), tuple(state.spelt), state.unreadable)


def _show(operator: bytes, operands: list[Operand], state: _State) -> Iterator[Run]:
    if not operands:
        return
    if operator in {b"'", b'"'}:
        _next_line(state, [])
    texts: list[str] = []
    offset, lefts, rights = 0.0, [], []
    for hexadecimal, literal, number in _ELEMENT.findall(operands[-1]):
        if number:
            offset -= _float(number) / 1000 * state.size * state.scaling
            continue
        codes = _unescape(literal) if literal else bytes.fromhex(_even(hexadecimal).decode())
        for index in range(0, len(codes) - 1, 2):
            code = codes[index] << 8 | codes[index + 1]
            shown = _text_of(code, state)
            texts.append(shown)
            width = state.font.widths.get(code, state.font.default_width) / 1000 * state.size
            lefts.append(offset)
            offset += (width + state.character_spacing) * state.scaling
            if not shown.isspace():  # a space at the end of a line leaves no ink
                rights.append(offset)
    mark = state.marks[-1] if state.marks else _Mark()
    matrix = multiply(state.text, state.ctm)
    left, baseline = apply(matrix, min(lefts, default=0.0), state.rise)
    right, end = apply(matrix, max(rights or lefts, default=0.0), state.rise)
    state.text = multiply((1.0, 0.0, 0.0, 1.0, offset, 0.0), state.text)
    size = state.size * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
    text = "".join(reversed(texts) if mark.is_reversed else texts)
    if texts:
        left, right, baseline = min(left, right), max(left, right), min(baseline, end)
        yield Run(text, left, right, baseline, size, mark.mcid, mark.artifact)


def _text_of(code: int, state: _State) -> str:
    if code not in state.font.texts:
        state.unreadable += 1
    return state.font.texts.get(code, "\ufffd")


def _even(hexadecimal: bytes) -> bytes:
    digits = bytes(hexadecimal.translate(None, b" \t\r\n\f\0"))
    return digits if len(digits) % 2 == 0 else digits + b"0"


def _unescape(literal: bytes) -> bytes:
    return _ESCAPE.sub(_escaped, literal)


def _escaped(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    if sign[:1].isdigit():
        return bytes([int(sign, 8) & 0xFF])
    return b"" if sign in {b"\n", b"\r", b"\r\n"} else _ESCAPES.get(sign, sign)


_SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})


def _save(state: _State, _: list[Operand]) -> None:
    state.saved.append((state.ctm, state.font, state.size))


def _restore(state: _State, _: list[Operand]) -> None:
    if state.saved:
        state.ctm, state.font, state.size = state.saved.pop()


def _transform(state: _State, operands: list[Operand]) -> None:
    state.ctm = multiply(_matrix(operands), state.ctm)


def _begin_text(state: _State, _: list[Operand]) -> None:
    state.text = state.line = IDENTITY


def _set_text_matrix(state: _State, operands: list[Operand]) -> None:
    state.text = state.line = _matrix(operands)


def _move(state: _State, operands: list[Operand]) -> None:
    x, y = (_float(operand) for operand in (operands[-2:] if len(operands) > 1 else (b"0", b"0")))
    state.text = state.line = multiply((1.0, 0.0, 0.0, 1.0, x, y), state.line)


def _move_and_lead(state: _State, operands: list[Operand]) -> None:
    state.leading = -_float(operands[-1]) if operands else 0.0
    _move(state, operands)


def _next_line(state: _State, _: list[Operand]) -> None:
    state.text = state.line = multiply((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), state.line)


def _set_font(state: _State, operands: list[Operand]) -> None:
    if len(operands) > 1:
        state.font = state.fonts.get(operands[-2].decode("latin-1"), NO_FONT)
        state.size = _float(operands[-1])


def _begin_marked(state: _State, operands: list[Operand]) -> None:
    around = state.marks[-1] if state.marks else _Mark()
    mark = around._replace(actual_text=None, start=len(state.runs))
    properties = operands[-1] if len(operands) > 1 else b""
    if operands and operands[0] == b"/Artifact":
        names = dict(_ARTIFACT_NAME.findall(properties))
        kind = names.get(b"Type", b"Layout") + b"/" + names.get(b"Subtype", b"")
        mark = mark._replace(mcid=None, artifact=kind.decode().rstrip("/"))
    elif match := _MCID.search(properties):
        mark = mark._replace(mcid=int(match[1]))
    if operands and operands[0] == b"/ReversedChars":
        mark = mark._replace(is_reversed=True)
    if match := _ACTUAL_TEXT.search(properties):
        mark = mark._replace(actual_text=_text_string(match[1], match[2]))
    state.marks.append(mark)


def _text_string(hexadecimal: bytes | None, literal: bytes | None) -> str:
    """Read a text string (ISO 32000-1:2008, 7.9.2.2); what is not UTF-16 is taken for Latin."""
    data = _unescape(literal) if literal is not None else bytes.fromhex(_even(hexadecimal or b"").decode())
    return (
        data[2:].decode("utf-16-be", "replace") if data.startswith(BOM_UTF16_BE) else data.decode("latin-1")
    )


def _end_marked(state: _State, _: list[Operand]) -> None:
    if not state.marks:
        return
    mark = state.marks.pop()
    if mark.actual_text is None:
        return
    runs = state.runs[mark.start :]
    told = "".join(run.text for run in runs)
    if _seen(told) == _seen(mark.actual_text):
        return
    state.spelt.append(SpeltOut(mark.actual_text, told))
    if runs:
        left, right = min(run.left for run in runs), max(run.right for run in runs)
        state.runs[mark.start :] = [replace(runs[0], text=mark.actual_text, left=left, right=right)]


def _seen(text: str) -> str:
    """Give the characters but spaces and soft hyphens, which leave no ink."""
    return "".join(text.replace("\u00ad", "").split())


def _set_number(attribute: str, scale: float = 1.0) -> Callable[[_State, list[Operand]], None]:
    def set_number(state: _State, operands: list[Operand]) -> None:
        if operands:
            setattr(state, attribute, _float(operands[-1]) * scale)

    return set_number


_OPERATORS: dict[bytes, Callable[[_State, list[Operand]], None]] = {
    b"q": _save,
    b"Q": _restore,
    b"cm": _transform,
    b"BT": _begin_text,
    b"Tm": _set_text_matrix,
    b"Td": _move,
    b"TD": _move_and_lead,
    b"T*": _next_line,
    b"Tf": _set_font,
    b"Tc": _set_number("character_spacing"),
    b"TL": _set_number("leading"),
    b"Tz": _set_number("scaling", 0.01),
    b"Ts": _set_number("rise"),
    b"BMC": _begin_marked,
    b"BDC": _begin_marked,
    b"EMC": _end_marked,
}


def _float(operand: Operand) -> float:
    try:
        return float(operand)
    except ValueError:
        return 0.0


def _matrix(operands: list[Operand]) -> Matrix:
    numbers = [_float(operand) for operand in operands[-6:]]
    a, b, c, d, e, f = numbers if len(numbers) == len(IDENTITY) else IDENTITY
    return (a, b, c, d, e, f)
