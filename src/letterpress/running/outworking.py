"""What a worker of a cluster does: makes chunks of letters into a store that the run sees too.

These functions are called on the worker. What they take and give travels as bytes, so that nothing on the way
looks into it. It knows no dask.
"""

import pickle
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock
from time import monotonic
from typing import NamedTuple, TypeAlias

from letterpress.diagnostics import Code, Diagnostic, MergeError, Severity
from letterpress.running.making import make_letter
from letterpress.running.values import Job, Maker, MakerBuilder, Outcome
from letterpress.stores import Store

CHUNK_S = 2.0  # a chunk ends after this long, whatever is left of it: the ledger hears of letters that often
LOOK_S = 0.2  # how long the end of the run may go unseen: to look is a request where the store is a bucket
MAKERS_KEPT = 2  # of runs; a maker holds fonts and plates
SHARED = (
    "let all workers have the folder under the same path, or reach the bucket; --resume goes on with this run"
)
_making = Lock()  # of letters, one at a time in a process: fonts and layouts are not made for threads

Surroundings: TypeAlias = Mapping[str, str]
Describe: TypeAlias = Callable[[], Surroundings]


class Order(NamedTuple):
    """What holds for all letters of a run on a cluster.

    Attributes:
        build_maker: called once in every process that makes letters.
        describe: tells what the bytes of letters rest on in the process that calls it.
        store: where the letters go: the same for the run and for all workers.
        mark: a file in the store that is there as long as the run wants letters; no two runs have one name.
    """

    build_maker: MakerBuilder
    describe: Describe
    store: Store
    mark: str


def describe(asked: bytes) -> bytes:
    """Tell what the bytes of letters rest on here: a pickled `Describe` to pickled `Surroundings`."""
    tell: Describe = pickle.loads(asked)  # noqa: S301 -- from the run, as all calls of the cluster are
    return pickle.dumps(dict(tell()))


def prepare(order: bytes) -> bytes:
    """Get ready to make the letters of a pickled `Order`, and tell the pickled `Surroundings`.

    Raises:
        LetterpressError: the store is not to be seen here, or no maker can be built.
    """
    with _making:
        opened = _open(order)
        if not opened.store.has(opened.mark):
            message = f"the run is not to be seen in {opened.store.address} there"
            raise MergeError(Diagnostic(Code.CLUSTER_FOLDER, Severity.ERROR, message, SHARED))
        _maker_of(order)
        return pickle.dumps(dict(opened.describe()))


def make_chunk(order: bytes, chunk: bytes) -> bytes:
    """Make the first letters of a pickled sequence of jobs; give their outcomes, pickled, in that order.

    They are all of them unless time is up, or the run has ended.

    Raises:
        DeliveryError: a file cannot be put there.
    """
    with _making:
        opened, maker = _open(order), _maker_of(order)
        jobs: tuple[Job, ...] = pickle.loads(chunk)  # noqa: S301 -- see `describe`
        outcomes: list[Outcome] = []
        time_is_up = monotonic() + CHUNK_S
        look_at = 0.0
        for job in jobs:
            now = monotonic()
            if outcomes and now > time_is_up:
                break
            if now >= look_at:
                if not opened.store.has(opened.mark):
                    break
                look_at = now + LOOK_S
            outcomes.append(make_letter(job, maker, opened.store))
        return pickle.dumps(outcomes)


def _open(order: bytes) -> Order:
    opened: Order = pickle.loads(order)  # noqa: S301 -- see `describe`
    return opened


@lru_cache(maxsize=MAKERS_KEPT)
def _maker_of(order: bytes) -> Maker:
    """Build the maker of a run, once: two runs never have one order, because their marks differ."""
    return _open(order).build_maker()
