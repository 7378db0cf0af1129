"""Reading as a whole: the first real letter, overrides, places, hostile texts."""

import time
from datetime import date
from pathlib import Path

import pytest

from letterpress.diagnostics import Code, LetterError
from letterpress.letter import Dateline, Paragraph, Signatory, Text, plain_text
from letterpress.outline import letter_json
from letterpress.reading import known_keys, read_letter
from letterpress.source import Source, Span, decode_source

SECONDS = 5.0  # of processor time, for any text below; most need a tenth of it
FIRST_WORDS_OF_NOTES = {
    "1": "Shirley P. Leyro & Daniel L. Stageman,",
    "2": "The vast majority of studies",
    "3": "TOM K. WONG, *THE EFFECTS",
    "4": "*See, e.g.*, HEATHER KOBALL",
    "5": "At one point, ICE explicitly",
    "6": "Tori Bedford, *Fear Of Deportation",
    "7": "See BLACK ALLIANCE FOR JUST",
    "8": "Linda Wertheimer, *Immigration Effort Mistakenly",
    "9": "Remarks by President Biden on",
    "10": "U.S. Immigration and Customs Enforcement,",
    "11": "See, e.g., Thomas J. Miles",
}


def read(text: str, **overrides: str) -> tuple[Code, ...]:
    return tuple(d.code for d in read_letter(Source("a.txt", text), overrides).diagnostics)


def test_the_seed_letter_is_read_in_every_fact(seed: Path) -> None:
    source = decode_source(seed.read_bytes(), seed.name)

    reading = read_letter(source)
    facts = letter_json(reading.letter, source, reading.diagnostics)

    assert facts["dateline"] == {"text": "July 22, 2021", "place": "", "date": "2021-07-22"}
    assert facts["salutation"] == "Dear Secretary Mayorkas:"
    assert facts["inside_address"] == []
    assert facts["complimentary_close"] == "Sincerely,"
    assert [block["text"].split()[:2] for block in facts["body"]] == [
        ["As", "the"], ["As", "leaders"], ["However,", "this"],
        ["The", "chilling"], ["Secure", "Communities"], ["As", "the"],
    ]  # fmt: skip
    notes = {note["label"]: note for note in facts["footnotes"]}
    assert {label: note["number"] for label, note in notes.items()} == {str(n): n for n in range(1, 12)}
    assert all(notes[label]["text"].startswith(words) for label, words in FIRST_WORDS_OF_NOTES.items())
    assert notes["6"]["text"].count("<https://") == 2
    assert "silently.[^1] Our goal" in facts["body"][1]["text"]
    assert facts["diagnostics"] == []


def test_the_seed_letter_has_its_signatories(seed: Path) -> None:
    signatories = read_letter(decode_source(seed.read_bytes(), seed.name)).letter.signature_block

    facts = [(s.name, s.title, s.joint, s.organisation) for s in signatories]
    assert len(facts) == 22
    assert facts[0] == ("Bill de Blasio", "Mayor", ", ", "City of New York, New York")
    assert facts[1] == ("Eric Garcetti", "Mayor", " of ", "Los Angeles, California")
    assert facts[9] == ("Thomas G. Ambrosino", "City Manager", ", ", "City of Chelsea, Massachusetts")
    assert facts[-1] == ("Jenny A. Durkan", "Mayor", " of ", "Seattle, Washington")


def test_every_call_of_the_seed_letter_stands_where_its_mark_stands(seed: Path) -> None:
    source = decode_source(seed.read_bytes(), seed.name)

    body = letter_json(read_letter(source).letter, source, ())["body"]

    calls = [part.split("]")[0] for block in body for part in block["text"].split("[^")[1:]]
    assert calls == [str(n) for n in range(1, 12)]


def test_places_are_those_of_the_text_as_it_was() -> None:
    text = "Dear Ada,\r\n\r\nA *new*\r\nthing.\r\n\r\nSincerely,\r\n\r\nBo Lee"

    letter = read_letter(Source("a.txt", text)).letter

    assert letter.body[0].span == Span(text.index("A *new*"), text.index("thing.") + 6)
    assert letter.signature_block == (Signatory("Bo Lee", span=Span(text.index("Bo"), len(text)), joint=""),)


def test_line_ends_of_other_systems_end_lines() -> None:
    for end in ("\r", "\f", "\v", "\x85", "\u2028"):
        letter = read_letter(Source("a.txt", f"Dear Ada,{end}{end}one{end}two{end}{end}Sincerely,")).letter

        assert [plain_text(block.children) for block in letter.body if isinstance(block, Paragraph)] == [
            "one two"
        ]


def test_tabs_in_a_line_become_spaces() -> None:
    letter = read_letter(Source("a.txt", "Dear Ada,\n\n\tone\ttwo")).letter

    assert letter.body == (Paragraph((Text("one two", Span(12, 19)),), Span(12, 19)),)


