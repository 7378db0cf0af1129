"""Runs in one process: ledger, manifest, resuming and refusals."""

import json
import signal
import sqlite3
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from letter_makers import build, build_counting, build_refused, jobs_of, pdf_of
from letterpress.diagnostics import Code, DeliveryError, LetterpressError, MergeError, StationeryError
from letterpress.files import write_atomically
from letterpress.running import (
    LEDGER,
    MANIFEST,
    ORIGIN,
    Failure,
    FailureKind,
    Job,
    MakerBuilder,
    Progress,
    RunOptions,
    RunSummary,
    run_jobs,
)

IDENTITY = {"source": "5a", "stationery": "57"}


def _run(
    folder: Path,
    jobs: tuple[Job, ...],
    builder: MakerBuilder = build,
    *,
    resume: bool = False,
    identity: Mapping[str, str] = IDENTITY,
) -> RunSummary:
    return run_jobs(jobs, builder, folder, identity, RunOptions(resume))


def _refusal(folder: Path, jobs: tuple[Job, ...], **how: Any) -> tuple[type[LetterpressError], Code, str]:  # noqa: ANN401 -- handed on
    with pytest.raises(LetterpressError) as refused:
        _run(folder, jobs, **how)
    (diagnostic,) = refused.value.diagnostics
    return type(refused.value), diagnostic.code, diagnostic.message


def _states(folder: Path) -> dict[int, str]:
    connection = sqlite3.connect(folder / LEDGER)
    try:
        return dict(connection.execute("SELECT row, state FROM letters"))
    finally:
        connection.close()


def _manifest(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / MANIFEST).read_text().splitlines()]


