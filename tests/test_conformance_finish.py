"""Whole small files: tags as they are read back, metadata, attachments, bytes."""

import io
import os
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pydyf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from letterpress.diagnostics import TypesettingError
from letterpress.preflight import structure_outline
from letterpress.typesetting.conformance.metadata import write_info, write_xmp
from letterpress.typesetting.conformance.streams import compress_streams, settle_cross_references
from small_pages import FACTS, SQUARE, draw, failures, finish

LETTER = (
    """
<div data-tag="Artifact" data-artifact="Pagination/Header">Page 1</div>
<h1 data-tag="H1">On <em>engines</em></h1>
<p data-tag="P" data-part="b1">
  <span class="line" data-space="after">The first line calls a note<a data-tag="Reference Link" id="r1"
    href="#n1" title="Footnote 1">1</a></span><span class="line" data-space="after">and has a <a
    href="https://example.org/" data-part="a1" data-space="after">link over</a></span></p>
<div id="n1" data-tag="Note" data-id="note-1" data-after="b1"><a data-tag="Lbl Link" href="#r1"
  title="Back to the text">1</a> Ein <span lang="de">deutsches Wort</span>.</div>
<div style="border-top: 1pt solid; width: 30pt"></div>
""",
    f"""
<p data-tag="P" data-part="b1"><span class="line"><a href="https://example.org/"
  data-part="a1">two lines</a> and hyphen\u2010</span><span class="line">ation.</span></p>
<div data-tag="L" data-numbering="Decimal"><div data-tag="LI"><span data-tag="Lbl">1.</span>
  <span data-tag="LBody">An item</span></div></div>
<img data-tag="Figure" alt="A square" src="{SQUARE}">
""",
)
OUTLINE = """\
Document
  H1
    [1] "On engines"
  P
    [1] "The first line calls a note"
    Reference
      Link
        [1] "Footnote 1" -> n1
        [1] "1 "
    [1] "and has a "
    Link
      [1] "link over two lines" -> https://example.org/
      [1] "link over "
      [2] "link over two lines" -> https://example.org/
      [2] "two lines"
    [2] " and hyphen\u00adation."
  Note #note-1
    Lbl
      Link
        [1] "Back to the text" -> r1
        [1] "1"
    [1] " Ein "
    Span lang=de
      [1] "deutsches Wort"
    [1] "."
  L "Decimal"
    LI
      Lbl
        [2] "1. "
      LBody
        [2] "An item"
  Figure "A square"
    [2] ""
Artifact Pagination/Header [1] "Page 1"
"""


@pytest.fixture(scope="module")
def letter() -> bytes:
    return finish(*LETTER)


def reader(pdf: bytes) -> Any:  # noqa: ANN401 -- what stands in a PDF has no static type
    return PdfReader(io.BytesIO(pdf))


def test_the_tree_reads_as_a_person_would(letter: bytes) -> None:
    assert structure_outline(letter) == OUTLINE


def test_a_letter_passes_both_standards(letter: bytes) -> None:
    assert failures(letter, "2a", "ua1") == []


def test_a_letter_with_its_source_passes_both_standards() -> None:
    letter = finish(*LETTER, facts=replace(FACTS, part=3), source=b"Dear Ada,\r")

    assert failures(letter, "3a", "ua1") == []


def test_ids_are_found_through_the_id_tree(letter: bytes) -> None:
    root = reader(letter).root_object["/StructTreeRoot"]

    identifier, element = root["/IDTree"]["/Names"]
    assert (identifier, element.get_object()["/S"]) == ("note-1", "/Note")


def test_each_link_on_a_page_leads_back_to_its_element(letter: bytes) -> None:
    pdf = reader(letter)
    numbers = pdf.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))

    owners = [
        parents[annotation.get_object()["/StructParent"]].get_object()["/S"]
        for page in pdf.pages
        for annotation in page["/Annots"]
    ]
    assert owners == ["/Link"] * 4


def test_the_pages_go_by_structure(letter: bytes) -> None:
    assert [page["/Tabs"] for page in reader(letter).pages] == ["/S", "/S"]


