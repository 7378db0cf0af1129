"""What the letters of a mailing rest on: texts, options, stationeries, images, and what sets them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import NamedTuple

from letterpress.mailing.versions import VersionPress, Versions
from letterpress.merging import FieldText, Recipient
from letterpress.press import EPOCH, RenderOptions, load_images, render_source
from letterpress.release import __version__
from letterpress.source import Source
from letterpress.stationery import Stationery, load_stationery
from letterpress.typesetting import library_versions

TRIAL = Source("trial", "January 1, 2000\n\nDear Reader:\n\nThe quick brown fox.\n\nSincerely,\n\nJo Doe\n")


class CommonFacts(NamedTuple):
    """What is known of the letters of a mailing before any is set.

    Attributes:
        stationeries: those of all letters.
        files: images and lists of signatories of all letters, by the tag of the version beside which
            they lie, and their name there.
        created: a date for what joins the letters.
    """

    stationeries: frozenset[str]
    files: frozenset[tuple[str, str]]
    created: datetime


def facts_of_mailing(
    letter: Versions, recipients: Sequence[Recipient], options: RenderOptions
) -> CommonFacts:
    """Tell what letters rest on before any is set: each is looked at, for values choose branches and paper.

    The date is that of the first letter; without recipients, that of an undated one.

    Raises:
        LetterError: a field has no result.
    """
    press = VersionPress(letter, options)
    stationeries: set[str] = set()
    files: set[tuple[str, str]] = set()
    for recipient in recipients:
        facts = press.look_at(recipient)
        tag = letter.tag_for(recipient.language)
        stationeries.add(facts.stationery)
        files.update((tag, name) for name in facts.files)
    created = press.date_of(recipients[0]) if recipients else EPOCH
    return CommonFacts(frozenset(stationeries), frozenset(files), created)


def identity_of(letter: Versions, options: RenderOptions, common: CommonFacts) -> Mapping[str, str]:
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
    stationeries = [_digest_of_files(load_stationery(name)) for name in sorted(common.stationeries)]
    return {
        "letterpress": __version__,
        **of_versions,
        "stationery": _digest(stationeries),
        "images and signatories": _digest_of_files_beside(letter, common),
        "options": _digest(asked),
    }


def surroundings_of(letter: Versions, common: CommonFacts) -> Mapping[str, str]:
    """Tell what the bytes of letters rest on in this process, by the words a refusal names it with.

    Versions and digests say what differs. A letter set here and now on each stationery says that nothing
    else does.

    Raises:
        LetterpressError: a stationery is not here, or cannot take a letter; or Babel is wanted and missing.
    """
    of_stationeries: dict[str, str] = {}
    for name in sorted(common.stationeries):
        of_stationeries[f"stationery {name}"] = _digest_of_files(load_stationery(name))
        of_stationeries[f"trial letter on {name}"] = render_source(TRIAL, RenderOptions(name)).sha256
    beside = {"set of images and signatories": _digest_of_files_beside(letter, common)}
    return {**makers_of(letter), **beside, **of_stationeries}


def makers_of(letter: Versions) -> Mapping[str, str]:
    """Tell the versions of what makes letters in this process, by name; Babel where a text needs it."""
    return {
        "Python": python_version(),
        "letterpress": __version__,
        **library_versions(),
        **_version_of_locales(letter),
    }


def _version_of_locales(letter: Versions) -> Mapping[str, str]:
    """Tell the version of Babel where a text writes dates or numbers with it."""
    if any(FieldText(letter[tag].source).wants_locales for tag in letter.tags()):
        return {"Babel": version("babel")}
    return {}


def _digest(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()


def _digest_of_text(source: Source) -> str:
    return sha256(source.data + source.text.encode()).hexdigest()


def _digest_of_files_beside(letter: Versions, common: CommonFacts) -> str:
    return _digest(
        [
            (tag, name, sha256(data).hexdigest())
            for tag, name in sorted(common.files)
            for data in load_images((name,), letter[tag].folder).values()
        ]
    )


def _digest_of_files(stationery: Stationery) -> str:
    digest = sha256()
    for path in _files_of(stationery):
        digest.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files_of(stationery: Stationery) -> Iterator[Path]:
    for folder in stationery.folders.values():
        yield from sorted(path for path in folder.rglob("*") if path.is_file())
    yield from (face.path for face in stationery.fonts)
