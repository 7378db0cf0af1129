"""The letters that nobody has yet, handed out in chunks; those to be made again come first."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from letterpress.running.values import Job

CHUNKS_LEFT = 4  # for each worker: chunks get smaller towards the end, so that all end together


class Chunks:
    """What there is to make.

    Args:
        jobs: the letters, taken when they are handed out.
        count: how many they are.
        workers: among how many they are shared.
    """

    def __init__(self, jobs: Iterator[Job], count: int, workers: int) -> None:
        self._fresh = jobs
        self._left = count
        self._share = workers * CHUNKS_LEFT
        self._again: deque[Sequence[Job]] = deque()

    def is_left(self) -> bool:
        """Tell whether there are letters to hand out."""
        return bool(self._again) or self._left > 0

    def take(self, most: int) -> Sequence[Job]:
        """Hand out letters: some that came back, else at most so many that nobody had."""
        if self._again:
            return self._again.popleft()
        chunk = tuple(islice(self._fresh, max(1, min(most, self._left // self._share))))
        self._left = self._left - len(chunk) if chunk else 0
        return chunk

    def take_back(self, jobs: Sequence[Job]) -> None:
        """Keep letters for whoever comes next."""
        if jobs:
            self._again.appendleft(jobs)
