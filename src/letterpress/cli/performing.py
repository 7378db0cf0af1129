"""Runs what a command does: imports it, and turns what refuses the work into words and an exit code.

The `except LetterpressError` of all commands stands here. Actions are imported when they run, because the
import of WeasyPrint alone takes longer than all of `letterpress check` (see docs/adr).
"""

from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from typing import Any

import click

from letterpress.cli.reporting import print_diagnostics
from letterpress.diagnostics import (
    Code,
    Diagnostic,
    ExitCode,
    LetterpressError,
    Severity,
    SignatureError,
    TypesettingError,
    has_errors,
)

# Packages that come with an extra and are imported by whole commands.
EXTRAS = {
    **dict.fromkeys(("asn1crypto", "cryptography", "pyhanko", "pyhanko_certvalidator"), "sign"),
    "pkcs11": "pkcs11",
}


def perform(action: str, request: Mapping[str, object]) -> None:
    """Run an action (`module:function` under `letterpress.cli`) and leave click with its exit code."""
    try:
        exit_code: ExitCode = load(action)(**request)
    except LetterpressError as error:
        json_lines = bool(request.get("json_lines"))
        print_diagnostics(error.diagnostics, json_lines=json_lines)
        if not json_lines and not has_errors(error.diagnostics):
            click.echo("refused: --strict lets warnings fail", err=True)
        exit_code = error.exit_code
    raise click.exceptions.Exit(exit_code)


def complete(action: str) -> tuple[str, ...]:
    """Give the words an action offers to shell completion."""
    words: tuple[str, ...] = load(action)()
    return words


def load(action: str) -> Callable[..., Any]:
    """Import what is needed only now: `module:function` under `letterpress.cli`."""
    module, _, function = action.partition(":")
    try:
        with redirect_stdout(StringIO()):  # WeasyPrint prints there when Pango is missing
            loaded: Callable[..., Any] = getattr(import_module(f"letterpress.cli.{module}"), function)
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(str(error.name).partition(".")[0])
        if extra is None:
            raise
        hint = f"type: pip install 'letterpress-pdf[{extra}]'"
        found = Diagnostic(Code.EXTRA_MISSING, Severity.ERROR, f"this needs the extra {extra}", hint)
        raise SignatureError(found) from error
    except OSError as error:
        message = f"typesetting cannot start: {str(error).partition(':')[0]}"
        hint = "type `letterpress doctor`: it names the packages to install"
        found = Diagnostic(Code.LIBRARY_MISSING, Severity.ERROR, message, hint)
        raise TypesettingError(found) from error
    return loaded
