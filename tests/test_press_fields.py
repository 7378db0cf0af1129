"""Letters with values through the whole press: one path, and bytes that depend on their own inputs alone."""

from pathlib import Path

import pytest

from alike import assert_alike
from letterpress import press
from letterpress.preflight import Inspection, inspect_pdf
from letterpress.press import Press, RenderOptions, render_source
from letterpress.proof import Proof
from letterpress.source import Source

TEXT = """\
{{ name }}
{{ street }}

November 24, 2026

Dear {{ name }}:

Thank you for your letter. {% if member %}You are a member.{% endif %}

Sincerely,

Bob Roe
"""
ADA = {"name": "Ada *Lovelace*", "street": "1 High Street", "member": ""}
THE_SAME = """\
November 24, 2026

Ada \\*Lovelace\\*
1 High Street

Dear Ada \\*Lovelace\\*:

Thank you for your letter.

Sincerely,

Bob Roe
"""
GRACE = {"name": "Grace Hopper", "street": "Łódź Street 7 Ω", "member": "yes"}


def test_a_letter_has_the_same_bytes_alone_and_in_company() -> None:
    source = Source("letter.md", TEXT)
    alone = Press(source, RenderOptions(), with_fields=True).render(GRACE)

    press = Press(source, RenderOptions(), with_fields=True)
    press.render(ADA)

    assert press.render(GRACE).sha256 == alone.sha256


def test_a_letter_with_values_is_the_letter_that_says_the_same() -> None:
    merged = Press(Source("letter.md", TEXT), RenderOptions(), with_fields=True).render(ADA)
    written = render_source(Source("letter.md", THE_SAME))

    assert_alike(merged.pdf, written.pdf)
    assert merged.standards == written.standards


def test_preflight_sees_every_letter_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[bytes] = []

    def inspect(pdf: bytes, proof: Proof) -> Inspection:
        judged.append(pdf)
        return inspect_pdf(pdf, proof)

    monkeypatch.setattr(press, "inspect_pdf", inspect)
    everyone = [{**GRACE, "name": f"Grace {name}"} for name in ("Hopper", "Kelly", "Jones")]

    for validate_all, count in ((False, 1), (True, 3)):
        judged.clear()
        options = RenderOptions(validate_all=validate_all)
        of_all = Press(Source("letter.md", TEXT), options, with_fields=True)
        letters = [of_all.render(one) for one in everyone]
        assert len(judged) == count
        assert {letter.standards for letter in letters} == {("pdf/a-2a", "pdf/ua-1")}


def test_the_seed_letter_says_nothing_of_fields() -> None:
    seed = next(Path("seeds").glob("*.txt"))

    assert render_source(Source(seed.name, seed.read_text("utf-8"))).diagnostics == ()
