"""What a process of the pool does: makes the letters it is given, and ends when nobody is left to hear it."""

import os
import signal
from collections.abc import Mapping
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from threading import Thread

from letterpress.diagnostics import LetterpressError
from letterpress.running.making import make_letter
from letterpress.running.values import Maker
from letterpress.stores import Store

READY = "ready"


def work(connection: Connection) -> None:
    """Build the maker once, then make chunks of letters; say of each letter how it went.

    The environment of the run comes first, then what builds the maker and the store, which may read of the
    environment who it is. What stops the run (no maker can be built, no file put) is sent as the error it is.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run hears it, and decides what ends
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        _live_in(connection.recv())
        build_maker, store = connection.recv()
        maker = build_maker()
        connection.send(READY)
        while True:
            _make_chunk(connection, maker, store)
    except LetterpressError as error:
        connection.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the run has ended


def _live_in(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _make_chunk(connection: Connection, maker: Maker, store: Store) -> None:
    for job in connection.recv():
        connection.send(make_letter(job, maker, store))


def _end_with_parent() -> None:
    """End at once when the run was killed: the next one may be at work in its folder already."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
