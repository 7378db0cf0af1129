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
from letterpress.source import FIRST_MARK

_GENERATION = re.compile(r"(?:jr|sr|i{2,3}|iv)\.?", re.IGNORECASE)
_POST_NOMINAL = re.compile(
    r"(?:esq|ph\.?\s?d|m\.?\s?d|d\.?\s?o|j\.?\s?d"
    r"|ll\.?\s?[mbd]|m\.?\s?p\.?\s?[ah]"
    r"|m\.?\s?b\.?\s?a|m\.?\s?sc?|b\.?\s?(?:a|sc)|d\.?\s?phil|sc\.?\s?d|ed\.?\s?d|r\.?\s?n|c\.?\s?p\.?\s?a|p\.?\s?e|dds|dvm"
    r"|facs|frs|obe|cbe|mbe|kbe|qc|kc|mp|mep|mla|ir|mr|ret|s\.?\s?j|o\.?\s?p)\.?",
    re.IGNORECASE,
)
_PLACED_OFFICE = re.compile(  # offices held over a place or a body: `Mayor of`, `President of`
    r"(?P<title>(?:(?:lord|vice|deputy|acting|former|interim|lieutenant|prime|executive|co-?|honorary)[\s-]*)*"
    r"(?:mayor|president|governor|supervisor|premier|minister-president|bishop|archbishop|rector|chancellor"
    r"|county executive|executive|judge|sheriff|treasurer))"
    r"(?P<joint>\s+of\s+)(?P<organisation>(?:the\s+)?\S.*)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:mayor|president|governor|supervisor|director|manager|chair(?:man|woman|person)?|secretary|minister|officer|head"
    r"|professor|prof|lecturer|reader|fellow|dean|chief|executive|commissioner|clerk|counsel|attorney|partner|associate"
    r"|assistant|administrator|coordinator|founder|owner|proprietor|editor|treasurer|senator|representative|councill?or"
    r"|member|judge|bishop|rector|chancellor|engineer|analyst|scientist|researcher|rapporteur|ombuds(?:man|woman|person)|ambassador|envoy|spokes(?:man|woman|person)"
    r"|student|author|journalist|lawyer|postdoc|maintainer|developer|programmer|consultant|teacher|inspector|advis[eo]r|agent|lead|ceo|cto|cfo|coo"
    r"|leiter(?:in)?|geschäftsführer(?:in)?|vorstand|vorsitzende[r]?|bürgermeister(?:in)?|direktor(?:in)?|präsident(?:in)?"
    r"|sprecher(?:in)?|directeur|directrice|(?:vice-)?président(?:e)?|maire|députée?|secrétaire|presidente|direct(?:or|ora)"
    r"|diret(?:or|ora)|secret[aá]ri[oa]|alcalde(?:sa)?|portavoz|presidentessa|direttore|direttrice|segretari[oa]|sindaco"
    r"|voorzitter|directeur|bestuurder|ordförande|sekreterare|vd|prezes(?:ka)?|dyrektor(?:ka)?|kierowni(?:k|czka)|przewodnicząc[ay]|rzeczni(?:k|czka)"
    r"|(?:beleids)?adviseur|coord[ei]n?a(?:dora?|teur|trice|tor[ae]?)|capo|skattmästare|schatzmeister(?:in)?|trésori(?:er|ère))\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:university|college|school|city|town|county|state|department|division|office|center|centre|institute|institut"
    r"|ministry|agency|bureau|council|committee|commission|association|foundation|society|union|company|corporation|inc|ltd"
    r"|llc|llp|gmbh|ag|kg|e\.v|s\.a|bank|hospital|church|laborator(?:y|ies)|facility|source|group|trust|service[s]?|board"
    r"|universität|hochschule|stadt|amt|verein|verband|stiftung|université|ville|universidade?|universit(?:à|eit|etet)"
    r"|asociación|associação|associazione|vereniging|stichting|fundaci[óo]n|fundação|fundacja|fondazione|fondation"
    r"|stowarzyszenie|uniwersytet|förening(?:en)?|ministère|ministerio|ministério|ministero|ministerie|academy|alliance"
    r"|network|organi[sz]ation|federation|clinic|programme|college)\b",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"(?:dr|prof(?:essor)?|sir|dame|lord|lady|rev(?:erend)?|fr|senator|mayor|judge|justice|councill?or"
    r"|representative|bishop|governor|president|minister|ambassador|mrs?|ms|mx|herr|frau|m|mme)\b\.?\s+[^\W\d_]",
    re.IGNORECASE,
)
_PROCURATION = re.compile(
    r"(?:i\.\s?[AV]\.|ppa\.|pp?\.\s?p\.|pp\.?|per\spro\.?|p/p|p\.o\.)\s+(?=[^\W\d_a-z])"
)
_MAIL = re.compile(r"(?P<name>[^<>(@]{3,80}?)\s*(?P<mail>[<(]?[^\s<>()@]{1,64}@[^\s<>()@]{1,80}[>)]?)")
_COMPANY = re.compile(
    r"[^,]{2,80}\b(?:GmbH(?: & Co\. KG)?|AG|KG|e\.\s?V\.|Ltd\.?|Limited|LLC|Inc\.|plc|S\.?A\.?S?\.?|B\.V\.|AB"
    r"|A/S|S\.r\.l\.)"
)
_IN_PARENTHESES = re.compile(r"\S \([^()]+\)$")
_ADDRESS = re.compile(r"[\d@]")
_TITLE = re.compile(r"(?:dr|prof(?:essor)?|sir|dame|mrs?|ms)\b\.?\s+(?!of\b|for\b|emerit)", re.IGNORECASE)
_PARTICLES = frozenset(
    (
        "von",
        "van",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "af",
        "zu",
        "y",
        "e",
    )
)
MOST_OF_LINE = 100  # characters
MOST_CELLS = 4  # of a row with a person
_FAR_APART = re.compile(r"[ ]{3,}|[ ]*\t\s*")
_ROW_NUMBER = re.compile(r"\d{1,3}[.)]?(?:[ ]{2,}|\t)")
_NAME_WORDS = 6  # more words than this are no name
_LINES_OF_PERSONS = (2, 3, 4)
MOST_LINES_OF_PERSON = 8
LEAST_PERSONS = 3  # with as many lines each in one paragraph; of fewer the second may be an office
_COMMA = re.compile(r"\s*,\s*")


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
        yield from (read_signatory(text, line) for line, text in zip(lines, words, strict=True) if text)


