"""Stationery: the paper, its zones in millimetres, its type and its words.

A stationery is a folder with `stationery.toml`, `letter.html.jinja` and `letter.css`. All geometry stands
in the TOML file, measured from the top left corner of the sheet; the style sheet receives it as custom
properties and the audit holds the pages against the very same numbers. This module reads such folders and
knows nothing of letters, HTML or PDF.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from letterpress.diagnostics import Code, Diagnostic, Severity, StationeryError

PX_PER_MM = 96 / 25.4  # CSS Values and Units 3, section 6.2: 1in = 96px = 25.4mm
FILES = ("stationery.toml", "letter.html.jinja", "letter.css")
DEFAULT_STATIONERY = {"de": "din-5008-b"}  # by language; anything else is set on us-block
FALLBACK_STATIONERY = "us-block"
ZONES = ("first", "following")  # every stationery has these
TURNED = "turned"  # the type area of turned pages, and how the names of all boxes on these begin
# What `[archive]` may say of who keeps the letters, and the words of a bag for it (RFC 8493, section 2.2.2).
ARCHIVE_LABELS = {
    "organisation": "Source-Organization",
    "address": "Organization-Address",
    "contact": "Contact-Name",
    "phone": "Contact-Phone",
    "email": "Contact-Email",
    "description": "External-Description",
    "identifier": "External-Identifier",
    "retention": "Retention-Period",  # no word of the standard, which lets bags have more
}
LABELS = ("attention", "back", "copies", "enclosure", "enclosures", "footnote", "postscript", "subject")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in millimetres from its top left corner."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet, upright."""

    name: str
    width_mm: float
    height_mm: float

    def size_mm(self, *, turned: bool) -> tuple[float, float]:
        """Give width and height as the sheet is read: upright, or turned by 90 degrees."""
        return (self.height_mm, self.width_mm) if turned else (self.width_mm, self.height_mm)


@dataclass(frozen=True, slots=True)
class FontFace:
    """One font file and the face it serves as (CSS Fonts 4, `@font-face`)."""

    family: str
    path: Path
    weight: int = 400
    style: str = "normal"


@dataclass(frozen=True, slots=True)
class FootnoteArea:
    """Distances around the notes at the foot of a page (CSS GCPM 3, section 2.3)."""

    space_above_mm: float
    rule_width_mm: float
    rule_height_mm: float
    space_below_rule_mm: float
    space_between_mm: float

    @property
    def lead_mm(self) -> float:
        """Give the least distance from the text to the first note, the rule included."""
        return self.space_above_mm + self.rule_height_mm + self.space_below_rule_mm


@dataclass(frozen=True, slots=True)
class SignatureGrid:
    """How signatories stand: columns by their number, room for ink above a name, space between rows."""

    columns: int
    column_gap_mm: float
    row_gap_mm: float
    ink_mm: float
    ink_up_to: int  # more signatories than this sign elsewhere and need no room for ink


@dataclass(frozen=True, slots=True)
class Fitting:
    """How far copyfitting may go, as factors of the leading; the type follows by half.

    `drawn_in` to save a page that holds a few lines only, `smallest` when the author asks for fewer pages.
    """

    drawn_in: float = 0.955
    smallest: float = 0.82


@dataclass(frozen=True, slots=True)
class Mark:
    """A fold or punch mark at the edge of the sheet."""

    name: str
    left_mm: float
    top_mm: float
    width_mm: float


