"""Signatories from a file: its rows to the signatories of a letter, and everything that is wrong with them.

The file is read as recipients are read, in any of their formats. Its cells are data, never markup.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import combining, normalize

from letterpress.diagnostics import Code, Diagnostic, Place, RecipientsError, Severity
from letterpress.letter import Letter, Signatory, SignatoryFile
from letterpress.merging.columns import find_column, name_some, nearest_column
from letterpress.merging.reader import read_recipients
from letterpress.merging.recipients import Column, Reading, Recipient, show_value
from letterpress.reading import may_be_one_person
from letterpress.source import FIRST_MARK, Source

# The parts of a signatory, and the names of their columns as `normalise_name` gives them.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("name", "full_name", "signatory", "signature", "nom", "nombre", "nome", "naam", "namn", "navn"),
        *("vollstandiger_name", "unterzeichner", "nom_complet", "nombre_completo", "imie_i_nazwisko"),
    ),
    "honorific": ("honorific", "prefix", "salutation", "anrede", "titel", "akademischer_titel", "civilite"),
    "first_name": (
        *("first_name", "firstname", "given_name", "forename", "vorname", "prenom", "voornaam", "imie"),
        *("primer_nombre", "primeiro_nome"),
    ),
    "last_name": (
        *("last_name", "lastname", "surname", "family_name", "nachname", "familienname", "nom_de_famille"),
        *("apellido", "apellidos", "cognome", "achternaam", "sobrenome", "nazwisko"),
    ),
    "post_nominals": ("post_nominals", "postnominals", "suffix", "degrees", "degree", "credentials"),
    "title": (
        *("title", "job_title", "office", "position", "role", "function", "funktion", "amt", "titre"),
        *("fonction", "cargo", "carica", "functie", "stanowisko"),
    ),
    "organisation": (
        *("organisation", "organization", "affiliation", "institution", "company", "employer", "einrichtung"),
        *("firma", "institut", "organisme", "societe", "organizacion", "azienda", "ente", "instelling"),
    ),
    "location": (
        *("location", "place", "city", "town", "ort", "stadt", "ville", "lieu", "ciudad", "citta", "plaats"),
        *("state", "province", "country", "land", "pays", "pais", "paese"),
    ),
}
_NAMES = ("name", "first_name", "last_name")
_STROKED = str.maketrans(  # letters Unicode does not take apart
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i"}
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A letter with the signatories of its file, and what is wrong with these."""

    letter: Letter
    diagnostics: tuple[Diagnostic, ...] = ()


def add_signatories(letter: Letter, source: Source, folder: Path | None) -> Signed:
    """Add the signatories of the file a letter names below those of its text; none while one row is bad.

    Args:
        letter: the letter as read.
        source: its text, for places in it.
        folder: where its files lie; they are looked for there and below it, and nowhere else.
    """
    asked = letter.signatory_file
    if asked is None:
        return Signed(letter)
    path = path_below(folder, asked.file) if folder else None
    if path is None or not path.is_file():
        message = f'the file of signatories "{asked.file}" is not in the folder of the letter'
        return Signed(letter, (_of_letter(source, asked, message, "put it beside the letter, or below it"),))
    try:
        reading = read_recipients(path, asked.file)
    except RecipientsError as error:
        return Signed(letter, error.diagnostics)
    faults = (*reading.diagnostics, *_faults_of_columns(reading, source, asked))
    if any(fault.severity is Severity.ERROR for fault in faults):
        return Signed(letter, faults)
    people = [_Person(one, _signatory(one, reading.columns, asked)) for one in reading.recipients]
    faults = (*faults, *_faults_of_rows(people, asked), *_faults_of_count(people, source, asked))
    if any(fault.severity is Severity.ERROR for fault in faults):
        return Signed(letter, faults)
    ordered = _sorted(people, reading.columns, asked.sort)
    repeated = tuple(_repeated(people, letter.signature_block, source, asked))
    block = (*letter.signature_block, *(person.signatory for person in ordered))
    return Signed(replace(letter, signature_block=block), (*faults, *repeated))


def path_below(folder: Path, name: str) -> Path | None:
    """Give the path of a file in a folder or below it, links followed; None where it leads elsewhere."""
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        path.relative_to(root)
    except (OSError, RuntimeError, ValueError):  # a loop of links, no path at all, or elsewhere
        return None
    return path


@dataclass(frozen=True, slots=True)
class _Person:
    """A signatory, and the row that says so."""

    row: Recipient
    signatory: Signatory


