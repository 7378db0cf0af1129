"""The texts of a letter that a command names: one, and others for some languages."""

from collections.abc import Mapping

from letterpress.cli.sources import folder_of, read_source
from letterpress.mailing import Version, Versions


def read_versions(path: str, others: Mapping[str, str], encoding: str | None) -> Versions:
    """Read a letter, and the texts of `--source-for` by the tags of their languages.

    Raises:
        LetterError: one cannot be read, or is no text in that encoding.
    """
    return Versions(
        _version(path, encoding), {tag.lower(): _version(other, encoding) for tag, other in others.items()}
    )


def _version(path: str, encoding: str | None) -> Version:
    return Version(read_source(path, encoding), folder_of(path))
