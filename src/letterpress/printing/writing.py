"""A print run: finished letters in one file for the print shop, or in several of so many sheets.

Letters come one at a time and are forgotten once written, so that memory does not grow with the run. Their
order is the caller's. Nothing here knows recipients, or how a letter is set.
"""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity
from letterpress.files import temporary_name, translated
from letterpress.preflight import read_claims
from letterpress.printing.job import PrintedFile, PrintLetter, PrintOptions, PrintSummary
from letterpress.printing.lettersheets import LetterSheets
from letterpress.printing.pdffile import FullError
from letterpress.printing.runfile import RunFile
from letterpress.printing.values import UnreadableError

# Standards of which the pages alone, without structure and attachments, hold what a print run claims.
SUFFICIENT = frozenset({"pdf/a-2a", "pdf/a-2u", "pdf/a-3a", "pdf/a-3u"})
MAX_LETTER_BYTES = 256 * 1024 * 1024  # as preflight's own limit
# What a file that is not what it says makes the reader raise.
FAULTS = (UnreadableError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


def write_print_run(letters: Iterable[PrintLetter], target: Path, options: PrintOptions) -> PrintSummary:
    """Write letters into one file, or into `target-1.pdf`, `target-2.pdf`, … of so many sheets.

    The same letters and options give the same bytes. The files appear when all are finished, or none does.

    Raises:
        DeliveryError: a letter cannot be used, there is none, or the files cannot be written.
    """
    with translated(target), ExitStack() as stack:
        if target.exists() and not target.is_file():
            raise FileExistsError(0, "it is no file that could be replaced")
        run = _Run(target.resolve(), options, stack)
        try:
            for letter in letters:
                run.add(letter)
            return run.finish()
        except FullError as fault:
            message = "the print run has more objects than one file may have"
            found = Diagnostic(Code.PRINT_RUN_LIMIT, Severity.ERROR, message, "split it by sheets")
            raise DeliveryError(found) from fault


class _Run:
    """A run under way: the files that are finished, and the one that is not."""

    def __init__(self, target: Path, options: PrintOptions, stack: ExitStack) -> None:
        self._target = target
        self._options = options
        self._stack = stack
        self._temporaries: list[Path] = []
        self._sinks: list[BinaryIO] = []
        self._open: RunFile | None = None
        self._sheets = 0  # in the open file
        self._position = 0
        self._finished: list[PrintedFile] = []
        self._warnings: list[Diagnostic] = []

    def add(self, letter: PrintLetter) -> None:
        """Add a letter to the open file, or to another when it has no room."""
        self._position += 1
        try:
            sheets = LetterSheets(_pdf_of(letter))
            _check_claim(sheets)
            self._file_for(letter, sheets).add_letter(
                sheets, letter.label, self._position, padding=self._needs_padding(sheets)
            )
        except FAULTS as fault:
            raise _refused(letter, str(fault) or type(fault).__name__) from fault

    def finish(self) -> PrintSummary:
        """Finish the open file and give all files their names."""
        if not self._position:
            raise DeliveryError(
                Diagnostic(Code.PRINT_RUN_EMPTY, Severity.ERROR, "there is no letter to print")
            )
        self._close()
        for temporary, file in zip(self._temporaries, self._finished, strict=True):
            temporary.replace(file.path)
        return PrintSummary(tuple(self._finished), diagnostics=tuple(self._warnings))

    def _needs_padding(self, sheets: LetterSheets) -> bool:
        return self._options.duplex and len(sheets.pages) % 2 == 1

    def _file_for(self, letter: PrintLetter, sheets: LetterSheets) -> RunFile:
        """Give the file a letter goes into: a letter is never divided over two."""
        needed = -(-len(sheets.pages) // 2) if self._options.duplex else len(sheets.pages)
        limit = self._options.sheets_per_file or 0
        if limit and needed > limit:
            message = f"letter {letter.name} alone has {needed} sheets, more than the {limit} of a file"
            self._warnings.append(Diagnostic(Code.PRINT_RUN_SHEETS, Severity.WARNING, message))
        if self._open and limit and self._sheets + needed > limit:
            self._close()
        if self._open is None:
            self._open = self._begin()
        self._sheets += needed
        return self._open

    def _begin(self) -> RunFile:
        temporary = self._stack.enter_context(temporary_name(self._target.parent))
        sink = temporary.open("xb")
        self._stack.callback(sink.close)
        self._temporaries.append(temporary)
        self._sinks.append(sink)
        self._sheets = 0
        return RunFile(sink)

    def _close(self) -> None:
        """Finish the open file under its temporary name, on the disk."""
        if self._open is None:
            return
        self._open.close(self._options.title, self._options.created)
        sink = self._sinks.pop()
        sink.flush()
        os.fsync(sink.fileno())
        sink.close()
        counts = (self._open.letter_count, self._open.page_count, self._sheets, self._open.size_bytes)
        self._finished.append(PrintedFile(self._next_path(), *counts))
        self._open = None

    def _next_path(self) -> Path:
        if not self._options.sheets_per_file:
            return self._target
        return self._target.with_stem(f"{self._target.stem}-{len(self._finished) + 1}")


def _pdf_of(letter: PrintLetter) -> bytes:
    if len(letter.pdf) > MAX_LETTER_BYTES:
        raise UnreadableError("it is too large for a letter")
    return letter.pdf


def _check_claim(sheets: LetterSheets) -> None:
    if not sheets.pages:
        raise UnreadableError("it has no page")
    claims = read_claims(sheets.stream(sheets.catalog.get(b"/Metadata", b"null")).data)
    if SUFFICIENT.isdisjoint(claims):
        raise UnreadableError("it claims no standard from which that of the print run follows")


def _refused(letter: PrintLetter, reason: str) -> DeliveryError:
    message = f"letter {letter.name} cannot go into the print run: {reason}"
    hint = "set the letter again, or leave it out"
    return DeliveryError(Diagnostic(Code.PRINT_RUN_LETTER, Severity.ERROR, message, hint))
