"""Verifying: from bytes and roots to a verdict. No file, however broken or hostile, raises.

The network is never asked: what is to be proven in twenty years is in the file, or was handed over.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Any

from asn1crypto import cms
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    StandardCMSSignatureStatus,
    async_validate_detached_cms,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from letterpress.diagnostics import Code, Diagnostic, Severity, SignatureError
from letterpress.faults import PARSER_FAULTS
from letterpress.signatures.frames import fills_gap, is_framed
from letterpress.signatures.hand import translated
from letterpress.signatures.keys import SIGNING_USAGES
from letterpress.signatures.verdict import SignatureVerdict, Verification

# The library says in a log what we say in a verdict.
for name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(name).addHandler(logging.NullHandler())

FAULTS = (PdfError, InvalidSignature, UnsupportedAlgorithm, *PARSER_FAULTS)
USAGES = KeyUsageConstraints(key_usage=SIGNING_USAGES)
PDF_MARK = b"%PDF-"


def load_certificates(data: bytes) -> tuple[Certificate, ...]:
    """Read certificates, such as roots, from a file in PEM (any number) or DER (one).

    Raises:
        SignatureError: there is none in it.
    """
    try:
        return tuple(
            load_pem_x509_certificates(data) if b"-----BEGIN" in data else [load_der_x509_certificate(data)]
        )
    except ValueError as error:
        hint = "name a file of certificates in PEM or DER"
        found = _finding(Code.SIGNING_CERTIFICATE, "there is no certificate that can be read", hint)
        raise SignatureError(found) from error


def verify_pdf(pdf: bytes, roots: Iterable[Certificate] = (), moment: datetime | None = None) -> Verification:
    """Verify every signature of a PDF (ISO 32000-1:2008, 12.8; ETSI EN 319 142-1).

    Args:
        pdf: the file.
        roots: who vouches for signers and time servers in the end; without them nobody is known, and the
            verdict is on the bytes alone.
        moment: the time at which certificates must be valid where no time stamp says one; now unless told.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = list(reader.embedded_signatures)
        if not signatures:
            hint = "sign it with `letterpress sign`"
            return Verification((), (_finding(Code.SIGNATURE_MISSING, "the file is not signed", hint),))
    except FAULTS as fault:
        return Verification((), (_finding(Code.SIGNATURE_BROKEN, f"the file cannot be read: {said(fault)}"),))
    roots = tuple(roots)
    verdicts: list[SignatureVerdict] = []
    findings: list[Diagnostic] = []
    for number, signature in enumerate(signatures, start=1):
        judging = _judge_embedded(pdf, reader, signature, roots, moment)
        verdict, found = _guarded(judging, f"signature {number}")
        verdicts += [verdict] if verdict else []
        findings += found
    return Verification(tuple(verdicts), (*findings, *_uncovered(pdf, signatures)))


def verify_detached(
    data: bytes | IO[bytes],
    signature: bytes,
    roots: Iterable[Certificate] = (),
    moment: datetime | None = None,
) -> Verification:
    """Verify the signature of a file that lies beside it (`sign_detached`).

    Args:
        data: what was signed, or a file of it, which is read once and not held.
        signature: CMS SignedData in DER.
        roots: as for `verify_pdf`.
        moment: as for `verify_pdf`.
    """
    verdict, found = _guarded(_judge_detached(data, signature, tuple(roots), moment), "the signature")
    return Verification((verdict,) if verdict else (), found)


Judged = tuple[SignatureVerdict | None, tuple[Diagnostic, ...]]


def _guarded(judging: Coroutine[Any, Any, Judged], name: str) -> Judged:
    try:
        verdict, findings = asyncio.run(judging)
    except FAULTS as fault:
        return None, (_finding(Code.SIGNATURE_BROKEN, f"{name} cannot be read: {said(fault)}"),)
    named = (Diagnostic(d.code, d.severity, f"{name} {d.message}", d.hint) for d in findings)
    return verdict, tuple(named)


async def _judge_embedded(
    pdf: bytes,
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    roots: tuple[Certificate, ...],
    moment: datetime | None,
) -> Judged:
    stamped = _stamped_at(signature.signed_data)
    store = _proofs(reader)
    context = _context(roots, stamped or moment, store)
    status = await async_validate_pdf_signature(signature, context, key_usage_settings=USAGES)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    _, end, start, _ = (int(number) for number in signature.byte_range)
    sound = fills_gap(pdf[end:start], signature.pkcs7_content) and is_framed(signature.signed_data)
    verdict = _verdict(status, stamped, has_proofs=store is not None, whole=whole, sound=sound)
    findings = _findings(status, verdict, roots)
    if not whole and (status.modification_level or ModificationLevel.OTHER) is ModificationLevel.OTHER:
        findings += (_finding(Code.SIGNATURE_COVERAGE, "was made before the file was changed as nobody may"),)
    elif not status.docmdp_ok:
        findings += (
            _finding(Code.SIGNATURE_COVERAGE, "certifies the file, which was changed as it forbids"),
        )
    return verdict, findings


