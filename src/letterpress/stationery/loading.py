"""Stationery read from folders: `stationery.toml`, `letter.html.jinja` and `letter.css`.

All geometry stands in the TOML file; the style sheet receives it as custom properties and the audit holds
the pages against the very same numbers. A stationery may rest on another, its base, and say only what is
different.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

from letterpress.diagnostics import Code, Diagnostic, Severity, StationeryError
from letterpress.stationery.values import (
    TURNED,
    Box,
    Fitting,
    FontFace,
    FootnoteArea,
    Mark,
    Paper,
    Shelf,
    SignatureGrid,
    Stationery,
    StyleSheet,
    Window,
)

TABLE, TEMPLATE, STYLE_SHEET = "stationery.toml", "letter.html.jinja", "letter.css"
DEFAULT_STATIONERY = {"de": "din-5008-b"}  # by language; anything else is set on us-block
FALLBACK_STATIONERY = "us-block"
ZONES = ("first", "following")  # every stationery has these
RETURN_ADDRESS = "return_address"  # stands in the window too, where it need not be seen
OTHER_PAGES = ("following", "continuation")  # boxes of pages that no window shows
ROUNDED_MM = 0.02  # inches are rounded to hundredths of a millimetre
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


def assets_folder(kind: str) -> Path:
    """Give the folder of shipped `templates` or `fonts`: inside an installed package, or in a checkout."""
    package = Path(__file__).parents[1]
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
    layers = tuple(_layers(name, shelf))
    path = layers[0].folder / TABLE
    try:
        return _stationery_of(layers, shelf.fonts if shelf else assets_folder("fonts"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise _invalid(path, what) from error


class _Layer(NamedTuple):
    """One folder of a stationery, and what its table says."""

    name: str
    folder: Path
    table: dict[str, Any]


def _layers(name: str, shelf: Shelf | None) -> Iterator[_Layer]:
    """Yield a stationery, its base, the base of that and so on."""
    seen: list[str] = []
    wanted: str | None = name
    while wanted is not None:
        layer = _read_layer(wanted, shelf)
        seen.append(wanted)
        yield layer
        wanted = layer.table.get("base")
        if wanted is not None and (wanted in seen or not _is_plain_name(wanted)):
            raise _invalid(layer.folder / TABLE, f"base = {wanted!r} is no stationery that ships")


def _read_layer(name: str, shelf: Shelf | None) -> _Layer:
    folder = _find_on(shelf, name) if shelf else _find_folder(name)
    path = folder / TABLE
    try:
        table = tomllib.loads(_text_of(path, name))
    except tomllib.TOMLDecodeError as error:
        raise _invalid(path, str(error)) from error
    if "base" not in table:
        for file in (TEMPLATE, STYLE_SHEET):
            if not (folder / file).is_file():
                raise _lacks(name, folder / file)
    return _Layer(name, folder, table)


def _text_of(path: Path, name: str) -> str:
    if not path.is_file():
        raise _lacks(name, path)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(path, str(error)) from error


def _lacks(name: str, path: Path) -> StationeryError:
    hint = f'add {path}, or let {TABLE} begin with a base, as in: base = "us-block"'
    return _refuse(Code.STATIONERY_ASSET_MISSING, f"stationery {name!r} has no {path.name}", hint)


def _is_plain_name(name: object) -> bool:
    return isinstance(name, str) and not set(name) & set("/\\") and name not in {"", ".", ".."}


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Give a table with another laid over it: tables in it key by key, `false` takes a key away."""
    both = {
        key: _overlaid(below[key], value) if _are_tables(below.get(key), value) else value
        for key, value in above.items()
    }
    return {key: value for key, value in {**below, **both}.items() if value is not False}


def _are_tables(*values: object) -> bool:
    return all(isinstance(value, dict) for value in values)


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
    if not _is_plain_name(name):
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


