"""Runs on a cluster of two workers, each a process of its own: deaths, refusals, the same letters as alone.

The cluster is that of the example in docs/runs.md, started with its own commands on a port that is free.
"""

import os
import pickle
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image
from pypdf import PdfReader

import letter_makers
from letter_makers import build, jobs_of, pdf_of
from letterpress.cli.program import program
from letterpress.diagnostics import Code, Diagnostic, LetterpressError, MergeError, StationeryError
from letterpress.running import (
    Crew,
    Failure,
    FailureKind,
    Job,
    MakerBuilder,
    Progress,
    RunOptions,
    RunSummary,
    cluster,
    outworkers,
    run_jobs,
)
from letterpress.running.cluster import open_cluster
from letterpress.running.outworkers import hire_cluster
from letterpress.running.outworking import Order, prepare
from letterpress.stores import FolderStore
from letterpress.stores.buckets import BucketStore
from object_storage import BUCKET, ObjectStorage

PROJECT = Path(__file__).parents[1]
RUNS = (PROJECT / "docs/runs.md").read_text()
SCHEDULER, WORKERS, MERGE = re.findall(
    r"^\$ (dask scheduler.*?|dask worker.*?|.* --cluster .*?)(?: &)?$", RUNS, re.MULTILINE
)
PATIENCE_S = 30.0
LETTER_TO_EACH = """\
---
stationery: PAPER
recipients:
  language: Lang
  due: {type: date}
---
{{ due | date }}

Dear {{ name }},

Thank you.

![a stamp](stamp.png)

Sincerely,

Jo Doe
"""


@contextmanager
def _started(*commands: str) -> Iterator[None]:
    """Run commands in the background; kill them and what they started in the end."""
    scripts = Path(sys.executable).parent
    processes = []
    scratch = TemporaryDirectory(ignore_cleanup_errors=True)  # workers that are killed leave theirs
    environment = os.environ | {
        "PYTHONPATH": str(PROJECT / "tests"),
        "DASK_TEMPORARY_DIRECTORY": scratch.name,
    }
    try:
        for command in commands:
            dask, *arguments = shlex.split(command)
            started = subprocess.Popen(  # noqa: S603 -- our own documents
                [scripts / dask, *arguments],
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=environment,
            )
            processes.append(started)
        yield
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        scratch.cleanup()


def _free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def _wait_for_workers(address: str, count: int) -> None:
    until = monotonic() + PATIENCE_S
    while monotonic() < until:
        try:
            with open_cluster(address) as found:
                while len(found.find_workers()) != count:
                    assert monotonic() < until
                    sleep(0.05)
                return
        except MergeError:  # the scheduler is not up yet
            sleep(0.05)


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    number = _free_port()
    with _started(*(command.replace("8786", number) for command in (SCHEDULER, WORKERS))):
        yield number


