"""Letters that come as documents; imported only for those, because pypdf takes its time to come up."""

from letterpress.importing import Review, import_letter
from letterpress.source import Source


def read_document(data: bytes, name: str, review: Review) -> Source:
    """Read a document as the source of a letter, as `import_letter` does."""
    return import_letter(data, name, review)
