"""Filters in fields: days, numbers, money and salutations as languages write them, and exact arithmetic."""

from datetime import date
from decimal import Decimal

import pytest

from letterpress.diagnostics import Code, Diagnostic, LetterError
from letterpress.letter import plain_text
from letterpress.merging import FieldText, fill_letter, fill_words, filters, unfilled_fields
from letterpress.merging.filters import INSTALL_LOCALES
from letterpress.reading import read_letter
from letterpress.source import Source

DAY = date(2026, 11, 24)
LETTER = """\
{{ name }}
1 High Street

%s

{{ last | salutation(form) }},

Thank you.

Sincerely,

Jo Doe
"""


def words(field: str, language: str = "en", **values: object) -> str:
    filled = FieldText(Source("letter.md", field), {"language": language}).fill(values)
    return fill_words(filled.source.text, filled.values)


def complaint(field: str, **values: object) -> Diagnostic:
    with pytest.raises(LetterError) as caught:
        words(field, "en", **values)
    (one,) = caught.value.diagnostics
    return one


@pytest.mark.parametrize(
    ("language", "long", "money", "number"),
    [
        ("en", "November 24, 2026", "€1,234.50", "1,234.5"),
        ("en-GB", "24 November 2026", "€1,234.50", "1,234.5"),
        ("de", "24. November 2026", "1.234,50\u00a0€", "1.234,5"),
        ("de-AT-1996", "24. November 2026", "€\u00a01.234,50", "1.234,5"),
        ("fr", "24 novembre 2026", "1\u202f234,50\u00a0€", "1\u202f234,5"),
        ("pl", "24 listopada 2026", "1\u00a0234,50\u00a0€", "1\u00a0234,5"),
    ],
)
def test_days_and_amounts_are_written_as_the_language_does(
    language: str, long: str, money: str, number: str
) -> None:
    fields = ("{{ due | date }}", '{{ amount | currency("EUR") }}', "{{ amount | number }}")
    assert tuple(words(field, language, due=DAY, amount=Decimal("1234.5")) for field in fields) == (
        long,
        money,
        number,
    )


@pytest.mark.parametrize("due", [DAY, "2026-11-24", "24.11.2026", "24 November 2026", "November 24, 2026"])
def test_a_day_is_read_in_every_form_that_means_one_day(due: object) -> None:
    assert (
        words('{{ due | date("short") }} {{ due | date("d. MMMM") }}', "de", due=due)
        == "24.11.26 24. November"
    )


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("{{ amount * 1.19 }}", "0.119"),
        ("{{ (amount * 1.19) | round(2) }}", "0.12"),
        ("{{ 0.1 + 0.2 }}", "0.3"),
        ("{{ 1 / 8 }}", "0.125"),
        ("{{ (amount + 0.025) | number(2) }}", "0.13"),
        ("{{ 2.5 | round }} {{ 1250 | round(-2) }} {{ -0.5 | round }}", "3 1300 -1"),
        ("{% if amount >= 0.1 %}yes{% endif %}", "yes"),
        ('{{ 1000 | currency("JPY") }}', "¥1,000"),
        ("{{ '1.50' | float * 2 }}", "3.00"),
        ("{{ 'a' + 'b' }}", "ab"),
        ("{{ [amount, amount] | sum }}", "0.2"),
    ],
)
def test_numbers_are_exact_and_halves_are_rounded_up(field: str, written: str) -> None:
    assert words(field, amount=Decimal("0.1")) == written


def test_an_empty_cell_is_an_empty_value() -> None:
    assert words('{{ x | date }}{{ x | number(2) }}{{ x | currency("EUR") }}{{ x | round }}', x="") == ""


