"""Lines of real type: where they end in the cells of a signature grid."""

import pytest

from letterpress.letter import Text
from letterpress.typesetting.lines import LineSetter, LineStyle
from letterpress.typesetting.metrics import Face, Metrics
from letters_in_type import engine_of

FACE = Face("text", "signature")
SHORT = 0.55  # of the measure: what the line that ends at the comma fills


@pytest.mark.parametrize(
    ("by_phrase", "first"), [(True, "Mayor of Carrboro,"), (False, "Mayor of Carrboro, North")]
)
def test_a_cell_by_phrase_keeps_a_place_together_though_its_line_is_short(
    first: str, *, by_phrase: bool
) -> None:
    metrics = Metrics(engine_of("us-block"), "en")
    metrics.learn([FACE])
    style = LineStyle(
        metrics.measures("text", "signature"),
        metrics.width(FACE, "Mayor of Carrboro,") / SHORT,
        by_phrase=by_phrase,
    )

    lines = LineSetter(metrics, "en").set_lines(
        (Text("Mayor of Carrboro, North Carolina"),), "text", "signature", style
    )

    assert lines[0].text.rstrip() == first
