"""Texts that come out of printed pages, made texts as an author writes them."""

from letterpress.reading.printed.recovery import Pages, Recovery, recover

__all__ = ["Pages", "Recovery", "recover"]