@pytest.mark.parametrize(
    ("field", "value", "message", "column"),
    [
        ("{{ due | date }}", "soon", '"soon" is no date', "due"),
        ("{{ due | date }}", "11/12/2026", '"11/12/2026" is no one day', "due"),
        ('{{ due | date("HH") }}', DAY, '"HH" is no way to write a date', "due"),
        ("{{ due | number }}", "many", '"many" is no number', "due"),
        ("{{ due | number }}", "1.234", '"1.234" can be read as two numbers', "due"),
        ("{{ due | number }}", True, "yes or no is no number", "due"),
        ("{{ due | number(99) }}", Decimal(1), "99 digits cannot be asked for", "due"),
        ('{{ due | currency("EURO") }}', Decimal(1), '"EURO" is no currency', "due"),
        ("{{ due | currency }}", Decimal(1), '"" is no currency', "due"),
        ("{{ due * 2 }}", "7", '"7" is text, and nothing can be calculated with it', ""),
        ("{{ due * 2 }}", "", "a value is empty, and nothing can be calculated with it", ""),
        ("{{ due * 2 | number }}", Decimal(1), '"2" is text, and nothing can be calculated with it', ""),
        ("{{ 'Roe' | salutation(due) }}", "Prinz", '"Prinz" is no form of address', "due"),
    ],
)
def test_what_a_filter_cannot_use_is_named_with_its_column(
    field: str, value: object, message: str, column: str
) -> None:
    one = complaint(field, due=value)

    assert (one.code, one.message) == (Code.FIELD_INVALID, f"a field fails: {message}")
    assert one.hint
    assert one.place
    assert one.place.field == column


@pytest.mark.parametrize(
    "field", ['{{ due | date("long", 3) }}', '{{ 1 | number("2") }}', "{{ 1 | round(2, 'up') }}"]
)
def test_arguments_no_filter_takes_are_answered_with_those_it_does(field: str) -> None:
    one = complaint(field, due=DAY)

    assert one.message == "a field fails: a filter takes no such arguments"
    assert one.hint.startswith("write for instance ")


def test_the_name_of_a_value_is_found_behind_other_filters_and_in_loops() -> None:
    looped = complaint("{% for one in all %}{{ one.due | trim | date }}{% endfor %}", all=[{"due": "soon"}])

    assert looped.place
    assert looped.place.field == "due"


def test_a_language_nobody_knows_is_a_complaint() -> None:
    with pytest.raises(LetterError, match='nothing is known of how "xx" writes'):
        words("{{ due | date }}", "xx", due=DAY)
    with pytest.raises(LetterError, match='how "xx" greets is not known'):
        words("{{ 'Roe' | salutation }}", "xx")


def test_without_babel_a_letter_with_such_filters_is_refused_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(filters, "import_module", fail)

    with pytest.raises(LetterError) as caught:
        FieldText(Source("letter.md", "Dear {{ name }},\n{{ due | date }}"))
    (one,) = caught.value.diagnostics
    assert (one.code, one.hint, one.place and one.place.line) == (Code.EXTRA_MISSING, INSTALL_LOCALES, 2)
    assert words("{{ 'Roe' | salutation('f') }} {{ 1.15 | round(1) }}") == "Dear Ms. Roe 1.2"


ROE = {"last": "Roe", "form": "", "title": "", "first": ""}


@pytest.mark.parametrize(
    ("language", "row", "greeting"),
    [
        ("de", {"form": "f", "title": "Dr."}, "Sehr geehrte Frau Dr. Roe"),
        ("de", {"form": "Herr"}, "Sehr geehrter Herr Roe"),
        ("de-CH", {"title": "Frau Prof. Dr."}, "Sehr geehrte Frau Prof. Dr. Roe"),
        ("de", {"first": "Kim", "title": "Dr."}, "Guten Tag Dr. Kim Roe"),
        ("de", {"last": ""}, "Sehr geehrte Damen und Herren"),
        ("en", {"form": "F", "title": "Dr."}, "Dear Dr. Roe"),
        ("en", {"title": "Dr.", "first": "Kim"}, "Dear Dr. Roe"),
        ("en", {"form": "Ms."}, "Dear Ms. Roe"),
        ("en-GB", {"title": "Mr"}, "Dear Mr Roe"),
        ("en", {"form": "divers", "first": "Kim"}, "Dear Kim Roe"),
        ("en", {"last": "", "form": "f"}, "Dear Sir or Madam"),
        ("fr", {"form": "Mme"}, "Madame"),
        ("fr", {"form": "m"}, "Monsieur"),
        ("fr", {}, "Madame, Monsieur"),
        ("es", {"form": "f"}, "Estimada señora Roe"),
        ("it", {"form": "Signor"}, "Gentile Signor Roe"),
        ("nl", {"form": "v", "title": "dr."}, "Geachte mevrouw dr. Roe"),
    ],
)
def test_a_salutation_says_what_the_row_says_and_guesses_nothing(
    language: str, row: dict[str, str], greeting: str
) -> None:
    assert words("{{ last | salutation(form, title, first) }}", language, **{**ROE, **row}) == greeting


