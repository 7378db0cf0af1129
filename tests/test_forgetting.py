"""Letters taken out of a run: what goes, what stays, what cannot be reached; and a kill at any moment."""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from archived_run import run_program
from letter_makers import build, jobs_of, pdf_of
from letterpress.diagnostics import Code, DeliveryError, Diagnostic, LetterpressError, MergeError, Severity
from letterpress.running import (
    LEDGER,
    MANIFEST,
    Forgotten,
    Job,
    RunOptions,
    Wish,
    find_letters,
    forget_letters,
    read_manifest,
    run_jobs,
)
from letterpress.running.ledger import read_ended
from letterpress.stores import FolderStore, Store
from letterpress.stores.buckets import BucketStore
from object_storage import BUCKET

WISH = Wish("2026-11-25T09:00:00+00:00", "request 2026/88", "Jo Doe")
SECOND = (range(2, 3),)
ENTRY = Forgotten(2, sha256(pdf_of(2)).hexdigest(), *WISH)


def people() -> tuple[Job, ...]:
    """Give jobs whose files have names of people."""
    names = ("London/Ada", "York/Grace", "London/Zoe")
    return tuple(
        job._replace(file=f"{name}.pdf") for job, name in zip(jobs_of(3, row_3="refuse"), names, strict=True)
    )


def no_bucket(address: str) -> Store:
    raise AssertionError(address)


def begin(folder: Path, store: Store | None = None) -> Path:
    run_jobs(people(), build, folder, {"source": "5a"}, RunOptions(store=store))
    return folder


def resume(
    folder: Path, jobs: tuple[Job, ...], store: Store | None = None
) -> tuple[int, tuple[Forgotten, ...]]:
    options = RunOptions(resume=True, store=store)
    summary = run_jobs(jobs, build, folder, {"source": "5a"}, options)
    return summary.made, summary.forgotten


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def refusal(*arguments: Any) -> Diagnostic:  # noqa: ANN401 -- handed on
    with pytest.raises(LetterpressError) as refused:
        forget_letters(*arguments)
    (diagnostic,) = refused.value.diagnostics
    return diagnostic


