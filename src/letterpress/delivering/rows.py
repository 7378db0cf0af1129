"""The rows letters were made from, each proven by its digest, and what a hand-over needs of them.

All rows are looked at before the first letter leaves: whether each has a mailbox, a password, words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from letterpress.delivering.addresses import read_mailbox
from letterpress.delivering.consignments import Consignment
from letterpress.delivering.values import Parcel
from letterpress.diagnostics import BagError, Code, Diagnostic, Place, RecipientsError, Severity
from letterpress.mailing import ORIGIN_JSON, Origin, plan_mailing
from letterpress.mailing.reopening import read_origin
from letterpress.merging import Recipient, fields_sha256, show_value
from letterpress.running import Entry

MOST_PASSWORD = 127  # octets: ISO 32000-2, 7.6.4.3.3


class Rows(NamedTuple):
    """Recipients by row, and what their letters were made from.

    Attributes:
        origin: its texts are read already.
        run: a digest of it.
        name: what to call the file of recipients.
        by_row: the recipients.
    """

    origin: Origin
    run: str
    name: str
    by_row: Mapping[int, Recipient]


class Needs(NamedTuple):
    """What is needed of a row.

    Attributes:
        email: the column of the mailbox; empty where none is needed.
        password: the column of the password; empty where none is needed.
        may_share: whether two rows may have one mailbox.
    """

    email: str = ""
    password: str = ""
    may_share: bool = False


def read_rows(consignment: Consignment, named: Path | None) -> Rows:
    """Read the recipients of a consignment: from the file that is named, the one in the bag, or where it was.

    Raises:
        BagError: nothing was kept of what letters were made from.
        RecipientsError: the file cannot be read, or is not one of recipients of this letter.
    """
    if ORIGIN_JSON not in consignment.origin:
        raise _missing("nothing was kept of what the letters were made from, so no row can be proven")
    with _unpacked(consignment) as (folder, held):
        try:
            origin = read_origin(folder)
        except (ValueError, OSError) as error:
            raise _missing(f"what the letters were made from cannot be read: {error}") from error
        file = named or held or Path(origin.recipients.path)
        if not origin.recipients.path and not (named or held):
            raise _missing("the recipients came through a pipe, and nothing was kept of them")
        name = str(named or origin.recipients.name)
        mailing = plan_mailing(origin.letter, file, name, origin.reading, origin.options.overrides)
    if mailing.faults:
        raise RecipientsError(*mailing.faults)
    run = sha256(consignment.origin[ORIGIN_JSON]).hexdigest()
    return Rows(origin, run, name, {one.row: one for one in mailing.recipients})


def parcels_for(entries: Iterable[Entry], rows: Rows, needs: Needs) -> tuple[list[Parcel], list[Diagnostic]]:
    """Address every letter to what its row says; give what is wrong with rows too, in their order.

    A parcel without mailbox has its recipient empty.
    """
    parcels: list[Parcel] = []
    wrong: list[Diagnostic] = []
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for entry in entries:
        row = rows.by_row.get(entry.row)
        if row is None or fields_sha256(row) != entry.fields_sha256:
            wrong.append(_changed(entry, row, rows.name))
            continue
        found = _Cells(row, rows.name)
        mailbox = found.mailbox(needs.email) if needs.email else ""
        password = found.password(needs.password) if needs.password else ""
        if mailbox and rows_of[mailbox.lower()] and not needs.may_share:
            first = rows_of[mailbox.lower()][0]
            found.complain(needs.email, f"row {first} has this address too", ALLOW_SHARED)
        if mailbox:
            rows_of[mailbox.lower()].append(entry.row)
        wrong += found.wrong
        if not found.wrong:
            parcels.append(Parcel(entry, mailbox, row, password))
    return parcels, wrong


ALLOW_SHARED = "type --shared-addresses if that is right, or --skip-bad to leave this row out"


class _Cells:
    """The cells of one row, and what is wrong with them."""

    def __init__(self, row: Recipient, name: str) -> None:
        self._row = row
        self._name = name
        self._cells = {_plain(field): show_value(value) for field, value in row.fields.items()}
        self.wrong: list[Diagnostic] = []

    def mailbox(self, column: str) -> str:
        """Read a mailbox; empty when something is wrong with it."""
        written = self._cells.get(_plain(column))
        if written is None:
            self.complain(
                "", f'there is no column "{column}"', "name the column of addresses: --email-column"
            )
            return ""
        mailbox = read_mailbox(written)
        if mailbox.fault:
            hint = "write one address such as ada@example.org, or type --skip-bad to leave the row out"
            self.complain(column, f"no address of mail: {mailbox.fault}", hint)
        return mailbox.address

    def password(self, column: str) -> str:
        """Read a password; empty when something is wrong with it. It is never quoted."""
        written = self._cells.get(_plain(column))
        if written is None:
            self.complain("", f'there is no column "{column}"', "name the column: --password-column")
        elif fault := password_fault(written):
            hint = "give every row a password, or type --skip-bad to leave the row out"
            self.complain(column, fault, hint)
        return written or ""

    def complain(self, column: str, message: str, hint: str) -> None:
        """Say what is wrong with the row."""
        place = Place(self._name, self._row.line, 1, row=self._row.row, field=column)
        self.wrong.append(Diagnostic(Code.RECIPIENTS_VALUE, Severity.ERROR, message, hint, place))


def password_fault(password: str) -> str:
    """Say what is wrong with a password of a file; empty when nothing is."""
    if not password:
        return "there is no password for the file"
    if not password.isprintable():
        return "the password has characters that cannot be seen"
    return "the password is too long" if len(password.encode()) > MOST_PASSWORD else ""


def _plain(column: str) -> str:
    """Give the name of a column without case and signs: `E-Mail` and `email` are one."""
    return "".join(sign for sign in column.casefold() if sign.isalnum())


def _changed(entry: Entry, row: Recipient | None, name: str) -> Diagnostic:
    place = Place(name, row.line if row else 1, 1, row=entry.row)
    message = f"the row is not what {entry.file} was made from"
    hint = "name the file as it was: --recipients FILE"
    return Diagnostic(Code.DELIVERY_ROW, Severity.ERROR, message, hint, place)


@contextmanager
def _unpacked(consignment: Consignment) -> Iterator[tuple[Path, Path | None]]:
    """Lay the files of an origin into a private folder, and beside them the recipients a bag holds."""
    with TemporaryDirectory(prefix="letterpress-") as private:
        folder, beside = Path(private) / "origin", Path(private) / "recipients"
        for top, files in ((folder, consignment.origin), (beside, consignment.recipients)):
            for name, data in files.items():
                target = top / name
                target.resolve().relative_to(top.resolve())  # names were checked when they were opened
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        held = [beside / name for name in consignment.recipients]
        yield folder, held[0] if len(held) == 1 else None


def _missing(message: str) -> BagError:
    hint = "name a run or a bag of this version, and the recipients with --recipients FILE"
    return BagError(Diagnostic(Code.ORIGIN_MISSING, Severity.ERROR, message, hint))
