"""`letterpress archive` and `letterpress verify`: a run into bags, and what is held against its promises."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from letterpress.archiving import (
    BagOptions,
    Finding,
    OpenBag,
    Remade,
    Verdict,
    Wanted,
    WrittenBag,
    open_bag,
    open_run_folder,
    remake_letters,
    verify_bag,
    verify_letter,
    verify_run,
    write_bags,
)
from letterpress.cli.clock import created_by
from letterpress.cli.performing import load
from letterpress.cli.places import open_bucket
from letterpress.cli.reporting import count_of, print_diagnostics, printable
from letterpress.diagnostics import Code, Diagnostic, ExitCode, Severity
from letterpress.running import LEDGER
from letterpress.stationery import ARCHIVE_LABELS

PDF_MAGIC = b"%PDF-"
SIGNATURE_MARK = b"/ByteRange"  # every signature of a PDF names what it covers (ISO 32000-1, 12.8.1)
STEPS = 100  # a bar is drawn anew so many times


def archive(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    folder: str,
    output: str,
    info: Mapping[str, str],
    max_size: int | None,
    recipients: str | None,
    without_recipients: bool,
    validate: str,
    as_json: bool,
    quiet: bool,
) -> ExitCode:
    """Put a run into a bag, or several, and print their paths."""
    for key in info:
        if key not in ARCHIVE_LABELS:
            raise click.BadParameter(f"{key!r} is none of {', '.join(ARCHIVE_LABELS)}", param_hint="--info")
    run, target = Path(folder), Path(output)
    if target.resolve().is_relative_to(run.resolve()):
        raise click.UsageError("-o names a place outside the folder of the run")
    day = (created_by(os.environ) or datetime.now(UTC)).date()
    named = Path(recipients) if recipients else None
    options = BagOptions(day, info, max_size, named, without_recipients, validate == "all")
    found = open_run_folder(run, open_bucket)
    with _bar("letters", _count_lines(found.manifest), shown=not quiet and not as_json) as tell:
        bags = write_bags(found, target, options, tell)
    if as_json:
        said = {"bags": [_bag_json(bag) for bag in bags], "forgotten": len(found.forgotten)}
        click.echo(json.dumps(said))
        return ExitCode.SUCCESS
    if found.forgotten and not quiet:
        print_diagnostics((_left_out(len(found.forgotten)),), file=folder)
    for bag in bags:
        if not quiet:
            size = f"{count_of(bag.files, 'file')}, {count_of(bag.octets, 'byte')}"
            click.echo(f"{bag.path}: {count_of(bag.letters, 'letter')}, {size}", err=True)
        click.echo(os.fsencode(bag.path))
    return ExitCode.SUCCESS


def _left_out(forgotten: int) -> Diagnostic:
    message = f"without {count_of(forgotten, 'letter')} forgotten before, and without the recipients' file"
    hint = "that file may still have their rows"
    return Diagnostic(Code.ROW_FORGOTTEN, Severity.NOTE, message, hint)


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
    if trust and kind != "letter":
        raise click.UsageError("--trust needs a PDF, whose signatures it proves")
    signed: tuple[Finding, ...] = ()
    if kind == "letter":
        verdict, remade = verify_letter(Path(path)), None
        signed = _signed(Path(path), trust)
    elif kind == "run":
        run = open_run_folder(Path(path), open_bucket)
        with _bar("letters", _count_lines(run.manifest), shown=shown) as tell:
            verdict, remade = verify_run(run, Wanted(validate == "all", tell)), None
    else:
        with open_bag(Path(path)) as bag:
            with _bar("files", len(bag.members), shown=shown) as tell:
                verdict = verify_bag(bag, Wanted(validate == "all", tell))
            remade = _remake(bag, verdict, remake, rows)
    findings = (*verdict.findings, *signed, *(remade.findings if remade else ()))
    holds = all(one.diagnostic.severity is not Severity.ERROR for one in findings)
    _report(path, verdict, remade, findings, holds=holds, as_json=as_json, quiet=quiet)
    return ExitCode.SUCCESS if holds else ExitCode.PREFLIGHT


def _signed(path: Path, trust: tuple[str, ...]) -> tuple[Finding, ...]:
    """Give what is wrong with the signatures of a letter; where roots are given, it must have one."""
    pdf = path.read_bytes()
    if not trust and SIGNATURE_MARK not in pdf:
        return ()
    diagnostics: Iterable[Diagnostic] = load("signatures:judge_signatures")(pdf, trust).diagnostics
    return tuple(Finding("", diagnostic) for diagnostic in diagnostics)


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
            "remade_alike": remade.same if remade else None,
        }
        click.echo(json.dumps(said))
    elif not quiet:
        seen = f"{count_of(verdict.files, 'checksummed file')}, {count_of(verdict.letters, 'letter')}"
        again = f", {remade.same} made again to the same bytes" if remade else ""
        gone = f", {verdict.forgotten} forgotten" if verdict.forgotten else ""
        words = "holds" if holds else "does not hold"
        click.echo(f"{printable(path)}: {words}; {seen}, {verdict.judged} seen by preflight{again}{gone}")


def _bag_json(bag: WrittenBag) -> dict[str, object]:
    return {"path": str(bag.path), "letters": bag.letters, "octets": bag.octets, "files": bag.files}


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


@contextmanager
def _bar(what: str, total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """Draw a bar on a terminal, and nothing elsewhere."""
    if not shown or not sys.stderr.isatty():
        yield lambda: None
        return
    step = max(1, total // STEPS)
    with click.progressbar(length=total, label=what, file=sys.stderr, update_min_steps=step) as bar:
        yield lambda: bar.update(1)