def test_overrides_count_before_the_text_and_the_front_matter() -> None:
    text = "---\ntitle: old\n---\nJuly 1, 2026\n\nRe: old\n\nDear Ada,\n\nIt runs.\n\nSincerely,\n\nBo Lee"
    overrides = {"title": "new: better", "subject": "new", "date": "2027-01-02", "enclosures": "[a, b]"}

    reading = read_letter(Source("a.txt", text), overrides)

    letter = reading.letter
    assert letter.metadata.title == "new: better"
    assert letter.subject_line
    assert plain_text(letter.subject_line.children) == "new"
    assert letter.dateline == Dateline("2027-01-02", date(2027, 1, 2))
    assert [plain_text(line.children) for line in letter.enclosures] == ["a", "b"]
    assert reading.diagnostics == ()


@pytest.mark.parametrize("value", ["[", "{a: b}", "[&a x]"])
def test_an_override_that_cannot_be_meant_is_refused(value: str) -> None:
    with pytest.raises(LetterError):
        read_letter(Source("a.txt", "x"), {"signature": value})


def test_keys_of_front_matter_are_known() -> None:
    assert "inside_address" in known_keys()
    assert list(known_keys()) == sorted(known_keys())


def test_a_near_miss_of_a_key_is_suggested() -> None:
    reading = read_letter(Source("a.txt", "---\nsalutatoin: Dear Ada,\n---\nx"))

    assert [(d.code, d.hint) for d in reading.diagnostics] == [
        (Code.FRONT_MATTER_UNKNOWN_KEY, 'did you mean "salutation"?')
    ]


def test_front_matter_with_a_character_yaml_forbids_stays_text() -> None:
    assert read("---\ntitle: a\x01b\n---\nx") == (Code.FRONT_MATTER_INVALID,)


def test_deep_and_large_front_matter_is_refused() -> None:
    assert read("---\ntitle: " + "[" * 5000 + "\n---\nx") == (Code.FRONT_MATTER_INVALID,)
    assert read("---\ntitle: " + "x" * 70_000 + "\n---\nx") == (Code.FRONT_MATTER_INVALID,)


