"""`letterpress sign` on the command line: where files go, where the password comes from, what it says."""

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from certificate_makers import PASSWORD, Notary
from letterpress.cli.program import program
from letterpress.files import is_temporary
from letterpress.signatures import verify_detached, verify_pdf

SECRET = {"PIN": PASSWORD}


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(program, arguments, env=environment)


@pytest.fixture
def office(desk: Path, notary: Notary) -> Path:
    """Give a folder with a letter that is set, a key, and roots."""
    assert run("render", "letter.txt", "-o", "letter.pdf", "-q").exit_code == 0
    (desk / "ada.p12").write_bytes(notary.signer.pkcs12())
    (desk / "roots.pem").write_bytes(notary.authority.root.pem())
    return desk


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_letter_is_signed_beside_itself(office: Path) -> None:
    before = (office / "letter.pdf").read_bytes()

    outcome = run("sign", "letter.pdf", "--key", "ada.p12", "--password-env", "PIN", **SECRET)

    assert (outcome.exit_code, outcome.stdout) == (0, "letter-signed.pdf\n")
    assert verify_pdf((office / "letter-signed.pdf").read_bytes()).holds
    assert (office / "letter.pdf").read_bytes() == before
    assert PASSWORD not in outcome.output


def test_a_password_comes_through_a_file_descriptor(office: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, f"{PASSWORD}\n".encode())
    os.close(writing)

    password = ["--password-fd", str(reading)]
    outcome = run("sign", "letter.pdf", "--key", "ada.p12", *password, "-o", "out.pdf", "-q")

    assert (outcome.exit_code, outcome.output) == (0, "")
    assert verify_pdf((office / "out.pdf").read_bytes()).holds


def test_a_long_term_signature_on_the_command_line(office: Path, notary: Notary) -> None:
    options = ["--timestamp", notary.time_url, "--long-term", "--trust", "roots.pem"]
    options += ["--certify", "no-changes"]

    outcome = run("sign", "letter.pdf", "--key", "ada.p12", "--password-env", "PIN", *options, **SECRET)

    verification = verify_pdf(
        (office / "letter-signed.pdf").read_bytes(), [notary.authority.root.certificate]
    )
    assert outcome.exit_code == 0
    assert ([one.level for one in verification.signatures], verification.holds) == (["B-LT"], True)


def test_verify_holds_a_signed_letter_against_roots(office: Path) -> None:
    run("sign", "letter.pdf", "--key", "ada.p12", "--password-env", "PIN", "-o", "signed.pdf", **SECRET)
    pdf = (office / "signed.pdf").read_bytes()
    (office / "changed.pdf").write_bytes(pdf.replace(b"/Type /Page", b"/Type /Pagf", 1))

    proven = run("verify", "signed.pdf", "--trust", "roots.pem")
    unknown = run("verify", "signed.pdf")
    unsigned = run("verify", "letter.pdf", "--trust", "roots.pem")
    changed = run("verify", "changed.pdf", "--trust", "roots.pem")

    assert (proven.exit_code, "signature" in proven.stderr) == (0, False)
    assert (unknown.exit_code, "[signature-untrusted]" in unknown.stderr) == (0, True)
    assert (unsigned.exit_code, "[signature-missing]" in unsigned.stderr) == (6, True)
    assert (changed.exit_code, "[signature-broken]" in changed.stderr) == (6, True)


def test_a_manifest_is_signed_beside_itself(office: Path, notary: Notary) -> None:
    (office / "manifest.jsonl").write_text("{}\n")

    outcome = run(
        "sign", "manifest.jsonl", "--key", "ada.p12", "--password-env", "PIN", "--detached", **SECRET
    )

    signature = (office / "manifest.jsonl.p7s").read_bytes()
    assert (outcome.exit_code, outcome.stdout) == (0, "manifest.jsonl.p7s\n")
    assert verify_detached(b"{}\n", signature, [notary.authority.root.certificate]).holds


def test_a_file_that_is_refused_stops_no_other_and_leaves_nothing(office: Path) -> None:
    (office / "bad.pdf").write_text("no PDF")
    (office / "signed").mkdir()

    outcome = run(
        "sign", "bad.pdf", "letter.pdf", "--key", "ada.p12", "--password-env", "PIN", "-o", "signed", **SECRET
    )

    assert (outcome.exit_code, outcome.stdout) == (8, "signed/letter.pdf\n")
    assert "bad.pdf: error" in outcome.stderr
    assert names_in(office / "signed") == {"letter.pdf"}


