"""The press: what it refuses, and what it says then."""

import pytest

from letterpress.diagnostics import Code, LetterError
from letterpress.press import render_source
from letterpress.source import decode_source


def test_an_error_of_a_later_step_carries_the_warnings_of_earlier_ones() -> None:
    source = decode_source("Dear Ada,\n\nIt is 中.\n\nSincerely,\n\nBob\n".encode(), "letter.txt")

    with pytest.raises(LetterError) as caught:
        render_source(source)

    codes = [finding.code for finding in caught.value.diagnostics]
    assert codes == [Code.DATE_UNKNOWN, Code.CHARACTER_UNAVAILABLE]
