"""Every character on a page of any PDF, with its place and size (ISO 32000-1:2008, 9.4).

Unlike the eyes of preflight, which know only what letterpress writes, this reads fonts of every kind, as
pypdf understands them, and form objects. Text that is not upright is counted and not read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, TextStringObject
from pypdf.generic._font import Font  # what pypdf knows of codes, widths and characters has no other name

from letterpress.importing.archives import refusal
from letterpress.matrices import IDENTITY, Matrix, apply, multiply

MAX_GLYPHS = 1_000_000  # of a document; ten times as many as in the longest letter there is
MAX_GLYPHS_OF_PAGE = 50_000  # a page set in the smallest type has fewer
FARTHEST = 100_000.0  # points; a page is at most 14,400 wide
MAX_CONTENT_BYTES = 16 * 1024**2  # of the content of a document, forms counted as often as they are shown
MAX_FORMS = 5_000  # shown in a document
MAX_NESTING = 8  # forms in forms
MAX_SAVED = 1_000  # graphics states, one in another
INVISIBLE = 3  # the text rendering mode of what a scanner has recognised (table 106)
UPRIGHT = 0.1  # rise to run: six degrees
FIRST_PRINTABLE = " "
FIRST_PRIVATE, LAST_PRIVATE = "\ue000", "\uf8ff"  # characters that mean what a font likes


class Glyph(NamedTuple):
    """A character: its extent from left to right, its baseline from the bottom, its size; all in points."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


class PageGlyphs(NamedTuple):
    """What is shown on a page, and how much of it cannot be read.

    Attributes:
        glyphs: in the order of the content.
        unreadable: characters whose font does not say what they are.
        turned: characters that do not stand upright.
        invisible: characters behind a picture of the page.
        images: how many images are shown.
    """

    glyphs: list[Glyph]
    unreadable: int
    turned: int
    invisible: int
    images: int


@dataclass(slots=True)
class _State:
    """Graphics and text state of a content stream."""

    ctm: Matrix = IDENTITY
    font: Font | None = None
    size: float = 0.0
    character_spacing: float = 0.0
    word_spacing: float = 0.0
    scaling: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def copy(self) -> "_State":
        return _State(*(getattr(self, name) for name in self.__slots__))


@dataclass(slots=True)
class _Found:
    """What was found on a page so far."""

    glyphs: list[Glyph] = field(default_factory=list)
    unreadable: int = 0
    turned: int = 0
    invisible: int = 0
    images: int = 0


class GlyphReader:
    """Reads the pages of one document, each font once; `name` is what to call it in messages."""

    def __init__(self, reader: PdfReader, name: str) -> None:
        self._reader = reader
        self._name = name
        self._fonts: dict[int, Font | None] = {}
        self._bytes = self._forms = self._glyphs = 0
        self._found = _Found()

    def read(self, page: PageObject) -> PageGlyphs:
        """Read a page, as its reader sees it when the page is turned.

        Raises:
            LetterError: there is more on it than on any page of a letter.
        """
        self._found = _Found()
        contents = page.get("/Contents")
        state = _State(ctm=_upright(page))
        if contents is not None:
            self._show(contents, _dictionary(page.get("/Resources")), state, 0)
        return PageGlyphs(
            self._found.glyphs,
            self._found.unreadable,
            self._found.turned,
            self._found.invisible,
            self._found.images,
        )

    def _show(self, contents: Any, resources: DictionaryObject, state: _State, depth: int) -> None:  # noqa: ANN401 -- any object of a PDF
        stream = ContentStream(contents, self._reader)
        self._bytes += len(stream.get_data())
        if self._bytes > MAX_CONTENT_BYTES or self._forms > MAX_FORMS:
            raise refusal(f"{self._name} shows more than any letter does", "print only the letter to a PDF")
        _Interpreter(self, resources, state, depth).run(stream.operations)

    def font(self, resources: DictionaryObject, name: str) -> Font | None:
        """Give a font by the name a page has for it."""
        raw = _dictionary(resources.get("/Font"))
        if name not in raw:
            return None
        reference = raw.raw_get(name)
        key = getattr(reference, "idnum", id(reference))
        if key not in self._fonts:
            described = _dictionary(reference)
            self._fonts[key] = Font.from_font_resource(described) if described else None
        return self._fonts[key]

    def add(self, glyph: Glyph | None, state: _State, *, is_read: bool) -> None:
        """Count a character that is shown; None for one that is not upright."""
        self._glyphs += 1
        if self._glyphs > MAX_GLYPHS or len(self._found.glyphs) > MAX_GLYPHS_OF_PAGE:
            raise refusal(f"{self._name} has more words than any letter", "print only the letter to a PDF")
        if glyph is None:
            self._found.turned += 1
            return
        self._found.unreadable += not is_read
        self._found.invisible += state.mode == INVISIBLE
        self._found.glyphs.append(glyph)

    def show_object(self, resources: DictionaryObject, name: str, state: _State, depth: int) -> None:
        """Show a form, or count an image."""
        shown = _dictionary(_dictionary(resources.get("/XObject")).get(name))
        if shown.get("/Subtype") == "/Image":
            self._found.images += 1
        elif shown.get("/Subtype") == "/Form" and depth < MAX_NESTING:
            self._forms += 1
            inner = state.copy()
            inner.ctm = multiply(_matrix(shown.get("/Matrix", ())), state.ctm)
            self._show(shown, _dictionary(shown.get("/Resources")) or resources, inner, depth + 1)


