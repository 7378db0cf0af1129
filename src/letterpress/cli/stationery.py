"""`letterpress stationery`: what there is to set a letter on, and how one's own begins."""

from pathlib import Path

import click

from letterpress.diagnostics import Code, DeliveryError, Diagnostic, ExitCode, Severity
from letterpress.files import make_folder, write_atomically
from letterpress.stationery import Box, FontFace, Stationery, list_stationery, load_stationery


def names() -> tuple[str, ...]:
    """Give the names shell completion offers."""
    return list_stationery()


def list_all() -> ExitCode:
    """Print name, paper and title of every stationery that ships with letterpress."""
    loaded = [load_stationery(name) for name in list_stationery()]
    width = max(len(stationery.name) for stationery in loaded)
    for stationery in loaded:
        click.echo(f"{stationery.name:{width}}  {stationery.paper.name:9}  {stationery.title}")
    return ExitCode.SUCCESS


def show(*, name: str) -> ExitCode:
    """Print one stationery: paper, boxes, fonts, labels."""
    click.echo("\n".join(_lines(load_stationery(name))))
    return ExitCode.SUCCESS


def new(*, folder: str, base: str) -> ExitCode:
    """Write a folder with stationery that rests on one that ships, and say how to set a letter on it."""
    stationery, path = load_stationery(base), Path(folder)
    if path.exists():
        message = f"{folder} is there already"
        hint = "name a folder that is not there yet"
        raise DeliveryError(Diagnostic(Code.OUTPUT_UNWRITABLE, Severity.ERROR, message, hint))
    make_folder(path)
    write_atomically(path / "stationery.toml", _beginning(stationery).encode())
    write_atomically(path / "letter.css", STYLE.encode())
    click.echo(f"{folder}/stationery.toml says what is different from {base}, for now nothing", err=True)
    click.echo(f"next: letterpress render LETTER --stationery ./{folder}", err=True)
    click.echo(folder)
    return ExitCode.SUCCESS


STYLE = """/* Rules that come after those of the base; docs/stationery.md names every class. For instance:
.letterhead-name { font-size: 24pt; line-height: 30pt }
*/
"""


def _beginning(stationery: Stationery) -> str:
    """Write a table that says nothing yet, with the values of its base to be changed."""
    boxes = (
        f"# {name} = {{ left_mm = {box.left_mm}, top_mm = {box.top_mm}, "
        f"width_mm = {box.width_mm}, height_mm = {box.height_mm} }}"
        for name, box in stationery.boxes_mm.items()
    )
    return "\n".join(
        (
            f'base = "{stationery.name}" # {stationery.title}',
            f'title = "{stationery.title}, our own"',
            "",
            "# What is said here is laid over what the base says; `false` takes a box away.",
            "# Millimetres from the top left corner of the sheet.",
            "[boxes_mm]",
            *boxes,
            "",
        )
    )


def _lines(stationery: Stationery) -> list[str]:
    paper = stationery.paper
    width = max(map(len, stationery.boxes_mm))
    boxes = [f"  {name:{width}}  {_box(box)}" for name, box in stationery.boxes_mm.items()]
    labels = [
        f"  {language}  {', '.join(f'{key}: {text}' for key, text in labels.items())}"
        for language, labels in stationery.labels.items()
    ]
    return [
        f"{stationery.name}: {stationery.title}",
        f"folder  {stationery.folder}",
        f"paper   {paper.name}, {paper.width_mm:g} x {paper.height_mm:g} mm",
        "boxes   in mm from the top left of the sheet",
        *boxes,
        "fonts",
        *(f"  {_face(face)}" for face in stationery.fonts),
        "labels",
        *labels,
    ]


def _box(box: Box) -> str:
    return f"left {box.left_mm:g}, top {box.top_mm:g}, {box.width_mm:g} x {box.height_mm:g}"


def _face(face: FontFace) -> str:
    return f"{face.family}, weight {face.weight}, {face.style} ({face.path.name})"
