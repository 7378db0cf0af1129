"""The pages of letters whose shape is known, planned without setting anything but what differs."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from letterpress.composing import Passage
from letterpress.typesetting.engine import Fit
from letterpress.typesetting.layout import Desk
from letterpress.typesetting.makeup import Plan, plan_pages
from letterpress.typesetting.pagination import PlannedPage
from letterpress.typesetting.plates.live import Live, LiveSetter
from letterpress.typesetting.plates.painting import Painter
from letterpress.typesetting.plates.shapes import Shape
from letterpress.typesetting.setting import SetPassage

MOST_PLANS = 10_000  # pages of letters, by their shape and the hyphens at their line ends
MOST_SAMPLES = 1_000  # letters, one of each shape; of their passages all but a few are the same objects

Pages = tuple[PlannedPage, ...]


class _KnownSetter:
    """Gives passages as they were set already, by their part."""

    def __init__(self, sample: Iterable[SetPassage], live: Iterable[SetPassage]) -> None:
        self._passages = {passage.passage.part: passage for passage in (*sample, *live)}

    def set_passages(self, passages: Sequence[Passage], *_: object, **__: object) -> tuple[SetPassage, ...]:
        return tuple(self._passages[passage.part] for passage in passages)

    def set_head_again(self, head: SetPassage) -> SetPassage:
        return head


class _Sample(NamedTuple):
    """What is kept of the plan of a letter: its passages, and the first of its running text."""

    passages: tuple[SetPassage, ...]
    text: tuple[SetPassage, ...]


class KnownPlans:
    """What is known of the pages of letters from one pattern at one fit: a sample plan a shape."""

    def __init__(self, pattern: Desk, fit: Fit, painter: Painter) -> None:
        self._setter = LiveSetter(pattern.flow, pattern.engine.stationery, fit, painter)
        self._samples: dict[Shape, _Sample] = {}
        self._seen: dict[str, SetPassage] = {}
        self._pages: dict[tuple[Shape, Shape], Pages] = {}

    def set_live(self, desk: Desk, look: Shape) -> Live:
        """Set and paint what of a letter differs from the pattern; see `LiveSetter.set`."""
        return self._setter.set(desk, look)

    def learn(self, live: Live, plan: Plan) -> None:
        """Take the plan of a letter as the sample of its shape."""
        if len(self._samples) >= MOST_SAMPLES:
            self._samples.clear()
        self._samples[live.shape] = _Sample(self._shared(plan.passages), self._shared(plan.text[:1]))
        self._pages[live.shape, live.ends] = plan.pages

    def _shared(self, passages: Iterable[SetPassage]) -> tuple[SetPassage, ...]:
        """Give passages as those of an earlier letter where they are equal, so that each is kept once."""
        shared = []
        for passage in passages:
            known = self._seen.setdefault(passage.passage.part, passage)
            shared.append(known if known == passage else passage)
        return tuple(shared)

    def plan(self, live: Live, desk: Desk) -> tuple[Pages, Sequence[SetPassage]] | None:
        """Plan a letter whose shape is known: give its pages, and how the text of its sample begins."""
        sample = self._samples.get(live.shape)
        if sample is None:
            return None
        key = live.shape, live.ends
        if key not in self._pages:
            if len(self._pages) >= MOST_PLANS:
                self._pages.clear()
            setter = _KnownSetter(sample.passages, live.passages)
            self._pages[key] = plan_pages(desk.letter, desk.flow, desk.engine.stationery, setter).pages
        return self._pages[key], sample.text
