"""Signatures: made, judged by the validator, by poppler and by openssl, and broken on purpose."""

import random
import re
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509 import Certificate

from certificate_makers import DAY, PASSWORD, Answer, Authority, Notary, Pair, private_key
from letterpress.diagnostics import Code, Severity, SignatureError
from letterpress.preflight import inspect_pdf
from letterpress.press import RenderOptions, render_source
from letterpress.signatures import (
    Changes,
    SigningKey,
    SigningPlan,
    load_certificates,
    needs_password,
    open_key,
    prepare_signing,
    sign_detached,
    sign_pdf,
    verify_detached,
    verify_pdf,
)
from letterpress.source import decode_source

LETTER = b"November 24, 2026\n\nDear Ada,\n\nThank you for the *engine*.\n\nSincerely,\n\nCharles Babbage\n"
NOW = datetime.now(UTC)
MANIFEST = b'{"file": "000001.pdf"}\n'


@cache
def letter(*, embed_source: bool = False) -> bytes:
    """Set a small letter, once."""
    return render_source(decode_source(LETTER, "letter.txt"), RenderOptions(embed_source=embed_source)).pdf


@cache
def key_of(pair: Pair) -> SigningKey:
    """Open a key, once."""
    return open_key(pair.pkcs12(), PASSWORD)


def roots(notary: Notary) -> tuple[Certificate, ...]:
    return (notary.authority.root.certificate,)


PLANS: dict[str, Callable[[Notary], SigningPlan]] = {
    "B-B": lambda _notary: SigningPlan(),
    "B-T": lambda notary: SigningPlan(notary.time_url),
    "B-LT": lambda notary: SigningPlan(notary.time_url, roots(notary)),
}


def signed(pdf: bytes, pair: Pair, plan: SigningPlan = SigningPlan(), moment: datetime = NOW) -> bytes:  # noqa: B008
    """Sign a letter that is to be signed."""
    outcome = sign_pdf(pdf, prepare_signing(key_of(pair), plan), moment)
    assert outcome.data is not None, outcome.diagnostics
    return outcome.data


def refusal(pdf: bytes, pair: Pair, plan: SigningPlan = SigningPlan(), moment: datetime = NOW) -> list[Code]:  # noqa: B008
    """Sign a letter that is to be refused."""
    outcome = sign_pdf(pdf, prepare_signing(key_of(pair), plan), moment)
    assert outcome.data is None
    return [d.code for d in outcome.diagnostics if d.severity is Severity.ERROR]


def pdfsig(pdf: bytes, folder: Path) -> str:
    """Let poppler verify; it does not know the root."""
    (folder / "signed.pdf").write_bytes(pdf)
    command = ["pdfsig", "-no-ocsp", str(folder / "signed.pdf")]
    home = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=home).stdout  # noqa: S603


