"""A run put into bags: what is in them, what refuses them, and that nothing half-made bears their name."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import sleep
from zipfile import ZipFile

import bagit
import pytest

from archived_run import run_program
from letterpress.archiving import BagOptions, open_run_folder, write_bags
from letterpress.archiving.tagfiles import read_tags
from letterpress.diagnostics import Code, DeliveryError
from letterpress.running import LEDGER, MANIFEST
from letterpress.stores import Store
from letterpress.stores.buckets import BucketStore
from object_storage import BUCKET, ObjectStorage

OPTIONS = BagOptions(date(2026, 11, 24), {})


def _no_bucket(address: str) -> Store:
    raise AssertionError(address)


def _unpack(path: Path, folder: Path) -> Path:
    """Give the folder of a bag, whatever its form."""
    if path.suffix == ".tar":
        with tarfile.open(path) as tar:
            tar.extractall(folder, filter="data")
    elif path.suffix == ".zip":
        with ZipFile(path) as archive:
            archive.extractall(folder)  # noqa: S202 -- our own
    else:
        return path
    return folder / path.stem


def _info(bag: Path) -> dict[str, str]:
    return dict(read_tags((bag / "bag-info.txt").read_bytes(), "bag-info.txt"))


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["out", "out.tar", "out.zip"])
def test_a_bag_in_every_form_is_valid_by_the_library_of_congress(office: Path, name: str) -> None:
    run = run_program("archive", office / "run", "-o", office / name)

    unpacked = _unpack(office / name, office / "unpacked")
    assert (run.exit_code, run.stdout) == (0, f"{office / name}\n")
    assert bagit.Bag(str(unpacked)).validate()
    assert run_program("verify", office / name).exit_code == 0


def test_a_bag_holds_the_letters_and_all_they_were_made_from(archived: Path) -> None:
    names = [name.removeprefix("data/") for name in _names(archived / "bag/data")]

    letters = [name for name in names if name.startswith("letters/")]
    assert letters == ["letters/0001/Ada.pdf", "letters/0001/Grace.pdf", "letters/0001/Zoë.pdf"]
    assert {"manifest.jsonl", "manifest.csv", "preflight.jsonl", "recipients/people.csv"} <= set(names)
    assert {"origin/origin.json", "origin/letter/main/source", "origin/stationery/1/letter.css"} <= set(names)
    assert (archived / "bag/data/manifest.jsonl").read_text() == (archived / "run" / MANIFEST).read_text()


def test_the_reports_of_preflight_say_which_letters_it_saw(office: Path) -> None:
    run_program("archive", office / "run", "-o", office / "some")
    run_program("archive", office / "run", "-o", office / "all", "--validate", "all")

    reports = [
        [
            json.loads(line)["file"]
            for line in (office / bag / "data/preflight.jsonl").read_text().splitlines()
        ]
        for bag in ("some", "all")
    ]
    assert reports == [["0001/Ada.pdf"], ["0001/Ada.pdf", "0001/Grace.pdf", "0001/Zoë.pdf"]]


def test_the_same_run_on_the_same_day_gives_the_same_bytes(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    digests = set()
    for folder in ("one", "two"):
        (office / folder).mkdir()
        for form in (".tar", ".zip"):
            run_program("archive", office / "run", "-o", office / folder / f"bag{form}")
            digests.add(sha256((office / folder / f"bag{form}").read_bytes()).hexdigest())

    assert len(digests) == 2


def test_what_is_said_on_the_command_line_stands_in_bag_info(office: Path) -> None:
    run_program(
        "archive", office / "run", "-o", office / "bag", "--info", "contact=Jo\nDoe", "--info", "identifier=7"
    )

    info = _info(office / "bag")
    assert (info["Contact-Name"], info["External-Identifier"]) == ("Jo Doe", "7")
    octets = sum(path.stat().st_size for path in (office / "bag/data").rglob("*") if path.is_file())
    assert info["Payload-Oxum"] == f"{octets}.{len(_names(office / 'bag/data'))}"
    assert info["Bag-Count"] == "1 of 1"


def test_the_stationery_says_who_keeps_its_letters(office: Path, archived: Path, project: Path) -> None:
    mine = shutil.copytree(project / "templates/us-block", office / "mine")
    toml = (mine / "stationery.toml").read_text()
    (mine / "stationery.toml").write_text(
        f'{toml}\n[archive]\norganisation = "City of Bath"\nretention = "P10Y"\n'
    )
    files = (archived / "letter.md", archived / "people.csv")
    run_program("merge", *files, "-o", office / "other", "--stationery", f"{mine}/", "--rows", "1")

    run_program("archive", office / "other", "-o", office / "bag", "--info", "retention=P30Y")

    info = _info(office / "bag")
    assert (info["Source-Organization"], info["Retention-Period"]) == ("City of Bath", "P30Y")


def test_an_unknown_key_of_the_archive_table_refuses_the_stationery(office: Path, project: Path) -> None:
    mine = shutil.copytree(project / "templates/us-block", office / "mine")
    toml = (mine / "stationery.toml").read_text()
    (mine / "stationery.toml").write_text(f'{toml}\n[archive]\norganization = "City of Bath"\n')

    shown = run_program("stationery", "show", f"{mine}/")

    assert (shown.exit_code, "archive has no 'organization'" in shown.output) == (4, True)


def test_several_bags_of_one_group_hold_every_letter_once_and_each_is_whole(office: Path) -> None:
    size = sum(path.stat().st_size for path in (office / "run").rglob("*.pdf")) // 3
    run_program("archive", office / "run", "-o", office / "whole")
    payload = int(_info(office / "whole")["Payload-Oxum"].partition(".")[0])

    most = payload - size
    run = run_program("archive", office / "run", "-o", office / "part.tar", "--max-size", str(most))

    bags = [_unpack(office / f"part-{number}.tar", office / "unpacked") for number in (1, 2)]
    letters = [_names(bag / "data/letters") for bag in bags]
    assert run.stdout.splitlines() == [f"{office}/part-1.tar", f"{office}/part-2.tar"]
    assert letters == [["0001/Ada.pdf", "0001/Grace.pdf"], ["0001/Zoë.pdf"]]
    assert all(bagit.Bag(str(bag)).validate() for bag in bags)
    assert all(int(_info(bag)["Payload-Oxum"].partition(".")[0]) <= most for bag in bags)
    assert [_info(bag)["Bag-Count"] for bag in bags] == ["1 of 2", "2 of 2"]
    assert len({_info(bag)["Bag-Group-Identifier"] for bag in bags}) == 1


def test_a_letter_that_no_bag_has_room_for_is_refused(office: Path) -> None:
    run = run_program("archive", office / "run", "-o", office / "bag.zip", "--max-size", "1M")

    assert (run.exit_code, "[bag-size]" in run.stderr) == (6, True)
    assert _names(office) == _names_of_run(office)


def _names_of_run(office: Path) -> list[str]:
    return [f"run/{name}" for name in _names(office / "run")]


@pytest.mark.parametrize("name", ["bag", "bag.tar"])
def test_what_is_there_is_never_written_over(office: Path, name: str) -> None:
    (office / name).mkdir()

    run = run_program("archive", office / "run", "-o", office / name)

    assert (run.exit_code, "[bag-exists]" in run.stderr) == (7, True)
    assert list((office / name).iterdir()) == []


def _change(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "changed letter": (lambda run: _change(run / "0001/Ada.pdf"), "run-letter"),
    "missing letter": (lambda run: (run / "0001/Zoë.pdf").unlink(), "run-letter"),
    "link": (lambda run: (run / "0001/more.pdf").symlink_to(run / "0001/Ada.pdf"), "run-letter"),
    "no manifest": (lambda run: (run / MANIFEST).unlink(), "run-unfinished"),
    "open ledger": (lambda run: (run / f"{LEDGER}-wal").write_bytes(b"x"), "run-unfinished"),
    "no ledger": (lambda run: (run / LEDGER).unlink(), "run-unfinished"),
    "no origin": (lambda run: (run / "origin.zip").unlink(), "origin-missing"),
    "broken origin": (lambda run: (run / "origin.zip").write_bytes(b"PK"), "origin-missing"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_run_that_is_not_as_it_was_is_refused_and_leaves_nothing(office: Path, case: str) -> None:
    spoil, code = SPOILT[case]
    spoil(office / "run")
    before = _names(office)

    run = run_program("archive", office / "run", "-o", office / "bag.zip")

    assert (run.exit_code, f"[{code}]" in run.stderr) == (6, True)
    assert _names(office) == before


def test_a_run_of_an_older_version_gets_its_origin_when_it_is_resumed(office: Path, archived: Path) -> None:
    (office / "run/origin.zip").unlink()
    files = (archived / "letter.md", archived / "people.csv")

    run_program("merge", *files, "-o", office / "run", "--name", "{{ name }}.pdf", "--folders", "--resume")

    origins = {sha256((folder / "run/origin.zip").read_bytes()).hexdigest() for folder in (office, archived)}
    assert len(origins) == 1


def test_recipients_that_have_changed_are_refused_and_may_be_left_out_or_named(
    office: Path, archived: Path
) -> None:
    other = shutil.copy(archived / "people.csv", office / "people.csv")
    with Path(other).open("a") as file:
        file.write("Emmy,Erlangen\n")

    changed = run_program("archive", office / "run", "-o", office / "a", "--recipients", other)
    named = run_program(
        "archive", office / "run", "-o", office / "b", "--recipients", archived / "people.csv"
    )
    left_out = run_program("archive", office / "run", "-o", office / "c", "--without-recipients")

    assert [changed.exit_code, named.exit_code, left_out.exit_code] == [6, 0, 0]
    assert "[origin-missing]" in changed.stderr
    assert (office / "b/data/recipients/people.csv").exists()
    assert not (office / "c/data/recipients").exists()
    assert (
        sha256((archived / "people.csv").read_bytes()).hexdigest()
        in (office / "c/data/origin/origin.json").read_text()
    )


def test_recipients_from_a_pipe_can_only_be_left_out(office: Path, archived: Path) -> None:
    merge = [
        sys.executable,
        "-m",
        "letterpress",
        "merge",
        str(archived / "letter.md"),
        "-",
        "-o",
        str(office / "piped"),
    ]
    subprocess.run(merge, input=b"Name,City\nAda,London\n", check=True, capture_output=True)  # noqa: S603 -- our own

    refused = run_program("archive", office / "piped", "-o", office / "bag")
    kept = run_program("archive", office / "piped", "-o", office / "bag", "--without-recipients")

    assert (refused.exit_code, "pipe" in refused.stderr, kept.exit_code) == (6, True, 0)


def test_names_with_percent_signs_are_encoded_and_names_in_normal_form_c_kept(
    office: Path, archived: Path
) -> None:
    (office / "people.csv").write_text("Name,City\n100%25 Zoë,Bath\n")
    run_program(
        "merge", archived / "letter.md", office / "people.csv", "-o", office / "other", "--name", "{{ name }}"
    )

    run_program("archive", office / "other", "-o", office / "bag")

    lines = (office / "bag/manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert [line[66:] for line in lines if "letters" in line] == ["data/letters/100%2525 Zoë.pdf"]
    assert run_program("verify", office / "bag").exit_code == 0


def test_letters_in_a_bucket_are_put_into_the_bag(
    office: Path, archived: Path, storage: ObjectStorage
) -> None:
    files = (archived / "letter.md", archived / "people.csv")
    run_program("merge", *files, "-o", office / "other", "--store", f"s3://{BUCKET}/may")

    run = run_program("archive", office / "other", "-o", office / "bag.zip")
    asked = len(storage.asked)
    whole = run_program("verify", office / "other")
    BucketStore(f"s3://{BUCKET}/may").put("2.pdf", b"%PDF-")
    spoilt = run_program("verify", office / "other")

    assert (run.exit_code, whole.exit_code, spoilt.exit_code, asked > 0) == (0, 0, 6, True)
    assert run_program("verify", office / "bag.zip", "--remake", "all").exit_code == 0


def test_a_letter_that_failed_is_named_in_the_bag(office: Path, archived: Path) -> None:
    (office / "people.csv").write_text("Name,City\nAda,London\n\N{GRINNING FACE},Bath\n")
    run_program("merge", archived / "letter.md", office / "people.csv", "-o", office / "other")

    run_program("archive", office / "other", "-o", office / "bag")

    failures = [json.loads(line) for line in (office / "bag/data/failures.jsonl").read_text().splitlines()]
    assert [one["row"] for one in failures] == [2]


def test_letters_in_a_store_elsewhere_are_put_into_the_bag(office: Path, archived: Path) -> None:
    files = (archived / "letter.md", archived / "people.csv")
    run_program("merge", *files, "-o", office / "other", "--store", office / "store", "--rows", "2")

    run = run_program("archive", office / "other", "-o", office / "bag.zip")

    assert run.exit_code == 0
    assert run_program("verify", office / "bag.zip").exit_code == 0
    assert run_program("verify", office / "other").exit_code == 0


@pytest.mark.parametrize("target", ["missing/bag.tar", "/proc/bag", "/proc/bag.zip"])
def test_a_folder_that_cannot_be_written_is_named(office: Path, target: str) -> None:
    run = run_program("archive", office / "run", "-o", office / target)

    assert (run.exit_code, "[output-unwritable]" in run.stderr) == (7, True)


@pytest.mark.parametrize("name", ["bag", "bag.tar", "bag.zip"])
def test_a_full_disk_leaves_nothing(office: Path, name: str) -> None:
    """No file may have more than 400 KB, which letters have not, and fonts and archives have."""
    before = _names(office)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))"
    code = f"{limit}; from letterpress.cli import main; main()"
    command = [sys.executable, "-c", code, "archive", str(office / "run"), "-o", str(office / name)]

    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own

    assert (run.returncode, "[output-unwritable]" in run.stderr) == (7, True)
    assert _names(office) == before
    assert not (office / name).exists()


@pytest.mark.parametrize("name", ["bag", "bag.tar", "bag.zip"])
def test_a_kill_in_the_middle_leaves_nothing_under_the_name_of_the_bag(office: Path, name: str) -> None:
    os.mkfifo(office / "people.csv")  # on which the command waits when half of the bag is written
    command = [sys.executable, "-m", "letterpress", "archive", str(office / "run"), "-o", str(office / name)]
    process = subprocess.Popen([*command, "--recipients", str(office / "people.csv")])  # noqa: S603 -- our own
    while not any(path.name.startswith(".letterpress-") for path in office.iterdir()):
        sleep(0.01)

    process.send_signal(signal.SIGKILL)
    process.wait()

    assert not (office / name).exists()
    assert run_program("archive", office / "run", "-o", office / name).exit_code == 0


def test_a_bag_that_appears_meanwhile_is_not_written_over(office: Path) -> None:
    run = open_run_folder(office / "run", _no_bucket)
    target = office / "bag"

    with pytest.raises(DeliveryError) as refused:
        write_bags(run, target, OPTIONS, lambda: target.mkdir(exist_ok=True))

    assert refused.value.diagnostics[0].code is Code.BAG_EXISTS
    assert list(target.iterdir()) == []
    assert not [path for path in office.iterdir() if path.name.startswith(".letterpress-")]


def test_the_summary_for_programs_tells_every_bag(office: Path) -> None:
    run = run_program("archive", office / "run", "-o", office / "bag.zip", "--json")

    (bag,) = json.loads(run.stdout)["bags"]
    assert (bag["path"], bag["letters"], bag["files"]) == (str(office / "bag.zip"), 3, 24)


@pytest.mark.parametrize("options", [("--info", "colour=red"), ("--max-size", "0"), ("--max-size", "2X")])
def test_an_option_that_makes_no_sense_is_refused(office: Path, options: tuple[str, str]) -> None:
    run = run_program("archive", office / "run", "-o", office / "bag", *options)

    assert (run.exit_code, (office / "bag").exists()) == (2, False)


def test_a_bag_does_not_go_into_the_folder_of_its_run(office: Path) -> None:
    assert run_program("archive", office / "run", "-o", office / "run/bag").exit_code == 2
