"""Reading values out of a PDF that may be broken: each function gives the type it names, or nothing.

A file that lies about a type must not stop the judgement of the rest, so what is not of the asked type
reads as empty.
"""

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

POINTS_PER_MM = 72 / 25.4


def resolve(value: object) -> object:
    """Follow a reference to what it leads to."""
    return value.get_object() if isinstance(value, PdfObject) else value


def dictionary(value: object) -> DictionaryObject:
    """Give a dictionary (or the dictionary of a stream), empty for anything else."""
    found = resolve(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def array(value: object) -> ArrayObject:
    """Give an array, empty for anything else."""
    found = resolve(value)
    return found if isinstance(found, ArrayObject) else ArrayObject()


def stream_data(value: object) -> bytes:
    """Give the decoded data of a stream, empty for anything else."""
    found = resolve(value)
    return bytes(found.get_data()) if isinstance(found, StreamObject) else b""


def name(value: object) -> str:
    """Give a name without its solidus, empty for anything else."""
    found = resolve(value)
    return str(found).removeprefix("/") if isinstance(found, NameObject) else ""


def text(value: object) -> str:
    """Give a text string, empty for anything else."""
    found = resolve(value)
    return str(found) if isinstance(found, TextStringObject) else ""


def number(value: object) -> float:
    """Give a number, 0 for anything else."""
    found = resolve(value)
    return float(found) if isinstance(found, int | float) else 0.0


def key_of(value: object) -> int:
    """Give what tells one object from another: its number in the file where it has one."""
    if isinstance(value, IndirectObject):
        return value.idnum
    reference = getattr(value, "indirect_reference", None)
    return reference.idnum if isinstance(reference, IndirectObject) else -id(value)
