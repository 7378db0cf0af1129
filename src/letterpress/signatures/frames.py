"""What of a signature no signature covers: whether every byte of it is as the standards have it.

A signature covers what was signed and the attributes of the signer. The frame around these, and the gap in
the file in which it lies, can be changed without breaking it. A changed byte there shows only to who looks.
"""

from asn1crypto import algos, cms, core
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, extract_tst_data_iter

NO_PARAMETERS = {b"", core.Null().dump()}  # RFC 5754, 2: absent, or NULL
ADDITIONS = {"signature_time_stamp_token"}  # the one attribute behind a signature (ETSI EN 319 142-1, 6.3)
# By content: RFC 5652, 5.1, where certificates are X.509 and the signer is named by issuer and number.
VERSIONS = {"data": "v1", "tst_info": "v3"}


def fills_gap(gap: bytes, content: bytes) -> bool:
    """Tell whether nothing stands in the gap of a PDF but a signature, in hexadecimal digits, and zeros.

    The same bytes can be written in many ways, and what is reserved and not used says nothing.
    """
    used = len(cms.ContentInfo.load(content).dump())
    digits = content.hex().encode()
    return gap in {b"<%s>" % digits, b"<%s>" % digits.upper()} and not content[used:].strip(b"\0")


def is_framed(signed_data: cms.SignedData, kind: str = "data") -> bool:
    """Tell whether the frame of a signature, and of the time stamps in it, is that of RFC 5652 in DER."""
    (signer,) = signed_data["signer_infos"]
    certificate = extract_certs_for_validation(signed_data).signer_cert
    named = signer["sid"].chosen
    return (
        signed_data.copy().dump(force=True) == signed_data.dump()
        and signed_data["version"].native == VERSIONS[kind]
        and signed_data["encap_content_info"]["content_type"].native == kind
        and all(map(_is_plain, signed_data["digest_algorithms"]))
        and signer["digest_algorithm"]["algorithm"].native
        in {one["algorithm"].native for one in signed_data["digest_algorithms"]}
        and signer["version"].native == "v1"
        and _is_plain(signer["digest_algorithm"])
        and {one["type"].native for one in signer["unsigned_attrs"]} <= ADDITIONS
        and named["issuer"].dump() == certificate.issuer.dump()
        and all(is_framed(token, "tst_info") for token in extract_tst_data_iter(signer, signed=False))
    )


def _is_plain(algorithm: algos.DigestAlgorithm) -> bool:
    return algorithm["parameters"].dump() in NO_PARAMETERS
