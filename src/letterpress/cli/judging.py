"""`letterpress preflight`: a verdict on finished PDFs."""

import json

import click

from letterpress.cli.reporting import print_diagnostics
from letterpress.cli.sources import read_bytes
from letterpress.diagnostics import Diagnostic, ExitCode, has_errors
from letterpress.preflight import Inspection, inspect_pdf


def preflight(*, files: tuple[str, ...], json_lines: bool) -> ExitCode:
    """Print a verdict on every file and why a file fails; one failure fails the run."""
    verdicts = [_judge(file, json_lines=json_lines) for file in files]
    return ExitCode.SUCCESS if all(verdicts) else ExitCode.PREFLIGHT


def _judge(file: str, *, json_lines: bool) -> bool:
    data = read_bytes(file)
    inspection = Inspection(diagnostics=(data,)) if isinstance(data, Diagnostic) else inspect_pdf(data)
    passes = not has_errors(inspection.diagnostics)
    click.echo(
        _json(file, inspection, passes=passes) if json_lines else _words(file, inspection, passes=passes)
    )
    print_diagnostics(inspection.diagnostics, json_lines=json_lines, file=file)
    return passes


def _json(file: str, inspection: Inspection, *, passes: bool) -> str:
    verdict = {
        "file": file,
        "passes": passes,
        "pages": inspection.page_count,
        "standards": list(inspection.standards),
        "signatures": [{"covered": one.covered, "behind": one.behind} for one in inspection.signatures],
    }
    return json.dumps(verdict)


def _words(file: str, inspection: Inspection, *, passes: bool) -> str:
    if not passes:
        return f"{file}: fails"
    claims = " and ".join(inspection.standards) or "claims no standard"
    return f"{file}: passes, {claims}{_signed(inspection)}"


def _signed(inspection: Inspection) -> str:
    """Say that a file is signed; whether the signature holds is not asked."""
    if not inspection.signatures:
        return ""
    count = "" if len(inspection.signatures) == 1 else f" {len(inspection.signatures)} times"
    return f", signed{count}" + ("" if inspection.signatures[-1].behind else ", the whole file")
