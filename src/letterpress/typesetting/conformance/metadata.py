"""What a file says of itself: XMP packet and Info dictionary, from the same facts.

The packet is written whole and uncompressed, so that an archive finds it without a PDF reader. PDF/UA
is claimed beside PDF/A, which needs its schema declared (ISO 19005-2:2011, 6.6.2.3).
"""

from datetime import UTC
from xml.sax.saxutils import escape

import pydyf

from letterpress.typesetting.conformance.facts import CREATOR_TOOL, PRODUCER, FileFacts, one_line

_PACKET = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
{properties}
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def write_xmp(facts: FileFacts) -> bytes:
    """Write the XMP packet of a file that claims PDF/A (level A) and PDF/UA-1."""
    stamp = facts.created.isoformat(timespec="seconds").replace("+00:00", "Z")
    properties = [
        _property("pdfaid:part", str(facts.part)),
        _property("pdfaid:conformance", "A"),
        _property("pdfuaid:part", "1"),
        _property("dc:format", "application/pdf"),
        _property("dc:title", _alternatives(facts.title)),
        _property("dc:language", _items("Bag", facts.language)),
        _property("pdf:Producer", escape(PRODUCER)),
        _property("xmp:CreatorTool", escape(CREATOR_TOOL)),
        _property("xmp:CreateDate", stamp),
        _property("xmp:ModifyDate", stamp),
        _property("xmp:MetadataDate", stamp),
    ]
    if facts.author:
        properties.append(_property("dc:creator", _items("Seq", facts.author)))
    if facts.subject:
        properties.append(_property("dc:description", _alternatives(facts.subject)))
    if facts.keywords:
        properties.append(_property("dc:subject", _items("Bag", *facts.keywords)))
        properties.append(_property("pdf:Keywords", _text(", ".join(facts.keywords))))
    return _PACKET.format(properties="\n".join(properties)).encode()


def write_info(facts: FileFacts) -> dict[str, str]:
    """Give the entries of the Info dictionary, which say the same as the XMP packet."""
    stamp = facts.created.strftime("D:%Y%m%d%H%M%S") + _pdf_zone(facts)
    entries = {
        "Title": one_line(facts.title),
        "Author": one_line(facts.author),
        "Subject": one_line(facts.subject),
        "Keywords": one_line(", ".join(facts.keywords)),
        "Creator": CREATOR_TOOL,
        "Producer": PRODUCER,
        "CreationDate": stamp,
        "ModDate": stamp,
    }
    return {key: value for key, value in entries.items() if value}


def write_metadata(pdf: pydyf.PDF, facts: FileFacts) -> None:
    """Put the metadata stream and the Info dictionary into the file."""
    packet = pydyf.Stream([write_xmp(facts)], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(packet)
    pdf.catalog["Metadata"] = packet.reference
    pdf.info.clear()
    pdf.info.update({key: pydyf.String(value) for key, value in write_info(facts).items()})


def _pdf_zone(facts: FileFacts) -> str:
    """Give the time zone as PDF writes it (ISO 32000-1:2008, 7.9.4)."""
    zone = facts.created.strftime("%z")
    if facts.created.utcoffset() == UTC.utcoffset(None):
        return "Z"
    return f"{zone[:3]}'{zone[3:5]}'"


def _property(name: str, value: str) -> str:
    return f"<{name}>{value}</{name}>"


def _alternatives(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{_text(text)}</rdf:li></rdf:Alt>'


def _items(container: str, *items: str) -> str:
    lines = "".join(f"<rdf:li>{_text(item)}</rdf:li>" for item in items)
    return f"<rdf:{container}>{lines}</rdf:{container}>"


def _text(text: str) -> str:
    return escape(one_line(text))
