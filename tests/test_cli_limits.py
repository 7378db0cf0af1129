"""Letters nobody should write: each ends in a diagnostic or a letter, soon, and never in a traceback."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import LETTER

SECONDS = 30
MEMORY = 3 * 1024**3
PARAGRAPH = "Thank you for the engine, which we shall run on Monday.\n\n"


def _with_body(body: str) -> str:
    return LETTER.replace("We shall run it on Monday.", body)


LETTERS = {
    "letter of 10 MB": (_with_body("\n\n" + PARAGRAPH * (10_000_000 // len(PARAGRAPH))), "typesetting-limit"),
    "word of 200,000 characters": (_with_body("w" * 200_000), "word-too-long"),
    "5,000 nested quotations": (_with_body("\n\n" + ">" * 5_000 + " we shall"), "nesting-too-deep"),
    "50,000 asterisks": (_with_body("*" * 50_000), "word-too-long"),
    "9,000 brackets": (_with_body("[ " * 9_000 + "]( " * 9_000), ""),
    "html": (_with_body("<b>engine</b><script>alert(1)</script>&lt;"), ""),
}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- the project's own command
        [sys.executable, "-m", "letterpress", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        preexec_fn=_limit,
    )


@pytest.mark.parametrize("name", LETTERS)
def test_a_hostile_letter_is_judged_in_bounded_time_and_memory(name: str, desk: Path) -> None:
    letter, code = LETTERS[name]
    (desk / "letter.txt").write_text(letter)

    run = _run("check", "letter.txt")

    assert (run.returncode in {0, 1}, run.stderr) == (True, "")
    assert code in run.stdout


@pytest.mark.parametrize("name", ["letter of 10 MB", "word of 200,000 characters", "html"])
def test_a_hostile_letter_is_set_or_refused_in_bounded_time_and_memory(name: str, desk: Path) -> None:
    letter, code = LETTERS[name]
    (desk / "letter.txt").write_text(letter)

    run = _run("render", "letter.txt", "-o", "letter.pdf")

    assert (run.returncode, (desk / "letter.pdf").exists()) == ((1, False) if code else (0, True))
    assert code in run.stderr
