"""How far a run is, said a few times a second at most."""

from collections.abc import Callable
from time import monotonic

from letterpress.running.values import Failure, Outcome, Progress

INTERVAL_S = 0.1


class ProgressReport:
    """Counts outcomes and tells the caller now and then; the rate is over the whole run."""

    def __init__(self, total: int, kept: int, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._total = total
        self.kept = kept
        self.made = 0
        self._failed = 0
        self._begun = monotonic()
        self._told = 0.0

    def count(self, outcome: Outcome) -> None:
        """Count a letter, and tell of it unless that was done a moment ago."""
        if isinstance(outcome, Failure):
            self._failed += 1
        else:
            self.made += 1
        if monotonic() - self._told >= INTERVAL_S:
            self.tell()

    def tell(self) -> None:
        """Tell how far the run is."""
        self._told = monotonic()
        elapsed = self._told - self._begun
        rate = (self.made + self._failed) / elapsed if elapsed > 0 else 0.0
        self._tell(Progress(self.kept + self.made, self._failed, self._total, rate))
