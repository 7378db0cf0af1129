"""`letterpress sign`: a key that is opened once, and every file signed or named with what is wrong."""

import os
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from letterpress.archiving import open_run_folder
from letterpress.archiving.signing import sign_run
from letterpress.cli.bars import count_lines, show_progress
from letterpress.cli.clock import created_by
from letterpress.cli.passwords import read_password
from letterpress.cli.performing import load
from letterpress.cli.places import open_store
from letterpress.cli.reporting import count_of, print_diagnostics, printable
from letterpress.cli.sources import DASH, read_bytes
from letterpress.diagnostics import Code, Diagnostic, ExitCode, Severity, SignatureError
from letterpress.files import write_atomically
from letterpress.running import SIGNATURE, note_copies
from letterpress.signatures import (
    Changes,
    Signed,
    Signing,
    SigningKey,
    SigningPlan,
    Verification,
    load_certificates,
    needs_password,
    open_key,
    prepare_signing,
    sign_detached,
    sign_pdf,
    verify_detached,
    verify_pdf,
)

CHANGES = {None: None, "no-changes": Changes.NONE, "signatures": Changes.SIGNATURES}


def sign(  # noqa: PLR0913 -- the options of the command
    *,
    files: tuple[str, ...],
    key: str | None,
    pkcs11: str | None,
    token_label: str,
    key_label: str,
    password_env: str | None,
    password_fd: int | None,
    output: str | None,
    timestamp: str,
    long_term: bool,
    trust: tuple[str, ...],
    certify: str | None,
    add: bool,
    detached: bool,
    json_lines: bool,
    quiet: bool,
) -> ExitCode:
    """Sign every file, or every letter of a run, and print where each went; one refused stops no other."""
    roots = tuple(root for path in trust for root in load_certificates(_read(path)))
    plan = SigningPlan(timestamp, roots if long_term else (), CHANGES[certify], may_add=add)
    password = read_password(password_env, password_fd)
    with (
        _open_token(pkcs11, token_label, key_label, password)
        if pkcs11
        else _open_file(key, password) as opened
    ):
        signing = prepare_signing(opened, plan)
        if _is_run(files, output, detached=detached):
            return _sign_run(Path(files[0]), Path(output or ""), signing, quiet=quiet, shown=not json_lines)
        places = zip(files, _places(files, output, detached=detached), strict=True)
        return _sign_files(places, signing, detached=detached, json_lines=json_lines, quiet=quiet)


def _sign_files(
    places: Iterable[tuple[str, Path]], signing: Signing, *, detached: bool, json_lines: bool, quiet: bool
) -> ExitCode:
    """Sign files, each to its place."""
    refused = False
    for file, path in places:
        signed = _sign_beside(file, signing) if detached else _sign_within(file, signing)
        shown = [d for d in signed.diagnostics if not quiet or d.severity is Severity.ERROR]
        print_diagnostics(shown, json_lines=json_lines, file=file)
        if signed.data is None:
            refused = True
            continue
        write_atomically(path, signed.data)
        if not quiet:
            click.echo(path)
    return ExitCode.SIGNATURE if refused else ExitCode.SUCCESS


def _is_run(files: tuple[str, ...], output: str | None, *, detached: bool) -> bool:
    """Tell whether the letters of a run are to be signed; what is no file is taken for the folder of one."""
    if len(files) > 1 or not Path(files[0]).is_dir():
        return False
    if output is None or detached:
        raise click.UsageError("the letters of a run are signed into a folder of their own: -o SIGNED")
    if Path(output).resolve().is_relative_to(Path(files[0]).resolve()):
        raise click.UsageError("-o names a place outside the folder of the run")
    return True


