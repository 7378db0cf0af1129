"""`letterpress verify`: a bag, a run or a letter held against what it promises, and who signed it."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import IO

import click

from letterpress.archiving import (
    SIGNATURE_MARK,
    Finding,
    OpenBag,
    Remade,
    Verdict,
    Vouched,
    Wanted,
    judge_beside,
    judge_within,
    open_bag,
    open_run_folder,
    remake_letters,
    verify_bag,
    verify_letter,
    verify_run,
)
from letterpress.cli.bars import count_lines, show_bar
from letterpress.cli.performing import load
from letterpress.cli.places import open_store
from letterpress.cli.reporting import count_of, print_diagnostics, printable
from letterpress.diagnostics import Code, Diagnostic, ExitCode, Severity
from letterpress.running import LEDGER

PDF_MAGIC = b"%PDF-"


def verify(  # noqa: PLR0913 -- the options of the command
    *,
    path: str,
    validate: str,
    remake: str | None,
    trust: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> ExitCode:
    """Hold a bag, a run or a letter against what it promises; say what does not hold, and how."""
    rows = _rows(remake)
    shown = not quiet and not as_json
    kind = _kind_of(Path(path))
    if remake and kind != "bag":
        raise click.UsageError("--remake needs a bag, which holds what letters were made from")
    judge, remade = partial(_judge, trust), None
    signed: list[Vouched] = []

    def judge_signatures(file: str, pdf: bytes) -> None:
        signed.append(_in_pdf(file, pdf, trust))

    wanted = Wanted(validate == "all", on_judged=judge_signatures)
    if kind == "letter":
        verdict = verify_letter(Path(path), wanted)
        vouched = judge_beside(Path(path), judge)
    elif kind == "run":
        run = open_run_folder(Path(path), open_store)
        with show_bar("letters", count_lines(run.manifest), shown=shown) as tell:
            verdict = verify_run(run, wanted._replace(on_file=tell))
        vouched = judge_beside(run.manifest, judge)
    else:
        with open_bag(Path(path)) as bag:
            with show_bar("files", len(bag.members), shown=shown) as tell:
                verdict = verify_bag(bag, wanted._replace(on_file=tell))
            remade = _remake(bag, verdict, remake, rows)
            vouched = judge_within(bag, judge) + judge_beside(Path(path), judge)
    vouched = sum(signed, vouched)
    missing = (_unsigned(path),) if trust and not vouched.signatures else ()
    findings = (*verdict.findings, *vouched.findings, *missing, *(remade.findings if remade else ()))
    holds = all(one.diagnostic.severity is not Severity.ERROR for one in findings)
    _report(path, verdict, vouched, remade, findings, holds=holds, as_json=as_json, quiet=quiet)
    return ExitCode.SUCCESS if holds else ExitCode.PREFLIGHT


def _in_pdf(file: str, pdf: bytes, trust: tuple[str, ...]) -> Vouched:
    """Judge the signatures in a letter."""
    if SIGNATURE_MARK not in pdf:
        return Vouched()
    verification = load("signatures:judge_signatures")(pdf, trust)
    findings = tuple(Finding(file, diagnostic) for diagnostic in verification.diagnostics)
    return Vouched(max(1, len(verification.signatures)), findings)


def _judge(trust: tuple[str, ...], file: IO[bytes], signature: bytes) -> Iterable[Diagnostic]:
    """Judge a signature that lies beside a file; what that needs is imported when there is one."""
    diagnostics: Iterable[Diagnostic] = load("signatures:judge_detached")(file, signature, trust)
    return diagnostics


def _unsigned(path: str) -> Finding:
    hint = "sign it with `letterpress sign`, or leave --trust out"
    return Finding("", Diagnostic(Code.SIGNATURE_MISSING, Severity.ERROR, f"nobody signed {path}", hint))


def _remake(bag: OpenBag, verdict: Verdict, remake: str | None, rows: list[int] | None) -> Remade | None:
    """Make letters again from a bag that holds; from one that does not, there is nothing to learn."""
    if not remake or not verdict.holds:
        return None
    return remake_letters(bag, rows, remake_all=remake == "all")


def _rows(remake: str | None) -> list[int] | None:
    """Read what `--remake` names: a row; a sample or all name none."""
    if remake in {None, "sample", "all"}:
        return None
    assert remake
    if not remake.isascii() or not remake.isdigit():
        raise click.BadParameter(f"{remake!r} is no row, nor sample or all", param_hint="--remake")
    return [int(remake)]


def _kind_of(path: Path) -> str:
    """Tell a bag from the folder of a run and from a letter."""
    if path.is_dir():
        return "run" if (path / LEDGER).exists() else "bag"
    try:
        with path.open("rb") as file:
            return "letter" if file.read(len(PDF_MAGIC)) == PDF_MAGIC else "bag"
    except OSError:
        return "bag"  # which says why it cannot be opened


def _report(  # noqa: PLR0913 -- what was found, and how to say it
    path: str,
    verdict: Verdict,
    vouched: Vouched,
    remade: Remade | None,
    findings: tuple[Finding, ...],
    *,
    holds: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    for finding in findings:
        print_diagnostics((finding.diagnostic,), json_lines=as_json, file=finding.file or path)
    if as_json:
        said = {
            "path": path,
            "kind": verdict.kind,
            "holds": holds,
            "files": verdict.files,
            "letters": verdict.letters,
            "judged": verdict.judged,
            "forgotten": verdict.forgotten,
            "signatures": vouched.signatures,
            "remade_alike": remade.same if remade else None,
        }
        click.echo(json.dumps(said))
    elif not quiet:
        seen = f"{count_of(verdict.files, 'checksummed file')}, {count_of(verdict.letters, 'letter')}"
        again = f", {remade.same} made again to the same bytes" if remade else ""
        signed = f", {count_of(vouched.signatures, 'signature')}" if vouched.signatures else ""
        gone = f", {verdict.forgotten} forgotten" if verdict.forgotten else ""
        words = "holds" if holds else "does not hold"
        click.echo(
            f"{printable(path)}: {words}; {seen}, {verdict.judged} seen by preflight{again}{signed}{gone}"
        )
