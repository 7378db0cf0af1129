"""Digital signatures: of PDFs (PAdES) and of any file (CAdES), made and verified. Needs the extra `sign`."""

from letterpress.signatures.keys import SigningKey, needs_password, open_key
from letterpress.signatures.signing import (
    Changes,
    Signed,
    Signing,
    SigningPlan,
    prepare_signing,
    sign_detached,
    sign_pdf,
)
from letterpress.signatures.verdict import SignatureVerdict, Verification
from letterpress.signatures.verifying import load_certificates, verify_detached, verify_pdf

__all__ = [
    "Changes",
    "SignatureVerdict",
    "Signed",
    "Signing",
    "SigningKey",
    "SigningPlan",
    "Verification",
    "load_certificates",
    "needs_password",
    "open_key",
    "prepare_signing",
    "sign_detached",
    "sign_pdf",
    "verify_detached",
    "verify_pdf",
]
