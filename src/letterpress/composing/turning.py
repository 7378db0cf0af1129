"""Which passages would stand on turned pages together: a table, the headings right above it, its notes.

Only tables of the running text itself may be turned, none in a list, a quotation or a note. Whether one is
turned depends on lengths, and is for typesetting to say.
"""

from dataclasses import replace

from letterpress.composing.passages import NoteFlow, Passage


def name_tables_in_text(text: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Name in each passage the table on whose turned pages it would stand.

    What the letter begins with names none: its first page is upright.
    """
    names = [_own_table(passage) for passage in text]
    for number in range(len(text) - 2, -1, -1):
        if text[number].style.startswith("heading-") and not text[number + 1].begins_page:
            names[number] = names[number + 1]
    return tuple(
        replace(passage, turned_with=name) if name and name != names[0] else passage
        for passage, name in zip(text, names, strict=True)
    )


def name_tables_in_notes(
    notes: tuple[NoteFlow, ...], text: tuple[Passage, ...], callers: dict[int, str]
) -> tuple[NoteFlow, ...]:
    """Name in the passages of each note the table that its caller is turned with.

    `callers` gives, by the number of a note, the part of the text or the note that calls it first.
    """
    tables = {_outermost_part(passage): passage.turned_with for passage in text if passage.turned_with}
    waiting = list(tables)
    while waiting:
        part = waiting.pop()
        for note in notes:
            if callers.get(note.number) == part:
                own = _outermost_part(note.passages[0])
                tables[own] = tables[part]
                waiting.append(own)
    return tuple(_turned_with(note, tables.get(_outermost_part(note.passages[0]), "")) for note in notes)


def _turned_with(note: NoteFlow, table: str) -> NoteFlow:
    passages = (replace(passage, turned_with=table) for passage in note.passages)
    return replace(note, passages=tuple(passages)) if table else note


def _own_table(passage: Passage) -> str:
    """Name the table a passage is part of, if that stands in the running text itself."""
    outermost = passage.path[0] if passage.path else None
    return outermost.part if outermost and outermost.role == "Table" else ""


def _outermost_part(passage: Passage) -> str:
    return passage.path[0].part if passage.path else passage.part
