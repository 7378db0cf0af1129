"""Set random letters and count the bad ones: `make stress N=200 SEED=1`.

Paragraphs, headings, lists, quotations, notes of 1 to 700 words, up to 60 of them, up to 120 signatories,
both stationeries, English and German. A letter is bad when it is refused, or when preflight objects.
"""

import argparse
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from time import process_time

from letterpress.diagnostics import LetterpressError
from letterpress.letter import (
    Block,
    BulletList,
    Emphasis,
    Footnote,
    FootnoteCall,
    Heading,
    Inline,
    Letter,
    Letterhead,
    Link,
    ListItem,
    NumberedList,
    Paragraph,
    Quotation,
    Signatory,
    Strong,
    Text,
)
from letterpress.preflight import inspect_pdf
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, TypesettingOptions, typeset_letter

SOURCE = Source("stress", "")
OPTIONS = TypesettingOptions(datetime(2026, 11, 24, tzinfo=UTC))
SYLLABLES = ("ba", "ce", "di", "gu", "han", "tel", "mir", "ung", "ver", "schaft", "tion", "pre", "lich", "er")
NOTE_WORDS = (1, 3, 8, 20, 45, 90, 250, 700)
HEADING_CHANCE, LIST_CHANCE, QUOTATION_CHANCE = 0.12, 0.12, 0.08


class Author:
    """Write letters by chance; each note is called once."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 -- letters, no secrets
        self._notes = count(1)

    def letter(self) -> Letter:
        """Write a letter."""
        dice = self._dice
        wanted = dice.choice((0, 1, 3, 12, 30, 60))
        blocks = tuple(self._block(wanted) for _ in range(dice.randint(1, 40)))
        written = next(self._notes) - 1
        notes = tuple(Footnote(str(n), n, tuple(self._note())) for n in range(1, written + 1))
        names = (self._signatory() for _ in range(dice.choice((0, 1, 2, 3, 5, 22, 120))))
        return Letter(
            language=dice.choice(("en", "de")),
            letterhead=Letterhead("Office", ("3 High Street",)) if dice.random() < 0.5 else Letterhead(),  # noqa: PLR2004
            inside_address=tuple(Paragraph((Text(self._text(3)),)) for _ in range(dice.randint(0, 6))),
            salutation=Paragraph((Text("Dear " + self._text(2) + ","),)),
            body=blocks,
            complimentary_close=Paragraph((Text("Sincerely,"),)),
            signature_block=tuple(names),
            footnotes=notes,
        )

    def _word(self) -> str:
        dice = self._dice
        if dice.random() < 0.01:  # noqa: PLR2004
            return "https://www." + "/".join(self._word() for _ in range(dice.randint(2, 9)))
        word = "".join(dice.choices(SYLLABLES, k=dice.randint(1, 5)))
        word = word.capitalize() if dice.random() < 0.15 else word  # noqa: PLR2004
        return word + dice.choice(("", "", "", "", ",", ".", ";", "\u2014" + word, "-" + word))

    def _text(self, words: int) -> str:
        return " ".join(self._word() for _ in range(words))

    def _inlines(self, words: int) -> tuple[Inline, ...]:
        dice = self._dice
        parts: list[Inline] = []
        while words > 0:
            some = min(words, dice.randint(1, 30))
            words -= some
            text = Text(self._text(some) + " ")
            kind = dice.random()
            target = "https://example.org/" + self._text(1)
            styled = (Emphasis((text,)), Strong((text,)), Link((text,), target), Emphasis((Strong((text,)),)))
            parts.append(dice.choice(styled) if kind < 0.2 else text)  # noqa: PLR2004
        return tuple(parts)

    def _paragraph(self, notes: int) -> Paragraph:
        parts = list(self._inlines(self._dice.choice((1, 5, 20, 60, 150, 300))))
        for _ in range(self._dice.randint(0, 4)):
            if (number := next(self._notes)) > notes:
                self._notes = count(number)
                break
            parts.insert(self._dice.randint(1, len(parts)), FootnoteCall(str(number), number))
        return _numbered_in_order(Paragraph(tuple(parts)))

    def _block(self, notes: int) -> Block:
        dice = self._dice
        kind = dice.random()
        paragraph = self._paragraph(notes)
        if kind < HEADING_CHANCE:
            return Heading(1, paragraph.children[:1] if not _calls(paragraph) else paragraph.children)
        if kind < HEADING_CHANCE + LIST_CHANCE:
            items = (
                ListItem((paragraph,)),
                *(ListItem((self._paragraph(0),)) for _ in range(dice.randint(0, 5))),
            )
            return BulletList(items) if dice.random() < 0.5 else NumberedList(dice.randint(1, 98), items)  # noqa: PLR2004
        if kind < HEADING_CHANCE + LIST_CHANCE + QUOTATION_CHANCE:
            return Quotation((paragraph, BulletList((ListItem((self._paragraph(0),)),))))
        return paragraph

    def _note(self) -> list[Block]:
        words = self._dice.choices(NOTE_WORDS, weights=(5, 5, 10, 10, 8, 4, 1, 1))[0]
        blocks: list[Block] = [Paragraph(self._inlines(words))]
        if self._dice.random() < 0.05:  # noqa: PLR2004
            blocks.append(BulletList((ListItem((Paragraph(self._inlines(12)),)),)))
        return blocks

    def _signatory(self) -> Signatory:
        return Signatory(
            self._text(2), self._text(self._dice.randint(0, 3)), self._text(self._dice.randint(0, 4))
        )


def _calls(paragraph: Paragraph) -> bool:
    return any(isinstance(part, FootnoteCall) for part in paragraph.children)


def _numbered_in_order(paragraph: Paragraph) -> Paragraph:
    """Give the calls of a paragraph their numbers in the order they stand in."""
    numbers = iter(sorted(part.number for part in paragraph.children if isinstance(part, FootnoteCall)))
    parts = []
    for part in paragraph.children:
        if isinstance(part, FootnoteCall):
            number = next(numbers)
            parts.append(replace(part, label=str(number), number=number))
        else:
            parts.append(part)
    return Paragraph(tuple(parts))


def main() -> None:
    """Set letters and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    engines = [Engine(load_stationery(name)) for name in ("us-block", "din-5008-b")]
    found: Counter[str] = Counter()
    bad, pages, slowest = 0, 0, (0.0, 0)
    for seed in range(asked.seed, asked.seed + asked.letters):
        letter, engine = Author(seed).letter(), engines[seed % len(engines)]
        start = process_time()
        try:
            typeset = typeset_letter(letter, SOURCE, engine.stationery, OPTIONS, engine)
            complaints = inspect_pdf(typeset.pdf, typeset.proof).diagnostics
            pages += typeset.page_count
        except LetterpressError as error:
            complaints = error.diagnostics
        slowest = max(slowest, (process_time() - start, seed))
        if complaints:
            bad += 1
            found.update(str(one.code) for one in complaints)
            print(f"letter {seed}: {complaints[0].code}: {complaints[0].message}", flush=True)
    print(f"{bad} of {asked.letters} letters bad, {pages} pages; slowest {slowest[0]:.1f} s ({slowest[1]})")
    print(", ".join(f"{code} {times}" for code, times in found.most_common()))


if __name__ == "__main__":
    main()