async def _judge_detached(
    data: bytes | IO[bytes], signature: bytes, roots: tuple[Certificate, ...], moment: datetime | None
) -> Judged:
    content = cms.ContentInfo.load(signature, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("it is no CMS signature")
    signed_data = content["content"]
    stamped = _stamped_at(signed_data)
    context = _context(roots, stamped or moment)
    status = await async_validate_detached_cms(data, signed_data, context, key_usage_settings=USAGES)
    verdict = _verdict(status, stamped, has_proofs=False, whole=True, sound=is_framed(signed_data))
    return verdict, _findings(status, verdict, roots)


def _context(
    roots: tuple[Certificate, ...], moment: datetime | None, store: DocumentSecurityStore | None = None
) -> ValidationContext:
    """Give what certificates are held against; what the file has to prove them must do so."""
    known: dict[str, Any] = {
        "trust_roots": [translated(root) for root in roots],
        "moment": moment or datetime.now(UTC),
    }
    if store is None:
        return ValidationContext(**known)
    return store.as_validation_context(known | {"revocation_mode": "hard-fail"})


def _verdict(
    status: StandardCMSSignatureStatus,
    stamped: datetime | None,
    *,
    has_proofs: bool,
    whole: bool,
    sound: bool,
) -> SignatureVerdict:
    stamp = status.timestamp_validity
    stamp_holds = stamp is None or (stamp.intact and stamp.valid)
    return SignatureVerdict(
        signer=status.signing_cert.subject.human_friendly,
        level="B-B" if stamp is None else "B-LT" if has_proofs else "B-T",
        signed_at=status.signer_reported_dt,
        stamped_at=stamped,
        intact=bool(status.intact and status.valid and stamp_holds and sound),
        covers_whole_file=whole,
        trusted=bool(status.trusted and (stamp is None or stamp.trusted)),
    )


def _findings(
    status: StandardCMSSignatureStatus, verdict: SignatureVerdict, roots: tuple[Certificate, ...]
) -> tuple[Diagnostic, ...]:
    if not verdict.intact:
        message = "does not hold: the file, or the signature itself, was changed after it was made"
        return (_finding(Code.SIGNATURE_BROKEN, message, "take the file from where it came"),)
    if verdict.trusted:
        return ()
    if not roots:
        message = f"is by {verdict.signer}, which no root proves"
        return (Diagnostic(Code.SIGNATURE_UNTRUSTED, Severity.WARNING, message, "name the roots you trust"),)
    if status.revoked:
        return (_finding(Code.SIGNATURE_UNTRUSTED, f"is by {verdict.signer}, whose certificate is revoked"),)
    whose = "its certificate" if not status.trusted else "the certificate of its time stamp"
    message = f"is by {verdict.signer}; {whose} leads to no root that was given, or was not valid then"
    return (
        _finding(Code.SIGNATURE_UNTRUSTED, message, "name the root certificates of signer and time server"),
    )


def _uncovered(pdf: bytes, signatures: list[EmbeddedPdfSignature]) -> tuple[Diagnostic, ...]:
    """Say how much of the file the newest signature does not cover."""
    try:
        _, _, start, length = (int(number) for number in signatures[-1].byte_range)
    except FAULTS:
        return (_finding(Code.SIGNATURE_COVERAGE, "what the newest signature covers cannot be told"),)
    behind = len(pdf) - start - length
    if behind == 0:
        return ()
    return (_finding(Code.SIGNATURE_COVERAGE, f"{behind} bytes behind the newest signature are not signed"),)


def _stamped_at(signed_data: cms.SignedData) -> datetime | None:
    """Give the time in a signature's time stamp, whoever made it."""
    (signer,) = signed_data["signer_infos"]
    for token in extract_tst_data_iter(signer, signed=False):
        time: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return time
    return None


def _proofs(reader: PdfFileReader) -> DocumentSecurityStore | None:
    """Give what the file holds to prove certificates (ETSI EN 319 142-1, 5.4)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None
    return store if store.crls or store.ocsps else None


def _finding(code: Code, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, hint)


def said(error: BaseException) -> str:
    """Give what an error says in a line; it may quote the file."""
    return " ".join(str(error).split())[:200] or type(error).__name__
