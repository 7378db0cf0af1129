r"""Write a letter as LaTeX for LuaLaTeX, KOMA-Script and microtype, on the geometry and type of our page.

The setting is the one an expert would choose: the same fonts, paper, measure and sizes, protrusion and
expansion, no widows or clubs, addresses broken after signs and hyphens. Whatever is not stated is left
as KOMA-Script has it.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import assert_never

from letterpress.letter import (
    Block,
    BulletList,
    Emphasis,
    Figure,
    Footnote,
    FootnoteCall,
    Foreign,
    Heading,
    Inline,
    Letter,
    LineBreak,
    Link,
    NumberedList,
    PageBreak,
    Paragraph,
    Quotation,
    Signatory,
    Strong,
    Table,
    Text,
    ThematicBreak,
    plain_text,
)

FONTS = Path(__file__).parents[2] / "fonts"
COLUMNS = 3
INK_UP_TO = 3  # so few sign on paper, and their names leave room for it
BABEL = {"en": "american", "de": "ngerman"}
SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    **{sign: "\\" + sign for sign in "$&#%_"},
}
PREAMBLE = r"""
\documentclass[paper=letter,fontsize=12pt,parskip=half]{scrartcl}
\usepackage[paper=letterpaper,left=30.5mm,top=31mm,textwidth=154.9mm,textheight=224mm,headsep=6.5mm,footskip=10mm]{geometry}
\usepackage{fontspec}
\setmainfont{EBGaramond}[Path=FONTS,Extension=.ttf,UprightFont=*-Regular,ItalicFont=*-Italic,
  BoldFont=*-SemiBold,BoldItalicFont=*-SemiBoldItalic,Numbers={OldStyle,Proportional}]
\usepackage[LANGUAGE]{babel}
\usepackage[protrusion=true,expansion=true]{microtype}
\usepackage[hyphens]{url}\urlstyle{same}
\usepackage{booktabs}
\usepackage[automark]{scrlayer-scrpage}
\clearpairofpagestyles\ohead*{\ifnum\value{page}>1 \pagemark\fi}
\frenchspacing
\clubpenalty=10000 \widowpenalty=10000 \displaywidowpenalty=10000
\emergencystretch=1em
\raggedbottom
\AtBeginDocument{\fontsize{12}{15.6}\selectfont\setlength\parskip{7.8pt plus 1pt}}
\renewcommand\footnotesize{\fontsize{9.75}{12.2}\selectfont}
\setlength\footnotesep{8.5pt}\setlength{\skip\footins}{20pt plus 2pt}
\setfootnoterule[.4pt]{38mm}
\deffootnote{12pt}{0pt}{\makebox[12pt][l]{\thefootnotemark}}
\deffootnotemark{{\addfontfeature{VerticalPosition=Superior,Numbers={Lining}}\thefootnotemark}}
\RedeclareSectionCommand[beforeskip=15.6pt,afterskip=3.9pt,font=\normalfont\bfseries\fontsize{12}{15.6}\selectfont]{section}
\newenvironment{items}[1]{\begin{list}{#1}{\leftmargin=15.6pt\labelwidth=12pt\labelsep=3.6pt
  \itemsep=2.6pt\parsep=0pt\topsep=0pt}}{\end{list}}
