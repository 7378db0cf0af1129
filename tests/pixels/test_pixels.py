"""Tiny pages drawn in letters: what stands where, to the cell (`squares.py` says how they are drawn)."""

from pathlib import Path

import pytest
from squares import draw_letter, make_stationery

from letterpress.letter import (
    BulletList,
    Footnote,
    FootnoteCall,
    Heading,
    Letter,
    ListItem,
    Paragraph,
    Signatory,
    Text,
)
from letters_in_type import OPTIONS, line


def drawn(letter: Letter, folder: Path, columns: int, rows: int) -> str:
    return draw_letter(letter, make_stationery(folder, columns, rows), OPTIONS, folder)


def page(text: str) -> str:
    """Take the indent off a drawing."""
    return "\n".join(row.strip() for row in text.strip().splitlines())


def called(text: str, *numbers: int) -> Paragraph:
    calls = (FootnoteCall(str(number), number) for number in numbers)
    return Paragraph((Text(text), *calls))


def note(number: int, text: str) -> Footnote:
    return Footnote(str(number), number, (line(text),))


CASES = {
    "a line whose spaces would gape is set ragged": (
        Letter(body=(line("aa bb cc"),)),
        (6, 3),
        """
        ......
        ##.##.
        ##....
        ......
        """,
    ),
    "a word is hyphenated at the end of a line": (
        Letter(body=(line("aa internationally bb cc dd"),)),
        (14, 4),
        """
        ..............
        ##.#######-...
        ########.##.##
        ##............
        ..............
        """,
    ),
    "a note stands at the foot, below its rule": (
        Letter(body=(called("aaa", 1),), footnotes=(note(1, "bb"),)),
        (6, 6),
        """
        ......
        ###d..
        ......
        ......
        ......
        ##....
        d.##..
        """,
    ),
    "a note that does not fit goes on overleaf": (
        Letter(body=(called("aaa", 1), line("bbb")), footnotes=(note(1, "cccc cccc cccc cccc cccc cccc"),)),
        (6, 6),
        """
        ......
        ###d..
        ......
        ##....
        d.####
        ..####
        ..####

        ......
        ###...
        ......
        ######
        ..####
        ..####
        ..####
        """,
    ),
    "signatories stand in rows of two with room between the columns": (
        Letter(
            body=(line("aa bb"),),
            complimentary_close=line("yours"),
            signature_block=tuple(Signatory(name, "kk") for name in ("ddd", "ee", "fff")),
        ),
        (9, 12),
        """
        .........
        ##.##....
        #####....
        ###..##..
        ##...##..
        .........
        ###......
        ##.......
        .........
        .........
        .........
        .........
        .........
        """,
    ),
    "a heading goes overleaf with the text it leads to": (
        Letter(body=(line("aaaa aaaa aaaa"), Heading(1, (Text("hh"),)), line("bbbb bbbb bbbb"))),
        (4, 6),
        """
        ....
        ####
        ####
        ####
        ....
        ....
        ....

        ....
        ##..
        ####
        ####
        ####
        ....
        ....
        """,
    ),
    "the text of an item hangs from its bullet": (
        Letter(body=(BulletList((ListItem((line("aaa aaa aaa"),)),)),)),
        (10, 3),
        """
        ..........
        .#.###.###
        ...###....
        ..........
        """,
    ),
    "the header of continuation pages begins on the second": (
        Letter(salutation=line("Dear ada"), body=(line("bbbb bbbb bbbb bbbb"),)),
        (4, 4),
        """
        ....
        ####
        ###.
        ####
        ....

        ###.
        ####
        ####
        ####
        ....
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_pages_look_as_drawn(name: str, tmp_path: Path) -> None:
    letter, (columns, rows), expected = CASES[name]

    actual = drawn(letter, tmp_path, columns, rows)

    assert actual == page(expected)
