"""Signing: a PDF in itself (PAdES, ETSI EN 319 142-1), any file beside itself (CAdES, EN 319 122-1).

What is wrong with a file is a value, because the next file may be right. What is wrong with the key or with
a server of the time or of certificates is an exception: it would be wrong with every file.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from io import BytesIO
from typing import IO

from cryptography.x509 import Certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    PdfSigningSession,
    PreSignValidationStatus,
    SigDSSPlacementPreference,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

from letterpress.diagnostics import Code, Diagnostic, Severity, SignatureError, has_errors
from letterpress.preflight import inspect_pdf
from letterpress.signatures.hand import DIGEST, Hand, TimeServer, translated
from letterpress.signatures.keys import SigningKey, check_certificate
from letterpress.signatures.revision import Revision, begin_revision, new_field
from letterpress.signatures.verifying import FAULTS, said, verify_pdf

# What proves the certificates goes into the revision that is signed: the signature covers the whole file.
BEFORE_SIGNING = DSSContentSettings(
    include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
)


class Changes(IntEnum):
    """What a certified file lets others do (ISO 32000-1:2008, table 254)."""

    NONE = MDPPerm.NO_CHANGES.value
    SIGNATURES = MDPPerm.FILL_FORMS.value


@dataclass(frozen=True, slots=True)
class SigningPlan:
    """How to sign: B-B, with a time server B-T, with roots B-LT.

    Attributes:
        time_server: the URL of a time-stamping authority.
        roots: who vouches for signer and time server in the end; given, what proves it goes into the file.
        certify: certify the file, and let others change this much of it.
        may_add: add a signature to a file that has one.
    """

    time_server: str = ""
    roots: tuple[Certificate, ...] = ()
    certify: Changes | None = None
    may_add: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """A key and a plan ready for any number of files: server and proofs are asked once, not a file."""

    key: SigningKey
    plan: SigningPlan
    hand: Hand = field(repr=False)
    time_server: TimeServer | None
    proofs: ValidationContext | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file; none where it was refused, and then the diagnostics say why.

    `standards` are those a signed PDF holds.
    """

    data: bytes | None
    diagnostics: tuple[Diagnostic, ...] = ()
    standards: tuple[str, ...] = ()


def prepare_signing(key: SigningKey, plan: SigningPlan) -> Signing:
    """Make ready to sign.

    Raises:
        SignatureError: the certificate may not sign, or not now.
    """
    check_certificate(key, datetime.now(UTC))
    proofs = None
    if plan.roots:
        proofs = ValidationContext(
            trust_roots=list(map(translated, plan.roots)), allow_fetching=True, revocation_mode="require"
        )
    server = TimeServer(plan.time_server) if plan.time_server else None
    return Signing(key, plan, Hand(key), server, proofs)


def sign_pdf(pdf: bytes, signing: Signing, moment: datetime) -> Signed:
    """Sign a PDF; what is handed over has passed preflight, and its signature has been verified.

    Args:
        pdf: a file that holds what it claims.
        signing: what to sign with.
        moment: when it is signed, as the signer says (with time zone).

    Raises:
        SignatureError: the certificate, the time server, or what proves the certificate.
    """
    check_certificate(signing.key, moment)
    try:
        revision = begin_revision(pdf)
        refusal = _refusal(revision, may_add=signing.plan.may_add)
    except FAULTS as fault:
        hint = "give a whole PDF file, or sign beside any file with --detached"
        refusal = _error(Code.PDF_UNREADABLE, f"the file cannot be read: {said(fault)}", hint)
    if refusal:
        return Signed(None, (refusal,))
    try:
        signed = asyncio.run(_sign(revision, signing, moment))
    except (SigningError, PdfError) as error:
        return Signed(None, (_error(Code.SIGNING_FAILED, f"the file cannot be signed: {said(error)}"),))
    return _judged(pdf, signed)


