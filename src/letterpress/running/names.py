"""Names for files that every file system takes, and names that some file system takes for one.

Pure; it knows no folder and no letter.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from unicodedata import category, combining, normalize

MOST_BYTES = 200  # of 255 on most file systems: room for what tools add
LONGEST_SUFFIX = 16  # in bytes; what is longer is no suffix but words after a dot
FOLDER_SIZE = 1000  # letters in a numbered folder
NAMELESS = "_"  # stands for a text no character of which can be in a name

DROPPED = {"Cc", "Cf", "Cs"}  # control, format (right-to-left overrides among them), surrogates
SEPARATORS = re.compile(r'[<>:"/\\|?*]')  # of paths, and what Windows keeps for itself
WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def safe_name(text: str) -> str:
    """Give a text as the name of a file: one that every file system takes, at most 200 bytes long.

    What may not be in a name is left out or becomes a hyphen; a name that is safe stays as it is.
    """
    name = _trim(SEPARATORS.sub("-", _printable(text)))
    if WINDOWS_DEVICES.match(name):
        stem, dot, suffix = name.partition(".")
        name = f"{stem.rstrip()}_{dot}{suffix}"
    return _shorten(name) or NAMELESS


def numbered_folder(row: int) -> str:
    """Give the name of the folder a row belongs to: 1 to 1000 in `0001`, 1001 to 2000 in `0002`."""
    return f"{(row - 1) // FOLDER_SIZE + 1:04}"


def leads_out(file: str) -> bool:
    """Tell whether a path does not stay in the folder it is relative to."""
    path = PurePosixPath(file)
    return path.is_absolute() or ".." in path.parts


def find_collisions(files: Iterable[str]) -> tuple[tuple[int, ...], ...]:
    """Find the files that would be one on some file system; give their positions, those of one file together.

    Names are one when they differ in case or in how accents are encoded alone. A file and a folder of one
    name collide too.
    """
    positions: dict[str, int | tuple[int, ...]] = {}
    below: dict[str, int] = {}
    for position, file in enumerate(files):
        folded = _fold(file)
        positions[folded] = _together(positions.get(folded), position)
        below.setdefault(folded.rpartition("/")[0], position)
    folders = {folder: position for path, position in below.items() for folder in _with_parents(path)}
    for folder, position in folders.items():
        if folder in positions:
            positions[folder] = _together(positions[folder], position)
    return tuple(found for found in positions.values() if isinstance(found, tuple))


def _together(found: int | tuple[int, ...] | None, position: int) -> int | tuple[int, ...]:
    """Add a position; one alone is no tuple, because there are a hundred thousand of those."""
    if found is None:
        return position
    return (*found, position) if isinstance(found, tuple) else (found, position)


def _with_parents(path: str) -> tuple[str, ...]:
    parts = path.split("/") if path else []
    return tuple("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def _fold(file: str) -> str:
    """Give what names have in common that a file system may take for one: canonical caseless matching."""
    return normalize("NFD", normalize("NFD", file).casefold())


def _printable(text: str) -> str:
    """Leave out what cannot be seen; white space of any kind becomes one space."""
    spaced = (" " if character.isspace() else character for character in text)
    seen = "".join(character for character in spaced if category(character) not in DROPPED)
    return normalize("NFC", " ".join(seen.split()))


def _trim(name: str) -> str:
    """Take away a beginning that hides a file or looks like an option, and an end that Windows drops."""
    return name.lstrip(".- ").rstrip(". ")


def _shorten(name: str) -> str:
    """Cut a name to the bytes it may have, at a character, and before the suffix."""
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > LONGEST_SUFFIX:
        stem, dot, suffix = name, "", ""
    return _trim(_cut(stem, MOST_BYTES - len(f"{dot}{suffix}".encode()))) + dot + suffix


def _cut(text: str, most_bytes: int) -> str:
    """Cut a text at a character, never between a letter and its accents."""
    end = len(text.encode()[:most_bytes].decode(errors="ignore"))
    while end and combining(text[end]):
        end -= 1
    return text[:end]