def _letters(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.pdf")}


def test_a_run_leaves_every_letter_a_ledger_and_a_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "run"

    summary = _run(folder, jobs_of(3))

    assert sorted(path.name for path in folder.iterdir()) == [
        "000001.pdf",
        "000002.pdf",
        "000003.pdf",
        LEDGER,
        MANIFEST,
    ]
    assert summary == RunSummary(3, 3, 0, 5, {}, (), folder / MANIFEST, summary.store)
    assert _states(folder) == {1: "made", 2: "made", 3: "made"}


def test_the_manifest_has_the_keys_of_the_contract_in_row_order(tmp_path: Path) -> None:
    _run(tmp_path / "run", tuple(reversed(jobs_of(3))))

    first, *others = _manifest(tmp_path / "run")
    assert first == {
        "row": 1,
        "file": "000001.pdf",
        "pages": 2,
        "sha256": sha256(pdf_of(1)).hexdigest(),
        "standards": ["pdf/a-2a", "pdf/ua-1"],
        "fields_sha256": "fields of 1",
        "warnings": [],
    }
    assert [entry["row"] for entry in others] == [2, 3]


def test_a_run_of_no_letters_has_an_empty_manifest(tmp_path: Path) -> None:
    summary = _run(tmp_path / "run", ())

    assert (summary.total, _manifest(tmp_path / "run")) == (0, [])


def test_letters_go_into_the_folders_their_files_name(tmp_path: Path) -> None:
    job = Job(1, "0001/a/letter.pdf", "", (1, ""))

    _run(tmp_path / "run", (job,))

    assert (tmp_path / "run/0001/a/letter.pdf").read_bytes() == pdf_of(1)


def test_a_bad_letter_stops_no_other(tmp_path: Path) -> None:
    summary = _run(tmp_path / "run", jobs_of(4, row_2="refuse", row_3="stumble"))

    refused, bug = summary.failures
    assert refused == Failure(2, "000002.pdf", FailureKind.REFUSED, "it has no body [body-missing]")
    assert (bug.row, bug.kind) == (3, FailureKind.BUG)
    assert bug.error.startswith("Traceback")
    assert bug.error.endswith("ZeroDivisionError: a bug\n")
    assert summary.failed == {FailureKind.REFUSED: 1, FailureKind.BUG: 1}
    assert [entry["row"] for entry in _manifest(tmp_path / "run")] == [1, 4]
    assert _states(tmp_path / "run") == {1: "made", 2: "failed", 3: "failed", 4: "made"}


def test_letters_that_failed_are_made_by_a_resumed_run(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    _run(folder, jobs_of(4, row_2="refuse"))

    summary = _run(folder, jobs_of(4), resume=True)

    assert (summary.made, summary.kept, summary.failed) == (1, 3, {})
    assert [entry["row"] for entry in _manifest(folder)] == [1, 2, 3, 4]


def test_a_resumed_run_makes_only_what_is_missing_or_damaged(tmp_path: Path) -> None:
    folder, marks = tmp_path / "run", tmp_path / "marks"
    marks.mkdir()
    _run(folder, jobs_of(5))
    (folder / "000002.pdf").unlink()
    (folder / "000004.pdf").write_bytes(pdf_of(4)[:-1])

    summary = _run(folder, jobs_of(5), partial(build_counting, marks), resume=True)

    made = sorted(path.name.split("-")[1] for path in marks.glob("letter-*"))
    assert (made, summary.made, summary.kept) == (["2", "4"], 2, 3)
    assert _letters(folder) == {f"{row:06}.pdf": pdf_of(row) for row in range(1, 6)}
    assert len(_manifest(folder)) == 5


def test_a_finished_run_may_be_resumed_and_builds_no_maker(tmp_path: Path) -> None:
    _run(tmp_path / "run", jobs_of(3))
    before = (tmp_path / "run" / MANIFEST).read_bytes()

    summary = _run(tmp_path / "run", jobs_of(3), build_refused, resume=True)

    assert (summary.made, summary.kept) == (0, 3)
    assert (tmp_path / "run" / MANIFEST).read_bytes() == before


def test_resuming_where_nothing_is_begins(tmp_path: Path) -> None:
    assert _run(tmp_path / "run", jobs_of(2), resume=True).made == 2


def test_a_run_killed_before_its_ledger_was_written_is_resumed(tmp_path: Path) -> None:
    (tmp_path / LEDGER).touch()

    assert _run(tmp_path, jobs_of(2), resume=True).made == 2


def test_temporary_files_of_a_killed_run_are_deleted_and_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    _run(folder, (Job(1, "0001/1.pdf", "", (1, "")),))
    for name in (".letterpress-0123456789abcdef", "0001/.letterpress-0123456789abcdef", ".letterpress-mine"):
        (folder / name).touch()

    _run(folder, (Job(1, "0001/1.pdf", "", (1, "")),), resume=True)

    assert [path.name for path in folder.rglob(".letterpress*")] == [".letterpress-mine"]


def test_a_folder_that_holds_a_run_is_refused(tmp_path: Path) -> None:
    _run(tmp_path / "run", jobs_of(1))

    refused = _refusal(tmp_path / "run", jobs_of(1))

    assert refused == (MergeError, Code.RUN_EXISTS, f"{tmp_path}/run already holds a run")


@pytest.mark.parametrize("resume", [False, True])
def test_a_folder_that_holds_anything_else_is_refused(tmp_path: Path, *, resume: bool) -> None:
    (tmp_path / "thesis.doc").touch()

    error, code, message = _refusal(tmp_path, jobs_of(1), resume=resume)

    assert (error, code) == (MergeError, Code.FOLDER_NOT_EMPTY)
    assert message.endswith("is not empty and holds no run: thesis.doc lies in it")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize(
    ("jobs", "identity", "message"),
    [
        (jobs_of(3), {"source": "5b", "stationery": "57"}, "what it rests on has changed: source"),
        (jobs_of(3), {"source": "5a", "options": "0"}, "what it rests on has changed: options, stationery"),
        ((*jobs_of(2), Job(3, "000003.pdf", "other", ())), IDENTITY, "rows have changed: 3"),
        ((Job(1, "1.pdf", "fields of 1", ()), *jobs_of(3)[1:]), IDENTITY, "rows have changed: 1"),
        (jobs_of(4), IDENTITY, "rows have changed: 4"),
        (jobs_of(2), IDENTITY, "it began with 3 letters, and now there are 2"),
    ],
)
def test_letters_of_two_kinds_are_never_mixed(
    jobs: tuple[Job, ...], identity: Mapping[str, str], message: str, tmp_path: Path
) -> None:
    _run(tmp_path / "run", jobs_of(3))
    before = {path: path.read_bytes() for path in (tmp_path / "run").iterdir()}

    refused = _refusal(tmp_path / "run", jobs, identity=identity, resume=True)

    assert refused == (MergeError, Code.RUN_CHANGED, f"the run cannot go on, {message}")
    assert {path: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (("Ada.pdf", "b.pdf", "ADA.pdf"), "rows 1, 3 would be one file, Ada.pdf"),
        (("manifest.jsonl",), "row 1 would be the file manifest.jsonl, which is the run's own"),
        (("Ledger.SQLite/1.pdf",), "row 1 would be the file Ledger.SQLite/1.pdf, which is the run's own"),
    ],
)
def test_letters_that_would_be_one_file_are_refused_before_the_run(
    files: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    jobs = tuple(Job(row, file, "", (row, "")) for row, file in enumerate(files, 1))

    assert _refusal(tmp_path / "run", jobs) == (MergeError, Code.FILES_COLLIDE, message)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("file", ["/etc/letter.pdf", "../letter.pdf", "a/../../letter.pdf"])
def test_a_file_outside_the_folder_is_a_mistake_of_the_caller(file: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no path inside a folder"):
        _run(tmp_path / "run", (Job(1, file, "", (1, "")),))


def test_a_second_run_in_the_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    refusals = []

    def run_too(_progress: Progress) -> None:
        refusals.append(_refusal(tmp_path / "run", jobs_of(2), resume=True))

    summary = run_jobs(jobs_of(2), build, tmp_path / "run", IDENTITY, RunOptions(), run_too)

    message = f"another run is at work in {tmp_path}/run"
    assert set(refusals) == {(MergeError, Code.RUN_BUSY, message)}
    assert summary.made == 2


@pytest.mark.parametrize("damage", [b"no database at all" * 100, None])
def test_a_ledger_that_cannot_be_read_is_refused(damage: bytes | None, tmp_path: Path) -> None:
    _run(tmp_path / "run", jobs_of(1))
    if damage:
        (tmp_path / "run" / LEDGER).write_bytes(damage)
    else:
        connection = sqlite3.connect(tmp_path / "run" / LEDGER)
        connection.execute("PRAGMA user_version = 99")
        connection.close()

    error, code, _ = _refusal(tmp_path / "run", jobs_of(1), resume=True)

    assert (error, code) == (MergeError, Code.LEDGER_UNREADABLE)


def test_a_ledger_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / LEDGER).mkdir()

    error, code, message = _refusal(tmp_path, jobs_of(1), resume=True)

    assert (error, code) == (DeliveryError, Code.OUTPUT_UNWRITABLE)
    assert message == f"cannot write {tmp_path}/ledger.sqlite: unable to open database file"


def test_a_ledger_that_another_program_reads_is_busy(tmp_path: Path) -> None:
    _run(tmp_path / "run", jobs_of(1))
    reader = sqlite3.connect(tmp_path / "run" / LEDGER, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM letters").fetchall()

    error, code, _ = _refusal(tmp_path / "run", jobs_of(1), resume=True)

    reader.close()
    assert (error, code) == (MergeError, Code.RUN_BUSY)


def test_a_maker_that_cannot_be_built_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(StationeryError):
        _run(tmp_path / "run", jobs_of(2), build_refused)

    assert _run(tmp_path / "run", jobs_of(2), resume=True).made == 2


def test_a_full_disk_stops_the_run_which_is_finished_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_until_full(path: Path, data: bytes, *, durable: bool) -> None:
        write_atomically(Path("/dev/full") if path.name == "000003.pdf" else path, data, durable=durable)

    with monkeypatch.context() as full:
        full.setattr("letterpress.stores.folders.write_atomically", write_until_full)
        with pytest.raises(DeliveryError) as stopped:
            _run(tmp_path / "run", jobs_of(4))

    (diagnostic,) = stopped.value.diagnostics
    assert diagnostic.message == "cannot write /dev/full: no space left on device"
    assert "--resume" in diagnostic.hint
    assert _states(tmp_path / "run") == {1: "made", 2: "made", 3: "waiting", 4: "waiting"}
    assert not (tmp_path / "run" / MANIFEST).exists()
    summary = _run(tmp_path / "run", jobs_of(4), resume=True)
    assert (summary.made, summary.kept) == (2, 2)


def test_what_letters_are_made_from_is_kept_beside_the_ledger_and_added_when_it_is_not_there(
    tmp_path: Path,
) -> None:
    _run(tmp_path / "run", jobs_of(1))
    for origin in (b"first", b"second"):
        run_jobs(jobs_of(1), build, tmp_path / "run", IDENTITY, RunOptions(resume=True, origin=origin))

    assert (tmp_path / "run" / ORIGIN).read_bytes() == b"first"


def test_an_interrupted_run_stops_between_two_letters(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path / "run", jobs_of(4, row_2="interrupt here"))

    assert _states(tmp_path / "run") == {1: "made", 2: "made", 3: "waiting", 4: "waiting"}
    assert sorted(_letters(tmp_path / "run")) == ["000001.pdf", "000002.pdf"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert _run(tmp_path / "run", jobs_of(4), resume=True).kept == 2


def test_a_second_interruption_is_granted_at_once(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path / "run", jobs_of(2, row_1="interrupt twice"))

    assert _states(tmp_path / "run") == {1: "waiting", 2: "waiting"}


def test_progress_counts_what_was_there_before(tmp_path: Path) -> None:
    _run(tmp_path / "run", jobs_of(5, row_2="refuse"))
    (tmp_path / "run/000001.pdf").unlink()
    told: list[Progress] = []

    run_jobs(
        jobs_of(5, row_2="refuse"), build, tmp_path / "run", IDENTITY, RunOptions(resume=True), told.append
    )

    assert told[0][:3] == (4, 0, 5)
    assert told[-1][:3] == (4, 1, 5)
    assert told[-1].letters_a_second > 0


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    error, code, _ = _refusal(tmp_path / "file/run", jobs_of(1))

    assert (error, code) == (DeliveryError, Code.OUTPUT_UNWRITABLE)
