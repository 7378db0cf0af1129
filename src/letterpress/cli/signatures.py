"""`letterpress sign`: a key that is opened once, and every file signed or named with what is wrong."""

import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from letterpress.cli.clock import created_by
from letterpress.cli.passwords import read_password
from letterpress.cli.reporting import print_diagnostics
from letterpress.cli.sources import read_bytes
from letterpress.diagnostics import Code, Diagnostic, ExitCode, Severity, SignatureError
from letterpress.files import write_atomically
from letterpress.signatures import (
    Changes,
    Signed,
    SigningKey,
    SigningPlan,
    Verification,
    load_certificates,
    needs_password,
    open_key,
    prepare_signing,
    sign_detached,
    sign_pdf,
    verify_pdf,
)

CHANGES = {None: None, "no-changes": Changes.NONE, "signatures": Changes.SIGNATURES}
DETACHED_SUFFIX = ".p7s"  # RFC 8551, 3.2.1


def sign(  # noqa: PLR0913 -- the options of the command
    *,
    files: tuple[str, ...],
    key: str,
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
    """Sign every file and print where each went; one that is refused stops no other."""
    roots = tuple(root for path in trust for root in load_certificates(_read(path)))
    plan = SigningPlan(timestamp, roots if long_term else (), CHANGES[certify], may_add=add)
    signing = prepare_signing(_open(key, password_env, password_fd), plan)
    places = _places(files, output, detached=detached)
    refused = False
    for file, path in zip(files, places, strict=True):
        data = read_bytes(file)
        if isinstance(data, Diagnostic):
            signed = Signed(None, (data,))
        elif detached:
            signed = Signed(sign_detached(data, signing, _now()))
        else:
            signed = sign_pdf(data, signing, _now())
        shown = [d for d in signed.diagnostics if not quiet or d.severity is Severity.ERROR]
        print_diagnostics(shown, json_lines=json_lines, file=file)
        if signed.data is None:
            refused = True
            continue
        write_atomically(path, signed.data)
        if not quiet:
            click.echo(path)
    return ExitCode.SIGNATURE if refused else ExitCode.SUCCESS


def judge_signatures(pdf: bytes, trust: tuple[str, ...]) -> Verification:
    """Verify the signatures of a PDF by root certificates in files; without any, nobody is trusted."""
    return verify_pdf(pdf, (root for path in trust for root in load_certificates(_read(path))))


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
    name = path.name + DETACHED_SUFFIX if detached else f"{path.stem}-signed{path.suffix}"
    if output is None:
        return path.with_name(name)
    if several or Path(output).is_dir():
        return Path(output) / (name if detached else path.name)
    return Path(output)


def _open(path: str, password_env: str | None, password_fd: int | None) -> SigningKey:
    data = _read(path)
    password = read_password(password_env, password_fd)
    if password is None and needs_password(data) and sys.stdin.isatty():
        password = click.prompt(f"Password of {path}", hide_input=True, err=True)
    return open_key(data, password)


def _read(path: str) -> bytes:
    data = read_bytes(path)
    if isinstance(data, Diagnostic):
        hint = "name a file that is there" if not Path(path).exists() else data.hint
        raise SignatureError(Diagnostic(Code.SIGNING_KEY, data.severity, data.message, hint))
    return data
