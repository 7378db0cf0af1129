"""Front matter of a letter: the only door to PyYAML."""

from letterpress.reading.frontmatter.document import FrontMatter, known_keys, override, read_front_matter
from letterpress.reading.frontmatter.shapes import Entry

__all__ = ["Entry", "FrontMatter", "known_keys", "override", "read_front_matter"]
