"""Judging a finished PDF from the file alone: reads it, asks the validator, compares with what was set.

This knows nothing of how the file was made. A verdict is a value: no file, however broken or hostile,
raises.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from letterpress.diagnostics import Code, Diagnostic, PreflightError, Severity
from letterpress.preflight.checks import check_boxes, check_fonts, check_footnotes, check_text
from letterpress.preflight.coverage import read_coverage
from letterpress.preflight.inspection import Inspection, SignatureCoverage
from letterpress.preflight.outline import Texts, texts_of
from letterpress.preflight.reading import File, guarded, open_pdf, read_file
from letterpress.preflight.standards import judge_standard, read_claims
from letterpress.preflight.tree import Element, elements_in, marked_in, read_tree
from letterpress.proof import Proof

_NUMBER = re.compile(r"\d+")


def inspect_pdf(data: bytes, proof: Proof | None = None) -> Inspection:
    """Judge a PDF: what it claims, its fonts and boxes; with `proof`, also its text and footnotes."""
    try:
        reader = open_pdf(data)
        file = read_file(reader, with_text=proof is not None)
        signatures = guarded(lambda: read_coverage(reader, len(data)))
        tree = guarded(lambda: read_tree(reader)) if proof else Element("StructTreeRoot")
    except PreflightError as error:
        return Inspection(diagnostics=error.diagnostics)
    claimed = read_claims(file.metadata)
    signed_again = len(signatures) > 1 and signatures[-1].behind == 0
    verdicts = {s: judge_standard(data, s, signed_again=signed_again) for s in claimed}
    diagnostics = [finding for findings in verdicts.values() for finding in findings]
    diagnostics.extend(_check_claims(claimed, proof))
    diagnostics.extend(check_fonts(file.fonts, proof.families if proof else frozenset()))
    diagnostics.extend(_check_coverage(signatures))
    diagnostics.extend(check_boxes(file.pages, proof))
    if proof:
        diagnostics.extend(check_text(file.pages, proof))
        diagnostics.extend(check_footnotes(*_footnotes(tree, file), proof))
    return Inspection(
        claimed=claimed,
        standards=tuple(standard for standard, findings in verdicts.items() if not findings),
        page_count=len(file.pages),
        page_sizes_mm=tuple(page.size_mm for page in file.pages),
        fonts=file.fonts,
        signatures=signatures,
        diagnostics=tuple(diagnostics),
    )


def _check_claims(claimed: tuple[str, ...], proof: Proof | None) -> Iterator[Diagnostic]:
    if proof is None:
        if not claimed:
            yield Diagnostic(Code.PDF_STANDARD, Severity.WARNING, "the file claims no archival standard")
        return
    for standard in proof.standards:
        if standard not in claimed:
            yield Diagnostic(Code.PDF_STANDARD, Severity.ERROR, f"the file does not claim {standard}")


def _check_coverage(signatures: tuple[SignatureCoverage, ...]) -> Iterator[Diagnostic]:
    """Check that the newest signature leaves nothing out; data that prove it may have been added since."""
    if signatures and signatures[-1].behind:
        message = f"{signatures[-1].behind} bytes behind the newest signature are not signed"
        yield Diagnostic(
            Code.SIGNATURE_COVERAGE, Severity.WARNING, message, "ask who added them, and sign again"
        )


def _footnotes(tree: Element, file: File) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Give the numbers called and the numbers of the notes begun, by page (from 0).

    A call is a `Reference`, its number is its text; the number of a `Note` is the text of its `Lbl`.
    """
    texts = texts_of(file.pages)
    calls: dict[int, list[int]] = defaultdict(list)
    notes: dict[int, list[int]] = defaultdict(list)
    for element in elements_in(tree):
        if element.role == "Reference":
            _count(element, texts, calls)
        elif element.role == "Note":
            label = next((kid for kid in elements_in(element) if kid.role == "Lbl"), element)
            _count(label, texts, notes)
    return calls, notes


def _count(element: Element, texts: Texts, numbers: dict[int, list[int]]) -> None:
    pieces = list(marked_in(element))
    number = _NUMBER.search("".join(texts.get((piece.page, piece.mcid), "") for piece in pieces))
    if number:
        numbers[pieces[0].page].append(int(number[0]))
