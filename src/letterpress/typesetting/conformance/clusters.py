"""Which glyphs stand for which characters: the clusters of a text, read off the layout that drew it.

A cluster is the least that can be told apart: a letter, a letter with its marks, a ligature.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text.ffi import ffi, pango

NO_GLYPH = 0x0FFFFFFF  # PANGO_GLYPH_EMPTY: of a character that is not to be seen


class Cluster(NamedTuple):
    """Characters and their glyphs, these in the order of the eye, from left to right.

    `start` is where the characters stand in the text, `level` their embedding level (UAX 9, BD2): they read
    from right to left where it is odd.
    """

    text: str
    start: int
    level: int
    glyphs: tuple[int, ...]

    @property
    def is_turned(self) -> bool:
        """Tell whether it is read from right to left."""
        return self.level % 2 == 1


def clusters_of(box: TextBox) -> tuple[Cluster, ...]:
    """Give the clusters of a text that WeasyPrint has drawn, in the order of the eye."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003 -- as it was drawn
    line, _ = layout.get_first_line()
    clusters = tuple(_read_runs(line.runs, layout.text.encode()))
    layout.deactivate()
    return clusters


def _read_runs(runs: object, text: bytes) -> Iterator[Cluster]:
    run = runs[0]  # type: ignore[index]  # a list of C
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        numbered = [
            (glyphs.log_clusters[index], glyphs.glyphs[index].glyph) for index in range(glyphs.num_glyphs)
        ]
        starts = sorted({start for start, _ in numbered})
        ends = dict(zip(starts, (*starts[1:], item.length), strict=True))
        for start, group in groupby(numbered, key=lambda one: one[0]):
            characters = text[item.offset + start : item.offset + ends[start]].decode()
            seen = tuple(glyph for _, glyph in group if glyph != NO_GLYPH)
            yield Cluster(characters, item.offset + start, item.analysis.level, seen)
        run = run.next
