"""A letter as mail: the words around it, and one message to one mailbox with the PDF attached.

Words come from templates in the sandbox of letters, and values are never read. What goes into a header is
one line without control characters; the library refuses anything else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple

from letterpress.delivering.targets import MailTarget
from letterpress.delivering.values import Parcel
from letterpress.diagnostics import Code, Diagnostic, LetterError, Place
from letterpress.letter import Letter
from letterpress.mailing import Versions
from letterpress.merging import FieldText, Recipient, fill_letter, fill_words, with_language
from letterpress.outline import title_of
from letterpress.reading import read_letter
from letterpress.source import Source

POLICY = SMTP.clone(cte_type="7bit")  # every server takes it, whatever the words are
SUBJECT = "{{ letter.title }}"
TEXTS: Mapping[str, str] = {
    "de": "Guten Tag,\n\nim Anhang finden Sie unser Schreiben: {{ letter.title }}\n",
    "en": "Hello,\n\nplease find our letter attached: {{ letter.title }}\n",
    "es": "Buenos días:\n\nAdjuntamos nuestra carta: {{ letter.title }}\n",
    "fr": "Bonjour,\n\nveuillez trouver ci-joint notre lettre : {{ letter.title }}\n",
    "it": "Buongiorno,\n\nin allegato trova la nostra lettera: {{ letter.title }}\n",
    "nl": "Goedendag,\n\nin de bijlage vindt u onze brief: {{ letter.title }}\n",
}
MOST_READ = 64  # letters kept as they are read; all recipients have one where the text has no conditions


class Words(NamedTuple):
    """What stands around a letter in its message."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Templates:
    """What subjects and texts are made from; none is the default one."""

    subject: Source | None = None
    text: Source | None = None


class Composer:
    """Finds the words of every message.

    Args:
        letter: the texts of the letter.
        overrides: front matter that counts before the letter's own.
        templates: Jinja, with the fields of a row and `letter.title`, `letter.language` and `letter.file`.

    Raises:
        LetterError: a template is no Jinja.
    """

    def __init__(self, letter: Versions, overrides: Mapping[str, str], templates: Templates) -> None:
        self._letter = letter
        self._overrides = overrides
        self._fields = {tag: FieldText(letter[tag].source, overrides) for tag in letter.tags()}
        self._subject = FieldText(templates.subject or Source("subject", SUBJECT))
        self._text = FieldText(templates.text) if templates.text else None
        self._texts = {tag: FieldText(Source(f"text.{tag}", text)) for tag, text in TEXTS.items()}
        self._read: dict[tuple[str, str], Letter] = {}

    def words_for(self, recipient: Recipient, file: str) -> Words:
        """Find the words of the message to one recipient.

        Raises:
            LetterError: a template asks for what the row has not.
        """
        letter = self._letter_to(recipient)
        about = {"title": title_of(letter), "language": letter.language, "file": PurePosixPath(file).name}
        values = {**recipient.values, "letter": about}
        language = letter.language.partition("-")[0].lower()
        text = self._text or self._texts.get(language, self._texts["en"])
        subject = " ".join(_fill(self._subject, values, letter.language).split())
        return Words(_seen(subject), _fill(text, values, letter.language))

    def _letter_to(self, recipient: Recipient) -> Letter:
        tag = self._letter.tag_for(recipient.language)
        filled = self._fields[tag].fill(recipient.values, recipient.language)
        key = (filled.source.text, recipient.language)
        if key not in self._read:
            if len(self._read) == MOST_READ:
                self._read.clear()
            overrides = with_language(self._overrides, recipient.language)
            self._read[key] = read_letter(filled.source, overrides).letter
        return fill_letter(self._read[key], filled.values)


def _fill(template: FieldText, values: Mapping[str, object], language: str) -> str:
    filled = template.fill(values, language)
    return "\n".join(fill_words(line, filled.values) for line in filled.source.text.split("\n"))


def _seen(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())


def try_words(
    parcels: Iterable[Parcel], composer: Composer, name: str
) -> tuple[list[Parcel], list[Diagnostic]]:
    """Find the words of every message once; give the parcels that have theirs, and what is wrong.

    Args:
        parcels: letters to rows.
        composer: finds words.
        name: what to call the file of recipients.
    """
    good: list[Parcel] = []
    wrong: list[Diagnostic] = []
    for parcel in parcels:
        assert parcel.row, "mail goes to rows"
        try:
            composer.words_for(parcel.row, parcel.entry.file)
        except LetterError as error:
            place = Place(name, parcel.row.line, 1, row=parcel.row.row)
            wrong += (replace(one, code=Code.RECIPIENTS_ROW, place=place) for one in error.diagnostics)
        else:
            good.append(parcel)
    return good, wrong


def message_id(parcel: Parcel, target: MailTarget, run: str) -> str:
    """Give the Message-ID (RFC 5322, 3.6.4): always the same of one letter of one run to one mailbox."""
    whole = f"{parcel.entry.sha256}\n{parcel.recipient}\n{run}"
    return f"<{sha256(whole.encode()).hexdigest()[:40]}@{target.sender.partition('@')[2]}>"


def write_message(  # noqa: PLR0913, PLR0917 -- what a message is made of
    parcel: Parcel, words: Words, pdf: bytes, target: MailTarget, identity: str, moment: datetime
) -> bytes:
    """Write a message as it goes to a server, in seven bits.

    Args:
        parcel: the letter and its mailbox.
        words: subject and text.
        pdf: what is attached, under the name of the letter.
        target: who writes.
        identity: its Message-ID.
        moment: when, with time zone.
    """
    message = EmailMessage(POLICY)
    message["From"] = Address(target.sender_name, addr_spec=target.sender)
    message["To"] = Address(addr_spec=parcel.recipient)
    message["Subject"] = words.subject
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = identity
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, section 5
    message.set_content(words.text)
    name = PurePosixPath(parcel.entry.file).name
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    message.set_boundary(f"=_{parcel.entry.sha256[:32]}")
    return message.as_bytes()
