"""The hand that signs: a key that is kept open, and a server that says what time it is.

The library's own signer reads its key again for every signature, which takes longer than to sign.
"""

from urllib.parse import urlsplit

from asn1crypto import cms, x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from letterpress.diagnostics import Code, Diagnostic, Severity, SignatureError
from letterpress.signatures.keys import SigningKey

DIGEST = "sha256"  # ETSI TS 119 312: suitable for the years to come, and what every viewer knows
TIMEOUT_S = 10
NO_STAMP = "refuses, or answers with something that is no time stamp"
# What the library raises on answers that are none.
NONSENSE = (
    SigningError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    AssertionError,
)


class Hand(Signer):
    """Signs with a key that was opened once."""

    def __init__(self, key: SigningKey) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(map(translated, key.chain))
        super().__init__(signing_cert=translated(key.certificate), cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 -- the library's own signature
    ) -> bytes:
        """Sign bytes; a dry run gives as many as a signature has."""
        assert digest_algorithm == DIGEST, "one digest is asked for"
        return bytes(self._key.signature_bytes) if dry_run else self._key.pen.sign(data)


class TimeServer(HTTPTimeStamper):
    """Asks a time-stamping authority (RFC 3161), and believes no answer before it has checked it."""

    def __init__(self, url: str) -> None:
        super().__init__(url, timeout=TIMEOUT_S)
        self.host = urlsplit(url).hostname or url

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Ask for a time stamp of a digest.

        Raises:
            SignatureError: the server does not answer in time, refuses, or its answer is not about this.
        """
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            status = await validate_tst_signed_data(
                token["content"], ValidationContext(trust_roots=[]), lambda _algorithm: message_digest
            )
        except TimestampRequestError as error:
            raise self._fault(_reason(error)) from error
        except NONSENSE as error:
            raise self._fault(NO_STAMP) from error
        if not (status["intact"] and status["valid"]):
            raise self._fault("answers with a time stamp that does not hold")
        return token

    def _fault(self, what: str) -> SignatureError:
        message = f"the time server {self.host} {what}"
        hint = "try again, or name another server with --timestamp"
        return SignatureError(Diagnostic(Code.TIME_SERVER, Severity.ERROR, message, hint))


def _reason(error: TimestampRequestError) -> str:
    """Say what went wrong, and nothing of the address: a password may stand in it."""
    cause = error.__cause__
    if cause is None:
        return f"refuses: {error}"
    if isinstance(cause, TimeoutError):
        return f"does not answer within {TIMEOUT_S} seconds"
    if isinstance(cause, OSError):
        return f"cannot be reached: {cause.strerror or 'no connection'}".lower()
    status = getattr(cause, "status", 0)
    return f"answers with the HTTP status {status}" if status else NO_STAMP


def translated(certificate: Certificate) -> x509.Certificate:
    """Give a certificate as the library has it."""
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
