"""Runs whose letters go elsewhere: to a server, or into another folder."""

import os
import re
import signal
import subprocess
import sys
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from letter_makers import build, build_counting, jobs_of, pdf_of
from letterpress.cli.program import program
from letterpress.diagnostics import Code, DeliveryError, Diagnostic, LetterpressError
from letterpress.running import Job, MakerBuilder, RunOptions, RunSummary, read_manifest, run_jobs
from letterpress.stores import FolderStore, Store, buckets
from letterpress.stores.buckets import BucketStore
from object_storage import BUCKET, SECRET, Answer, ObjectStorage
from sftp_server import SftpServer
from store_makers import KINDS, make_store
from webdav_server import WebdavServer

LETTER = "Dear {{ name }},\n\nThank you.\n\nSincerely,\n\nBob Roe\n"
ADDRESS = f"s3://{BUCKET}/may"


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return make_store(request.param, request, tmp_path)


def _run(  # noqa: PLR0913 -- all of a run
    folder: Path,
    store: Store,
    jobs: tuple[Job, ...],
    builder: MakerBuilder = build,
    *,
    resume: bool = False,
    processes: int = 1,
) -> RunSummary:
    options = RunOptions(resume, processes, store=store)
    return run_jobs(jobs, builder, folder, {"source": "5a"}, options)


def _refusal(*arguments: Any, **how: Any) -> Diagnostic:  # noqa: ANN401 -- handed on
    with pytest.raises(LetterpressError) as refused:
        _run(*arguments, **how)
    (diagnostic,) = refused.value.diagnostics
    return diagnostic


def _letters(store: Store) -> dict[str, bytes | None]:
    names = list(store.names())
    return dict(zip(names, store.read(names), strict=True))


def _right(count: int) -> dict[str, bytes | None]:
    return {f"{row:06}.pdf": pdf_of(row) for row in range(1, count + 1)}


@pytest.mark.parametrize("processes", [1, 2])
def test_letters_go_into_the_store_and_the_folder_keeps_ledger_and_manifest(
    store: Store, processes: int, tmp_path: Path
) -> None:
    summary = _run(tmp_path / "run", store, jobs_of(20), processes=processes)

    assert _letters(store) == _right(20)
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["ledger.sqlite", "manifest.jsonl"]
    assert [(one.file, one.sha256) for one in read_manifest(summary.manifest)] == [
        (f"{row:06}.pdf", sha256(pdf_of(row)).hexdigest()) for row in range(1, 21)
    ]
    assert summary.store is store


