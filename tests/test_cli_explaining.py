"""`letterpress parse --explain`: every line with what it is, for people and for programs."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from letterpress.cli.explaining import format_lines
from letterpress.cli.program import program
from letterpress.reading import ExplainedLine, explain_lines, read_letter
from letterpress.reading.claims import Rule
from letterpress.reading.formulas import FORMULAS
from letterpress.reading.markers import MARKERS
from letterpress.source import Source

RULES = (Path(__file__).parents[1] / "docs/explain.md").read_text()
PRINTED = (
    "July 1, 2026\n\nDear Ada,\n\nIt runs.1 And it\n\nruns on.\n\n1 It ran.\n"
    "\fBo Lee - Page 2\nIt goes.\n\nA HEADING OF IT\n\n• item one\n\nSincerely,\n\n"
    "Bo Lee, Mayor        Cy Dee\nDi Fox, Clerk        Ed Gee\n"
)


def explain(text: str) -> list[str]:
    source = Source("a.txt", text)
    return [
        f"{line.number} " + " + ".join(f"{taken.name} by {taken.rule}" for taken in line.taken)
        for line in explain_lines(source, read_letter(source))
        if line.taken
    ]


def guesses(text: str) -> list[tuple[int, str]]:
    source = Source("a.txt", text)
    lines = explain_lines(source, read_letter(source))
    return [(line.number, guess.overrule) for line in lines for guess in line.guesses]


def test_a_typed_letter_is_explained_line_by_line() -> None:
    text = (
        "---\ntitle: x\n---\nRoe & Sons\n\n5 May 2026\n\nAda Lovelace\n\nRe: engine\n\nDear Ada,\n\n"
        "It *runs*.[^1]\n\n"
        "* item\n\n> words\n\n[^1]: Fast.\n\nYours,\n\n/s/\nBo Lee, Mayor\n\nEncl.: plan\n\nP.S. More.\n"
    )

    assert explain(text) == [
        "1 front matter by front-matter",
        "2 front matter by front-matter",
        "3 front matter by front-matter",
        "4 letterhead by above-date",
        "6 dateline by date-alone",
        "8 inside address by above-salutation",
        "10 subject line by label-subject",
        "12 salutation by greeting-en",
        "14 paragraph by between-parts",
        "16 item by markup",
        "18 quotation by markup",
        "20 note 1 by note-caret",
        "22 close by farewell-en",
        "24 signature mark by in-place-of-ink",
        "25 signatory 1 by line-below-close",
        "27 enclosure by label-enclosures",
        "29 postscript by label-postscript",
    ]


def test_a_printed_letter_is_explained_by_the_lines_of_its_pages() -> None:
    assert explain(PRINTED) == [
        "1 dateline by date-alone",
        "3 salutation by greeting-en",
        "5 paragraph by between-parts",
        "7 paragraph by between-parts",
        "9 note 1 by bare-number",
        "10 running head, left out by repeated-head",
        "11 paragraph by between-parts",
        "13 heading by capitals",
        "15 item by printed-bullet",
        "17 close by farewell-en",
        "19 signatory 1 by line-below-close + signatory 3 by line-below-close",
        "20 signatory 2 by line-below-close + signatory 4 by line-below-close",
    ]


def test_notes_below_a_heading_are_explained_by_it() -> None:
    text = "Dear Ada,\n\nIt runs.[1] It goes ^[so] on.\n\nYours,\n\nBo Lee\n\nNotes\n\n1. Fast.\nVery.\n"

    assert explain(text)[4:] == [
        "9 heading of notes by heading-of-notes",
        "11 note 1 by heading-of-notes",
        "12 note 1 by heading-of-notes",
    ]


def test_an_inline_note_stands_beside_its_paragraph() -> None:
    assert explain("Dear Ada,\n\nIt goes ^[so] on.\n")[1:] == [
        "3 paragraph by between-parts + note by note-inline"
    ]


def test_guesses_say_what_overrules_them() -> None:
    text = "Dear Ada,\n\nHe wrote\nYours,\nand left.\n\n[1] One.\n\nYours,\n\nBo Lee\n"

    assert guesses(text) == [(4, "closing_line: 4"), (7, "calls: brackets")]
    assert guesses(PRINTED) == [(5, "calls: none"), (10, "running_head_lines: none")]


def test_what_overrules_a_guess_is_front_matter_that_can_be_meant() -> None:
    for text in ("Dear Ada,\n\nHe wrote\nYours,\nand left.\n\n[1] One.\n\nYours,\n\nBo Lee\n", PRINTED):
        for _, written in guesses(text):
            key, _, value = written.partition(": ")

            assert read_letter(Source("a.txt", text), {key: value}).letter.body


def test_the_json_form_has_an_object_for_every_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear Ada,\n\nIt runs.¹\n\n¹ Fast.\n")

    run = CliRunner().invoke(program, ["parse", str(tmp_path / "a.txt"), "--explain", "--json"])

    objects = json.loads(run.stdout)
    assert [shown["line"] for shown in objects] == [1, 2, 3, 4, 5]
    assert objects[2] == {
        "line": 3, "part": "paragraph", "rule": "between-parts", "text": "It runs.¹", "calls": ["1"]
    }  # fmt: skip
    assert objects[1] == {"line": 2, "part": "", "rule": "", "text": ""}


def test_lines_go_whole_into_a_pipe_and_are_cut_for_a_terminal() -> None:
    lines = (ExplainedLine(7, "\u6f22" * 200),)

    assert next(format_lines(lines)).endswith("\u6f22" * 200)
    (cut,) = format_lines(lines, 80)
    words = re.sub(r"\x1b\[\d+m", "", cut)
    assert (words[-1], len(words) + words.count("\u6f22")) == ("\u2026", 79)


@pytest.mark.parametrize("options", [["--explain", "--tree"], ["--json", "--tree"]])
def test_a_tree_is_no_explanation(options: list[str], seed: Path) -> None:
    assert CliRunner().invoke(program, ["parse", str(seed), *options]).exit_code == 2


def test_every_rule_is_documented_and_no_other_is() -> None:
    cells = re.findall(r"^\| (`[^|]*) \|", RULES, flags=re.MULTILINE)
    documented = {name for cell in cells for name in re.findall(r"`([a-z-]+)`", cell)}
    languages = {f"{rule}-{language}" for rule in (Rule.GREETING, Rule.FAREWELL) for language in ("en", "de")}

    assert documented - languages == {rule for rule in Rule if rule not in (Rule.GREETING, Rule.FAREWELL)}
    assert {"en", "de"} <= {formulas.language for formulas in FORMULAS}


def test_every_style_of_notes_has_its_rule() -> None:
    assert {f"note-{marker.name.replace(' ', '-')}" for marker in MARKERS} <= set(Rule)
