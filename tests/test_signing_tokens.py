"""Keys that never leave their token: letters and runs signed by PKCS#11, and what can be wrong."""

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterpress.cli.program import program
from letterpress.diagnostics import Code, SignatureError
from letterpress.signatures import verify_detached, verify_pdf
from letterpress.signatures.tokens import open_token
from token_makers import LABEL, MODULE, PIN, TokenOffice

WRONG = "314159"


def run(*arguments: str | Path, pin: str = PIN) -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(program, words, env={"PIN": pin})


def sign(*options: str | Path, module: str = MODULE, key: str = "ada", pin: str = PIN) -> Result:
    token = ("--pkcs11", module, "--key-label", key, "--password-env", "PIN")
    return run("sign", *token, *options, pin=pin)


@pytest.fixture
def office(desk: Path, token_made: TokenOffice) -> Path:
    """Give a folder with a letter that is set."""
    assert token_made.rsa != token_made.ecdsa
    assert run("render", "letter.txt", "-o", "letter.pdf", "-q").exit_code == 0
    return desk


@pytest.mark.parametrize("key", ["ada", "grace"])
def test_a_letter_is_signed_by_rsa_and_ecdsa_in_a_token(
    key: str, office: Path, token_made: TokenOffice
) -> None:
    outcome = sign("letter.pdf", "--token-label", LABEL, "-o", "signed.pdf", key=key)

    assert (outcome.exit_code, outcome.stdout) == (0, "signed.pdf\n")
    signed = (office / "signed.pdf").read_bytes()
    verification = verify_pdf(signed, [token_made.authority.root.certificate])
    assert (verification.holds, [one.level for one in verification.signatures]) == (True, ["B-B"])
    command = ["/usr/bin/pdfsig", "signed.pdf"]
    judged = subprocess.run(command, cwd=office, capture_output=True, text=True, check=False)  # noqa: S603 -- words of ours
    assert "Signature is Valid." in judged.stdout
    assert PIN not in outcome.output


def test_a_file_is_signed_beside_itself_with_the_only_token(office: Path, token_made: TokenOffice) -> None:
    outcome = sign("letter.pdf", "--detached")

    signature = (office / "letter.pdf.p7s").read_bytes()
    roots = [token_made.authority.root.certificate]
    assert outcome.exit_code == 0
    assert verify_detached((office / "letter.pdf").read_bytes(), signature, roots).holds


def test_a_run_is_signed_with_one_opening_of_the_token(
    office: Path, archived: Path, token_made: TokenOffice
) -> None:
    (office / "roots.pem").write_bytes(token_made.authority.root.pem())

    outcome = sign(archived / "run", "-o", "signed")
    verified = run("verify", "signed", "--trust", "roots.pem", "--validate", "all")

    assert (outcome.exit_code, verified.exit_code) == (0, 0)
    assert "3 signatures" in verified.stdout


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ({"pin": WRONG}, "signing-password", f"the PIN does not open the token {LABEL}"),
        ({"key": "nobody"}, "signing-key", "the token has no key with the label nobody"),
        ({"key": "lonely"}, "signing-key", "the token has no certificate of the key lonely"),
        ({"module": "/nowhere.so"}, "signing-key", "/nowhere.so is no PKCS#11 module that works here"),
        ({"module": "/etc/hostname"}, "signing-key", "/etc/hostname is no PKCS#11 module that works here"),
    ],
)
def test_what_is_wrong_with_a_token_is_said(how: dict[str, str], code: str, words: str, office: Path) -> None:
    outcome = sign("letter.pdf", **how)

    assert (outcome.exit_code, words in outcome.stderr, f"[{code}]" in outcome.stderr) == (8, True, True)
    assert [pin for pin in (PIN, WRONG) if pin in outcome.output] == []
    assert not (office / "letter-signed.pdf").exists()


def test_another_token_is_not_taken_for_the_one_that_is_named(office: Path) -> None:
    outcome = sign("letter.pdf", "--token-label", "Royal Society")

    assert (outcome.exit_code, "finds no token Royal Society" in outcome.stderr) == (8, True)
    assert not (office / "letter-signed.pdf").exists()


def test_without_a_pin_a_token_is_not_opened(office: Path) -> None:
    outcome = run("sign", "letter.pdf", "--pkcs11", MODULE, "--key-label", "ada")

    assert (outcome.exit_code, "a token needs its PIN" in outcome.stderr) == (8, True)
    assert os.environ["SOFTHSM2_CONF"]
    assert not (office / "letter-signed.pdf").exists()


def test_a_token_that_is_gone_is_a_fault_of_the_key(token_made: TokenOffice) -> None:
    with open_token(MODULE, LABEL, "ada", PIN) as key:
        assert key.certificate == token_made.rsa.certificate
        assert key.chain == (token_made.authority.root.certificate,)

    with pytest.raises(SignatureError) as refused:
        key.pen.sign(b"a letter")

    assert [one.code for one in refused.value.diagnostics] == [Code.SIGNING_KEY]


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--key", "ada.p12", "--pkcs11", MODULE, "--key-label", "ada"],
        ["--pkcs11", MODULE],
        ["--key", "ada.p12", "--key-label", "ada"],
    ],
)
def test_a_key_is_named_in_one_way(options: list[str]) -> None:
    assert run("sign", "letter.pdf", *options).exit_code == 2
