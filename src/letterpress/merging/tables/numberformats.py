"""Numbers and dates of a spreadsheet in the words they are shown in, from the format of their cell.

A format is the small language of ECMA-376, part 1, 18.8.31. What it leaves to the reader's own machine is
settled: points and commas as the format writes them, dates in "the short form" as 2026-11-24. What is not
understood gives None, never a guess.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from letterpress.merging.tables.dateformats import format_moment

SIGNIFICANT = 15  # digits a spreadsheet keeps of a number

_CONTEXT = Context(prec=400)  # the largest double has 309 digits
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)'
    r"|\[\$(?P<currency>[^\]\-]*)(?:-(?P<locale>[0-9A-Fa-f,]*))?\]"
    r"|\[(?P<colour>(?i:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+))\]"
    r"|\[(?P<elapsed>(?i:h+|m+|s+))\]|(?P<odd>\[[^\]]*\])"
    r"|(?P<general>(?i:general|standard))|(?P<half>(?i:am/pm|a/p))"
    r"|(?P<moment>(?i:y+|m+|d+|h+|s+(?:\.0+)?))|(?P<exponent>[Ee][+-]0+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<literal>.)",
    re.DOTALL,
)
_LITERALS = ("quoted", "escaped", "currency", "literal")
_SHORT_DATES = {  # built in; every machine shows them in its own way
    "mm-dd-yy": "yyyy-mm-dd",
    "m/d/yy h:mm": "yyyy-mm-dd hh:mm",
    "m/d/yyyy": "yyyy-mm-dd",
}
_SYSTEM_LOCALES = {"F800": "yyyy-mm-dd", "F400": "hh:mm:ss"}  # the long date and the time of the machine


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a format: what kind it is, and its characters."""

    kind: str
    text: str


Section = tuple[Token, ...]


def show_value(value: float | date | time | timedelta, code: str) -> str | None:
    """Give a value as its format shows it, or None when the format is not understood or cannot hold it."""
    try:
        return _show(value, code)
    except ArithmeticError:  # a day past the calendar, more places than a number can have
        return None


def _show(value: float | date | time | timedelta, code: str) -> str | None:
    sections = parse_format(_SHORT_DATES.get(code, code))
    if isinstance(value, date | time | timedelta):
        return format_moment(value, _moment_section(sections[0]))
    number = Decimal(f"{value:.{SIGNIFICANT}g}")
    section, number = _choose(sections, number)
    kinds = {token.kind for token in section}
    if kinds & {"odd", "moment", "elapsed", "half"} or any(
        t.text == "/" for t in section if "digit" in kinds
    ):
        return None
    if kinds & {"general", "text"} or not section:
        return _around(section, show_plainly(number))
    return (_show_exponent(section, number) if "exponent" in kinds else _show_digits(section, number)).strip()


