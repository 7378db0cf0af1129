"""Workers on other machines, reached through a dask scheduler; the only door to dask.distributed.

It calls functions on workers and hears what becomes of the calls. Which letters they make, and what happens
when one is gone, is for `outworkers` to decide: dask itself restarts nothing here (ADR 0017).
"""

import asyncio
import logging
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from letterpress.diagnostics import Code, Diagnostic, MergeError, Severity, TypesettingError

try:
    import distributed
except ImportError:  # the extra `cluster` is not installed
    AVAILABLE = False
else:
    AVAILABLE = True

CONNECT_S = 5.0  # a scheduler answers within milliseconds, one behind a slow line within a second or two
ADDRESS = re.compile(r"(?:tcp|tls)://(?P<host>[^/\s]+):(?P<port>\d{1,5})")
TALKATIVE = ("distributed", "distributed.client")  # loggers; what is to be said, the run says
EXTRA = "type pip install 'letterpress-pdf[cluster]'"


class Heard(NamedTuple):
    """What became of a call on a worker: an answer, or the error it ended with.

    `is_dead` says that the worker died of it, as far as the scheduler knows.
    """

    worker: str
    answer: bytes
    error: Exception | None
    is_dead: bool


class Cluster:
    """The workers of one scheduler, by their addresses; `open_cluster` gives one."""

    def __init__(self, client: "distributed.Client", address: str) -> None:
        self.address = address
        self._client = client
        self._calls: dict[str, distributed.Future[Any]] = {}
        self._done: SimpleQueue[tuple[str, distributed.Future[Any]]] = SimpleQueue()

    def find_workers(self) -> frozenset[str]:
        """Give the workers that are there now.

        Raises:
            TypesettingError: the scheduler is gone.
        """
        try:
            return frozenset(self._client.nthreads())
        except (OSError, TimeoutError) as error:
            raise _lost(self.address) from error

    def ask(
        self, function: Callable[[bytes], bytes], argument: bytes, workers: Iterable[str]
    ) -> Mapping[str, bytes | Exception]:
        """Call a function on each of some workers and wait for all; an answer may be an error.

        A worker that is gone meanwhile gives no answer.

        Raises:
            TypesettingError: the scheduler is gone.
        """
        try:
            answers: Mapping[str, bytes | Exception] = self._client.run(
                function, argument, workers=list(workers), on_error="return"
            )
        except (OSError, TimeoutError) as error:
            raise _lost(self.address) from error
        still_there = self.find_workers()
        # The scheduler may not know yet that a worker is gone whose connection broke.
        closed = distributed.comm.core.CommClosedError
        return {
            worker: answer
            for worker, answer in answers.items()
            if not isinstance(answer, closed) and (worker in still_there or not isinstance(answer, OSError))
        }

    def call(self, worker: str, function: Callable[..., bytes], *arguments: bytes) -> None:
        """Begin a call on a worker; it has one at a time, and `hear` tells what becomes of it."""
        future = self._client.submit(
            function, *arguments, workers=[worker], allow_other_workers=False, pure=False
        )
        self._calls[worker] = future
        future.add_done_callback(lambda done: self._done.put((worker, done)))

    def hear(self, seconds: float) -> Heard | None:
        """Wait so long at most for a call to end."""
        try:
            worker, future = self._done.get(timeout=seconds)
        except Empty:
            return None
        if self._calls.get(worker) is not future:
            return None  # it was given up
        del self._calls[worker]
        if future.status == "finished":
            return Heard(worker, future.result(), None, is_dead=False)
        error = future.exception() if future.status == "error" else None
        is_dead = error is None or isinstance(error, distributed.scheduler.KilledWorker)
        return Heard(worker, b"", error if isinstance(error, Exception) else None, is_dead)

    def give_up(self, worker: str) -> None:
        """Hear no more of the call on a worker; one that was not begun never is."""
        self._calls.pop(worker).cancel()

    def give_up_all(self) -> None:
        """Hear no more of any call."""
        for worker in tuple(self._calls):
            self.give_up(worker)


@contextmanager
def open_cluster(address: str) -> Iterator[Cluster]:
    """Connect to a scheduler, encrypted when the address says `tls` and dask's configuration how.

    Raises:
        MergeError: dask.distributed is not installed, the address is none, or no scheduler answers there.
    """
    if not AVAILABLE:
        found = Diagnostic(Code.EXTRA_MISSING, Severity.ERROR, "clusters need the extra cluster", EXTRA)
        raise MergeError(found)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    client = _connect(address)
    cluster = Cluster(client, address)
    try:
        yield cluster
    finally:
        cluster.give_up_all()
        client.close(timeout=CONNECT_S)


def _connect(address: str) -> "distributed.Client":
    parts = ADDRESS.fullmatch(address)
    if not parts:
        raise _unreachable(address, "that is no address", "type --cluster tcp://HOST:PORT")
    hint = f"start one there: dask scheduler --port {parts['port']}"
    try:
        socket.create_connection((parts["host"].strip("[]"), int(parts["port"])), CONNECT_S).close()
        kind = asyncio.run(_greet(address))
    except TypeError as error:
        advice = "say in dask's configuration, under distributed.comm.tls, which certificates there are"
        raise _unreachable(address, "dask is not configured for tls here", advice) from error
    except (OSError, TimeoutError, OverflowError) as error:
        raise _unreachable(address, getattr(error, "strerror", None) or "no answer", hint) from error
    if kind != "Scheduler":
        raise _unreachable(address, f"a {kind} answers", hint)
    return distributed.Client(address, timeout=CONNECT_S, set_as_default=False, name="letterpress")


async def _greet(address: str) -> object:
    """Ask who answers. A client that finds nobody keeps on trying, and complains when it is thrown away."""
    arguments = distributed.Security().get_connection_args("client")
    async with asyncio.timeout(CONNECT_S), distributed.rpc(address, connection_args=arguments) as scheduler:
        identity: Mapping[str, object] = await scheduler.identity()
        return identity["type"]


def _unreachable(address: str, reason: str, hint: str) -> MergeError:
    message = f"no scheduler at {address}: {reason.lower()}"
    return MergeError(Diagnostic(Code.CLUSTER_UNREACHABLE, Severity.ERROR, message, hint))


def _lost(address: str) -> TypesettingError:
    message = f"the scheduler at {address} is gone"
    hint = "start it again, then type the same command with --resume: the letters that are made stay"
    return TypesettingError(Diagnostic(Code.CLUSTER_LOST, Severity.ERROR, message, hint))
