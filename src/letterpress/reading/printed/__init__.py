"""Texts that come out of printed pages, made texts as an author writes them."""

from letterpress.reading.printed.pages import split_pages
from letterpress.reading.printed.recovery import Pages, Recovery, recover
from letterpress.reading.printed.stranded import (
    believable_calls,
    claims_of_stranded,
    doubts_of_stranded,
    take_stranded_notes,
)
from letterpress.reading.printed.symbols import take_symbol_notes

__all__ = [
    "Pages",
    "Recovery",
    "believable_calls",
    "claims_of_stranded",
    "doubts_of_stranded",
    "recover",
    "split_pages",
    "take_stranded_notes",
    "take_symbol_notes",
]
