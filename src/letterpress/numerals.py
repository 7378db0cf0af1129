"""The marks of numbered items: figures, letters and Roman numerals, with the stops around them."""

from string import ascii_lowercase

DECIMAL = "1."  # how lists are numbered when nobody says otherwise

_ROMAN_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def write_numeral(system: str, number: int) -> str:
    """Write a number as the first one of a system tells: `1`, `a`, `A`, `i` or `I`; behind `z` comes `aa`."""
    if system in "aA":
        times, letter = divmod(number - 1, len(ascii_lowercase))
        written = ascii_lowercase[letter] * (times + 1)
    elif system in "iI":
        written = "x" * (number // 10) + _ROMAN_ONES[number % 10]
    else:
        return str(number)
    return written.upper() if system.isupper() else written


def write_mark(style: str, number: int) -> str:
    """Write the mark of an item, in the style the mark of a first one shows: `(a)`, `i.`; empty is `1.`."""
    style = style or DECIMAL
    system = next(character for character in style if character.isalnum())
    return style.replace(system, write_numeral(system, number))
