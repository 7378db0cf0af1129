"""Set random letters and count the bad ones: `make stress N=200 SEED=1`.

Paragraphs, headings, nested lists, quotations, tables, figures, rules, page breaks, foreign words; up to 60
notes of 1 to 700 words, called anywhere, in notes too; endnotes; up to 120 signatories; four stationeries on
three papers; English, German and French. Some letters are set again on a page less than they took. A letter
is bad when it is refused; when preflight, which reads the finished file alone, objects; when text stands on
other text; when word spaces leave their limits; when it takes more pages than asked for.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from itertools import chain, count, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from PIL import Image

from letterpress.diagnostics import Code, Diagnostic, LetterpressError, Severity
from letterpress.letter import (
    Alignment,
    Block,
    BulletList,
    Emphasis,
    Figure,
    Footnote,
    FootnoteCall,
    Foreign,
    Heading,
    Inline,
    Layout,
    Letter,
    Letterhead,
    Link,
    ListItem,
    NumberedList,
    PageBreak,
    Paragraph,
    Quotation,
    Signatory,
    Strong,
    Table,
    TableCell,
    Text,
    ThematicBreak,
    map_nodes,
    nodes_in,
)
from letterpress.preflight import inspect_pdf
from letterpress.preflight.reading import open_pdf, read_file
from letterpress.preflight.runs import Run
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, TypesetLetter, TypesettingOptions, evenness_of, typeset_letter

SOURCE = Source("stress", "")
SYLLABLES = ("ba", "ce", "di", "gu", "han", "tel", "mir", "ung", "ver", "schaft", "tion", "pre", "lich", "er")
NOTE_WORDS = (1, 3, 8, 20, 45, 90, 250, 700)
BLOCKS = ("paragraph", "heading", "list", "quotation", "table", "figure", "rule", "page break")
BLOCK_WEIGHTS = (56, 12, 12, 8, 5, 3, 2, 2)
IMAGES = {"small.png": (60, 40), "wide.png": (2400, 300), "tall.png": (500, 2600)}  # in dots
DEEPEST_LIST = 3
TALL_ROWS = 0.2  # of the tables of few columns: one row has cells of up to 700 words
MOST_COLUMNS_OF_TALL_ROWS = 4
WIDE_TABLES = 0.3  # of the tables: they have so many columns that turning may help, or may not
WIDE_COLUMNS = (10, 14, 18, 24)
NARROWEST, WIDEST = 0.75, 1.6  # word spaces of justified lines, of the ideal
OVERLAP_PT, X_HEIGHT = 2.5, 0.4  # what punctuation may hang into its neighbour; of the type size
SET_AGAIN = 0.6  # of the letters of two pages and more: on a page less
MOST_PAGES_AGAIN = 8

# Two variants of shipped stationery: lines of `stationery.toml` put in place of those with their key.
VARIANTS = {
    "a5": """
base = "us-block"
title = "A5"
[paper]
name = "A5"
width_mm = 148.0
height_mm = 210.0
[boxes_mm]
letterhead = { left_mm = 15.0, top_mm = 8.0, width_mm = 118.0, height_mm = 26.0 }
first = { left_mm = 15.0, top_mm = 38.0, width_mm = 118.0, height_mm = 152.0 }
first_plain = { left_mm = 15.0, top_mm = 22.0, width_mm = 118.0, height_mm = 168.0 }
following = { left_mm = 15.0, top_mm = 22.0, width_mm = 118.0, height_mm = 168.0 }
continuation = { left_mm = 15.0, top_mm = 8.0, width_mm = 118.0, height_mm = 12.0 }
turned = { left_mm = 20.0, top_mm = 22.0, width_mm = 170.0, height_mm = 108.0 }
turned_continuation = { left_mm = 20.0, top_mm = 8.0, width_mm = 170.0, height_mm = 12.0 }
folio = { left_mm = 15.0, top_mm = 196.0, width_mm = 118.0, height_mm = 6.0 }
[signature]
columns = 2
""",
    "narrow": """
