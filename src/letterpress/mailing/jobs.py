"""The jobs of a run: a file for every letter, what makes them, and what all of them rest on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from letterpress.diagnostics import Severity
from letterpress.mailing.versions import VersionPress, Versions
from letterpress.merging import FieldText, Recipient, fields_sha256, fill_words
from letterpress.press import EPOCH, RenderOptions, letter_facts
from letterpress.release import __version__
from letterpress.running import Job, Made, Maker, numbered_folder, safe_name
from letterpress.source import Source
from letterpress.stationery import Stationery, load_stationery


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
        filled = fields.fill(recipient.values, recipient.language)
        parts = [safe_name(fill_words(part, filled.values)) for part in filled.source.text.split("/")]
        path = "/".join(parts)  # the author's own slashes part folders, those of values do not
        return path if path.lower().endswith(".pdf") else f"{path}.pdf"

    return named


def maker_builder(letter: Versions, options: RenderOptions) -> Callable[[], Maker]:
    """Give what each process of a run builds its maker with: fields, fonts and style sheets loaded once."""
    return partial(_build_maker, letter, options)


def _build_maker(letter: Versions, options: RenderOptions) -> Maker:
    return partial(_make, VersionPress(letter, options))


def _make(press: VersionPress, recipient: object) -> Made:
    assert isinstance(recipient, Recipient)
    rendered = press.render(recipient)
    warnings = tuple(
        f"{one.message} [{one.code}]" for one in rendered.diagnostics if one.severity is Severity.WARNING
    )
    return Made(rendered.pdf, rendered.page_count, rendered.sha256, rendered.standards, warnings)


class CommonFacts(NamedTuple):
    """What the letters of a mailing have in common: their stationery, and a date for what joins them."""

    stationeries: frozenset[str]
    created: datetime


def facts_of_mailing(
    letter: Versions, recipients: Sequence[Recipient], options: RenderOptions
) -> CommonFacts:
    """Tell what letters have in common before any is set, by the first recipient of each language.

    The date is that of the first letter; without recipients, that of an undated one.

    Raises:
        LetterError: a field has no result.
    """
    first: dict[str, Recipient] = {}
    for recipient in recipients:
        first.setdefault(recipient.language, recipient)
    facts = [
        letter_facts(letter[letter.tag_for(tag)].source, options, recipient.values, tag)
        for tag, recipient in first.items()
    ]
    return CommonFacts(frozenset(one.stationery for one in facts), facts[0].created if facts else EPOCH)


def identity_of(letter: Versions, options: RenderOptions, stationeries: Iterable[str]) -> Mapping[str, str]:
    """Give digests of what all letters of a run rest on, by the words a refusal names them with."""
    asked = (
        sorted(options.overrides.items()),
        options.created,
        options.embed_source,
        options.embed_row,
        options.strict,
    )
    of_versions = {
        f"letter for {tag}" if tag else "letter": _digest_of_text(letter[tag].source) for tag in letter.tags()
    }
    return {
        "letterpress": __version__,
        **of_versions,
        "stationery": _digest_of_files(load_stationery(name) for name in sorted(set(stationeries))),
        "options": sha256(repr(asked).encode()).hexdigest(),
    }


def _digest_of_text(source: Source) -> str:
    return sha256(source.data or source.text.encode()).hexdigest()


def _digest_of_files(stationeries: Iterable[Stationery]) -> str:
    digest = sha256()
    for stationery in stationeries:
        for path in _files_of(stationery):
            digest.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files_of(stationery: Stationery) -> Iterator[Path]:
    yield from sorted(path for path in stationery.folder.rglob("*") if path.is_file())
    yield from (face.path for face in stationery.fonts)
