"""Time the letters of a merge beside plain WeasyPrint and Typst: same words, same fonts, tagged PDF/A.

    make bench-merge               or: python benchmarks/bench_merge.py --letters 200 --rounds 9

Two texts: the seed letter with fields in address and salutation, and the same with four more fields in two
paragraphs. The sides take turns in one process, each letter to another person, written to a file; the figure
that counts is the ratio, the median over the rounds. Plain WeasyPrint has one font configuration and its own
footnotes; Typst is its Python binding (extra `bench`), with footnotes and justified lines. Seconds are CPU
seconds (user and system) of all threads; those of whole runs are in `bench_run.py`.
"""

import argparse
import random
import statistics
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench_render import PLAIN_CSS, plain_html, warm
from fielded import Fielded, texts
from letterpress.composing import Flow, Passage, compose_flow
from letterpress.letter import Emphasis, FootnoteCall, Foreign, Inline, LineBreak, Link, Strong, Text
from letterpress.merging import FieldText, Pattern
from letterpress.press import Press, RenderOptions
from letterpress.reading import read_letter
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting.engine import font_css

FIRST = (
    "Ada",
    "Grace",
    "Emmy",
    "Sofja",
    "Lise",
    "Rosalind",
    "Dorothy",
    "Mary",
    "Hedy",
    "Barbara",
    "Zoë",
    "Åsa",
)
LAST = (
    "Lovelace",
    "Hopper",
    "Noether",
    "Kovalevskaya",
    "Meitner",
    "Franklin",
    "Hodgkin",
    "Jackson",
    "Müller",
    "Ng",
)
TYPST = """
#set document(title: "Letter")
#set page(width: 215.9mm, height: 279.4mm, margin: (x: 30.5mm, top: 31mm, bottom: 24.4mm))
#set text(font: "EB Garamond", size: 12pt, lang: "en")
#set par(justify: true, leading: .55em, spacing: 1em)
#set footnote.entry(gap: .4em)
"""
SPECIAL = str.maketrans({one: f"\\{one}" for one in "\\#$*_`<>@=-+/[]~'\""})
ROUNDS, LETTERS = 7, 100


def somebody(chance: random.Random, number: int) -> dict[str, str]:
    """Make somebody up; nobody comes twice."""
    return {
        "name": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        "street": f"{number} High Street",
        "city": f"{chance.choice(LAST)}ville",
    }


def flow_for(source: Source, values: Mapping[str, object]) -> Flow:
    """Give a letter as passages, for those who set it in their own way."""
    filled = FieldText(source).fill(values)
    letter = Pattern(read_letter(filled.source).letter).fill(filled.values)
    return compose_flow(letter, load_stationery("us-block"))


class Weasy:
    """A letter as anyone would merge it with WeasyPrint: HTML with the values in it, fonts loaded once."""

    def __init__(self, source: Source) -> None:
        marks = {name: f"@{name}@" for name in ("name", "street", "city")}
        self._html = plain_html(flow_for(source, marks))
        self._fonts = FontConfiguration()
        sheet = font_css(load_stationery("us-block").fonts) + PLAIN_CSS
        self._css = CSS(string=sheet, font_config=self._fonts)

    def write(self, values: Mapping[str, str], path: Path) -> None:
        """Set one letter."""
        html = fill(self._html, values)
        document = HTML(string=html).render(stylesheets=[self._css], font_config=self._fonts)
        document.write_pdf(path, pdf_variant="pdf/a-2a", pdf_tags=True)


class Typst:
    """A letter as anyone would merge it with Typst: one compiler, values as inputs of the document."""

    def __init__(self, source: Source, folder: Path) -> None:
        marks = {name: f"@{name}@" for name in ("name", "street", "city")}
        flow = flow_for(source, marks)
        notes = {note.number: note.passages for note in flow.notes}
        rows = [_typst(p.cells[0], notes) for p in flow.text if p.style != "signature"]
        grid = [f"[{_typst(cell, notes)}]" for p in flow.text if p.style == "signature" for cell in p.cells]
        signatures = f"#grid(columns: 3, gutter: 1em, {', '.join(grid)})"
        text = "\n\n".join((TYPST, *rows, signatures))
        for name in marks:
            text = text.replace(f"\\@{name}\\@", f"#sys.inputs.{name}")
        fonts = {str(face.path.parent) for face in load_stationery("us-block").fonts}
        path = folder / "letter.typ"
        path.write_text(text, "utf-8")
        self._compiler = typst.Compiler(str(path), font_paths=sorted(fonts), ignore_system_fonts=True)

    def write(self, values: Mapping[str, str], path: Path) -> None:
        """Set one letter."""
        self._compiler.compile(output=str(path), format="pdf", pdf_standards="a-2a", sys_inputs=dict(values))


