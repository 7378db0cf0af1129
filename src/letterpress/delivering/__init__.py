"""Finished letters handed over, each with a receipt: into a place, or by mail to everyone in their rows."""

from letterpress.delivering.consignments import Consignment, open_with_receipts
from letterpress.delivering.depots import Depot, StoreDepot, open_zip_depot
from letterpress.delivering.encrypting import Encryptor, find_encryptor
from letterpress.delivering.handing import (
    Mailroom,
    Pace,
    Stock,
    Wishes,
    complaint_of,
    lay_down,
    post,
    take_stock,
)
from letterpress.delivering.messages import Composer, Templates, try_words
from letterpress.delivering.posting import Postbox
from letterpress.delivering.receipts import ReceiptBook
from letterpress.delivering.rows import Needs, Rows, parcels_for, password_fault, read_rows
from letterpress.delivering.targets import MailTarget, is_mail, read_mail_target
from letterpress.delivering.values import Handed, Noted, Outcome, Parcel, State

__all__ = [
    "Composer",
    "Consignment",
    "Depot",
    "Encryptor",
    "Handed",
    "MailTarget",
    "Mailroom",
    "Needs",
    "Noted",
    "Outcome",
    "Pace",
    "Parcel",
    "Postbox",
    "ReceiptBook",
    "Rows",
    "State",
    "Stock",
    "StoreDepot",
    "Templates",
    "Wishes",
    "complaint_of",
    "find_encryptor",
    "is_mail",
    "lay_down",
    "open_with_receipts",
    "open_zip_depot",
    "parcels_for",
    "password_fault",
    "post",
    "read_mail_target",
    "read_rows",
    "take_stock",
    "try_words",
]