def test_a_figure_says_where_it_stands_in_points_from_below() -> None:
    pdf = reader(finish(f'<img data-tag="Figure" alt="A square" src="{SQUARE}" style="display: block">'))

    (figure,) = pdf.root_object["/StructTreeRoot"]["/K"][0]["/K"]
    assert figure["/A"]["/BBox"] == [20, 172.5, 27.5, 180]


def test_a_link_can_be_clicked_where_its_line_has_no_height() -> None:
    call = '<p data-tag="P">text<a style="line-height: 0" href="https://example.org/">1</a></p>'

    (annotation,) = reader(finish(call)).pages[0]["/Annots"]

    left, bottom, right, top = annotation.get_object()["/Rect"]
    assert (top - bottom, right > left) == (10, True)


def test_emphasis_in_a_link_makes_no_second_link() -> None:
    link = '<p data-tag="P"><a href="https://example.org/">an <em>emphatic</em> link</a></p>'

    pdf = finish(link)

    assert [len(page["/Annots"]) for page in reader(pdf).pages] == [1]
    assert failures(pdf, "2a", "ua1") == []


def test_lines_broken_by_the_engine_stay_one_paragraph_and_one_link() -> None:
    words = "many words " * 12
    pdf = finish(f'<p data-tag="P">{words}<a href="https://example.org/">{words}</a>{words}</p>')

    roles = re.findall(r"^ *([A-Z]\w*)$", structure_outline(pdf), flags=re.MULTILINE)
    assert roles == ["Document", "P", "Link"]


def test_a_space_is_borrowed_where_a_font_has_none() -> None:
    lines = '<em class="line" data-space="after">single</em><span class="line">words here</span>'

    pdf = finish(f'<p data-tag="P">{lines}</p>')

    assert structure_outline(pdf) == 'Document\n  P\n    [1] "single words here"\n'
    assert failures(pdf, "2a", "ua1") == []


def test_absolute_boxes_and_generated_words_are_read() -> None:
    style = "<style>.d::before { content: 'to: ' } .d { position: absolute; top: 50pt }</style>"

    pdf = finish(f'{style}<p data-tag="P">one</p><p class="d" data-tag="P">Ada</p>')

    assert structure_outline(pdf) == 'Document\n  P\n    [1] "one"\n  P\n    [1] "to: Ada"\n'


def test_margin_boxes_are_refused() -> None:
    with pytest.raises(TypesettingError, match="page 1: boxes and structure elements disagree"):
        finish("<style>@page { @top-left { content: 'x' } }</style><p>one")


HOSTILE = replace(
    FACTS,
    title='Profits & <losses> "here"\x00\x1b\ud800\ufffe',
    author="Zoë 🖋",
    subject="line\nbreak",
    keywords=("a & b", "c"),
)


def test_info_and_packet_say_the_same() -> None:
    pdf = reader(finish("<p data-tag=P>x", facts=HOSTILE))
    info, packet = pdf.metadata, pdf.xmp_metadata

    assert info is not None
    assert packet is not None
    assert (info.title, info.author, info.subject) == ('Profits & <losses> "here"', "Zoë 🖋", "line break")
    assert packet.dc_title == {"x-default": info.title}
    assert packet.dc_creator == [info.author]
    assert packet.dc_description == {"x-default": info.subject}
    assert packet.dc_subject == ["a & b", "c"]
    assert packet.pdf_keywords == info["/Keywords"] == "a & b, c"
    assert packet.pdf_producer == info.producer
    assert packet.xmp_create_date == FACTS.created.replace(tzinfo=None)
    assert info.creation_date == FACTS.created


def test_metadata_that_tries_to_be_markup_passes_both_standards() -> None:
    assert failures(finish("<p data-tag=P>x", facts=HOSTILE), "2a", "ua1") == []


