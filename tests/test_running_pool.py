"""Runs in many processes: deaths, interruptions, and the same letters as in one."""

import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from letter_makers import (
    build,
    build_counting,
    build_dying,
    build_killing_once,
    build_refused,
    build_slow,
    jobs_of,
    pdf_of,
)
from letterpress.diagnostics import Code, DeliveryError, StationeryError, TypesettingError
from letterpress.running import Failure, FailureKind, Job, MakerBuilder, RunOptions, RunSummary, run_jobs


def _run(
    folder: Path, jobs: tuple[Job, ...], builder: MakerBuilder = build, *, resume: bool = False
) -> RunSummary:
    return run_jobs(jobs, builder, folder, {"source": "5a"}, RunOptions(resume, processes=2))


def _letters(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.pdf")}


def test_two_processes_make_what_one_makes_and_build_one_maker_each(tmp_path: Path) -> None:
    summary = _run(tmp_path / "run", jobs_of(100), partial(build_counting, tmp_path))

    assert (summary.made, summary.pages, summary.failed) == (100, 150, {})
    assert _letters(tmp_path / "run") == {f"{row:06}.pdf": pdf_of(row) for row in range(1, 101)}
    assert len(list(tmp_path.glob("maker-*"))) == 2
    assert len(list(tmp_path.glob("letter-*"))) == 100


def test_letters_that_kill_the_process_are_found_and_the_others_are_made(tmp_path: Path) -> None:
    special = {"row_1": "refuse", "row_20": "kill", "row_21": "exit", "row_60": "kill"}

    summary = _run(tmp_path / "run", jobs_of(60, **special))

    died = "the process that made it died, twice: "
    assert summary.failures[1:] == (
        Failure(20, "000020.pdf", FailureKind.KILLED, f"{died}killed by signal 9"),
        Failure(21, "000021.pdf", FailureKind.KILLED, f"{died}exit code 7"),
        Failure(60, "000060.pdf", FailureKind.KILLED, f"{died}killed by signal 9"),
    )
    assert (summary.made, summary.failures[0].row) == (56, 1)


def test_a_letter_whose_process_was_killed_by_chance_is_made(tmp_path: Path) -> None:
    summary = _run(
        tmp_path / "run", jobs_of(10, row_5="kill"), partial(build_killing_once, tmp_path / "mark")
    )

    assert (summary.made, summary.failed, (tmp_path / "mark").exists()) == (10, {}, True)


def test_processes_that_die_as_they_start_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(TypesettingError) as stopped:
        _run(tmp_path / "run", jobs_of(10), build_dying)

    (diagnostic,) = stopped.value.diagnostics
    assert (diagnostic.code, diagnostic.message[-11:]) == (Code.WORKER_LOST, "exit code 3")


def test_a_maker_that_cannot_be_built_stops_the_run_with_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(StationeryError) as stopped:
        _run(tmp_path / "run", jobs_of(10), build_refused)

    (diagnostic,) = stopped.value.diagnostics
    assert (diagnostic.message, diagnostic.hint) == ("no such paper", "buy some")


def test_a_file_that_cannot_be_written_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    _run(tmp_path / "run", jobs_of(3))
    (tmp_path / "run/000002.pdf").unlink()
    (tmp_path / "run/000002.pdf").mkdir()

    with pytest.raises(DeliveryError) as stopped:
        _run(tmp_path / "run", jobs_of(3), resume=True)

    (diagnostic,) = stopped.value.diagnostics
    assert diagnostic.message.endswith("000002.pdf: it is a folder")
    (tmp_path / "run/000002.pdf").rmdir()
    assert _run(tmp_path / "run", jobs_of(3), resume=True).made == 1


def test_an_interrupted_run_drops_the_letters_under_way_and_is_finished_later(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path / "run", jobs_of(200, row_3="interrupt"), partial(build_slow, 0.01))

    made = len(_letters(tmp_path / "run"))
    assert made < 200
    assert list((tmp_path / "run").glob(".letterpress-*")) == []
    summary = _run(tmp_path / "run", jobs_of(200), resume=True)
    assert (summary.made + summary.kept, summary.failed) == (200, {})
    assert 3 <= summary.kept <= made  # some may have been finished when nobody listened any more


def test_the_processes_of_a_run_take_no_notice_of_ctrl_c(tmp_path: Path) -> None:
    everywhere = {f"row_{row}": "interrupt here" for row in range(1, 41)}

    summary = _run(tmp_path / "run", jobs_of(40, **everywhere), partial(build_counting, tmp_path))

    assert (summary.made, summary.failed) == (40, {})
    assert len(list(tmp_path.glob("maker-*"))) == 2  # none died and was replaced


def test_workers_find_imported_what_the_run_names_and_take_no_module_from_the_working_folder(
    tmp_path: Path,
) -> None:
    for module in ("struct", "socket", "colorsys"):
        (tmp_path / f"{module}.py").write_text(f"raise SystemExit('{module} of the working folder')")
    script = Path(__file__).with_name("importing_workers.py")

    done = _python(str(script), "colorsys", str(tmp_path / "run"), cwd=tmp_path)

    assert (done.stdout, done.stderr) == ("4 letters\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")
def test_what_sets_letters_starts_no_thread_when_it_is_imported(tmp_path: Path) -> None:
    count = "import os, letterpress.mailing.jobs; print(len(os.listdir('/proc/self/task')))"

    done = _python("-c", count, cwd=tmp_path)

    assert (done.stdout, done.stderr) == ("1\n", "")


def _python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run((sys.executable, *arguments), cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603 -- our own


def test_a_run_that_is_killed_again_and_again_ends_with_every_letter_right(project: Path) -> None:
    command = [sys.executable, "benchmarks/stress_run.py", "--letters", "60", "--kills", "5", "--seed", "2"]

    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603 -- our own

    assert (done.returncode, done.stderr) == (0, "")
    assert re.sub(r"\d+( times in | s\b)|(?<=kills: )\d+", r"N\1", done.stdout) == (
        "undisturbed: N s, 2 processes\n"
        "killed N times in N s\n"
        "temporary files after the kills: N\n"
        "untrue after a kill: 0\n"
        "right files: 60 of 60\n"
        "temporary files left: 0\n"
        "manifest true: yes\n"
    )
