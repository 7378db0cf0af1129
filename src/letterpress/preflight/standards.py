"""What a file claims, and whether a validator agrees: the only place that knows the validator.

Claims are read from the XMP packet, where both families of standards put them (ISO 19005-2:2011,
6.6.4; ISO 14289-1:2014, clause 5).
"""

import re
from collections import Counter
from dataclasses import replace

import page

from letterpress.diagnostics import Code, Diagnostic, Severity

PROFILES = {
    "pdf/a-1a": "1a",
    "pdf/a-1b": "1b",
    "pdf/a-2a": "2a",
    "pdf/a-2b": "2b",
    "pdf/a-2u": "2u",
    "pdf/a-3a": "3a",
    "pdf/a-3b": "3b",
    "pdf/a-3u": "3u",
    "pdf/ua-1": "ua1",
}
COVERAGE_RULE = "SIGNATURE-BYTERANGE-001"
MAX_FINDINGS = 20  # rules shown a standard: a broken file breaks them all

# Both forms RDF allows, an attribute and an element; the prefixes are prescribed.
_VALUE = r"""(?:\s*=\s*["']|>)\s*(\w+)"""
_PART_A, _LEVEL_A = re.compile("pdfaid:part" + _VALUE), re.compile("pdfaid:conformance" + _VALUE)
_PART_UA = re.compile("pdfuaid:part" + _VALUE)


def read_claims(metadata: bytes) -> tuple[str, ...]:
    """Give the standards an XMP packet claims, as in `pdf/a-2a`."""
    encoding = "utf-16" if metadata[:2] in {b"\xfe\xff", b"\xff\xfe"} else "utf-8"
    packet = metadata.decode(encoding, "replace")
    claims = []
    if part := _PART_A.search(packet):
        level = _LEVEL_A.search(packet)
        claims.append(f"pdf/a-{part[1]}{level[1] if level else ''}".lower())
    if part := _PART_UA.search(packet):
        claims.append(f"pdf/ua-{part[1]}")
    return tuple(claims)


def judge_standard(data: bytes, standard: str, *, signed_again: bool = False) -> tuple[Diagnostic, ...]:
    """Judge a file against a standard; nothing to say means that it conforms.

    Where a file was signed again, a signature no longer covers all of it. By the letter, ISO 19005-2, 6.4.3
    does not allow that; that everybody does it makes it a warning, not conformance.
    """
    if standard not in PROFILES:
        message = f"the file claims {standard}, which cannot be judged here"
        return (Diagnostic(Code.PDF_STANDARD, Severity.WARNING, message, "judge it with another validator"),)
    try:
        report = page.validate_pdf_bytes(data, profile=PROFILES[standard])
    except page.PageError as error:
        return (_finding(f"{standard}: the validator cannot read the file: {error}"),)
    if report.is_compliant:
        return ()
    rules: Counter[str] = Counter(failure.rule_id for failure in report.failures)
    first = {failure.rule_id: failure for failure in reversed(report.failures)}
    findings = [
        _describe(standard, first[rule], count, tolerated=signed_again and rule.endswith(COVERAGE_RULE))
        for rule, count in rules.most_common(MAX_FINDINGS)
    ]
    return tuple(findings) or (_finding(f"{standard}: the validator refuses the file"),)


def _describe(standard: str, failure: page.ValidationFailure, count: int, *, tolerated: bool) -> Diagnostic:
    where = f", object {failure.object_id.object_number}" if failure.object_id else ""
    times = f", {count} times" if count > 1 else ""
    message = " ".join(failure.message.split()).rstrip(".")
    finding = _finding(f"{standard}: {message} (rule {failure.rule_id}{where}{times})")
    return replace(finding, severity=Severity.WARNING) if tolerated else finding


def _finding(message: str) -> Diagnostic:
    return Diagnostic(Code.PDF_STANDARD, Severity.ERROR, message)
