"""The doctor, and letters on a machine that lacks a library."""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from letterpress.cli import doctor

PANGO = "libpango-1.0.so.0"


def _run_without_pango(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / PANGO).write_bytes(b"no library")
    return subprocess.run(  # noqa: S603 -- the project's own command
        [sys.executable, "-m", "letterpress", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LD_LIBRARY_PATH": str(folder)},
        timeout=60,
    )


def test_the_doctor_finds_everything_the_tests_rest_on() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "letterpress", "doctor"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert run.returncode == 0
    assert run.stdout.splitlines()[-1].startswith("everything letterpress needs is here")


def test_the_doctor_names_the_package_that_brings_pango(tmp_path: Path) -> None:
    run = _run_without_pango(tmp_path, "doctor")

    assert run.returncode == 1
    assert "missing   Pango: apt-get install libpango-1.0-0" in run.stdout.splitlines()
    assert run.stdout.splitlines()[-1] == "  apt-get install libpango-1.0-0 libpangoft2-1.0-0"
    assert run.stderr == ""


def test_a_letter_without_pango_is_refused_with_a_way_out(
    desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = _run_without_pango(
        tmp_path_factory.mktemp("libraries"), "render", str(desk / "letter.txt"), "-o", "-"
    )

    assert run.returncode == 5
    assert run.stdout == ""
    assert "[library-missing]" in run.stderr
    assert "letterpress doctor" in run.stderr
    assert "Traceback" not in run.stderr


def test_what_an_extra_brings_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", version)
    (finding,) = [one for one in doctor._findings() if one.name == "openpyxl"]  # noqa: SLF001 -- as below

    assert (finding.found, finding.needed) == ("", False)
    assert finding.advice == "pip install 'letterpress-pdf[sheets]'"


def test_a_pinned_library_of_another_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: ["weasyprint==1.0; python_version > '3'"])

    finding = doctor._distribution("weasyprint")  # noqa: SLF001 -- one line of the report

    assert finding.name.startswith("weasyprint 1.0 (not ")
    assert finding.found == ""
