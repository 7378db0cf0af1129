"""`letterpress stationery`: what there is to set a letter on."""

import click

from letterpress.diagnostics import ExitCode
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
