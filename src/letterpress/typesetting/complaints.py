"""What is said of a letter here: findings, spills, missing characters, cut words, WeasyPrint's own log."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from letterpress.composing import Arrangement, Flow
from letterpress.diagnostics import Code, Diagnostic, LetterError, Severity, StationeryError, TypesettingError
from letterpress.source import Source, Span
from letterpress.stationery import Stationery
from letterpress.typesetting.audit import Finding, PageText, Spill
from letterpress.typesetting.coverage import missing_characters, missing_diagnostics
from letterpress.typesetting.makeup import PlannedSheet
from letterpress.typesetting.matter import flatten
from letterpress.typesetting.metrics import Metrics
from letterpress.typesetting.setting import SetPassage, zoned
from letterpress.typesetting.tables import table_of

MOST_FINDINGS = 10  # reported before the rest is summed up


def refuse_missing_characters(flow: Flow, metrics: Metrics, stationery: Stationery, source: Source) -> None:
    """Refuse characters of the letter that no font of their style has."""
    texts = (
        (metrics.font_use(run.face), run.text, passage.span)
        for zone, passages in zoned(flow)
        for passage in passages
        for cell in passage.cells
        for run in flatten(cell, zone, passage.style).runs
    )
    if missing := tuple(missing_diagnostics(missing_characters(texts, stationery.fonts), source)):
        raise LetterError(*missing)


def refuse_missing_in_print(pages: tuple[PageText, ...], stationery: Stationery, source: Source) -> None:
    """Refuse characters that the template prints, known only once a page is laid out."""
    anywhere = Span(0, len(source.text))
    texts = ((printed.use, printed.text, anywhere) for page in pages for printed in page.printed)
    if missing := tuple(missing_diagnostics(missing_characters(texts, stationery.fonts), source)):
        raise LetterError(*missing)


def refuse_findings(findings: tuple[Finding, ...], source: Source) -> None:
    """Refuse pages that differ from their plan."""
    if not findings:
        return
    diagnostics = [
        Diagnostic(
            Code.TYPESETTING_MISMATCH,
            Severity.ERROR,
            f"page {finding.page}: {finding.message}",
            "this is a fault of letterpress: please report it with the letter, or with a like one",
            source.place(finding.span) if finding.span else None,
        )
        for finding in findings[:MOST_FINDINGS]
    ]
    raise TypesettingError(*diagnostics)


def refuse_sheets(pages: Sequence[PageText], sheets: Sequence[PlannedSheet], stationery: Stationery) -> None:
    """Refuse a template that does not turn the sheets of turned pages, or turns others."""
    for number, (page, sheet) in enumerate(zip(pages, sheets, strict=True), start=1):
        if page.turned != sheet.turned:
            was, wanted = ("turned", "upright") if page.turned else ("upright", "turned")
            raise StationeryError(
                Diagnostic(
                    Code.STATIONERY_INVALID,
                    Severity.ERROR,
                    f"page {number}: the template of {stationery.name} lays an {was} sheet for {wanted} text",
                    'give a sheet the class "turned-sheet" where page.area is "turned", and nowhere else',
                )
            )


def refuse_spills(pages: tuple[PageText, ...], stationery: Stationery) -> None:
    """Refuse text that leaves its box, the worst of each box with the millimetres missing."""
    worst: dict[tuple[int, str], Spill] = {}
    for page in pages:
        for spill in page.spills:
            key = spill.page, spill.box
            if key not in worst or spill.missing_mm > worst[key].missing_mm:
                worst[key] = spill
    if worst:
        raise StationeryError(
            *(
                Diagnostic(
                    Code.STATIONERY_OVERFLOW,
                    Severity.ERROR,
                    f"page {spill.page}: {spill.text!r} leaves the box {spill.box!r} of {stationery.name}"
                    f" by {spill.missing_mm:.1f} mm",
                    "shorten the text, or choose stationery with more room",
                )
                for spill in worst.values()
            )
        )


def table_diagnostics(passages: Iterable[SetPassage], source: Source) -> Iterator[Diagnostic]:
    """Warn of each table in which words are cut, at the first row that has one."""
    told: set[str] = set()
    for row in passages:
        passage = row.passage
        if passage.arrangement is not Arrangement.TABLE or table_of(passage) in told:
            continue
        if any(line.cut for cell in row.cells for line in cell.lines):
            told.add(table_of(passage))
            message = (
                f"a table of {passage.columns} columns is too wide: words are cut, even in its smallest type"
            )
            hint = "take fewer columns or shorter words, or make it a list"
            yield source.warning(Code.TABLE_WORDS_CUT, passage.span, message, hint)


@contextmanager
def log_of_weasyprint() -> Iterator[list[str]]:
    """Collect what WeasyPrint complains of; nothing reaches standard error."""
    records: list[str] = []

    class _Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    handler = _Collector(logging.WARNING)
    propagate, handlers = logger.propagate, logger.handlers
    logger.propagate, logger.handlers = False, [handler]
    try:
        yield records
    finally:
        logger.propagate, logger.handlers = propagate, handlers


def log_diagnostics(log: list[str]) -> tuple[Diagnostic, ...]:
    """Turn complaints into diagnostics: a missing glyph or file refuses the letter, the rest warns."""
    if glyphs := [message for message in log if ".notdef" in message]:
        raise TypesettingError(
            Diagnostic(
                Code.CHARACTER_UNAVAILABLE,
                Severity.ERROR,
                glyphs[0],
                "add a font that has it to the stationery",
            )
        )
    if failed := [message for message in log if message.startswith("Failed to load")]:
        raise StationeryError(
            *(
                Diagnostic(
                    Code.STATIONERY_ASSET_MISSING,
                    Severity.ERROR,
                    message,
                    "put the file into the stationery's folder",
                )
                for message in failed
            )
        )
    return tuple(
        Diagnostic(
            Code.STATIONERY_INVALID, Severity.WARNING, f"style sheet: {message}", "see docs/stationery.md"
        )
        for message in dict.fromkeys(log)
    )
