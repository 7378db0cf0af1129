"""What may be asked when recipients are read."""

from dataclasses import dataclass

from letterpress.letter import ColumnRule


@dataclass(frozen=True, slots=True)
class Selection:
    """Which recipients get a letter, and in which order.

    Conditions choose rows; of those with one value in `unique` the first stays; those with one value in
    `household` become one recipient; `rows` chooses by number; `sort` orders.

    Attributes:
        where: conditions such as `country=DE` or `country!=DE`; all must hold.
        sort: the column to sort by; empty keeps the order of the file.
        rows: numbers such as `217-230` or `1,5,9-12`; empty takes all.
        unique: the column whose values are not repeated.
        household: the column by which several rows share one letter.
    """

    where: tuple[str, ...] = ()
    sort: str = ""
    rows: str = ""
    unique: str = ""
    household: str = ""


@dataclass(frozen=True, slots=True)
class RecipientsOptions:
    """How a file of recipients is read.

    Attributes:
        encoding: the codec of a text, where it is neither UTF-8 nor UTF-16 with a byte order mark.
        query: what to ask a database.
        rules: what the letter's front matter asks of columns.
        uses: the names the letter's text uses; None where there is no letter.
        selection: which recipients are wanted.
    """

    encoding: str | None = None
    query: str = ""
    rules: tuple[ColumnRule, ...] = ()
    uses: frozenset[str] | None = None
    selection: Selection = Selection()
