"""Set twelve letters with letterpress and with LuaLaTeX, KOMA-Script and microtype; count the faults of both.

    make compare                   or: python benchmarks/compare_latex.py --letters seed,report --each

Both sides have the same fonts, paper, measure and sizes, and both PDFs are measured by one instrument, the
positions of words that poppler gives. Pictures of all pages side by side, ours on the left, go to
`out/compare/`. LuaLaTeX and poppler are not installed by anything here; on Debian: apt-get install
texlive-luatex texlive-latex-recommended texlive-lang-german poppler-utils.
"""

import argparse
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from compare.faults import COUNTS, Reading, read_letter_pages
from compare.instrument import read_pages
from compare.latex import latex_of, set_latex
from compare.letters import twelve_letters
from compare.pictures import lay_side_by_side
from letterpress.letter import Letter
from letterpress.source import Source
from letterpress.stationery import load_stationery
from letterpress.typesetting import Engine, TypesettingOptions, typeset_letter

OUT = Path(__file__).parents[1] / "out" / "compare"
OPTIONS = TypesettingOptions(datetime(2026, 11, 24, tzinfo=UTC))
PROGRAMS = ("lualatex", "pdftotext", "pdftoppm")
Figures = dict[str, float]


def main() -> None:
    """Set, measure, picture and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", default="", help="names, with commas; all twelve unless told")
    parser.add_argument("--each", action="store_true", help="print the table of every letter too")
    asked = parser.parse_args()
    if missing := [name for name in PROGRAMS if not shutil.which(name)]:
        sys.exit(f"compare: {', '.join(missing)} not found; see the head of {Path(__file__).name}")
    OUT.mkdir(parents=True, exist_ok=True)
    engine = Engine(load_stationery("us-block"))
    ours: list[Figures] = []
    theirs: list[Figures] = []
    wanted = set(filter(None, asked.letters.split(",")))
    for number, (name, letter) in enumerate(twelve_letters(), 1):
        if wanted and name not in wanted:
            continue
        stem = f"{number:02}-{name}"
        pair = (OUT / f"{stem}-letterpress.pdf", OUT / f"{stem}-lualatex.pdf")
        pair[0].write_bytes(typeset_letter(letter, Source(name, ""), engine.stationery, OPTIONS, engine).pdf)
        pair[1].write_bytes(set_latex(latex_of(letter)))
        ours.append(figures_of(pair[0], letter))
        theirs.append(figures_of(pair[1], letter))
        pictures = lay_side_by_side(*pair, OUT, stem)
        print(f"{stem}: {pictures} pictures", flush=True)
        if asked.each:
            print_table(ours[-1], theirs[-1])
    print(f"\n{len(ours)} letters, pictures in {OUT.relative_to(Path.cwd())}\n")
    print_table(in_sum(ours), in_sum(theirs))


def figures_of(pdf: Path, letter: Letter) -> Figures:
    """Measure one PDF."""
    reading: Reading = read_letter_pages(read_pages(pdf), letter)
    return {name: count(reading) for name, count in COUNTS.items()}


def in_sum(figures: list[Figures]) -> Figures:
    """Add counts up; of word spaces take the worst, and of deviations the mean."""
    return {name: _total(name, [each[name] for each in figures]) for name in COUNTS}


def _total(name: str, values: list[float]) -> float:
    if name.startswith("widest"):
        return max(values)
    if name.startswith("narrowest"):
        return min(values)
    return mean(values) if name.startswith("rms") else sum(values)


def print_table(ours: Figures, theirs: Figures) -> None:
    """Print both columns and who is ahead."""
    ahead = level = 0
    print(f"{'':<46}{'letterpress':>12}{'LuaLaTeX':>12}")
    for name in COUNTS:
        mine, other = ours[name], theirs[name]
        better = mine > other if name.startswith("narrowest") else mine < other
        ahead, level = ahead + better, level + (mine == other)
        mark = "ahead" if better else "" if mine == other else "behind"
        print(f"{name:<46}{_figure(mine):>12}{_figure(other):>12}  {mark}".rstrip())
    print(f"ahead in {ahead} of {len(COUNTS)} counts, level in {level}")


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
