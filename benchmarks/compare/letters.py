"""Twelve letters to compare by: the seed, and eleven written by chance from fixed seeds.

The words are real and the sentences are not: line breaking and hyphenation meet words of a natural length,
and nobody's letter is copied.
"""

import random
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from compare.words import WORDS, Words
from letterpress.letter import (
    Block,
    BulletList,
    Dateline,
    Emphasis,
    Footnote,
    FootnoteCall,
    Heading,
    Inline,
    Letter,
    Link,
    ListItem,
    NumberedList,
    Paragraph,
    Quotation,
    Signatory,
    Table,
    TableCell,
    Text,
)
from letterpress.reading import read_letter
from letterpress.source import decode_source

SEED_LETTER = Path(__file__).parents[2] / "seeds" / "000_bb1200c619942f5d.txt"
DAY = date(2026, 11, 24)
ADDRESS_CHANCE, COMMA_CHANCE = 0.45, 0.09


@dataclass(frozen=True, slots=True)
class Wish:
    """What a letter is made of: paragraphs, notes (some of several hundred words), names, other blocks."""

    name: str
    language: str
    paragraphs: int
    notes: int
    signatories: int
    long_notes: int = 0
    extras: tuple[str, ...] = ()


WISHES = (
    Wish("short", "en", 3, 0, 1),
    Wish("one-page-three-notes", "en", 4, 3, 2),
    Wish("kurz", "de", 6, 4, 3),
    Wish("open-letter", "en", 9, 12, 24, 1),
    Wish("forty-notes", "en", 15, 40, 60, 2),
    Wish("stellungnahme", "de", 12, 18, 30, 2, ("heading", "heading", "list")),
    Wish("lists-and-quotations", "en", 9, 8, 5, 0, ("list", "quotation", "numbered", "quotation")),
    Wish("table", "en", 7, 5, 3, 0, ("table", "heading")),
    Wish("lange-anmerkungen", "de", 8, 10, 12, 4, ("quotation",)),
    Wish("report", "en", 22, 26, 38, 3, ("heading", "heading", "heading", "numbered", "quotation")),
    Wish("viele-namen", "de", 5, 2, 60),
)


def twelve_letters() -> tuple[tuple[str, Letter], ...]:
    """Give the letters by name, the same ones on every day."""
    seed = read_letter(decode_source(SEED_LETTER.read_bytes(), SEED_LETTER.name)).letter
    written = ((wish.name, _Author(wish, number).letter()) for number, wish in enumerate(WISHES, 1))
    return (("seed", seed), *written)