def _typst(inlines: tuple[Inline, ...], notes: Mapping[int, tuple[Passage, ...]]) -> str:
    parts = []
    for inline in inlines:
        match inline:
            case Text():
                parts.append(inline.text.translate(SPECIAL))
            case LineBreak():
                parts.append(" \\\n")
            case FootnoteCall():
                inside = "".join(_typst(passage.cells[0], notes) for passage in notes[inline.number])
                parts.append(f"#footnote[{inside}]")
            case Foreign():
                parts.append(_typst(inline.children, notes))
            case Emphasis():
                parts.append(f"#emph[{_typst(inline.children, notes)}]")
            case Strong():
                parts.append(f"#strong[{_typst(inline.children, notes)}]")
            case Link():
                target = inline.target.replace('"', "%22")
                parts.append(f'#link("{target}")[{_typst(inline.children, notes)}]')
    return "".join(parts)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text in place of their marks."""
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def compare(text: Fielded, folder: Path, rounds: int, letters: int) -> None:
    """Set letters in turn on every side, and print the medians and the ratios."""
    chance = random.Random(1)  # noqa: S311 -- the same people on every run
    press = Press(text.source, RenderOptions(), with_fields=True)
    weasy, typesetter = Weasy(text.source), Typst(text.source, folder)
    path, number = folder / "letter.pdf", 0
    sizes: list[int] = []

    def ours(people: list[dict[str, str]]) -> None:
        for values in people:
            pdf = press.render(values).pdf
            path.write_bytes(pdf)
            sizes.append(len(pdf))

    def people(count: int) -> list[dict[str, str]]:
        nonlocal number
        number += count
        return [somebody(chance, number - count + one) for one in range(count)]

    begun = people(letters)
    first = warm(lambda: ours(begun))
    typesetter.write(begun[0], path)
    pdf = path.read_bytes()
    weasy.write(begun[0], path)
    print(
        f"\n{text.name}: {letters} letters to begin with, plates and all: {first / letters * 1e3:.1f} ms each"
    )
    others = f"Typst {len(pdf)}, WeasyPrint {path.stat().st_size}"
    print(f"  bytes a letter: {statistics.median(sizes):.0f}, {others}")
    took: dict[str, list[float]] = {"ours": [], "typst": [], "weasy": [], "floor": []}
    for _ in range(rounds):
        some, few = people(letters), people(max(1, letters // 10))
        took["ours"].append(warm(lambda some=some: ours(some)) / letters)
        took["typst"].append(warm(lambda few=few: [typesetter.write(one, path) for one in few]) / len(few))
        took["weasy"].append(warm(lambda few=few: [weasy.write(one, path) for one in few[:2]]) / 2)
        data = bytes(int(statistics.median(sizes)))
        took["floor"].append(
            warm(lambda data=data: [path.write_bytes(data) for _ in range(letters)]) / letters
        )
    for side, times in took.items():
        ratios = [one / mine for one, mine in zip(times, took["ours"], strict=True)]
        spread = f"({min(ratios):.2f} to {max(ratios):.2f})"
        times_ours = f"{statistics.median(ratios):8.2f} x ours {spread}"
        print(f"  {side:<6} {statistics.median(times) * 1e3:9.2f} ms {times_ours}")


def main() -> None:
    """Compare the sides for both texts."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument("--letters", type=int, default=LETTERS)
    chosen = arguments.parse_args()
    with TemporaryDirectory() as name:
        for text in texts():
            compare(text, Path(name), chosen.rounds, chosen.letters)


if __name__ == "__main__":
    main()