def test_dates_keep_their_time_zone() -> None:
    zone = timezone(timedelta(hours=-5, minutes=-30))
    facts = replace(FACTS, created=datetime(2021, 7, 22, 9, 5, tzinfo=zone))

    assert write_info(facts)["CreationDate"] == "D:20210722090500-05'30'"
    assert b"<xmp:CreateDate>2021-07-22T09:05:00-05:30<" in write_xmp(facts)


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_any_text_makes_a_packet_that_parses(title: str, author: str, keywords: list[str]) -> None:
    facts = replace(FACTS, title=title, author=author, keywords=tuple(keywords))

    packet = write_xmp(facts)

    root = ET.fromstring(packet)  # noqa: S314 -- our own XML
    assert [child.tag for child in root] == ["{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"]


def test_the_catalogue_tells_language_title_and_page_labels(letter: bytes) -> None:
    root = reader(letter).root_object

    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"] == {"/DisplayDocTitle": True}
    assert reader(letter).page_labels == ["1", "2"]


def test_the_source_travels_once_and_unchanged() -> None:
    source = bytes(range(256)) + b"\r"

    pdf = reader(finish("<p data-tag=P>x", facts=replace(FACTS, part=3), source=source))

    (file,) = pdf.root_object["/AF"]
    specification = file.get_object()
    embedded = specification["/EF"]["/F"]
    assert specification["/AFRelationship"] == "/Source"
    assert specification["/Desc"] == "Source text of this letter"
    assert embedded.get_data() == source
    assert embedded["/Subtype"] == "/text/plain"
    assert embedded["/Params"]["/ModDate"] == "D:20210722000000Z"


def data_with_checksum_of_a_carriage_return() -> bytes:
    return next(data for data in (bytes([n]) for n in range(256)) if zlib.compress(data, 9).endswith(b"\r"))


@pytest.mark.parametrize("compress", [True, False])
def test_no_stream_ends_in_a_carriage_return(compress: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    data = data_with_checksum_of_a_carriage_return() if compress else b"words\r"
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Stream([data], compress=compress))

    compress_streams(pdf)

    output = io.BytesIO()
    pdf.write(output)
    assert b"\r\nendstream" not in output.getvalue()
    assert reader(output.getvalue()).get_object(3).get_data() == data


@settings(max_examples=20)
@given(st.integers(0, 10**9))
def test_no_cross_reference_stream_ends_in_a_carriage_return(seed: int) -> None:
    for step in range(40):
        pdf = pydyf.PDF()
        pdf.info["Title"] = pydyf.String(f"{seed} {step}")

        settle_cross_references(pdf)

        output = io.BytesIO()
        pdf.write(output, version=b"1.7", identifier=True, compress=True)
        assert b"\r\nendstream" not in output.getvalue()


def test_the_same_input_gives_the_same_bytes_in_another_process_and_zone() -> None:
    script = (
        "from dataclasses import replace\n"
        "from test_conformance_finish import FACTS, LETTER, finish, sys\n"
        "sys.stdout.buffer.write(finish(*LETTER, facts=replace(FACTS, part=3), source=b'x'))\n"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}

    there = subprocess.run(  # noqa: S603 -- our own script
        [sys.executable, "-c", script],
        cwd=Path(__file__).parent,
        env=elsewhere,
        check=True,
        capture_output=True,
    ).stdout

    assert there == finish(*LETTER, facts=replace(FACTS, part=3), source=b"x")


def picture(pdf: bytes) -> bytes:
    """Rasterise all pages, one after the other."""
    return subprocess.run(
        ["pdftoppm", "-r", "100", "-"],  # noqa: S607 -- as the machine has it
        input=pdf,
        check=True,
        capture_output=True,
    ).stdout


def test_finishing_leaves_every_pixel_where_it_was(letter: bytes) -> None:
    assert picture(letter) == picture(draw(*LETTER).write_pdf(pdf_variant="pdf/a-2a", pdf_tags=True))


def test_nothing_of_the_engines_own_structure_stays_in_the_file(letter: bytes) -> None:
    pdf = reader(letter)
    elements = [
        found
        for number in range(1, pdf.trailer["/Size"] - 1)
        if isinstance(found := pdf.get_object(number), dict) and found.get("/Type") == "/StructElem"
    ]

    assert len(elements) == OUTLINE.count("\n") - OUTLINE.count("[")
