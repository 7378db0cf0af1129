"""Printers' quotation marks in what is no inline content: front matter, and the parts that are strings."""

from dataclasses import replace

from letterpress.letter import Letter
from letterpress.reading.frontmatter import FrontMatter
from letterpress.reading.markup import punctuate

PRINTED_KEYS = frozenset({
    "attention_line", "copies", "description", "enclosures", "inside_address", "letterhead",
    "mailing_notation", "postscript", "references", "salutation", "subject", "title",
})  # fmt: skip


def punctuate_front_matter(front: FrontMatter, language: str) -> FrontMatter:
    """Put printers' marks into the values of front matter that are printed or shown."""
    return replace(
        front,
        entries={
            key: tuple(replace(entry, value=punctuate(entry.value, language)) for entry in entries)
            if key in PRINTED_KEYS
            else entries
            for key, entries in front.entries.items()
        },
    )


def punctuate_parts(letter: Letter, language: str) -> Letter:
    """Put printers' marks into the parts of a letter that are strings."""
    head = letter.letterhead
    return replace(
        letter,
        letterhead=replace(
            head,
            name=punctuate(head.name, language),
            lines=tuple(punctuate(line, language) for line in head.lines),
        ),
        mailing_notation=punctuate(letter.mailing_notation, language),
        attention_line=punctuate(letter.attention_line, language),
        references=tuple(
            replace(reference, value=punctuate(reference.value, language)) for reference in letter.references
        ),
        signature_block=tuple(
            replace(
                signatory,
                name=punctuate(signatory.name, language),
                title=punctuate(signatory.title, language),
                organisation=punctuate(signatory.organisation, language),
            )
            for signatory in letter.signature_block
        ),
    )
