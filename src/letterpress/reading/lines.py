"""Lines as their words alone: what the rules for the parts of a letter look at."""

import re

from letterpress.reading.markers import SUPERSCRIPTS
from letterpress.reading.markup import Kind, Line, RawBlock
from letterpress.source import FIRST_MARK

_WIKI_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\"]{1,200} \"wikilink\"\)")
_MARKUP = re.compile(r"(?<!\\)[*_`]+|\\(?=[!-/:-@\[-`{-~])|<br[ \t]*/?>|\\$", re.IGNORECASE)
_TRAILING_CALL = re.compile(rf"(?:[{SUPERSCRIPTS}]+|\s*\[\^?[^\s\[\]]{{1,20}}\])+$")
_SEPARATOR = re.compile(r"[-_=*~\s]{2,}")
MAX_RULED_LINE = 1000  # characters; no rule for a part of a letter looks at a longer line
LEAF_KINDS = (Kind.PARAGRAPH, Kind.HEADING)


def unmarked(line: Line) -> str:
    """Give the words of a line without asterisks, backticks, escapes and breaks."""
    words = line.text.strip()
    if len(words) > MAX_RULED_LINE:
        return words
    return " ".join(_MARKUP.sub("", _WIKI_LINK.sub(r"\1", words)).split())


def bare(line: Line) -> str:
    """Give the words of a line as a rule looks at them: a footnote call at the end is left out too."""
    words = unmarked(line)
    return words if len(words) > MAX_RULED_LINE else _TRAILING_CALL.sub("", words)


def bare_lines(block: RawBlock) -> tuple[str, ...]:
    """Give the words of every line of a block."""
    return tuple(bare(line) for line in block.lines)


def is_separator(line: Line) -> bool:
    """Tell whether a line is drawn: a row of hyphens or underscores."""
    return _SEPARATOR.fullmatch(unmarked(line)) is not None


def is_of_words(character: str) -> bool:
    """Tell whether a character is a letter or a digit, or the mark of a value that is filled in later."""
    return character.isalnum() or ord(character) >= FIRST_MARK
