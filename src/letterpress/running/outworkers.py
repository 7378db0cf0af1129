"""Letters made by workers on other machines, any of which may come and go.

The twin of `pool`: a worker has one chunk at a time. A process of the pool says of each letter that it is
done; here the store that all see is the witness: the first letter of a chunk that has no file there is the
one its worker died of. A letter is told of when its file has been read here and is right. It knows no ledger.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from time import monotonic, sleep

from letterpress.diagnostics import (
    Code,
    Diagnostic,
    LetterpressError,
    MergeError,
    Severity,
    TypesettingError,
)
from letterpress.files import new_temporary
from letterpress.running.chunks import Chunks
from letterpress.running.cluster import Cluster, Heard, open_cluster
from letterpress.running.outworking import (
    SHARED,
    Describe,
    Order,
    Surroundings,
    describe,
    make_chunk,
    prepare,
)
from letterpress.running.values import Crew, Entry, Failure, Job, Outcome, Workshop
from letterpress.stores import Store, are_right

FIRST_CHUNK = 16  # letters; later chunks are as long as the worker is quick
LARGEST_CHUNK = 512  # letters; a quick worker makes so many in some seconds
STILLBORN = 3  # workers in a row that may die as they get ready, after others could
POLL_S = 0.2  # how long an interruption, or a worker that comes or goes, may go unseen
WORKERLESS_S = 30.0  # for another worker to come when all are gone; a nanny takes some seconds
LAST_BREATH_S = 10.0  # for workers to end their letters when the run is stopped
ARRIVAL_S = 10.0  # for a file to be seen here; file servers let their clients remember that long
LOOK_AGAIN_S = 0.1
MOST_SHOWN = 10  # differences a refusal names
LONGEST_TOLD = 16  # characters of a digest in a message


@contextmanager
def hire_cluster(address: str, tell: Describe) -> Iterator[Crew]:
    """Connect to the scheduler of a cluster, and give the crew that its workers are.

    Args:
        address: `tcp://HOST:PORT`, or `tls://HOST:PORT` when dask is configured for it.
        tell: what the bytes of letters rest on in the process that calls it; it can be pickled.

    Raises:
        MergeError: dask.distributed is not installed, nobody answers, there is no worker, or what letters
            rest on is not the same for one of them.
    """
    with open_cluster(address) as cluster:
        workers = cluster.find_workers()
        if not workers:
            message, hint = f"the cluster at {address} has no workers", f"start one: dask worker {address}"
            raise MergeError(Diagnostic(Code.CLUSTER_UNREACHABLE, Severity.ERROR, message, hint))
        ours = tell()
        answers = cluster.ask(describe, pickle.dumps(tell), workers)
        _refuse_unlike(ours, answers)
        yield partial(_make, cluster, tell, ours)


def _refuse_unlike(ours: Surroundings, answers: Mapping[str, bytes | Exception]) -> None:
    found = [unlike for worker, answer in sorted(answers.items()) for unlike in _unlike(worker, ours, answer)]
    if found:
        raise MergeError(*found[:MOST_SHOWN])


def _unlike(worker: str, ours: Surroundings, answer: bytes | Exception) -> Iterator[Diagnostic]:
    """Say what the bytes of letters rest on that is not the same on a worker."""
    if isinstance(answer, Exception):
        error = f"{type(answer).__name__}: {answer}"
        message = f"worker {worker} cannot make these letters: {error}"
        hint = "install the same letterpress there, and lay stationery of your own under the same path"
        yield Diagnostic(Code.CLUSTER_UNLIKE, Severity.ERROR, message, hint)
        return
    theirs: Surroundings = pickle.loads(answer)  # noqa: S301 -- from the cluster, which could do anything here
    for name in dict.fromkeys((*ours, *theirs)):
        here, there = (all_told.get(name, "none")[:LONGEST_TOLD] for all_told in (ours, theirs))
        if ours.get(name) != theirs.get(name):
            message = f"worker {worker} has another {name}: {there}, and here it is {here}"
            hint = "make them the same: letters are the same bytes whoever makes them"
            yield Diagnostic(Code.CLUSTER_UNLIKE, Severity.ERROR, message, hint)


def _make(  # noqa: PLR0913, PLR0917 -- what a crew gets, and what it is
    cluster: Cluster,
    tell: Describe,
    ours: Surroundings,
    jobs: Iterator[Job],
    count: int,
    workshop: Workshop,
) -> Iterator[Outcome]:
    store, mark = workshop.store, new_temporary()
    order = Order(workshop.build_maker, tell, store, mark)
    chunks = Chunks(jobs, count, len(cluster.find_workers()) or 1)
    crew = _Outworkers(cluster, chunks, order, ours, workshop.is_stopped)
    store.put(mark, b"")
    try:
        while crew.is_busy and not workshop.is_stopped():
            yield from crew.hear()
            yield from crew.look_round()
        store.remove(mark)  # workers see that it is gone before they begin another letter
        yield from crew.hear_last()
    finally:
        cluster.give_up_all()
        store.remove(mark)


class _Outworkers:
    """Who of the cluster is ready, and who has which letters; one that gets ready has none."""

    def __init__(
        self,
        cluster: Cluster,
        chunks: Chunks,
        order: Order,
        ours: Surroundings,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._cluster = cluster
        self._chunks = chunks
        self._store = order.store
        self._order = pickle.dumps(order)
        self._ours = ours
        self._is_stopped = is_stopped
        self._given: dict[str, Sequence[Job]] = {}
        self._lengths: dict[str, int] = {}  # of the next chunk, for workers that are ready
        self._stillborn = STILLBORN  # none may be, before one has lived
        self._last_seen = monotonic()  # when there was a worker

    @property
    def is_busy(self) -> bool:
        return self._chunks.is_left() or any(self._given.values())

    def hear(self) -> Iterator[Outcome]:
        """Wait a moment for what the workers say."""
        heard = self._cluster.hear(POLL_S)
        if heard:
            yield from self._take_note(heard)

    def look_round(self) -> Iterator[Failure]:
        """See who is gone and who has come, and give new work to those who have none."""
        workers = self._cluster.find_workers()
        for worker in [worker for worker in self._given if worker not in workers]:
            self._cluster.give_up(worker)
            yield from self._bury(worker)
        if workers:
            self._last_seen = monotonic()
        elif monotonic() - self._last_seen > WORKERLESS_S:
            raise _lost(f"the cluster at {self._cluster.address} has no workers any more")
        for worker in sorted(workers - self._given.keys()):
            if not self._chunks.is_left():
                return
            self._give(worker)

    def hear_last(self) -> Iterator[Outcome]:
        """Wait until all workers have said what they made of their last chunks, or it takes too long."""
        until = monotonic() + LAST_BREATH_S
        while any(self._given.values()) and monotonic() < until:
            yield from self.hear()

    def _give(self, worker: str) -> None:
        if worker in self._lengths:
            self._given[worker] = self._chunks.take(self._lengths[worker])
            self._cluster.call(worker, make_chunk, self._order, pickle.dumps(self._given[worker]))
        else:
            self._given[worker] = ()
            self._cluster.call(worker, prepare, self._order)

    def _take_note(self, heard: Heard) -> Iterator[Outcome]:
        worker = heard.worker
        if heard.is_dead:
            yield from self._bury(worker)
        elif isinstance(heard.error, LetterpressError):
            raise _located(heard.error, worker)
        elif heard.error:
            raise MergeError(*_unlike(worker, self._ours, heard.error))
        elif worker in self._lengths:
            yield from self._take_letters(worker, heard.answer)
        else:
            del self._given[worker]
            _refuse_unlike(self._ours, {worker: heard.answer})
            self._lengths[worker] = FIRST_CHUNK
            self._stillborn = 0

    def _take_letters(self, worker: str, answer: bytes) -> Iterator[Outcome]:
        outcomes: list[Outcome] = pickle.loads(answer)  # noqa: S301 -- see `_unlike`
        jobs = self._given.pop(worker)
        self._chunks.take_back(jobs[len(outcomes) :])
        self._stillborn = 0
        if not outcomes and not self._is_stopped():
            raise _not_shared(f"worker {worker} does not see the run in {self._store.address} any more")
        self._lengths[worker] = min(LARGEST_CHUNK, max(1, 2 * len(outcomes)))
        entries = [outcome for outcome in outcomes if isinstance(outcome, Entry)]
        found = are_right(self._store, ((entry.file, entry.sha256) for entry in entries))
        for entry, is_right in zip(entries, found, strict=True):
            if not is_right and not _arrives(self._store, entry):
                raise _not_shared(
                    f"{entry.file}, which worker {worker} has made, is not in {self._store.address} here"
                )
            yield entry
        yield from (outcome for outcome in outcomes if isinstance(outcome, Failure))

    def _bury(self, worker: str) -> Iterator[Failure]:
        """Take back what a dead worker had, and find out whether a letter kills."""
        jobs = self._given.pop(worker)
        death = f"worker {worker} is gone"
        if self._lengths.pop(worker, 0) == 0:
            self._stillborn += 1
            if self._stillborn > STILLBORN:
                raise _lost(f"the workers of the cluster die as they get ready: {death}")
        if jobs:
            yield from self._chunks.take_from_dead(jobs, self._died_at(jobs), death)

    def _died_at(self, jobs: Sequence[Job]) -> int:
        """Tell which of its letters a worker died of: the first that has no file.

        Where a killed run left files, all may have one; then the half that is to blame is found by dividing.
        """
        missing = (at for at, job in enumerate(jobs) if not self._store.has(job.file))
        return next(missing, len(jobs) // 2)


def _arrives(store: Store, entry: Entry) -> bool:
    """Tell whether the file of a letter comes to be seen as its worker made it."""
    until = monotonic() + ARRIVAL_S
    while not all(are_right(store, [(entry.file, entry.sha256)])):
        if monotonic() > until:
            return False
        sleep(LOOK_AGAIN_S)
    return True


def _located(error: LetterpressError, worker: str) -> LetterpressError:
    """Say of an error which worker it happened on."""
    return type(error)(
        *(
            Diagnostic(one.code, one.severity, f"worker {worker}: {one.message}", one.hint, one.place)
            for one in error.diagnostics
        )
    )


def _not_shared(message: str) -> MergeError:
    return MergeError(Diagnostic(Code.CLUSTER_FOLDER, Severity.ERROR, message, SHARED))


def _lost(message: str) -> TypesettingError:
    hint = (
        "see what the workers say, then type the same command with --resume: the letters that are made stay"
    )
    return TypesettingError(Diagnostic(Code.CLUSTER_LOST, Severity.ERROR, message, hint))