class _Interpreter:
    """Runs the operators of one content stream."""

    def __init__(self, reader: GlyphReader, resources: DictionaryObject, state: _State, depth: int) -> None:
        self._reader = reader
        self._resources = resources
        self._state = state
        self._depth = depth
        self._saved: list[_State] = []
        self._text: Matrix = IDENTITY
        self._line: Matrix = IDENTITY
        self._operators: Mapping[bytes, Callable[[list[Any]], None]] = {
            b"q": self._save,
            b"Q": self._restore,
            b"cm": self._transform,
            b"BT": self._begin,
            b"Tm": self._set_matrix,
            b"Td": self._move,
            b"TD": self._move_and_lead,
            b"T*": self._next_line,
            b"Tf": self._set_font,
            b"Tj": self._show,
            b"TJ": self._show_spaced,
            b"'": self._show_below,
            b'"': self._show_below,
            b"Do": self._show_object,
            b"INLINE IMAGE": lambda _: None,
            **{name: self._setter(key, scale) for name, (key, scale) in _NUMBERS.items()},
        }

    def run(self, operations: list[tuple[list[Any], bytes]]) -> None:
        """Run operators in order; one with operands that are none of its is passed over."""
        for operands, operator in operations:
            act = self._operators.get(operator)
            if act is not None:
                act(operands)

    def _setter(self, key: str, scale: float) -> Callable[[list[Any]], None]:
        def set_number(operands: list[Any]) -> None:
            value = _number(operands, 0) * scale
            setattr(self._state, key, int(value) if key == "mode" else value)

        return set_number

    def _save(self, _: list[Any]) -> None:
        if len(self._saved) < MAX_SAVED:
            self._saved.append(self._state.copy())

    def _restore(self, _: list[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: list[Any]) -> None:
        self._state.ctm = multiply(_matrix(operands), self._state.ctm)

    def _begin(self, _: list[Any]) -> None:
        self._text = self._line = IDENTITY

    def _set_matrix(self, operands: list[Any]) -> None:
        self._text = self._line = _matrix(operands)

    def _move(self, operands: list[Any]) -> None:
        shift = (1.0, 0.0, 0.0, 1.0, _number(operands, 0), _number(operands, 1))
        self._text = self._line = multiply(shift, self._line)

    def _move_and_lead(self, operands: list[Any]) -> None:
        self._state.leading = -_number(operands, 1)
        self._move(operands)

    def _next_line(self, _: list[Any]) -> None:
        self._text = self._line = multiply((1.0, 0.0, 0.0, 1.0, 0.0, -self._state.leading), self._line)

    def _set_font(self, operands: list[Any]) -> None:
        self._state.font = self._reader.font(self._resources, str(operands[0])) if operands else None
        self._state.size = _number(operands, 1)

    def _show_object(self, operands: list[Any]) -> None:
        if operands:
            self._reader.show_object(self._resources, str(operands[0]), self._state, self._depth)

    def _show_below(self, operands: list[Any]) -> None:
        if len(operands) > 1:
            self._state.word_spacing, self._state.character_spacing = (
                _number(operands, 0),
                _number(operands, 1),
            )
        self._next_line([])
        self._show(operands[-1:])

    def _show_spaced(self, operands: list[Any]) -> None:
        for one in operands[0] if operands and isinstance(operands[0], list) else ():
            if isinstance(one, int | float):
                self._advance(-float(one) / 1000 * self._state.size * self._state.scaling)
            else:
                self._show([one])

    def _show(self, operands: list[Any]) -> None:
        font = self._state.font
        if not operands or font is None:
            return
        for code, text in _decode(operands[0], font):
            self._show_glyph(code, text, font)

    def _show_glyph(self, code: str, text: str, font: Font) -> None:
        state = self._state
        width = _width_of(code, font) / 1000 * state.size + state.character_spacing
        width = (width + (state.word_spacing if code == " " else 0.0)) * state.scaling
        matrix = multiply(self._text, state.ctm)
        glyph = None
        if matrix[0] > 0 and abs(matrix[1]) < UPRIGHT * matrix[0]:
            left, baseline = apply(matrix, 0.0, state.rise)
            right, _ = apply(matrix, width - state.character_spacing * state.scaling, state.rise)
            size = abs(state.size) * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
            if all(abs(one) < FARTHEST for one in (left, right, baseline, size)):  # and a number at all
                glyph = Glyph(text, left, max(left, right), baseline, size)
        self._reader.add(glyph, state, is_read=font.interpretable and is_readable(text))
        self._advance(width)

    def _advance(self, width: float) -> None:
        self._text = multiply((1.0, 0.0, 0.0, 1.0, width, 0.0), self._text)


_NUMBERS = {
    b"Tc": ("character_spacing", 1.0),
    b"Tw": ("word_spacing", 1.0),
    b"Tz": ("scaling", 0.01),
    b"TL": ("leading", 1.0),
    b"Ts": ("rise", 1.0),
    b"Tr": ("mode", 1.0),
}


def _decode(shown: Any, font: Font) -> list[tuple[str, str]]:  # noqa: ANN401 -- any object of a PDF
    """Give the codes of a string as pypdf keys widths by them, each with its characters."""
    data = shown.original_bytes if isinstance(shown, TextStringObject) else shown
    if not isinstance(data, bytes):
        return []
    characters = font.character_map
    if isinstance(font.encoding, str):
        codes = data.decode(font.encoding, "replace" if len(data) % 2 else "surrogatepass")
        return [(code, str(characters.get(code, _unmapped(code, font)))) for code in codes]
    named = ((chr(byte), font.encoding.get(byte, chr(byte))) for byte in data)
    return [(code, str(characters.get(name, name))) for code, name in named]


def _unmapped(code: str, font: Font) -> str:
    """Give a code of a composite font that nothing explains: the code of a glyph is no character."""
    return "\ufffd" if font.encoding in {"utf-16-be", "Identity-H", "Identity-V"} else code


def _width_of(code: str, font: Font) -> float:
    return float(font.character_widths.get(code, font.character_widths["default"]))


def is_readable(text: str) -> bool:
    """Tell whether a code is a character that says something: neither a control nor one for private use."""
    return bool(text) and all(
        one >= FIRST_PRINTABLE and not FIRST_PRIVATE <= one <= LAST_PRIVATE and one != "\ufffd"
        for one in text
    )


def _upright(page: PageObject) -> Matrix:
    """Give the matrix that sets a page upright that is shown turned (table 30, `Rotate`)."""
    turns = {90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
    a, b, c, d = turns.get(int(page.rotation) % 360, (1, 0, 0, 1))
    return (float(a), float(b), float(c), float(d), 0.0, 0.0)


def _number(operands: list[Any], at: int) -> float:
    value = operands[at] if at < len(operands) else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def _matrix(operands: Any) -> Matrix:  # noqa: ANN401 -- any object of a PDF
    numbers = [float(one) for one in operands if isinstance(one, int | float)]
    a, b, c, d, e, f = numbers if len(numbers) == len(IDENTITY) else IDENTITY
    return (a, b, c, d, e, f)


def _dictionary(value: object) -> DictionaryObject:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
