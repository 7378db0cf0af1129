"""Source text to a letter and diagnostics; never raises on any text."""

from letterpress.reading.dates import read_date
from letterpress.reading.frontmatter import known_keys
from letterpress.reading.reader import Reading, read_letter

__all__ = ["Reading", "known_keys", "read_date", "read_letter"]