base = "din-5008-b"
title = "Narrow"
[boxes_mm]
first = { width_mm = 112.0 }
following = { width_mm = 112.0 }
[signature]
columns = 2
[footnote_area]
space_between_mm = 0.8
""",
}


class Author:
    """Write letters by chance."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 -- letters, no secrets
        self._dice_for_tall_rows = random.Random(f"tall rows of {seed}")  # noqa: S311 -- letters without are as they were
        self._dice_for_wide_tables = random.Random(f"wide tables of {seed}")  # noqa: S311 -- as those
        self._labels = count(1)
        self._calls_left = 0
        self._waiting: list[str] = []  # labels of notes that are called and not written yet

    def letter(self) -> Letter:
        """Write a letter."""
        dice = self._dice
        self._calls_left = dice.choice((0, 1, 3, 12, 30, 60))
        salutation = Paragraph((Text("Dear " + self._text(2) + ","), *self._calls(0.1)))
        body = tuple(self._block() for _ in range(dice.randint(1, 40)))
        names = tuple(self._signatory() for _ in range(dice.choice((0, 1, 2, 3, 5, 22, 120))))
        letter = Letter(
            language=dice.choice(("en", "de", "fr")),
            letterhead=Letterhead("Office", ("3 High Street",)) if self._chance(0.5) else Letterhead(),
            inside_address=tuple(Paragraph((Text(self._name()),)) for _ in range(dice.randint(0, 6))),
            subject_line=Paragraph((Text(self._text(5)), *self._calls(0.2))) if self._chance(0.5) else None,
            salutation=salutation,
            body=body,
            complimentary_close=Paragraph((Text("Sincerely,"),)),
            signature_block=names,
            postscript=(Paragraph(self._words_with_calls(20)),) if self._chance(0.2) else (),
            footnotes=tuple(self._notes()),
            layout=Layout("end" if self._chance(0.15) else "foot", small_cap_acronyms=self._chance(0.3)),
        )
        return _numbered(letter)

    def _chance(self, share: float) -> bool:
        return self._dice.random() < share

    def _word(self) -> str:
        dice = self._dice
        if self._chance(0.01):
            return "https://www." + "/".join(self._word() for _ in range(dice.randint(2, 9)))
        word = "".join(dice.choices(SYLLABLES, k=dice.randint(1, 5)))
        word = word.capitalize() if self._chance(0.15) else word.upper() if self._chance(0.02) else word
        return word + dice.choice(("", "", "", "", ",", ".", ";", "\u2014" + word, "-" + word))

    def _text(self, words: int) -> str:
        return " ".join(self._word() for _ in range(words))

    def _name(self) -> str:
        return " ".join("".join(self._dice.choices(SYLLABLES, k=2)).capitalize() for _ in range(3))

    def _inlines(self, words: int) -> tuple[Inline, ...]:
        dice = self._dice
        parts: list[Inline] = []
        while words > 0:
            some = min(words, dice.randint(1, 30))
            words -= some
            text = Text(self._text(some) + " ")
            target = "https://example.org/" + self._text(1)
            styled = (
                Emphasis((text,)),
                Strong((text,)),
                Link((text,), target),
                Emphasis((Strong((text,)),)),
                Foreign((text,), "de"),
            )
            parts.append(dice.choice(styled) if self._chance(0.25) else text)
        return tuple(parts)

    def _calls(self, share: float) -> tuple[FootnoteCall, ...]:
        """Call a new note, if chance and the number of notes permit; now and then the last one again."""
        if not self._calls_left or not self._chance(share):
            return ()
        if self._waiting and self._chance(0.05):
            return (FootnoteCall(self._waiting[-1], 0),)
        self._calls_left -= 1
        label = str(next(self._labels))
        self._waiting.append(label)
        return (FootnoteCall(label, 0),)

    def _words_with_calls(self, words: int, calls: int = 1) -> tuple[Inline, ...]:
        parts = list(self._inlines(words))
        for _ in range(calls):
            for call in self._calls(0.8):
                parts.insert(self._dice.randint(1, len(parts)), call)
        return tuple(parts)

    def _paragraph(self) -> Paragraph:
        words = self._dice.choice((1, 5, 20, 60, 150, 300))
        return Paragraph(self._words_with_calls(words, self._dice.randint(0, 4)))

    def _block(self) -> Block:
        blocks: dict[str, Callable[[], Block]] = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "list": lambda: self._list(1),
            "quotation": lambda: Quotation((self._paragraph(), self._list(2), self._paragraph())),
            "table": self._table,
            "figure": self._figure,
            "rule": ThematicBreak,
            "page break": PageBreak,
        }
        return blocks[self._dice.choices(BLOCKS, BLOCK_WEIGHTS)[0]]()

    def _heading(self) -> Heading:
        return Heading(1, (Text(self._text(self._dice.choice((2, 6, 25)))), *self._calls(0.3)))

    def _figure(self) -> Figure:
        return Figure(self._dice.choice(tuple(IMAGES)), "a grey field", self._caption(0.7))

    def _caption(self, share: float) -> tuple[Inline, ...]:
        return (Text(self._text(5)), *self._calls(0.4)) if self._chance(share) else ()

    def _list(self, depth: int) -> Block:
        dice = self._dice
        items = []
        for _ in range(dice.randint(1, 6)):
            blocks: list[Block] = [Paragraph(self._words_with_calls(dice.choice((2, 12, 40))))]
            if depth < DEEPEST_LIST and self._chance(0.2):
                blocks.append(self._list(depth + 1))
            if self._chance(0.1):
                blocks.append(Paragraph(self._inlines(12)))
            items.append(ListItem(tuple(blocks)))
        return (
            BulletList(tuple(items)) if self._chance(0.5) else NumberedList(dice.randint(1, 98), tuple(items))
        )

    def _table(self) -> Table:
        dice = self._dice
        columns = dice.choice((1, 2, 3, 4, 7, 12))
        if self._dice_for_wide_tables.random() < WIDE_TABLES:
            columns = self._dice_for_wide_tables.choice(WIDE_COLUMNS)
        rows = [self._row(columns) for _ in range(dice.choice((1, 2, 5, 20, 60)))]
        if columns <= MOST_COLUMNS_OF_TALL_ROWS and self._dice_for_tall_rows.random() < TALL_ROWS:
            place = self._dice_for_tall_rows.randrange(len(rows))
            rows[place] = tuple(self._lengthened(cell) for cell in rows[place])
        header = self._row(columns) if self._chance(0.8) else (TableCell(()),) * columns
        alignments: tuple[Alignment, ...] = ("left", "right", "center")
        alignments = tuple(dice.choices(alignments, k=columns))
        return Table(header, tuple(rows), alignments, self._caption(0.5))

    def _row(self, columns: int) -> tuple[TableCell, ...]:
        return tuple(
            TableCell((Text(self._text(self._dice.choice((0, 1, 1, 2, 5)))), *self._calls(0.05)))
            for _ in range(columns)
        )

    def _lengthened(self, cell: TableCell) -> TableCell:
        """Put many words in the place of a cell now and then, but of none that calls a note."""
        if not self._chance(0.5) or len(cell.children) > 1:
            return cell
        words = self._dice.choice((90, 250, 700))
        return TableCell(self._words_with_calls(words, self._dice.randint(0, 4)))

    def _notes(self) -> Iterator[Footnote]:
        """Write the notes that are called, and those these call."""
        while self._waiting:
            label = self._waiting.pop(0)
            words = self._dice.choices(NOTE_WORDS, weights=(5, 5, 10, 10, 8, 4, 1, 1))[0]
            own, self._waiting = self._waiting, []
            blocks: list[Block] = [Paragraph((*self._inlines(words), *self._calls(0.08)))]
            if self._chance(0.05):
                blocks.append(BulletList((ListItem((Paragraph(self._inlines(12)),)),)))
            if self._chance(0.05):
                blocks += [Quotation((Paragraph(self._inlines(30)),)), Paragraph(self._inlines(9))]
            self._waiting = self._waiting + own
            yield Footnote(label, 0, tuple(blocks))

    def _signatory(self) -> Signatory:
        return Signatory(
            self._text(2), self._text(self._dice.randint(0, 3)), self._text(self._dice.randint(0, 4))
        )