def flipped(data: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


def gap_of(pdf: bytes) -> range:
    """Give the bytes no signature covers: those of the signature itself."""
    (numbers,) = re.findall(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    return range(*map(int, numbers))


@pytest.mark.parametrize("level", PLANS)
def test_a_signed_letter_holds_its_standards_and_verifies(level: str, notary: Notary, tmp_path: Path) -> None:
    pdf = signed(letter(), notary.signer, PLANS[level](notary))

    (verdict,) = verify_pdf(pdf, roots(notary)).signatures
    assert inspect_pdf(pdf).standards == ("pdf/a-2a", "pdf/ua-1")
    assert inspect_pdf(pdf).diagnostics == ()
    assert verify_pdf(pdf, roots(notary)).diagnostics == ()
    assert (verdict.level, verdict.trusted) == (level, True)
    assert (verdict.intact, verdict.covers_whole_file) == (True, True)
    assert "Ada Lovelace" in verdict.signer
    assert verdict.signed_at == NOW.replace(microsecond=0)
    assert (verdict.stamped_at is None) == (level == "B-B")
    assert pdf.startswith(letter())
    report = pdfsig(pdf, tmp_path)
    assert ("Signature is Valid" in report, "Total document signed" in report) == (True, True)
    assert "ETSI.CAdES.detached" in report


def test_a_letter_with_its_source_inside_stays_pdf_a_3a(notary: Notary) -> None:
    pdf = signed(letter(embed_source=True), notary.signer, PLANS["B-LT"](notary))

    assert inspect_pdf(pdf).standards == ("pdf/a-3a", "pdf/ua-1")


def test_an_elliptic_curve_signs_too_and_the_file_stays_pdf_1_7(notary: Notary, tmp_path: Path) -> None:
    pair = notary.authority.issue("Mary Somerville", key=ec.generate_private_key(ec.SECP256R1()))

    pdf = signed(letter(), pair)

    assert inspect_pdf(pdf).standards == ("pdf/a-2a", "pdf/ua-1")
    assert verify_pdf(pdf, roots(notary)).holds
    assert "Signature is Valid" in pdfsig(pdf, tmp_path)
    assert b"/Version /2.0" not in pdf


def test_the_server_is_asked_once_a_letter_and_once_for_all(notary: Notary) -> None:
    signing = prepare_signing(key_of(notary.signer), PLANS["B-LT"](notary))
    for _ in range(3):
        assert sign_pdf(letter(), signing, NOW).data

    assert notary.asked.count("/time") == 4
    assert notary.asked.count("/revoked.crl") == 1


def test_a_changed_bit_anywhere_shows(notary: Notary) -> None:
    chance = random.Random(1)  # noqa: S311 -- no secret
    pdf = signed(letter(), notary.signer, PLANS["B-LT"](notary))
    gap = gap_of(pdf)
    places = [chance.randrange(len(pdf)) for _ in range(60)] + chance.sample(gap, 120)
    frame = [*gap[40:100], *gap[1:3], *gap[-3:]]  # version, digests and kind of what is signed

    changed = {place: flipped(pdf, place, chance.randrange(8)) for place in places + frame}

    assert [place for place, other in changed.items() if verify_pdf(other, roots(notary)).holds] == []


def test_poppler_sees_a_changed_word(notary: Notary, tmp_path: Path) -> None:
    pdf = signed(letter(), notary.signer)

    assert "Digest Mismatch" in pdfsig(flipped(pdf, len(letter()) // 2, 0), tmp_path)


def test_what_is_added_behind_a_signature_shows(notary: Notary) -> None:
    longer = signed(letter(), notary.signer) + b"% more\n"

    assert [d.code for d in verify_pdf(longer, roots(notary)).diagnostics].count(Code.SIGNATURE_COVERAGE) >= 1
    assert not verify_pdf(longer, roots(notary)).holds
    inspection = inspect_pdf(longer)
    assert [(one.behind, one.covered) for one in inspection.signatures] == [(7, len(longer) - 7)]
    assert Code.SIGNATURE_COVERAGE in {d.code for d in inspection.diagnostics}


def test_a_letter_nobody_signed_is_no_signed_letter() -> None:
    assert [d.code for d in verify_pdf(letter()).diagnostics] == [Code.SIGNATURE_MISSING]
    assert [d.code for d in verify_pdf(b"%PDF-1.7 no more").diagnostics] == [Code.SIGNATURE_BROKEN]


def test_without_roots_the_bytes_are_verified_and_nobody_is_known(notary: Notary) -> None:
    verification = verify_pdf(signed(letter(), notary.signer))

    (warning,) = verification.diagnostics
    assert (warning.code, warning.severity) == (Code.SIGNATURE_UNTRUSTED, Severity.WARNING)
    assert (verification.holds, verification.signatures[0].trusted) == (True, False)


def test_a_signer_of_another_root_is_not_trusted(notary: Notary) -> None:
    stranger = Authority("Root of nobody").issue("Nobody")

    verification = verify_pdf(signed(letter(), stranger), roots(notary))

    assert [d.code for d in verification.diagnostics] == [Code.SIGNATURE_UNTRUSTED]
    assert not verification.holds


def test_a_stamp_of_another_root_is_not_trusted(notary: Notary) -> None:
    pair = Authority("Root of somebody").issue("Somebody")
    pdf = signed(letter(), pair, SigningPlan(notary.time_url))

    assert [d.code for d in verify_pdf(pdf, roots(notary)).diagnostics] == [Code.SIGNATURE_UNTRUSTED]


def test_a_stamped_signature_outlives_the_certificate(notary: Notary) -> None:
    later = NOW + 1000 * DAY

    for level, holds in (("B-B", False), ("B-LT", True)):
        pdf = signed(letter(), notary.signer, PLANS[level](notary))
        assert verify_pdf(pdf, roots(notary), later).holds is holds


@pytest.mark.parametrize("curve", [False, True])
def test_the_same_moment_gives_the_same_bytes(curve: bool, notary: Notary) -> None:  # noqa: FBT001
    key = ec.generate_private_key(ec.SECP384R1()) if curve else None
    pair = notary.authority.issue("Ada Lovelace", key=key)

    digests = {sha256(signed(letter(), pair)).hexdigest() for _ in range(2)}

    assert len(digests) == 1
    assert sha256(signed(letter(), pair, moment=NOW - timedelta(hours=1))).hexdigest() not in digests


def test_a_second_signature_is_added_only_when_asked_for(notary: Notary) -> None:
    once = signed(letter(), notary.signer)

    twice = signed(once, notary.authority.issue("Charles Babbage"), SigningPlan(may_add=True))

    assert refusal(once, notary.signer) == [Code.SIGNED_ALREADY]
    verification = verify_pdf(twice, roots(notary))
    assert (verification.holds, len(verification.signatures)) == (True, 2)
    assert [one.covers_whole_file for one in verification.signatures] == [False, True]
    # By the letter of ISO 19005-2, 6.4.3 the first signature should cover the second, too.
    assert inspect_pdf(twice).standards == ("pdf/ua-1",)
    (warning,) = inspect_pdf(twice).diagnostics
    assert (warning.code, warning.severity) == (Code.PDF_STANDARD, Severity.WARNING)
    assert [one.behind > 0 for one in inspect_pdf(twice).signatures] == [True, False]


def test_a_certified_letter_says_what_others_may_do(notary: Notary) -> None:
    closed = signed(letter(), notary.signer, SigningPlan(certify=Changes.NONE))
    opened = signed(letter(), notary.signer, SigningPlan(certify=Changes.SIGNATURES))

    more = SigningPlan(may_add=True)
    assert refusal(closed, notary.signer, more) == [Code.SIGNING_FAILED]
    assert verify_pdf(signed(opened, notary.signer, more), roots(notary)).holds
    assert [inspect_pdf(pdf).standards for pdf in (closed, opened)] == [("pdf/a-2a", "pdf/ua-1")] * 2
    assert (b"/P 1" in closed, b"/P 2" in opened) == (True, True)
    late = SigningPlan(certify=Changes.NONE, may_add=True)
    assert refusal(signed(letter(), notary.signer), notary.signer, late) == [Code.SIGNING_FAILED]


@pytest.mark.parametrize(
    "data", [b"", b"no PDF", b"%PDF-1.7\n", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"]
)
def test_what_is_no_pdf_is_not_signed(data: bytes, notary: Notary) -> None:
    assert refusal(data, notary.signer) == [Code.PDF_UNREADABLE]


def raised(code: Code) -> pytest.RaisesExc[SignatureError]:
    return pytest.RaisesExc(SignatureError, check=lambda error: [d.code for d in error.diagnostics] == [code])


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [(-9 * DAY, -DAY, "expired on"), (DAY, 9 * DAY, "not valid before")],
)
def test_a_certificate_of_another_time_signs_nothing(
    begins: timedelta, ends: timedelta, words: str, notary: Notary
) -> None:
    pair = notary.authority.issue("Ada Lovelace", begins=begins, ends=ends)

    with raised(Code.SIGNING_CERTIFICATE) as caught:
        prepare_signing(key_of(pair), SigningPlan())
    assert words in str(caught.value)


def test_nothing_is_signed_at_a_time_before_the_certificate(notary: Notary) -> None:
    with raised(Code.SIGNING_CERTIFICATE):
        signed(letter(), notary.signer, moment=datetime(1970, 1, 1, tzinfo=UTC))


def test_a_certificate_for_something_else_signs_nothing(notary: Notary) -> None:
    with raised(Code.SIGNING_CERTIFICATE):
        prepare_signing(key_of(notary.authority.issue("A web server", signs=False)), SigningPlan())


def test_a_wrong_password_is_named_and_not_repeated(notary: Notary) -> None:
    data = notary.signer.pkcs12()

    assert (needs_password(data), needs_password(notary.signer.pkcs12(password=""))) == (True, False)
    with raised(Code.SIGNING_PASSWORD) as caught:
        open_key(data, "tell nobody")
    assert "tell nobody" not in str([caught.value.diagnostics, caught.value.args])


def test_a_file_without_a_key_is_named(notary: Notary) -> None:
    only = serialize_key_and_certificates(None, None, notary.signer.certificate, None, NoEncryption())

    for data in (only, notary.signer.pem()):
        with raised(Code.SIGNING_KEY):
            open_key(data)
    for data in (b"", b"no key at all"):
        with raised(Code.SIGNING_PASSWORD):
            open_key(data)


def test_a_certificate_of_another_key_is_named(notary: Notary) -> None:
    stranger = Pair(private_key("a stranger"), notary.signer.certificate)
    with pytest.raises(ValueError, match="match"):  # the maker of such files refuses, others do not
        stranger.pkcs12()
    others = [notary.signer.certificate]
    alone = serialize_key_and_certificates(None, stranger.key, None, others, NoEncryption())

    with raised(Code.SIGNING_KEY):
        open_key(alone)


def test_the_key_is_in_no_words(notary: Notary) -> None:
    key = key_of(notary.signer)
    signing = prepare_signing(key, SigningPlan())

    assert "key=" not in repr(key)
    assert "hand=" not in repr(signing)


def _nonsense(_asked: bytes) -> Answer:
    return 200, "application/timestamp-reply", b"\x30\x03\x02\x01\x07 what?"


def _page(_asked: bytes) -> Answer:
    return 200, "text/html", b"<p>Welcome"


def _broken(_asked: bytes) -> Answer:
    return 503, "text/plain", b"later"


def _refused(_asked: bytes) -> Answer:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {"bad_alg"}}).dump()
    return 200, "application/timestamp-reply", b"\x30" + bytes([len(status)]) + status  # and no token


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_nonsense, "no time stamp"),
        (_page, "no time stamp"),
        (_broken, "HTTP status 503"),
        (_refused, "refuses, or"),
    ],
)
def test_a_time_server_that_gives_no_time_is_named(
    answer: Callable[[bytes], Answer], words: str, notary: Notary
) -> None:
    notary.answer = answer

    with raised(Code.TIME_SERVER) as caught:
        signed(letter(), notary.signer, SigningPlan(notary.time_url))
    assert words in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


