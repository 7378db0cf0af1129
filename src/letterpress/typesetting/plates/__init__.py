"""Plates: letters from one text, stamped rather than laid out again."""

from letterpress.typesetting.plates.case import PlateCase, Variant

__all__ = ["PlateCase", "Variant"]
