"""Texts whose glyphs do not tell them one by one: put into reading order, and spelt out where need be.

WeasyPrint shows glyphs from left to right. Words that are read from right to left are shown here in the order
of reading, each with its glyphs as they were, and marked `ReversedChars` (ISO 32000-1:2008, 14.8.2.3.3): that
is what readers expect that know the direction of letters, and those that know the mark. Where the glyphs of a
cluster tell something else than its characters (a letter with marks, a turned bracket), its `ActualText` says
them (14.9.4), cluster by cluster: most readers turn a longer one round. No glyph moves. Values to values; no
layout, no file.
"""

import re
from codecs import BOM_UTF16_BE
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import bidirectional, normalize

from letterpress.diagnostics import Code, Diagnostic, Severity, TypesettingError
from letterpress.typesetting.conformance.clusters import Cluster
from letterpress.typesetting.conformance.content import write_numbers

SPACE_WIDTH = 0.25  # of the type size, about; where a space stands that ends a line at the left
# Of the type size: how far two letters of a word stand apart or one over the other, and how narrow the left
# one is, to be shown at once. From 0.1 on, Poppler takes the right one for another word.
SIDE_BY_SIDE, NARROWEST = 0.08, 0.12
THOUSAND = 1000  # glyph space to text space: ISO 32000-1:2008, 9.2.4
_FONT = re.compile(rb"/(\S+) (\S+) Tf")
_SHOWN = re.compile(rb"<([0-9a-f]*)>|(-?[0-9.]+)")

# By the name of a font in the resources, of each glyph: what it tells (its ToUnicode), its width.
Told = Mapping[bytes, Mapping[int, str]]
Widths = Mapping[bytes, Mapping[int, float]]


class Look(NamedTuple):
    """What glyphs have in common that are shown at once: name and size of their font, their rise."""

    font: bytes
    size: float
    rise: bytes


class Glyph(NamedTuple):
    """A glyph as it is drawn; its ends are counted from where its text begins, in units of text space."""

    code: int
    look: Look
    left: float
    right: float


class Spelt(NamedTuple):
    """A cluster as it is drawn; its glyphs in the order of the eye."""

    text: str
    start: int
    is_turned: bool
    glyphs: tuple[Glyph, ...]

    @property
    def as_read(self) -> tuple[Glyph, ...]:
        """Give its glyphs as they are read."""
        return self.glyphs[::-1] if self.is_turned else self.glyphs


class _Piece(NamedTuple):
    """Clusters shown at once; `spells` says their text where the glyphs do not."""

    clusters: tuple[Spelt, ...]
    spells: bool

    @property
    def is_reversed(self) -> bool:
        return self.clusters[0].is_turned and not self.spells


def match_clusters(
    operators: Sequence[object], clusters: Iterable[Cluster], widths: Widths
) -> tuple[Spelt, ...]:
    """Find the glyphs of clusters among the operators of one text, `BT` to `ET`.

    Raises:
        TypesettingError: these are not its clusters.
    """
    glyphs = tuple(_glyphs_in(operators, widths))
    spelt, at = [], 0
    for cluster in clusters:
        mine = glyphs[at : at + len(cluster.glyphs)]
        if tuple(glyph.code for glyph in mine) != cluster.glyphs:
            raise _disagreement(cluster.text)
        at += len(mine)
        if mine:
            spelt.append(Spelt(cluster.text, cluster.start, cluster.is_turned, mine))
    if at != len(glyphs):
        raise _disagreement("".join(cluster.text for cluster in clusters))
    return tuple(spelt)


def _glyphs_in(operators: Sequence[object], widths: Widths) -> Iterator[Glyph]:
    look, pen = Look(b"", 0, b"0"), 0.0
    for operator in operators:
        assert isinstance(operator, bytes)
        if font := _FONT.fullmatch(operator):
            look = look._replace(font=font[1], size=float(font[2]))
        elif operator.endswith(b" Ts"):
            look = look._replace(rise=operator.removesuffix(b" Ts"))
        elif operator.endswith(b" TJ"):
            for codes, kerning in _SHOWN.findall(operator):
                pen -= float(kerning or 0) / THOUSAND * look.size
                for at in range(0, len(codes), 4):
                    code = int(codes[at : at + 4], 16)
                    left, pen = pen, pen + widths[look.font][code] / THOUSAND * look.size
                    yield Glyph(code, look, left, pen)


