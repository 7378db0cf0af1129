"""Who makes the letters of `letterpress merge --cluster`: imported when it is asked for, and dask with it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from letterpress.running import Crew
from letterpress.running.outworkers import hire_cluster


def hire(address: str, surroundings: Callable[[], Mapping[str, str]]) -> AbstractContextManager[Crew]:
    """Hire the workers of the scheduler at an address, all of which tell the same surroundings."""
    return hire_cluster(address, surroundings)
