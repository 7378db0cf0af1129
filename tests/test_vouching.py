"""Signatures beside what they sign: of bags, in them and beside, of runs; found, judged, named."""

import json
from datetime import UTC, datetime
from hashlib import new
from pathlib import Path

import bagit
import pytest
from click.testing import Result

from archived_run import run_program
from certificate_makers import Notary
from letterpress.signatures import SigningPlan, prepare_signing, sign_detached, verify_detached
from letterpress.signatures.keys import open_key

SEAL = "tagmanifest-sha512.txt"


@pytest.fixture
def desk_with_key(tmp_path: Path, notary: Notary) -> Path:
    """Give a folder with a key without password, and roots."""
    (tmp_path / "ada.p12").write_bytes(notary.signer.pkcs12(password=""))
    (tmp_path / "roots.pem").write_bytes(notary.authority.root.pem())
    return tmp_path


def sign(path: Path, desk: Path) -> Path:
    outcome = run_program("sign", path, "--detached", "--key", desk / "ada.p12", "-q")
    assert (outcome.exit_code, outcome.output) == (0, "")
    return path.with_name(f"{path.name}.p7s")


def verify(path: Path, desk: Path) -> Result:
    return run_program("verify", path, "--trust", desk / "roots.pem")


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)


def test_a_signed_bag_holds_and_whoever_proves_the_signer_is_asked_for(
    bag: Path, desk_with_key: Path
) -> None:
    sign(bag / SEAL, desk_with_key)

    proven = verify(bag, desk_with_key)
    unknown = run_program("verify", bag, "--json")

    assert (proven.exit_code, "1 signature" in proven.stdout, proven.stderr) == (0, True, "")
    said = json.loads(unknown.stdout)
    assert (unknown.exit_code, said["holds"], said["signatures"]) == (0, True, 1)
    assert json.loads(unknown.stderr)["code"] == "signature-untrusted"
    assert bagit.Bag(str(bag)).is_valid()


def test_a_bag_that_nobody_signed_holds_unless_a_signature_is_asked_for(
    bag: Path, desk_with_key: Path
) -> None:
    without, asked = run_program("verify", bag), verify(bag, desk_with_key)

    assert (without.exit_code, "signature" in without.output) == (0, False)
    assert (asked.exit_code, "[signature-missing]" in asked.stderr) == (6, True)


@pytest.mark.parametrize("position", [0, 30, 200, 700, -1])
def test_a_signature_that_was_tampered_with_is_named(position: int, bag: Path, desk_with_key: Path) -> None:
    flip(sign(bag / SEAL, desk_with_key), position)

    outcome = verify(bag, desk_with_key)

    assert (outcome.exit_code, outcome.stderr.startswith(f"{SEAL}.p7s: error: ")) == (6, True)


def test_a_bag_made_anew_with_other_checksums_does_not_pass_for_the_signed_one(
    bag: Path, desk_with_key: Path
) -> None:
    sign(bag / SEAL, desk_with_key)
    info = (bag / "bag-info.txt").read_bytes()
    other = info.replace(b"1 of 1", b"1 of 2")
    (bag / "bag-info.txt").write_bytes(other)
    for name in ("sha256", "sha512"):
        seal = bag / f"tagmanifest-{name}.txt"
        before, after = (new(name, data).hexdigest().encode() for data in (info, other))
        seal.write_bytes(seal.read_bytes().replace(before, after))

    outcome = verify(bag, desk_with_key)

    assert bagit.Bag(str(bag)).is_valid()
    assert (outcome.exit_code, f"{SEAL}.p7s: error: " in outcome.stderr) == (6, True)


def test_what_claims_to_be_a_signature_of_nothing_is_one_file_too_many(bag: Path) -> None:
    (bag / "nothing.txt.p7s").write_bytes(b"0")

    outcome = run_program("verify", bag)

    assert (outcome.exit_code, "nothing.txt.p7s: error: it is not in" in outcome.stderr) == (6, True)


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_bag_in_one_file_is_signed_beside_itself_to_the_last_bit(
    form: str, office: Path, desk_with_key: Path
) -> None:
    path = office / f"run.{form}"
    run_program("archive", office / "run", "-o", path)
    sign(path, desk_with_key)

    whole = verify(path, desk_with_key)
    flip(path, path.read_bytes().index(b"\0\0\0\0") if form == "zip" else -1)  # what no checksum covers
    changed = verify(path, desk_with_key)

    assert (whole.exit_code, "1 signature" in whole.stdout) == (0, True)
    assert changed.exit_code == 6
    assert f"run.{form}.p7s: error: the signature does not hold" in changed.stderr


def test_a_signed_manifest_vouches_for_the_run_and_goes_into_its_bag(
    office: Path, desk_with_key: Path
) -> None:
    signature = sign(office / "run/manifest.jsonl", desk_with_key)

    held = verify(office / "run", desk_with_key)
    run_program("archive", office / "run", "-o", office / "bag")
    bagged = verify(office / "bag", desk_with_key)
    signature.write_bytes(b"none")
    broken = verify(office / "run", desk_with_key)

    assert (held.exit_code, "1 signature" in held.stdout) == (0, True)
    assert (bagged.exit_code, "1 signature" in bagged.stdout) == (0, True)
    assert (broken.exit_code, "[signature-broken]" in broken.stderr) == (6, True)


def test_of_several_bags_none_has_the_signed_manifest_of_all(office: Path, desk_with_key: Path) -> None:
    sign(office / "run/manifest.jsonl", desk_with_key)

    run_program("archive", office / "run", "-o", office / "bag", "--max-size", "3150000")

    assert list(office.glob("bag-*/data/*.p7s")) == []
    assert len(list(office.glob("bag-*"))) > 1


def test_a_signature_of_a_manifest_that_is_another_now_is_deleted_and_that_is_said(
    office: Path, desk_with_key: Path
) -> None:
    signature = sign(office / "run/manifest.jsonl", desk_with_key)

    forgotten = run_program("forget", office / "run", "--row", "2")

    assert (forgotten.exit_code, "[signature-missing]" in forgotten.stderr) == (0, True)
    assert not signature.exists()
    assert run_program("verify", office / "run").exit_code == 0


def test_a_letter_signed_beside_itself_is_verified(office: Path, desk_with_key: Path) -> None:
    letter = office / "run/0001/Ada.pdf"
    letter.rename(office / "ada.pdf")
    signature = sign(office / "ada.pdf", desk_with_key)

    whole = verify(office / "ada.pdf", desk_with_key)
    flip(signature, 700)
    broken = verify(office / "ada.pdf", desk_with_key)

    assert (whole.exit_code, broken.exit_code) == (0, 6)


def test_a_file_is_signed_and_verified_without_being_held(tmp_path: Path, notary: Notary) -> None:
    path = tmp_path / "large.tar"
    with path.open("wb") as file:
        file.truncate(64 * 1024**2)
    signing = prepare_signing(open_key(notary.signer.pkcs12(password="")), SigningPlan())

    with path.open("rb") as file:
        signature = sign_detached(file, signing, datetime.now(UTC))
    with path.open("rb") as file:
        verdict = verify_detached(file, signature, [notary.authority.root.certificate])

    assert verdict.holds
