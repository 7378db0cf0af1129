"""Read texts nobody should write at growing sizes, and show that time grows with size: `make bench-reading`.

Each text is one piece again and again, up to 250,000, 500,000 and 1,000,000 characters. Printed are the CPU
seconds of each, and by what power of the size they grow from the smallest to the largest: 1 is linear, 2 the
square. A power above `MOST_POWER` ends with exit code 1.
"""

import math
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple

from letterpress.reading import read_letter
from letterpress.source import Source

SIZES = (250_000, 500_000, 1_000_000)
MOST_POWER = 1.35
ENDING = "\n\nSincerely,\n\n"
PRINTED = "---\ntext: printed\n---\n"


class Pattern(NamedTuple):
    """What a text begins with, and the piece it goes on with; `{}` is the number of the piece."""

    head: str
    piece: str

    def text(self, size: int) -> str:
        """Write a text of about this many characters."""
        if "{}" not in self.piece:
            return self.head + self.piece * ((size - len(self.head)) // len(self.piece))
        pieces, length, number = [self.head], len(self.head), 1
        while length < size:
            pieces.append(self.piece.replace("{}", str(number)))
            length, number = length + len(pieces[-1]), number + 1
        return "".join(pieces)


DEAR = "Dear Ada,\n\n"
PATTERNS: Mapping[str, Pattern] = {
    "words": Pattern(DEAR, "word "),
    "lines": Pattern(DEAR, "The quick brown fox.\n"),
    "paragraphs": Pattern(DEAR, "The quick brown fox.\n\n"),
    "one word": Pattern("", "a"),
    "spaces": Pattern("a", " "),
    "empty lines": Pattern("a", "\n"),
    "lines of spaces": Pattern("", "  \n"),
    "salutations": Pattern("", "Dear x.\n\n"),
    "closes": Pattern(DEAR, "Sincerely,\n\n"),
    "signatories": Pattern(f"{DEAR}x{ENDING}", "Ada Roe, Mayor of Bath\n"),
    "signatories in one line": Pattern(f"{DEAR}x{ENDING}", "Ada Roe, "),
    "copies": Pattern(f"{DEAR}x{ENDING}", "cc: a\n"),
    "superscript notes": Pattern(f"{DEAR}x¹\n\n", "¹ x\n"),
    "named notes": Pattern(DEAR, "x[^a{}]\n\n[^a{}]: y\n\n"),
    "inline notes": Pattern(DEAR, "x^[a] "),
    "inline notes that never end": Pattern(DEAR, "^["),
    "calls without notes": Pattern(DEAR, "x[^a] "),
    "calls that never end": Pattern(DEAR, "[^"),
    "brackets": Pattern(DEAR, "["),
    "links that never end": Pattern(DEAR, "[a]("),
    "images that never end": Pattern(DEAR, "![a](b "),
    "angles": Pattern(DEAR, "<a:"),
    "asterisks": Pattern(DEAR, "*"),
    "emphasis that never ends": Pattern(DEAR, "*a "),
    "emphasis in emphasis": Pattern(DEAR, "*a **b "),
    "backticks": Pattern(DEAR, "`a ``b "),
    "backslashes": Pattern(DEAR, "\\"),
    "ampersands": Pattern(DEAR, "&amp"),
    "headings": Pattern(DEAR, "# a\n"),
    "headings of notes": Pattern(DEAR, "Notes\n\n1. x\n\n"),
    "items": Pattern(DEAR, "* a\n"),
    "items that count": Pattern(DEAR, "{}. a\n"),
    "quotations": Pattern(DEAR, "> a\n\n"),
    "rows of a table": Pattern(f"{DEAR}| a | b |\n|---|---|\n", "| c | d |\n"),
    "tables": Pattern(DEAR, "| a | b |\n|---|---|\n\n"),
    "rules": Pattern(DEAR, "---\n\n"),
    "words in other languages": Pattern(DEAR, "[a]{lang=de} "),
    "addresses": Pattern(DEAR, "https://a.example/b "),
    "quotation marks": Pattern(f"---\nquotes: typographic\n---\n{DEAR}", "\"a 'b' -- "),
    "printed lines": Pattern(PRINTED + DEAR, "a b c\n"),
    "printed pages": Pattern(DEAR, "head\nb.\nfoot\f"),
    "printed notes": Pattern(f"{DEAR}x.1\f", "1 a b\n2 c d\n\n"),
    "printed calls": Pattern(PRINTED + DEAR, "a{} "),
    "printed columns": Pattern(f"{PRINTED}{DEAR}x{ENDING}", "Ada Roe      Bo Lee\n"),
    "printed hyphens": Pattern(PRINTED + DEAR, "foun-\ndation "),
}


def seconds_to_read(text: str) -> float:
    """Give the CPU seconds one reading takes."""
    started = time.process_time()
    read_letter(Source("text.txt", text))
    return time.process_time() - started


def main() -> int:
    """Print a line for each pattern."""
    print(f"{'CPU seconds to read':<28}" + "".join(f"{size // 1000:>8} K" for size in SIZES) + "   power")
    worst = 0.0
    for name, pattern in PATTERNS.items():
        texts = [pattern.text(size) for size in SIZES]
        times = [seconds_to_read(text) for text in texts]
        power = math.log(times[-1] / times[0]) / math.log(SIZES[-1] / SIZES[0])
        worst = max(worst, power)
        print(f"{name:<28}" + "".join(f"{took:>10.2f}" for took in times) + f"{power:>8.2f}", flush=True)
    print(f"highest power: {worst:.2f}, aim: {MOST_POWER}")
    return int(worst > MOST_POWER)


if __name__ == "__main__":
    sys.exit(main())
