"""The texts of a letter that a command names: one, and others for some languages."""

from collections.abc import Mapping

from letterpress.cli.sources import folder_of, read_source
from letterpress.mailing import Version, Versions


def read_versions(path: str, others: Mapping[str, str], encoding: str | None, review: str | None) -> Versions:
    """Read a letter, and the texts of `--source-for` by their languages, each as `read_source` does.

    Raises:
        LetterError: one cannot be read, or is no text in that encoding.
    """
    return Versions(
        _version(path, encoding, review),
        {tag.lower(): _version(other, encoding, review) for tag, other in others.items()},
    )


def _version(path: str, encoding: str | None, review: str | None) -> Version:
    return Version(read_source(path, encoding, review), folder_of(path))
