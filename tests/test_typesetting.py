"""Letters set in type from end to end: nothing lost, nothing twice, the same bytes every time."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterpress.diagnostics import LetterError
from letterpress.letter import (
    Block,
    BulletList,
    Emphasis,
    Footnote,
    FootnoteCall,
    Heading,
    Letter,
    ListItem,
    NumberedList,
    Paragraph,
    Quotation,
    Signatory,
    Text,
    plain_text,
)
from letterpress.typesetting import (
    TypesetLetter,
    audit,
    evenness_of,
    fitting,
    galley,
    images,
    linebreaking,
    pagination,
    setting,
    tables,
    wordbreaks,
)
from letters_in_type import LETTER, engine_of, line, squeeze, text_of, typeset, typeset_text


@pytest.fixture(scope="module")
def seed_in_type() -> TypesetLetter:
    folder = Path(__file__).parents[1] / "seeds"
    return typeset_text((folder / "000_bb1200c619942f5d.txt").read_text(encoding="utf-8"))


def test_the_seed_letter_takes_three_pages_with_every_note_on_the_page_of_its_call(
    seed_in_type: TypesetLetter,
) -> None:
    pages = seed_in_type.proof.pages

    assert [page.calls for page in pages] == [page.notes for page in pages]
    assert sorted(chain.from_iterable(page.notes for page in pages)) == list(range(1, 12))
    assert seed_in_type.page_count == 3


def test_every_character_of_the_seed_letter_is_in_the_file_once(
    seed_in_type: TypesetLetter, tmp_path: Path
) -> None:
    source = seed_in_type.proof.source
    assert source is not None
    written = re.sub(r"[*<>]", "", source.text).translate(str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890"))
    ending = written[written.index("Sincerely,") :]
    names = re.sub(r"^(.*?), ", r"\1 ", ending, flags=re.MULTILINE)  # a comma is a line break there
    furniture = "".join(
        one.text for page in seed_in_type.proof.pages for one in page.lines if one.span is None
    )

    printed = squeeze("".join(text_of(seed_in_type.pdf, tmp_path)))

    expected = Counter(squeeze(written.replace(ending, names) + furniture))
    assert Counter(printed) - expected == Counter()
    assert expected - Counter(printed) == Counter()


def test_every_signatory_of_the_seed_letter_is_in_the_file_once(
    seed_in_type: TypesetLetter, tmp_path: Path
) -> None:
    source = seed_in_type.proof.source
    assert source is not None
    lines = source.text[source.text.index("Sincerely,") :].split("\n\n")[1:]

    printed = squeeze("".join(text_of(seed_in_type.pdf, tmp_path)))

    assert {printed.count(squeeze(one.partition(",")[0])) for one in lines} == {1}
    assert len(lines) == 22


def test_the_seed_letter_is_signed_by_twenty_two_in_rows_of_three(seed_in_type: TypesetLetter) -> None:
    rows = [one for one in seed_in_type.plan.text if one.passage.style == "signature"]

    assert [len(row.cells) for row in rows] == [3] * 7 + [1]


def test_the_seed_letter_is_set_evenly(seed_in_type: TypesetLetter) -> None:
    evenness = evenness_of(seed_in_type.plan.text)

    assert evenness["rms"] < 0.15
    assert evenness["widest"] < 1.5


def test_no_page_of_the_seed_letter_holds_signatories_alone(seed_in_type: TypesetLetter) -> None:
    galley, pages = seed_in_type.plan.galley, seed_in_type.plan.pages

    assert all(any(unit.is_text for unit in galley.units[page.first : page.last]) for page in pages)


AGAIN = """
import sys, hashlib
sys.path.insert(0, sys.argv[1])
from letters_in_type import typeset_text
print(hashlib.sha256(typeset_text(sys.stdin.buffer.read().decode(), "din-5008-b").pdf).hexdigest())
"""
SMALL = (
    "Dear Ada,\n\nThank you for the *engine*.[^1]\n\n- one\n- two\n\nSincerely,\n\nC. B.\n\n[^1]: A note.\n"
)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert typeset_text(SMALL).pdf == typeset_text(SMALL).pdf


def test_a_letter_gives_the_same_bytes_whoever_was_set_before() -> None:
    first = typeset_text(SMALL).pdf
    typeset_text("Dear B,\n\nSomething else: WAVE Toffee fluff.\n\nYours,\n\nX")

    assert typeset_text(SMALL).pdf == first


def test_the_bytes_depend_on_no_hash_seed_and_no_time_zone() -> None:
    digests = {
        subprocess.run(  # noqa: S603 -- our own interpreter and words
            [sys.executable, "-c", AGAIN, str(Path(__file__).parent)],
            input=SMALL.encode(),
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": "/usr/bin:/bin"},
        ).stdout
        for seed, zone in (("1", "UTC"), ("77", "Pacific/Kiritimati"))
    }

    assert len(digests) == 1


CHARACTERS = "abcdefghijklmnoprstuvwzABEWäöüßéñδβж0123456789.,;:!?'\"()&<>{}%$#@*/_\u2013\u2014-"
WORDS = st.text(st.sampled_from(CHARACTERS), min_size=1)
Shape = Callable[[Paragraph], Block]
TEXTS = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)


@st.composite
def letters(draw: st.DrawFn) -> Letter:
    """Draw a letter of a few blocks; each note is called once in the body."""
    notes = draw(st.integers(0, 3))
    calls = [(FootnoteCall(str(n), n),) for n in range(1, notes + 1)]
    paragraphs = [Paragraph((Text(draw(TEXTS)), *call)) for call in [*calls, ()]]
    shapes: dict[str, Shape] = {
        "paragraph": lambda p: p,
        "heading": lambda p: Heading(1, p.children),
        "list": lambda p: BulletList((ListItem((p,)), ListItem((line("two"),)))),
        "numbers": lambda p: NumberedList(3, (ListItem((p, line("more"))),)),
        "quotation": lambda p: Quotation((p,)),
        "emphasis": lambda p: Paragraph((Emphasis(p.children),)),
    }
    body = [shapes[draw(st.sampled_from(sorted(shapes)))](paragraph) for paragraph in paragraphs]
    names = draw(st.lists(WORDS, min_size=1, max_size=5))
    return replace(
        LETTER,
        language=draw(st.sampled_from(["en", "de", "fr", "tlh"])),
        body=tuple(body),
        footnotes=tuple(Footnote(str(n), n, (Paragraph((Text(draw(TEXTS)),)),)) for n in range(1, notes + 1)),
        signature_block=tuple(Signatory(name) for name in names),
    )


def words_in(value: object) -> list[str]:
    """Gather the words of the body in order."""
    match value:
        case Paragraph() | Heading():
            return [plain_text(value.children)]
        case Quotation():
            return list(chain.from_iterable(words_in(block) for block in value.blocks))
        case BulletList() | NumberedList():
            return list(chain.from_iterable(words_in(b) for item in value.items for b in item.blocks))
        case _:
            raise AssertionError(value)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(letters(), st.sampled_from(["us-block", "din-5008-b"]))
def test_every_word_of_a_letter_comes_out_once_and_in_order(
    tmp_path: Path, letter: Letter, stationery: str
) -> None:
    typeset_letter = typeset(letter, stationery)

    printed = squeeze("".join(text_of(typeset_letter.pdf, tmp_path)))

    at = 0
    for block in letter.body:
        for words in map(squeeze, words_in(block)):
            assert words in printed[at:]
            at = printed.index(words, at) + len(words)
    for note in letter.footnotes:
        assert printed.count(squeeze(words_in(note.blocks[0])[0])) >= 1
    for page in typeset_letter.proof.pages:
        assert page.calls == page.notes


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }} {% if x %} {# y #}",
        "&amp; &lt;b&gt; &#65;",
        "\"onload=\" ' onclick='x'",
        "</span></p></div><h1>x",
        "<!-- x --> ]]> <?php ?>",
        "a\\(b\\) %PDF endstream",
        "style=color:red;} @import url(x)",
    ],
)
def test_hostile_text_comes_out_as_itself(text: str, tmp_path: Path) -> None:
    letter = replace(
        LETTER,
        inside_address=(line(text),),
        body=(line(f"begin {text} end"),),
        signature_block=(Signatory(text),),
    )

    printed = squeeze("".join(text_of(typeset(letter, "din-5008-b").pdf, tmp_path)))

    assert f"begin{squeeze(text)}end" in printed


def test_a_word_of_thousands_of_characters_is_cut_and_loses_none(tmp_path: Path) -> None:
    word = "".join(chr(97 + n % 26) for n in range(2500))

    printed = squeeze("".join(text_of(typeset(replace(LETTER, body=(line(word),))).pdf, tmp_path)))

    assert word in printed


def test_a_note_with_a_name_in_the_source_is_called_by_its_number(tmp_path: Path) -> None:
    letter = typeset_text(
        "Dear Ada,\n\nas agreed[^terms] last week\n\nYours,\n\nBob\n\n[^terms]: In March.\n"
    )

    assert "agreed1last" in squeeze("".join(text_of(letter.pdf, tmp_path)))


def test_a_hyphen_at_a_line_end_is_copied_as_a_soft_hyphen(tmp_path: Path) -> None:
    text = "internationalisation misunderstandings characteristically " * 30

    pages = text_of(typeset(replace(LETTER, body=(line(text),))).pdf, tmp_path)

    assert "\u2010" not in "".join(pages)
    assert squeeze(text) in squeeze("".join(pages))


def test_what_must_stay_together_and_is_taller_than_a_page_is_refused() -> None:
    signatories = (Signatory("Ada", "Countess " * 900), Signatory("Bob"))

    with pytest.raises(LetterError, match="taller than a page"):
        typeset(replace(LETTER, signature_block=signatories))


@pytest.mark.parametrize("letter", [Letter(), Letter(inside_address=(line("Ada"),))])
def test_a_letter_without_text_is_one_sheet(letter: Letter) -> None:
    assert typeset(letter, "din-5008-b").page_count == 1


def test_an_engine_serves_letters_in_several_languages() -> None:
    english, german = (replace(LETTER, language=language) for language in ("en", "de"))

    typeset(english)

    assert typeset(german).proof.pages
    assert engine_of("us-block").stationery.labels_for("de")["page"] == "Seite"


def test_the_numbers_of_the_document_are_those_of_the_code() -> None:
    text = (Path(__file__).parents[1] / "docs/typesetting.md").read_text(encoding="utf-8")
    modules = (audit, fitting, galley, images, linebreaking, pagination, setting, tables, wordbreaks)
    numbers = {name: value for module in modules for name, value in vars(module).items() if name.isupper()}
    said = re.findall(r"`([A-Z_]+)` = ([0-9.]*[0-9])|`([A-Z_]+)` \| ([0-9.]*[0-9])", text)

    claims = {(a or c): float(b or d) for a, b, c, d in said}

    assert claims == {name: numbers[name] for name in claims}
    assert len(claims) > 25
