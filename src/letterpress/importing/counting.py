"""Numbers as word processors write them before the items of lists."""

MOST_LETTERS = 20  # of a label such as `aaa`
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def letters(number: int) -> str:
    """Count in letters as word processors do: a to z, aa to zz."""
    times = min((number - 1) // 26 + 1, MOST_LETTERS)
    return chr(ord("a") + (number - 1) % 26) * times if number > 0 else str(number)


def roman(number: int) -> str:
    """Count in Roman numbers."""
    if not 0 < number < 4000:  # noqa: PLR2004 -- Roman numbers end there
        return str(number)
    text = ""
    for value, sign in ROMAN:
        text += sign * (number // value)
        number %= value
    return text