def spell_text(
    operators: Sequence[object], clusters: Sequence[Spelt], told: Told, *, spaced: bool
) -> list[object]:
    """Write the operators of one text, `BT` to `ET`, in reading order, with what its glyphs do not tell.

    Args:
        operators: as WeasyPrint wrote them; they come back where there is nothing to mend.
        clusters: those of the text (`match_clusters`).
        told: what each glyph tells.
        spaced: a space will be put behind the last word shown.
    """
    pieces = list(_pieces(sorted(clusters, key=lambda cluster: cluster.start), told))
    if not any(piece.is_reversed or piece.spells for piece in pieces):
        return list(operators)
    pen = _Pen()
    written: list[object] = list(operators[:2])  # BT and the text matrix
    for is_reversed, group in groupby(pieces, key=lambda piece: piece.is_reversed):
        shown = [operator for piece in group for operator in _show_piece(piece, pen)]
        written += [b"/ReversedChars BMC", *shown, b"EMC"] if is_reversed else shown
    if spaced and (pieces[-1].is_reversed or pieces[-1].spells):
        written.append(pen.move_behind(pieces[-1].clusters[-1]))
    return [*written, operators[-1]]


def _pieces(clusters: Iterable[Spelt], told: Told) -> Iterator[_Piece]:
    """Part clusters in reading order into pieces; from right to left, a piece is a word with its space."""
    together: list[Spelt] = []
    for cluster in clusters:
        letters = list(_letters(cluster, told))
        for letter in letters or [cluster]:
            if together and not (letters and _goes_on(together[-1], letter)):
                yield _Piece(tuple(together), spells=False)
                together = []
            together.append(letter)
        if not letters:
            yield _Piece((cluster,), spells=True)
            together = []
    if together:
        yield _Piece(tuple(together), spells=False)


def _letters(cluster: Spelt, told: Told) -> Iterator[Spelt]:
    """Take a cluster apart into its glyphs, if these are its characters as they are read.

    Several marks of a letter stand in any order that Unicode holds to be the same.
    """
    texts = [told[glyph.look.font].get(glyph.code, "") for glyph in cluster.as_read]
    if normalize("NFC", "".join(texts)) == normalize("NFC", cluster.text):
        for glyph, text in zip(cluster.as_read, texts, strict=True):
            yield cluster._replace(text=text, glyphs=(glyph,))


def _goes_on(before: Spelt, cluster: Spelt) -> bool:
    if before.is_turned != cluster.is_turned or before.glyphs[0].look != cluster.glyphs[0].look:
        return False
    if not cluster.is_turned:
        return True
    if cluster.text != " " and _is_letter(before.text) != _is_letter(cluster.text):
        return False  # readers turn round the letters they are given and leave a comma before them there
    left, right = cluster.glyphs[-1], before.glyphs[0]
    em = right.look.size
    is_wide = left.right - left.left >= NARROWEST * em
    return before.text != " " and is_wide and abs(right.left - left.right) <= SIDE_BY_SIDE * em


def _is_letter(text: str) -> bool:
    return bidirectional(text[0]) in {"R", "AL", "NSM"}


class _Pen:
    """Where the next glyph would stand, and its look."""

    def __init__(self) -> None:
        self._at = 0.0
        self._look = Look(b"", 0, b"0")

    def show(self, glyphs: Iterable[Glyph]) -> Iterator[bytes]:
        """Show glyphs where they stand."""
        for look, group in groupby(glyphs, key=lambda glyph: glyph.look):
            yield from self._change_look(look)
            shown = b""
            for glyph in group:
                shown += self._move_to(glyph.left) + b"<%04x>" % glyph.code
                self._at = glyph.right
            yield b"[" + shown.replace(b"><", b"") + b"] TJ"
        yield from self._change_look(self._look._replace(rise=b"0"))

    def move_behind(self, cluster: Spelt) -> bytes:
        """Show nothing, at the end of a cluster as it is read."""
        first, last = cluster.glyphs[0], cluster.glyphs[-1]
        place = first.left - SPACE_WIDTH * self._look.size if cluster.is_turned else last.right
        return b"[" + self._move_to(place) + b"] TJ"

    def _change_look(self, look: Look) -> Iterator[bytes]:
        if (look.font, look.size) != (self._look.font, self._look.size):
            yield b"/%b %b Tf" % (look.font, write_numbers(look.size))
        if look.rise != self._look.rise:
            yield look.rise + b" Ts"
        self._look = look

    def _move_to(self, place: float) -> bytes:
        """Give the number that moves the pen, in thousandths of the type size to the left."""
        number = round((self._at - place) / self._look.size * THOUSAND, 3)
        return write_numbers(number) if number else b""


def _show_piece(piece: _Piece, pen: _Pen) -> Iterator[bytes]:
    seen = piece.clusters[::-1] if piece.clusters[0].is_turned else piece.clusters
    shown = pen.show(glyph for cluster in seen for glyph in cluster.glyphs)
    if not piece.spells:
        yield from shown
        return
    text = BOM_UTF16_BE + piece.clusters[0].text.encode("utf-16-be")
    yield b"/Span <</ActualText <%b>>> BDC" % text.hex().encode()
    yield from shown
    yield b"EMC"


def _disagreement(text: str) -> TypesettingError:
    message = f"glyphs and characters of {text!r} disagree"
    return TypesettingError(Diagnostic(Code.TYPESETTING_MISMATCH, Severity.ERROR, message))
