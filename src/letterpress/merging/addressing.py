"""The inside address, from columns that are known by name.

What the columns say is put together, nothing is looked up: no country is guessed, no postcode is judged.
"""

from collections.abc import Iterator, Mapping

from letterpress.merging.recipients import Value

# The parts of an address, and the names of their columns as `normalise_name` gives them.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "address": ("address", "adresse", "anschrift", "direccion", "indirizzo", "adres"),
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


class AddressPlan:
    """Which columns of a file say where a letter goes, found once for all its rows."""

    def __init__(self, names: tuple[str, ...]) -> None:
        places = {name: at for at, name in enumerate(names)}
        self._at = {
            part: tuple(places[name] for name in known if name in places) for part, known in KNOWN.items()
        }
        self.gives_address = any(self._at[part] for part in ("address", "street", "city", "postcode"))

    def address(self, values: tuple[Value, ...]) -> str:
        """Give the lines of one column, or what the parts in several columns make; maybe nothing."""
        whole, street = list(self._lines("address", values)), list(self._lines("street", values))
        place = self._place(values)
        if not street and not place:
            return "\n".join(whole)
        person = self._line("name", values) or " ".join(
            words for part in ("title", "first_name", "last_name") if (words := self._line(part, values))
        )
        lines = (self._line("company", values), person, *(street or whole), *place)
        return "\n".join(line for line in lines if line)

    def _place(self, values: tuple[Value, ...]) -> list[str]:
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

    def _line(self, part: str, values: tuple[Value, ...]) -> str:
        """Give the first of a part's columns that is filled, on one line."""
        return next((" ".join(str(values[at]).split()) for at in self._at[part] if values[at] != ""), "")

    def _lines(self, part: str, values: tuple[Value, ...]) -> Iterator[str]:
        """Yield the lines of all columns of a part."""
        for at in self._at[part]:
            value = values[at]
            for one in value if isinstance(value, tuple) else (value,):
                yield from (" ".join(line.split()) for line in str(one).splitlines() if line.strip())
