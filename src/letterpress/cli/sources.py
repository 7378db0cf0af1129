"""The bytes of a letter, from a file or standard input."""

import sys
from difflib import get_close_matches
from pathlib import Path

from letterpress.cli.performing import load
from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity
from letterpress.source import MAX_SOURCE_BYTES, STANDARD_INPUT, Source, decode_source, is_document

DASH = "-"  # standard input, where a path is expected


def read_source(path: str, encoding: str | None, review: str | None = None) -> Source:
    """Read a letter's source from a file, or from standard input when the path is `-`.

    Args:
        path: a text, or a document of a word processor, or a PDF.
        encoding: of a text that is neither UTF-8 nor UTF-16 with a byte order mark.
        review: what becomes of the tracked changes of a document: `accept`, `reject`, or it is refused.

    Raises:
        LetterError: it cannot be read, or is no text in that encoding.
    """
    name = STANDARD_INPUT if path == DASH else path
    data = read_bytes(path, MAX_SOURCE_BYTES + 1)
    if isinstance(data, Diagnostic):
        raise LetterError(data)
    if is_document(data):
        document: Source = load("documents:read_document")(data, name, review)
        return document
    return decode_source(data, name, encoding)


def folder_of(source: str) -> Path | None:
    """Give the folder in which the files of a letter lie; a letter from a pipe has none."""
    return None if source == DASH else Path(source).absolute().parent


def read_bytes(path: str, limit: int = -1) -> bytes | Diagnostic:
    """Read at most `limit` bytes of a file, or of standard input when the path is `-`; or say why not."""
    try:
        if path == DASH:
            return sys.stdin.buffer.read(limit)
        with Path(path).open("rb") as file:
            return file.read(limit)
    except OSError as error:
        message = f"cannot read {path}: {(error.strerror or str(error)).lower()}"
        return Diagnostic(Code.SOURCE_UNREADABLE, Severity.ERROR, message, _advice(path))


def _advice(path: str) -> str:
    folder = Path(path).parent
    if Path(path).is_dir():
        return "name a file in it"
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    hint = "name a .txt, .md, .docx, .odt or .pdf file, or - for standard input"
    near = get_close_matches(Path(path).name, names, n=1)
    return f"did you mean {folder / near[0]}?" if near else hint
