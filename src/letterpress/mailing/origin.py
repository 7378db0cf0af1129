"""What the letters of a run were made from, kept so that any of them can be made again from it alone.

An origin is a set of files: `origin.json`, the texts with what lies beside them, every stationery and its
fonts. The recipients' file is named with its digest and not among them, because a run does not copy
people's data.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import file_digest
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from letterpress.mailing.resting import CommonFacts, makers_of
from letterpress.mailing.versions import Version, Versions
from letterpress.merging import RecipientsOptions
from letterpress.press import RenderOptions, load_images
from letterpress.stationery import Stationery, assets_folder, load_stationery

ORIGIN_JSON = "origin.json"
FORMAT = 1
SOURCE = "source"  # the file of a text, whatever it was called; its name stands in `origin.json`
BESIDE = "beside"  # the folder of a text's images, and of its list of signatories
FONTS = "fonts"  # the folder of shipped fonts; fonts of one's own lie in their stationery
CATALOGUE = ("fonts.toml", "OFL-*.txt")  # which shipped fonts there are, and the licences they travel with
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP file can tell: equal origins are equal files


class FilesRead(NamedTuple):
    """How the files of texts were read: the codec named, and what became of tracked changes."""

    encoding: str | None
    review: str | None


class RecipientsFile(NamedTuple):
    """The file the recipients came from; what came through a pipe has no path and no digest."""

    name: str
    path: str
    sha256: str


class Origin(NamedTuple):
    """What an origin says, its files being in a folder.

    Attributes:
        letter: the texts.
        options: how letters were set, with the stationery of this origin.
        recipients: where these came from.
        reading: how they were read and chosen.
        makers: versions of what made the letters, by name.
    """

    letter: Versions
    options: RenderOptions
    recipients: RecipientsFile
    reading: RecipientsOptions
    makers: Mapping[str, str]


def describe_recipients(path: Path | None) -> RecipientsFile:
    """Name a file of recipients with its digest; none, or what is no file, came through a pipe."""
    if path is None or not path.is_file():  # a pipe with a name would never end
        return RecipientsFile("", "", "")
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return RecipientsFile(path.name, str(path.absolute()), digest)


def recipients_of(origin: Path) -> RecipientsFile:
    """Tell from an origin which file its recipients came from; one that says nothing names none.

    Args:
        origin: the ZIP file that `pack_origin` gives.
    """
    try:
        with ZipFile(origin) as packed:
            said = json.loads(packed.read(ORIGIN_JSON))["recipients"]
        return RecipientsFile(said["name"], said["path"], said["sha256"])
    except (BadZipFile, OSError, KeyError, ValueError, TypeError):
        return RecipientsFile("", "", "")


def pack_origin(  # noqa: PLR0913, PLR0917 -- all that letters are made from
    letter: Versions,
    read: FilesRead,
    options: RenderOptions,
    common: CommonFacts,
    recipients: RecipientsFile,
    reading: RecipientsOptions,
) -> bytes:
    """Give an origin as a ZIP file; the same origin gives the same bytes.

    Args:
        letter: the texts.
        read: how their files were read.
        options: how letters are set.
        common: what was found out of all letters.
        recipients: where these come from.
        reading: how they are read and chosen.

    Raises:
        StationeryError: a stationery is not there any more.
    """
    stationeries = [load_stationery(name) for name in sorted(common.stationeries)]
    known = {name: path for stationery in stationeries for name, path in stationery.folders.items()}
    folders = {name: f"stationery/{number}" for number, name in enumerate(sorted(known), start=1)}
    said = {
        "format": FORMAT,
        "made_with": makers_of(letter),
        "letter": {tag: _text_json(letter[tag], tag) for tag in letter.tags()},
        **read._asdict(),
        "options": _options_json(options),
        "stationery": folders,
        "recipients": recipients._asdict() | _reading_json(reading),
    }
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        _add(archive, ORIGIN_JSON, json.dumps(said, ensure_ascii=False, indent=1).encode())
        for tag in letter.tags():
            beside = sorted(name for of, name in common.files if of == tag)
            for name, data in _files_of_text(letter[tag], beside):
                _add(archive, f"{_folder_of(tag)}/{name}", data)
        for name, path in known.items():
            _add_folder(archive, folders[name], path)
        for path in _fonts_of(stationeries):
            _add(archive, f"{FONTS}/{path.name}", path.read_bytes())
    return packed.getvalue()


def _folder_of(tag: str) -> str:
    return f"letter/{tag or 'main'}"


def _text_json(version: Version, tag: str) -> dict[str, str]:
    folder = _folder_of(tag)
    return {"name": version.source.name, "file": f"{folder}/{SOURCE}", "beside": f"{folder}/{BESIDE}"}


def _options_json(options: RenderOptions) -> dict[str, object]:
    return {
        "stationery": options.stationery,
        "overrides": dict(options.overrides),
        "created": options.created.isoformat() if options.created else None,
        "embed_source": options.embed_source,
        "embed_row": options.embed_row,
        "strict": options.strict,
    }


def _files_of_text(version: Version, beside: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Give the file of a text as it arrived, and those beside it."""
    yield SOURCE, version.source.data or version.source.text.encode()
    for name, data in load_images(beside, version.folder).items():
        yield f"{BESIDE}/{_plain(name)}", data


def _reading_json(reading: RecipientsOptions) -> dict[str, object]:
    chosen = reading.selection
    selection = {
        "where": chosen.where,
        "unique": chosen.unique,
        "household": chosen.household,
        "rows": chosen.rows,
        "sort": chosen.sort,
    }
    return {"encoding": reading.encoding, "query": reading.query, "selection": selection}


def _add_folder(archive: ZipFile, name: str, folder: Path) -> None:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        _add(archive, f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes())


def _fonts_of(stationeries: Sequence[Stationery]) -> Sequence[Path]:
    """Give the files of the fonts that ship with letterpress, as far as stationeries use them."""
    shipped = assets_folder(FONTS)
    fonts = {path for pattern in CATALOGUE for path in shipped.glob(pattern)}
    for stationery in stationeries:
        fonts |= {face.path for face in stationery.fonts if face.path.parent == shipped}
    return sorted(fonts)


def _add(archive: ZipFile, name: str, data: bytes) -> None:
    archive.writestr(ZipInfo(name, LONG_AGO), data, ZIP_DEFLATED)


def _plain(name: str) -> str:
    """Give the path of a file beside a text without the detours its author wrote."""
    parts: list[str] = []
    for part in PurePosixPath(name).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
