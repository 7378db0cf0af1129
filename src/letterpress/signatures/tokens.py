"""Keys that never leave their token, a smart card or a hardware module (PKCS#11).

The only door to python-pkcs11; `signatures` does not hand it on, since it needs an extra of its own. A PIN is
tried once, for a card locks itself after a few wrong ones.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, load_der_x509_certificate
from pkcs11 import (
    Attribute,
    Mechanism,
    Object,
    ObjectClass,
    PinIncorrect,
    PinLocked,
    PKCS11Error,
    Session,
    SignMixin,
    Token,
    TokenFlag,
    lib,
)
from pkcs11.exceptions import PinInvalid, PinLenRange
from pkcs11.util.ec import encode_ecdsa_signature

from letterpress.diagnostics import Code, Diagnostic, Severity, SignatureError
from letterpress.signatures.keys import SigningKey

WRONG_PIN = (PinIncorrect, PinInvalid, PinLenRange)


@dataclass(frozen=True, slots=True)
class TokenPen:
    """A key in a token, as long as its session is open; ECDSA takes chance from the token."""

    key: SignMixin
    is_rsa: bool

    def sign(self, data: bytes) -> bytes:
        """Sign bytes; see `Pen`.

        Raises:
            SignatureError: the token is gone, or refuses.
        """
        try:
            if self.is_rsa:
                return bytes(self.key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
            # Tokens know ECDSA of a digest everywhere, and of data not everywhere.
            raw = bytes(self.key.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA))
            return bytes(encode_ecdsa_signature(raw))
        except PKCS11Error as error:
            raise _unusable(
                f"the token does not sign: {_said(error)}", "see that it is still there"
            ) from error


class _Held(NamedTuple):
    """A certificate in a token."""

    identifier: bytes
    label: str
    certificate: Certificate


@contextmanager
def open_token(library: str, token_label: str, key_label: str, pin: str | None) -> Iterator[SigningKey]:
    """Open a key in a token, for as long as it is used.

    Args:
        library: path of the PKCS#11 module of the token's maker.
        token_label: of the token; empty where there is only one.
        key_label: of the key. Its certificate has the same identifier, or else the same label.
        pin: of the token's user.

    Raises:
        SignatureError: there is no such module, token, key or certificate, or the PIN is another.
    """
    token = _find_token(library, token_label)
    if pin is None:
        hint = "type it when asked, or give it with --password-env NAME or --password-fd N"
        raise SignatureError(Diagnostic(Code.SIGNING_PASSWORD, Severity.ERROR, "a token needs its PIN", hint))
    try:
        session = token.open(user_pin=pin)
    except WRONG_PIN as error:
        message = f"the PIN does not open the token {token.label}"
        hint = "look before you try again, for a token locks itself after a few wrong ones"
        raise SignatureError(Diagnostic(Code.SIGNING_PASSWORD, Severity.ERROR, message, hint)) from error
    except PinLocked as error:
        message = f"the PIN of the token {token.label} is locked"
        raise _unusable(message, "unlock it with the tool of its maker") from error
    except PKCS11Error as error:
        raise _unusable(f"the token {token.label} cannot be opened: {_said(error)}") from error
    with session:
        yield _find_key(session, key_label)


def _find_token(library: str, label: str) -> Token:
    try:
        tokens = list(lib(library).get_tokens(label or None, token_flags=TokenFlag.TOKEN_INITIALIZED))
    except PKCS11Error as error:
        hint = "name the PKCS#11 module of your token, for instance /usr/lib/opensc-pkcs11.so"
        raise _unusable(f"{library} is no PKCS#11 module that works here: {_said(error)}", hint) from error
    if not tokens:
        which = f"token {label}" if label else "token"
        raise _unusable(f"{library} finds no {which}", "put it in, or name another --token-label")
    if len(tokens) > 1:
        raise _unusable(f"{library} finds several tokens", "say which with --token-label")
    return tokens[0]


def _find_key(session: Session, label: str) -> SigningKey:
    try:
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: label}
        keys = [one for one in session.get_objects(wanted) if isinstance(one, SignMixin)]
        if len(keys) != 1:
            how_many = "several keys" if keys else "no key"
            raise _unusable(f"the token has {how_many} with the label {label}", "name another --key-label")
        held = [_held(one) for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})]
        identifier = bytes(keys[0][Attribute.ID])
    except (PKCS11Error, ValueError) as error:
        raise _unusable(f"the token cannot be read: {_said(error)}") from error
    by_identifier = (one.certificate for one in held if one.identifier and one.identifier == identifier)
    by_label = (one.certificate for one in held if one.label == label)
    certificate = next(chain(by_identifier, by_label), None)
    if certificate is None:
        raise _unusable(f"the token has no certificate of the key {label}", "put it there beside the key")
    public = certificate.public_key()
    if not isinstance(public, RSAPublicKey | EllipticCurvePublicKey):
        raise _unusable("the key is neither RSA nor ECDSA", "PDF 1.7 knows no other: sign with another key")
    issuers = tuple(_issuers_of(certificate, [one.certificate for one in held]))
    return SigningKey(TokenPen(keys[0], isinstance(public, RSAPublicKey)), certificate, issuers)


def _held(certificate: Object) -> _Held:
    loaded = load_der_x509_certificate(bytes(certificate[Attribute.VALUE]))
    return _Held(bytes(certificate[Attribute.ID]), str(certificate[Attribute.LABEL]), loaded)


def _issuers_of(certificate: Certificate, others: Sequence[Certificate]) -> Iterator[Certificate]:
    """Give those who vouch for a certificate, one by the other, as far as they are among others."""
    left = [one for one in others if one != certificate]
    while issuer := next((one for one in left if one.subject == certificate.issuer), None):
        left.remove(issuer)
        yield issuer
        certificate = issuer


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _unusable(message: str, hint: str = "") -> SignatureError:
    return SignatureError(Diagnostic(Code.SIGNING_KEY, Severity.ERROR, message, hint))
