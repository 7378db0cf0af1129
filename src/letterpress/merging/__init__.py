"""A file of recipients to checked recipients; no content raises."""

from letterpress.merging.errorlist import write_errors_csv
from letterpress.merging.opening import MAX_PIPED_BYTES
from letterpress.merging.options import RecipientsOptions, Selection
from letterpress.merging.reader import read_recipients
from letterpress.merging.recipients import (
    MEMBERS,
    ColumnSummary,
    Fields,
    Reading,
    Recipient,
    Value,
    fields_json,
    fields_sha256,
)

__all__ = [
    "MAX_PIPED_BYTES",
    "MEMBERS",
    "ColumnSummary",
    "Fields",
    "Reading",
    "Recipient",
    "RecipientsOptions",
    "Selection",
    "Value",
    "fields_json",
    "fields_sha256",
    "read_recipients",
    "write_errors_csv",
]
