"""What people call languages in lists of recipients, where a tag is wanted: data only.

The languages are those letters greet in, by the names they have in one another.
"""

from collections.abc import Mapping

_NAMES = {
    "de": "german deutsch allemand alemán aleman tedesco duits deu ger",
    "en": "english englisch anglais inglés ingles inglese engels eng",
    "es": "spanish spanisch espagnol español espanol castellano spagnolo spaans spa",
    "fr": "french französisch franzoesisch français francais francés frances francese frans fra fre",
    "it": "italian italienisch italien italiano italiaans ita",
    "nl": "dutch niederländisch niederlaendisch néerlandais neerlandés holandés olandese nederlands nld dut",
}
TAGS: Mapping[str, str] = {name: tag for tag, names in _NAMES.items() for name in names.split()}