def sign_detached(data: bytes | IO[bytes], signing: Signing, moment: datetime) -> bytes:
    """Sign any bytes, or a file that is read once and not held.

    The signature is a file of its own (CMS SignedData in DER, RFC 5652).

    Raises:
        SignatureError: the certificate or the time server.
    """
    check_certificate(signing.key, moment)
    signature: bytes = asyncio.run(
        signing.hand.async_sign_general_data(
            data,
            DIGEST,
            use_cades=True,
            timestamper=signing.time_server,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=moment),
        )
    ).dump()
    return signature


def _refusal(revision: Revision, *, may_add: bool) -> Diagnostic | None:
    """Say why a file is not signed, whatever the key."""
    if revision.prev.encrypted:
        return _error(
            Code.PDF_UNREADABLE, "the file is encrypted", "save it without password: an archive must read it"
        )
    already = len(revision.prev.embedded_signatures)
    if already and not may_add:
        hint = "add one more signature with --add, or sign the file as it was before"
        return _error(Code.SIGNED_ALREADY, f"the file is signed already ({already} times)", hint)
    return None


async def _sign(revision: Revision, signing: Signing, moment: datetime) -> bytes:
    """Sign a revision, step by step, because only so the library lets the time be told."""
    signer = PdfSigner(
        _description(revision, signing),
        signing.hand,
        timestamper=signing.time_server,
        new_field_spec=new_field(revision),
    )
    session = signer.init_signing_session(revision)
    session.system_time = moment
    proofs = await _gather_proofs(session, revision, signing.proofs)
    # What we sign has a size we know; what a time server answers may grow.
    size = await session.estimate_signature_container_size(proofs, tight=signing.time_server is None)
    prepared = session.prepare_tbs_document(proofs, size + size % 2)
    output = BytesIO()
    digest, _ = prepared.digest_tbs_document(output=output)
    attributes = PdfCMSSignedAttributes(signing_time=moment)
    await prepared.perform_signature(digest.document_digest, attributes)
    return output.getvalue()


def _description(revision: Revision, signing: Signing) -> PdfSignatureMetadata:
    certify = signing.plan.certify
    return PdfSignatureMetadata(
        field_name=new_field(revision).sig_field_name,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=certify is not None,
        docmdp_permissions=MDPPerm(certify or Changes.SIGNATURES),
        embed_validation_info=signing.proofs is not None,
        validation_context=signing.proofs,
        signer_key_usage=set(signing.key.usages),
        dss_settings=BEFORE_SIGNING,
    )


async def _gather_proofs(
    session: PdfSigningSession, revision: Revision, proofs: ValidationContext | None
) -> PreSignValidationStatus | None:
    """Ask for what proves the certificates of signer and time server; nothing where B-LT is not asked for."""
    if proofs is None:
        return None
    try:
        return await session.perform_presign_validation(revision)
    except (SigningError, PathError, ValidationError) as error:
        raise _unproven(error.__cause__ or error) from error
    finally:
        await proofs.aclose()


def _unproven(error: BaseException) -> SignatureError:
    if isinstance(error, RevokedError):
        hint = "ask who issued it why, and sign with another key"
        return SignatureError(
            _error(Code.SIGNING_CERTIFICATE, f"a certificate is revoked: {said(error)}", hint)
        )
    message = f"what proves the certificates cannot be had: {said(error)}"
    hint = "name the roots of signer and time server with --trust; without --long-term none is needed"
    return SignatureError(_error(Code.VALIDATION_DATA, message, hint))


def _judged(pdf: bytes, signed: bytes) -> Signed:
    """Hand over a signed file that passes preflight and verifies; else say whether the file was to blame."""
    inspection = inspect_pdf(signed)
    if has_errors(inspection.diagnostics):
        before = inspect_pdf(pdf)
        return Signed(None, (before if has_errors(before.diagnostics) else inspection).diagnostics)
    verification = verify_pdf(signed)
    newest = verification.signatures[-1:]
    if not (newest and newest[0].intact and newest[0].covers_whole_file):
        return Signed(None, verification.diagnostics)
    return Signed(signed, inspection.diagnostics, inspection.standards)


def _error(code: Code, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, hint)
