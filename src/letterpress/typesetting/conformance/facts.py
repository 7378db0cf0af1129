"""What a finished file says of itself: the facts behind Info dictionary, XMP packet and catalogue.

Values only: nothing here knows how they are written, or how a letter is set.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import weasyprint

from letterpress.release import __version__

CREATOR_TOOL = f"letterpress {__version__}"
PRODUCER = f"{CREATOR_TOOL} (WeasyPrint {weasyprint.VERSION})"

# What XML 1.0, section 2.2 does not let into a document, and the rest of the control characters.
_UNWRITABLE = re.compile("[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the file says of itself; `created` must know its time zone.

    `part` is the part of ISO 19005 that is claimed, always at level A: 2 for a letter alone, 3 for a
    letter that carries its source or its row.
    """

    title: str
    language: str
    created: datetime
    part: Literal[2, 3] = 2
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    attachment_description: str = "Source text of this letter"


def one_line(text: str) -> str:
    """Make text fit for metadata: one line, without control characters and halves of surrogate pairs."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())
