"""Recipients and fields: what is particular to one letter among many."""

from letterpress.merging.fields import Field, FieldText, Filled
from letterpress.merging.filling import Pattern, fill_letter, fill_words, misplaced_fields, unfilled_fields
from letterpress.merging.recipients import (
    Recipient,
    check_columns,
    choose_rows,
    digest_of,
    read_for_letter,
    read_recipients,
)
from letterpress.merging.tables import Row, Table, name_of_column, read_table

__all__ = [
    "Field",
    "FieldText",
    "Filled",
    "Pattern",
    "Recipient",
    "Row",
    "Table",
    "check_columns",
    "choose_rows",
    "digest_of",
    "fill_letter",
    "fill_words",
    "misplaced_fields",
    "name_of_column",
    "read_for_letter",
    "read_recipients",
    "read_table",
    "unfilled_fields",
]