def test_a_signed_letter_is_signed_again_only_with_add(office: Path) -> None:
    key = ["--key", "ada.p12", "--password-env", "PIN"]
    run("sign", "letter.pdf", *key, "-o", "once.pdf", **SECRET)
    once = (office / "once.pdf").read_bytes()

    refused = run("sign", "once.pdf", *key, "-o", "once.pdf", **SECRET)
    assert (refused.exit_code, (office / "once.pdf").read_bytes() == once) == (8, True)
    assert "[signed-already]" in refused.stderr

    added = run("sign", "once.pdf", *key, "-o", "twice.pdf", "--add", **SECRET)
    assert added.exit_code == 0
    assert "PDFA2A-SIGNATURE-BYTERANGE-001" in added.stderr
    assert "signed 2 times, the whole file" in run("preflight", "twice.pdf").stdout


@pytest.mark.parametrize(
    "options",
    [[], ["--password-env", "PIN"], ["--password-env", "PIN", "--timestamp", "http://127.0.0.1:9/"]],
)
def test_a_wrong_password_is_an_error_and_is_not_repeated(options: list[str], office: Path) -> None:
    outcome = run("sign", "letter.pdf", "--key", "ada.p12", *options, PIN="tell nobody")

    assert outcome.exit_code == 8
    assert "[signing-password]" in outcome.stderr
    assert "tell nobody" not in outcome.output
    assert "letter-signed.pdf" not in names_in(office)


def test_nothing_is_left_behind_when_a_time_server_is_not_there(office: Path) -> None:
    before = names_in(office)

    outcome = run(
        "sign",
        "letter.pdf",
        "--key",
        "ada.p12",
        "--password-env",
        "PIN",
        "--timestamp",
        "http://127.0.0.1:9/",
        "--json",
        **SECRET,
    )

    assert outcome.exit_code == 8
    assert json.loads(outcome.stderr)["code"] == "time-server"
    assert names_in(office) == before
    assert not any(map(is_temporary, before))


@pytest.mark.parametrize(
    "options",
    [
        ["--long-term"],
        ["--trust", "roots.pem"],
        ["--password-env", "PIN", "--password-fd", "3"],
        ["--password-env", "NOWHERE"],
        ["--password-fd", "99"],
        ["--detached", "--add"],
        ["--certify", "everything"],
    ],
)
def test_options_that_make_no_sense_are_usage_errors(options: list[str], office: Path) -> None:
    assert run("sign", "letter.pdf", "--key", "ada.p12", *options, **SECRET).exit_code == 2
    assert "letter-signed.pdf" not in names_in(office)


def test_two_letters_of_one_name_are_not_written_over_each_other(office: Path) -> None:
    (office / "other").mkdir()
    (office / "other/letter.pdf").write_bytes((office / "letter.pdf").read_bytes())
    (office / "signed").mkdir()

    key = ["--key", "ada.p12", "--password-env", "PIN"]
    outcome = run("sign", "letter.pdf", "other/letter.pdf", *key, "-o", "signed", **SECRET)

    assert (outcome.exit_code, names_in(office / "signed")) == (8, set())
    assert "[files-collide]" in outcome.stderr


@pytest.mark.usefixtures("office")
def test_a_key_that_is_not_there_is_named() -> None:
    outcome = run("sign", "letter.pdf", "--key", "nowhere.p12")

    assert (outcome.exit_code, "nowhere.p12" in outcome.stderr) == (8, True)


@pytest.mark.usefixtures("office")
def test_preflight_says_that_a_letter_is_signed() -> None:
    run("sign", "letter.pdf", "--key", "ada.p12", "--password-env", "PIN", **SECRET)

    words = run("preflight", "letter-signed.pdf").stdout
    (signature,) = json.loads(run("preflight", "letter-signed.pdf", "--json").stdout)["signatures"]

    assert words == "letter-signed.pdf: passes, pdf/a-2a and pdf/ua-1, signed, the whole file\n"
    assert signature == {"covered": Path("letter-signed.pdf").stat().st_size, "behind": 0}
    assert "signed" not in run("preflight", "letter.pdf").stdout


@pytest.mark.usefixtures("office")
def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = ("letterpress.signatures", "letterpress.cli.signatures", "pyhanko.")
    for name in [name for name in sys.modules if name.startswith(gone)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyhanko", None)

    outcome = run("sign", "letter.pdf", "--key", "ada.p12")

    assert outcome.exit_code == 8
    assert "letterpress-pdf[sign]" in outcome.stderr
