"""`letterpress parse` and `letterpress check`: sources, encodings, verdicts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import LETTER
from letterpress.cli.program import program

CURLY = LETTER.replace("Ada", "Ada “the Countess”")  # no ASCII, and in no encoding the same
WITHOUT_CLOSE = LETTER.replace("Sincerely,\n\n", "").replace(
    "Charles Babbage, Professor, University of Cambridge\n", ""
)
UNDEFINED = LETTER.replace("Monday.", "Monday.[^terms]")


def _run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(program, arguments, input=stdin)


def _codes(lines: str) -> list[str]:
    return [json.loads(line)["code"] for line in lines.splitlines()]


def test_parse_prints_one_json_object_and_nothing_else(desk: Path) -> None:
    run = _run("parse", str(desk / "letter.txt"), "--json")

    parsed = json.loads(run.stdout)
    assert (run.exit_code, run.stderr) == (0, "")
    assert parsed["dateline"] == {"text": "November 24, 2026", "place": "", "date": "2026-11-24"}
    assert parsed["salutation"] == "Dear Ada,"
    assert parsed["complimentary_close"] == "Sincerely,"
    assert [signatory["name"] for signatory in parsed["signature_block"]] == ["Charles Babbage"]


def test_parse_prints_a_tree_unless_asked_for_json(desk: Path) -> None:
    plain, tree = _run("parse", str(desk / "letter.txt")), _run("parse", str(desk / "letter.txt"), "--tree")

    assert plain.stdout == tree.stdout
    assert plain.stdout.startswith("Letter")


def test_parse_refuses_two_forms_at_once(desk: Path) -> None:
    run = _run("parse", str(desk / "letter.txt"), "--tree", "--json")

    assert run.exit_code == 2
    assert "--json and --tree exclude each other" in run.stderr


def test_parse_shows_a_letter_with_errors_and_says_so_aside(desk: Path) -> None:
    (desk / "letter.txt").write_text(UNDEFINED)

    run = _run("parse", str(desk / "letter.txt"))

    assert run.exit_code == 0
    assert run.stdout.startswith("Letter")
    assert "[footnote-undefined]" in run.stderr


def test_a_sound_letter_passes_without_a_word(desk: Path) -> None:
    run = _run("check", str(desk / "letter.txt"), "--strict")

    assert (run.exit_code, run.output) == (0, "")


def test_check_shows_the_line_that_is_wrong(desk: Path) -> None:
    (desk / "letter.txt").write_text(UNDEFINED)

    run = _run("check", "letter.txt")

    assert run.exit_code == 1
    assert run.stdout.startswith("letter.txt:5:")
    assert "\n    5 | Thank you for the *engine*. We shall run it on Monday.[^terms]\n" in run.stdout
    assert "^^^^^^^^\n  hint: " in run.stdout


def test_check_prints_json_lines(desk: Path) -> None:
    (desk / "letter.txt").write_text(UNDEFINED)

    run = _run("check", str(desk / "letter.txt"), "--json")

    assert (run.exit_code, _codes(run.stdout)) == (1, ["footnote-undefined"])


def test_warnings_fail_only_when_strict(desk: Path) -> None:
    (desk / "letter.txt").write_text(WITHOUT_CLOSE)

    lenient, strict = _run("check", "letter.txt"), _run("check", "letter.txt", "--strict")

    assert "warning" in lenient.stdout
    assert (lenient.exit_code, strict.exit_code) == (0, 1)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", ["nowhere.txt", ".", "letter.txt/x", "none/letter.txt"])
def test_a_source_that_cannot_be_read_is_refused(name: str) -> None:
    run = _run("check", name, "--json")

    assert (run.exit_code, run.stdout, _codes(run.stderr)) == (1, "", ["source-unreadable"])


@pytest.mark.usefixtures("desk")
def test_a_slip_in_the_name_of_a_file_is_seen() -> None:
    run = _run("check", "leter.txt")

    assert run.stderr.splitlines() == [
        "error: cannot read leter.txt: no such file or directory [source-unreadable]",
        "  hint: did you mean letter.txt?",
    ]


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        (b"", [], "source-empty"),
        (b" \n\t\n", [], "source-empty"),
        (b"\xef\xbb\xbf", [], "source-empty"),
        (b"PK\x03\x04\0\0\0", [], "document-unreadable"),
        (b"\0\0\0 of some program", [], "source-binary"),
        (CURLY.encode("cp1252"), [], "source-encoding"),
        (CURLY.encode("utf-8"), ["--encoding", "ascii"], "source-encoding"),
        (CURLY.encode("utf-16")[:-1], [], "source-encoding"),
        (LETTER.encode(), ["--encoding", "klingon"], "source-encoding"),
        (LETTER.encode(), ["--encoding", "base64"], "source-encoding"),
        (b"Dear \\ud800", ["--encoding", "unicode_escape"], "source-encoding"),
        (LETTER.encode(), ["--encoding", "a\0b"], "source-encoding"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, options: list[str], code: str, desk: Path) -> None:
    (desk / "letter.txt").write_bytes(data)

    run = _run("check", "letter.txt", "--json", *options)

    assert (run.exit_code, run.stdout, _codes(run.stderr)) == (1, "", [code])


@pytest.mark.parametrize(
    ("codec", "options"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-8", ["--encoding", "utf-8"]),
        ("cp1252", ["--encoding", "cp1252"]),
        ("utf-16-le", ["--encoding", "utf-16-le"]),
    ],
)
def test_the_same_letter_is_read_from_every_encoding(codec: str, options: list[str]) -> None:
    run = _run("parse", "-", "--json", *options, stdin=CURLY.encode(codec))

    assert json.loads(run.stdout)["salutation"] == "Dear Ada “the Countess”,"


def test_a_letter_from_standard_input_is_named_so() -> None:
    run = _run("check", "-", stdin=UNDEFINED.encode())

    assert run.stdout.startswith("<stdin>:5:")


def test_a_value_set_on_the_command_line_counts_before_the_letters_own(desk: Path) -> None:
    (desk / "letter.txt").write_text(f"---\nsubject: Engines\ntitle: Theirs\n---\n{LETTER}")

    run = _run(
        "parse", "letter.txt", "--json", "--set", "subject=Re: notes = good #1", "--set", "language=en-GB"
    )

    parsed = json.loads(run.stdout)
    assert (parsed["subject_line"], parsed["language"], parsed["title"]) == (
        "Re: notes = good #1",
        "en-GB",
        "Theirs",
    )


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("subjet=Notes", "the front matter has no key 'subjet'; did you mean 'subject'?"),
        ("subject", "'subject' is not KEY=VALUE"),
    ],
)
def test_a_wrong_key_on_the_command_line_is_a_usage_error(pair: str, message: str, desk: Path) -> None:
    run = _run("check", str(desk / "letter.txt"), "--set", pair)

    assert run.exit_code == 2
    assert message in run.stderr


def test_a_wrong_value_on_the_command_line_is_reported(desk: Path) -> None:
    run = _run("check", str(desk / "letter.txt"), "--json", "--set", "language=Elvish!")

    assert (run.exit_code, _codes(run.stderr)) == (1, ["front-matter-value"])


def test_a_file_that_never_ends_is_refused() -> None:
    run = _run("check", "/dev/zero", "--json")

    assert (run.exit_code, _codes(run.stderr)) == (1, ["source-too-large"])
