"""Reads an origin again, so that letters can be made from it alone.

It stands apart from `origin`, and `mailing` does not hand it on: a text may be a document, and what reads
documents would be imported by every run that only writes its origin.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from letterpress.importing import Review, import_letter
from letterpress.mailing.origin import FONTS, FORMAT, ORIGIN_JSON, FilesRead, Origin, RecipientsFile
from letterpress.mailing.versions import Version, Versions
from letterpress.merging import RecipientsOptions, Selection
from letterpress.press import RenderOptions
from letterpress.source import Source, decode_source, is_document
from letterpress.stationery import Shelf


def read_origin(folder: Path) -> Origin:
    """Read the origin whose files lie in a folder.

    Raises:
        LetterError: a text cannot be decoded.
        ValueError: it is none that this version knows.
        OSError: a file is missing.
    """
    try:
        said: dict[str, Any] = json.loads((folder / ORIGIN_JSON).read_bytes())
        if said["format"] != FORMAT:
            raise ValueError(f"its origin has format {said['format']}, and this version reads {FORMAT}")
        read = FilesRead(said["encoding"], said["review"])
        texts = {
            tag: Version(
                _read_text(_below(folder, one["file"]), one["name"], read), _below(folder, one["beside"])
            )
            for tag, one in said["letter"].items()
        }
        options = dict(said["options"])
        created = options.pop("created")
        shelf = Shelf(
            {name: _below(folder, path) for name, path in said["stationery"].items()}, folder / FONTS
        )
        asked = said["recipients"]
        selection = Selection(**{**asked["selection"], "where": tuple(asked["selection"]["where"])})
        return Origin(
            Versions(texts[""], {tag: text for tag, text in texts.items() if tag}),
            RenderOptions(
                **options, created=datetime.fromisoformat(created) if created else None, shelf=shelf
            ),
            RecipientsFile(asked["name"], asked["path"], asked["sha256"]),
            RecipientsOptions(asked["encoding"], asked["query"], selection),
            dict(said["made_with"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{ORIGIN_JSON} is not what letterpress writes: {error}") from error


def _read_text(path: Path, name: str, read: FilesRead) -> Source:
    data = path.read_bytes()
    return (
        import_letter(data, name, cast("Review", read.review))
        if is_document(data)
        else decode_source(data, name, read.encoding)
    )


def _below(folder: Path, name: str) -> Path:
    """Give the path of a file of an origin, which may come from anybody.

    Raises:
        ValueError: it leads elsewhere.
    """
    path = (folder / name).resolve()
    path.relative_to(folder.resolve())
    return path
