"""The words the letters of the comparison are made of, in English and German."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one language: short and long ones alternate in prose; the rest fills a letter's parts."""

    short: tuple[str, ...]
    long: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    offices: tuple[str, ...]
    cities: tuple[str, ...]
    journals: tuple[str, ...]
    hosts: tuple[str, ...]
    address: tuple[str, ...]
    date: str
    salutation: str
    close: str
    available: str
    city_of: str


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


ENGLISH = Words(
    short=_split(
        "the the the of of and to in a is that for it as with by on we our this they be are was from or"
        " at has not all its new their have will may who which more no must than each been when were"
        " into you"
    ),
    long=_split(
        "government community public local policy residents administration service evidence council"
        " programme responsibility information enforcement health family children neighbourhood housing"
        " transportation employment international agreement committee independent participation"
        " investigation representative recommendation infrastructure universities environmental"
        " protection regulation transparency democratic institutions safety schools workers reports"
        " records review letter members statement city county budget quickly clearly shared trusted"
        " measured collected published required considered established supported strengthening"
        " understanding accountability long-term well-known cross-border decision-making"
    ),
    given=_split("Margaret Thomas Eleanor James Ruth Samuel Alice Henry Dorothea George Florence Arthur"),
    family=_split(
        "Ashworth Bellamy Carmichael Delacourt Everingham Fairweather Hollingsworth Okonkwo Whitfield"
    ),
    offices=("Mayor", "County Executive", "City Manager", "President of the Council", "Supervisor", "Chair"),
    cities=(
        "Alderbrook",
        "Brightwater",
        "Castleford",
        "Dunmore",
        "Eastbourne Falls",
        "Fernhill",
        "Greenhaven",
    ),
    journals=("Journal of Public Policy", "Law Review", "Annals of Local Government", "Soc. Stud. Q."),
    hosts=("example.org", "records.example.gov", "local-government.example.net", "library.example.edu"),
    address=("The Honourable Jane Winterbourne", "Department of Public Works", "14 Marshall Street"),
    date="November 24, 2026",
    salutation="Dear Secretary Winterbourne:",
    close="Sincerely,",
    available="available at",
    city_of="City of",
)
GERMAN = Words(
    short=_split(
        "die der und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an"
        " werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben"
        " nur oder aber"
    ),
    long=_split(
        "Verwaltung Gemeinde Öffentlichkeit Stellungnahme Verantwortung Zusammenarbeit Bundesregierung"
        " Rechtsgrundlage Gesetzentwurf Datenschutz Grundrechte Wissenschaft Gesundheit Entscheidung"
        " Verfahren Veröffentlichung Haushaltsausschuss Bürgerbeteiligung Informationsfreiheit"
        " Krankenversicherung Verhältnismäßigkeit Europäische Kommission Landesregierung"
        " Arbeitsbedingungen Wettbewerb Richtlinie Patentamt Software Unternehmen Schule Eltern Kinder"
        " Straße Wohnungsbau Umweltverträglichkeitsprüfung gemeinsame unabhängige nachvollziehbar"
        " erforderlich ausdrücklich insbesondere langfristig wesentlich veröffentlicht geprüft begründet"
        " verabschiedet berücksichtigt vorgeschlagen durchgeführt bestätigt"
    ),
    given=_split(
        "Katharina Johannes Friederike Matthias Annegret Sebastian Ulrike Wolfgang Hannelore Jürgen"
    ),
    family=_split(
        "Bärenthal Grünewald Hohenstein Kesselring Müller-Lüdenscheid Oberländer Schönfelder Weißgerber"
    ),
    offices=(
        "Bürgermeisterin",
        "Oberbürgermeister",
        "Landrätin",
        "Vorsitzender des Ausschusses",
        "Stadtkämmerer",
    ),
    cities=("Altenbrück", "Blankenried", "Gerolsheim", "Lindenau", "Neustadt am Berg", "Schwarzenfels"),
    journals=("Zeitschrift für Verwaltungsrecht", "Archiv des öffentlichen Rechts", "Neue Hefte"),
    hosts=("example.org", "amtsblatt.example.de", "gemeinde-archiv.example.net"),
    address=("Frau Ministerin Dr. Elisabeth Sommerfeld", "Ministerium für Landesentwicklung", "Parkallee 7"),
    date="24. November 2026",
    salutation="Sehr geehrte Frau Ministerin,",
    close="Mit freundlichen Grüßen",
    available="abrufbar unter",
    city_of="Stadt",
)
WORDS: Mapping[str, Words] = {"en": ENGLISH, "de": GERMAN}