PRINTED = "---\ntext: printed\n---\n"
HOSTILE = {
    "notes called at once": "[1-999] [1,2] " * 20_000 + "\n\n[1] a\n\n[2] b\n",
    "rows of people": "Dear A,\n\nx\n\nYours,\n\n" + "1   Ada Roe     University of Bath\n" * 10_000,
    "names without a close": "Dear A,\n\nx\n\n" + "Ada Roe\nUniversity of Bath\n\n" * 10_000,
    "headings above names": "Dear A,\n\nx\n\nYours,\n\n" + "**Europe**\n\n* Ada Roe\n\n" * 5_000,
    "identifications": "Dear A,\n\nx\n\nYours,\n\nAda\n\n" + "AR:cy\n" * 20_000,
    "fields of references": "Ihr Zeichen\nx\n" * 10_000 + "\nDear A,\n\nx\n",
    "items with dashes": "Dear A,\n\nx:\n" + "\u2013 a\n" * 20_000,
    "titles of open letters": "# a\n\n" * 10_000 + "5 May 2026\n",
    "asterisks that words carry": "a* " * 20_000 + "\n\n* b",
    "notes by symbols": "a*\n\n* b\n\n" * 5_000,
    "symbols in one paragraph": "a†\n" * 20_000 + "\n† b\n",
    "numbers alone on their lines": "x.1\n" + "1\n" * 20_000 + "y\f",
    "numbers alone that count": "x.1\n\n" + "".join(f"{n}\n" for n in range(1, 999)) * 10 + "y.\f",
    "lettered items": "Dear A,\n\n" + "(a) x.\n(b) y.\n" * 10_000,
    "closes that are sentences": "Chers amis,\n\nx\n\n"
    + ("veuillez croire agréer " * 8 + "\n") * 5_000
    + "\f",
    "columns that wander": "Dear A,\n\nx\n\nSincerely,\n\n"
    + "".join(" " * (n % 150) + "Ada Roe        Bo Lee     Cy Young\n" for n in range(5_000)),
    "signatories by label": "Dear A,\n\n" + "Signatories:\n\n" * 10_000,
    "signatories in one paragraph": "Dear A,\n\nx\n\nSincerely,\n\n" + "Ada Roe\nBath University\n" * 10_000,
    "numbered notes below the close": "Dear A,\n\nx (1)\n\nSincerely,\n\nBo\n\n" + "1. a\n\n" * 10_000,
    "postcodes in one line": "OX1 4BG " * 20_000,
    "greetings of bodies": "To the we a:\n\n" * 10_000,
    "five thousand nested quotes": ">" * 5000 + " hello",
    "quotes ever deeper": "\n".join(">" * n + " x" for n in range(1, 400)),
    "lists ever deeper": "\n".join(" " * (2 * n) + "- a" for n in range(400)),
    "lists in one line": "- " * 20_000,
    "numbers in one line": "1. " * 20_000,
    "a word of 200,000 characters": "a" * 200_000,
    "a letter of 10 MB": "The quick brown fox.\n" * 500_000,
    "brackets": "[" * 50_000,
    "brackets and parentheses": "[a](" * 20_000,
    "asterisks": "*" * 50_000,
    "emphasis that never closes": "*a " * 20_000,
    "emphasis in emphasis": "*a **b " * 5_000 + "c** d*" * 5_000,
    "angles": "<a:" * 20_000,
    "backslashes": "\\" * 50_000,
    "calls that never end": "[^" * 20_000,
    "spaces": ("a" + " " * 1000) * 1000,
    "even numbers": "".join(f"{n}. a\n\n" for n in range(2, 20_000, 2)),
    "notes by the thousand": "¹ x\n" * 10_000,
    "salutations by the thousand": "Dear x.\n\n" * 10_000,
    "copies by the thousand": "Dear x,\n\ny\n\nSincerely,\n\n" + "cc: a\n" * 10_000,
    "pipes in one line": "|" * 50_000 + "\n" + "|-" * 50_000,
    "rows by the thousand": "|a|\n|-|\n" + "|a|\n" * 20_000,
    "a wide table of short rows": "|a" * 900 + "\n" + "|-" * 900 + "\n" + "|\n" * 20_000,
    "tables by the thousand": "|a|b|\n|-|-|\n\n: c\n\n" * 4_000,
    "images by the thousand": "![a](b.png)\n\n" * 4_000,
    "an image that never ends": "![" + "a](b " * 20_000,
    "an image of spaces": "![a](" + " " * 200_000 + "x",
    "foreign words in foreign words": "[" * 5_000 + "a" + "]{lang=de}" * 5_000,
    "foreign words by the thousand": "[a]{lang=de} " * 10_000,
    "notes in notes": "a[^0]\n\n" + "".join(f"[^{n}]: a[^{n + 1}]\n\n" for n in range(1_500)),
    "every note calls every note": "a[^0]\n\n"
    + "".join(f"[^{n}]: " + "".join(f"[^{m}]" for m in range(100)) + "\n\n" for n in range(100)),
    "rules by the thousand": "---\n\n" * 20_000,
    "lists that go on": "".join(f"{n}. a\n\ntext\n\n" for n in range(1, 4_000)),
    "headings of notes": "Notes\n" * 20_000,
    "notes below headings": "Notes\n1. x\n" * 10_000,
    "notes nobody calls": "Dear x,\n\ny\n\n" + "1 a b\n\n" * 10_000,
    "notes called, the next not": "Dear x,\n\ny.1 z\n\n" + "1 a b\n2 c d\n\n" * 5_000,
    "notes where they are called": "Dear x,\n\n" + "y^[a] " * 10_000,
    "notes where they are called that never end": "^[" * 20_000,
    "pages of notes": "\f".join(["x.1 y\n" + "1 a\n2 b\n" * 2_000] * 4),
    "pages by the thousand": "\f".join(["head\nb\nfoot\n"] * 5_000),
    "dashes at the head of pages": "\f".join(["-" + " " * 20_000 + "x\nb\n"] * 3),
    "printed lines of one letter": PRINTED + "Dear x,\n" + "a\n" * 60_000,
    "bare numbers in one printed line": PRINTED + "a1 " * 60_000,
    "long printed words": PRINTED + "a" * 9_000 + "\nb b b \n" + ("c" * 9_000 + "\n") * 20,
    "printed cells in one line": PRINTED
    + "Dear x,\ny\nYours,\n"
    + " ".join("a" + " " * (n % 7 + 4) for n in range(20_000)),
    "a printed address in one line": PRINTED + "www." * 20_000 + " x\nb\n",
    "commas by the thousand": "Dear x,\n\ny\n\nSincerely,\n\n" + ("a, " * 50 + "\n") * 1000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read_in_time(text: str) -> None:
    started = time.process_time()

    read_letter(Source("a.txt", text))

    assert time.process_time() - started < SECONDS


def test_straight_quotation_marks_are_printed_in_time() -> None:
    started = time.process_time()

    read_letter(Source("a.txt", "\"a 'b' -- https://c--d.example\" " * 20_000), {"quotes": "typographic"})

    assert time.process_time() - started < SECONDS


def test_a_text_too_long_to_be_set_is_kept_whole() -> None:
    text = "word " * 500_000

    letter = read_letter(Source("a.txt", text)).letter

    assert letter.body == (Paragraph((Text(text, Span(0, len(text))),), Span(0, len(text))),)


@pytest.mark.parametrize("close", ["Yours,", "Yours ever,", "Yours sincerely,"])
def test_a_short_close_ends_the_letter(close: str) -> None:
    letter = read_letter(Source("a.txt", f"Dear Ada,\n\nIt runs.\n\n{close}\nBo Lee\n")).letter

    assert letter.complimentary_close is not None
    assert plain_text(letter.complimentary_close.children) == close
    assert [signatory.name for signatory in letter.signature_block] == ["Bo Lee"]
    assert len(letter.body) == 1


def test_a_complaint_about_a_printed_text_stands_on_the_line_of_the_file() -> None:
    text = "July 1, 2026\n\nDear Ada,\n\nIt runs.\n\fIt ran.[^9]\n\nSincerely,\n\nBo Lee\n"

    (complaint,) = read_letter(Source("a.txt", text)).diagnostics

    assert complaint.place
    assert (complaint.place.line, complaint.place.excerpt) == (6, " It ran.[^9]")
