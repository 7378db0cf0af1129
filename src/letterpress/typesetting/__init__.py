"""A letter and its stationery to PDF bytes: the only door to WeasyPrint."""

from letterpress.typesetting.engine import Engine
from letterpress.typesetting.libraries import library_versions
from letterpress.typesetting.plates import PlateCase, Variant
from letterpress.typesetting.setting import evenness_of
from letterpress.typesetting.sheets import draw_sheets
from letterpress.typesetting.typesetting import (
    TypesetLetter,
    TypesettingOptions,
    lay_out_letter,
    typeset_letter,
)

__all__ = [
    "Engine",
    "PlateCase",
    "TypesetLetter",
    "TypesettingOptions",
    "Variant",
    "draw_sheets",
    "evenness_of",
    "lay_out_letter",
    "library_versions",
    "typeset_letter",
]
