"""`letterpress parse --explain`: every line beside what it was taken for, as text or JSON."""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from letterpress.cli.reporting import cells_of, printable, wants_colour
from letterpress.reading import ExplainedLine
from letterpress.reading.claims import Part

PART_WIDTH, RULE_WIDTH = 26, 20  # columns of the margin; a line out of columns takes more
LEAST_WIDTH = 40  # columns of a terminal
COLOURS = {
    Part.FRONT_MATTER: "bright_black",
    Part.RUNNING_HEAD: "bright_black",
    Part.SIGNATURE_PAGE: "bright_black",
    Part.SEPARATOR: "bright_black",
    Part.OUTSIDE: "bright_black",
    Part.SALUTATION: "green",
    Part.CLOSE: "green",
    Part.PARAGRAPH: "white",
    Part.ITEM: "white",
    Part.QUOTATION: "white",
    Part.NOTE: "cyan",
    Part.NOTES_HEADING: "cyan",
    Part.SIGNATORY: "magenta",
    Part.SIGNATURE_MARK: "magenta",
}
OTHER_COLOUR = "blue"


def print_explanation(lines: Iterable[ExplainedLine]) -> None:
    """Print lines with their explanations; on a terminal in colour and cut to its width."""
    is_terminal = sys.stdout.isatty()
    width = max(LEAST_WIDTH, shutil.get_terminal_size().columns) if is_terminal else None
    colour = wants_colour(is_terminal=is_terminal)
    for text in format_lines(lines, width):
        click.echo(text, color=colour)


def format_lines(lines: Iterable[ExplainedLine], width: int | None = None) -> Iterator[str]:
    """Lay explained lines out with terminal colours; a width in columns cuts them."""
    for line in lines:
        parts = ", ".join(taken.name for taken in line.taken)
        rules = ", ".join(dict.fromkeys(taken.rule for taken in line.taken))
        mark = "?" if line.guesses else " "
        calls = f"(calls {', '.join(line.calls)}) " if line.calls else ""
        left = f"{line.number:5} {mark} {parts:{PART_WIDTH}} {rules:{RULE_WIDTH}} "
        words = calls + line.text.replace("\f", "")
        text = _cut(f"{left}| {printable(words)}".rstrip(), width)
        first = line.taken[0].part if line.taken else Part.PARAGRAPH
        margin, rest = text[: len(left)], text[len(left) :]
        yield click.style(margin, fg=COLOURS.get(first, OTHER_COLOUR)) + rest
        for guess in line.guesses:
            said = f"{'':5} ? {printable(guess.reason)}; to overrule: {guess.overrule}"
            yield click.style(_cut(said, width), fg="yellow")


def _cut(text: str, width: int | None) -> str:
    """Cut a text to columns of a terminal, with an ellipsis where something is left out."""
    if width is None or cells_of(text) <= width:
        return text
    kept = text[:width]
    while cells_of(kept) >= width:
        kept = kept[:-1]
    return kept + "\N{HORIZONTAL ELLIPSIS}"


def explanation_json(lines: Iterable[ExplainedLine]) -> str:
    """Give explained lines as a JSON array, an object a line."""
    objects = ",\n".join(json.dumps(_object(line), ensure_ascii=False) for line in lines)
    return f"[\n{objects}\n]"


def _object(line: ExplainedLine) -> dict[str, Any]:
    """Give the first part of a line as its own; those beside it, its calls and doubts where there are any."""
    parts = [{"part": taken.name, "rule": taken.rule} for taken in line.taken] or [{"part": "", "rule": ""}]
    shown: dict[str, Any] = {"line": line.number, **parts[0], "text": line.text}
    if parts[1:]:
        shown["beside"] = parts[1:]
    if line.calls:
        shown["calls"] = list(line.calls)
    if line.guesses:
        shown["guesses"] = [{"reason": guess.reason, "overrule": guess.overrule} for guess in line.guesses]
    return shown
