"""What stretches of a text were taken for, and by which rule: what the rules say of themselves.

A rule that takes lines leaves a claim. Nothing here looks at a text, and no rule looks at claims:
they are for who asks why a letter was read as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from letterpress.reading.markup import Kind, RawBlock
from letterpress.source import Source, Span


class Part(StrEnum):
    """What a line can be, in the words of `docs/explain.md`."""

    FRONT_MATTER = "front matter"
    LETTERHEAD = "letterhead"
    DATELINE = "dateline"
    MAILING_NOTATION = "mailing notation"
    REFERENCE = "reference"
    INSIDE_ADDRESS = "inside address"
    ATTENTION_LINE = "attention line"
    SUBJECT_LINE = "subject line"
    SALUTATION = "salutation"
    BODY = "body"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTATION = "quotation"
    TABLE = "table"
    FIGURE = "figure"
    RULE = "rule"
    PAGE_BREAK = "page break"
    CLOSE = "close"
    SIGNATURE_MARK = "signature mark"
    SIGNATORY = "signatory"
    IDENTIFICATION = "identification line"
    ENCLOSURE = "enclosure"
    COPY = "copy"
    POSTSCRIPT = "postscript"
    NOTE = "note"
    NOTES_HEADING = "heading of notes"
    RUNNING_HEAD = "running head, left out"
    SIGNATURE_PAGE = "signature page, left out"
    RETURN_ADDRESS = "return address, left out"
    SEPARATOR = "separator, left out"
    COMMENT = "comment, left out"
    OUTSIDE = "outside the letter"


class Rule(StrEnum):
    """The rules by name; each has a line in `docs/explain.md`.

    To `greeting` and `farewell` the language is added whose formula it is: `greeting-de`.
    """

    STATED = "stated"
    FRONT_MATTER = "front-matter"
    TOO_LONG = "too-long"
    # pages of paper
    REPEATED_HEAD = "repeated-head"
    SIGNED_PAGE = "signed-page"
    CAPITALS = "capitals"
    PRINTED_BULLET = "printed-bullet"
    PRINTED_NUMBER = "printed-number"
    # above the salutation
    DATE_ALONE = "date-alone"
    ABOVE_DATE = "above-date"
    BELOW_DATE = "below-date"
    ABOVE_SALUTATION = "above-salutation"
    BOLD_LINE = "bold-line"
    OPEN_LETTER = "open-letter"
    BELOW_ADDRESS = "below-address"
    TITLE_IN_CAPITALS = "title-in-capitals"
    MAILING_PHRASE = "mailing-phrase"
    LABEL_ATTENTION = "label-attention"
    LABEL_REFERENCE = "label-reference"
    FIELD_OF_REFERENCES = "field-of-references"
    SAYS_LETTERHEAD = "says-letterhead"
    LABEL_SUBJECT = "label-subject"
    LABEL_TO = "label-to"
    LABEL_FROM = "label-from"
    UNCLAIMED_ABOVE = "unclaimed-above"
    PAGE_ABOVE = "page-above"
    # what parts the letter
    GREETING = "greeting"
    GREETING_VALUE = "greeting-value"
    FAREWELL = "farewell"
    # the body
    BETWEEN_PARTS = "between-parts"
    MARKUP = "markup"
    # below the close
    IN_PLACE_OF_INK = "in-place-of-ink"
    LINE_BELOW_CLOSE = "line-below-close"
    BLOCK_OF_ONE = "block-of-one"
    LIST_OF_NAMES = "list-of-names"
    HEADING_OF_NAMES = "heading-of-names"
    IDENTIFIES = "identification"
    LABEL_ENCLOSURES = "label-enclosures"
    LABEL_COPIES = "label-copies"
    LABEL_POSTSCRIPT = "label-postscript"
    DRAWN_RULE = "drawn-rule"
    UNCLAIMED_BELOW = "unclaimed-below"
    PAGE_BELOW = "page-below"
    COMMENT = "comment"
    # notes
    NOTE_CARET = "note-caret"
    NOTE_SUPERSCRIPT = "note-superscript"
    NOTE_BRACKETS = "note-brackets"
    NOTE_BRACES = "note-braces"
    NOTE_ESCAPED_BRACKETS = "note-escaped-brackets"
    NOTE_TAG = "note-tag"
    NOTE_SYMBOL = "note-symbol"
    NOTE_INLINE = "note-inline"
    NOTE_CONTINUED = "note-continued"
    BARE_NUMBER = "bare-number"
    HEADING_OF_NOTES = "heading-of-notes"
    NOTES_BELOW_CLOSE = "notes-below-close"


class Claim(NamedTuple):
    """A stretch of a text, the part it was taken for, the rule that took it, and the number it has there."""

    span: Span
    part: Part
    rule: str
    number: str = ""


class Doubt(NamedTuple):
    """A guess that mattered: where it was made, why it may be wrong, and the key that overrules it.

    `key` is the name of a key of the front matter; `{line}` in it is the number of the line.
    """

    span: Span
    reason: str
    key: str


@dataclass(frozen=True, slots=True)
class Account:
    """What one step of reading took stretches of a text for; of claims that overlap the first counts."""

    source: Source
    claims: tuple[Claim, ...] = ()
    doubts: tuple[Doubt, ...] = ()


_OF_KIND = {
    Kind.PARAGRAPH: Part.PARAGRAPH,
    Kind.HEADING: Part.HEADING,
    Kind.QUOTATION: Part.QUOTATION,
    Kind.BULLETS: Part.ITEM,
    Kind.NUMBERS: Part.ITEM,
    Kind.ITEM: Part.ITEM,
    Kind.TABLE: Part.TABLE,
    Kind.FIGURE: Part.FIGURE,
    Kind.RULE: Part.RULE,
    Kind.PAGE_BREAK: Part.PAGE_BREAK,
}


def claims_of(blocks: Iterable[RawBlock], rule: Rule | None = None, part: Part | None = None) -> list[Claim]:
    """Claim blocks of running text as what they are: by their markup, or by the rule that put them there."""
    return [
        Claim(
            block.span,
            part or _OF_KIND[block.kind],
            rule or (Rule.BETWEEN_PARTS if block.kind is Kind.PARAGRAPH else Rule.MARKUP),
        )
        for block in blocks
    ]
