"""Rules of correspondence: what a letter as read should have, and the limits of what can be set.

Reading says what is wrong with the text; this module judges the letter. It changes nothing.
"""

import re
from collections.abc import Iterator

from letterpress.diagnostics import Code, Diagnostic
from letterpress.letter import Letter, PageBreak, Signatory, Table, nodes_in
from letterpress.reading import may_be_one_person
from letterpress.source import MAX_CHARACTERS, Source, Span

MAX_COLUMNS = 40  # of a table: at 40 a column is 4 mm wide, which holds no word
MAX_ROWS = 5_000  # of a table: about a hundred pages
MAX_WORD = 10_000  # characters without a place to break; a longer one is no word

_LONG_WORD = re.compile(rf"(?<!\S)\S{{{MAX_WORD + 1},}}")


def check_letter(letter: Letter, source: Source) -> tuple[Diagnostic, ...]:
    """Judge a letter: missing parts, and what is too large to be set; of one too large nothing was read."""
    if len(source.text) > MAX_CHARACTERS:
        return (_too_large(source),)
    return (*check_parts(letter, source), *check_limits(letter, source))


def check_parts(letter: Letter, source: Source) -> tuple[Diagnostic, ...]:
    """Judge which parts a letter has: what is left of it when some values are empty."""
    return tuple(_missing_parts(letter, source))


def check_limits(letter: Letter, source: Source) -> tuple[Diagnostic, ...]:
    """Judge what the text says whatever values are put into it."""
    if len(source.text) > MAX_CHARACTERS:
        return (_too_large(source),)
    return (*_limits(source), *_table_limits(letter, source), *_hidden_page_breaks(letter, source))


def _missing_parts(letter: Letter, source: Source) -> Iterator[Diagnostic]:
    begin = Span(0, 1)
    end = Span(len(source.text.rstrip()), len(source.text.rstrip()))
    if letter.salutation is None:
        message = "the letter has no salutation"
        hint = 'begin it with a line such as "Dear Ms Roe:", or say which line it is: salutation_line: 12'
        yield source.warning(Code.SALUTATION_MISSING, begin, message, hint)
    if not letter.body:
        message = "the letter has no body"
        yield source.error(
            Code.BODY_MISSING, begin, message, "write below the salutation what you have to say"
        )
    if letter.complimentary_close is None:
        message = "the letter has no complimentary close, so nobody can be seen to sign it"
        hint = 'end it with a line such as "Yours sincerely," or say which it is: closing_line: 40'
        yield source.warning(Code.CLOSE_MISSING, end, message, hint)
    elif not letter.signature_block and not letter.signatory_file:
        message = "nobody signs the letter"
        hint = "write the name of who signs below the complimentary close"
        yield source.warning(Code.SIGNATORY_MISSING, letter.complimentary_close.span, message, hint)
    yield from _repeated_signatories(letter, source)


def _repeated_signatories(letter: Letter, source: Source) -> Iterator[Diagnostic]:
    """Warn of who signs twice in the text; of those in a file, the file is told."""
    of_file = letter.signatory_file and letter.signatory_file.span
    before: dict[str, list[Signatory]] = {}
    for signatory in letter.signature_block:
        if signatory.span == of_file:
            continue
        known = before.setdefault(" ".join(signatory.name.casefold().split()), [])
        first = next((one for one in known if may_be_one_person(one, signatory)), None)
        if first:
            line = source.place(first.span).line
            message = f'"{signatory.name}" signs twice: on line {line} too'
            hint = "take one of the two out, or say in title or organisation who is who"
            yield source.warning(Code.SIGNATORY_TWICE, signatory.span, message, hint)
        known.append(signatory)


def _too_large(source: Source) -> Diagnostic:
    message = f"the letter has {len(source.text):,} characters; {MAX_CHARACTERS:,} can be set"
    return source.error(Code.TYPESETTING_LIMIT, Span(0, 1), message, "make an enclosure of its larger part")


def _limits(source: Source) -> Iterator[Diagnostic]:
    for found in _LONG_WORD.finditer(source.text):
        message = f"a word of {found.end() - found.start():,} characters; {MAX_WORD:,} can be set"
        yield source.error(
            Code.WORD_TOO_LONG, Span(*found.span()), message, "put spaces where lines may break"
        )


def _table_limits(letter: Letter, source: Source) -> Iterator[Diagnostic]:
    for table in nodes_in(letter, Table):
        columns, rows = len(table.header), len(table.rows)
        if columns > MAX_COLUMNS or rows > MAX_ROWS:
            message = f"a table of {columns:,} columns and {rows:,} rows"
            hint = f"at most {MAX_COLUMNS} columns and {MAX_ROWS:,} rows can be set: make an enclosure of it"
            yield source.error(Code.TYPESETTING_LIMIT, table.span, message, hint)


def _hidden_page_breaks(letter: Letter, source: Source) -> Iterator[Diagnostic]:
    open_ones = {block.span for block in letter.body if isinstance(block, PageBreak)}
    for found in nodes_in(letter, PageBreak):
        if found.span not in open_ones:
            message = "a page break inside a list, a quotation or a footnote"
            hint = "put it between two paragraphs of the body"
            yield source.warning(Code.PAGE_BREAK_PLACE, found.span, message, hint)
