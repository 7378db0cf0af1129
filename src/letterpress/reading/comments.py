"""Comments, `<!-- … -->`: what an author writes for the editor and not for the reader, left out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from letterpress.diagnostics import Code, Diagnostic, Severity
from letterpress.reading.claims import Claim, Part, Rule
from letterpress.source import Source, Span

SHOWN = 60  # characters of the first comment that the message quotes
_OPENS, _CLOSES = "<!--", "-->"


class Comments(NamedTuple):
    """What comments were taken for, and the note that they are left out."""

    claims: tuple[Claim, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


NO_COMMENTS = Comments()


def leave_out_comments(source: Source, start: int) -> tuple[Source, Comments]:
    """Give a text without its comments, from the offset `start` on, and what is to be said of them.

    One that never ends is text, and so is one with a backslash before it (CommonMark, 6.6).
    """
    comments = list(_comments(source.text, start))
    if not comments:
        return source, NO_COMMENTS
    claims = tuple(Claim(comment, Part.COMMENT, Rule.COMMENT) for comment in comments)
    found = Comments(claims, (_left_out(source, comments),))
    return source.written_anew(_without(source.text, comments)), found


def _comments(text: str, start: int) -> Iterator[Span]:
    while (begin := text.find(_OPENS, start)) >= 0:
        end = text.find(_CLOSES, begin + len("<!"))
        if end < 0:
            return
        start = end + len(_CLOSES)
        if text[begin - 1 : begin] != "\\":
            yield Span(begin, start)


def _without(text: str, comments: Sequence[Span]) -> Iterator[tuple[str, int]]:
    """Yield what stands around comments; of white space on both sides one is enough."""
    at = 0
    for comment in comments:
        yield text[at : comment.start], at
        at = comment.end
        if not text[comment.start - 1 : comment.start].strip():
            while text[at : at + 1] in (" ", "\t"):
                at += 1
    yield text[at:], at


def _left_out(source: Source, comments: Sequence[Span]) -> Diagnostic:
    first = comments[0]
    words = " ".join(source.text[first.start + len(_OPENS) : first.end - len(_CLOSES)].split())
    quoted = words[:SHOWN] + "…" * (len(words) > SHOWN)
    more = f", and {len(comments) - 1} more" if comments[1:] else ""
    message = f'a comment is left out: "{quoted}"{more}'
    hint = r"a backslash before it, \<!--, makes it text"
    return Diagnostic(Code.COMMENTS, Severity.NOTE, message, hint, source.place(first))
