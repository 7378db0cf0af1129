"""What a letter needs of its recipients: names its text asks for, rules for columns in its front matter."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from letterpress.diagnostics import Code, Diagnostic, Place, Severity
from letterpress.letter import ColumnRule
from letterpress.merging.addressing import KNOWN_COLUMNS
from letterpress.merging.columns import find_column, name_some, nearest_column
from letterpress.merging.fields import FieldText
from letterpress.merging.options import RecipientsOptions, Selection
from letterpress.merging.reader import read_recipients
from letterpress.merging.recipients import INSIDE_ADDRESS, MEMBERS, Reading
from letterpress.reading import read_letter

_ADDRESS_HINT = "the file has no column that is known as an address, street, postcode or city"
_MEMBERS_HINT = "name the column by which rows share a letter: --household COLUMN"


def read_for_letter(file: Path | BinaryIO, name: str, text: FieldText, options: RecipientsOptions) -> Reading:
    """Read recipients as a letter needs them, and hold their columns against what it asks for.

    Args:
        file: see `read_recipients`.
        name: what to call the file in messages.
        text: the letter.
        options: how to read the file, and whom to choose; what the letter says of columns is added.

    Raises:
        RecipientsError: the file cannot be opened.
    """
    rules = read_letter(text.blank, {}).letter.recipients
    addressed = any(field.name == INSIDE_ADDRESS for field in text.fields)
    reading = read_recipients(file, name, replace(options, rules=rules, addressed=addressed))
    if not reading.columns:
        return reading
    found = (
        *_missing(reading, text, rules, name),
        *_unused(reading, text, rules, options.selection, name),
    )
    lacking = any(one.severity is Severity.ERROR for one in found)
    recipients = () if lacking else reading.recipients
    return reading._replace(recipients=recipients, diagnostics=(*found, *reading.diagnostics))


def _missing(
    reading: Reading, text: FieldText, rules: tuple[ColumnRule, ...], name: str
) -> Iterator[Diagnostic]:
    """Report what the letter asks for in vain, where it does first."""
    for rule in rules:
        if not any(column.name == rule.name for column in reading.columns):
            wanted = rule.column or rule.name
            message = f"the front matter names the column {wanted!r}, and {name} has none"
            hint = nearest_column(reading.columns, wanted)
            if there := find_column(reading.columns, wanted):
                message = f"the front matter has two names for the column {wanted!r}"
                hint = f"keep one; it is called {there.name} now"
            yield text.blank.error(Code.FIELD_UNKNOWN, rule.span, message, hint)
    ruled = {rule.name for rule in rules}
    hints = {INSIDE_ADDRESS: _ADDRESS_HINT, MEMBERS: _MEMBERS_HINT}
    for field in text.fields:
        if field.name not in reading.names and field.name not in ruled:
            message = f"the letter asks for {field.name!r}, and {name} has no such column"
            hint = hints.get(field.name) or nearest_column(reading.columns, field.name)
            yield text.source.error(Code.FIELD_UNKNOWN, field.span, message, hint)


def _unused(
    reading: Reading, text: FieldText, rules: tuple[ColumnRule, ...], selection: Selection, name: str
) -> Iterator[Diagnostic]:
    """Note columns that neither the letter nor the selection has a use for."""
    asked = {field.name for field in text.fields} | {rule.name for rule in rules}
    if INSIDE_ADDRESS in asked:
        asked |= KNOWN_COLUMNS
    conditions = (condition.partition("=")[0].rstrip("!") for condition in selection.where)
    for spelling in (*conditions, selection.unique, selection.household, selection.sort):
        if column := find_column(reading.columns, spelling):
            asked.add(column.name)
    idle = [column.header for column in reading.columns if column.name not in asked]
    if idle and MEMBERS not in asked:  # a loop over members may use any of them
        message = f"the letter does not use: {name_some(idle)}"
        yield Diagnostic(Code.RECIPIENTS_UNUSED, Severity.NOTE, message, "", Place(name, 1, 1))
