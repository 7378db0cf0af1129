"""Figures: paragraphs that are an image and nothing else."""

import re
from itertools import pairwise

from letterpress.reading.markup.raw import Kind, Line, RawBlock, RawImage, span_of
from letterpress.reading.markup.run import HARD, Run, join_lines

_TARGET = re.compile(
    r"\([ \t\n]*(?:<(?P<quoted>[^<>\n\v]*)>|(?P<bare>(?:[^\n\v()<>\"]|\([^\n\v()<>\"]*\))*?))"
    r"(?:[ \t\n]+\"(?P<title>[^\"]*)\")?[ \t\n]*\)"
)
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_OPENING = "!["
MAX_TARGET = 4096  # characters of path and words after it


def read_figure(lines: tuple[Line, ...]) -> RawBlock | None:
    """Read a paragraph that is an image and nothing else; the lines of the figure are its caption."""
    if not lines[0].text.lstrip().startswith(_OPENING):
        return None
    run = join_lines(lines)
    close = _closing_bracket(run.text)
    if close < 0 or len(run.text) - close > MAX_TARGET:
        return None
    target = _TARGET.fullmatch(run.text, close + 1)
    if target is None:
        return None
    path = target["quoted"] if target["quoted"] is not None else target["bare"]
    title = " ".join((target["title"] or "").split())
    caption = tuple(_lines(run, len(_OPENING), close))
    return RawBlock(Kind.FIGURE, span_of(lines), caption, image=RawImage(path.strip(), title))


def _closing_bracket(text: str) -> int:
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += (found[0] == "[") - (found[0] == "]")
        if depth == 0 and found[0] == "]":
            return found.start()
    return -1


def _lines(run: Run, start: int, end: int) -> list[Line]:
    """Give the lines of a stretch of a run, a break asked for written as two spaces."""
    lines = []
    for first, last in pairwise((*run.starts, len(run.text))):
        a, b = max(first, start), min(last, end)
        if a < b:
            text = run.text[a:b]
            hard = "  " if text.endswith(HARD) else ""
            lines.append(Line(text.rstrip("\n\v") + hard, run.span(a, b).start))
    return [line for line in lines if line.text.strip()]
