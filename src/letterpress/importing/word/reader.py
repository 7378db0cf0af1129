"""A .docx to what it says: the order of the steps, and what stands outside of its body."""

from collections.abc import Iterator

from letterpress.importing.archives import Archive
from letterpress.importing.content import Block, Document
from letterpress.importing.markup import attribute, child, children
from letterpress.importing.reviewing import Review, refuse_review
from letterpress.importing.word.body import BodyReader
from letterpress.importing.word.desk import Desk
from letterpress.importing.word.headers import read_letterhead
from letterpress.importing.word.numbering import Numbering
from letterpress.importing.word.package import Package, Part
from letterpress.importing.word.styles import Styles

# Changes that Word tracks (ECMA-376, part 1, 17.13.5); a paragraph whose end is changed counts too.
CHANGES = frozenset(
    {"w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rPrChange", "w:pPrChange", "w:cellIns", "w:cellDel"}
)


def read_word(archive: Archive, name: str, review: Review) -> Document:
    """Read a .docx.

    Args:
        archive: its parts.
        name: what to call it in messages.
        review: what becomes of tracked changes; with either answer comments are left out.

    Raises:
        LetterError: it is damaged, or holds no document.
    """
    package = Package(archive, name)
    styles, numbering = package.beside("styles"), package.beside("numbering")
    desk = Desk(package, Styles(styles and styles.root), Numbering(numbering and numbering.root), review)
    story = {kind: package.beside(f"{kind}s") for kind in ("footnote", "endnote")}
    parts = [part for part in (package.document, *story.values()) if part]
    if not review:
        changes = sum(one.tag in CHANGES for part in parts for one in part.root.iter())
        comments = sum(one.tag == "w:commentReference" for part in parts for one in part.root.iter())
        refuse_review(changes, comments, name, desk.findings)
    body = child(package.document.root, "w:body")
    assert body is not None or not len(package.document.root)
    blocks = BodyReader(desk, package.document.relationships).read(body) if body is not None else ()
    blocks = (*read_letterhead(package.document, desk), *blocks)
    notes = tuple(_notes(desk, story))
    if package.has_macros:
        desk.findings.left_out("the macros of the document", hint="nothing in a document is run")
    return Document(blocks, notes, desk.images, package.properties(), desk.findings.diagnostics())


def _notes(desk: Desk, story: dict[str, Part | None]) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks of the notes called, in the order of their calls."""
    bodies = {
        (kind, attribute(one, "w:id")): (one, part)
        for kind, part in story.items()
        if part
        for one in children(part.root, f"w:{kind}")
    }
    for number, key in enumerate(desk.notes):
        if key not in bodies:
            desk.findings.lost(f"note {number + 1}, which the document calls and does not have,")
            yield ()
        else:
            element, part = bodies[key]
            yield BodyReader(desk, part.relationships).read(element)
