"""Where a letter goes and in which language, from columns that are known by name.

What the columns say is put together, nothing is looked up: no country is guessed, no postcode is judged.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from letterpress.merging.recipients import Value

# The columns that are known, and their other names as `normalise_name` gives them.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "e_mail", "email_address", "e_mail_address", "mail"),
    "language": ("language", "lang", "sprache", "langue", "idioma", "lingua", "taal"),
    "address": ("address", "inside_address", "adresse", "anschrift", "direccion", "indirizzo", "adres"),
    "company": ("company", "organisation", "organization", "firma", "societe"),
    "name": ("name", "full_name", "nom", "nombre", "nome", "naam"),
    "title": ("title", "titel", "titre"),
    "first_name": ("first_name", "firstname", "given_name", "vorname", "prenom"),
    "last_name": ("last_name", "lastname", "surname", "family_name", "nachname", "nom_de_famille"),
    "street": (
        *("street", "strasse", "street_address", "rue", "street_2"),
        *(f"{word}_{number}" for number in range(1, 6) for word in ("address_line", "address")),
    ),
    "postcode": ("postcode", "postal_code", "zip", "zip_code", "plz", "postleitzahl", "code_postal"),
    "city": ("city", "town", "ort", "stadt", "ville"),
    "state": ("state", "province"),
    "country": ("country", "land", "pays"),
}
KNOWN_COLUMNS = frozenset(name for names in KNOWN.values() for name in names)

_POSTCODE_LAST = frozenset(("gb", "uk", "united kingdom", "great britain", "england", "scotland", "wales"))
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"]{1,64}@(?:[^\s@<>()\[\],;:\"./]{1,63}\.)+[^\s@<>()\[\],;:\"./]{2,63}"
)

Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a letter goes and in which language, as the row says it; what it does not say is empty."""

    address: tuple[str, ...] = ()
    email: str = ""
    language: str = ""


class AddressPlan:
    """Which columns of a file say where a letter goes, found once for all its rows."""

    def __init__(self, names: tuple[str, ...]) -> None:
        index = {name: at for at, name in enumerate(names)}
        self._at = {
            part: tuple(index[name] for name in known if name in index) for part, known in KNOWN.items()
        }
        self.promises_address = any(self._at[part] for part in ("address", "street", "city", "postcode"))

    def column_of(self, part: str) -> int:
        """Give the index of the first column of a part that is there."""
        return self._at[part][0]

    def destination(self, values: Values) -> Destination:
        """Give the destination of a row by its values."""
        address = self._address(values) if self.promises_address else ()
        return Destination(address, self._line("email", values), self._line("language", values))

    def _address(self, values: Values) -> tuple[str, ...]:
        """Give the lines of one column, or what the parts in several columns make."""
        whole, street, place = (
            self._lines("address", values),
            self._lines("street", values),
            self._place(values),
        )
        if not street and not place:
            return tuple(whole)
        person = self._line("name", values) or " ".join(
            words for part in ("title", "first_name", "last_name") if (words := self._line(part, values))
        )
        lines = (self._line("company", values), person, *(street or whole), *place)
        return tuple(line for line in lines if line)

    def _place(self, values: Values) -> list[str]:
        """Give the lines with the city: `Bath, AVON 2`, `Bath` and `BA1 1AA`, or `10115 Berlin`."""
        postcode, city = self._line("postcode", values), self._line("city", values)
        state, country = self._line("state", values), self._line("country", values)
        if not postcode and not city:
            return []
        if state:
            return [f"{city}, {state} {postcode}".strip(" ,"), country]
        if country.casefold() in _POSTCODE_LAST:
            return [city, postcode, country]
        return [f"{postcode} {city}".strip(), country]

    def _line(self, part: str, values: Values) -> str:
        """Give the first of a part's columns that is filled, on one line."""
        for at in self._at[part]:
            value = values[at]
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
        return ""

    def _lines(self, part: str, values: Values) -> list[str]:
        """Give the lines of all columns of a part."""
        lines: list[str] = []
        for at in self._at[part]:
            value = values[at]
            parts = value if isinstance(value, tuple) else (value,)
            texts = (text for text in parts if isinstance(text, str))
            lines += [" ".join(line.split()) for text in texts for line in text.splitlines() if line.strip()]
        return lines


def is_email(text: str) -> bool:
    """Tell whether a text is one e-mail address, without a name beside it."""
    return _EMAIL.fullmatch(text) is not None and ".." not in text
