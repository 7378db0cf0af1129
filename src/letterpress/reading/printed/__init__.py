"""Texts that come out of printed pages, made texts as an author writes them."""

from letterpress.reading.printed.pages import split_pages
from letterpress.reading.printed.recovery import Pages, Recovery, recover
from letterpress.reading.printed.stranded import bare_calls, take_stranded_notes

__all__ = ["Pages", "Recovery", "bare_calls", "recover", "split_pages", "take_stranded_notes"]
