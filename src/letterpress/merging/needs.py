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


def read_for_letter(
    file: Path | BinaryIO, name: str, texts: tuple[FieldText, ...], options: RecipientsOptions
) -> Reading:
    """Read recipients as a letter needs them, and hold their columns against what it asks for.

    Args:
        file: see `read_recipients`.
        name: what to call the file in messages.
        texts: the letter, in one version or several; what the first says of columns holds for all.
        options: how to read the file, and whom to choose; what the letter says of columns is added.

    Raises:
        RecipientsError: the file cannot be opened.
    """
    rules = read_letter(texts[0].blank, {}).letter.recipients
    addressed = any(field.name == INSIDE_ADDRESS for text in texts for field in text.fields)
    reading = read_recipients(file, name, replace(options, rules=rules, addressed=addressed))
    if not reading.columns:
        return reading
    found = (
        *_wrong_rules(reading, texts[0], rules, name),
        *(one for text in texts for one in _missing(reading, text, rules, name)),
        *_without_language(texts, rules),
        *_unused(reading, texts, rules, options.selection, name),
    )
    lacking = any(one.severity is Severity.ERROR for one in found)
    recipients = () if lacking else reading.recipients
    return reading._replace(recipients=recipients, diagnostics=(*found, *reading.diagnostics))


def _wrong_rules(
    reading: Reading, text: FieldText, rules: tuple[ColumnRule, ...], name: str
) -> Iterator[Diagnostic]:
    """Report rules for columns that are not there, and a second column for the language."""
    for rule in [rule for rule in rules if rule.kind == "language"][1:]:
        message = f"a letter has one language, and {rule.name!r} is the second column for it"
        yield text.blank.error(Code.FRONT_MATTER_VALUE, rule.span, message, "give it the type text")
    for rule in rules:
        if not any(column.name == rule.name for column in reading.columns):
            wanted = rule.column or rule.name
            message = f"the front matter names the column {wanted!r}, and {name} has none"
            hint = nearest_column(reading.columns, wanted)
            if there := find_column(reading.columns, wanted):
                message = f"the front matter has two names for the column {wanted!r}"
                hint = f"keep one; it is called {there.name} now"
            yield text.blank.error(Code.FIELD_UNKNOWN, rule.span, message, hint)


def _missing(
    reading: Reading, text: FieldText, rules: tuple[ColumnRule, ...], name: str
) -> Iterator[Diagnostic]:
    """Report what the letter asks for in vain, where it does first."""
    ruled = {rule.name for rule in rules}
    hints = {INSIDE_ADDRESS: _ADDRESS_HINT, MEMBERS: _MEMBERS_HINT}
    for field in text.fields:
        if field.name not in reading.names and field.name not in ruled:
            message = f"the letter asks for {field.name!r}, and {name} has no such column"
            hint = hints.get(field.name) or nearest_column(reading.columns, field.name)
            yield text.source.error(Code.FIELD_UNKNOWN, field.span, message, hint)


def _without_language(texts: tuple[FieldText, ...], rules: tuple[ColumnRule, ...]) -> Iterator[Diagnostic]:
    """Report texts for languages where no column says whose language is which."""
    if len(texts) > 1 and not any(rule.kind == "language" for rule in rules):
        message = f"{texts[1].source.name} is for a language, and no column says which language a row has"
        hint = "name the column in the front matter, for instance recipients: {language: Sprache}"
        yield Diagnostic(Code.FIELD_UNKNOWN, Severity.ERROR, message, hint)


def _unused(
    reading: Reading,
    texts: tuple[FieldText, ...],
    rules: tuple[ColumnRule, ...],
    selection: Selection,
    name: str,
) -> Iterator[Diagnostic]:
    """Note columns that neither the letter nor the selection has a use for."""
    asked = {field.name for text in texts for field in text.fields} | {rule.name for rule in rules}
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
