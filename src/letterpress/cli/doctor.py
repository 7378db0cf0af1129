"""`letterpress doctor`: what is installed, and what to install.

Looks at the system libraries itself instead of importing WeasyPrint, which does not come up when one of them
is missing: the doctor must be able to see that patient too.
"""

import platform
from collections.abc import Callable, Iterator
from ctypes import CDLL, c_char_p
from ctypes.util import find_library
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, requires, version
from shutil import which

import click

from letterpress.diagnostics import ExitCode
from letterpress.stationery import assets_folder, list_stationery


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing letterpress rests on: what was found, or the Debian package that brings it.

    What neither a package nor an `extra` brings came with letterpress itself. `needed`, or merely useful.
    """

    name: str
    found: str
    package: str = ""
    needed: bool = True
    extra: str = ""

    @property
    def advice(self) -> str:
        """Give the command that brings it."""
        if self.extra:
            return f"pip install 'letterpress-pdf[{self.extra}]'"
        return f"apt-get install {self.package}" if self.package else REINSTALL


@dataclass(frozen=True, slots=True)
class SystemLibrary:
    """A shared library, the Debian package that brings it, and its function that tells a version."""

    name: str
    soname: str
    stem: str
    package: str
    version_function: str = ""


SYSTEM_LIBRARIES = (  # what WeasyPrint 70 opens in text/ffi.py
    SystemLibrary("Pango", "libpango-1.0.so.0", "pango-1.0", "libpango-1.0-0", "pango_version_string"),
    SystemLibrary("PangoFT2", "libpangoft2-1.0.so.0", "pangoft2-1.0", "libpangoft2-1.0-0"),
    SystemLibrary("HarfBuzz", "libharfbuzz.so.0", "harfbuzz", "libharfbuzz0b", "hb_version_string"),
    SystemLibrary("HarfBuzz-subset", "libharfbuzz-subset.so.0", "harfbuzz-subset", "libharfbuzz-subset0"),
    SystemLibrary("Fontconfig", "libfontconfig.so.1", "fontconfig", "libfontconfig1"),
    SystemLibrary("GObject", "libgobject-2.0.so.0", "gobject-2.0", "libglib2.0-0"),
)
DISTRIBUTIONS = ("letterpress-pdf", "weasyprint", "pydyf", "pypdf", "page-validation")
POPPLER = "pdftoppm"  # the tests look at pages through it
REINSTALL = "pip install --force-reinstall letterpress-pdf"


def examine() -> ExitCode:
    """Print what is there and what is missing, and the command that installs it."""
    findings = tuple(_findings())
    for finding in findings:
        click.echo(_line(finding))
    missing = [finding for finding in findings if finding.needed and not finding.found]
    if not missing:
        click.echo("everything letterpress needs is here; type: letterpress render letter.txt")
        return ExitCode.SUCCESS
    click.echo("something letterpress needs is missing; type:")
    if packages := dict.fromkeys(finding.package for finding in missing if finding.package):
        click.echo(f"  apt-get install {' '.join(packages)}")
    if not all(finding.package for finding in missing):
        click.echo(f"  {REINSTALL}")
    return ExitCode.LETTER


def _line(finding: Finding) -> str:
    if finding.found:
        return f"ok        {finding.name} {finding.found}"
    return f"{'missing' if finding.needed else 'optional':8}  {finding.name}: {finding.advice}"


def _findings() -> Iterator[Finding]:
    yield Finding("Python", platform.python_version())
    yield from map(_distribution, DISTRIBUTIONS)
    yield from (_system_library(library, CDLL) for library in SYSTEM_LIBRARIES)
    yield _fonts()
    yield _stationery()
    yield replace(_distribution("openpyxl"), needed=False, extra="sheets")
    yield replace(_distribution("babel"), needed=False, extra="locales")
    yield replace(_distribution("cryptography"), needed=False, extra="encrypt")
    yield replace(_distribution("distributed"), needed=False, extra="cluster")
    yield replace(_distribution("obstore"), needed=False, extra="s3")
    yield replace(_distribution("asyncssh"), needed=False, extra="sftp")
    yield replace(_distribution("pyhanko"), needed=False, extra="sign")
    yield replace(_distribution("python-pkcs11"), needed=False, extra="pkcs11")
    yield Finding("poppler", which(POPPLER) or "", "poppler-utils", needed=False)


def _distribution(name: str) -> Finding:
    """Look at an installed distribution; one that is pinned must be of that very version."""
    try:
        found = version(name)
        pinned = _pinned_versions().get(name, found)
    except PackageNotFoundError:
        return Finding(name, "")
    return Finding(name, found) if found == pinned else Finding(f"{name} {pinned} (not {found})", "")


def _pinned_versions() -> dict[str, str]:
    pins = (requirement.split("==") for requirement in requires("letterpress-pdf") or ())
    return {pin[0].strip(): pin[1].partition(";")[0].strip() for pin in pins if len(pin) > 1}


def _system_library(library: SystemLibrary, open_library: Callable[[str], CDLL]) -> Finding:
    """Open a library as WeasyPrint will, by its name on Linux or wherever the system finds it."""
    for name in (library.soname, find_library(library.stem)):
        try:
            opened = open_library(name) if name else None
        except OSError:
            continue
        if opened:
            return Finding(library.name, _version(opened, library.version_function))
    return Finding(library.name, "", library.package)


def _version(opened: CDLL, function: str) -> str:
    if not function:
        return "found"
    tell = getattr(opened, function)
    tell.restype = c_char_p
    told: bytes = tell()
    return told.decode()


def _fonts() -> Finding:
    folder = assets_folder("fonts")
    files = sorted(folder.glob("*.ttf"))
    found = f"{len(files)} files in {folder}" if files else ""
    return Finding("fonts", found)


def _stationery() -> Finding:
    return Finding(
        "stationery", ", ".join(list_stationery()), "pip install --force-reinstall letterpress-pdf"
    )
