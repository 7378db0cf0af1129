"""Turn the text of a letter into a typeset, print-ready, archive-ready PDF."""

from letterpress.release import __version__

__all__ = ["__version__"]