def _persons(words: tuple[str, ...], length: int) -> tuple[int, ...]:
    """Give the lines at which a second person and those after begin, in a paragraph of several.

    Either each begins with a title such as `Dr`, or all have as many lines as the letter shows elsewhere.
    """
    if length and len(words) % length == 0 and all(map(_is_full_name, words[::length])):
        return tuple(range(length, len(words), length))
    titled = tuple(n for n, line in enumerate(words) if _HONORIFIC.match(line))
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
        and all(_is_full_name(name) and (_HONORIFIC.match(name) or not _is_below(name)) for name in names)
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
    return _COMPANY.fullmatch(words) is not None


def _is_below(words: str) -> bool:
    """Tell whether a line is an office, a body or an address, as stand below a name."""
    return any(pattern.search(words) for pattern in (_OFFICE, _BODY, _ADDRESS))


def read_signatory(words: str, line: Line) -> Signatory:
    """Take one line apart: `Ada Roe, Ph.D., Mayor of Bath` has a name, a title and an organisation."""
    name, post_nominals, rest = _split_name(words)
    title, joint, organisation = _split_office(rest)
    return Signatory(
        name, title, organisation, joint, post_nominals, _procuration(words), span=span_of((line,))
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
    parts = [part for part in words.split() if part not in _PARTICLES]
    are_large = all(part[0].isupper() and not any(map(str.isdigit, part)) for part in parts)
    is_name = 1 < len(parts) <= _NAME_WORDS and are_large and not words.isupper()
    return is_name and not words.endswith((".", ":", "?", "!"))


def may_be_one_person(one: Signatory, other: Signatory) -> bool:
    """Tell whether neither title nor organisation tells two signatories of one name apart."""
    pairs = ((one.title, other.title), (one.organisation, other.organisation))
    return not any(mine and yours and mine != yours for mine, yours in pairs)


def _is_one_person(words: tuple[str, ...]) -> bool:
    below = words[1:]
    if len(words) > MOST_LINES_OF_PERSON or sum(1 for line in words if _TITLE.match(line)) > 1:
        return False
    if all(_HONORIFIC.match(line) for line in words) or all(_IN_PARENTHESES.search(line) for line in words):
        return False  # `Senator Roe` above `Senator Lee` are two, `Bo Lee (chair)` above `Al Roe (clerk)` too
    if not any(" " in line for line in below):
        return True  # no name is one word
    return not (_sign_a_line_each(words) or _are_bodies(words))


def _sign_a_line_each(words: tuple[str, ...]) -> bool:
    """Tell whether every line has a name and something after it, or all are names alone."""
    have_rest = all(_split_name(line)[-1] for line in words)
    return have_rest or (not any(map(_is_below, words[1:])) and all(map(_looks_like_name, words)))


def _are_bodies(words: tuple[str, ...]) -> bool:
    """Tell whether bodies sign, a line each: three or more, and no line says an office or an address."""
    is_body = _BODY.search(words[0]) is not None and not _HONORIFIC.match(words[0])
    is_placed = any(_OFFICE.search(line) or _ADDRESS.search(line) for line in words[1:])
    return len(words) >= LEAST_PERSONS and is_body and not is_placed


def _looks_like_name(words: str) -> bool:
    name, _, rest = _split_name(words)
    return not rest and len(name.split()) <= _NAME_WORDS and _begins_a_name(name)


def _is_full_name(words: str) -> bool:
    """Tell whether words are a name of two words or more, or one that is filled in later; towns have one."""
    return _looks_like_name(words) and (" " in words or words[0] >= chr(FIRST_MARK))


def _begins_a_name(words: str) -> bool:
    """Tell whether words begin with a capital, or with the mark of a value."""
    return words[:1].isupper() or words[:1] >= chr(FIRST_MARK)


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
    if not _OFFICE.search(below[0]) and _BODY.search(below[0]):
        return replace(named, organisation="\n".join(below))
    title, joint, organisation = _split_office(below[0])
    if not title:
        title, joint, organisation = below[0], "", ""
    below[:1] = [organisation] if organisation else []
    joint = joint or ("\n" if below else "")
    return replace(named, title=title, organisation="\n".join(below), joint=joint)


def _procuration(words: str) -> str:
    """Give the mark before the name of one who signs for another: `i. A.`, `ppa.`, `p.p.`."""
    found = _PROCURATION.match(words)
    return found[0].rstrip() if found else ""


def _split_name(words: str) -> tuple[str, str, str]:
    """Give the name, to which `Jr.` and `III` belong, its degrees and honours, and what follows."""
    parts = _COMMA.split(words.removeprefix(_procuration(words)).lstrip())
    if mail := _MAIL.fullmatch(parts[0]):
        parts[:1] = [mail["name"], mail["mail"]]
    generation = 1 + sum(1 for _ in takewhile(_GENERATION.fullmatch, parts[1:]))
    end = generation + sum(1 for _ in takewhile(_POST_NOMINAL.fullmatch, parts[generation:]))
    return ", ".join(parts[:generation]), ", ".join(parts[generation:end]), ", ".join(parts[end:])


def _split_office(words: str) -> tuple[str, str, str]:
    """Give title, joint and organisation of what follows a name."""
    first = _COMMA.search(words)
    head, tail = (words[: first.start()], words[first.end() :]) if first else (words, "")
    placed = _PLACED_OFFICE.fullmatch(words)
    if placed and not (tail and _BODY.search(tail)):
        return placed["title"], placed["joint"], placed["organisation"]
    if not words or (not _OFFICE.search(head) and (not tail or _BODY.search(head))):
        return "", "", words
    return head, first[0] if first else "", tail