def test_a_stamp_of_something_else_is_refused(notary: Notary) -> None:
    def of_something_else(asked: bytes) -> Answer:
        request = tsp.TimeStampReq.load(asked)
        imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}
        other = {"version": 1, "message_imprint": imprint, "nonce": request["nonce"], "cert_req": True}
        return notary.stamp(tsp.TimeStampReq(other).dump())

    notary.answer = of_something_else

    with raised(Code.TIME_SERVER) as caught:
        signed(letter(), notary.signer, SigningPlan(notary.time_url))
    assert "does not hold" in str(caught.value)


def test_a_silent_time_server_is_not_waited_for(notary: Notary, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(asked: bytes) -> Answer:
        time.sleep(1)
        return notary.stamp(asked)

    notary.answer = silent
    monkeypatch.setattr("letterpress.signatures.hand.TIMEOUT_S", 0.2)

    with raised(Code.TIME_SERVER) as caught:
        signed(letter(), notary.signer, SigningPlan(notary.time_url))
    assert "does not answer within 0.2 seconds" in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://ada:tell-nobody@127.0.0.1:9/time", "ftp://ada:tell-nobody@127.0.0.1/", "time"]
)
def test_a_time_server_that_is_not_there_is_named_without_its_password(url: str, notary: Notary) -> None:
    with raised(Code.TIME_SERVER) as caught:
        signed(letter(), notary.signer, SigningPlan(url))
    assert "tell-nobody" not in str(caught.value)


