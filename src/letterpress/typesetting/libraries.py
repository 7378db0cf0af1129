"""Which libraries set letters in this process, by their names."""

from collections.abc import Mapping
from importlib.metadata import version

import weasyprint
from weasyprint.text.ffi import pango


def library_versions() -> Mapping[str, str]:
    """Tell the versions of what breaks words and draws letters, as it is loaded."""
    number: int = pango.pango_version()
    return {
        "WeasyPrint": weasyprint.VERSION,
        "Pyphen": version("pyphen"),  # which has the hyphens of all languages
        "Pango": f"{number // 10_000}.{number // 100 % 100}.{number % 100}",
    }