def test_a_resumed_run_makes_only_what_is_missing_or_altered(store: Store, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    _run(tmp_path / "run", store, jobs_of(40))
    store.remove("000002.pdf")
    store.put("000030.pdf", pdf_of(30)[::-1])

    summary = _run(tmp_path / "run", store, jobs_of(40), partial(build_counting, marks), resume=True)

    made = sorted(path.name.split("-")[1] for path in marks.glob("letter-*"))
    assert (made, summary.made, summary.kept) == (["2", "30"], 2, 38)
    assert _letters(store) == _right(40)


def test_a_store_that_holds_anything_else_is_refused_and_nothing_is_begun(
    store: Store, tmp_path: Path
) -> None:
    store.put("thesis.doc", b"")

    found = _refusal(tmp_path / "run", store, jobs_of(2))

    assert found.code == Code.STORE_NOT_EMPTY
    assert found.message == f"{store.address} holds what is not of this run: thesis.doc"
    assert list((tmp_path / "run").iterdir()) == []
    store.remove("thesis.doc")
    assert _run(tmp_path / "run", store, jobs_of(2)).made == 2


def test_letters_of_another_run_are_refused(store: Store, tmp_path: Path) -> None:
    _run(tmp_path / "run", store, jobs_of(2))

    assert _refusal(tmp_path / "other", store, jobs_of(2)).code == Code.STORE_NOT_EMPTY


def test_a_stranger_that_came_meanwhile_is_refused_and_what_a_killed_run_left_is_deleted(
    store: Store, tmp_path: Path
) -> None:
    _run(tmp_path / "run", store, jobs_of(2))
    for name in (".letterpress-0123456789abcdef", "thesis.doc"):
        store.put(name, b"")

    found = _refusal(tmp_path / "run", store, jobs_of(2), resume=True)

    assert found.code == Code.STORE_NOT_EMPTY
    assert list(store.names()) == ["000001.pdf", "000002.pdf", "thesis.doc"]


def test_a_run_goes_on_in_its_own_store_only(store: Store, tmp_path: Path) -> None:
    _run(tmp_path / "run", store, jobs_of(2))

    found = _refusal(tmp_path / "run", FolderStore(tmp_path / "elsewhere"), jobs_of(2), resume=True)

    assert (found.code, found.message) == (
        Code.RUN_CHANGED,
        "the run cannot go on, what it rests on has changed: store",
    )


def _every_third(number: int) -> Answer | None:
    return ("503 Slow Down", b"<Error><Code>SlowDown</Code></Error>") if number % 3 == 0 else None


def test_a_server_that_fails_now_and_then_is_asked_again(storage: ObjectStorage, tmp_path: Path) -> None:
    storage.fault = _every_third

    summary = _run(tmp_path / "run", BucketStore(ADDRESS), jobs_of(20))

    assert len(storage.asked) >= 30
    assert (summary.made, _letters(BucketStore(ADDRESS))) == (20, _right(20))


@pytest.mark.parametrize("processes", [1, 2])
def test_a_server_that_fails_for_good_stops_the_run_which_is_finished_later(
    processes: int, storage: ObjectStorage, tmp_path: Path
) -> None:
    store = BucketStore(ADDRESS)
    storage.fault = lambda number: ("403 Forbidden", b"<Code>Expired</Code>") if number > 10 else None
    with pytest.raises(DeliveryError) as stopped:
        _run(tmp_path / "run", store, jobs_of(20), processes=processes)
    storage.fault = lambda _number: None

    (found,) = stopped.value.diagnostics
    assert stopped.value.exit_code == 7
    assert re.fullmatch(rf"cannot write {ADDRESS}/0000\d\d.pdf: 403 forbidden \(Expired\)", found.message)
    assert (
        found.hint == f"{buckets.REACH}, then type the same command again, a merge with --resume: "
        "the letters that are made stay"
    )
    assert not (tmp_path / "run/manifest.jsonl").exists()
    there = len(_letters(store))
    summary = _run(tmp_path / "run", store, jobs_of(20), resume=True)
    assert 0 < summary.kept <= there < 20
    assert _letters(store) == _right(20)


@pytest.fixture
def office(desk: Path) -> Path:
    (desk / "letter.md").write_text(LETTER)
    (desk / "people.csv").write_text("Name\n" + "".join(f"Person {n}\n" for n in range(20)))
    return desk


def _merge(*arguments: str) -> Result:
    return CliRunner().invoke(program, ("merge", "letter.md", "people.csv", "-o", "run", *arguments))


@pytest.mark.usefixtures("storage")
def test_letters_in_a_bucket_are_those_of_a_folder_and_join_in_the_same_print_run(office: Path) -> None:
    there = _merge("--store", ADDRESS, "--folders", "--print-run", "there.pdf")
    (office / "run").rename(office / "there")
    here = _merge("--folders", "--print-run", "here.pdf")

    assert (there.exit_code, here.exit_code) == (0, 0), there.stderr
    assert there.stderr.startswith(f"20 letters, 20 pages; run/manifest.jsonl; letters in {ADDRESS}\n")
    letters = _letters(BucketStore(ADDRESS))
    assert letters == {f"0001/{path.name}": path.read_bytes() for path in office.glob("run/0001/*.pdf")} != {}
    assert (office / "there/manifest.jsonl").read_bytes() == (office / "run/manifest.jsonl").read_bytes()
    digests = {sha256((office / name).read_bytes()).hexdigest() for name in ("there.pdf", "here.pdf")}
    assert len(digests) == 1


def _asked(server: ObjectStorage | SftpServer | WebdavServer) -> list[str]:
    return [one if isinstance(one, str) else one[0] for one in server.asked]


@pytest.mark.parametrize(
    ("kind", "server", "last_step"),
    [("bucket", "storage", "PUT"), ("sftp", "sftp", "posix_rename"), ("webdav", "webdav", "MOVE")],
)
def test_a_run_that_is_killed_is_finished_and_its_ledger_holds_no_secret(
    kind: str, server: str, last_step: str, office: Path, request: pytest.FixtureRequest
) -> None:
    store = make_store(kind, request, office)
    arguments = ("-o", "run", "--store", store.address, "--jobs", "2")
    command = (sys.executable, "-m", "letterpress", "merge", "letter.md", "people.csv", *arguments)
    run = subprocess.Popen(command, start_new_session=True)  # noqa: S603 -- our own program
    while _asked(request.getfixturevalue(server)).count(last_step) < 8:
        assert run.poll() is None
        sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()

    resumed = _merge("--store", store.address, "--resume")

    assert resumed.exit_code == 0, resumed.stderr
    letters = _letters(store)
    assert sorted(letters) == [f"{row:02}.pdf" for row in range(1, 21)]
    entries = {one.file: one.sha256 for one in read_manifest(office / "run/manifest.jsonl")}
    assert {name: sha256(pdf or b"").hexdigest() for name, pdf in letters.items()} == entries
    assert SECRET.encode() not in (office / "run/ledger.sqlite").read_bytes()


@pytest.mark.usefixtures("storage", "office")
def test_a_bucket_that_is_not_there_ends_the_command_before_there_is_a_ledger(office: Path) -> None:
    run = _merge("--store", "s3://nowhere/may")

    assert run.exit_code == 7
    assert run.stderr.startswith(
        "error: cannot list s3://nowhere/may: 404 not found (NoSuchBucket) [store-failed]\n"
    )
    assert list((office / "run").iterdir()) == []


@pytest.mark.usefixtures("office")
def test_a_letter_that_vanishes_before_the_print_run_is_named(storage: ObjectStorage) -> None:
    def vanish(_number: int) -> Answer | None:
        gone = storage.asked[-1] == ("GET", f"/{BUCKET}/may/08.pdf")
        return ("404 Not Found", b"<Code>NoSuchKey</Code>") if gone else None

    storage.fault = vanish
    run = _merge("--store", ADDRESS, "--print-run", "print.pdf")

    assert run.exit_code == 7
    assert f"error: letter 08.pdf is not in {ADDRESS} any more [print-run-letter]" in run.stderr
    assert not Path("print.pdf").exists()


@pytest.mark.usefixtures("office")
def test_a_kind_of_store_that_nobody_knows_is_refused() -> None:
    run = _merge("--store", f"ftp://ada:{SECRET}@host/letters")

    assert run.exit_code == 7
    assert run.stderr == (
        "error: that is no address of a store [store-address]\n"
        "  hint: type a folder, or a URL that begins with s3://, sftp://, davs://, dav://\n"
    )


def test_what_speaks_to_servers_is_imported_only_when_it_is_asked_for() -> None:
    script = (
        "import sys, letterpress.cli.merging; sys.exit(not {'obstore', 'asyncssh'}.isdisjoint(sys.modules))"
    )

    assert subprocess.run((sys.executable, "-c", script), check=False).returncode == 0  # noqa: S603 -- our own


@pytest.mark.usefixtures("office")
def test_another_folder_is_a_store_too_but_none_that_holds_the_run(tmp_path: Path) -> None:
    run = _merge("--store", "shared", "--print-run", "print.pdf")

    assert run.exit_code == 0, run.stderr
    assert f"; letters in {tmp_path}/shared\n" in run.stderr
    assert len(list(tmp_path.glob("shared/*.pdf"))) == 20
    assert len(PdfReader(BytesIO((tmp_path / "print.pdf").read_bytes())).pages) == 20
    assert [_merge("--store", name).exit_code for name in ("run", ".", "run/../run")] == [2, 2, 2]
