"""Recipients and fields: what is particular to one letter among many."""

from letterpress.merging.fields import Field, FieldText, Filled
from letterpress.merging.filling import fill_letter, misplaced_fields, unfilled_fields

__all__ = ["Field", "FieldText", "Filled", "fill_letter", "misplaced_fields", "unfilled_fields"]
