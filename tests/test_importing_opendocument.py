"""OpenDocument texts as letters people really write: what is kept, and what is said of the rest."""

import pytest

from document_makers import OPEN, odt, text_of, told
from letterpress.diagnostics import LetterError
from letterpress.importing import import_letter

STYLES = """
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="Up" style:family="text">
  <style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="Gone" style:family="text">
  <style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="Spaced" style:family="paragraph">
  <style:paragraph-properties fo:margin-bottom="0.2cm"/></style:style>
<style:style style:name="Overleaf" style:family="paragraph">
  <style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="Caption" style:family="paragraph"/>
<style:style style:name="Table" style:family="paragraph" style:parent-style-name="Caption"/>
<text:list-style style:name="L">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>
  <text:list-level-style-bullet text:level="3"/></text:list-style>
"""
CHANGES = """<text:tracked-changes>
<text:changed-region text:id="i"><text:insertion/></text:changed-region>
<text:changed-region text:id="d"><text:deletion><text:p>hardly </text:p></text:deletion></text:changed-region>
</text:tracked-changes>
<text:p>We <text:change-start text:change-id="i"/>gladly <text:change-end text:change-id="i"/>"""
CHANGES += '<text:change text:change-id="d"/>agree</text:p>'


def _lines(*lines: str, style: str = "") -> str:
    return "".join(f'<text:p text:style-name="{style}">{line}</text:p>' for line in lines)


def test_lines_tabs_breaks_and_spaces_are_read() -> None:
    body = _lines("Ada  Lovelace", "12<text:s text:c='3'/>Square<text:line-break/>London", "", "Dear\n Ada,")

    assert text_of(odt(body)) == "Ada Lovelace  \n12 Square  \nLondon\n\nDear Ada,"


def test_emphasis_links_and_raised_digits_are_kept() -> None:
    body = _lines(
        'An <text:span text:style-name="I">old</text:span> <text:span text:style-name="B">engine</text:span>'
        '<text:span text:style-name="Up">2</text:span>, '
        '<text:a xlink:href="https://site.example/">there</text:a>'
    )

    assert text_of(odt(body, STYLES)) == "An *old* **engine**², [there](<https://site.example/>)"


def test_lists_keep_their_numbers_and_their_nesting() -> None:
    inner = f"<text:list><text:list-item>{_lines('first')}</text:list-item></text:list>"
    body = (
        f'<text:list text:style-name="L"><text:list-item>{_lines("one")}{inner}</text:list-item></text:list>'
        f"{_lines('Between')}"
        '<text:list text:style-name="L" text:continue-numbering="true">'
        f"<text:list-item>{_lines('two', 'more of it')}</text:list-item></text:list>"
    )
    source = import_letter(odt(body, STYLES), "a")

    assert source.text.endswith("1. one\n\n   a) first\n\nBetween\n\n2. two\n\n   more of it\n")
    assert told(source) == ['document-changed marks of a list that are no plain numbers are text: "a)"']


def test_headings_page_breaks_and_sections_are_read() -> None:
    body = (
        '<text:h text:outline-level="2">Terms</text:h>'
        f"<text:section>{_lines('one')}</text:section>{_lines('two', style='Overleaf')}"
    )

    assert text_of(odt(body, STYLES)) == "## Terms\n\none\n\n\\newpage\n\ntwo"


def test_notes_of_both_kinds_are_called_where_they_were() -> None:
    note = (
        '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>A {}.</text:p></text:note-body></text:note>"
    )
    body = _lines(f"One{note.format('endnote', 'b')} and two{note.format('footnote', 'c')}.")

    assert text_of(odt(body)) == "One[^1] and two[^2].\n\n[^1]: A b.\n\n[^2]: A c."


def test_tables_keep_heads_captions_and_say_what_was_merged() -> None:
    cells = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    covered = "<table:covered-table-cell/>"
    head = f"<table:table-row>{cells.format('Item')}{cells.format('Price')}</table:table-row>"
    row = f"<table:table-row>{cells.format('All')}{covered}</table:table-row>"
    table = f"<table:table><table:table-header-rows>{head}</table:table-header-rows>{row}</table:table>"
    source = import_letter(odt(_lines("Dear Ada,") + table + _lines("Costs", style="Table"), STYLES), "a")

    assert source.text.endswith("| Item | Price |\n|---|---|\n| All |  |\n\n: Costs\n")
    assert told(source) == ["document-changed merged cells of a table stand apart"]


