"""The program as a whole: start-up, help, completion, interruption, pipes."""

import os
import subprocess
import sys
from collections.abc import Callable
from inspect import signature
from pathlib import Path

import pytest
from click.testing import CliRunner

from letterpress.cli import doctor, judging, main, merging, recipients, rendering, showing
from letterpress.cli.program import SHELLS, program
from letterpress.diagnostics import ExitCode

HEAVY = ("weasyprint", "pypdf", "page", "markdown_it", "yaml", "jinja2", "pyphen", "letterpress.reading")


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "letterpress", *arguments]
    return subprocess.run(  # noqa: S603 -- the project's own command
        command, capture_output=True, text=True, check=False, env=os.environ | environment, timeout=60
    )


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["render", "--help"], ["completion", "zsh"]], ids=" ".join
)
def test_what_sets_nothing_starts_without_the_libraries_that_set(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from letterpress.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as leaving:\n    code = leaving.code\n"
        f"print(code or 0, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )

    run = subprocess.run(  # noqa: S603 -- this very Python
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, timeout=60
    )

    assert run.stderr.splitlines()[-1] == "0 []"


ACTIONS: dict[str, Callable[..., ExitCode]] = {
    "render": rendering.render,
    "parse": showing.parse,
    "check": merging.check_rows,  # with recipients; without them `showing.check`
    "merge": merging.merge,
    "recipients": recipients.show,
    "preflight": judging.preflight,
    "doctor": doctor.examine,
}


def _declared(name: str) -> set[str | None]:
    """Give what a command hands to its action; options about recipients go together as `selection`."""
    parameters = program.commands[name].params
    return {parameter.name if parameter.expose_value else "selection" for parameter in parameters}


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_takes_what_its_command_declares(name: str) -> None:
    assert set(signature(ACTIONS[name]).parameters) == _declared(name)


def test_a_check_without_recipients_takes_all_else() -> None:
    assert _declared("check") - set(signature(showing.check).parameters) == {
        "recipients",
        "selection",
        "source_for",
    }


def test_version_names_the_program() -> None:
    run = _run("--version")

    assert run.stdout.split()[0] == "letterpress"


@pytest.mark.parametrize("command", ["", *sorted(program.commands)])
def test_help_teaches_by_example(command: str) -> None:
    run = CliRunner().invoke(program, [*command.split(), "--help"])

    assert run.exit_code == 0
    assert f"Examples:\n    letterpress {command}" in run.stdout


def test_an_unknown_command_is_a_usage_error() -> None:
    run = _run("rendr", "letter.txt")

    assert run.returncode == 2
    assert "No such command 'rendr'" in run.stderr


def test_an_interruption_leaves_with_130_and_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class _Hand:
        @property
        def buffer(self) -> "_Hand":
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", _Hand())
    monkeypatch.setattr("sys.argv", ["letterpress", "check", "-"])

    with pytest.raises(SystemExit) as leaving:
        main()

    assert leaving.value.code == 130
    assert capsys.readouterr().err.strip() == "interrupted; nothing was left behind"


def test_a_reader_that_goes_away_is_no_error(desk: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    run = subprocess.run(  # noqa: S603 -- the project's own command
        [sys.executable, "-m", "letterpress", "parse", desk / "letter.txt"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )

    os.close(writer)
    assert run.stderr == b""


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_prints_a_script_for_the_shell(shell: str) -> None:
    run = CliRunner().invoke(program, ["completion", shell])

    assert run.exit_code == 0
    assert "_LETTERPRESS_COMPLETE" in run.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [("letterpress re", "plain,render"), ("letterpress render --stationery us", "plain,us-block")],
)
def test_completion_offers_commands_and_stationery(words: str, offered: str) -> None:
    count = len(words.split()) - 1

    run = _run(_LETTERPRESS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(count))

    assert offered in run.stdout.splitlines()