def show_plainly(number: Decimal) -> str:
    """Give a number with all its digits and no more."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1024)
def parse_format(code: str) -> tuple[Section, ...]:
    """Take a format apart: up to four sections of tokens."""
    sections: list[list[Token]] = [[]]
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or "literal"
        if kind == "locale":
            kind = "currency"
            if (found["locale"] or "").upper() in _SYSTEM_LOCALES:
                return parse_format(_SYSTEM_LOCALES[found["locale"].upper()])
            if found["locale"] and not found["locale"].upper().endswith(("09", "00")):
                sections[-1].append(Token("foreign", found["locale"]))
        if kind == "literal" and found[0] == ";":
            sections.append([])
        elif kind not in ("colour", "fill"):
            sections[-1].append(Token(kind, " " if kind == "pad" else found[kind]))
    return tuple(tuple(section) for section in sections)


def _moment_section(section: Section) -> tuple[tuple[str, str], ...]:
    return tuple(("literal" if t.kind in _LITERALS else t.kind, t.text) for t in section)


def _choose(sections: tuple[Section, ...], number: Decimal) -> tuple[Section, Decimal]:
    """Choose the section for a number; that for negative ones writes its sign itself."""
    if number < 0:
        if len(sections) > 1:
            return sections[1], -number
        return (Token("literal", "-"), *sections[0]), -number
    if number == 0 and len(sections) > 2:  # noqa: PLR2004 -- the third section is for zero
        return sections[2], number
    return sections[0], number


def _around(section: Section, shown: str) -> str:
    """Put a number among the literals of a section without digits."""
    if not any(t.kind in ("general", "text") for t in section):
        return shown
    return "".join(shown if t.kind in ("general", "text") else t.text for t in section if t.kind != "foreign")


def _show_exponent(section: Section, number: Decimal) -> str:
    places = 0
    point = False
    for token in section:
        point = point or token.kind == "point"
        places += point and token.kind == "digit"
    mark = next(token.text for token in section if token.kind == "exponent")
    mantissa, _, power = f"{number:.{places}E}".partition("E")
    sign = "-" if int(power) < 0 else "+" if mark[1] == "+" else ""
    before = "".join(t.text for t in section if t.kind in _LITERALS)
    return f"{before}{mantissa}E{sign}{abs(int(power)):0{len(mark) - 2}d}"


def _show_digits(section: Section, number: Decimal) -> str:
    """Fill the places of a section with the digits of a number."""
    tokens = list(section)
    digits = [n for n, token in enumerate(tokens) if token.kind == "digit"]
    if not digits:
        return "".join(t.text for t in tokens if t.kind in (*_LITERALS, "pad", "percent"))
    point = next((n for n, token in enumerate(tokens) if token.kind == "point"), None)
    whole = [n for n in digits if point is None or n < point]
    after = [n for n in digits if point is not None and n > point]
    commas = [n for n, token in enumerate(tokens) if token.kind == "comma"]
    grouped = any(whole and whole[0] < n < whole[-1] for n in commas)
    scale = sum(n > digits[-1] for n in commas) * 3 - 2 * sum(t.kind == "percent" for t in tokens)
    rounded = number.scaleb(-scale, _CONTEXT).quantize(
        Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, context=_CONTEXT
    )
    integer, _, fraction = format(rounded, "f").partition(".")
    filled = _fill_fraction(tokens, after, fraction) | _fill_whole(
        tokens, whole, integer.lstrip("0"), grouped=grouped
    )
    return "".join(
        filled.get(n, token.text if token.kind not in ("comma", "foreign") else "")
        for n, token in enumerate(tokens)
    )


def _fill_whole(tokens: list[Token], places: list[int], digits: str, *, grouped: bool) -> dict[int, str]:
    """Fill the places before the point from the right; the leftmost takes all digits that are left."""
    filled: dict[int, str] = {}
    written = 0
    for place in reversed(places):
        last = place == places[0]
        take = len(digits) if last else min(1, len(digits))
        given = digits[len(digits) - take :] or {"0": "0", "?": " "}.get(tokens[place].text, "")
        digits = digits[: len(digits) - take]
        shown = ""
        for digit in reversed(given):
            separator = "," if grouped and written and written % 3 == 0 and digit != " " else ""
            shown = digit + separator + shown
            written += 1
        filled[place] = shown
    return filled


def _fill_fraction(tokens: list[Token], places: list[int], digits: str) -> dict[int, str]:
    """Fill the places after the point; zeros at the end stand only where a `0` asks for them."""
    filled: dict[int, str] = {}
    ended = True
    for place, digit in reversed(list(zip(places, digits, strict=True))):
        ended = ended and digit == "0" and tokens[place].text != "0"
        filled[place] = {"?": " "}.get(tokens[place].text, "") if ended else digit
    return filled


def value_of(value: float | datetime) -> Decimal | date:
    """Give the value itself, without a format: an exact number, or a day."""
    return value.date() if isinstance(value, datetime) else Decimal(f"{value:.{SIGNIFICANT}g}")
