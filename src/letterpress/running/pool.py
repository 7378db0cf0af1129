"""Letters made in many processes at once, any of which may die.

A worker has one chunk of letters at a time and says of each letter when it is done. So it is known which
letter a worker that died was making (`chunks`). It knows no ledger.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext

from letterpress.diagnostics import Code, Diagnostic, LetterpressError, Severity, TypesettingError
from letterpress.running.chunks import Chunks
from letterpress.running.values import Entry, Failure, Job, MakerBuilder, Outcome, Workshop
from letterpress.running.working import READY, work
from letterpress.stores import Store

LARGEST_CHUNK = 32  # letters; more saves no time, and fewer are lost with a worker
STILLBORN = 3  # workers in a row that may die as they start, after others could
POLL_S = 0.2  # how long an interruption may go unseen
LAST_BREATH_S = 5.0  # for a worker to end by itself
SAFE_PATH = "PYTHONSAFEPATH"
FORKS = sys.platform == "linux"  # elsewhere the system's own libraries start threads, which no fork survives
# No worker inherits half a library (ADR 0011), but all may have one whole (ADR 0032).
PROCESSES: ForkServerContext | SpawnContext = get_context("forkserver") if FORKS else get_context("spawn")


def import_for_workers(module: str) -> None:
    """Have a module imported by a process that workers are forked from later, while this one goes on.

    It must start no thread, nor must what it imports. Where nothing is forked, workers import it themselves.
    """
    if FORKS:
        forkserver.set_forkserver_preload([module])
        with _working_folder_ignored(), _interrupts_held():
            forkserver.ensure_running()


def make_in_processes(
    jobs: Iterator[Job], count: int, workshop: Workshop, processes: int
) -> Iterator[Outcome]:
    """Make letters in several processes, in whatever order they get done, until told to stop.

    Raises:
        LetterpressError: what the maker's builder raised, or a file that cannot be written.
        TypesettingError: workers die before they make anything.
    """
    pool = _Pool(Chunks(jobs, count, processes), workshop)
    try:
        for _ in range(min(processes, count)):
            pool.start_worker()
        while pool.is_busy and not workshop.is_stopped():
            yield from pool.hear()
        pool.dismiss()
    finally:
        pool.kill()


class _Worker:
    """A process that makes letters, what it was given and has not said to be done, and the way to it."""

    def __init__(self, build_maker: MakerBuilder, store: Store) -> None:
        self.connection, theirs = PROCESSES.Pipe()
        self._process = PROCESSES.Process(target=work, args=(theirs,), daemon=True)
        self.given: deque[Job] = deque()
        self.is_ready = False
        with theirs, _working_folder_ignored(), _interrupts_held():
            self._process.start()
        self._send(dict(os.environ))  # that of what it was forked from may be another
        self._send((build_maker, store))

    def give(self, jobs: Sequence[Job]) -> None:
        self.given.extend(jobs)
        self._send(jobs)

    def _send(self, message: object) -> None:
        with suppress(OSError):  # it is dead, which the pool hears next
            self.connection.send(message)

    def wait(self) -> None:
        """Let it end by itself: it does when nobody is left to hear it."""
        self.connection.close()
        self._process.join(LAST_BREATH_S)

    def end(self) -> str:
        """See to it that it is gone, and say how it went."""
        self._process.kill()
        self._process.join()
        self.connection.close()
        code = self._process.exitcode or 0
        self._process.close()
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


class _Pool:
    def __init__(self, work: Chunks, workshop: Workshop) -> None:
        self._work = work
        self._workshop = workshop
        self._workers: dict[Connection, _Worker] = {}
        self._stillborn = STILLBORN  # none may be, before one has lived

    @property
    def is_busy(self) -> bool:
        return self._work.is_left() or any(worker.given for worker in self._workers.values())

    def start_worker(self) -> None:
        worker = _Worker(self._workshop.build_maker, self._workshop.store)
        self._workers[worker.connection] = worker

    def hear(self) -> Iterator[Outcome]:
        """Wait a moment for what the workers say, and give new work to those who have none."""
        for connection in wait(list(self._workers), POLL_S):
            assert isinstance(connection, Connection)
            worker = self._workers[connection]
            try:
                message = connection.recv()
            except (EOFError, OSError):
                yield from self._replace(worker)
            else:
                yield from self._take_note(worker, message)

    def dismiss(self) -> None:
        """Let the workers end by themselves, when there is no more work."""
        if not self.is_busy:
            for worker in self._workers.values():
                worker.wait()

    def kill(self) -> None:
        for worker in self._workers.values():
            worker.end()
        self._workers.clear()

    def _take_note(self, worker: _Worker, message: object) -> Iterator[Outcome]:
        if isinstance(message, LetterpressError):
            raise message
        if message == READY:
            worker.is_ready = True
            self._stillborn = 0
        else:
            assert isinstance(message, Entry | Failure)
            worker.given.popleft()
            yield message
        if not worker.given and self._work.is_left():
            worker.give(self._work.take(LARGEST_CHUNK))

    def _replace(self, worker: _Worker) -> Iterator[Failure]:
        """Put a new worker in the place of one that died, and find out whether a letter kills."""
        del self._workers[worker.connection]
        worker.wait()
        death = worker.end()
        if not worker.is_ready:
            self._stillborn += 1
            if self._stillborn > STILLBORN:
                raise _lost(death)
        if worker.given:
            yield from self._work.take_from_dead(tuple(worker.given), 0, death)
        if self._work.is_left():
            self.start_worker()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start a process that sees no Ctrl-C before it can say so itself (`work`).

    A terminal sends it to all processes, and the run decides what ends.
    """
    resource_tracker.ensure_running()  # started with the first process, it would let SIGINT through
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


@contextmanager
def _working_folder_ignored() -> Iterator[None]:
    """Start a Python that takes no module from the working folder, where a `struct.py` may lie (as `-P`)."""
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = before


def _lost(death: str) -> TypesettingError:
    message = f"the processes that make letters die before they make any: {death}"
    hint = "type `letterpress doctor`, see whether there is memory enough, and try --jobs 1"
    return TypesettingError(Diagnostic(Code.WORKER_LOST, Severity.ERROR, message, hint))