def test_a_revoked_certificate_is_not_signed_with_for_long(notary: Notary) -> None:
    notary.revoked.append(notary.signer.certificate)

    with raised(Code.SIGNING_CERTIFICATE) as caught:
        signed(letter(), notary.signer, PLANS["B-LT"](notary))
    assert "revoked" in str(caught.value)


def test_what_proves_a_certificate_must_be_had(notary: Notary) -> None:
    nowhere = Authority("Root without a list")

    with raised(Code.VALIDATION_DATA):
        signed(
            letter(),
            nowhere.issue("Nobody"),
            SigningPlan(notary.time_url, (nowhere.root.certificate, *roots(notary))),
        )
    with raised(Code.VALIDATION_DATA):
        signed(letter(), notary.signer, SigningPlan(notary.time_url, (nowhere.root.certificate,)))


@pytest.mark.parametrize("level", ["B-B", "B-T"])
def test_any_file_is_signed_beside_itself(level: str, notary: Notary) -> None:
    signing = prepare_signing(key_of(notary.signer), PLANS[level](notary))

    signature = sign_detached(MANIFEST, signing, NOW)

    verification = verify_detached(MANIFEST, signature, roots(notary))
    assert verification.holds
    assert [(one.level, one.trusted) for one in verification.signatures] == [(level, True)]
    for place in range(len(MANIFEST)):
        assert not verify_detached(flipped(MANIFEST, place, 0), signature, roots(notary)).holds
    for place in range(0, len(signature), 13):
        assert not verify_detached(MANIFEST, flipped(signature, place, 3), roots(notary)).holds
    assert not verify_detached(MANIFEST, signature + b"\0", roots(notary)).holds


