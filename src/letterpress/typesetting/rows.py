"""Rows of tables that page breaks divide: those that would take more than half a page.

A row is divided between its lines, at the same one in all its cells; the head of its table stands again above
what goes on.
All other rows stay whole. What a break inside a row costs is the galley's.
"""

from collections.abc import Container, Sequence
from dataclasses import replace

from letterpress.composing import Arrangement
from letterpress.typesetting.galley import TALL_ROW, Galley
from letterpress.typesetting.pagination import LEAST_LINES, Frame, Note, least_height
from letterpress.typesetting.setting import SetPassage


def divide_rows(passages: Sequence[SetPassage], numbers: Container[int]) -> tuple[SetPassage, ...]:
    """Let the rows of these indices be divided."""
    return tuple(
        replace(passage, divided=True) if number in numbers else passage
        for number, passage in enumerate(passages)
    )


def tall_rows(
    galley: Galley, text: Sequence[SetPassage], notes: Sequence[Note], frame: Frame
) -> frozenset[int]:
    """Give the rows that take more than `TALL_ROW` of a page, with head and the least of their notes."""
    return frozenset(
        slot.passage
        for unit, slot in zip(galley.units, galley.slots, strict=True)
        if _is_divisible(text[slot.passage])
        and least_height(unit, notes, frame) > TALL_ROW * frame.depth_of(turned=unit.turned)
    )


def tall_rows_of_note(note: Sequence[SetPassage], frame: Frame) -> frozenset[int]:
    """Give the rows of a note that are so tall that two could not well begin on the page of its call."""
    most = TALL_ROW / LEAST_LINES
    return frozenset(
        number
        for number, row in enumerate(note)
        if _is_divisible(row) and row.height > most * frame.depth_of(turned=row.turned)
    )


def _is_divisible(passage: SetPassage) -> bool:
    return passage.passage.arrangement is Arrangement.TABLE and passage.line_count > 1