def _signatory(row: Recipient, columns: Sequence[Column], asked: SignatoryFile) -> Signatory:
    cells = {part: _cells(row, columns, names) for part, names in KNOWN.items()}
    name = next(iter(cells["name"]), "") or " ".join((*cells["first_name"][:1], *cells["last_name"][:1]))
    person = " ".join((*cells["honorific"][:1], name)) if name else ""
    title = ", ".join(cells["title"][:1])
    organisation = ", ".join((*cells["organisation"][:1], *cells["location"]))
    joint = ", " if title and organisation else ""
    return Signatory(person, title, organisation, joint, ", ".join(cells["post_nominals"]), span=asked.span)


def _cells(row: Recipient, columns: Sequence[Column], names: tuple[str, ...]) -> list[str]:
    """Give what a row says in the columns of a part, in the order of the file, each on one line."""
    cells = (row.fields[column.name] for column in columns if column.name in names)
    return [words for cell in cells if (words := " ".join(show_value(cell).split()))]


def _sorted(people: Sequence[_Person], columns: tuple[Column, ...], by: tuple[str, ...]) -> list[_Person]:
    """Sort by columns, without case and accents; particles as they are written. Equal rows stay in order."""
    names = [column.name for name in by if (column := find_column(columns, name))]
    return sorted(people, key=lambda person: [_plain(show_value(person.row.fields[name])) for name in names])


def _plain(text: str) -> str:
    marked = normalize("NFKD", text.casefold().strip())
    return "".join(character for character in marked if not combining(character)).translate(_STROKED)


def _of_letter(
    source: Source, asked: SignatoryFile, message: str, hint: str, code: Code = Code.SIGNATORIES_FILE
) -> Diagnostic:
    complaint = source.error(code, asked.span, message, hint)
    return complaint if asked.span.end else replace(complaint, place=None)  # the command line has no place


def _faults_of_columns(reading: Reading, source: Source, asked: SignatoryFile) -> Iterator[Diagnostic]:
    columns = reading.columns
    if columns and not any(column.name in KNOWN[part] for part in _NAMES for column in columns):
        message = f"{asked.file} has no column with names; it has {name_some([c.header for c in columns])}"
        hint = 'call the column "name", or two of them "first name" and "last name"'
        yield _of_letter(source, asked, message, hint)
    for name in asked.sort if columns else ():
        if find_column(columns, name) is None:
            message = f'{asked.file} has no column "{name}" to sort by'
            yield _of_letter(source, asked, message, nearest_column(columns, name))


def _faults_of_rows(people: Sequence[_Person], asked: SignatoryFile) -> Iterator[Diagnostic]:
    for person in people:
        if not person.signatory.name:
            yield _of_row(person, asked, "the row has no name", "fill it in, or take the row out")
        for field, value in person.row.fields.items():
            if any(ord(character) >= FIRST_MARK for character in show_value(value)):
                message = "a character for private use in the value"
                found = _of_row(person, asked, message, "take it out: no font has it")
                yield replace(found, place=found.place and replace(found.place, field=field))


def _of_row(person: _Person, asked: SignatoryFile, message: str, hint: str) -> Diagnostic:
    place = Place(asked.file, person.row.line, 1, row=person.row.row)
    return Diagnostic(Code.SIGNATORY_ROW, Severity.ERROR, message, hint, place)


def _faults_of_count(people: Sequence[_Person], source: Source, asked: SignatoryFile) -> Iterator[Diagnostic]:
    if asked.count is not None and asked.count != len(people):
        message = f"{asked.file} has {len(people):,} signatories; the front matter expects {asked.count:,}"
        hint = "look for rows that are missing or too many, or correct the count"
        yield _of_letter(source, asked, message, hint, Code.SIGNATORIES_COUNT)


def _repeated(
    people: Sequence[_Person], in_text: Sequence[Signatory], source: Source, asked: SignatoryFile
) -> Iterator[Diagnostic]:
    """Warn of every row whose signatory signed before: in the text, or in a row above."""
    before: dict[str, list[tuple[Signatory, str]]] = {}
    for signatory in in_text:
        line = source.place(signatory.span).line
        before.setdefault(_plain(signatory.name), []).append((signatory, f"on line {line} of the letter"))
    for person in people:
        known = before.setdefault(_plain(person.signatory.name), [])
        where = next((at for other, at in known if may_be_one_person(person.signatory, other)), None)
        if where:
            message = f'"{person.signatory.name}" signs twice: {where} too'
            hint = "take one of the two out, or say in title or organisation who is who"
            found = _of_row(person, asked, message, hint)
            yield replace(found, code=Code.SIGNATORY_TWICE, severity=Severity.WARNING)
        known.append((person.signatory, f"in row {person.row.row} (line {person.row.line})"))