\newenvironment{quoted}{\begin{list}{}{\leftmargin=15.6pt\rightmargin=15.6pt\topsep=0pt}\item\relax}{\end{list}}
\newcommand\cell[1]{\parbox[t]{46.96mm}{\raggedright\hyphenpenalty=10000 \strut #1\strut}}
\begin{document}
"""


def latex_of(letter: Letter) -> str:
    """Write a letter as a LaTeX document."""
    notes = {note.number: note for note in letter.footnotes}
    preamble = PREAMBLE.replace("FONTS", f"{FONTS}/").replace("LANGUAGE", BABEL[letter.language[:2]])
    parts = [
        letter.dateline.text if letter.dateline else "",
        _lines(letter.inside_address, notes),
        _inlines(letter.salutation.children, notes) if letter.salutation else "",
        *(_block(block, notes) for block in letter.body),
        _inlines(letter.complimentary_close.children, notes) if letter.complimentary_close else "",
    ]
    apart = r"\vspace{7.8pt}"
    opening = "\n\n".join(f"{part}\\par{apart}" for part in parts[:3] if part)
    body = "\n\n".join(part for part in parts[3:-1] if part)
    close = f"\n\n{apart}{parts[-1]}\\par\\nopagebreak{apart}" if parts[-1] else ""
    return f"{preamble}{opening}\n\n{body}{close}\n{_signatures(letter.signature_block)}\n\\end{{document}}\n"


def set_latex(document: str) -> bytes:
    """Set a LaTeX document with LuaLaTeX.

    Raises:
        subprocess.CalledProcessError: LuaLaTeX refused the document.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, "letter.tex")
        path.write_text(document, encoding="utf-8")
        command = ["lualatex", "-interaction=nonstopmode", "-halt-on-error", path.name]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
        return path.with_suffix(".pdf").read_bytes()


def _lines(lines: tuple[Paragraph, ...], notes: Mapping[int, Footnote]) -> str:
    return r"\\".join(_inlines(line.children, notes) for line in lines)


def _block(block: Block, notes: Mapping[int, Footnote]) -> str:  # noqa: PLR0911 -- one for each kind
    match block:
        case Paragraph():
            return _inlines(block.children, notes)
        case Heading():
            return f"\\section*{{{_inlines(block.children, notes)}}}"
        case BulletList():
            return _items("•", [_blocks(item.blocks, notes) for item in block.items])
        case NumberedList():
            items = [
                f"[{block.start + place}.] {_blocks(item.blocks, notes)}"
                for place, item in enumerate(block.items)
            ]
            return _items("", items)
        case Quotation():
            return f"\\begin{{quoted}}{_blocks(block.blocks, notes)}\\end{{quoted}}"
        case Table():
            return _table(block, notes)
        case ThematicBreak():
            return r"\par\noindent\hfil\rule{38mm}{.4pt}\par"
        case PageBreak():
            return r"\clearpage"
        case Figure():
            raise ValueError("the letters compared have no images")
        case _:
            assert_never(block)


def _blocks(blocks: tuple[Block, ...], notes: Mapping[int, Footnote]) -> str:
    return "\n\n".join(_block(block, notes) for block in blocks)


def _items(marker: str, items: list[str]) -> str:
    return f"\\begin{{items}}{{{marker}}}" + "".join(f"\n\\item {item}" for item in items) + "\n\\end{items}"


def _table(table: Table, notes: Mapping[int, Footnote]) -> str:
    rows = [" & ".join(_inlines(cell.children, notes) for cell in row) for row in table.rows]
    head = " & ".join(f"\\textbf{{{_inlines(cell.children, notes)}}}" for cell in table.header)
    columns = "".join(alignment[0] for alignment in table.alignments)
    content = f"{head}\\\\\\midrule\n" + "\\\\\n".join(rows)
    small = r"\fontsize{11.04}{13.65}\selectfont\addfontfeature{Numbers={Lining,Monospaced}}"
    return f"{{\\noindent{small}\\begin{{tabular}}{{@{{}}{columns}@{{}}}}{content}\\end{{tabular}}\\par}}"


def _signatures(signatories: tuple[Signatory, ...]) -> str:
    """Set the names three in a row; a row stays together, rows may part."""
    ink = r"\vspace{15mm}" if len(signatories) <= INK_UP_TO else ""
    rows = []
    for first in range(0, len(signatories), COLUMNS):
        cells = (f"\\cell{{{_signatory(one)}}}" for one in signatories[first : first + COLUMNS])
        rows.append("\\noindent" + "\\hspace{7mm}".join(cells) + "\\par\n")
    apart = r"\vspace{3.6mm}"
    return (
        r"{\setlength\parskip{0pt}\fontsize{11.04}{13.65}\selectfont " + ink + "\n" + apart.join(rows) + "}"
    )


def _signatory(signatory: Signatory) -> str:
    office = signatory.joint.join(filter(None, (signatory.title, signatory.organisation)))
    lines = [f"\\textbf{{{escape(signatory.name)}}}", *map(escape, office.splitlines())]
    return r"\\".join(lines)


def _inlines(inlines: tuple[Inline, ...], notes: Mapping[int, Footnote]) -> str:
    return "".join(_inline(inline, notes) for inline in inlines)


def _inline(inline: Inline, notes: Mapping[int, Footnote]) -> str:  # noqa: PLR0911 -- one for each kind
    match inline:
        case Text():
            return escape(inline.text)
        case LineBreak():
            return r"\\"
        case FootnoteCall():
            return f"\\footnote{{{_blocks(notes[inline.number].blocks, notes)}}}"
        case Emphasis():
            return f"\\emph{{{_inlines(inline.children, notes)}}}"
        case Strong():
            return f"\\textbf{{{_inlines(inline.children, notes)}}}"
        case Link() if "://" in (text := plain_text(inline.children)):
            return "\\url{" + text.replace("%", r"\%").replace("#", r"\#") + "}"
        case Link() | Foreign():
            return _inlines(inline.children, notes)
        case _:
            assert_never(inline)


def escape(text: str) -> str:
    """Write characters so that LaTeX sets them as they are."""
    return "".join(SIGNS.get(character, character) for character in text)
