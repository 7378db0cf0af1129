"""Signatures that lie beside what they sign: in a bag, beside one, beside a letter or the manifest of a run.

They are found here. How one is judged, whoever asks must say, because that needs an extra.
"""

from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import IO, NamedTuple

from letterpress.archiving.opening import OpenBag, damage_named
from letterpress.archiving.values import Finding
from letterpress.diagnostics import BagError, Diagnostic
from letterpress.running import SIGNATURE

MOST_SIGNATURE_BYTES = 1024**2  # one with its certificates and a time stamp has some ten thousand

Judge = Callable[[IO[bytes], bytes], Iterable[Diagnostic]]


class Vouched(NamedTuple):
    """What signatures there are, and what is wrong with them."""

    signatures: int = 0
    findings: tuple[Finding, ...] = ()

    def __add__(self, other: object) -> "Vouched":
        """Put together what was found in two places."""
        if not isinstance(other, Vouched):
            return NotImplemented
        return Vouched(self.signatures + other.signatures, self.findings + other.findings)


def is_beside(path: str, names: Container[str]) -> bool:
    """Tell whether a path is that of a signature of something that is there."""
    return path.endswith(SIGNATURE) and path.removesuffix(SIGNATURE) in names


def judge_within(bag: OpenBag, judge: Judge) -> Vouched:
    """Judge the signatures in a bag, whatever file of it they sign.

    Args:
        bag: its files.
        judge: what is wrong between a file and the bytes of a signature.
    """
    found = [path for path in sorted(bag.members) if is_beside(path, bag.members)]
    return Vouched(
        len(found), tuple(finding for path in found for finding in _judge_member(bag, path, judge))
    )


def judge_beside(path: Path, judge: Judge) -> Vouched:
    """Judge the signature beside a file, if there is one; arguments as for `judge_within`."""
    signature = path.with_name(f"{path.name}{SIGNATURE}")
    if not signature.is_file() or not path.is_file():
        return Vouched()
    with damage_named(signature.name), signature.open("rb") as beside, path.open("rb") as file:
        diagnostics = judge(file, beside.read(MOST_SIGNATURE_BYTES))
    return Vouched(1, tuple(Finding(str(signature), one) for one in diagnostics))


def _judge_member(bag: OpenBag, path: str, judge: Judge) -> Iterable[Finding]:
    signed = path.removesuffix(SIGNATURE)
    try:
        signature = bag.read(path, MOST_SIGNATURE_BYTES)
        with damage_named(signed), bag.members[signed].open() as file:
            diagnostics = judge(file, signature)
    except BagError as error:
        diagnostics = error.diagnostics
    return (Finding(path, one) for one in diagnostics)
