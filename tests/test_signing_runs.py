"""The letters of a run signed into a run of their own: gone on with, verified, put into a bag."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archived_run import run_program
from certificate_makers import Notary
from letterpress.cli.program import program
from letterpress.running import LEDGER, MANIFEST, read_manifest
from letterpress.running.ledger import read_ended
from letterpress.signatures import verify_pdf


@pytest.fixture
def office(office: Path, notary: Notary) -> Path:
    """Give a run, a key without password, and roots."""
    (office / "ada.p12").write_bytes(notary.signer.pkcs12(password=""))
    (office / "roots.pem").write_bytes(notary.authority.root.pem())
    return office


def sign(office: Path, *options: str | Path, key: str = "ada.p12") -> Result:
    return run_program("sign", office / "run", "-o", office / "signed", "--key", office / key, *options)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.pdf"))}


def test_every_letter_is_signed_and_the_run_stays_as_it_was(office: Path, notary: Notary) -> None:
    before = digests(office / "run")

    outcome = sign(office)

    assert (outcome.exit_code, outcome.stdout) == (0, f"{office / 'signed'}\n")
    assert digests(office / "run") == before
    entries = list(read_manifest(office / "signed" / MANIFEST))
    assert [(one.row, one.standards) for one in entries] == [(n, ("pdf/a-2a", "pdf/ua-1")) for n in (1, 2, 3)]
    for entry in entries:
        pdf = (office / "signed" / entry.file).read_bytes()
        assert verify_pdf(pdf, [notary.authority.root.certificate]).holds


def test_what_was_stopped_is_gone_on_with(office: Path) -> None:
    sign(office)
    before = digests(office / "signed")
    (office / "signed/0001/Grace.pdf").write_bytes(b"half a let")
    (office / "signed" / MANIFEST).unlink()

    outcome = sign(office)

    after = digests(office / "signed")
    assert (outcome.exit_code, "3 letters signed, 2 of them from before" in outcome.stderr) == (0, True)
    assert [after[name] == before[name] for name in ("Ada.pdf", "Zoë.pdf")] == [True, True]
    assert run_program("verify", office / "signed").exit_code == 0


def test_letters_of_two_keys_are_not_put_into_one_folder(office: Path, notary: Notary) -> None:
    other = notary.authority.issue("Grace Hopper")
    (office / "grace.p12").write_bytes(other.pkcs12(password=""))
    sign(office)

    refused = sign(office, key="grace.p12")

    assert (refused.exit_code, "what it rests on has changed: certificate" in refused.stderr) == (3, True)


def test_a_letter_that_is_not_what_the_run_made_stops_no_other(office: Path) -> None:
    (office / "run/0001/Grace.pdf").write_bytes(b"%PDF-1.7 another")

    outcome = sign(office)

    assert (outcome.exit_code, sorted(digests(office / "signed"))) == (8, ["Ada.pdf", "Zoë.pdf"])
    assert "row 2, 0001/Grace.pdf: 0001/Grace.pdf is not what the run made [run-letter]" in outcome.stderr


def test_a_time_server_that_fails_stops_all_and_the_same_command_goes_on(
    office: Path, notary: Notary
) -> None:
    notary.answer = lambda _asked: (500, "text/plain", b"no")
    stamping = ("--timestamp", notary.time_url)

    stopped = sign(office, *stamping)
    notary.answer = notary.stamp
    gone_on = sign(office, *stamping)

    assert (stopped.exit_code, "[time-server]" in stopped.stderr) == (8, True)
    assert (gone_on.exit_code, len(digests(office / "signed"))) == (0, 3)


def test_verify_sees_the_signatures_of_letters_and_a_changed_byte(office: Path) -> None:
    sign(office)
    roots = ("--trust", office / "roots.pem")

    whole = run_program("verify", office / "signed", *roots, "--validate", "all")
    path = office / "signed/0001/Ada.pdf"
    pdf = path.read_bytes()
    path.write_bytes(pdf.replace(b"/Type /Page", b"/Type /Pagf", 1))
    changed = run_program("verify", office / "signed", *roots, "--validate", "all")
    unsigned = run_program("verify", office / "run", *roots)

    assert (whole.exit_code, "3 signatures" in whole.stdout) == (0, True)
    assert (changed.exit_code, "0001/Ada.pdf: error: signature 1 does not hold" in changed.stderr) == (
        6,
        True,
    )
    assert (unsigned.exit_code, "[signature-missing]" in unsigned.stderr) == (6, True)


def test_a_bag_of_signed_letters_tells_that_they_are_what_was_made_and_signed(office: Path) -> None:
    sign(office)
    run_program("archive", office / "signed", "-o", office / "signed.zip")

    outcome = run_program("verify", office / "signed.zip", "--trust", office / "roots.pem", "--remake", "all")

    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert "3 made again to the same bytes, 1 signature" in outcome.stdout


def test_what_was_forgotten_before_stays_so_and_signed_copies_are_named_afterwards(office: Path) -> None:
    run_program("forget", office / "run", "--row", "2")
    sign(office)
    run_program("archive", office / "signed", "-o", office / "bag")

    named = run_program("forget", office / "run", "--row", "1")

    assert [one.row for one in read_ended(office / "signed" / LEDGER).forgotten] == [2]
    assert not (office / "bag/data/recipients").exists()
    assert f"hint: it is a signed run: letterpress forget {office / 'signed'}" in named.stderr


def test_a_run_needs_a_folder_for_its_signed_letters(office: Path) -> None:
    key = ("--key", office / "ada.p12")
    without = run_program("sign", office / "run", *key)
    beside = run_program("sign", office / "run", *key, "-o", office / "signed", "--detached")

    assert [(one.exit_code, "-o SIGNED" in one.stderr) for one in (without, beside)] == [(2, True)] * 2


def test_the_time_of_signed_letters_can_be_told_and_then_so_can_their_bytes(office: Path) -> None:
    environment = {"SOURCE_DATE_EPOCH": str(int((office / "ada.p12").stat().st_mtime))}
    for name in ("one", "two"):
        arguments = ["sign", str(office / "run"), "-o", str(office / name), "--key", str(office / "ada.p12")]
        assert CliRunner().invoke(program, arguments, env=environment).exit_code == 0

    assert digests(office / "one") == digests(office / "two")
    assert json.loads((office / "one" / MANIFEST).read_text().splitlines()[0])["row"] == 1