def _numbered(letter: Letter) -> Letter:
    """Number the notes in the order a reader meets their calls."""
    notes = {note.label: note for note in letter.footnotes}
    numbers: dict[str, int] = {}

    def meet(value: object) -> None:
        for call in nodes_in(value, FootnoteCall):
            if call.label not in numbers:
                numbers[call.label] = len(numbers) + 1
                meet(notes[call.label])

    meet(replace(letter, footnotes=()))
    letter = map_nodes(letter, FootnoteCall, lambda call: replace(call, number=numbers[call.label]))
    ordered = (replace(note, number=numbers[note.label]) for note in letter.footnotes)
    return replace(letter, footnotes=tuple(sorted(ordered, key=lambda note: note.number)))


def make_variant(folder: Path, name: str) -> str:
    """Make stationery that rests on a shipped one and has other geometry; give its folder."""
    target = folder / name
    target.mkdir()
    (target / "stationery.toml").write_text(VARIANTS[name], encoding="utf-8")
    return str(target)


def make_images() -> dict[str, bytes]:
    """Make the images that letters show."""
    images = {}
    for name, size in IMAGES.items():
        data = BytesIO()
        Image.new("L", size, 200).save(data, "PNG", dpi=(150, 150))
        images[name] = data.getvalue()
    return images