def _sign_run(source: Path, folder: Path, signing: Signing, *, quiet: bool, shown: bool) -> ExitCode:
    """Sign the letters of a run into another, or go on with that."""
    run = open_run_folder(source, open_store)
    note_copies(source, (folder,))  # so that whoever forgets a letter there is told of its copy here
    try:
        with show_progress(count_lines(run.manifest), shown=shown and not quiet) as tell:
            summary = sign_run(run, folder, signing, _now, tell)
    except KeyboardInterrupt:
        click.echo("interrupted; type the same command again to go on", err=True)
        return ExitCode.INTERRUPTED
    for failure in summary.failures:
        click.echo(f"row {failure.row}, {printable(failure.file)}: {failure.error}", err=True)
    if not quiet:
        kept = f", {summary.kept} of them from before" if summary.kept else ""
        signed = count_of(summary.made + summary.kept, "letter")
        click.echo(f"{signed} signed{kept}; {summary.manifest}", err=True)
        click.echo(folder)
    return ExitCode.SIGNATURE if summary.failed else ExitCode.SUCCESS


def _sign_within(file: str, signing: Signing) -> Signed:
    pdf = read_bytes(file)
    return Signed(None, (pdf,)) if isinstance(pdf, Diagnostic) else sign_pdf(pdf, signing, _now())


def _sign_beside(file: str, signing: Signing) -> Signed:
    nothing = read_bytes(file, 0)  # says what is wrong with a file that cannot be opened
    if isinstance(nothing, Diagnostic):
        return Signed(None, (nothing,))
    with Path(file).open("rb") if file != DASH else nullcontext(sys.stdin.buffer) as data:
        return Signed(sign_detached(data, signing, _now()))


def judge_signatures(pdf: bytes, trust: tuple[str, ...]) -> Verification:
    """Verify the signatures of a PDF by root certificates in files; without any, nobody is trusted."""
    return verify_pdf(pdf, (root for path in trust for root in load_certificates(_read(path))))


def judge_detached(file: IO[bytes], signature: bytes, trust: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """Say what is wrong with a signature that lies beside a file; roots as for `judge_signatures`."""
    roots = (root for path in trust for root in load_certificates(_read(path)))
    return verify_detached(file, signature, roots).diagnostics


def _now() -> datetime:
    return created_by(os.environ) or datetime.now(UTC).replace(microsecond=0)


def _places(files: tuple[str, ...], output: str | None, *, detached: bool) -> list[Path]:
    places = [_place(file, output, several=len(files) > 1, detached=detached) for file in files]
    twice = [place for place, count in Counter(places).items() if count > 1]
    if twice:
        message = f"{twice[0]} would be written {places.count(twice[0])} times"
        hint = "name each FILE once, and those of one name in commands of their own"
        raise SignatureError(Diagnostic(Code.FILES_COLLIDE, Severity.ERROR, message, hint))
    return places


def _place(file: str, output: str | None, *, several: bool, detached: bool) -> Path:
    """Say where the signed file goes: beside the file under a name of its own, unless told."""
    path = Path(file)
    name = path.name + SIGNATURE if detached else f"{path.stem}-signed{path.suffix}"
    if output is None:
        return path.with_name(name)
    if several or Path(output).is_dir():
        return Path(output) / (name if detached else path.name)
    return Path(output)


def _open_file(path: str | None, password: str | None) -> AbstractContextManager[SigningKey]:
    assert path, "there is a file where there is no token"
    data = _read(path)
    if password is None and needs_password(data) and sys.stdin.isatty():
        password = click.prompt(f"Password of {path}", hide_input=True, err=True)
    return nullcontext(open_key(data, password))


def _open_token(module: str, token: str, key: str, pin: str | None) -> AbstractContextManager[SigningKey]:
    if pin is None and sys.stdin.isatty():
        pin = click.prompt(f"PIN of {token or 'the token'}", hide_input=True, err=True)
    opened: AbstractContextManager[SigningKey] = load("tokens:open_token")(module, token, key, pin)
    return opened


def _read(path: str) -> bytes:
    data = read_bytes(path)
    if isinstance(data, Diagnostic):
        hint = "name a file that is there" if not Path(path).exists() else data.hint
        raise SignatureError(Diagnostic(Code.SIGNING_KEY, data.severity, data.message, hint))
    return data
