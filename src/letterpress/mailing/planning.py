"""Recipients read and every row tried in the letter, before one is set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from letterpress.checking import check_letter
from letterpress.diagnostics import Code, Diagnostic, LetterError, Place, Severity
from letterpress.mailing.versions import Version, Versions
from letterpress.merging import (
    FieldText,
    Recipient,
    RecipientsOptions,
    add_signatories,
    fill_letter,
    misplaced_fields,
    read_for_letter,
    with_language,
)
from letterpress.reading import read_letter

ALL_RECIPIENTS = RecipientsOptions()
NO_OVERRIDES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Mailing:
    """The letters of a merge, and what is wrong.

    Attributes:
        recipients: those to write to; none when the file as a whole is wrong.
        faults: errors of the file as a whole, or of the letter's demands on it.
        bad: errors of rows, in their order.
        notes: what else there is to say.
    """

    recipients: tuple[Recipient, ...]
    faults: tuple[Diagnostic, ...]
    bad: tuple[Diagnostic, ...]
    notes: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Give all that is wrong."""
        return (*self.faults, *self.bad)


def plan_mailing(
    letter: Versions,
    file: Path | BinaryIO,
    name: str,
    options: RecipientsOptions = ALL_RECIPIENTS,
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> Mailing:
    """Read all recipients and try the letter's fields with every row that is chosen.

    Args:
        letter: its text with fields, in all its versions.
        file: the recipients, in any format that is read.
        name: what to call their file in messages.
        options: how to read it, and whom to choose.
        overrides: front matter keys and values that count before the letter's own.

    Raises:
        LetterError: a field of the letter is no Jinja.
        RecipientsError: the file cannot be opened.
    """
    texts = {tag: FieldText(letter[tag].source, overrides) for tag in letter.tags()}
    reading = read_for_letter(file, name, tuple(texts.values()), options)
    errors = [one for one in reading.diagnostics if one.severity is Severity.ERROR]
    bad = [one for one in errors if _is_of_row(one)]
    headers = {column.name: column.header for column in reading.columns}
    good = []
    for recipient in reading.recipients:
        text = texts[letter.tag_for(recipient.language)]
        if wrong := _try_fields(text, recipient, name, headers):
            bad += wrong
        else:
            good.append(recipient)
    return Mailing(
        tuple(good),
        tuple(one for one in errors if not _is_of_row(one)),
        tuple(sorted(bad, key=_row_of)),
        tuple(one for one in reading.diagnostics if one.severity is not Severity.ERROR),
    )


def _is_of_row(diagnostic: Diagnostic) -> bool:
    return diagnostic.place is not None and diagnostic.place.row is not None


def _row_of(diagnostic: Diagnostic) -> int:
    return (diagnostic.place and diagnostic.place.row) or 0


def _try_fields(
    text: FieldText, recipient: Recipient, name: str, headers: Mapping[str, str]
) -> list[Diagnostic]:
    try:
        text.fill(recipient.values, recipient.language)
    except LetterError as error:
        place = Place(name, recipient.line, 1, row=recipient.row)
        return [_moved(one, place, headers) for one in error.diagnostics]
    return []


def _moved(diagnostic: Diagnostic, row: Place, headers: Mapping[str, str]) -> Diagnostic:
    """Place a complaint of a field in its row and the column it is about; the message says where it was."""
    at = diagnostic.place
    assert at, "a field stands in the letter"
    message = f"{diagnostic.message} ({at.name}, line {at.line})"
    code = Code.RECIPIENTS_VALUE if at.field else Code.RECIPIENTS_ROW
    place = replace(row, field=headers.get(at.field, at.field))
    return replace(diagnostic, code=code, message=message, place=place)


def check_first(letter: Versions, mailing: Mailing, overrides: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Say what is wrong with the letter to the first recipient of each of its versions."""
    first: dict[str, Recipient] = {}
    for recipient in mailing.recipients:
        first.setdefault(letter.tag_for(recipient.language), recipient)
    return tuple(
        found for tag, recipient in first.items() for found in _check(letter[tag], recipient, overrides)
    )


def _check(version: Version, recipient: Recipient, overrides: Mapping[str, str]) -> Iterator[Diagnostic]:
    filled = FieldText(version.source, overrides).fill(recipient.values, recipient.language)
    reading = read_letter(filled.source, with_language(overrides, recipient.language))
    signed = add_signatories(reading.letter, filled.source, version.folder)
    yield from reading.diagnostics
    yield from signed.diagnostics
    yield from misplaced_fields(signed.letter, filled.source)
    yield from check_letter(fill_letter(signed.letter, filled.values), filled.source)