def _stationery_of(layers: Sequence[_Layer], fonts: Path) -> Stationery:
    own = layers[0]
    table = reduce(_overlaid, (layer.table for layer in reversed(layers)))
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
    window = Window(**table["window"]) if "window" in table else None
    if window:
        _refuse_hidden(boxes, zones, window)
    _refuse_labels(table)
    grid = SignatureGrid(**table["signature"])
    if grid.columns < 1:
        raise ValueError("signature.columns must be 1 or more")
    languages = table["labels"]
    return Stationery(
        name=own.table.get("name", own.folder.name),
        title=own.table["title"],
        folders={layer.name: layer.folder for layer in layers},
        paper=paper,
        boxes_mm=boxes,
        zones=zones,
        flow=tuple(table["flow"]),
        footnote_area=FootnoteArea(**table["footnote_area"]),
        signature=grid,
        fitting=Fitting(**table.get("fitting", {})),
        marks=tuple(Mark(**mark) for mark in table.get("marks", ())),
        window=window,
        labels=languages,
        unlabelled=frozenset(table.get("unlabelled", ())),
        language=table.get("language", next(iter(languages))),
        archive=_archive_table(table),
        fonts=_faces_of(layers, set(table["fonts"]), fonts),
        template=next(path for layer in layers if (path := layer.folder / TEMPLATE).is_file()),
        css=tuple(_style_sheets(layers)),
    )


def _style_sheets(layers: Sequence[_Layer]) -> Iterator[StyleSheet]:
    for layer in reversed(layers):
        if (path := layer.folder / STYLE_SHEET).is_file():
            yield StyleSheet(path.read_text(encoding="utf-8"), layer.folder)


def _refuse_hidden(boxes: Mapping[str, Box], zones: Mapping[str, tuple[str, ...]], window: Window) -> None:
    """Refuse an address the window may hide, and anything else on the first page that may show in it."""
    seen = [zone for zone, parts in zones.items() if "inside_address" in parts]
    for zone in seen:
        if (missing := _outside_mm(boxes[zone], window.always)) > 0:
            raise ValueError(f"box {zone!r} leaves what always shows in the window by {missing:.1f} mm")
    for name in boxes.keys() - {*seen, RETURN_ADDRESS, *OTHER_PAGES}:
        if not name.startswith(TURNED) and (shown := _overlap_mm(boxes[name], window.ever)) > 0:
            raise ValueError(f"box {name!r} may show in the window, {shown:.1f} mm of it")


def _outside_mm(box: Box, area: Box) -> float:
    return (
        max(
            area.left_mm - box.left_mm,
            area.top_mm - box.top_mm,
            box.left_mm + box.width_mm - area.left_mm - area.width_mm,
            box.top_mm + box.height_mm - area.top_mm - area.height_mm,
        )
        - ROUNDED_MM
    )


def _overlap_mm(box: Box, area: Box) -> float:
    across = min(box.left_mm + box.width_mm, area.left_mm + area.width_mm) - max(box.left_mm, area.left_mm)
    down = min(box.top_mm + box.height_mm, area.top_mm + area.height_mm) - max(box.top_mm, area.top_mm)
    return min(across, down) - ROUNDED_MM


def _refuse_labels(table: Mapping[str, Any]) -> None:
    labels = table["labels"]
    if not labels:
        raise ValueError("labels has no language")
    for language, words in labels.items():
        if missing := [label for label in LABELS if label not in words]:
            raise ValueError(f"labels.{language} has no {missing[0]!r}")
    if (language := table.get("language", next(iter(labels)))) not in labels:
        raise ValueError(f"language = {language!r}, and labels has no such language")
    if unknown := set(table.get("unlabelled", ())) - set(LABELS):
        raise ValueError(f"unlabelled names {min(unknown)!r}, which is no label")


def _is_on_sheet(box: Box, width_mm: float, height_mm: float) -> bool:
    right, bottom = box.left_mm + box.width_mm, box.top_mm + box.height_mm
    inside = box.left_mm >= 0 and box.top_mm >= 0 and right <= width_mm and bottom <= height_mm
    return inside and box.width_mm > 0 and box.height_mm > 0


def _faces_of(layers: Sequence[_Layer], wanted: set[str], shipped: Path) -> tuple[FontFace, ...]:
    catalogue = tomllib.loads((shipped / "fonts.toml").read_text(encoding="utf-8"))["face"]
    faces = [_face(face, shipped) for face in catalogue if face["family"] in wanted]
    faces += [_face(face, layer.folder) for layer in reversed(layers) for face in layer.table.get("face", ())]
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
