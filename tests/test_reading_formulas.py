"""How letters greet and close in the languages we know."""

# ruff: noqa: RUF001 -- other scripts have letters that look like ours

import pytest

from letterpress.letter import plain_text
from letterpress.reading import read_letter
from letterpress.source import Source


@pytest.mark.parametrize(
    ("language", "salutation", "close"),
    [
        ("en", "Dear Ms. Roe:", "Yours faithfully,"),
        ("de", "Sehr geehrte Frau Roe,", "Mit freundlichen Grüßen"),
        ("fr", "Madame, Monsieur,", "Veuillez agréer, Madame, l’expression de mes sentiments distingués."),
        ("es", "Estimada señora Roe:", "Atentamente,"),
        ("it", "Gentile Signora Roe,", "Cordiali saluti,"),
        ("nl", "Geachte mevrouw Roe,", "Met vriendelijke groet,"),
        ("pt", "Exmo. Senhor Presidente,", "Com os melhores cumprimentos,"),
        ("sv", "Bästa fru Ek,", "Med vänliga hälsningar"),
        ("da", "Kære Anna,", "Med venlig hilsen"),
        ("nb", "Kjære Anna,", "Med vennlig hilsen"),
        ("pl", "Szanowna Pani,", "Z poważaniem,"),
        ("es", "Excmo. Sr. Ministro:", "Reciban un cordial saludo"),
        ("nl", "Excellentie,", "Hoogachtend,"),
        ("de", "Exzellenz,", "Hochachtungsvoll"),
        ("he", "עדה היקרה,", "בברכה,"),
        ("ar", "السيد المدير،", "مع خالص التحية،"),
    ],
)
def test_a_letter_greets_and_closes_in_its_language(language: str, salutation: str, close: str) -> None:
    letter = read_letter(Source("a.txt", f"{salutation}\n\nx y z.\n\n{close}\n\nBo Lee\n")).letter

    assert letter.salutation is not None
    assert letter.complimentary_close is not None
    found = (plain_text(letter.salutation.children), plain_text(letter.complimentary_close.children))
    assert (letter.language, *found) == (language, salutation, close)
    assert [signatory.name for signatory in letter.signature_block] == ["Bo Lee"]
