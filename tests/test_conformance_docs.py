"""docs/conformance.md and the code know the same vocabulary."""

import re
from pathlib import Path

from letterpress.diagnostics import Code

PROJECT = Path(__file__).parents[1]
DOCUMENT = (PROJECT / "docs/conformance.md").read_text()
CONFORMANCE = PROJECT / "src/letterpress/typesetting/conformance"


def test_every_attribute_is_documented_and_every_documented_one_is_read() -> None:
    code = "".join(path.read_text() for path in CONFORMANCE.glob("*.py"))

    read = set(re.findall(r'get\("([a-z-]+)"', code)) - {"src"}
    assert set(re.findall(r'^\| `([a-z-]+)="', DOCUMENT, flags=re.MULTILINE)) == read


def test_every_code_of_a_finished_file_is_documented() -> None:
    assert set(re.findall(r"`(pdf-[a-z]+)`", DOCUMENT)) == {code for code in Code if code.startswith("pdf-")}
