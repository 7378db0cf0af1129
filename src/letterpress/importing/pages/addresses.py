"""Web addresses that a page parts at the end of a line, made whole by its links (ISO 32000-1, 12.5.6.5)."""

import re
from collections.abc import Iterable, Iterator

from pypdf import PageObject

MAX_LINKS = 200  # of a page
MAX_ADDRESS = 2_000  # characters
SCHEMES = ("http://", "https://")  # no two of them overlap, so each place in a text is looked at once

_BREAK = r"(?:\n *)?"


def addresses_of(page: PageObject) -> Iterator[str]:
    """Yield the addresses that links on a page lead to."""
    annotations = page.get("/Annots")
    for reference in list(annotations.get_object())[:MAX_LINKS] if annotations is not None else ():
        action = reference.get_object().get("/A")
        address = action.get_object().get("/URI") if action is not None else None
        if isinstance(address, str) and len(address) <= MAX_ADDRESS and address.startswith(SCHEMES):
            yield str(address)


def rejoin(text: str, addresses: Iterable[str]) -> str:
    """Write addresses whole that a text has in two lines; what stands behind one goes on below it."""
    for address in dict.fromkeys(addresses):
        if address not in text:
            parted = _BREAK.join(map(re.escape, address))
            whole = address.replace("\\", r"\\")
            text = re.sub(rf"{parted}(?P<rest>\S*) *", rf"{whole}\g<rest>\n", text)
    return text