def test_images_come_with_their_words_and_a_caption_in_their_frame() -> None:
    image = '<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:desc>A wheel</svg:desc></draw:frame>'
    boxed = _lines(image) + _lines("Figure 1", style="Caption")
    frame = f"<draw:frame><draw:text-box>{boxed}</draw:text-box></draw:frame>"
    source = import_letter(odt(_lines(frame), STYLES, {"Pictures/a.png": b"png"}), "a")

    assert source.text.endswith('\n\n![Figure 1](a.png "A wheel")\n')
    assert (source.images, source.diagnostics) == ({"a.png": b"png"}, ())


def test_tracked_changes_and_comments_refuse_a_letter() -> None:
    body = CHANGES + _lines("<office:annotation><text:p>why?</text:p></office:annotation>so")

    assert told(import_letter(odt(body), "a.odt")) == [
        "document-review a.odt has 2 tracked changes and 1 comment"
    ]


def test_tracked_changes_are_accepted_or_rejected() -> None:
    assert text_of(odt(CHANGES), "accept") == "We gladly agree"
    assert text_of(odt(CHANGES), "reject") == "We hardly agree"


def test_a_rejected_insertion_of_a_paragraph_end_joins_two_paragraphs() -> None:
    region = '<text:changed-region text:id="i"><text:insertion/></text:changed-region>'
    body = (
        f"<text:tracked-changes>{region}</text:tracked-changes>"
        '<text:p>One <text:change-start text:change-id="i"/>new</text:p>'
        '<text:p>more <text:change-end text:change-id="i"/>two</text:p>'
    )

    assert text_of(odt(body), "reject") == "One two"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (
            '<text:span text:style-name="Gone">gone</text:span>',
            'text that is struck through cannot be kept: "gone"',
        ),
        ("<text:page-number>3</text:page-number>", "a field with the number of a page is left out"),
        (
            "<text:placeholder>&lt;name&gt;</text:placeholder>",
            'a field that asks for words cannot be kept: "<name>"',
        ),
        (
            "<draw:frame><draw:object/><svg:title>a sum</svg:title></draw:frame>",
            'an embedded object, such as an equation cannot be kept: "a sum"',
        ),
        (
            '<draw:frame><draw:image xlink:href="https://site.example/a.png"/></draw:frame>',
            'an image that is not in the document cannot be kept: "https://site.example/a.png"',
        ),
    ],
)
def test_what_a_letter_cannot_say_is_named(xml: str, said: str) -> None:
    source = import_letter(odt(_lines(f"Before {xml}"), STYLES), "a")

    assert [one.message for one in source.diagnostics] == [said]


def test_columns_of_a_database_become_fields() -> None:
    body = _lines(
        'Dear <text:database-display text:column-name="Last Name">&lt;x&gt;</text:database-display>,'
    )

    assert text_of(odt(body)) == "Dear {{ Last_Name }},"


def test_the_header_is_the_letterhead_and_a_footer_is_named() -> None:
    styles = (
        f"<office:document-styles {OPEN}><office:master-styles><style:master-page>"
        f"<style:header>{_lines('Roe &amp; Sons')}</style:header>"
        f"<style:footer>{_lines('Registered in England')}</style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )
    source = import_letter(odt(_lines("5 May 2026"), parts={"styles.xml": styles}), "a")

    assert source.text.endswith("\n\nRoe & Sons\n\n5 May 2026\n")
    assert told(source) == [
        'document-changed the page header is the letterhead: "Roe & Sons"',
        'document-left-out a page footer of the document is left out: "Registered in England"',
    ]


def test_properties_of_the_document_are_front_matter() -> None:
    meta = (
        f"<office:document-meta {OPEN}><office:meta><dc:title>Engine</dc:title>"
        "<dc:language>en-GB</dc:language>"
        "<meta:keyword>a</meta:keyword><meta:keyword>b</meta:keyword></office:meta></office:document-meta>"
    )
    source = import_letter(odt(_lines("Dear Ada,"), parts={"meta.xml": meta}), "a")

    assert source.text.startswith(
        '---\ntext: typed\ntitle: "Engine"\nkeywords: "a, b"\nlanguage: "en-GB"\n---\n'
    )


def test_a_document_behind_a_password_is_refused() -> None:
    manifest = "<manifest:encryption-data/>"
    with pytest.raises(LetterError) as caught:
        import_letter(odt(_lines("Dear Ada,"), parts={"META-INF/manifest.xml": manifest}), "a.odt")

    assert caught.value.diagnostics[0].message == "a.odt is protected by a password"


def test_an_archive_of_something_else_is_refused() -> None:
    with pytest.raises(LetterError) as caught:
        import_letter(odt("").replace(b"content.xml", b"xontent.xml"), "a.odt")

    assert "no document of a word processor" in caught.value.diagnostics[0].message
