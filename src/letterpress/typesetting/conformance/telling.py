"""What glyphs of shaped letters tell: their `ToUnicode` (ISO 32000-1:2008, 9.10.3), mended.

WeasyPrint lets the first use of a glyph say what it tells, gives all characters of a cluster to one of its
glyphs and none to the others, and takes a turned bracket for the one it is read as. Values to value.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from letterpress.typesetting.conformance.spelling import Spelt, Told
from letterpress.typesetting.scripts import is_shaped

UNTOLD = "\u2060"  # word joiner: what a glyph tells that stands for no character of its own


class _Key(NamedTuple):
    """A glyph, wherever it is drawn."""

    font: bytes
    code: int


class _Kind(NamedTuple):
    """A cluster, wherever it is drawn: glyphs as they are read, characters, and those it looks like."""

    glyphs: tuple[_Key, ...]
    text: str
    looks: str


_Claims = Mapping[_Key, set[str]]


def settle_told(texts: Iterable[Sequence[Spelt]], told: Told) -> dict[bytes, dict[int, str]]:
    """Say anew what the glyphs of such texts tell, by the names of their fonts.

    What is told in other texts stays. A glyph that is a part of many letters, such as a dot, tells `UNTOLD`.
    """
    kinds = sorted(set(map(_kind_of, chain.from_iterable(texts))))
    claims: dict[_Key, set[str]] = defaultdict(set)
    for share in (_as_one, _one_by_one, _by_parts, _as_rest):
        for kind in kinds:
            for glyph, claim in zip(kind.glyphs, share(kind, claims), strict=False):
                claims[glyph].add(claim)
    within: dict[_Key, set[str]] = defaultdict(set)
    for kind in kinds:
        for glyph in kind.glyphs:
            within[glyph].add(kind.text)
    settled: dict[bytes, dict[int, str]] = defaultdict(dict)
    for glyph, characters in within.items():
        known = told[glyph.font].get(glyph.code, "")
        if not known or known in characters:
            settled[glyph.font][glyph.code] = _agree(claims[glyph], known)
    for kind in kinds:
        _withdraw(kind, settled)
    return settled


def _kind_of(cluster: Spelt) -> _Kind:
    glyphs = tuple(_Key(glyph.look.font, glyph.code) for glyph in cluster.as_read)
    return _Kind(glyphs, cluster.text, mirrored(cluster.text) if cluster.is_turned else cluster.text)


def _as_one(kind: _Kind, _: _Claims) -> Sequence[str]:
    return (kind.looks,) if len(kind.glyphs) == 1 else ()


def _one_by_one(kind: _Kind, claims: _Claims) -> Sequence[str]:
    return kind.looks if _agrees(kind, kind.looks, claims) else ()


def _by_parts(kind: _Kind, claims: _Claims) -> Sequence[str]:
    parts = unicodedata.normalize("NFKD", kind.looks)
    return parts if _agrees(kind, parts, claims) else ()


def _as_rest(kind: _Kind, claims: _Claims) -> Sequence[str]:
    """Give what is left of the characters to the first glyph, if that tells nothing elsewhere."""
    first, *others = kind.glyphs
    if claims.get(first):
        return ()
    text = kind.looks
    for glyph in others:
        text = text.replace(next(iter(sorted(claims.get(glyph, ()))), ""), "", 1)
    return (text,) if text else ()


def _agrees(kind: _Kind, parts: str, claims: _Claims) -> bool:
    """Tell whether each glyph can have its part, as far as is known."""
    if len(parts) != len(kind.glyphs):
        return False
    return all(part in (claims.get(glyph) or {part}) for glyph, part in zip(kind.glyphs, parts, strict=True))


def _agree(claims: set[str], known: str) -> str:
    if len(claims) <= 1:
        return next(iter(claims), UNTOLD)
    if all(map(is_shaped, claims)):
        return UNTOLD
    return known if known in claims else min(claims)


def _withdraw(kind: _Kind, settled: Mapping[bytes, dict[int, str]]) -> None:
    """Let glyphs tell nothing that would tell what their cluster does not say."""
    texts = [settled[glyph.font].get(glyph.code, "") for glyph in kind.glyphs]
    if _signs("".join(texts)) - _signs(kind.looks):
        for glyph, text in zip(kind.glyphs, texts, strict=True):
            if is_shaped(text):
                settled[glyph.font][glyph.code] = UNTOLD


def _signs(text: str) -> Counter[str]:
    return Counter(unicodedata.normalize("NFKD", text.replace(UNTOLD, "")))


def mirrored(text: str) -> str:
    """Give the bracket that looks like this one turned round (UAX 9, rule L4), or the text itself."""
    if len(text) != 1 or not unicodedata.mirrored(text):
        return text
    name = unicodedata.name(text)
    for one, other in (("LEFT", "RIGHT"), ("RIGHT", "LEFT"), ("LESS", "GREATER"), ("GREATER", "LESS")):
        if one in name:
            try:
                return unicodedata.lookup(name.replace(one, other))
            except KeyError:
                return text
    return text
