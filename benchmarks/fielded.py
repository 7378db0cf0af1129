"""The seed letter with fields, as the benchmarks of merges set it."""

from collections.abc import Iterator
from typing import NamedTuple

from bench_render import SEED
from letterpress.source import Source

ADDRESS = "{{ name }}\n{{ street }}\n{{ city }}\n\nDear {{ name }}:"
GREETING = "Dear Secretary Mayorkas:"
PARAGRAPHS = {
    "a national coalition": "which {{ city }} knows as a national coalition",
    "urges you to end": "urges you, {{ name }}, to end",
    "exploitation silently.": "exploitation silently, in {{ city }} as elsewhere.",
    "public safety³": "public safety, as {{ name }} knows,³",
}


class Fielded(NamedTuple):
    """A text with fields."""

    name: str
    source: Source


def texts() -> Iterator[Fielded]:
    """Give the two texts."""
    seed = SEED.read_text("utf-8")
    addressed = seed.replace(GREETING, ADDRESS)
    yield Fielded("address and salutation", Source("seed.txt", addressed, addressed.encode()))
    for words, with_fields in PARAGRAPHS.items():
        assert words in addressed, words
        addressed = addressed.replace(words, with_fields, 1)
    yield Fielded("and four fields in two paragraphs", Source("seed.txt", addressed, addressed.encode()))