class _Author:
    """Writes one letter by chance; calls are spread evenly over its paragraphs."""

    def __init__(self, wish: Wish, seed: int) -> None:
        self._wish = wish
        self._dice = random.Random(seed)  # noqa: S311 -- letters, no secrets
        self._words: Words = WORDS[wish.language]

    def letter(self) -> Letter:
        """Write the letter."""
        wish, words = self._wish, self._words
        long_ones = set(self._dice.sample(range(1, wish.notes + 1), wish.long_notes))
        notes = (
            Footnote(str(n), n, (Paragraph(self._note(long=n in long_ones)),))
            for n in range(1, wish.notes + 1)
        )
        return Letter(
            language=wish.language,
            dateline=Dateline(words.date, DAY),
            inside_address=tuple(Paragraph((Text(line),)) for line in words.address),
            salutation=Paragraph((Text(words.salutation),)),
            body=self._body(),
            complimentary_close=Paragraph((Text(words.close),)),
            signature_block=tuple(self._signatory() for _ in range(wish.signatories)),
            footnotes=tuple(notes),
        )

    def _body(self) -> tuple[Block, ...]:
        wish = self._wish
        numbers = iter(range(1, wish.notes + 1))
        calls = [
            [next(numbers) for _ in range(_share(wish.notes, wish.paragraphs, place))]
            for place in range(wish.paragraphs)
        ]
        blocks: list[list[Block]] = [[self._paragraph(called)] for called in calls]
        for number, extra in enumerate(wish.extras, 1):
            place = number * wish.paragraphs // (len(wish.extras) + 1)
            blocks[place].insert(0 if extra == "heading" else 1, self._extra(extra))
        return tuple(chain.from_iterable(blocks))

    def _extra(self, kind: str) -> Block:
        dice = self._dice
        match kind:
            case "heading":
                return Heading(1, (Text(self._phrase(dice.randint(3, 6)).capitalize()),))
            case "list":
                return BulletList(self._items())
            case "numbered":
                return NumberedList(1, self._items())
            case "quotation":
                return Quotation((Paragraph((Text(self._prose(dice.randint(40, 90))),)),))
            case _:
                return self._table()

    def _items(self) -> tuple[ListItem, ...]:
        lengths = self._dice.choices((8, 15, 30, 45), k=self._dice.randint(3, 5))
        return tuple(ListItem((Paragraph((Text(self._prose(length)),)),)) for length in lengths)

    def _table(self) -> Table:
        def row(*cells: str) -> tuple[TableCell, ...]:
            return tuple(TableCell((Text(cell),)) for cell in cells)

        dice = self._dice
        rows = (
            row(
                f"{city} County",
                f"{dice.randint(1000, 9999)}",
                f"{dice.randint(10, 99)}.{dice.randint(0, 9)}",
            )
            for city in self._words.cities[:6]
        )
        return Table(row("Authority", "Applications", "Share"), tuple(rows), ("left", "right", "right"))

    def _paragraph(self, calls: list[int]) -> Paragraph:
        parts: list[Inline] = []
        for call in calls:
            parts += [Text(self._prose(self._dice.randint(12, 40))), FootnoteCall(str(call), call), Text(" ")]
        parts.append(Text(self._prose(self._dice.randint(25, 70))))
        return Paragraph(tuple(parts))

    def _note(self, *, long: bool) -> tuple[Inline, ...]:
        dice, words = self._dice, self._words
        author = f"{dice.choice(words.given)} {dice.choice(words.family)}"
        volume = f"{dice.randint(2, 140)} {dice.choice(words.journals)} {dice.randint(1, 900)}"
        source: list[Inline] = [
            Text(f"{author}, "),
            Emphasis((Text(self._phrase(dice.randint(4, 9)).capitalize()),)),
            Text(f", {volume} ({dice.randint(1998, 2025)})"),
        ]
        if dice.random() < ADDRESS_CHANCE:
            address = self._address()
            source += [Text(f", {words.available} "), Link((Text(address),), address)]
        prose = self._prose(dice.randint(220, 420)) if long else self._prose(dice.choice((0, 0, 10, 25, 50)))
        return (*source, Text(f". {prose}".rstrip()))

    def _address(self) -> str:
        dice, words = self._dice, self._words
        host = f"https://www.{dice.choice(words.hosts)}"
        path = "/".join("-".join(self._plain(dice.randint(1, 5))) for _ in range(dice.randint(1, 3)))
        return f"{host}/{dice.randint(2009, 2026)}/{path}"

    def _plain(self, count: int) -> list[str]:
        """Give words that an address may hold."""
        ascii_words = [word.lower() for word in self._words.long if word.isascii() and word.isalpha()]
        return self._dice.choices(ascii_words, k=count)

    def _phrase(self, count: int) -> str:
        """Give words, every other one short as in running text."""
        words, dice = self._words, self._dice
        return " ".join(dice.choice(words.short if place % 2 else words.long) for place in range(count))

    def _prose(self, count: int) -> str:
        """Give sentences of about so many words."""
        sentences = []
        while count > 0:
            length = min(count, self._dice.randint(9, 28))
            count -= length
            words = self._phrase(length).split(" ")
            for place in range(2, len(words) - 2):
                if self._dice.random() < COMMA_CHANCE:
                    words[place] += ","
            sentence = " ".join(words)
            sentences.append(sentence[0].upper() + sentence[1:] + ".")
        return " ".join(sentences)

    def _signatory(self) -> Signatory:
        words, dice = self._words, self._dice
        name = f"{dice.choice(words.given)} {dice.choice(words.family)}"
        return Signatory(name, dice.choice(words.offices), f"{words.city_of} {dice.choice(words.cities)}")


def _share(whole: int, parts: int, place: int) -> int:
    """Give the share of one place when a number is spread evenly."""
    return whole * (place + 1) // parts - whole * place // parts
