"""Time signatures: `make bench-sign N=100`. What a letter costs at each level, and what verifying it costs.

The time server answers in this process, so its work is in no figure but that of B-T and B-LT.
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from certificate_makers import PASSWORD, Notary, serving
from letterpress.preflight import inspect_pdf
from letterpress.press import RenderOptions, render_source
from letterpress.signatures import (
    SigningKey,
    SigningPlan,
    load_certificates,
    open_key,
    prepare_signing,
    sign_detached,
    sign_pdf,
    verify_pdf,
)
from letterpress.source import decode_source

SEED = Path(__file__).parents[1] / "seeds" / "000_bb1200c619942f5d.txt"
MANIFEST_BYTES = 30_000_000  # of a run of 100,000 letters


def time_level(level: str, pdf: bytes, key: SigningKey, plan: SigningPlan, letters: int) -> None:
    """Sign a letter so many times, verify it as often, and print what that took."""
    signing = prepare_signing(key, plan)
    begun = time.process_time()
    outcomes = [sign_pdf(pdf, signing, datetime.now(UTC)) for _ in range(letters)]
    made = time.process_time()
    for outcome in outcomes:
        assert outcome.data
        assert verify_pdf(outcome.data, plan.roots).holds
    verified = time.process_time()
    added = len(outcomes[0].data or b"") - len(pdf)
    print(f"{level:5} {(made - begun) / letters * 1000:6.1f} ms signed and judged", end="")
    print(f", {(verified - made) / letters * 1000:6.1f} ms verified, {added} bytes")


def time_all(pdf: bytes, letters: int, notary: Notary) -> None:
    """Time all levels, what the judgement alone costs, and a manifest."""
    key = open_key(notary.signer.pkcs12(), PASSWORD)
    roots = load_certificates(notary.authority.root.pem())
    begun = time.process_time()
    for _ in range(letters):
        inspect_pdf(pdf)
    print(f"judged alone {(time.process_time() - begun) / letters * 1000:.1f} ms")
    time_level("B-B", pdf, key, SigningPlan(), letters)
    time_level("B-T", pdf, key, SigningPlan(notary.time_url), letters)
    time_level("B-LT", pdf, key, SigningPlan(notary.time_url, roots), letters)
    begun = time.process_time()
    sign_detached(bytes(MANIFEST_BYTES), prepare_signing(key, SigningPlan()), datetime.now(UTC))
    print(f"a manifest of {MANIFEST_BYTES // 10**6} MB {(time.process_time() - begun) * 1000:.1f} ms")


def main() -> None:
    """Sign the seed letter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", type=int, nargs="?", default=100)
    letters = parser.parse_args().letters
    pdf = render_source(decode_source(SEED.read_bytes(), SEED.name), RenderOptions()).pdf
    with serving() as notary:
        time_all(pdf, letters, notary)


if __name__ == "__main__":
    main()
