"""Letters into places: what lies there, what a second one does, what a crash leaves; copies encrypted."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result

from archived_run import run_program
from letterpress.delivering import is_mail, read_mail_target
from letterpress.diagnostics import DeliveryError
from letterpress.files import is_temporary
from letterpress.running import LEDGER
from letterpress.stores.buckets import BucketStore
from object_storage import BUCKET, SECRET, Answer, ObjectStorage
from store_makers import make_store

FILES = ["0001/Ada.pdf", "0001/Grace.pdf", "0001/Zoë.pdf"]
PIN = "open, sesame"


def deliver(run: Path, target: str | Path, *more: str | Path, **environment: str) -> Result:
    return run_program("deliver", run, "--to", target, *more, **environment)


def states(ledger: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(ledger)) as receipts:
        return list(receipts.execute("SELECT file, state, answer FROM receipts ORDER BY number"))


def forget_receipts(ledger: Path, state: str = "intended") -> None:
    """Leave of all receipts what a crash would have left of them."""
    with closing(sqlite3.connect(ledger)) as receipts, receipts:
        receipts.execute("UPDATE receipts SET state = ?, ended = NULL, answer = ''", [state])


def files_in(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in found}


def letters_of(run: Path) -> dict[str, str]:
    return {name: digest for name, digest in files_in(run).items() if name.endswith(".pdf")}


@pytest.fixture(params=["run", "bag", "bag.zip"])
def source(request: pytest.FixtureRequest, archived: Path, office: Path) -> Path:
    """Give a run, or a bag of it, as a folder or a file."""
    if request.param == "bag":
        return shutil.copytree(archived / "bag", office / "bag")
    if request.param == "bag.zip":
        bagged = run_program("archive", office / "run", "-o", office / "bag.zip", "-q")
        assert bagged.exit_code == 0, bagged.output
    return office / str(request.param)


def test_letters_go_into_a_folder_once(source: Path, office: Path) -> None:
    first, second = deliver(source, office / "out"), deliver(source, office / "out", "--json")

    assert (first.exit_code, files_in(office / "out")) == (0, letters_of(office / "run"))
    assert json.loads(second.stdout) == {
        "target": str(office / "out"),
        "delivered": 0,
        "delivered_before": 3,
        "counted_as_sent": 0,
        "refused": 0,
        "deferred": 0,
        "doubtful": 0,
        "left_out": 0,
        "not_reached": 0,
    }


def test_a_bag_stays_as_it_is_and_its_receipts_lie_beside_it(
    archived: Path, bag: Path, tmp_path: Path
) -> None:
    deliver(bag, tmp_path / "out")

    assert files_in(bag) == files_in(archived / "bag")
    assert [file for file, _, _ in states(tmp_path / "bag.receipts.sqlite")] == FILES


def test_letters_go_into_a_zip_file_that_appears_whole(office: Path) -> None:
    outcome = deliver(office / "run", office / "letters.zip")

    with ZipFile(office / "letters.zip") as packed:
        found = {name: sha256(packed.read(name)).hexdigest() for name in packed.namelist()}
    assert outcome.exit_code == 0
    assert found == {f"letters/{name}": digest for name, digest in letters_of(office / "run").items()}


def test_a_zip_file_that_is_there_gets_the_letters_it_lacks(office: Path) -> None:
    deliver(office / "run", office / "letters.zip")
    with ZipFile(office / "letters.zip") as packed, ZipFile(office / "less.zip", "w") as less:
        for name in FILES[:2]:
            less.writestr(f"less/{name}", packed.read(f"letters/{name}"))

    outcome = deliver(office / "run", office / "less.zip")

    with ZipFile(office / "less.zip") as packed:
        assert sorted(packed.namelist()) == [f"less/{name}" for name in FILES]
    assert (outcome.exit_code, [answer for *_, answer in states(office / "run" / LEDGER)][3:]) == (
        0,
        ["was there", "was there", "laid there"],
    )


def test_a_file_that_is_no_zip_file_is_left_alone(office: Path) -> None:
    (office / "letters.zip").write_text("mine")

    outcome = deliver(office / "run", office / "letters.zip")

    assert outcome.exit_code == 7
    assert "delivery-occupied" in outcome.stderr
    assert (office / "letters.zip").read_text() == "mine"


@pytest.mark.usefixtures("storage")
def test_letters_go_into_a_bucket(office: Path) -> None:
    outcome = deliver(office / "run", f"s3://{BUCKET}/may")

    there = zip(FILES, BucketStore(f"s3://{BUCKET}/may").read(FILES), strict=True)
    assert outcome.exit_code == 0, outcome.output
    assert {name: sha256(pdf or b"").hexdigest() for name, pdf in there} == letters_of(office / "run")
    assert SECRET.encode() not in (office / "run" / LEDGER).read_bytes()


@pytest.mark.parametrize("kind", ["folder", "zip", "bucket", "sftp", "webdav"])
def test_an_intent_without_a_receipt_is_settled_by_asking(
    office: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    target = str(office / "out.zip") if kind == "zip" else make_store(kind, request, office).address
    first = deliver(office / "run", target)
    forget_receipts(office / "run" / LEDGER)

    outcome = deliver(office / "run", target)

    answers = [answer for *_, answer in states(office / "run" / LEDGER)]
    assert [first.exit_code, outcome.exit_code] == [0, 0], first.output
    assert answers == ["", "", "", "was there", "was there", "was there"]


def test_a_process_killed_between_intent_and_receipt_is_finished(
    office: Path, storage: ObjectStorage
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def kill(_number: int) -> Answer | None:
        if storage.asked[-1] == ("PUT", f"/{BUCKET}/may/0001/Grace.pdf"):
            os.kill(started[0].pid, signal.SIGKILL)
        return None

    storage.fault = kill
    command = [
        sys.executable,
        "-m",
        "letterpress",
        "deliver",
        str(office / "run"),
        "--to",
        f"s3://{BUCKET}/may",
    ]
    started.append(subprocess.Popen(command))  # noqa: S603 -- this program
    ended = started[0].wait(60)
    left = [state for _, state, _ in states(office / "run" / LEDGER)]
    storage.fault = lambda _number: None
    outcome = deliver(office / "run", f"s3://{BUCKET}/may")

    assert (ended, left) == (-signal.SIGKILL, ["intended"] * 3)
    assert (outcome.exit_code, [answer for *_, answer in states(office / "run" / LEDGER)][3:]) == (
        0,
        ["was there", "was there", "laid there"],
    )


def test_a_place_that_fails_stops_all_and_is_gone_on_with(office: Path, storage: ObjectStorage) -> None:
    storage.fault = lambda _number: ("403 Forbidden", b"") if storage.asked[-1][0] == "PUT" else None
    first = deliver(office / "run", f"s3://{BUCKET}/may")
    storage.fault = lambda _number: None
    second = deliver(office / "run", f"s3://{BUCKET}/may")

    assert (first.exit_code, second.exit_code) == (7, 0)
    assert "store-failed" in first.stderr


def test_a_file_with_the_name_of_a_letter_is_never_written_over(office: Path) -> None:
    (office / "out/0001").mkdir(parents=True)
    (office / "out/0001/Ada.pdf").write_text("mine")

    outcome = deliver(office / "run", office / "out")

    assert (outcome.exit_code, (office / "out/0001/Ada.pdf").read_text()) == (7, "mine")
    assert "delivery-occupied" in outcome.stderr
    assert sorted(files_in(office / "out")) == FILES


def test_a_letter_that_was_changed_or_is_gone_stays_here(office: Path) -> None:
    (office / "run" / FILES[0]).write_bytes(b"%PDF-")
    (office / "run" / FILES[1]).unlink()

    outcome = deliver(office / "run", office / "out")

    assert (outcome.exit_code, list(files_in(office / "out"))) == (6, FILES[2:])
    assert outcome.stderr.count("run-letter") == 2


def test_a_manifest_that_leads_elsewhere_is_refused(office: Path) -> None:
    manifest = office / "run/manifest.jsonl"
    manifest.write_text(manifest.read_text().replace(FILES[0], "../Ada.pdf"))

    outcome = deliver(office / "run", office / "out")

    assert (outcome.exit_code, (office / "out").exists()) == (6, False)


def test_a_run_that_has_not_ended_is_not_delivered(office: Path) -> None:
    (office / "run/manifest.jsonl").unlink()

    outcome = deliver(office / "run", office / "out")

    assert outcome.exit_code == 6
    assert "run-unfinished" in outcome.stderr


def test_a_dry_run_makes_nothing(bag: Path, tmp_path: Path) -> None:
    outcome = deliver(bag, tmp_path / "out", "--dry-run")

    assert outcome.exit_code == 0
    assert f"1\t0001/Ada.pdf\t{tmp_path}/out/0001/Ada.pdf" in outcome.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bag"]


def test_two_deliveries_of_a_run_do_not_work_at_once(office: Path) -> None:
    with closing(sqlite3.connect(office / "run" / LEDGER)) as other:
        other.execute("BEGIN EXCLUSIVE")
        outcome = deliver(office / "run", office / "out")

    assert outcome.exit_code == 3
    assert "run-busy" in outcome.stderr


@pytest.mark.parametrize("name", ["out", "letters.zip"])
def test_a_full_disk_stops_all_and_leaves_nothing_half(office: Path, name: str) -> None:
    code = (
        "import resource, sys; from letterpress.cli import main;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)); sys.argv[0] = 'letterpress'; main()"
    )
    command = [sys.executable, "-c", code, "deliver", str(office / "run"), "--to", str(office / name)]
    full = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 -- this program
    left = files_in(office)
    again = deliver(office / "run", office / name)

    assert full.returncode == 7, full.stderr
    assert "output-unwritable" in full.stderr
    assert [path for path in left if path.startswith(name) or is_temporary(Path(path).name)] == []
    assert again.exit_code == 0


@pytest.mark.parametrize("place", ["/proc/out", "/proc/out.zip"])
def test_a_folder_nobody_may_write_into_stops_all(office: Path, place: str) -> None:
    outcome = deliver(office / "run", place)

    assert outcome.exit_code == 7
    assert "output-unwritable" in outcome.stderr


def test_a_place_that_cannot_be_made_stops_all(office: Path) -> None:
    (office / "file").write_text("a file, and no folder")

    outcome = deliver(office / "run", office / "file/out")

    assert outcome.exit_code == 7
    assert "output-unwritable" in outcome.stderr


def test_copies_open_with_the_password_alone_and_claim_nothing(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIN", PIN)
    before = letters_of(office / "run")

    outcome = deliver(office / "run", office / "out", "--encrypt", "--encrypt-env", "PIN")

    copy = str(office / "out" / FILES[0])
    said = _qpdf("--show-encryption", f"--password={PIN}", copy)
    wrong = _qpdf("--check", "--password=other", copy)
    plain = _qpdf("--decrypt", "--stream-data=uncompress", f"--password={PIN}", copy, "-")
    assert outcome.exit_code == 0, outcome.output
    assert "R = 6" in said.stdout.decode()
    assert (said.returncode, wrong.returncode) == (0, 2)
    assert Path(copy).read_bytes()[:8] == b"%PDF-2.0"
    assert b"StructTreeRoot" in plain.stdout
    assert b"pdfaid:part" not in plain.stdout
    assert letters_of(office / "run") == before
    assert PIN not in outcome.output
    assert PIN.encode() not in (office / "run" / LEDGER).read_bytes()


def test_encrypted_copies_are_known_again(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIN", PIN)
    options = ("--encrypt", "--encrypt-env", "PIN")
    deliver(office / "run", office / "out", *options)
    before = files_in(office / "out")
    forget_receipts(office / "run" / LEDGER)

    outcome = deliver(office / "run", office / "out", *options)

    assert (outcome.exit_code, files_in(office / "out")) == (0, before)


def test_each_copy_opens_with_the_password_of_its_row(archived: Path, office: Path) -> None:
    named = ("--recipients", archived / "people.csv")
    options = ("--encrypt", "--password-column", "City", *named)

    outcome = deliver(office / "run", office / "out", *options)

    opened = [
        _qpdf("--check", f"--password={city}", str(office / "out" / file)).returncode
        for file, city in zip(FILES, ("London", "New York", "Göttingen"), strict=True)
    ]
    assert (outcome.exit_code, opened) == (0, [0, 0, 0])


def test_a_row_without_a_password_is_named_before_anything_leaves(archived: Path, office: Path) -> None:
    named = ("--recipients", archived / "people.csv")
    outcome = deliver(office / "run", office / "out", "--encrypt", "--password-column", "PIN", *named)

    assert (outcome.exit_code, (office / "out").exists()) == (3, False)
    assert 'there is no column "PIN"' in outcome.stderr


def _qpdf(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["qpdf", *arguments], capture_output=True, check=False)  # noqa: S603, S607 -- our own words


BAD_TARGETS = {
    "smtp://mail.example.org": "does not say who writes",
    "smtp://ada:secret@mail.example.org?from=a@example.org": "holds a password",
    "smtp://mail.example.org?from=a@example.org,b@example.org": "is no address",
    "smtp://mail.example.org?from=a@example.org%0d%0aBcc:b@example.org": "is no address",
    "smtp://ada@mail.example.org?from=a@example.org&tls=none": "for everyone to read",
    "smtps://mail.example.org?from=a@example.org&tls=none": "tls=none is none of",
    "smtp://mail.example.org?from=a@example.org&dkim=yes": "no address of a mail server",
    "smtp://mail.example.org:x?from=a@example.org": "no address of a mail server",
    "smtp://mail.example.org?from=a@example.org&timeout=soon": "no number of seconds",
}


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_an_address_of_a_server_that_makes_no_sense_is_refused(target: str) -> None:
    with pytest.raises(DeliveryError) as refused:
        read_mail_target(target)

    assert BAD_TARGETS[target] in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_server_is_named_without_its_user() -> None:
    target = read_mail_target("smtps://ada%40home@mail.example.org?from=Office@Example.org&name=The+Office")

    assert (target.user, target.port, target.sender_name) == ("ada@home", 465, "The Office")
    assert target.address == "smtps://mail.example.org:465?from=Office@example.org"
    assert is_mail("SMTP://mail.example.org")
    assert not is_mail("smtp")


def test_what_a_delivery_killed_in_the_middle_of_a_note_leaves_is_put_right_by_the_next(office: Path) -> None:
    deliver(office / "run", office / "out")
    code = """
