"""A letter and its recipients to the jobs of a run: every row tried, every file named, before one is set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from platform import python_version
from typing import BinaryIO

from letterpress.checking import check_letter
from letterpress.diagnostics import Code, Diagnostic, LetterError, Place, Severity
from letterpress.merging import (
    FieldText,
    Recipient,
    RecipientsOptions,
    fields_sha256,
    fill_letter,
    fill_words,
    misplaced_fields,
    read_for_letter,
)
from letterpress.press import CommonFacts, Press, RenderOptions, common_facts, render_source
from letterpress.reading import read_letter
from letterpress.release import __version__
from letterpress.running import Job, Made, Maker, numbered_folder, safe_name
from letterpress.source import Source
from letterpress.stationery import Stationery, load_stationery
from letterpress.typesetting import library_versions

ALL_RECIPIENTS = RecipientsOptions()
TRIAL = Source("trial", "January 1, 2000\n\nDear Reader:\n\nThe quick brown fox.\n\nSincerely,\n\nJo Doe\n")


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
    letter: Source, file: Path | BinaryIO, name: str, options: RecipientsOptions = ALL_RECIPIENTS
) -> Mailing:
    """Read all recipients and try the letter's fields with every row that is chosen.

    Args:
        letter: its text, with fields.
        file: the recipients, in any format that is read.
        name: what to call their file in messages.
        options: how to read it, and whom to choose.

    Raises:
        LetterError: a field of the letter is no Jinja.
        RecipientsError: the file cannot be opened.
    """
    text = FieldText(letter)
    reading = read_for_letter(file, name, text, options)
    errors = [one for one in reading.diagnostics if one.severity is Severity.ERROR]
    bad = [one for one in errors if _is_of_row(one)]
    good = []
    for recipient in reading.recipients:
        if wrong := _try_fields(text, recipient, name):
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


def _try_fields(text: FieldText, recipient: Recipient, name: str) -> list[Diagnostic]:
    try:
        text.fill(recipient.values)
    except LetterError as error:
        place = Place(name, recipient.line, 1, row=recipient.row)
        return [
            replace(one, code=Code.RECIPIENTS_ROW, message=_located(one), place=place)
            for one in error.diagnostics
        ]
    return []


def _located(diagnostic: Diagnostic) -> str:
    """Say in the message where in the letter it is; the place is the row."""
    assert diagnostic.place, "a field stands in the letter"
    return f"{diagnostic.message} ({diagnostic.place.name}, line {diagnostic.place.line})"


def check_first(letter: Source, mailing: Mailing, overrides: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Say what is wrong with the letter to the first recipient."""
    if not mailing.recipients:
        return ()
    filled = FieldText(letter).fill(mailing.recipients[0].values)
    reading = read_letter(filled.source, overrides)
    text = fill_letter(reading.letter, filled.values)
    misplaced = misplaced_fields(reading.letter, filled.source)
    return (*reading.diagnostics, *misplaced, *check_letter(text, filled.source))


def jobs_of(recipients: Sequence[Recipient], name: str, *, in_folders: bool = False) -> tuple[Job, ...]:
    """Name a file for every letter.

    Args:
        recipients: those to write to.
        name: a name with fields, such as `{{ row }}-{{ last_name }}.pdf`; empty for numbers alone.
        in_folders: a thousand letters a folder.

    Raises:
        LetterError: the name is no Jinja, or asks for what a row has not.
    """
    named = _namer(name, max((one.row for one in recipients), default=1))
    return tuple(
        Job(
            one.row,
            f"{numbered_folder(one.row)}/{named(one)}" if in_folders else named(one),
            fields_sha256(one),
            one,
        )
        for one in recipients
    )


def _namer(name: str, last: int) -> Callable[[Recipient], str]:
    if not name:
        width = len(str(last))
        return lambda one: f"{one.row:0{width}}.pdf"
    fields = FieldText(Source("--name", name))

    def named(recipient: Recipient) -> str:
        filled = fields.fill(recipient.values)
        parts = [safe_name(fill_words(part, filled.values)) for part in filled.source.text.split("/")]
        path = "/".join(parts)  # the author's own slashes part folders, those of values do not
        return path if path.lower().endswith(".pdf") else f"{path}.pdf"

    return named


def maker_builder(letter: Source, options: RenderOptions) -> Callable[[], Maker]:
    """Give what each process of a run builds its maker with: fields, fonts and style sheets loaded once."""
    return partial(_build_maker, letter, options)


def _build_maker(letter: Source, options: RenderOptions) -> Maker:
    press = Press(letter, options, with_fields=True)
    return partial(_make, press)


def _make(press: Press, recipient: object) -> Made:
    assert isinstance(recipient, Recipient)
    rendered = press.render(recipient.values)
    warnings = tuple(
        f"{one.message} [{one.code}]" for one in rendered.diagnostics if one.severity is Severity.WARNING
    )
    return Made(rendered.pdf, rendered.page_count, rendered.sha256, rendered.standards, warnings)


def identity_of(letter: Source, options: RenderOptions, common: CommonFacts) -> Mapping[str, str]:
    """Give digests of what all letters of a run rest on, by the words a refusal names them with."""
    asked = (sorted(options.overrides.items()), options.created, options.embed_source, options.strict)
    return {
        "letterpress": __version__,
        "letter": sha256(letter.data or letter.text.encode()).hexdigest(),
        "stationery": _digest_of_files(load_stationery(common.stationery)),
        "images": common.images_sha256,
        "options": sha256(repr(asked).encode()).hexdigest(),
    }


def surroundings_of(letter: Source, options: RenderOptions) -> Mapping[str, str]:
    """Tell what the bytes of letters rest on in this process, by the words a refusal names it with.

    Versions and digests say what differs. A letter set here and now says that nothing else does.

    Raises:
        LetterpressError: the stationery is not here, or cannot take a letter.
    """
    common = common_facts(letter, options)
    trial = render_source(TRIAL, RenderOptions(common.stationery))
    return {
        "Python": python_version(),
        "letterpress": __version__,
        **library_versions(),
        "stationery": _digest_of_files(load_stationery(common.stationery)),
        "set of images": common.images_sha256,
        "trial letter": trial.sha256,
    }


def _digest_of_files(stationery: Stationery) -> str:
    digest = sha256()
    for path in _files_of(stationery):
        digest.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files_of(stationery: Stationery) -> Iterator[Path]:
    yield from sorted(path for path in stationery.folder.rglob("*") if path.is_file())
    yield from (face.path for face in stationery.fonts)
