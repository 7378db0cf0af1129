"""What is to be handed over and what became of it: values only."""

from enum import StrEnum
from typing import NamedTuple

from letterpress.diagnostics import Diagnostic
from letterpress.merging import Recipient
from letterpress.running import Entry


class State(StrEnum):
    """What became of a hand-over.

    Only `intended` and `doubtful` leave open whether the other side has the letter; `refused` and `deferred`
    say that it has not, and a letter that is deferred is tried again.
    """

    INTENDED = "intended"
    DELIVERED = "delivered"
    REFUSED = "refused"
    DEFERRED = "deferred"
    DOUBTFUL = "doubtful"
    COUNTED = "counted"


class Outcome(NamedTuple):
    """What the other side said to a letter, or why it said nothing."""

    state: State
    answer: str


class Parcel(NamedTuple):
    """One letter for one recipient.

    Attributes:
        entry: the letter, as the manifest of its run has it.
        recipient: the mailbox, or where the letter goes: the address of the place, and its name there.
        row: what the letter was made from; nothing where a place takes letters from nobody's row.
        password: what opens the encrypted copy; empty where none is wanted.
    """

    entry: Entry
    recipient: str
    row: Recipient | None = None
    password: str = ""


class Attempt(NamedTuple):
    """A hand-over that is about to begin: the parcel, the bytes that go, and their Message-ID if any."""

    parcel: Parcel
    sent_sha256: str
    message_id: str = ""


class Noted(NamedTuple):
    """What a ledger says last of a parcel: the number of the receipt, its state, the bytes that went."""

    number: int
    state: State
    sent_sha256: str


class Handed(NamedTuple):
    """What became of one parcel now, and what is to be said of it."""

    parcel: Parcel
    outcome: Outcome
    diagnostic: Diagnostic | None = None
