"""Letters with values through the whole press: one path, and bytes that depend on their own inputs alone."""

from pathlib import Path

from letterpress.press import Press, RenderOptions, render_source
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

    assert merged.sha256 == render_source(Source("letter.md", THE_SAME)).sha256


def test_the_seed_letter_says_nothing_of_fields() -> None:
    seed = next(Path("seeds").glob("*.txt"))

    assert render_source(Source(seed.name, seed.read_text("utf-8"))).diagnostics == ()