@dataclass(frozen=True, slots=True)
class Stationery:
    """Everything a letter is set on."""

    name: str
    title: str
    folder: Path
    paper: Paper
    boxes_mm: Mapping[str, Box]
    zones: Mapping[str, tuple[str, ...]]
    flow: tuple[str, ...]
    footnote_area: FootnoteArea
    signature: SignatureGrid
    fitting: Fitting
    marks: tuple[Mark, ...]
    labels: Mapping[str, Mapping[str, str]]
    archive: Mapping[str, str]
    fonts: tuple[FontFace, ...]
    css: str = field(repr=False)

    def labels_for(self, language: str) -> Mapping[str, str]:
        """Give the labels of a language, or of the first one the stationery speaks."""
        known = self.labels.get(language) or self.labels.get(language.partition("-")[0])
        return known or next(iter(self.labels.values()))

    def first_box(self, *, has_letterhead: bool) -> str:
        """Name the box of the first page's text; a plain sheet may start higher (`first_plain`)."""
        return "first_plain" if not has_letterhead and "first_plain" in self.boxes_mm else "first"

    @property
    def turns_pages(self) -> bool:
        """Tell whether it has a type area for turned pages."""
        return TURNED in self.boxes_mm

    def boxes_on(self, *, turned: bool) -> Mapping[str, Box]:
        """Give the boxes of upright pages, or of turned ones."""
        return {name: box for name, box in self.boxes_mm.items() if name.startswith(TURNED) == turned}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where stationery is found that does not ship with this letterpress: folders by name, and fonts."""

    folders: Mapping[str, Path]
    fonts: Path


def assets_folder(kind: str) -> Path:
    """Give the folder of shipped `templates` or `fonts`: inside an installed package, or in a checkout."""
    package = Path(__file__).parent
    installed = package / kind
    return installed if installed.is_dir() else package.parents[1] / kind


def list_stationery() -> tuple[str, ...]:
    """Name the stationery that ships with letterpress."""
    return tuple(sorted(p.parent.name for p in assets_folder("templates").glob("*/stationery.toml")))


def default_stationery(language: str) -> str:
    """Name the stationery for a letter that asks for none."""
    return DEFAULT_STATIONERY.get(language.partition("-")[0].lower(), FALLBACK_STATIONERY)


def load_stationery(name: str, shelf: Shelf | None = None) -> Stationery:
    """Load stationery by its name, or from a folder of one's own (anything with a path separator).

    From a shelf comes what stands on it, and nothing else.

    Raises:
        StationeryError: no such stationery, a file is missing, or a value makes no sense.
    """
    folder = _find_on(shelf, name) if shelf else _find_folder(name)
    for file in FILES:
        if not (folder / file).is_file():
            raise _refuse(
                Code.STATIONERY_ASSET_MISSING,
                f"stationery {name!r} has no {file}",
                f"add {folder / file}; `letterpress stationery show us-block` shows a complete one",
            )
    path = folder / "stationery.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _invalid(path, str(error)) from error
    try:
        return _stationery_of(table, folder, shelf.fonts if shelf else assets_folder("fonts"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise _invalid(path, what) from error


def _archive_table(table: Mapping[str, Any]) -> Mapping[str, str]:
    archive = table.get("archive", {})
    for key, value in archive.items():
        if key not in ARCHIVE_LABELS:
            raise ValueError(f"archive has no {key!r}; it may have {', '.join(ARCHIVE_LABELS)}")
        if not isinstance(value, str):
            raise ValueError(f"archive.{key} must be a text")  # noqa: TRY004 -- what is wrong is the file
    return dict(archive)


def archive_table_of(data: bytes) -> Mapping[str, str]:
    """Give what a `stationery.toml` that was loaded before says in `[archive]`."""
    return _archive_table(tomllib.loads(data.decode()))


def _find_on(shelf: Shelf, name: str) -> Path:
    if name not in shelf.folders:
        hint = f"there is {', '.join(sorted(shelf.folders))}"
        raise _refuse(Code.STATIONERY_UNKNOWN, f"no stationery {name!r} was kept with the letters", hint)
    return shelf.folders[name]


def _find_folder(name: str) -> Path:
    if "/" in name or "\\" in name or name in {".", ".."}:
        folder = Path(name).resolve()
        if not folder.is_dir():
            raise _refuse(Code.STATIONERY_UNKNOWN, f"no folder {name!r}", "give the folder of a stationery")
        return folder
    known = list_stationery()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(known)}, or give a folder"
        raise _refuse(Code.STATIONERY_UNKNOWN, f"unknown stationery {name!r}", hint)
    return assets_folder("templates") / name


def _stationery_of(table: dict[str, Any], folder: Path, fonts: Path) -> Stationery:
    paper = Paper(**table["paper"])
    boxes = {name: Box(**box) for name, box in table["boxes_mm"].items()}
    for zone in ZONES:
        if zone not in boxes:
            raise ValueError(f"boxes_mm has no {zone!r}")
    for name, box in boxes.items():
        width, height = paper.size_mm(turned=name.startswith(TURNED))
        if not _is_on_sheet(box, width, height):
            raise ValueError(f"box {name!r} is not on the sheet of {width} x {height} mm")
    zones = {zone: tuple(parts) for zone, parts in table.get("zones", {}).items()}
    for zone in zones:
        if zone not in boxes:
            raise ValueError(f"zone {zone!r} has no box")
    _refuse_labels(table["labels"])
    grid = SignatureGrid(**table["signature"])
    if grid.columns < 1:
        raise ValueError("signature.columns must be 1 or more")
    return Stationery(
        name=table.get("name", folder.name),
        title=table["title"],
        folder=folder,
        paper=paper,
        boxes_mm=boxes,
        zones=zones,
        flow=tuple(table["flow"]),
        footnote_area=FootnoteArea(**table["footnote_area"]),
        signature=grid,
        fitting=Fitting(**table.get("fitting", {})),
        marks=tuple(Mark(**mark) for mark in table.get("marks", ())),
        labels=dict(table["labels"]),
        archive=_archive_table(table),
        fonts=_faces_of(table, folder, fonts),
        css=(folder / "letter.css").read_text(encoding="utf-8"),
    )


def _refuse_labels(labels: Mapping[str, Mapping[str, str]]) -> None:
    if not labels:
        raise ValueError("labels has no language")
    for language, words in labels.items():
        if missing := [label for label in LABELS if label not in words]:
            raise ValueError(f"labels.{language} has no {missing[0]!r}")


def _is_on_sheet(box: Box, width_mm: float, height_mm: float) -> bool:
    right, bottom = box.left_mm + box.width_mm, box.top_mm + box.height_mm
    inside = box.left_mm >= 0 and box.top_mm >= 0 and right <= width_mm and bottom <= height_mm
    return inside and box.width_mm > 0 and box.height_mm > 0


def _faces_of(table: dict[str, Any], folder: Path, shipped: Path) -> tuple[FontFace, ...]:
    catalogue = tomllib.loads((shipped / "fonts.toml").read_text(encoding="utf-8"))["face"]
    wanted = set(table["fonts"])
    faces = [_face(face, shipped) for face in catalogue if face["family"] in wanted]
    faces += [_face(face, folder) for face in table.get("face", ())]
    if missing := wanted - {face.family for face in faces}:
        raise ValueError(f"no font file for {', '.join(sorted(missing))}")
    for face in faces:
        if not face.path.is_file():
            raise _refuse(
                Code.STATIONERY_ASSET_MISSING,
                f"font file {face.path} is missing",
                "put the file there, or take the face out of stationery.toml",
            )
    return tuple(faces)


def _face(face: Mapping[str, Any], folder: Path) -> FontFace:
    return FontFace(
        face["family"], folder / face["file"], face.get("weight", 400), face.get("style", "normal")
    )


def _invalid(path: Path, what: str) -> StationeryError:
    return _refuse(Code.STATIONERY_INVALID, f"{path}: {what}", "see docs/stationery.md for every value")


def _refuse(code: Code, message: str, hint: str) -> StationeryError:
    return StationeryError(Diagnostic(code, Severity.ERROR, message, hint))