class Verdict(NamedTuple):
    """The pages of a letter, those of them that are turned, and all that is wrong with it."""

    pages: int
    turned: int
    complaints: tuple[Diagnostic, ...]


def judge(letter: Letter, engine: Engine, options: TypesettingOptions) -> Verdict:
    """Set a letter and judge it."""
    try:
        typeset = typeset_letter(letter, SOURCE, engine.stationery, options, engine)
    except LetterpressError as error:
        return Verdict(0, 0, error.diagnostics)
    independent = inspect_pdf(typeset.pdf, typeset.proof).diagnostics
    own = (*_too_many_pages(letter, typeset), *_uneven(typeset), *_overlaps(typeset.pdf))
    turned = sum(page.turned for page in typeset.plan.pages)
    return Verdict(typeset.page_count, turned, (*own, *independent))


def _overlaps(pdf: bytes) -> Iterator[Diagnostic]:
    """Find text that stands on other text, by the positions in the content streams alone."""
    for number, page in enumerate(read_file(open_pdf(pdf), with_text=True).pages, start=1):
        runs = sorted((run for run in page.runs if run.text.strip()), key=lambda run: -run.baseline)
        for place, run in enumerate(runs):
            for other in takewhile(partial(_meet, run), runs[place + 1 :]):
                if min(run.right, other.right) - max(run.left, other.left) > OVERLAP_PT:
                    message = f"page {number}: {run.text!r} stands on {other.text!r}"
                    yield Diagnostic(Code.PDF_TEXT, Severity.ERROR, message)


def _meet(run: Run, lower: Run) -> bool:
    """Tell whether letters of two lines would touch if one stood above the other."""
    return run.baseline - lower.baseline < X_HEIGHT * min(run.size, lower.size)


def _uneven(typeset: TypesetLetter) -> Iterator[Diagnostic]:
    passages = (typeset.plan.text, *(note.passages for note in typeset.plan.notes))
    evenness = evenness_of(chain.from_iterable(passages))
    if evenness["narrowest"] < NARROWEST or evenness["widest"] > WIDEST:
        message = f"word spaces of {evenness['narrowest']:.2f} to {evenness['widest']:.2f}"
        yield Diagnostic(Code.TYPESETTING_MISMATCH, Severity.ERROR, message)


def _too_many_pages(letter: Letter, typeset: TypesetLetter) -> Iterator[Diagnostic]:
    most = letter.layout.fit_pages
    if most is not None and typeset.page_count > most:
        yield Diagnostic(Code.PAGES_EXCEEDED, Severity.ERROR, f"{typeset.page_count} pages, {most} asked for")


def main() -> None:
    """Set letters and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        names = ["us-block", "din-5008-b", *(make_variant(Path(folder), name) for name in VARIANTS)]
        run([Engine(load_stationery(name)) for name in names], range(asked.seed, asked.seed + asked.letters))


def run(engines: list[Engine], seeds: range) -> None:
    """Set one letter a seed, on each stationery in turn."""
    options = TypesettingOptions(datetime(2026, 11, 24, tzinfo=UTC), images=make_images())
    found: Counter[str] = Counter()
    bad, pages, turned, fitted, unfitted, slowest = 0, 0, 0, 0, 0, (0.0, 0)
    for seed in seeds:
        letter, engine = Author(seed).letter(), engines[seed % len(engines)]
        start = process_time()
        taken, lying, complaints = judge(letter, engine, options)
        pages, turned = pages + taken, turned + lying
        if not complaints and 1 < taken <= MOST_PAGES_AGAIN and random.Random(seed).random() < SET_AGAIN:  # noqa: S311 -- no secret
            again = replace(letter, layout=replace(letter.layout, fit_pages=taken - 1))
            complaints = judge(again, engine, options).complaints
            refused = [one.code for one in complaints] == [Code.PAGES_EXCEEDED]
            fitted, unfitted = fitted + (not refused), unfitted + refused
            complaints = () if refused else complaints
        slowest = max(slowest, (process_time() - start, seed))
        if complaints:
            bad += 1
            found.update(str(one.code) for one in complaints)
            print(f"letter {seed}: {complaints[0].code}: {complaints[0].message}", flush=True)
    print(
        f"{bad} of {len(seeds)} letters bad, {pages} pages, {turned} of them turned; "
        f"{fitted} set on a page less, {unfitted} could not"
    )
    print(f"slowest {slowest[0]:.1f} s ({slowest[1]})", ", ".join(f"{c} {n}" for c, n in found.most_common()))


if __name__ == "__main__":
    main()
