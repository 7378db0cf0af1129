"""Time the seed letter beside plain WeasyPrint: same fonts, same words, WeasyPrint's own footnotes.

    make bench                     or: python benchmarks/bench_render.py --rounds 15

Cold is a process of its own, imports included; warm is one process in which everything is loaded and
fonts are shared. Both sides take turns in the same run, and the figure that counts is the ratio: the median
of the ratios of the rounds. Seconds are CPU seconds (user and system).
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from letterpress.composing import Flow, Passage, compose_flow
from letterpress.letter import (
    Block,
    Emphasis,
    FootnoteCall,
    Foreign,
    Inline,
    Letter,
    LineBreak,
    Link,
    Paragraph,
    Strong,
    Text,
)
from letterpress.preflight import inspect_pdf
from letterpress.reading import read_letter
from letterpress.source import Source, decode_source
from letterpress.stationery import load_stationery
from letterpress.typesetting import (
    Engine,
    TypesetLetter,
    TypesettingOptions,
    lay_out_letter,
    typeset_letter,
)
from letterpress.typesetting.engine import font_css

SEED = Path(__file__).parents[1] / "seeds" / "000_bb1200c619942f5d.txt"
CREATED = datetime(2021, 7, 22, tzinfo=UTC)
PLAIN_CSS = """
@page { size: 215.9mm 279.4mm; margin: 31mm 30.5mm 24.4mm;
        @bottom-center { content: "Page " counter(page) " of " counter(pages); font: 9pt "Alegreya Sans" }
        @footnote { border-top: .4pt solid; padding-top: 4pt; margin-top: 12pt } }
body { margin: 0; font: 12pt/15.6pt "EB Garamond" }
p { margin: 7.8pt 0; text-align: justify; hyphens: auto }
.fn { float: footnote; footnote-policy: line; font-size: 9.75pt; line-height: 12.2pt; text-align: justify }
.signatures { columns: 3 } .signatures p { break-inside: avoid; text-align: left }
"""


def plain_html(flow: Flow) -> str:
    """Write a letter as anyone would for WeasyPrint: paragraphs, and notes as floating footnotes."""
    notes = {note.number: note.passages for note in flow.notes}
    rows = [_passage(passage, notes) for passage in flow.text if passage.style != "signature"]
    signatories = [_inlines(cell, notes) for p in flow.text if p.style == "signature" for cell in p.cells]
    grid = "".join(f"<p>{signatory}</p>" for signatory in signatories)
    body = f'{"".join(rows)}<div class="signatures">{grid}</div>'
    return f'<!doctype html><html lang="en"><title>Letter</title><body>{body}</body></html>'


def _passage(passage: Passage, notes: dict[int, tuple[Passage, ...]]) -> str:
    return f"<p>{_inlines(passage.cells[0], notes)}</p>"


def _inlines(inlines: tuple[Inline, ...], notes: dict[int, tuple[Passage, ...]]) -> str:
    parts = []
    for inline in inlines:
        match inline:
            case Text():
                parts.append(escape(inline.text))
            case LineBreak():
                parts.append("<br>")
            case FootnoteCall():
                inside = "".join(_inlines(p.cells[0], notes) for p in notes[inline.number])
                parts.append(f'<span class="fn">{inside}</span>')
            case Foreign():
                parts.append(_inlines(inline.children, notes))
            case Emphasis():
                parts.append(f"<em>{_inlines(inline.children, notes)}</em>")
            case Strong():
                parts.append(f"<strong>{_inlines(inline.children, notes)}</strong>")
            case Link():
                parts.append(f'<a href="{escape(inline.target)}">{_inlines(inline.children, notes)}</a>')
    return "".join(parts)


def cold(arguments: list[str]) -> float:
    """Give the CPU seconds of a process of its own."""
    before = os.times()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def warm(work: Callable[[], object]) -> float:
    """Give the CPU seconds of a call."""
    before = time.process_time()
    work()
    return time.process_time() - before


def report(name: str, ours: list[float], theirs: list[float], aim: str = "") -> None:
    """Print the medians of both sides and the median of the ratios round by round."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    low, high = min(ratios), max(ratios)
    line = f"{name:<44} {statistics.median(ours):7.3f} s {statistics.median(theirs):7.3f} s"
    print(f"{line}   ratio {statistics.median(ratios):5.2f} ({low:.2f} to {high:.2f}) {aim}")


def without_calls(block: Block) -> Block:
    """Take the footnote calls out of a paragraph of the seed letter."""
    assert isinstance(block, Paragraph)
    return replace(block, children=tuple(c for c in block.children if not isinstance(c, FootnoteCall)))


