"""A letter in several languages: which text is for whom, and each set as if it were the only one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from letterpress.merging import Recipient, fields_json
from letterpress.press import LetterFacts, Press, RenderedLetter, RenderOptions
from letterpress.source import Source


class Version(NamedTuple):
    """A text of the letter, and the folder its images lie in."""

    source: Source
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """The text of a letter, and others for recipients of some languages, by tag in small letters."""

    main: Version
    others: Mapping[str, Version] = field(default_factory=dict)

    def tag_for(self, language: str) -> str:
        """Give the tag of the version for a language: the very tag, or one with less of it; or none."""
        tag = language.lower()
        while tag and tag not in self.others:
            tag = tag.rpartition("-")[0]
        return tag

    def __getitem__(self, tag: str) -> Version:
        """Give the version with a tag of `tag_for`."""
        return self.others[tag] if tag else self.main

    def tags(self) -> Iterator[str]:
        """Give the tags of all versions; that of the main one is empty."""
        yield from ("", *sorted(self.others))


class VersionPress:
    """Sets each letter from the text for its recipient's language.

    Args:
        versions: the texts.
        options: what holds for all letters; the folder of images is that of each text.
    """

    def __init__(self, versions: Versions, options: RenderOptions) -> None:
        self._versions = versions
        self._options = options
        self._presses: dict[str, Press] = {}

    def render(self, recipient: Recipient) -> RenderedLetter:
        """Set the letter to one recipient, as `Press.render` does."""
        row = fields_json(recipient.fields).encode() if self._options.embed_row else b""
        return self._press_for(recipient).render(recipient.values, recipient.language, row)

    def look_at(self, recipient: Recipient) -> LetterFacts:
        """Tell what the letter to one recipient rests on, as `Press.look_at` does."""
        return self._press_for(recipient).look_at(recipient.values, recipient.language)

    def date_of(self, recipient: Recipient) -> datetime:
        """Tell the date the letter to one recipient will carry."""
        return self._press_for(recipient).date_of(recipient.values, recipient.language)

    def _press_for(self, recipient: Recipient) -> Press:
        tag = self._versions.tag_for(recipient.language)
        if tag not in self._presses:
            version = self._versions[tag]
            options = replace(self._options, folder=version.folder)
            self._presses[tag] = Press(version.source, options, with_fields=True)
        return self._presses[tag]
