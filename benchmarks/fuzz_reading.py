"""Read a million texts put together by chance, and count what is wrong: `make fuzz`.

The pieces, and the rule that nothing is lost, are those of the tests (`tests/letters_in_pieces.py`). One that
raises or loses a letter or a digit is printed with its number, and ends with exit code 1.
"""

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

from letterpress.checking import check_letter
from letterpress.outline import letter_json, outline
from letterpress.reading import read_letter
from letterpress.source import Source

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from letters_in_pieces import PIECES, PRINTED_MARK, PRINTED_PIECES, lost_characters

MOST_PIECES = 40
SIGNS = "*_[]()<>\\^:¹²1a- \n#>|`~!&;\t\f\r'\"."
LATER = 0x3000  # characters of any script up to here
EVERY = 10_000  # texts between two lines of progress


def text_of(number: int, seed: int) -> str:
    """Write the text of a number: pieces typed or printed, or signs, or any characters."""
    dice = random.Random(f"{seed} {number}")  # noqa: S311 -- texts, no secret
    length = dice.randint(1, MOST_PIECES)
    match number % 8:
        case 0:
            return "".join(dice.choices(SIGNS, k=length * 4))
        case 1:
            return "".join(chr(dice.randrange(1, LATER)) for _ in range(length * 2))
        case 2 | 3 | 4:
            return PRINTED_MARK * (number % 2) + "".join(dice.choices((*PIECES, *PRINTED_PIECES), k=length))
        case _:
            return "".join(dice.choices(PIECES, k=length))


def fault_of(text: str) -> str:
    """Read a text and say what is wrong, in a word or two; nothing where all is right."""
    source = Source("fuzz.txt", text)
    try:
        reading = read_letter(source)
        letter_json(reading.letter, source, (*reading.diagnostics, *check_letter(reading.letter, source)))
        outline(reading.letter, spans=True)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is what we look for
        return f"raises {type(error).__name__}"
    return "loses characters" if lost_characters(text, reading) else ""


def main() -> int:
    """Read texts, and print the faulty ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    faults: Counter[str] = Counter()
    began = time.process_time()
    for number in range(arguments.texts):
        text = text_of(number, arguments.seed)
        if fault := fault_of(text):
            faults[fault] += 1
            print(f"{number}: {fault}: {text!r}", flush=True)
        if sys.stderr.isatty() and number % EVERY == 0:
            print(f"{number:,} of {arguments.texts:,}", end="\r", file=sys.stderr)
    took = time.process_time() - began
    print(f"{arguments.texts:,} texts, seed {arguments.seed}, {took:.0f} CPU s: {faults.total()} faulty")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
