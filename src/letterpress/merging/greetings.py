"""How languages greet one person by name: data, and the little that puts it together.

Whether somebody is a woman or a man is what the row says and nothing else: no name is looked at, and where
the row says neither, the greeting is one that fits everybody.
"""
# ruff: noqa: SIM905 -- lists of words are read as words

from collections.abc import Mapping
from typing import NamedTuple

from letterpress.merging.arithmetic import FieldFaultError

# What rows call a form of address, without case and the last point.
_WOMAN = frozenset(
    "f female woman ms mrs miss w weiblich frau fr femme féminin madame mme mlle mujer femenino señora sra "
    "donna femmina femminile signora sig.ra v vrouw vrouwelijk mevrouw mevr mw".split()
)
_MAN = frozenset(
    "m male man mr männlich mann herr herrn hr homme masculin monsieur hombre masculino señor sr "
    "uomo maschio maschile signor signore sig mannelijk heer meneer dhr".split()
)
_EITHER = frozenset(
    ("", *"d divers x n nonbinary non-binary diverse other unknown none mx - ? neutral unbekannt".split())
)


class Addressed(NamedTuple):
    """Who is greeted, as a row has it.

    Attributes:
        last: the last name; without it the greeting names nobody.
        form: form of address or gender, such as `f`, `Herr`, `divers`, or nothing.
        title: such as `Dr.`; a form of address at its beginning counts where `form` says nothing.
        first: the first name, for greetings that say neither Ms. nor Mr.
    """

    last: str
    form: str = ""
    title: str = ""
    first: str = ""


class Greetings(NamedTuple):
    """How a language greets.

    `{last}` is the last name, `{title}` a title and a space or nothing, `{name}` the whole name with title.
    `titled` is for those with a title where that takes the place of Ms. or Mr.
    """

    woman: str
    man: str
    either: str
    nameless: str
    titled: str = ""


_ENGLISH = Greetings(
    "Dear Ms. {last}", "Dear Mr. {last}", "Dear {name}", "Dear Sir or Madam", "Dear {title}{last}"
)
GREETINGS: Mapping[str, Greetings] = {
    "en": _ENGLISH,
    "en-GB": _ENGLISH._replace(woman="Dear Ms {last}", man="Dear Mr {last}"),
    "de": Greetings(
        "Sehr geehrte Frau {title}{last}",
        "Sehr geehrter Herr {title}{last}",
        "Guten Tag {name}",
        "Sehr geehrte Damen und Herren",
    ),
    "fr": Greetings("Madame", "Monsieur", "Madame, Monsieur", "Madame, Monsieur"),
    "es": Greetings(
        "Estimada señora {title}{last}",
        "Estimado señor {title}{last}",
        "Estimado/a {name}",
        "A quien corresponda",
    ),
    "it": Greetings(
        "Gentile Signora {title}{last}",
        "Gentile Signor {title}{last}",
        "Gentile {name}",
        "Gentili Signore e Signori",
        "Gentile {title}{last}",
    ),
    "nl": Greetings(
        "Geachte mevrouw {title}{last}",
        "Geachte heer {title}{last}",
        "Geachte {name}",
        "Geachte dames en heren",
    ),
}


def greet(addressed: Addressed, language: str) -> str:
    """Greet somebody in a language, without the comma or colon that follows.

    Raises:
        FieldFaultError: the form of address is none that is known, or the language is not.
    """
    last, form, title, first = addressed
    greetings = GREETINGS.get(language) or GREETINGS.get(language.partition("-")[0])
    if greetings is None:
        message = f'how "{language}" greets is not known'
        raise FieldFaultError(
            message, f"write the salutation in the letter; known are {', '.join(GREETINGS)}"
        )
    leading, _, rest = title.partition(" ")
    if _key(leading) and _key(leading) in _WOMAN | _MAN | _EITHER:
        form, title = form or leading, rest.strip()
    pattern = _pattern(greetings, form, titled=bool(title), named=bool(last))
    name = " ".join(part for part in (title, first, last) if part)
    return pattern.format(last=last, title=f"{title} " if title else "", name=name)


def _pattern(greetings: Greetings, form: str, *, titled: bool, named: bool) -> str:
    key = _key(form)
    if key not in _WOMAN | _MAN | _EITHER:
        message = f'"{form}" is no form of address'
        raise FieldFaultError(
            message, "write f, m, or nothing where it is neither; Ms, Herr and the like do too"
        )
    either = greetings.either if named else greetings.nameless
    by_form = greetings.woman if key in _WOMAN else greetings.man if key in _MAN else either
    if not named and "{last}" in by_form:
        return greetings.nameless
    return greetings.titled if named and titled and greetings.titled else by_form


def _key(form: str) -> str:
    return form.strip().rstrip(".").casefold()
