"""The postal code of a recipient: what a column says, or what stands in the lines of the address.

It is found and not judged: in an address, a code is what looks like one where codes stand.
"""

import re

from letterpress.merging.addressing import KNOWN
from letterpress.merging.recipients import INSIDE_ADDRESS, Recipient, Value
from letterpress.merging.selecting import natural_key

_COLUMNS = KNOWN["postcode"]
_COUNTRIES = KNOWN["country"]
_ADDRESSES = (INSIDE_ADDRESS, *KNOWN["address"])
_IN_LINE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:[A-Z]{1,3}-)?(?P<code>[0-9]{4} ?[A-Z]{2})\s+\S.*",  # 1017 AB Amsterdam
        r"(?:[A-Z]{1,3}-)?(?P<code>[0-9]{2}-[0-9]{3}|[0-9]{3} [0-9]{2}|[0-9]{4,6})\s+\S.*",  # D-10115 Berlin
        r".*,\s*[A-Z]{2}\s+(?P<code>[0-9]{5}(?:-[0-9]{4})?)",  # Bath, NY 14810
        r"(?:.*\s)?(?P<code>[A-Z]{1,2}[0-9][0-9A-Z]?\s?[0-9][A-Z]{2})",  # London SW1A 1AA
        r"(?:.*\s)?(?P<code>[A-Z][0-9][A-Z]\s?[0-9][A-Z][0-9])",  # Toronto ON  M5V 2T6
    )
)


def has_postcodes(names: tuple[str, ...]) -> bool:
    """Tell whether fields of these names can say where letters go."""
    return not set(names).isdisjoint((*_COLUMNS, *_ADDRESSES))


def postcode_of(recipient: Recipient) -> str:
    """Give the postal code of a recipient, or nothing where there is none."""
    fields = recipient.fields
    if stated := _first(fields, _COLUMNS):
        return stated
    lines = [line.strip() for line in _first(fields, _ADDRESSES).splitlines()]
    for line in reversed(lines[1:]):  # the first is a name
        for pattern in _IN_LINE:
            if found := pattern.fullmatch(line):
                return found["code"]
    return ""


def postal_key(recipient: Recipient) -> tuple[object, ...]:
    """Give what recipients are sorted by for the post: country, where a column says it, and postal code."""
    country = _first(recipient.fields, _COUNTRIES).casefold()
    return country, natural_key(postcode_of(recipient).casefold())


def _first(fields: dict[str, Value], names: tuple[str, ...]) -> str:
    """Give the first of some fields that says something."""
    values = (fields.get(name, "") for name in names)
    return next((words for value in values if (words := _words(value))), "")


def _words(value: Value) -> str:
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value).strip()
