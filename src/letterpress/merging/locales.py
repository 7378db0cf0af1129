"""Days, numbers and amounts of money as a language writes them; the only door to Babel.

What languages do is data of Unicode (CLDR), which Babel carries. `filters` imports this module only for
letters that ask for it.
"""

from copy import copy
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import get_currency_precision, is_currency

from letterpress.merging.arithmetic import FieldFaultError, round_half_up

STYLES = ("short", "medium", "long", "full")


def write_date(day: date, style: str, language: str) -> str:
    """Write a day: `style` is short, medium, long or full, or a pattern of CLDR such as `d. MMMM`."""
    locale = _locale(language)
    try:
        return str(format_date(day, style, locale))
    except (AttributeError, KeyError, ValueError) as error:  # a letter that means a time, or nothing
        named = ", ".join(STYLES)
        raise FieldFaultError(
            f'"{style}" is no way to write a date', f'write {named}, or "d. MMMM y"'
        ) from error


def write_number(number: Decimal, digits: int | None, language: str) -> str:
    """Write a number with so many digits behind the point; without, those it has."""
    exact = number if digits is None else round_half_up(number, digits)
    shown = max(0, -int(exact.as_tuple().exponent))
    locale = _locale(language)
    pattern = copy(locale.decimal_formats[None])
    pattern.frac_prec = shown, shown
    return str(pattern.apply(exact, locale))


def write_currency(number: Decimal, currency: str, language: str) -> str:
    """Write an amount of money with as many digits as the currency (a code of ISO 4217) has."""
    if not is_currency(currency):
        raise FieldFaultError(f'"{currency}" is no currency', 'write its code, such as "EUR"')
    locale = _locale(language)
    exact = round_half_up(number, get_currency_precision(currency))
    return str(locale.currency_formats["standard"].apply(exact, locale, currency=currency))


@cache
def _locale(language: str) -> Locale:
    """Find what is known of a language, in the country of its tag or else anywhere."""
    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    message = f'nothing is known of how "{language}" writes dates and numbers'
    raise FieldFaultError(message, "look whether the tag of the language is right")
