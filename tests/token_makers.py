"""A token in software (SoftHSM2) with keys and certificates, for tests of signatures."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, lib
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from certificate_makers import Authority, Pair

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "271828"
LABEL = "Analytical Society"


@dataclass(frozen=True, slots=True)
class TokenOffice:
    """What is in the token: keys with the labels `ada` and `grace`; `lonely` has no certificate."""

    authority: Authority
    rsa: Pair
    ecdsa: Pair


@pytest.fixture(scope="session")
def token_made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenOffice]:
    folder = tmp_path_factory.mktemp("token")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    # The module reads it once, when it is loaded.
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    words = ["--init-token", "--free", "--label", LABEL, "--so-pin", PIN, "--pin", PIN]
    command = ["/usr/bin/softhsm2-util", *words]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- words of ours
    authority = Authority("Root of the Analytical Society")
    office = TokenOffice(
        authority,
        authority.issue("Ada Lovelace"),
        authority.issue("Grace Hopper", key=ec.generate_private_key(ec.SECP256R1())),
    )
    with lib(MODULE).get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        for number, (label, pair) in enumerate((("ada", office.rsa), ("grace", office.ecdsa)), start=1):
            session.create_object(_private(pair) | _named(label, number))
            session.create_object(_held(pair.certificate) | _named(f"certificate of {label}", number))
        session.create_object(_held(authority.root.certificate) | _named("root", 3))
        session.create_object(_private(office.rsa) | _named("lonely", 4))
    yield office
    del os.environ["SOFTHSM2_CONF"]


def _named(label: str, number: int) -> dict[Attribute, object]:
    return {Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.ID: bytes([number])}


def _held(certificate: x509.Certificate) -> dict[Attribute, object]:
    return dict(decode_x509_certificate(certificate.public_bytes(Encoding.DER)))


def _private(pair: Pair) -> dict[Attribute, object]:
    data = pair.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    decode = decode_rsa_private_key if isinstance(pair.key, rsa.RSAPrivateKey) else decode_ec_private_key
    return dict(decode(data)) | {Attribute.SIGN: True, Attribute.PRIVATE: True}
