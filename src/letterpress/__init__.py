"""Turn the text of a letter into a typeset, print-ready, archive-ready PDF."""

__version__ = "0.1.0"
