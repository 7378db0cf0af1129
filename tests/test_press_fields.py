"""Letters with values through the whole press: one path, and bytes that depend on their own inputs alone."""

from hashlib import sha256
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


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the digests of the letters that preflight sees."""
    seen: list[str] = []

    def inspect(pdf: bytes, proof: Proof) -> Inspection:
        seen.append(sha256(pdf).hexdigest())
        return inspect_pdf(pdf, proof)

    monkeypatch.setattr(press, "inspect_pdf", inspect)
    return seen


def test_preflight_sees_every_letter_when_it_is_asked_to(judged: list[str]) -> None:
    everyone = [{**GRACE, "name": f"Grace {name}"} for name in ("Hopper", "Kelly", "Jones")]

    for validate_all, count in ((False, 1), (True, 3)):
        judged.clear()
        options = RenderOptions(validate_all=validate_all)
        of_all = Press(Source("letter.md", TEXT), options, with_fields=True)
        letters = [of_all.render(one) for one in everyone]
        assert len(judged) == count
        assert {letter.standards for letter in letters} == {("pdf/a-2a", "pdf/ua-1")}


def test_preflight_sees_the_first_letter_in_other_fonts(judged: list[str]) -> None:
    of_all = Press(Source("letter.md", TEXT), RenderOptions(), with_fields=True)
    names = ("Ann Hopper", "Ann Ρήγας", "Ann Kelly", "Ann Ρίτσος")

    letters = [of_all.render({**ADA, "name": name}) for name in names]

    assert judged == [letter.sha256 for letter in letters[:2]]
    assert {letter.standards for letter in letters} == {("pdf/a-2a", "pdf/ua-1")}


def test_the_seed_letter_says_nothing_of_fields() -> None:
    seed = next(Path("seeds").glob("*.txt"))

    assert render_source(Source(seed.name, seed.read_text("utf-8"))).diagnostics == ()