def test_openssl_verifies_a_signature_beside_a_file(notary: Notary, tmp_path: Path) -> None:
    signature = sign_detached(MANIFEST, prepare_signing(key_of(notary.signer), SigningPlan()), NOW)
    (tmp_path / "manifest.jsonl").write_bytes(MANIFEST)
    (tmp_path / "manifest.jsonl.p7s").write_bytes(signature)
    (tmp_path / "roots.pem").write_bytes(notary.authority.root.pem())
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "manifest.jsonl.p7s"]
    command += ["-content", "manifest.jsonl", "-CAfile", "roots.pem", "-purpose", "any"]

    run = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)  # noqa: S603

    assert (run.returncode, run.stdout) == (0, MANIFEST)


def test_roots_are_read_from_text_and_from_der(notary: Notary) -> None:
    other = Authority("Another root").root

    assert len(load_certificates(notary.authority.root.pem() + other.pem())) == 2
    assert len(load_certificates(other.certificate.public_bytes(Encoding.DER))) == 1
    with raised(Code.SIGNING_CERTIFICATE):
        load_certificates(b"no certificate")


def test_a_key_pdf_1_7_does_not_know_is_refused(notary: Notary) -> None:
    pair = notary.authority.issue("Ada Lovelace", key=ed25519.Ed25519PrivateKey.generate())

    with raised(Code.SIGNING_KEY):
        key_of(pair)