import os, sqlite3, sys
ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
ledger.execute("PRAGMA cache_size = 1")
ledger.execute("BEGIN")
ledger.execute("UPDATE receipts SET answer = hex(zeroblob(100000))")
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code, str(office / "run" / LEDGER)], check=False)  # noqa: S603 -- Python
    verified = run_program("verify", office / "run")
    delivered = deliver(office / "run", office / "out")
    again = run_program("verify", office / "run")

    assert [one.exit_code for one in (verified, delivered, again)] == [6, 0, 0]
    assert "was cut off" in verified.stderr
    assert "3 delivered before" in delivered.stdout


@pytest.mark.parametrize("name", ["nowhere", "letter.txt"])
def test_what_is_neither_run_nor_bag_gets_no_receipts_beside_it(desk: Path, name: str) -> None:
    outcome = deliver(desk / name, desk / "out")

    assert outcome.exit_code == 6
    assert [path.name for path in desk.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "option", [("--subject", "Yours"), ("--password-env", "PIN"), ("--password-fd", "0")]
)
def test_what_is_for_mail_alone_is_not_ignored_where_letters_go_to_a_place(
    office: Path, option: tuple[str, str]
) -> None:
    run = deliver(office / "run", office / "outbox", *option)

    assert (run.exit_code, "are for mail" in run.stderr) == (2, True)
    assert not (office / "outbox").exists()
