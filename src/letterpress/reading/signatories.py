"""Who signs: lines after the close, taken apart into name, title and organisation.

Every word of a line is in one of the three, and `joint` keeps what stood between title and
organisation, so that the line can be printed as its author wrote it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from letterpress.letter import Signatory
from letterpress.reading.markup import Line
from letterpress.reading.markup.raw import span_of
from letterpress.reading.offices import (
    BODY,
    COMPANY,
    GENERATION,
    HONORIFIC,
    OFFICE,
    PARTICLES,
    PLACED_OFFICE,
    POST_NOMINAL,
    PROCURATION,
)
from letterpress.source import FIRST_MARK

_MAIL = re.compile(r"(?P<name>[^<>(@]{3,80}?)\s*(?P<mail>[<(]?[^\s<>()@]{1,64}@[^\s<>()@]{1,80}[>)]?)")
_ALL_IN_PARENTHESES = re.compile(r"\([^()]+\)")
_GOES_ON = (",", " and", " of", " for", "&")  # the end of a line that was wrapped
_DASHED = re.compile(r"\S\s+[-\u2013\u2014]\s+\S")
_IN_PARENTHESES = re.compile(r"\S \([^()]+\)$")
_SAID_IN_PARENTHESES = re.compile(r"(?P<name>[^()]{3,100}?)\s\((?P<said>[^()]{3,100})\)")
_ADDRESS = re.compile(r"[\d@]")
_TITLE = re.compile(r"(?:dr|prof(?:essor)?|sir|dame|mrs?|ms)\b\.?\s+(?!of\b|for\b|emerit)", re.IGNORECASE)
MOST_OF_LINE = 100  # characters
MOST_CELLS = 4  # of a row with a person
_FAR_APART = re.compile(r"[ ]{3,}|[ ]*\t\s*")
_ROW_NUMBER = re.compile(r"\d{1,3}[.)]?(?:[ ]{2,}|\t)")
_NAME_WORDS = 6  # more words than this are no name
_LINES_OF_PERSONS = (2, 3, 4)
MOST_LINES_OF_PERSON = 8
LEAST_PERSONS = 3  # with as many lines each in one paragraph; of fewer the second may be an office
_ABOVE_NAME = re.compile(
    r"(?:the|der|die|l[ae]|el|il|lo|l['\u2019]|o|a|de|het)(?:\s+|(?<=['\u2019]))\w|\w+,?$", re.IGNORECASE
)  # how an office above a name begins, or it is one word
_COMMA = re.compile(r"\s*[,\u060c]\s*")


Paragraph = tuple[tuple[Line, ...], tuple[str, ...]]  # lines, and the same lines without markup


def read_signatories(paragraphs: Sequence[Paragraph]) -> tuple[Signatory, ...]:
    """Read the signatories of the paragraphs after the close.

    A paragraph is one signatory a line, or a name with office and body on the lines below it, or several of
    these one after the other. What most paragraphs of several lines are, all are.
    """
    several = [words for _, words in paragraphs if len(words) > 1]
    persons = sum(map(_is_one_person, several))
    are_persons = persons > len(several) // 2 and persons > 1
    length = next((n for n in _LINES_OF_PERSONS if _count_persons_of(n, several) >= LEAST_PERSONS), 0)
    return tuple(
        signatory
        for lines, words in paragraphs
        for signatory in _read_paragraph(lines, words, length, are_persons=are_persons)
    )


def _read_paragraph(
    lines: tuple[Line, ...], words: tuple[str, ...], length: int, *, are_persons: bool
) -> Iterator[Signatory]:
    cuts = _persons(words, length)
    if cuts or (len(lines) > 1 and (are_persons or _is_one_person(words))):
        for start, end in pairwise((0, *cuts, len(lines))):
            yield _read_block(lines[start:end], words[start:end])
    else:
        for start, end in _unwrapped(words):
            yield read_signatory(" ".join(filter(None, words[start:end])), lines[start:end])


def _unwrapped(words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Give the lines of each signatory: one, and those below it that go on behind a comma or in brackets."""
    begins = [
        n
        for n, text in enumerate(words)
        if text and not (n and (words[n - 1].endswith(_GOES_ON) or _ALL_IN_PARENTHESES.fullmatch(text)))
    ]
    return pairwise((*begins, len(words)))


