"""What may be asked when recipients are read."""

from dataclasses import dataclass, field

from letterpress.letter import ColumnRule


@dataclass(frozen=True, slots=True)
class Selection:
    """Which recipients get a letter, and in which order.

    Conditions choose rows; of those with one value in `unique` the first stays; those with one value in
    `household` become one recipient; `rows` chooses by number; `sort` orders.

    Attributes:
        where: conditions such as `country=DE` or `country!=DE`; all must hold.
        unique: the column whose values are not repeated.
        household: the column by which several rows share one letter.
        rows: numbers such as `217-230` or `1,5,9-`; empty takes all.
        sort: the column to sort by; empty keeps the order of the file.
    """

    where: tuple[str, ...] = ()
    unique: str = ""
    household: str = ""
    rows: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class RecipientsOptions:
    """How a file of recipients is read.

    Attributes:
        encoding: the codec of a text, where it is neither UTF-8 nor UTF-16 with a byte order mark.
        query: what to ask a database.
        selection: which recipients are wanted.
        rules: what the letter's front matter asks of columns.
        addressed: whether every recipient needs the lines of an inside address.
    """

    encoding: str | None = None
    query: str = ""
    selection: Selection = field(default_factory=Selection)
    rules: tuple[ColumnRule, ...] = ()
    addressed: bool = False
