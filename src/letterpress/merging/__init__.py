"""Recipients and fields: what is particular to one letter among many."""

from letterpress.merging.fields import FieldText, Filled, with_language
from letterpress.merging.filling import Pattern, fill_letter, fill_words, misplaced_fields, unfilled_fields
from letterpress.merging.needs import read_for_letter
from letterpress.merging.options import RecipientsOptions, Selection
from letterpress.merging.postcodes import has_postcodes, postal_key, postcode_of
from letterpress.merging.reader import read_recipients
from letterpress.merging.recipients import Reading, Recipient, Value, fields_json, fields_sha256, show_value
from letterpress.merging.signing import Signed, add_signatories, path_below

__all__ = [
    "FieldText",
    "Filled",
    "Pattern",
    "Reading",
    "Recipient",
    "RecipientsOptions",
    "Selection",
    "Signed",
    "Value",
    "add_signatories",
    "fields_json",
    "fields_sha256",
    "fill_letter",
    "fill_words",
    "has_postcodes",
    "misplaced_fields",
    "path_below",
    "postal_key",
    "postcode_of",
    "read_for_letter",
    "read_recipients",
    "show_value",
    "unfilled_fields",
    "with_language",
]