def test_nothing_of_a_forgotten_letter_is_left_but_the_entry(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")

    found = forget_letters(folder, SECOND, WISH, no_bucket)

    assert [one.row for one in found.letters] == [2]
    assert files_in(folder) == ["London", "London/Ada.pdf", LEDGER, MANIFEST]
    assert [entry.row for entry in read_manifest(folder / MANIFEST)] == [1]
    assert read_ended(folder / LEDGER).forgotten == (ENTRY,)
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert [word for word in (b"Grace", b"York", b"fields of 2") if word in left] == []


def test_what_the_ledger_said_of_a_letter_that_failed_goes_too(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")
    assert b"it has no body" in (folder / LEDGER).read_bytes()

    forget_letters(folder, (range(3, 4),), WISH, no_bucket)

    ended = read_ended(folder / LEDGER)
    assert (ended.failures, [one.sha256 for one in ended.forgotten]) == ((), [""])
    assert b"it has no body" not in (folder / LEDGER).read_bytes()


def test_of_receipts_state_and_time_stay(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")
    columns = (
        "number",
        "row",
        "file",
        "sha256",
        "target",
        "recipient",
        "message_id",
        "state",
        "ended",
        "answer",
    )
    receipts = [
        (row, row, f"{name}.pdf", "5a", "smtp://mx", f"{name}@example.org", f"<{name}>", "sent", "noon", name)
        for row, name in enumerate(("ada", "grace"), start=1)
    ]
    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        ledger.execute(f"CREATE TABLE receipts ({', '.join(f'{column} NOT NULL' for column in columns)})")
        ledger.executemany("INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", receipts)
        ledger.commit()

    forget_letters(folder, SECOND, WISH, no_bucket)

    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        left = list(ledger.execute("SELECT * FROM receipts"))
    assert left == [receipts[0], (2, 2, "", "5a", "smtp://mx", "", "", "sent", "noon", "")]
    assert b"grace" not in (folder / LEDGER).read_bytes()


def test_what_was_replaced_in_the_ledger_long_ago_is_not_left_in_free_space(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    jobs = tuple(job._replace(file="Grace " * 30 + f"{job.row}.pdf") for job in jobs_of(200))
    run_jobs(jobs, build, folder, {}, RunOptions())
    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        ledger.execute("UPDATE letters SET file = row || '.pdf'")
        ledger.commit()
    assert b"Grace" in (folder / LEDGER).read_bytes()

    forget_letters(folder, (range(1, 2),), WISH, no_bucket)

    assert b"Grace" not in (folder / LEDGER).read_bytes()


def test_a_look_changes_nothing(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")
    before = (folder / LEDGER).read_bytes()

    found = find_letters(folder, (range(1, 3),), no_bucket)

    assert [(one.row, one.file) for one in found.letters] == [(1, "London/Ada.pdf"), (2, "York/Grace.pdf")]
    assert (folder / LEDGER).read_bytes() == before
    assert (folder / "York/Grace.pdf").exists()


def test_to_forget_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")
    forget_letters(folder, SECOND, WISH, no_bucket)

    found = forget_letters(folder, SECOND, Wish("2027-01-01T00:00:00+00:00"), no_bucket)

    assert (found.letters, found.before) == ((), (ENTRY,))
    assert read_ended(folder / LEDGER).forgotten == (ENTRY,)


def test_a_resumed_run_makes_a_forgotten_letter_not_again_whatever_its_row_says(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")
    forget_letters(folder, SECOND, WISH, no_bucket)
    ada, grace, zoe = people()
    (folder / "London/Ada.pdf").unlink()

    as_it_was = resume(folder, (ada, grace, zoe))
    with_other_words = resume(folder, (ada, grace._replace(file="x.pdf", fields_sha256="other"), zoe))
    without = resume(folder, (ada, zoe))

    assert (as_it_was, with_other_words, without) == ((1, (ENTRY,)), (0, (ENTRY,)), (0, (ENTRY,)))
    assert not (folder / "York").exists()


def test_the_numbers_of_other_rows_must_be_what_they_were(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")
    forget_letters(folder, SECOND, WISH, no_bucket)
    ada, grace, zoe = people()

    with pytest.raises(MergeError) as refused:
        resume(folder, (ada, zoe._replace(row=2)))

    assert refused.value.diagnostics[0].code == Code.RUN_CHANGED
    assert grace.row == 2


@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_letters_that_lie_elsewhere_are_forgotten_there(
    place: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if place == "bucket":
        request.getfixturevalue("storage")
    store = BucketStore(f"s3://{BUCKET}/may") if place == "bucket" else FolderStore(tmp_path / "letters")
    folder = begin(tmp_path / "run", store)

    found = forget_letters(folder, SECOND, WISH, BucketStore)

    assert (found.store, list(store.names())) == (store.address, ["London/Ada.pdf"])
    assert resume(folder, people(), store) == (0, (ENTRY,))


class Refusing(FolderStore):
    """A store that deletes nothing."""

    def remove(self, name: str) -> None:
        raise DeliveryError(Diagnostic(Code.STORE_FAILED, Severity.ERROR, f"cannot delete {name}"))


def test_a_letter_that_cannot_be_deleted_stays_known_until_it_is_gone(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    folder = begin(tmp_path / "run", FolderStore(letters))
    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        ledger.execute("UPDATE identity SET digest = 'x://letters' WHERE name = 'store'")
        ledger.commit()

    failed = refusal(folder, SECOND, WISH, lambda _address: Refusing(letters))
    between = read_ended(folder / LEDGER)
    forget_letters(folder, SECOND, WISH, lambda _address: FolderStore(letters))

    assert (failed.code, between.is_forgetting) == (Code.STORE_FAILED, True)
    assert read_ended(folder / LEDGER).is_forgetting is False
    assert files_in(letters) == ["London", "London/Ada.pdf"]


def die_at(line: int) -> Callable[[FrameType, str, Any], Any]:
    """Give a tracer that kills its process before a line of ours runs, the first being 1."""
    count = 0

    def trace(frame: FrameType, event: str, _value: object) -> Any:  # noqa: ANN401 -- as sys.settrace has it
        nonlocal count
        if "/letterpress/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            count += 1
            if count == line:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def forget_until(line: int, folder: Path) -> bool:
    """Forget in a process that is killed at a line; tell whether it came so far."""
    child = os.fork()
    if not child:
        sys.settrace(die_at(line))
        forget_letters(folder, SECOND, WISH, no_bucket)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("finisher", ["the same again", "a resumed run"])
def test_killed_at_any_line_it_is_finished_by_who_comes_next(finisher: str, tmp_path: Path) -> None:
    expected = begin(tmp_path / "expected")
    forget_letters(expected, SECOND, WISH, no_bucket)
    line, ends = 1, []
    while True:
        folder = begin(tmp_path / f"run-{line}")
        if not forget_until(line, folder):
            break
        was_begun = b"request 2026/88" in b"".join(path.read_bytes() for path in folder.glob(f"{LEDGER}*"))
        if finisher == "the same again":
            forget_letters(folder, SECOND, WISH, no_bucket)
        elif was_begun:
            resume(folder, people())
        if finisher == "the same again" or was_begun:
            ends.append((files_in(folder), (folder / MANIFEST).read_bytes(), read_ended(folder / LEDGER)))
            left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
            assert (line, b"Grace" in left) == (line, False)
        line += 7  # some thirty-five moments, all over the way

    wanted = (files_in(expected), (expected / MANIFEST).read_bytes(), read_ended(expected / LEDGER))
    assert len(ends) > 10
    assert [end for end in ends if end != wanted] == []


def test_a_ledger_that_names_files_elsewhere_deletes_none(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")
    (tmp_path / "mine.txt").write_text("mine")
    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        ledger.execute("UPDATE letters SET file = '../mine.txt' WHERE row = 2")
        ledger.commit()

    found = refusal(folder, SECOND, WISH, no_bucket)

    assert found.code == Code.LEDGER_UNREADABLE
    assert (tmp_path / "mine.txt").exists()


def test_a_row_without_a_letter_is_refused_before_anything_goes(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")

    found = refusal(folder, (*SECOND, range(7, 8)), WISH, no_bucket)

    assert (found.code, found.message) == (Code.ROW_UNKNOWN, "the run has no letter of row 7")
    assert (folder / "York/Grace.pdf").exists()


def test_a_ledger_of_an_older_version_has_forgotten_nothing_and_can(tmp_path: Path) -> None:
    folder = begin(tmp_path / "run")
    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        ledger.execute("DROP TABLE forgotten")

    before = read_ended(folder / LEDGER)
    resumed = resume(folder, people())
    forget_letters(folder, SECOND, WISH, no_bucket)

    assert (before.forgotten, before.is_forgetting, resumed) == ((), False, (0, ()))
    assert read_ended(folder / LEDGER).forgotten == (ENTRY,)


def test_forgetting_on_the_command_line_names_rows_and_no_files(archived: Path, office: Path) -> None:
    shown = run_program("forget", office / "run", "--row", "2", "--dry-run")
    outcome = run_program("forget", office / "run", "--row", "2", "--reason", "request", "--by", "Jo Doe")
    again = run_program("forget", office / "run", "--row", "1-2", "--json")

    assert (shown.exit_code, shown.stdout) == (0, "2\t0001/Grace.pdf\n")
    assert (outcome.exit_code, outcome.stdout) == (0, f"{office / 'run'}: 1 letter forgotten\n")
    assert "Grace" not in outcome.output
    assert f"the recipients' file {archived / 'people.csv'} may still have the rows" in outcome.stderr
    said = json.loads(again.stdout)
    assert [one["row"] for one in said["letters"]] == [1]
    assert [(one["row"], one["reason"], one["by"]) for one in said["before"]] == [(2, "request", "Jo Doe")]


def test_a_run_with_forgotten_letters_is_verified_resumed_and_put_into_a_bag(
    archived: Path, office: Path
) -> None:
    run_program("forget", office / "run", "--row", "2")
    merge = ("merge", archived / "letter.md", archived / "people.csv", "-o", office / "run", "--resume")

    verified = run_program("verify", office / "run")
    resumed = run_program(*merge, "--name", "{{ name }}.pdf", "--folders")
    bagged = run_program("archive", office / "run", "-o", office / "bag")
    held = run_program("verify", office / "bag", "--json")

    assert (verified.exit_code, "1 forgotten" in verified.stdout) == (0, True)
    assert (resumed.exit_code, "row 2 was forgotten" in resumed.stderr) == (0, True)
    assert (bagged.exit_code, "without 1 letter forgotten before" in bagged.stderr) == (0, True)
    assert (held.exit_code, json.loads(held.stdout)["forgotten"]) == (0, 1)
    kept = b"".join(path.read_bytes() for path in (office / "bag").rglob("*") if path.is_file())
    assert b"Grace" not in kept


def test_the_recipients_of_forgotten_letters_go_into_no_bag(archived: Path, office: Path) -> None:
    run_program("forget", office / "run", "--row", "2")

    named = ("--recipients", archived / "people.csv")
    refused = run_program("archive", office / "run", "-o", office / "bag", *named)

    assert (refused.exit_code, "[row-forgotten]" in refused.stderr) == (6, True)


def test_a_run_that_forgets_still_is_neither_verified_nor_archived(office: Path) -> None:
    folder = office / "run"
    with closing(sqlite3.connect(folder / LEDGER)) as ledger:
        ledger.execute("INSERT INTO forgotten VALUES (2, '', '', '', '', 'begun')")
        ledger.commit()

    refused = [run_program("verify", folder), run_program("archive", folder, "-o", office / "bag")]
    finished = run_program("forget", folder, "--row", "2")

    assert [(one.exit_code, "[run-unfinished]" in one.stderr) for one in refused] == [(6, True)] * 2
    assert (finished.exit_code, (folder / "0001/Grace.pdf").exists()) == (0, False)


def test_a_bag_is_kept_as_it_is(bag: Path, office: Path) -> None:
    run_program("archive", office / "run", "-o", office / "bag.zip")

    refused = [run_program("forget", path, "--row", "1") for path in (bag, office / "bag.zip", office)]

    codes = ["[bag-unalterable]", "[bag-unalterable]", "[run-unfinished]"]
    assert [(one.exit_code, code in one.stderr) for one, code in zip(refused, codes, strict=True)] == [
        (6, True)
    ] * 3


def test_print_runs_made_with_a_run_are_named_while_they_are_there(archived: Path, tmp_path: Path) -> None:
    printed = tmp_path / "print.pdf"
    merge = ("merge", archived / "letter.md", archived / "people.csv", "-o", tmp_path / "run")
    run_program(*merge, "--print-run", printed)

    there = run_program("forget", tmp_path / "run", "--row", "2")
    printed.unlink()
    gone = run_program("forget", tmp_path / "run", "--row", "3")

    assert (f"{printed} holds letters" in there.stderr, "print.pdf" in gone.stderr) == (True, False)


def test_rows_that_are_no_rows_are_a_mistake_of_the_command(office: Path) -> None:
    outcomes = [run_program("forget", office / "run", "--row", row) for row in ("x", "0", "5-3")]

    assert [one.exit_code for one in outcomes] == [2, 2, 2]