@pytest.fixture
def address(port: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the address of a cluster whose two workers are there, whatever became of them before."""
    monkeypatch.setenv("HERE", "yes")
    _wait_for_workers(f"tcp://127.0.0.1:{port}", 2)
    return f"tcp://127.0.0.1:{port}"


@pytest.fixture
def lone_scheduler() -> Iterator[str]:
    number = _free_port()
    with _started(SCHEDULER.replace("8786", number)):
        _wait_for_workers(f"tcp://127.0.0.1:{number}", 0)
        yield f"tcp://127.0.0.1:{number}"


@contextmanager
def _hired(count: int, address: str) -> Iterator[Crew]:
    _wait_for_workers(address, count)
    with hire_cluster(address, letter_makers.tell) as crew:
        yield crew


def _run(  # noqa: PLR0913, PLR0917 -- all of a run
    address: str,
    folder: Path,
    jobs: tuple[Job, ...],
    builder: MakerBuilder = build,
    tell: Callable[[], Mapping[str, str]] = letter_makers.tell,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    *,
    resume: bool = False,
) -> RunSummary:
    with hire_cluster(address, tell) as crew:
        return run_jobs(jobs, builder, folder, {"source": "5a"}, RunOptions(resume, crew=crew), on_progress)


def _refusal(address: str, folder: Path, **how: Any) -> tuple[Diagnostic, ...]:  # noqa: ANN401 -- handed on
    with pytest.raises(LetterpressError) as refused:
        _run(address, folder, jobs_of(10), **how)
    return refused.value.diagnostics


def _letters(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.pdf")}


def _right(count: int) -> dict[str, bytes]:
    return {f"{row:06}.pdf": pdf_of(row) for row in range(1, count + 1)}


def test_two_workers_make_what_one_process_makes_and_build_one_maker_each(
    address: str, tmp_path: Path
) -> None:
    summary = _run(address, tmp_path / "run", jobs_of(100), partial(letter_makers.build_counting, tmp_path))

    assert (summary.made, summary.pages, summary.failed) == (100, 150, {})
    assert _letters(tmp_path / "run") == _right(100)
    assert len(list(tmp_path.glob("maker-*"))) == 2
    assert len(list(tmp_path.glob("letter-*"))) == 100
    assert sorted(path.name for path in (tmp_path / "run").glob("[!0]*")) == [
        "ledger.sqlite",
        "manifest.jsonl",
    ]


def test_nothing_is_lost_with_a_worker_that_is_killed(address: str, tmp_path: Path) -> None:
    builder = partial(letter_makers.build_killing_once, tmp_path / "mark")

    summary = _run(address, tmp_path / "run", jobs_of(30, row_5="kill"), builder)

    assert (summary.made, summary.failed, (tmp_path / "mark").exists()) == (30, {}, True)
    assert _letters(tmp_path / "run") == _right(30)


def test_a_letter_that_kills_workers_is_found_and_the_others_are_made(address: str, tmp_path: Path) -> None:
    summary = _run(address, tmp_path / "run", jobs_of(30, row_1="refuse", row_20="kill"))

    refused, killed = summary.failures
    assert (summary.made, refused.row, refused.kind) == (28, 1, FailureKind.REFUSED)
    assert killed == Failure(20, "000020.pdf", FailureKind.KILLED, killed.error)
    assert re.fullmatch(
        r"the process that made it died, twice: worker tcp://127.0.0.1:\d+ is gone", killed.error
    )


def test_a_letter_that_kills_is_found_among_files_of_a_run_that_was_killed(
    address: str, tmp_path: Path
) -> None:
    _run(address, tmp_path / "run", jobs_of(12))
    for path in (tmp_path / "run").glob("*"):
        path.write_bytes(b"old") if path.suffix == ".pdf" else path.unlink()
    (tmp_path / "run").rename(tmp_path / "old")
    (tmp_path / "run").mkdir()

    def put_back(progress: Progress) -> None:
        assert progress
        for path in (tmp_path / "old").glob("*.pdf"):
            if not (tmp_path / "run" / path.name).exists():
                path.replace(tmp_path / "run" / path.name)

    summary = _run(address, tmp_path / "run", jobs_of(12, row_9="kill"), on_progress=put_back)

    assert ([one.row for one in summary.failures], summary.made) == ([9], 11)


def test_an_interrupted_run_tells_of_all_its_letters_and_is_finished_without_a_cluster(
    address: str, tmp_path: Path
) -> None:
    def interrupt(_progress: Progress) -> None:
        signal.raise_signal(signal.SIGINT)

    builder = partial(letter_makers.build_slow, 0.01)
    with pytest.raises(KeyboardInterrupt):
        _run(address, tmp_path / "run", jobs_of(300), builder, on_progress=interrupt)

    made = len(_letters(tmp_path / "run"))
    assert 0 < made < 300
    assert list((tmp_path / "run").glob(".letterpress-*")) == []
    options = RunOptions(resume=True)
    summary = run_jobs(jobs_of(300), build, tmp_path / "run", {"source": "5a"}, options)
    assert (summary.kept, summary.made, _letters(tmp_path / "run")) == (made, 300 - made, _right(300))


def test_workers_on_which_letters_would_be_others_are_refused_before_there_is_a_folder(
    address: str, tmp_path: Path
) -> None:
    found = _refusal(address, tmp_path / "run", tell=partial(letter_makers.tell_process, "1.0"))

    assert [one.code for one in found] == [Code.CLUSTER_UNLIKE] * 2
    assert re.fullmatch(
        r"worker tcp://127.0.0.1:\d+ has another letterpress: 0.9, and here it is 1.0", found[0].message
    )
    assert not (tmp_path / "run").exists()


def test_workers_that_cannot_tell_what_letters_rest_on_are_refused(address: str, tmp_path: Path) -> None:
    found = _refusal(address, tmp_path / "run", tell=letter_makers.tell_nothing)

    assert [one.code for one in found] == [Code.CLUSTER_UNLIKE] * 2
    assert found[0].message.endswith(" cannot make these letters: ZeroDivisionError: a bug")


def test_a_worker_that_is_killed_while_it_is_asked_is_one_that_is_gone(address: str, tmp_path: Path) -> None:
    summary = _run(
        address, tmp_path / "run", jobs_of(10), tell=partial(letter_makers.tell_dying_once, tmp_path)
    )

    assert (summary.made, summary.failed, (tmp_path / "mark").exists()) == (10, {}, True)


def test_a_worker_that_comes_later_is_held_to_the_same(address: str, tmp_path: Path) -> None:
    found = _refusal(address, tmp_path / "run", tell=partial(letter_makers.tell_once, tmp_path))

    assert [(one.code, one.message[-44:]) for one in found] == [
        (Code.CLUSTER_UNLIKE, "another letterpress: 2.0, and here it is 1.0")
    ]
    assert _letters(tmp_path / "run") == {}


def test_a_maker_that_cannot_be_built_stops_the_run_with_its_own_error(address: str, tmp_path: Path) -> None:
    with pytest.raises(StationeryError) as stopped:
        _run(address, tmp_path / "run", jobs_of(10), letter_makers.build_refused)

    (diagnostic,) = stopped.value.diagnostics
    assert (diagnostic.message[-15:], diagnostic.hint) == (": no such paper", "buy some")


def test_workers_that_die_as_they_get_ready_stop_the_run(address: str, tmp_path: Path) -> None:
    (found,) = _refusal(address, tmp_path / "run", builder=letter_makers.build_dying)

    assert found.code == Code.CLUSTER_LOST
    assert found.message.startswith("the workers of the cluster die as they get ready: worker tcp")


def test_a_letter_that_is_not_to_be_seen_as_its_worker_made_it_stops_the_run(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outworkers, "ARRIVAL_S", 0.2)

    (found,) = _refusal(address, tmp_path / "run", builder=letter_makers.build_lying)

    assert found.code == Code.CLUSTER_FOLDER
    assert re.match(r"0000\d\d.pdf, which worker tcp://[\d.:]+ has made, is not in /", found.message)


@pytest.mark.usefixtures("storage")
@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_a_worker_that_does_not_see_the_store_of_the_run_refuses_it(place: str, tmp_path: Path) -> None:
    store = FolderStore(tmp_path) if place == "folder" else BucketStore(f"s3://{BUCKET}/may")
    order = Order(build, letter_makers.tell, store, ".letterpress-0123456789abcdef")

    with pytest.raises(MergeError) as refused:
        prepare(pickle.dumps(order))

    assert [one.code for one in refused.value.diagnostics] == [Code.CLUSTER_FOLDER]


def test_workers_put_letters_into_a_bucket_and_share_no_folder(
    storage: ObjectStorage, lone_scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HERE", "yes")
    store = BucketStore(f"s3://{BUCKET}/may")
    with (
        _started(f"dask worker {lone_scheduler} --nworkers 2 --nthreads 1"),
        _hired(2, lone_scheduler) as crew,
    ):
        options = RunOptions(crew=crew, store=store)
        summary = run_jobs(jobs_of(60, row_7="kill"), build, tmp_path / "run", {"source": "5a"}, options)

    names = list(store.names())
    assert (summary.made, [one.row for one in summary.failures]) == (59, [7])
    assert dict(zip(names, store.read(names), strict=True)) == {
        name: pdf for name, pdf in _right(60).items() if name != "000007.pdf"
    }
    assert ("PUT", f"/{BUCKET}/may/000060.pdf") in storage.asked
    assert _letters(tmp_path) == {}


def test_a_scheduler_without_workers_is_refused(lone_scheduler: str, tmp_path: Path) -> None:
    (found,) = _refusal(lone_scheduler, tmp_path / "run")

    assert (found.code, found.hint) == (Code.CLUSTER_UNREACHABLE, f"start one: dask worker {lone_scheduler}")


def test_a_run_whose_workers_are_all_gone_ends_and_says_so(
    lone_scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outworkers, "WORKERLESS_S", 0.5)
    with _started(f"dask worker {lone_scheduler} --no-nanny --nthreads 1"):
        _wait_for_workers(lone_scheduler, 1)

        (found,) = _refusal(lone_scheduler, tmp_path / "run", builder=letter_makers.build_slow_to_die)

    assert found.code == Code.CLUSTER_LOST
    assert found.message == f"the cluster at {lone_scheduler} has no workers any more"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:{free}", "connection refused"),
        ("127.0.0.1:{free}", "that is no address"),
        ("tls://127.0.0.1:{listening}", "dask is not configured for tls here"),
        ("tcp://127.0.0.1:{listening}", "no answer"),
    ],
)
def test_an_address_where_no_scheduler_answers_is_refused(
    address: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.3)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        there = address.format(free=_free_port(), listening=listener.getsockname()[1])
        (found,) = _refusal(there, tmp_path / "run")

    assert (found.code, found.message) == (Code.CLUSTER_UNREACHABLE, f"no scheduler at {there}: {said}")


def test_without_the_extra_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "AVAILABLE", False)

    (found,) = _refusal("tcp://127.0.0.1:8786", tmp_path / "run")

    assert (found.code, found.hint) == (Code.EXTRA_MISSING, "type pip install 'letterpress-pdf[cluster]'")


def test_the_command_of_the_documents_makes_the_letters_of_a_merge_without_a_cluster(
    address: str, port: str, desk: Path
) -> None:
    merging = (PROJECT / "docs/merge.md").read_text()
    for kind, name in (("markdown", "letter.md"), ("csv", "people.csv")):
        (desk / name).write_text(re.findall(rf"```{kind}\n(.*?)```", merging, flags=re.DOTALL)[0])
    command = shlex.split(MERGE.replace("8786", port))[1:]

    there = CliRunner().invoke(program, command)
    here = CliRunner().invoke(program, ("merge", "letter.md", "people.csv", "-o", "here"))

    assert address
    assert (there.exit_code, here.exit_code, there.stderr) == (
        0,
        0,
        "3 letters, 3 pages; run/manifest.jsonl\n",
    )
    assert _letters(desk / "run") == _letters(desk / "here") != {}


def test_recipients_of_two_languages_get_the_letters_of_a_merge_without_a_cluster(
    address: str, desk: Path
) -> None:
    for name, stamp, paper in (("letter.md", "tan", "us-block"), ("lettre.md", "red", "din-5008-b")):
        folder = desk / name.partition(".")[0]
        folder.mkdir()
        Image.new("RGB", (30, 20), stamp).save(folder / "stamp.png")
        (folder / name).write_text(LETTER_TO_EACH.replace("PAPER", paper))
    (desk / "people.csv").write_text(
        "Name,Lang,Due\nRoe,en-US,2026-11-24\nBlanc,fr-CH,2026-11-25\nNoir,,2026-11-26\n"
    )
    texts = ("letter/letter.md", "people.csv", "--source-for", "fr=lettre/lettre.md")
    command = ("merge", *texts, "--embed-row", "--validate", "all")

    there = CliRunner().invoke(program, (*command, "-o", "there", "--cluster", address))
    here = CliRunner().invoke(program, (*command, "-o", "here"))

    assert (there.exit_code, here.exit_code) == (0, 0), there.stderr
    assert _letters(desk / "there") == _letters(desk / "here")
    papers = [PdfReader(desk / f"there/{row}.pdf").pages[0].mediabox.width for row in (1, 2, 3)]
    assert [round(width) for width in papers] == [612, 595, 612]


def test_processes_and_a_cluster_exclude_each_other(desk: Path) -> None:
    command = (
        "merge",
        "letter.md",
        "people.csv",
        "-o",
        str(desk / "run"),
        "--jobs",
        "2",
        "--cluster",
        "tcp://a:1",
    )

    assert CliRunner().invoke(program, command).exit_code == 2
