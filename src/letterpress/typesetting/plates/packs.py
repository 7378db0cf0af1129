"""Font packs: the fonts of a plate, made without its pages.

A letter in another script than those before it needs other fonts and nothing else: the glyphs keep their
numbers in every subset, so the operators that draw a line are the same in any pack that has them.
"""

import pydyf
from weasyprint.pdf.fonts import build_fonts_dictionary

from letterpress.typesetting.conformance import compress_streams, map_break_hyphens
from letterpress.typesetting.plates.painting import FontTable
from letterpress.typesetting.plates.writing import Objects, write_objects

AS_WEASYPRINT = {"hinting": False, "pdf_version": "1.7"}  # the options of its PDF/A-2a and 3a


def make_pack(fonts: FontTable, numbers: range) -> Objects:
    """Make the font objects of a plate, with these numbers, of fonts that know their glyphs."""
    pdf = pydyf.PDF()
    pdf.objects += [pydyf.Object()] * (numbers.start - len(pdf.objects))
    build_fonts_dictionary(pdf, fonts, compress=True, subset=True, options=AS_WEASYPRINT)
    assert len(pdf.objects) == numbers.stop, "as many objects as WeasyPrint made of these fonts"
    map_break_hyphens(pdf)
    compress_streams(pdf)
    return write_objects(pdf.objects[numbers.start :])
