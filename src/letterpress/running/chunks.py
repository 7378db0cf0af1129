"""The letters that nobody has yet, handed out in chunks; and which of them kill those who make them.

A worker, wherever it is, makes the letters of a chunk in their order. The one it died of is suspected: it is
made once more by itself, and given up when another worker dies of it. It knows no process and no network.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from letterpress.running.values import Failure, FailureKind, Job

CHUNKS_LEFT = 4  # for each worker: chunks get smaller towards the end, so that all end together


class Chunks:
    """What there is to make; what came back is handed out first.

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
        self._suspects: set[int] = set()  # rows a worker has died of once

    def is_left(self) -> bool:
        """Tell whether there are letters to hand out."""
        return bool(self._again) or self._left > 0

    def take(self, most: int) -> Sequence[Job]:
        """Hand out so many letters at most."""
        if self._again:
            chunk = self._again.popleft()
            self.take_back(chunk[most:])
            return chunk[:most]
        chunk = tuple(islice(self._fresh, max(1, min(most, self._left // self._share))))
        self._left = self._left - len(chunk) if chunk else 0
        return chunk

    def take_back(self, jobs: Sequence[Job]) -> None:
        """Keep letters for whoever comes next."""
        if jobs:
            self._again.appendleft(jobs)

    def take_from_dead(self, jobs: Sequence[Job], at: int, death: str) -> Iterator[Failure]:
        """Take back the letters of a worker that died; give up the one it died of when that killed before.

        Args:
            jobs: what it had and has not said to be done.
            at: the position among them of the letter it died of.
            death: how it died, in words.
        """
        suspect = jobs[at]
        self.take_back(jobs[at + 1 :])
        self.take_back(jobs[:at])
        if suspect.row in self._suspects:
            error = f"the process that made it died, twice: {death}"
            yield Failure(suspect.row, suspect.file, FailureKind.KILLED, error)
        else:
            self._suspects.add(suspect.row)
            self.take_back((suspect,))
