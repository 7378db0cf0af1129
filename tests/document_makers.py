"""Documents of word processors for tests: packages of XML written by hand, and by pandoc."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from subprocess import run
from zipfile import ZIP_DEFLATED, ZipFile

import pypandoc

from letterpress.importing import Review, import_letter
from letterpress.source import Source

WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Spaced"><w:name w:val="Body Text"/>
  <w:pPr><w:spacing w:after="160"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/><w:rPr><w:i/></w:rPr></w:style>
"""
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Pack parts into a zip archive."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


def docx(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    relationships: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """Make a .docx of the XML of its body, other parts, and relationships: identifier to kind and target.

    A target with `://` is outside of the package.
    """
    linked = {"styles": ("styles", "styles.xml"), **(relationships or {})}
    outside = ' TargetMode="External"'
    written = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"{outside * (":" in target)}/>'
        for key, (kind, target) in linked.items()
    )
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="d" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{written}</Relationships>',
            "word/styles.xml": f"<w:styles {WORD}>{STYLES}</w:styles>",
            **(parts or {}),
        }
    )


def odt(body: str, styles: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """Make an .odt of the XML of its text, automatic styles and other parts."""
    content = (
        f"<office:document-content {OPEN}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": mimetype, "content.xml": content, **(parts or {})})


def paragraphs(*lines: str, style: str = "") -> str:
    """Give the XML of paragraphs; a line that begins with `<` is XML already."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return "".join(f"<w:p>{properties}{line if line[:1] == '<' else words(line)}</w:p>" for line in lines)


def words(text: str, properties: str = "") -> str:
    """Give the XML of a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def text_of(data: bytes, review: Review = None) -> str:
    """Give the text a document is written as, without its front matter."""
    return body_of(import_letter(data, "letter", review))


def body_of(source: Source) -> str:
    """Give the text of a source behind its front matter."""
    return source.text.partition("\n---\n\n")[2].rstrip("\n\f")


def told(source: Source) -> list[str]:
    """Give what is said of a source, as `code message`."""
    return [f"{one.code} {one.message}" for one in source.diagnostics]


@cache
def by_pandoc(markdown: str, kind: str, folder: Path) -> Path:
    """Let pandoc write a document, and give its path."""
    path = folder / f"letter.{kind}"
    command = [pypandoc.get_pandoc_path(), "--from", "markdown-smart", "--output", str(path)]
    run(command, input=markdown.encode(), check=True, cwd=folder)  # noqa: S603 -- of our own making
    return path