PLAIN_SCRIPT = """
import sys
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
fonts = FontConfiguration()
css = CSS(string=open(sys.argv[2]).read(), font_config=fonts)
HTML(sys.argv[1]).write_pdf(sys.argv[3], stylesheets=[css], font_config=fonts, pdf_variant="pdf/a-2a")
"""
SET_SCRIPT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from letterpress.reading import read_letter
from letterpress.source import Source, decode_source
from letterpress.stationery import load_stationery
from letterpress.typesetting import TypesettingOptions, typeset_letter
source = decode_source(Path(sys.argv[1]).read_bytes(), "seed")
letter = read_letter(source).letter
options = TypesettingOptions(datetime(2021, 7, 22, tzinfo=UTC))
Path(sys.argv[2]).write_bytes(typeset_letter(letter, source, load_stationery("us-block"), options).pdf)
"""


class Pair(NamedTuple):
    """Two ways to one end, each giving the CPU seconds it took, and what is aimed at."""

    name: str
    ours: Callable[[], float]
    theirs: Callable[[], float]
    aim: str = ""


def cold_pairs(page: Path, sheet: Path, pdf: Path) -> tuple[Pair, ...]:
    """Pair processes of their own."""
    plain = ["-c", PLAIN_SCRIPT, str(page), str(sheet), str(pdf)]
    ours = ["-c", SET_SCRIPT, str(SEED), str(pdf)]
    proven = ["-m", "letterpress", "render", str(SEED), "-o", str(pdf), "--quiet"]
    return (
        Pair("cold, set and audited", lambda: cold(ours), lambda: cold(plain), "aim: 1.2"),
        Pair(
            "cold, `letterpress render`: validated too", lambda: cold(proven), lambda: cold(plain), "aim: 1.5"
        ),
    )


def warm_pairs(source: Source, letter: Letter, html: str, css: str) -> tuple[Pair, ...]:
    """Pair calls in this process: fonts are shared, every letter is read, set and written."""
    stationery = load_stationery("us-block")
    engine, options = Engine(stationery), TypesettingOptions(CREATED)
    fonts = FontConfiguration()
    style = CSS(string=css, font_config=fonts)
    bare = replace(letter, footnotes=(), body=tuple(map(without_calls, letter.body)))
    bare_html = plain_html(compose_flow(bare, stationery))

    def write_plain() -> None:
        HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-2a")

    def write_ours() -> TypesetLetter:
        return typeset_letter(read_letter(source).letter, source, stationery, options, engine)

    def prove_ours() -> None:
        typeset = write_ours()
        assert not inspect_pdf(typeset.pdf, typeset.proof).diagnostics

    def plain_layout(text: str) -> None:
        HTML(string=text).render(stylesheets=[style], font_config=fonts)

    return (
        Pair("warm, set and audited", lambda: warm(write_ours), lambda: warm(write_plain)),
        Pair("warm, validated too", lambda: warm(prove_ours), lambda: warm(write_plain)),
        Pair(
            "layout alone: lines, pages, final pass",
            lambda: warm(lambda: lay_out_letter(letter, source, engine)),
            lambda: warm(lambda: plain_layout(html)),
            "aim: 1.3",
        ),
        Pair(
            "layout alone, the same letter without notes",
            lambda: warm(lambda: lay_out_letter(bare, source, engine)),
            lambda: warm(lambda: plain_layout(bare_html)),
            "aim: 2.0",
        ),
    )


def main() -> None:
    """Run all pairs, turn by turn, and print their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    stationery = load_stationery("us-block")
    source = decode_source(SEED.read_bytes(), SEED.name)
    letter = read_letter(source).letter
    html, css = plain_html(compose_flow(letter, stationery)), font_css(stationery.fonts) + PLAIN_CSS
    with TemporaryDirectory() as name:
        folder = Path(name)
        page, sheet = folder / "plain.html", folder / "plain.css"
        page.write_text(html, encoding="utf-8")
        sheet.write_text(css, encoding="utf-8")
        pairs = (*cold_pairs(page, sheet, folder / "out.pdf"), *warm_pairs(source, letter, html, css))
        for pair in pairs:  # once for the caches of disk and process
            pair.ours(), pair.theirs()
        figures = [[(pair.ours(), pair.theirs()) for pair in pairs] for _ in range(rounds)]
    print(f"{rounds} rounds, CPU seconds: letterpress, plain WeasyPrint, ratio of each round (median, range)")
    for pair, results in zip(pairs, zip(*figures, strict=True), strict=True):
        report(pair.name, [ours for ours, _ in results], [theirs for _, theirs in results], pair.aim)


if __name__ == "__main__":
    main()
