"""Recipients from an SQLite database, by a query that can only read.

The file is opened read-only, and an authorizer lets nothing pass that is not reading it: no writing, no
attaching of other files, no pragma.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

from letterpress.diagnostics import Code
from letterpress.merging.tables.cells import Broken, Cell, Fault, Row, Table, TableError, number_of

MAGIC = b"SQLite format 3\0"

_CAST_HINT = "select something else, or CAST(… AS TEXT)"
_READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


def read_database(database: Path | bytes, query: str) -> Table:
    """Run a query on a database, a file or the bytes of one; the columns of its answer are the header.

    Raises:
        TableError: there is no query, it cannot be run or writes, or the file is damaged.
    """
    try:
        connection = _connect(database)
    except sqlite3.Error as error:
        message = f"the database cannot be opened: {error}"
        raise TableError(Fault(Code.RECIPIENTS_UNREADABLE, message, "is the file whole?")) from error
    return _table(connection, query)


def _connect(database: Path | bytes) -> sqlite3.Connection:
    if isinstance(database, Path):
        return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database)
    return connection


def _table(connection: sqlite3.Connection, query: str) -> Table:
    try:
        if not query.strip():
            _refuse_without_query(connection)
        connection.set_authorizer(_permit_reading)
        cursor = connection.execute(query)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        connection.close()
        raise TableError(_query_fault(str(error))) from error
    except TableError:
        connection.close()
        raise
    header = [str(column[0]) for column in cursor.description or ()]
    return Table(header, 0, _rows(connection, cursor))


def _refuse_without_query(connection: sqlite3.Connection) -> NoReturn:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    tables = [str(name) for (name,) in names.fetchmany(10)]
    hint = f"type --query 'SELECT * FROM {tables[0] if tables else 'people'}'"  # noqa: S608 -- words to type
    there = f"; there are {', '.join(tables)}" if len(tables) > 1 else ""
    raise TableError(Fault(Code.RECIPIENTS_QUERY, f"a database needs a query{there}", hint))


def _query_fault(error: str) -> Fault:
    hint = "look at it with: sqlite3 -readonly FILE"
    if "not authorized" in error or "prohibited" in error or "readonly" in error:
        return Fault(Code.RECIPIENTS_QUERY, "the query does more than read", "begin it with SELECT")
    if "one statement" in error:
        return Fault(Code.RECIPIENTS_QUERY, "the query is more than one statement", "keep one SELECT")
    if "not a database" in error or "malformed" in error:
        return Fault(Code.RECIPIENTS_UNREADABLE, f"the database is damaged: {error}", hint)
    return Fault(Code.RECIPIENTS_QUERY, f"the query cannot be run: {error}", hint)


def _permit_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _rows(connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> Iterator[Row | Fault]:
    with closing(connection):
        try:
            for number, values in enumerate(cursor, start=1):
                yield Row(number, [_cell(value) for value in values])
        except sqlite3.Error as error:
            raise TableError(_query_fault(str(error))) from error


def _cell(value: object) -> Cell:
    match value:
        case None | str():
            return value
        case int() | float():
            number = number_of(str(value))
            return Broken(f"{value} is no number", _CAST_HINT) if number is None else number
        case _:
            return Broken("the value is a blob, not text", _CAST_HINT)
