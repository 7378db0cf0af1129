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


def test_a_line_has_the_word_space_that_its_page_says() -> None:
    """The page says four digits; a line painted alone with more would now and then be a Pango unit off."""
    metrics = Metrics(engine_of("us-block"), "en")
    metrics.learn([Face("text", "paragraph")])
    style = LineStyle(metrics.measures("text", "paragraph"), 400.0)
    words = "However, this program is a significant barrier to our efforts to build trust with our own. " * 9

    lines = LineSetter(metrics, "en").set_lines((Text(words),), "text", "paragraph", style)

    spaces = [line.word_space for line in lines if line.word_space is not None]
    assert len(spaces) > 5
    assert [float(f"{space:.4f}") for space in spaces] == spaces
