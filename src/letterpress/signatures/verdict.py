"""What was found of the signatures of a file: values only."""

from dataclasses import dataclass
from datetime import datetime

from letterpress.diagnostics import Diagnostic, has_errors


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature.

    Attributes:
        signer: the subject of the certificate.
        level: `B-B`, `B-T` with a time stamp, `B-LT` where the file holds what proves the certificates too.
        signed_at: when it was made, as the signer says.
        stamped_at: when it was there for certain, as a time server says.
        intact: not a byte of what it covers is another, nor of itself.
        covers_whole_file: nothing stands in the file that it does not cover.
        trusted: the certificates lead to a root that was given, and were valid at the time of the signature.
    """

    signer: str
    level: str
    signed_at: datetime | None
    stamped_at: datetime | None
    intact: bool
    covers_whole_file: bool
    trusted: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """The signatures of a file in their order, and what is wrong with them."""

    signatures: tuple[SignatureVerdict, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether the file is signed and nothing is wrong; with roots, that is to say by whom, too."""
        return bool(self.signatures) and not has_errors(self.diagnostics)
