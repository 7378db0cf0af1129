"""Source text to a letter and diagnostics; never raises on any text."""

from letterpress.reading.calls import calls_in
from letterpress.reading.dates import read_date
from letterpress.reading.explaining import ExplainedLine, explain_lines
from letterpress.reading.frontmatter import known_keys
from letterpress.reading.languages import LANGUAGE_TAG
from letterpress.reading.reader import Reading, read_letter
from letterpress.reading.signatories import may_be_one_person

__all__ = [
    "LANGUAGE_TAG",
    "ExplainedLine",
    "Reading",
    "calls_in",
    "explain_lines",
    "known_keys",
    "may_be_one_person",
    "read_date",
    "read_letter",
]
