"""A signing key with its certificate, and whether it may sign at a time; out of a PKCS#12 file here.

The password is in no message and in no value that is kept.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12
from cryptography.x509 import Certificate, ExtensionNotFound, KeyUsage

from letterpress.diagnostics import Code, Diagnostic, Severity, SignatureError

# What a certificate may say its key is for, where it says so; one of them is enough (RFC 5280, 4.2.1.3).
SIGNING_USAGES = frozenset({"digital_signature", "non_repudiation"})
ECDSA_ENVELOPE = 10  # bytes of ASN.1 about the two numbers of a signature
NO_PASSWORDS = (None, b"")  # a file without password has none, or an empty one
EXPORT_HINT = (
    "export key and certificate together: openssl pkcs12 -export -inkey KEY -in CERTIFICATE -out KEY.p12"
)


class Pen(Protocol):
    """What makes signatures: a key in memory, or one that never leaves its token."""

    def sign(self, data: bytes) -> bytes:
        """Sign bytes by their SHA-256: RSA by PKCS#1 v1.5, ECDSA in DER (RFC 3279, 2.2.3).

        Raises:
            SignatureError: a token is gone, or refuses.
        """


@dataclass(frozen=True, slots=True)
class FilePen:
    """A key in memory; ECDSA by RFC 6979, so that nothing comes by chance."""

    key: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Sign bytes; see `Pen`."""
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, PKCS1v15(), SHA256())
        return self.key.sign(data, ECDSA(SHA256(), deterministic_signing=True))


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs, its certificate, and the certificates of those who vouch for it."""

    pen: Pen = field(repr=False)
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    @property
    def usages(self) -> frozenset[str]:
        """Give the usages of `SIGNING_USAGES` that the certificate states; both where it states none."""
        return _usages(self.certificate)

    @property
    def signature_bytes(self) -> int:
        """Tell how many bytes a signature has at most."""
        key = self.certificate.public_key()
        assert isinstance(key, RSAPublicKey | EllipticCurvePublicKey)
        size = (key.key_size + 7) // 8
        return size if isinstance(key, RSAPublicKey) else 2 * size + ECDSA_ENVELOPE

    @property
    def fingerprint(self) -> str:
        """Give the SHA-256 of the certificate, in hexadecimal digits."""
        return self.certificate.fingerprint(SHA256()).hex()


def needs_password(data: bytes) -> bool:
    """Tell whether a PKCS#12 file does not open without a password."""
    return _load(data, NO_PASSWORDS) is None


def open_key(data: bytes, password: str | None = None) -> SigningKey:
    """Open a PKCS#12 file (RFC 7292).

    Args:
        data: the file.
        password: what opens it; nothing where it needs none.

    Raises:
        SignatureError: it is no such file, the password is another, or it lacks a key or its certificate.
    """
    if b"-----BEGIN" in data[:4096]:
        raise _unusable("this is a PEM file, not a PKCS#12 file", EXPORT_HINT)
    loaded = _load(data, NO_PASSWORDS if password is None else (password.encode(),))
    if loaded is None:
        message = "the password does not open the key, or the file is no PKCS#12 file"
        hint = "type the password again, or give it with --password-env NAME or --password-fd N"
        raise SignatureError(Diagnostic(Code.SIGNING_PASSWORD, Severity.ERROR, message, hint))
    if loaded.key is None:
        raise _unusable("the file holds certificates and no key", EXPORT_HINT)
    if loaded.cert is None:
        raise _unusable("the file holds a key and no certificate of it", EXPORT_HINT)
    if not isinstance(loaded.key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise _unusable("the key is neither RSA nor ECDSA", "PDF 1.7 knows no other: sign with another key")
    certificate = loaded.cert.certificate
    if certificate.public_key() != loaded.key.public_key():
        raise _unusable("the certificate belongs to another key", EXPORT_HINT)
    return SigningKey(
        FilePen(loaded.key), certificate, tuple(one.certificate for one in loaded.additional_certs)
    )


def check_certificate(key: SigningKey, moment: datetime) -> None:
    """Check that the certificate lets its key sign documents, and is valid at a moment (with time zone).

    Raises:
        SignatureError: it has expired, is not valid yet, or is for something else.
    """
    certificate = key.certificate
    if moment > certificate.not_valid_after_utc:
        when = f"expired on {certificate.not_valid_after_utc:%Y-%m-%d}"
        raise _refused(f"the certificate {when}", "ask who issued it for a new one")
    if moment < certificate.not_valid_before_utc:
        message = f"the certificate is not valid before {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
        raise _refused(
            f"{message}, and this is signed on {moment:%Y-%m-%d}", "see clock and SOURCE_DATE_EPOCH"
        )
    if not key.usages:
        raise _refused("the certificate does not allow its key to sign documents", "sign with another key")


def _usages(certificate: Certificate) -> frozenset[str]:
    try:
        stated = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return SIGNING_USAGES
    allowed = {"digital_signature": stated.digital_signature, "non_repudiation": stated.content_commitment}
    return frozenset(usage for usage, is_allowed in allowed.items() if is_allowed)


def _load(data: bytes, passwords: tuple[bytes | None, ...]) -> PKCS12KeyAndCertificates | None:
    for password in passwords:
        with suppress(ValueError, UnsupportedAlgorithm):
            return load_pkcs12(data, password)
    return None


def _unusable(message: str, hint: str) -> SignatureError:
    return SignatureError(Diagnostic(Code.SIGNING_KEY, Severity.ERROR, message, hint))


def _refused(message: str, hint: str) -> SignatureError:
    return SignatureError(Diagnostic(Code.SIGNING_CERTIFICATE, Severity.ERROR, message, hint))