def _persons(words: tuple[str, ...], length: int) -> tuple[int, ...]:
    """Give the lines at which a second person and those after begin, in a paragraph of several.

    Either each begins with a title such as `Dr`, or all have as many lines as the letter shows elsewhere.
    """
    if length and len(words) % length == 0 and all(map(_is_full_name, words[::length])):
        return tuple(range(length, len(words), length))
    titled = tuple(n for n, line in enumerate(words) if HONORIFIC.match(line))
    if len(titled) > 1 and titled[0] == 0 and all(b - a > 1 for a, b in pairwise((*titled, len(words)))):
        return titled[1:]
    return ()


def _count_persons_of(length: int, paragraphs: Sequence[tuple[str, ...]]) -> int:
    return sum(len(words) // length for words in paragraphs if _has_persons_of(length, words))


def _has_persons_of(length: int, words: tuple[str, ...]) -> bool:
    """Tell whether a paragraph is several persons of as many lines: names, and below them what is none."""
    names = words[::length]
    below = [line for n, line in enumerate(words) if n % length]
    return (
        len(words) % length == 0
        and len(names) > 1
        and all(_is_full_name(name) and (HONORIFIC.match(name) or not _is_below(name)) for name in names)
        and 2 * sum(map(_is_below, below)) >= len(below)
    )


def cells_of_person(words: str) -> list[str]:
    """Give the cells of a row with a name and what is said of it, far apart, without the row's number."""
    return [cell for cell in _FAR_APART.split(_ROW_NUMBER.sub("", words.strip())) if cell]


def are_rows_of_persons(rows: Sequence[str]) -> bool:
    """Tell whether lines of several cells are a person each: three or more, the name in the first cell."""
    cells = [cells_of_person(row) for row in rows]
    if len(rows) < LEAST_PERSONS or any(not 1 < len(row) <= MOST_CELLS for row in cells):
        return False
    are_numbered = all(map(_ROW_NUMBER.match, rows))
    said = sum(any(map(_is_below, row[1:])) for row in cells)
    return all(_is_person(row[0]) for row in cells) and (are_numbered or 2 * said > len(rows))


def is_company(words: str) -> bool:
    """Tell whether a line is the name of a company, by its legal form, and nothing else."""
    return COMPANY.fullmatch(words) is not None


def _is_below(words: str) -> bool:
    """Tell whether a line is an office, a body or an address, as stand below a name."""
    return any(pattern.search(words) for pattern in (OFFICE, BODY, _ADDRESS))


def read_signatory(words: str, lines: tuple[Line, ...]) -> Signatory:
    """Take one line apart: `Ada Roe, Ph.D., Mayor of Bath` has a name, a title and an organisation."""
    name, post_nominals, rest = _split_name(words)
    title, joint, organisation = _split_office(rest)
    return Signatory(
        name, title, organisation, joint, post_nominals, _procuration(words), span=span_of(lines)
    )


def is_signed(words: tuple[str, ...], *, is_last: bool) -> bool:
    """Tell whether a paragraph is a name with office or body, or the last of a letter and a name alone."""
    name, _, rest = _split_name(words[0])
    if len(words) > MOST_LINES_OF_PERSON or not _is_person(name):
        return False
    if any(len(line) > MOST_OF_LINE or line.endswith((":", "?", "!", ";")) for line in words):
        return False
    below = [*filter(None, [rest]), *words[1:]]
    return any(map(_is_below, below)) or (is_last and not below)


def _is_person(words: str) -> bool:
    """Tell whether words are those of a name: two or more, all but particles with a capital, no digits."""
    parts = [part for part in words.split() if part not in PARTICLES]
    are_large = all(_is_large(part[0]) and not any(map(str.isdigit, part)) for part in parts)
    is_name = 1 < len(parts) <= _NAME_WORDS and are_large and not words.isupper()
    return is_name and not words.endswith((".", ":", "?", "!"))


def may_be_one_person(one: Signatory, other: Signatory) -> bool:
    """Tell whether neither title nor organisation tells two signatories of one name apart."""
    pairs = ((one.title, other.title), (one.organisation, other.organisation))
    return not any(mine and yours and mine != yours for mine, yours in pairs)


def _is_one_person(words: tuple[str, ...]) -> bool:
    below = words[1:]
    if len(words) > 1 and _is_office_alone(words[0]):
        return True
    if BODY.search(words[0]) and not OFFICE.search(words[0]) and not any(map(_is_below, below)):
        return False  # a body, and another one whose kind nobody can tell
    if len(words) > MOST_LINES_OF_PERSON or sum(1 for line in words if _TITLE.match(line)) > 1:
        return False
    if all(HONORIFIC.match(line) for line in words) or all(_IN_PARENTHESES.search(line) for line in words):
        return False  # `Senator Roe` above `Senator Lee` are two, `Bo Lee (chair)` above `Al Roe (clerk)` too
    if not any(" " in line for line in below):
        return True  # no name is one word
    return not (_sign_a_line_each(words) or _are_bodies(words))


def _sign_a_line_each(words: tuple[str, ...]) -> bool:
    """Tell whether every line has a name and something after it, or all or the later ones are names alone."""
    rests = [bool(_split_name(line)[-1] or _DASHED.search(line)) for line in words]
    if all(rests) or (rests[0] and any(map(_is_a_person_said, words[1:]))):
        return True
    if any(map(_is_below, words[1:])):
        return False
    names = [line for line, has_rest in zip(words, rests, strict=True) if not has_rest]
    if rests[0]:  # an office in it is held in the organisation below
        return not OFFICE.search(words[0]) and all(map(_is_full_name, names))
    return len(names) == len(words) and all(map(_looks_like_name, names))


def _is_a_person_said(words: str) -> bool:
    """Tell whether a line is a person with an office: `Bo Lee, clerk`, and not `Roe College, Bath`."""
    name, _, rest = _split_name(words)
    return bool(rest) and OFFICE.search(rest) is not None and _is_person(name) and not _is_below(name)


def _are_bodies(words: tuple[str, ...]) -> bool:
    """Tell whether bodies sign, a line each: three or more, and no line says an office or an address.

    The first is one to the eye; or of four and more, what is none stands between the others, where below a
    person's name it would stand above or below them.
    """
    is_placed = any(OFFICE.search(line) or _ADDRESS.search(line) for line in words[1:])
    if len(words) < LEAST_PERSONS or is_placed or HONORIFIC.match(words[0]):
        return False
    bodies = [n for n, line in enumerate(words) if BODY.search(line)]
    if not bodies or bodies[0] == 0:
        return bool(bodies) or len(words) > LEAST_PERSONS
    others = [n for n in range(1, bodies[-1]) if n not in bodies]
    return len(words) > LEAST_PERSONS and (len(others) > 1 or any(n > bodies[0] for n in others))


def _looks_like_name(words: str) -> bool:
    name, _, rest = _split_name(words)
    parts = name.split()
    ends_small = len(parts) > 1 and parts[-1].islower()  # `Harbour master` is an office
    return not rest and len(parts) <= _NAME_WORDS and _begins_a_name(name) and not ends_small


def _is_full_name(words: str) -> bool:
    """Tell whether words are a name of two words or more, or one that is filled in later; towns have one."""
    return _looks_like_name(words) and (" " in words or words[0] >= chr(FIRST_MARK))


def _begins_a_name(words: str) -> bool:
    """Tell whether words begin with a capital, or with the mark of a value."""
    return _is_large(words[:1]) or words[:1] >= chr(FIRST_MARK)


def _is_large(letter: str) -> bool:
    """Tell whether a letter is a capital, or one of a script without them."""
    return letter.isalpha() and not letter.islower()


def _read_block(lines: tuple[Line, ...], words: tuple[str, ...]) -> Signatory:
    """Read a name with office and body on the lines below it."""
    name, post_nominals, rest = _split_name(words[0])
    mark = _procuration(words[0])
    named = Signatory(name, joint="", post_nominals=post_nominals, procuration=mark, span=span_of(lines))
    below = [line for line in words[1:] if line]
    if rest:
        title, joint, organisation = _split_office(rest)
        if organisation:
            below.insert(0, organisation)
        elif below:
            joint = "\n"
        return replace(named, title=title, organisation="\n".join(below), joint=joint)
    if not below:
        return named
    if len(below) == 1 and _is_office_alone(words[0]) and _is_full_name(below[0]):
        return replace(_read_block(lines[1:], (below[0],)), title=words[0].rstrip(","), span=span_of(lines))
    if not OFFICE.search(below[0]) and BODY.search(below[0]):
        return replace(named, organisation="\n".join(below))
    title, joint, organisation = _split_office(below[0])
    if not title:
        title, joint, organisation = below[0], "", ""
    below[:1] = [organisation] if organisation else []
    joint = joint or ("\n" if below else "")
    return replace(named, title=title, organisation="\n".join(below), joint=joint)


def _is_office_alone(words: str) -> bool:
    """Tell whether words are an office and name nobody: `Il Presidente`, `La Secrétaire générale`."""
    return OFFICE.search(words) is not None and _ABOVE_NAME.match(words) is not None


def _procuration(words: str) -> str:
    """Give the mark before the name of one who signs for another: `i. A.`, `ppa.`, `p.p.`."""
    found = PROCURATION.match(words)
    return found[0].rstrip() if found else ""


def _split_name(words: str) -> tuple[str, str, str]:
    """Give the name, to which `Jr.` and `III` belong, its degrees and honours, and what follows.

    In `Bo Lee (chair)` and `Bo Lee (Roe College)` it is in parentheses; `Digital Rights (EDRi)` is a name.
    """
    if (found := _SAID_IN_PARENTHESES.fullmatch(words)) and _is_said(found["said"]):
        name, post_nominals, rest = _split_name(found["name"])
        return name, post_nominals, ", ".join(filter(None, (rest, found["said"])))
    parts = _COMMA.split(words.removeprefix(_procuration(words)).lstrip())
    if mail := _MAIL.fullmatch(parts[0]):
        parts[:1] = [mail["name"], mail["mail"]]
    generation = 1 + sum(1 for _ in takewhile(GENERATION.fullmatch, parts[1:]))
    end = generation + sum(1 for _ in takewhile(POST_NOMINAL.fullmatch, parts[generation:]))
    return ", ".join(parts[:generation]), ", ".join(parts[generation:end]), ", ".join(parts[end:])


def _is_said(words: str) -> bool:
    return any(pattern.search(words) for pattern in (OFFICE, BODY))


def _split_office(words: str) -> tuple[str, str, str]:
    """Give title, joint and organisation of what follows a name."""
    first = _COMMA.search(words)
    head, tail = (words[: first.start()], words[first.end() :]) if first else (words, "")
    placed = PLACED_OFFICE.fullmatch(words)
    if placed and not (tail and BODY.search(tail)):
        return placed["title"], placed["joint"], placed["organisation"]
    if not words or (not OFFICE.search(head) and (not tail or BODY.search(head))):
        return "", "", words
    return head, first[0] if first else "", tail
