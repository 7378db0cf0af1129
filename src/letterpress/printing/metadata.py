"""What a print run says of itself: XMP packet and Info dictionary, from the same facts.

It claims PDF/A-2u and no more: every glyph tells its character, but there is no structure tree (ISO
19005-2:2011, clauses 5.3 and 6.2.11.7).
"""

import re
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from letterpress.printing.values import text_string
from letterpress.release import __version__

STANDARD = "pdf/a-2u"
TOOL = f"letterpress {__version__}"
MAX_TEXT = 500  # characters of a title or a label; a viewer shows fewer

_PACKET = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{tool}</pdf:Producer>
<xmp:CreatorTool>{tool}</xmp:CreatorTool>
<xmp:CreateDate>{stamp}</xmp:CreateDate>
<xmp:ModifyDate>{stamp}</xmp:ModifyDate>
<xmp:MetadataDate>{stamp}</xmp:MetadataDate>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

# What XML 1.0, section 2.2 does not let into a document, and the rest of the control characters.
_UNWRITABLE = re.compile("[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


def one_line(text: str) -> str:
    """Make text fit for metadata: one line of bounded length, without control characters."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())[:MAX_TEXT]


def write_packet(title: str, created: datetime) -> bytes:
    """Write the XMP packet."""
    stamp = f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return _PACKET.format(title=escape(one_line(title)), tool=escape(TOOL), stamp=stamp).encode()


def write_info(title: str, created: datetime) -> bytes:
    """Write the Info dictionary, which says the same as the packet."""
    stamp = f"D:{created.astimezone(UTC):%Y%m%d%H%M%SZ}"
    entries = {
        "Title": one_line(title),
        "Creator": TOOL,
        "Producer": TOOL,
        "CreationDate": stamp,
        "ModDate": stamp,
    }
    return (
        b"<<"
        + b"".join(b"/%s %s" % (key.encode(), text_string(value)) for key, value in entries.items())
        + b">>"
    )