def filled(dateline: str, language: str = "en", **values: object) -> tuple[str, date | None, list[str], str]:
    """Give dateline, day, lines of the address and salutation of a letter that has them as fields."""
    text = FieldText(Source("letter.md", LETTER % dateline), {"language": language})
    one = text.fill({"name": "Ada *Roe*", "last": "*Roe*", "form": "f", **values})
    letter = fill_letter(read_letter(one.source, {"language": language}).letter, one.values)
    address = [plain_text(line.children) for line in letter.inside_address]
    salutation = plain_text(letter.salutation.children) if letter.salutation else ""
    said = (letter.dateline.line, letter.dateline.date) if letter.dateline else ("", None)
    return (*said, address, salutation)


@pytest.mark.parametrize(
    ("dateline", "due", "said"),
    [
        ("{{ due }}", DAY, "2026-11-24"),
        ("{{ due | date }}", "24.11.2026", "November 24, 2026"),
        ("{{ place }}, {{ due | date }}", DAY, "Bath *1*, November 24, 2026"),
        ("Date: {{ due | date }}", DAY, "November 24, 2026"),
    ],
)
def test_a_line_of_a_day_is_the_dateline_and_the_date_of_the_letter(
    dateline: str, due: object, said: str
) -> None:
    found = filled(dateline, due=due, place="Bath *1*")

    assert found == (said, DAY, ["Ada *Roe*", "1 High Street"], "Dear Ms. *Roe*,")


def test_the_dateline_is_read_in_languages_that_reading_knows_no_months_of() -> None:
    letter_text = LETTER.replace("{{ last | salutation(form) }}", "Dear Pani") % "{{ due | date }}"
    text = FieldText(Source("letter.md", letter_text), {"language": "pl"})
    one = text.fill({"name": "Ada", "due": DAY})
    letter = fill_letter(read_letter(one.source).letter, one.values)

    assert letter.dateline
    assert (letter.dateline.text, letter.dateline.date) == ("24 listopada 2026", DAY)


def test_text_that_looks_like_a_day_is_never_taken_for_the_dateline() -> None:
    assert filled("{{ due }}", due="November 24, 2026")[:3] == (
        "",
        None,
        ["Ada *Roe*", "1 High Street", "November 24, 2026"],
    )


def test_a_day_that_is_empty_leaves_no_dateline() -> None:
    assert filled("{{ due | date }}", due="")[:2] == ("", None)


def test_front_matter_says_that_any_value_is_the_date() -> None:
    for due in (DAY, "November 24, 2026"):
        text = FieldText(
            Source("letter.md", "---\ndate: '{{ due }}'\n---\nDear Ada,\n\nx\n\nSincerely,\n\nJo Doe\n")
        )
        one = text.fill({"due": due})
        letter = fill_letter(read_letter(one.source).letter, one.values)

        assert letter.dateline
        assert letter.dateline.date == DAY


@pytest.mark.parametrize(
    "field", ["{{ due | date }}", "{{ amount * 1.19 }}", "{{ a.b }}", "{{ x|number(2) }}"]
)
def test_fields_with_filters_are_seen_where_no_recipient_is_named(field: str) -> None:
    assert len(list(unfilled_fields(Source("letter.md", f"Dear {field},")))) == 1
