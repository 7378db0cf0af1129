"""Rules of correspondence and the limits of what can be set."""

from letterpress.checking import check_letter
from letterpress.diagnostics import Code, Severity
from letterpress.reading import read_letter
from letterpress.source import Source

LETTER = "Dear Ada,\n\nIt runs.\n\nSincerely,\n\nBo Lee\n"


def check(text: str) -> list[tuple[Code, Severity]]:
    source = Source("a.txt", text)
    return [(d.code, d.severity) for d in check_letter(read_letter(source).letter, source)]


def test_a_whole_letter_passes() -> None:
    assert check(LETTER) == []


def test_what_a_letter_lacks_is_a_warning_but_for_its_body() -> None:
    assert check("It runs.") == [
        (Code.SALUTATION_MISSING, Severity.WARNING),
        (Code.CLOSE_MISSING, Severity.WARNING),
    ]
    assert check("Dear Ada,\n\nIt runs.\n\nSincerely,") == [(Code.SIGNATORY_MISSING, Severity.WARNING)]
    assert check("Dear Ada,\n\nSincerely,\n\nBo Lee") == [(Code.BODY_MISSING, Severity.ERROR)]


def test_a_word_over_the_limit_is_refused_at_its_place() -> None:
    source = Source("a.txt", LETTER.replace("runs", "x" * 10_001))

    found = check_letter(read_letter(source).letter, source)

    assert [(d.code, d.place and (d.place.line, d.place.column)) for d in found] == [
        (Code.WORD_TOO_LONG, (3, 4))
    ]
    assert check(LETTER.replace("runs", "x" * 9_000)) == []


def test_a_table_over_the_limits_is_refused_at_its_place() -> None:
    wide = "|a" * 41 + "\n" + "|-" * 41
    long = "|a\n|-\n" + "|a\n" * 5_001

    assert check(LETTER.replace("It runs.", wide)) == [(Code.TYPESETTING_LIMIT, Severity.ERROR)]
    assert check(LETTER.replace("It runs.", long)) == [(Code.TYPESETTING_LIMIT, Severity.ERROR)]
    assert check(LETTER.replace("It runs.", "|a" * 40 + "\n" + "|-" * 40)) == []


def test_a_page_break_belongs_between_blocks_of_the_body() -> None:
    assert check(LETTER.replace("It runs.", "It\n\n\\newpage\n\nruns.")) == []
    assert check(LETTER.replace("It runs.", "> It\n>\n> \\newpage\n>\n> runs.")) == [
        (Code.PAGE_BREAK_PLACE, Severity.WARNING)
    ]


def test_a_text_over_the_limit_is_refused() -> None:
    assert (Code.TYPESETTING_LIMIT, Severity.ERROR) in check("word " * 400_001)
