"""Diagnostics as people and programs read them."""

import json
from io import StringIO

import click
import pytest

from letterpress.cli.reporting import format_diagnostic, format_json, print_diagnostics, wants_colour
from letterpress.diagnostics import Code, Diagnostic, Severity
from letterpress.source import Source, Span

TEXT = "Dear Ada,\n\nas agreed[^terms] last week\n"


def _undefined(text: str = TEXT, call: str = "[^terms]") -> Diagnostic:
    start = text.index(call)
    place = Source("clerk.txt", text).place(Span(start, start + len(call)))
    hint = f'add a line that starts with "{call}:", or remove the call'
    message = 'footnote "terms" is called but never defined'
    return Diagnostic(Code.FOOTNOTE_UNDEFINED, Severity.ERROR, message, hint, place)


def test_a_diagnostic_shows_place_line_carets_and_hint() -> None:
    shown = click.unstyle(format_diagnostic(_undefined()))

    assert shown == (
        'clerk.txt:3:10: error: footnote "terms" is called but never defined [footnote-undefined]\n'
        "    3 | as agreed[^terms] last week\n"
        "      |          ^^^^^^^^\n"
        '  hint: add a line that starts with "[^terms]:", or remove the call'
    )


def test_a_diagnostic_without_place_names_the_file_it_is_said_of() -> None:
    found = Diagnostic(Code.PDF_FONT, Severity.ERROR, "a font is not embedded")

    assert click.unstyle(format_diagnostic(found, "letter.pdf")) == (
        "letter.pdf: error: a font is not embedded [pdf-font]"
    )


@pytest.mark.parametrize(
    ("line", "call", "carets"),
    [
        ("as agreed[^a]", "[^a]", "         ^^^^"),
        ("\tas agreed[^a]", "[^a]", "          ^^^^"),
        ("合意の通り[^a]", "[^a]", "          ^^^^"),
        ("cafe\N{COMBINING ACUTE ACCENT}[^a]", "[^a]", "    ^^^^"),
        ("as 合意 agreed", "合意", "   ^^^^"),
    ],
)
def test_carets_stand_under_the_stretch_in_columns_of_a_terminal(line: str, call: str, carets: str) -> None:
    shown = click.unstyle(format_diagnostic(_undefined(line, call))).splitlines()

    assert shown[2] == f"      | {carets}"


def test_carets_stand_under_the_stretch_when_the_start_of_a_long_line_is_cut() -> None:
    shown = click.unstyle(format_diagnostic(_undefined("word " * 100 + "[^terms]"))).splitlines()

    excerpt, carets = shown[1], shown[2]
    assert excerpt[carets.index("^") : carets.rindex("^") + 1] == "[^terms]"


def test_a_letter_cannot_steer_the_terminal() -> None:
    shown = click.unstyle(format_diagnostic(_undefined("\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}[^terms]\x9b")))

    assert (
        shown.splitlines()[1]
        == "    1 | \N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}[^terms]\N{REPLACEMENT CHARACTER}"
    )


def test_json_is_one_line_with_file_place_and_hint() -> None:
    shown = json.loads(format_json(_undefined()))

    assert shown == {
        "file": "clerk.txt",
        "code": "footnote-undefined",
        "severity": "error",
        "line": 3,
        "column": 10,
        "message": 'footnote "terms" is called but never defined',
        "hint": 'add a line that starts with "[^terms]:", or remove the call',
    }


def test_diagnostics_are_printed_in_the_order_of_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_diagnostics([_undefined("one\ntwo [^b]", "[^b]"), _undefined("one [^a]", "[^a]")], json_lines=True)

    printed = [json.loads(line)["line"] for line in capsys.readouterr().err.splitlines()]
    assert printed == [1, 2]


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, pipe = _Terminal(), StringIO()
    monkeypatch.setenv("TERM", "xterm")

    for stream in (terminal, pipe):
        monkeypatch.setattr("sys.stderr", stream)
        print_diagnostics([_undefined()])

    assert "\x1b[" in terminal.getvalue()
    assert "\x1b[" not in pipe.getvalue()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    assert not wants_colour(is_terminal=True)
