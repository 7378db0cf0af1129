"""A certification authority, keys and a time server on loopback, for tests of signatures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from asn1crypto import keys, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from letterpress.signatures.hand import translated

PASSWORD = "a fine pen"  # noqa: S105 -- of nobody
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
DAY = timedelta(days=1)


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """Make a key for a name, once."""
    assert name
    return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its certificate."""

    key: PrivateKey
    certificate: x509.Certificate

    def pkcs12(self, *chain: x509.Certificate, password: str = PASSWORD) -> bytes:
        """Give both as a file, with those who vouch for them."""
        encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        return serialize_key_and_certificates(b"pen", self.key, self.certificate, chain or None, encryption)

    def pem(self) -> bytes:
        """Give the certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM)


def name_of(words: str) -> x509.Name:
    """Make a distinguished name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


class Authority:
    """Issues certificates, and says at an address which of them are revoked."""

    def __init__(self, name: str, crl_url: str = "") -> None:
        self.crl_url = crl_url
        self.root = self._issue(name, private_key(name), is_authority=True)

    def issue(  # noqa: PLR0913 -- what a certificate says
        self,
        name: str,
        *,
        key: PrivateKey | None = None,
        begins: timedelta = -DAY,
        ends: timedelta = 365 * DAY,
        signs: bool = True,
        stamps: bool = False,
        host: str = "",
    ) -> Pair:
        """Issue a certificate, of a server where a host is named."""
        now = datetime.now(UTC)
        return self._issue(
            name,
            key or private_key(name),
            begins=now + begins,
            ends=now + ends,
            signs=signs,
            stamps=stamps,
            host=host,
        )

    def _issue(  # noqa: PLR0913 -- what a certificate says
        self,
        name: str,
        key: PrivateKey,
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
        signs: bool = True,
        stamps: bool = False,
        is_authority: bool = False,
        host: str = "",
    ) -> Pair:
        now = datetime.now(UTC)
        issuing_key = key if is_authority else self.root.key
        issuer = name_of(name) if is_authority else self.root.certificate.subject
        usage = x509.KeyUsage(signs, signs, False, False, False, is_authority, is_authority, False, False)  # noqa: FBT003
        builder = (
            x509.CertificateBuilder()
            .subject_name(name_of(name))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins or now - 3000 * DAY)
            .not_valid_after(ends or now + 3000 * DAY)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()), critical=False
            )
        )
        if stamps:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        if host:
            names = x509.SubjectAlternativeName([x509.DNSName(host)])
            builder = builder.add_extension(names, critical=False)
        if self.crl_url and not is_authority:
            point = x509.DistributionPoint([x509.UniformResourceIdentifier(self.crl_url)], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        return Pair(key, builder.sign(issuing_key, hashes.SHA256()))

    def revocations(self, *revoked: x509.Certificate) -> bytes:
        """Give the list of revoked certificates."""
        now = datetime.now(UTC)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(now - DAY)
            .next_update(now + DAY)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.root.key.public_key()), critical=False
            )
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for certificate in revoked:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(certificate.serial_number)
                .revocation_date(now - DAY)
                .build()
            )
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.DER)


Answer = tuple[int, str, bytes]


class Notary:
    """A server on loopback: revoked certificates, and the time; it fails when told to."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.authority = Authority("Root of the Analytical Society", f"{self.url}/revoked.crl")
        self.clock = self.authority.issue("Clock of the Analytical Society", stamps=True)
        self.signer = self.authority.issue("Ada Lovelace")
        self.asked: list[str] = []
        self.revoked: list[x509.Certificate] = []
        self.answer: Callable[[bytes], Answer] = self.stamp

    @property
    def time_url(self) -> str:
        """Where time stamps are to be had."""
        return f"{self.url}/time"

    def stamp(self, asked: bytes) -> Answer:
        """Say what time it is."""
        key = self.clock.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamper = DummyTimeStamper(translated(self.clock.certificate), keys.PrivateKeyInfo.load(key))
        answer = stamper.request_tsa_response(tsp.TimeStampReq.load(asked))
        return 200, "application/timestamp-reply", answer.dump()

    def list_revoked(self) -> Answer:
        """Say which certificates are revoked."""
        return 200, "application/pkix-crl", self.authority.revocations(*self.revoked)


class _Desk(BaseHTTPRequestHandler):
    notary: ClassVar[Notary]

    def do_GET(self) -> None:
        self.notary.asked.append(self.path)
        self._give(self.notary.list_revoked())

    def do_POST(self) -> None:
        self.notary.asked.append(self.path)
        self._give(self.notary.answer(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, *_arguments: object) -> None:
        """Say nothing of requests."""

    def _give(self, answer: Answer) -> None:
        status, kind, body = answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving() -> Iterator[Notary]:
    """Serve a notary on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Desk)
    _Desk.notary = Notary(server.server_port)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield _Desk.notary
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def notary_served() -> Iterator[Notary]:
    with serving() as notary:
        yield notary


@pytest.fixture
def notary(notary_served: Notary) -> Notary:
    """Give a notary that answers as it should."""
    notary_served.answer = notary_served.stamp
    notary_served.revoked.clear()
    notary_served.asked.clear()
    return notary_served
