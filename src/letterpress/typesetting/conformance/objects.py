"""References between the objects of a PDF that is being written: the small grammar of pydyf."""

import re

import pydyf

_REFERENCE = re.compile(rb"(\d+) 0 R")


def is_reference(value: object) -> bool:
    """Tell whether a value refers to another object, as in `12 0 R`."""
    return isinstance(value, bytes) and _REFERENCE.fullmatch(value) is not None


def number_of(reference: bytes) -> int:
    """Give the object number in a reference."""
    return int(reference.split()[0])


def look_up(pdf: pydyf.PDF, reference: object) -> pydyf.Object:
    """Give the object a reference leads to."""
    assert isinstance(reference, bytes)
    return pdf.objects[number_of(reference)]
