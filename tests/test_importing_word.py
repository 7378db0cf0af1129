"""Word documents as letters people really write: what is kept, and what is said of the rest."""
# ruff: noqa: RUF001 -- quotation marks as Word writes them

import pytest

from document_makers import PACKAGE, WORD, docx, paragraphs, text_of, told, words
from letterpress.diagnostics import LetterError, Severity
from letterpress.importing import import_letter

LETTER = (
    "5 May 2026",
    "",
    "Dear Ada,",
    "",
    "Thank you for the engine.",
    "",
    "Yours sincerely,",
    "",
    "Bo Lee",
)
CHANGED = (
    "<w:r><w:t>We </w:t></w:r>"
    '<w:ins w:id="1"><w:r><w:t>gladly </w:t></w:r></w:ins>'
    '<w:del w:id="2"><w:r><w:delText>hardly </w:delText></w:r></w:del>'
    "<w:r><w:t>agree</w:t></w:r>"
)
NUMBERING = f"""<w:numbering {WORD}>
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>
    <w:pPr><w:ind w:left="720"/></w:pPr></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/>
    <w:pPr><w:ind w:left="1440"/></w:pPr></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/>
    <w:pPr><w:ind w:left="2160"/></w:pPr></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""
PIXEL = b"\x89PNG\r\n\x1a\n and no more: typesetting looks at it"


def _item(text: str, number: int, level: int = 0) -> str:
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{listed}</w:pPr>{words(text)}</w:p>"


def _listed(*items: str) -> bytes:
    return docx("".join(items), {"word/numbering.xml": NUMBERING}, {"n": ("numbering", "numbering.xml")})


def _picture(identifier: str, told: str) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{told}"/>'
        "<a:graphic><a:graphicData>"
        f'<a:blip r:embed="{identifier}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def _control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _field(instruction: str, result: str) -> str:
    begin, separate = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate"))
    before = f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate}"
    return f'{before}{words(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def test_paragraphs_that_no_white_parts_are_lines_of_one_block() -> None:
    data = docx(paragraphs("Ada Lovelace", "12 Square", "London", "", "Dear Ada,"))

    assert text_of(data) == "Ada Lovelace  \n12 Square  \nLondon\n\nDear Ada,"


def test_paragraphs_with_white_between_them_stand_alone() -> None:
    data = docx(paragraphs("One thing.", "Another thing.", style="Spaced"))

    assert text_of(data) == "One thing.\n\nAnother thing."


def test_long_paragraphs_are_no_lines_of_an_address() -> None:
    long = "This is a sentence that is longer than any line of an address could be."

    assert text_of(docx(paragraphs(long, long))) == f"{long}\n\n{long}"


def test_soft_breaks_are_lines_and_two_of_them_part_paragraphs() -> None:
    data = docx(
        paragraphs("<w:r><w:t>Ada</w:t><w:br/><w:t>London</w:t><w:br/><w:br/><w:t>Dear Ada,</w:t></w:r>")
    )

    assert text_of(data) == "Ada  \nLondon\n\nDear Ada,"


def test_nothing_that_is_typed_is_markup() -> None:
    typed = "*a* _b_ `c` [d](e) &lt;br&gt; # f | g {lang=de} [^1] ^[h] {# i #} \\newpage"
    data = docx(paragraphs(typed))

    assert text_of(data) == (
        r"\*a\* \_b\_ \`c\` \[d\](e) \<br\> # f \| g \{lang=de} \[^1\] ^\[h\] \{\# i #} \\newpage"
    )


@pytest.mark.parametrize("typed", ["# one", "- one", "+ one", "---", "&gt; one", "* one"])
def test_a_line_that_begins_like_markup_is_words(typed: str) -> None:
    assert text_of(docx(paragraphs(typed))).startswith("\\")


def test_emphasis_is_kept_without_the_white_around_it() -> None:
    data = docx(
        paragraphs(
            words("An ") + words("old ", "<w:i/>") + words("and", "<w:b/>") + words(" grey", "<w:b/><w:i/>")
        )
    )

    assert text_of(data) == "An *old* **and** ***grey***"


def test_what_word_cuts_into_runs_is_one_emphasis_and_one_field() -> None:
    cut = words("so", "<w:i/>") + words("on", "<w:i/>") + words(" {{ first", "<w:i/>") + words("_name }}.")

    assert text_of(docx(paragraphs(cut))) == "*soon {{ first_name }}*."


def test_quotation_marks_in_fields_are_straight_again() -> None:
    data = docx(paragraphs("“{{ day|date(“long”) }}” {% if paid == ‘yes’ %}“paid”{% endif %}"))

    assert text_of(data) == "“{{ day|date(\"long\") }}” {% if paid == 'yes' %}“paid”{% endif %}"


def test_merge_fields_become_fields() -> None:
    data = docx(paragraphs(_field(' MERGEFIELD "First Name" \\* MERGEFORMAT ', "«First Name»")))

    assert text_of(data) == "{{ First_Name }}"


def test_fields_keep_their_results_and_those_of_pages_are_named() -> None:
    source = import_letter(
        docx(paragraphs(_field("DATE \\@ d", "5 May 2026") + _field("PAGE", "3") + _field("REF x", "see"))),
        "a",
    )

    assert source.text.endswith("\n\n5 May 2026see\n")
    assert told(source) == [
        'document-changed a field for the day of printing keeps the value it has in the file: "5 May 2026"',
        "document-left-out a field with the number of a page is left out",
    ]


def test_links_of_both_kinds_are_kept_and_others_are_words() -> None:
    data = docx(
        paragraphs(
            f'<w:hyperlink r:id="h">{words("https://site.example/")}</w:hyperlink>',
            _field('HYPERLINK "https://site.example/a b"', "words"),
            f'<w:hyperlink r:id="f">{words("a file")}</w:hyperlink>',
            style="Spaced",
        ),
        relationships={
            "h": ("hyperlink", "https://site.example/"),
            "f": ("hyperlink", "file:///etc/passwd"),
        },
    )
    source = import_letter(data, "a")

    assert text_of(data) == "<https://site.example/>\n\n[words](<https://site.example/a%20b>)\n\na file"
    assert told(source) == [
        'document-left-out the address "file:///etc/passwd" of a link is left out: "a file"'
    ]


def test_lists_keep_their_numbers_and_their_nesting() -> None:
    data = _listed(
        _item("one", 1), _item("two", 1), _item("deeper", 1, 2), paragraphs("Between"), _item("three", 1)
    )

    assert text_of(data) == "1. one\n\n2. two\n\n   - deeper\n\nBetween\n\n3. three"


def test_a_list_that_begins_again_is_another_list() -> None:
    assert text_of(_listed(_item("one", 1), _item("again", 2))) == "1. one\n\n1) again"


def test_marks_that_are_no_plain_numbers_stay_as_they_are() -> None:
    source = import_letter(_listed(_item("one", 1), _item("first", 1, 1), _item("second", 1, 1)), "a")

    assert source.text.endswith("1. one\n\n   a) first\n\n   b) second\n")
    assert told(source) == [
        'document-changed marks of a list that are no plain numbers are text: "a)" (and 1 more)'
    ]


def test_headings_quotations_and_captions_are_known_by_the_names_of_built_in_styles() -> None:
    data = docx(paragraphs("Terms", style="berschrift1") + paragraphs("Words", style="Zitat"))

    assert text_of(data) == "# Terms\n\n> Words"


def test_notes_of_both_kinds_are_called_where_they_were() -> None:
    footnote = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    endnote = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    notes = {
        f"word/{kind}s.xml": f'<w:{kind}s {WORD}><w:{kind} w:id="2">'
        f"<w:p><w:r><w:{kind}Ref/></w:r>{words(f' A {kind}.')}</w:p></w:{kind}></w:{kind}s>"
        for kind in ("footnote", "endnote")
    }
    linked = {"f": ("footnotes", "footnotes.xml"), "e": ("endnotes", "endnotes.xml")}
    data = docx(paragraphs(words("One") + endnote + words(" and two") + footnote + words(".")), notes, linked)

    assert text_of(data) == "One[^1] and two[^2].\n\n[^1]: A endnote.\n\n[^2]: A footnote."


def test_numbers_that_were_raised_by_hand_call_notes() -> None:
    raised = words("1", '<w:vertAlign w:val="superscript"/>')
    data = docx(paragraphs(words("As agreed.") + raised, raised + words("In May."), style="Spaced"))

    assert text_of(data) == "As agreed.¹\n\n¹In May."


def test_tables_keep_captions_heads_alignment_and_breaks() -> None:
    rows = "".join(
        f"<w:tr>{head}<w:tc>{paragraphs(one)}</w:tc>"
        f"<w:tc><w:p><w:pPr><w:jc w:val='right'/></w:pPr>{words(other)}</w:p></w:tc></w:tr>"
        for head, one, other in (("<w:trPr><w:tblHeader/></w:trPr>", "Item", "Price"), ("", "a|b", "3.50"))
    )
    body = (
        paragraphs("Dear Ada,")
        + paragraphs("Table 1: Costs", style="Beschriftung")
        + f"<w:tbl>{rows}</w:tbl>"
    )

    assert (
        text_of(docx(body))
        == "Dear Ada,\n\n| Item | Price |\n|---|--:|\n| a\\|b | 3.50 |\n\n: Table 1: Costs"
    )


def test_a_table_without_rows_is_none() -> None:
    table = '<w:tbl><w:tblPr><w:tblLook w:firstRow="1"/></w:tblPr></w:tbl>'

    assert text_of(docx(paragraphs("Dear Ada,") + table)) == "Dear Ada,"


def test_merged_cells_and_tables_in_cells_are_named() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraphs('inner')}</w:tc></w:tr></w:tbl>"
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraphs("wide")}</w:tc>'
    narrow = f"<w:tc>{inner}</w:tc><w:tc>{paragraphs('x')}</w:tc>"
    source = import_letter(
        docx(paragraphs("Dear Ada,") + f"<w:tbl><w:tr>{wide}</w:tr><w:tr>{narrow}</w:tr></w:tbl>"), "a"
    )

    assert source.text.endswith("|  |  |\n|---|---|\n| wide |  |\n| inner | x |\n")
    assert told(source) == [
        'document-changed a table in a cell is lines of that cell: "inner"',
        "document-changed merged cells of a table stand apart",
    ]


def test_images_come_with_their_words_and_captions() -> None:
    body = paragraphs(_picture("i", "A wheel")) + paragraphs("Figure 1", style="Beschriftung")
    source = import_letter(
        docx(body, {"word/media/image1.png": PIXEL}, {"i": ("image", "media/image1.png")}), "a"
    )

    assert source.text.endswith('\n\n![Figure 1](image1.png "A wheel")\n')
    assert source.images == {"image1.png": PIXEL}


def test_a_scanned_signature_is_left_out_by_name() -> None:
    body = paragraphs("Dear Ada,", "", "Yours sincerely,", "", _picture("i", "Signature"), "", "Bo Lee")
    source = import_letter(
        docx(body, {"word/media/image1.png": PIXEL}, {"i": ("image", "media/image1.png")}), "a"
    )

    assert source.text.endswith("Dear Ada,\n\nYours sincerely,\n\nBo Lee\n")
    assert told(source) == [
        'document-left-out an image above the salutation or below the close is left out: "Signature"'
    ]


def test_an_image_elsewhere_is_never_fetched() -> None:
    body = paragraphs(_picture("i", "A wheel"))
    source = import_letter(docx(body, relationships={"i": ("image", "https://site.example/a.png")}), "a")

    assert told(source) == [
        'document-left-out an image that is not in the document cannot be kept: "https://site.example/a.png"'
    ]
    assert [one.severity for one in source.diagnostics] == [Severity.ERROR]


def test_tracked_changes_and_comments_refuse_a_letter_and_say_how_many_there_are() -> None:
    body = paragraphs(CHANGED + '<w:r><w:commentReference w:id="0"/></w:r>')
    source = import_letter(docx(body), "letter.docx")

    assert told(source) == ["document-review letter.docx has 2 tracked changes and 1 comment"]
    assert "--review accept" in source.diagnostics[0].hint


@pytest.mark.parametrize(("review", "read"), [("accept", "We gladly agree"), ("reject", "We hardly agree")])
def test_tracked_changes_are_accepted_or_rejected(review: str, read: str) -> None:
    source = import_letter(docx(paragraphs(CHANGED)), "a", "accept" if review == "accept" else "reject")

    assert source.text.endswith(f"\n\n{read}\n")
    assert source.diagnostics == ()


@pytest.mark.parametrize(("review", "read"), [("accept", "One two"), ("reject", "One \n\ntwo")])
def test_a_paragraph_whose_end_is_struck_out_goes_on_in_the_next(review: str, read: str) -> None:
    body = f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{words("One ")}</w:p>' + paragraphs("two")
    data = docx(body.replace("<w:pPr>", '<w:pPr><w:spacing w:after="9"/>'))

    assert text_of(data, "accept" if review == "accept" else "reject") == read.replace(" \n", "\n")


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>", 'an equation cannot be kept: "x=1"'),
        (words("gone", "<w:strike/>"), 'text that is struck through cannot be kept: "gone"'),
        (words("secret", "<w:vanish/>"), 'hidden text is left out: "secret"'),
        ("<w:r><w:object/></w:r>", "an embedded object cannot be kept"),
        (
            '<w:r><w:sym w:font="Webdings" w:char="F041"/></w:r>',
            "character F041 of the font Webdings cannot be kept",
        ),
        (
            _control("<w:alias w:val='Date'/><w:showingPlcHdr/>", words("Click here")),
            'the content control "Date", which is not filled in cannot be kept: "Click here"',
        ),
        (
            f"<w:r><w:pict><v:shape><w:txbxContent>{paragraphs('boxed')}</w:txbxContent></v:shape></w:pict></w:r>",
            'a text box stands above the paragraph it is anchored in: "boxed"',
        ),
    ],
)
def test_what_a_letter_cannot_say_is_named(xml: str, said: str) -> None:
    source = import_letter(docx(paragraphs(words("Before ") + xml)), "a")

    assert [one.message for one in source.diagnostics] == [said]


def test_content_controls_that_are_filled_in_are_words() -> None:
    dated, block = _control("<w:date/>", words("5 May 2026")), _control("", paragraphs("Dear Ada,"))

    assert text_of(docx(paragraphs(dated, "") + block)) == "5 May 2026\n\nDear Ada,"


def test_the_header_of_the_first_page_is_the_letterhead_and_the_others_are_named() -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="first" r:id="h1"/>'
        '<w:headerReference w:type="default" r:id="h2"/>'
        '<w:footerReference w:type="default" r:id="f"/><w:titlePg/></w:sectPr>'
    )
    headers = {
        "word/h1.xml": f"<w:hdr {WORD}>{paragraphs('Roe &amp; Sons', '1 High Street, Bath')}</w:hdr>",
        "word/h2.xml": f"<w:hdr {WORD}>{paragraphs(_field('PAGE', '2'))}</w:hdr>",
        "word/f.xml": f"<w:ftr {WORD}>{paragraphs('Registered in England')}</w:ftr>",
    }
    linked = {"h1": ("header", "h1.xml"), "h2": ("header", "h2.xml"), "f": ("footer", "f.xml")}
    source = import_letter(docx(paragraphs(*LETTER) + section, headers, linked), "a")

    assert "\n\nRoe & Sons  \n1 High Street, Bath\n\n5 May 2026\n\n" in source.text
    assert told(source) == [
        'document-changed the page header is the letterhead: "Roe & Sons 1 High Street, Bath"',
        'document-left-out a page footer of the document is left out: "Registered in England"',
    ]


def test_signatories_side_by_side_stand_one_below_the_other() -> None:
    tab = "<w:r><w:t>{}</w:t><w:tab/><w:tab/><w:t>{}</w:t></w:r>"
    ending = (tab.format("Ada Roe", "Bo Lee"), tab.format("Mayor", "Clerk"))
    source = import_letter(docx(paragraphs("Dear Ada,", "", "Yours sincerely,", "", *ending)), "a")

    assert source.text.endswith("Yours sincerely,\n\nAda Roe  \nMayor\n\nBo Lee  \nClerk\n")
    assert [one.code for one in source.diagnostics] == ["document-changed"]


def test_labels_and_what_a_tab_puts_beside_them_stay_together() -> None:
    references = "<w:r><w:t>Our ref:</w:t><w:tab/><w:t>AR/7</w:t></w:r>"

    assert text_of(docx(paragraphs(references, "", "Dear Ada,"))) == "Our ref: AR/7\n\nDear Ada,"


def test_a_table_that_only_puts_signatories_side_by_side_is_lines() -> None:
    cells = (paragraphs("Ada Roe", "Mayor"), paragraphs("Bo Lee", "Clerk"))
    row = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    body = paragraphs("Dear Ada,", "", "Yours sincerely,") + f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"

    assert text_of(docx(body)).endswith("Yours sincerely,\n\nAda Roe  \nMayor\n\nBo Lee  \nClerk")


def test_page_breaks_are_page_breaks() -> None:
    data = docx(paragraphs('<w:r><w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t></w:r>'))

    assert text_of(data) == "one\n\n\\newpage\n\ntwo"


def test_properties_of_the_document_are_front_matter() -> None:
    core = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A "fine" letter</dc:title>'
        "<dc:creator>Ada</dc:creator><dc:language>not a tag</dc:language></c:coreProperties>"
    )
    source = import_letter(docx(paragraphs("Dear Ada,"), {"docProps/core.xml": core}), "a")

    assert source.text == (
        '---\ntext: typed\ntitle: "A \\"fine\\" letter"\nauthor: "Ada"\n---\n\nDear Ada,\n'
    )


def test_strict_documents_are_read_too() -> None:
    transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f"<w:document {WORD}><w:body>{paragraphs('Dear Bo,')}</w:body></w:document>"
    strict = document.replace(transitional, "http://purl.oclc.org/ooxml/wordprocessingml/main")

    assert text_of(docx("", {"word/document.xml": strict})) == "Dear Bo,"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "is a .doc, the binary format of Word before 2007",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password",
        ),
        (b"PK\x03\x04 and then nothing", "is damaged: File is not a zip file"),
        (rb"{\rtf1 Dear Ada,}", "is of a format letterpress does not read"),
    ],
)
def test_what_is_no_document_is_refused_by_its_content(data: bytes, said: str) -> None:
    with pytest.raises(LetterError) as caught:
        import_letter(data, "letter.docx")

    assert caught.value.diagnostics[0].message == f"letter.docx {said}"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (b" " * 300 * 1024**2, "unpacks to"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares a document type"),
        ("<a>" * 400 + "</a>" * 400, "is nested or divided as no letter is"),
        ("<a><b></a>", "is damaged: mismatched tag"),
    ],
    ids=["bomb", "entities", "depth", "broken"],
)
def test_a_document_built_to_do_harm_is_refused(part: str | bytes, said: str) -> None:
    with pytest.raises(LetterError) as caught:
        import_letter(docx("", {"word/document.xml": part}), "letter.docx")

    assert said in caught.value.diagnostics[0].message


def test_a_document_without_words_is_empty() -> None:
    with pytest.raises(LetterError) as caught:
        import_letter(docx(paragraphs("", "")), "letter.docx")

    assert caught.value.diagnostics[0].code == "source-empty"


def test_package_relationships_that_lead_nowhere_do_no_harm() -> None:
    rels = f'<Relationships xmlns="{PACKAGE}"/>'

    assert text_of(docx(paragraphs("Dear Ada,"), {"_rels/.rels": rels})) == "Dear Ada,"


@pytest.mark.parametrize("name", ["Quote", "Intense Quote", "Block Text", "Quotations"])
def test_a_quotation_is_known_by_its_style(name: str) -> None:
    style = f'<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="{name}"/></w:style>'
    data = docx(
        paragraphs("Dear Ada,") + paragraphs("We agree.", style="Q"),
        {"word/styles.xml": f"<w:styles {WORD}>{style}</w:styles>"},
        {"s": ("styles", "styles.xml")},
    )

    assert "> We agree." in text_of(data)
